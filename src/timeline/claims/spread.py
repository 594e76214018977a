"""How long it took from the first to the last of several: "three incidents in under thirteen minutes"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.claims.counting import fitting, happened
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.lasting import fits, ids, told, told_length
from timeline.claims.marks import Marks
from timeline.claims.pairs import before, happenings, held
from timeline.claims.pieces import Length
from timeline.claims.seen import Seen
from timeline.claims.verdict import Part

_SEVERAL = 2
_SPANS = re.compile(
    r"\b(?P<most>within|inside|in (?:under|less than|at most|no more than))?"
    r"(?:\b(?:in|over|across|(?:in|over|within) (?:the|a) (?:span|space|course|period|matter) of))?(?: only| just)? ?$",
    re.IGNORECASE,
)
_MOST = re.compile(r"(?:within|in under|in less than|under|less than|at most|up to|no more than)\b", re.IGNORECASE)
_EACH_OTHER = re.compile(r" ?(?:of (?:each other|one another)|apart)\b", re.IGNORECASE)
_AFTER = re.compile(r" ?(?:after|before|of|later|earlier|from)\b", re.IGNORECASE)
_JOINED = frozenset(("and", ",", "then"))
_ALLOWED = 1.3  # times that "about" leaves open


def is_spread(judged: Sequence[Judged], place: int, length: Length, marks: Marks) -> bool:
    """Whether a length is said to lie between the first and the last of several things that happened."""
    clause = judged[place].clause
    if _EACH_OTHER.match(marks.left, length.end):
        return True
    if _AFTER.match(marks.left, length.end) or not _spans(length, marks):
        return False
    counts = any(count.of and count.most >= _SEVERAL for count in clause.counts)
    return counts or len(clause.things) > 1 or len(clause.agents) > 1 or len(_run(judged, place)) > 1


def spread(judged: Sequence[Judged], place: int, length: Length, marks: Marks, ground: Ground) -> Iterator[Part]:
    """Whether so long lies between the first and the last of them; nothing where not each is one happening."""
    each = judged[place]
    text, found = each.clause.text, _told(judged, place, ground)
    said = length.text.strip()
    if found is None or len(found) < _SEVERAL:
        yield Part(text, "not_checkable", (), f"{said!r}: between what is not known")
        return
    first, last = min(found, key=_time), max(found, key=_time)
    seconds = (last.event.time - first.event.time).total_seconds()
    shown = told((first, last))
    if _is_within(length, marks, seconds):
        yield Part(text, "supported", ids([(first, last)]), f"{said}: {shown}")
    elif before(first, ground) and not _EACH_OTHER.match(marks.left, length.end):
        yield Part(text, "not_checkable", ids([(first, last)]), f"{said!r}: since when is not said")
    else:
        yield Part(text, "contradicted", ids([(first, last)]), f"not {said}, but {told_length(seconds)}: {shown}")


def _told(judged: Sequence[Judged], place: int, ground: Ground) -> list[Seen] | None:
    """The first event of each of several happenings; None where it is not certain which they are."""
    clause = judged[place].clause
    for count in clause.counts:
        if count.of and not count.some:
            found = fitting(happened(clause, count, ground), count)
            return [min(events, key=_time) for events in found.values()] if found else None
    run = _run(judged, place)
    if any(each.part.verdict != "supported" for each in run):
        return None
    single = [happenings(held(each, ground)) for each in run]
    if len(run) > 1:
        return [found[0] for found in single] if all(len(found) == 1 for found in single) else None
    several = max(len(clause.things), len(clause.agents))
    return single[0] if len(single[0]) == several else None


def _run(judged: Sequence[Judged], place: int) -> Sequence[Judged]:
    """The claims that end with that one and hang together: "opened, approved and merged"."""
    begin = place
    while begin > 0 and judged[begin].clause.joined in _JOINED and not judged[begin - 1].clause.times:
        begin -= 1
    return judged[begin : place + 1]


def _spans(length: Length, marks: Marks) -> bool:
    before = _SPANS.search(marks.left[: length.begin])
    return bool(_MOST.match(length.text.strip())) or bool(before and before[0].strip())


def _is_within(length: Length, marks: Marks, seconds: float) -> bool:
    """Whether that is the length, or below it where it is the most."""
    before = _SPANS.search(marks.left[: length.begin])
    if _EACH_OTHER.match(marks.left, length.end) or _MOST.match(length.text.strip()) or (before and before["most"]):
        most = length.seconds * (_ALLOWED if length.about and not _MOST.match(length.text.strip()) else 1)
        return seconds < most + length.unit / 2
    return fits(length, seconds)


def _time(seen: Seen) -> float:
    return seen.event.time.timestamp()
