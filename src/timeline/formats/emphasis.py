"""Where a text's own stars, underscores and tildes would be emphasis, by CommonMark's rules and GitHub's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from timeline.formats.acting import Span, back, between

_RUN = re.compile(r"\*+|_+|~+")
_MARKS = "*_~"
_TILDE = frozenset("~")
ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


class _Run(NamedTuple):
    place: int
    opens: bool
    closes: bool


def active_runs(plain: str, code: list[Span]) -> set[int]:
    """Where runs of a mark begin that open emphasis which a later one closes, or close what an earlier one opened."""
    if not ("_" in plain or "*" in plain or "~" in plain):
        return set()
    runs: dict[str, list[_Run]] = {}
    for first, last in between(plain, code):
        for found in _RUN.finditer(plain, first, last):
            runs.setdefault(found[0][0], []).append(_run(plain, found, first, last))
    return {place for each in runs.values() for place in _paired(each)}


def _paired(runs: list[_Run]) -> Iterator[int]:
    """Each that closes with the nearest before it that opens; what is left over has nothing to mark with."""
    opened: list[int] = []
    for run in runs:
        if run.closes and opened:
            yield opened.pop()
            yield run.place
        elif run.opens:
            opened.append(run.place)


def _run(plain: str, found: re.Match[str], first: int, last: int) -> _Run:
    """Whether it opens and closes emphasis, by any of the rules there are on what stands beside it."""
    begin, end = found.span()
    past = (back(plain, begin, first, _TILDE), _forth(plain, end, last, _TILDE))  # cmark-gfm looks past them
    opens = closes = False
    for left, right in {(begin, end), past}:
        before = plain[left - 1] if left > first else "`" if first else " "
        after = plain[right] if right < last else "`" if last < len(plain) else " "
        for punctuation in ("P", "PS"):
            either = _flanks(found[0][0], before, after, punctuation)
            opens = opens or either[0] or after in _MARKS  # micromark lets one mark stand at another
            closes = closes or either[1] or before in _MARKS
    return _Run(begin, opens, closes)


def _flanks(mark: str, before: str, after: str, punctuation: str) -> tuple[bool, bool]:
    """Whether the mark may open and may close between those two, as CommonMark has it; of tildes pandoc asks less."""
    if mark == "~":
        return not after.isspace(), not before.isspace()
    left, right = _stops(before, punctuation), _stops(after, punctuation)
    opens = not after.isspace() and (not right or left or before.isspace())
    closes = not before.isspace() and (not left or right or after.isspace())
    inside = mark == "_" and opens and closes
    return opens and (not inside or left), closes and (not inside or right)


def _stops(char: str, punctuation: str) -> bool:
    return char in ASCII_MARKS or unicodedata.category(char)[0] in punctuation


def _forth(plain: str, end: int, last: int, letters: frozenset[str]) -> int:
    while end < last and plain[end] in letters:
        end += 1
    return end
