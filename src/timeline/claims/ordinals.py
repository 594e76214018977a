"""Which of several is meant: "the first page", "the second acknowledgement", "only Ada acknowledged it"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.clause import Clause
from timeline.claims.counting import KINDS, happened, identity
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.matching import matches
from timeline.claims.people import Named
from timeline.claims.pieces import Count, Thing
from timeline.claims.verbs import Verb
from timeline.claims.verdict import Part

_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "latest": -1, "final": -1}
_ORDINAL = re.compile(
    rf"\bthe (?P<place>{'|'.join(_PLACES)}) (?:(?:new|pagerduty|sentry|terraform|datadog|ci|\ufffc+) )?"
    r"(?P<noun>[a-z]{3,20})\b",
    re.IGNORECASE,
)
#: "Ada acknowledged it first".
_ADVERB = re.compile(r"\b(?<!the )(?P<place>first|second|third|last)(?=\W*$|,)", re.IGNORECASE)
_ONLY = re.compile(r"\bonly (?:incident |ticket |run )?$", re.IGNORECASE)


def ordinals(judged: Sequence[Judged], ground: Ground) -> Iterator[Part]:
    """That one is not the first of several, or not certainly: a noun stands for "the second one" behind it, too."""
    noun = ""
    for each in judged:
        yield from _done_first(each, ground)
        yield from _only(each, ground)
        found = _ORDINAL.search(each.clause.left)
        if not found or each.part.verdict != "supported":
            continue
        noun = found["noun"].lower() if _is_counted(found["noun"].lower()) else noun
        if noun and not _is_so(each, noun, _PLACES[found["place"].lower()], ground):
            yield Part(each.clause.text, "not_checkable", (), f"which is {found[0]!r} is not certain")


def _done_first(each: Judged, ground: Ground) -> Iterator[Part]:
    """That somebody did it first, where another did it before: "Ada acknowledged it first"."""
    clause, found = each.clause, _ADVERB.search(each.clause.left)
    if not found or not clause.things or not (clause.agents or clause.targets) or each.part.verdict != "supported":
        return
    if not _is_so(each, "", _PLACES[found["place"].lower()], ground):
        yield Part(clause.text, "not_checkable", (), f"who was {found['place'].lower()} is not certain")


def _only(each: Judged, ground: Ground) -> Iterator[Part]:
    """That nobody else did it, and that it happened to nothing else, against what others did."""
    clause = each.clause
    told: list[Named | Thing] = [*clause.agents, *clause.things]
    named = next((each for each in told if _is_only(clause, each.begin)), None)
    if named is None or clause.negated or clause.times or each.part.verdict != "supported":
        return
    acts = {seen.act for seen in each.events if not seen.act.startswith("post.")}
    wide = replace(clause, agents=(), counts=()) if isinstance(named, Named) else replace(clause, things=(), counts=())
    others = [
        seen for seen in matches(wide, ground.seen, ground)
        if seen.act in acts and seen not in each.events and (seen.actor or not clause.agents)
    ]  # fmt: skip
    if others and isinstance(named, Named) and clause.things:
        yield Part(clause.text, "contradicted", (others[0].event.id,), f"not only: {others[0].event.summary}")
    elif others:
        yield Part(clause.text, "not_checkable", (others[0].event.id,), f"perhaps not only: {others[0].event.summary}")


def _is_only(clause: Clause, begin: int) -> bool:
    """Whether "only" stands right before what begins there."""
    return bool(_ONLY.search(clause.left[: begin - clause.begin]))


def _is_counted(noun: str) -> bool:
    verb = verbs.table().get(noun)
    return f"{noun}s" in KINDS or bool(verb and verb.noun)


def _is_so(each: Judged, noun: str, place: int, ground: Ground) -> bool:
    """Whether the one in that place is among the events of the claim; a thing has its place by when it began."""
    clause = replace(each.clause, agents=(), targets=(), times=(), strangers=(), quotes=(), numbers=())
    count = Count(0, 0, noun, 1, 1, f"{noun}s" if f"{noun}s" in KINDS else "")
    begun, sorts = KINDS.get(count.of, ("", ()))
    if sorts:
        clause = replace(clause, verb=Verb(frozenset(begun.split()), ""))
    elif noun and not count.of:
        clause = replace(clause, verb=verbs.table()[noun])
    told = {identity(count.of, seen, ground) for seen in each.events}
    keys = (list(found) for found in happened(clause, count, ground))
    return any(-len(several) <= place < len(several) and several[place] in told for several in keys)
