"""Whether a comma or an "and" stands between two of a list, and parts no claims."""

from __future__ import annotations

import re

from timeline.claims.marks import Marks

_BESIDE = 4  # letters
#: What follows the last time of a list: nothing that happened then.
_ALONE = re.compile(r"\W*$|,? (?:by|for|on|in|respectively)\b|[.;)]")


def is_within_list(marks: Marks, join: re.Match[str]) -> bool:
    """Whether it joins two people: "paged Ada and Grace"; or two things."""
    if any(when.end == join.start() for when in marks.times):
        told = next((when.end for when in marks.times if when.begin == join.end()), None)
        return told is not None and _ALONE.match(marks.left, told) is not None
    if any(each.end == join.start() for each in marks.things):
        return any(each.begin == join.end() and _is_listed(marks, each.end) for each in marks.things)
    ends = any(who.end == join.start() for who in marks.people)
    return ends and any(who.begin == join.end() for who in marks.people) and not _speaks(marks, join.end())


def _is_listed(marks: Marks, end: int) -> bool:
    """Whether a thing of a list ends there: no time, no verb and nobody who acts follows it at once."""
    behind = re.match(r" (?:was|were|is|had|has|by|at|for|in|on|to|from)\b| ?\ufffc| ?[:(]", marks.left[end:])
    return behind is None and not any(end < said.begin <= end + _BESIDE for said in marks.verbs)


def _speaks(marks: Marks, begin: int) -> bool:
    """Whether a colon or a time follows the name that stands there: it has a claim of its own."""
    end = next((who.end for who in marks.people if who.begin == begin), begin)
    return marks.left.startswith(":", end) or any(begin <= when.begin <= end + _BESIDE for when in marks.times)
