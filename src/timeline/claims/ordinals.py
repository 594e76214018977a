"""Which of several is meant: "the first page", "the second acknowledgement of incident 4172"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.counting import KINDS, happened, identity
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.pieces import Count
from timeline.claims.verbs import Verb
from timeline.claims.verdict import Part

_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1, "latest": -1, "final": -1}
_ORDINAL = re.compile(
    rf"\bthe (?P<place>{'|'.join(_PLACES)}) (?:(?:new|pagerduty|sentry|terraform|datadog|ci|\ufffc+) )?"
    r"(?P<noun>[a-z]{3,20})\b",
    re.IGNORECASE,
)


def ordinals(judged: Sequence[Judged], ground: Ground) -> Iterator[Part]:
    """That one is not the first of several, or not certainly: a noun stands for "the second one" behind it, too."""
    noun = ""
    for each in judged:
        found = _ORDINAL.search(each.clause.left)
        if not found or each.part.verdict != "supported":
            continue
        noun = found["noun"].lower() if _is_counted(found["noun"].lower()) else noun
        if noun and not _is_so(each, noun, _PLACES[found["place"].lower()], ground):
            yield Part(each.clause.text, "not_checkable", (), f"which is {found[0]!r} is not certain")


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
    elif not count.of:
        clause = replace(clause, verb=verbs.table()[noun])
    told = {identity(count.of, seen, ground) for seen in each.events}
    keys = (list(found) for found in happened(clause, count, ground))
    return any(-len(several) <= place < len(several) and several[place] in told for several in keys)
