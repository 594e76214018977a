"""Whether events that are what a clause says bear it out: all that it says, of whom it says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from timeline.claims.clause import Clause
from timeline.claims.evidence import Evidence
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged, judged, unsure
from timeline.claims.matching import matches
from timeline.claims.reach import NO_WORD, is_told
from timeline.claims.seen import Seen, side_by_side, stands_in
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
    if verb is None and not clause.quotes and clause.left and _says_more(clause, found):
        return NO_WORD
    if verb and verb.speech and not clause.quotes and not is_told(verb, found[0]):
        return "what was said is not quoted"
    if not clause.is_anchored and not clause.areas and not clause.counts:
        return "it names nothing that the record has"
    if not _named(clause, found, ground):
        return "what it names in words is nothing of what the record has then"
    return _ambiguous(clause, found) or _beside(clause, found) or more(unread(clause, ground, found))


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
