"""Whether events that are what a clause says bear it out: all that it says, of whom it says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims.clause import Clause
from timeline.claims.evidence import Evidence
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged, judged, unsure
from timeline.claims.matching import matches, stated
from timeline.claims.reach import NO_WORD, is_told
from timeline.claims.seen import Seen, are_one, side_by_side, stands_in
from timeline.claims.understood import more, unread
from timeline.prose.items import alike

_WORD = re.compile(r"[a-z][a-z0-9]{2,40}")
_FIRST = re.compile(r"\bfirst (?:one |person )?to\b", re.IGNORECASE)


def borne_out(clause: Clause, found: Sequence[Seen], evidence: Evidence) -> Judged:
    """The verdict on a clause that those events are."""
    verb = clause.verb
    if verb and verb.speech and not clause.quotes:
        found = [seen for seen in found if is_told(verb, seen)] or found
    found = _named(clause, found, evidence.ground) or found
    if before := _overtaken(clause, found, evidence.ground):
        return judged(clause, "contradicted", before, f"not the first: {side_by_side(before)}")
    if why := _doubt(clause, found, evidence.ground):
        return unsure(clause, why, found)
    told = (
        ""
        if all(when.zoned for when in clause.times)
        else "; no zone of one meaning is said, it was read as the likely one"
    )
    return judged(clause, "supported", found, f"{side_by_side(found)}{told}")


def _doubt(clause: Clause, found: Sequence[Seen], ground: Ground) -> str:
    """What they leave open; empty where nothing."""
    verb = clause.verb
    does = verb is not None and not verb.noun and not verb.either
    untold = bool(verb and verb.speech and not clause.quotes and not is_told(verb, found[0]))
    of_nothing = not clause.is_anchored and not clause.counts
    reasons = {
        NO_WORD: verb is None and not clause.quotes and (_says_more(clause, found) or _is_whose(clause)),
        "what was said is not quoted": untold,
        "it names nothing that the record has": of_nothing and not clause.areas,
        "it says of two things that they happened": not _are_all(clause, found),
        "to which it happened is not said": does and of_nothing and not are_one(found),
        "what it names in words is nothing of what the record has then": not _named(clause, found, ground),
    }
    doubt = next((why for why, holds in reasons.items() if holds), "")
    return doubt or _ambiguous(clause, found) or _beside(clause, found) or more(unread(clause, ground, found))


def _are_all(clause: Clause, found: Sequence[Seen]) -> bool:
    """Whether what else it says to have happened is what they are, too."""
    return all(any(stated(replace(clause, verb=verb), seen) for seen in found) for verb in clause.also)


def _beside(clause: Clause, found: Sequence[Seen]) -> str:
    """Whom it names of whom no event tells."""
    told = frozenset(name for seen in found for name in (*seen.actor, *seen.others))
    for who in clause.beside:
        named = who.kind != "person" or who.who & told or any(alike(who.text) in seen.text for seen in found)
        if not named:
            return f"what part {who.text} had is not read"
    return ""


def _named(clause: Clause, found: Sequence[Seen], ground: Ground) -> Sequence[Seen]:
    """Those that are about what words of the record's names say, too: "the latency alert"."""
    words = {word for word in _WORD.findall(clause.left.lower()) if word in ground.name_words}
    return [seen for seen in found if all(_has(word, seen) for word in words)] if words else found


def _has(word: str, seen: Seen) -> bool:
    return any(stands_in(each, seen.text) for each in (word, f"{word}s", word.removesuffix("s")))


def _overtaken(clause: Clause, found: Sequence[Seen], ground: Ground) -> Sequence[Seen]:
    """What happened before what is said to be the first."""
    if not _FIRST.search(clause.left) or not (clause.things or clause.times):
        return ()
    among = matches(clause, ground.seen, ground, without=("agent", "time", "stranger"))
    before = [seen for seen in among if seen.event.time < found[0].event.time][:1]
    return [*before, *found] if before else ()


def _ambiguous(clause: Clause, found: Sequence[Seen]) -> str:
    """Why it is not known who is meant, where nothing decides it."""
    for who in (*clause.agents, *clause.targets):
        if len(who.who) == 1 or who.kind == "service":
            continue
        met = {name for name in who.who for seen in found if name in seen.actor | seen.others}
        if len(met) > 1 or not any(when.exact for when in clause.times):
            return f"{who.text!r} may be one of several: {', '.join(sorted(name.title() for name in who.who))}"
    return ""


def _is_whose(clause: Clause) -> bool:
    """Whether it only says whose something was: "that run was Grace's"."""
    return bool(clause.agents) and not clause.times and not clause.counts


def _says_more(clause: Clause, found: Sequence[Seen]) -> bool:
    """Whether words are left that stand in none of the events."""
    told = (word.strip(",.;:()[]<>-|·!?'") for word in clause.left.lower().replace("\ufffc", " ").split())
    words = [word for word in told if word.isalpha() and word not in _EMPTY]
    return any(not any(word in seen.text for seen in found) for word in words)


_EMPTY_WORDS = """
    a an the at on in of to and by with for from as is was were it its this that about around then after before
    until since also
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
