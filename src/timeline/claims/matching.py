"""Whether an event is what a clause says: each thing that it says is one test, so that one of them can be left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from timeline.claims import verbs
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.people import Named
from timeline.claims.pieces import Piece, Thing
from timeline.claims.seen import OWN_WORDS, Seen, said, stands_in
from timeline.claims.shapes import EVERY_PLACE, shape_of
from timeline.claims.verbs import Verb
from timeline.joining.keys import COMMIT
from timeline.prose.items import alike

Test = Literal["time", "verb", "agent", "target", "thing", "quote", "number", "stranger", "state"]
#: In the order in which they are cheap to ask.
TESTS: tuple[Test, ...] = ("time", "verb", "agent", "target", "stranger", "thing", "state", "quote", "number")
#: Acts whose events have no place for environments and branches.
_PLACED = frozenset(("deploy", "event", "recorded", "build", "code", "run", "pull"))


def matches(clause: Clause, among: Iterable[Seen], ground: Ground, *, without: Collection[Test] = ()) -> list[Seen]:
    """The events that are what the clause says, but for the tests that are left out."""
    tests = [_PASSES[test] for test in TESTS if test not in without]
    if among is ground.seen:
        among = _narrowed(clause, ground, without)
    return [seen for seen in among if all(test(clause, seen, ground) for test in tests)]


def _narrowed(clause: Clause, ground: Ground, without: Collection[Test]) -> Sequence[Seen]:
    """Those of all events that may be meant, as far as one test tells that is asked once for all sentences."""
    if clause.things and "thing" not in without:
        told = [_about(thing, ground) for thing in clause.things if thing.type != "state"]
        if told:
            return min(told, key=len)
    if clause.verb and "verb" not in without:
        return ground.stating(clause.verb)
    return ground.seen


def _about(thing: Thing, ground: Ground) -> Sequence[Seen]:
    """The events that are about a thing; looked for once."""
    key = (thing.needles, thing.type, thing.begins)
    if key not in ground.found:
        ground.found[key] = [seen for seen in ground.seen if about(thing, seen)]
    return ground.found[key]


def stated(clause: Clause, seen: Seen) -> bool:
    """Whether the verb of the clause states what happened."""
    verb = clause.verb
    if verb is None or verb.stem in seen.stems:
        return True
    if not verbs.states(verb, seen.act):
        return False
    return verb.speech or not (
        _tells_itself(verb, seen) or _is_other_sign(clause, verb, seen) or _is_other_thing(clause, verb, seen)
    )


def _tells_itself(verb: Verb, seen: Seen) -> bool:
    """Whether the event says in other words of its own what happened."""
    area = seen.act.partition(".")[0]
    return area in OWN_WORDS and f"{area}.*" in verb.acts


def _is_other_sign(clause: Clause, verb: Verb, seen: Seen) -> bool:
    """Whether an alert is meant and this is a warning, or the other way round, where the verb leaves that open."""
    leaves_open = {"alert.triggered", "alert.warned"} <= verb.acts and seen.act.startswith("alert.")
    return leaves_open and _warns(clause) != (seen.act == "alert.warned")


def _is_other_thing(clause: Clause, verb: Verb, seen: Seen) -> bool:
    """Whether it happened to another sort of thing than the shapes of ids and the nouns say."""
    area, told = seen.act.partition(".")[0], {act.partition(".")[0] for act in verb.acts}
    if (shape := _shape(clause)) in told and area != shape:
        return True
    narrowed = told & clause.areas
    if not narrowed:
        return False
    if seen.act in ("run.planned", "run.applied") and "run" in clause.areas:
        return not _is_step(clause, seen)
    return area not in narrowed


def _shape(clause: Clause) -> str:
    """What a thing is by the shape of its id alone: what happens to a pull request does not happen to a run."""
    return next((shape for thing in clause.things if (shape := shape_of(thing))), "")


def _warns(clause: Clause) -> bool:
    """Whether what went off is said to be a warning."""
    return "warning" in clause.left.lower()


def _is_step(clause: Clause, seen: Seen) -> bool:
    """Whether a finished plan or apply is the one that the nouns mean."""
    words = clause.left.lower()
    plan, apply = "plan" in words, "appl" in words
    return plan == apply or (plan and seen.act == "run.planned") or (apply and seen.act == "run.applied")


def _acts(who: Named, seen: Seen, ground: Ground) -> bool:
    if who.kind == "service":
        return bool(who.who & seen.actor) or alike(who.text) in (
            seen.text if seen.event.actor is None else ground.type_of(seen.event)
        )
    return bool(who.who & seen.actor)


def _is_target(who: Named, seen: Seen) -> bool:
    return bool(who.who & seen.others) or (bool(who.who & seen.actor) and not seen.others)


def about(thing: Thing, seen: Seen) -> bool:
    """Whether the event is about that thing."""
    if (only := _QUALIFIED.get(thing.type)) is not None:
        return seen.act != only or _stands(thing, seen)
    if thing.type == "place" and seen.act.startswith("post."):
        told = {name for name in EVERY_PLACE if stands_in(name, seen.text)}
        return not told or not told.isdisjoint(thing.needles)
    if thing.type in ("place", "branch"):
        return _is_there(thing, seen)
    begins = thing.begins and any(key.startswith(COMMIT(needle)) for key in seen.event.keys for needle in thing.needles)
    return begins or _stands(thing, seen)


#: The act of which alone something says how it was or into what state it went.
_QUALIFIED = {"state": "ticket.transitioned", "means": "incident.notified"}


def _stands(thing: Thing, seen: Seen) -> bool:
    return any(stands_in(needle, seen.text) for needle in thing.needles)


def _is_there(thing: Thing, seen: Seen) -> bool:
    """Whether an event is of that environment or branch, or has no place for any."""
    if seen.act.partition(".")[0] not in _PLACED or (thing.type == "branch" and "branch" not in seen.event.tags):
        return True
    value = seen.event.tags.get("environment") if thing.type == "place" else None
    return _stands(thing, seen) if value is None else alike(value) in thing.needles


def quotes(quote: Piece, seen: Seen) -> bool:
    """Whether those words stand in the event as they are quoted; an ellipsis leaves something out."""
    place = 0
    for part in parts(quote):
        found = _find(part, seen.spoken, place)
        if found < 0:
            return False
        place = found + len(part)
    return True


def parts(quote: Piece) -> Iterator[str]:
    """What is quoted without a break, as quotations compare."""
    for part in quote.text.replace("\N{HORIZONTAL ELLIPSIS}", "...").replace("[...]", "...").split("..."):
        if words := said(part).strip(" .,;:!?-"):
            yield words


def _find(needle: str, text: str, place: int) -> int:
    """Where it stands there as whole words, or -1."""
    found = text.find(needle, place)
    while found >= 0:
        before, after = text[found - 1 : found], text[found + len(needle) : found + len(needle) + 1]
        if not (needle[0].isalnum() and before.isalnum()) and not (needle[-1].isalnum() and after.isalnum()):
            return found
        found = text.find(needle, found + 1)
    return -1


def begins(needle: str, text: str) -> bool:
    """Whether a word that so begins stands there, with the number before it."""
    place = text.find(needle)
    while place >= 0:
        if not text[place - 1 : place].isalnum():
            return True
        place = text.find(needle, place + 1)
    return False


def _numbered(seen: Seen, piece: Piece) -> bool:
    if " " in piece.text:
        count, what = piece.text.split()
        return any(begins(f"{count} {to}{what}", seen.text) for to in ("", "to "))
    if any(letter.isalpha() for letter in piece.text):
        return stands_in(" ".join(alike(piece.text).split()), seen.text)
    return piece.text.replace(",", "") in seen.numbers


_PASSES: Mapping[Test, Callable[[Clause, Seen, Ground], bool]] = {
    "time": lambda clause, seen, _: all(when.holds(seen.event.time) for when in clause.times),
    "verb": lambda clause, seen, _: stated(clause, seen),
    "agent": lambda clause, seen, ground: all(_acts(who, seen, ground) for who in clause.agents),
    "target": lambda clause, seen, _: all(_is_target(who, seen) for who in clause.targets),
    "stranger": lambda clause, seen, _: all(stands_in(alike(each.text), seen.text) for each in clause.strangers),
    "thing": lambda clause, seen, _: all(about(thing, seen) for thing in clause.things if thing.type != "state"),
    "state": lambda clause, seen, _: all(about(thing, seen) for thing in clause.things if thing.type == "state"),
    "quote": lambda clause, seen, _: all(quotes(quote, seen) for quote in clause.quotes),
    "number": lambda clause, seen, _: all(_numbered(seen, each) for each in (*clause.numbers, *clause.counted)),
}
