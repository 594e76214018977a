"""The dates of a sentence: they date its times, and are no numbers of what happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from timeline.prose.dates import Day, dates_at
from timeline.prose.times import Said

_SMALL_WORD = re.compile(r"[^A-Z]{0,20}\b(?:may|mar|mars|set|sept|dec|dic|ago|mai|mag|out|jan|gen|ott)\b[^A-Z]{0,20}")
_ON = re.compile(
    r"(?:^|\b(?:on|of|from|since|until|by|before|after|dated|for|the)|[(,;:|-]) ?(?:the )?$", re.IGNORECASE
)


class Dated(NamedTuple):
    """A date where it stands, with the days that it is or reaches over."""

    begin: int
    end: int
    text: str
    days: tuple[Day, ...]


def dated(text: str, times: Sequence[tuple[int, Said]] = ()) -> Iterator[Dated]:
    """Every date of a sentence that is not part of a time."""
    for begin, end, days in dates_at(text):
        own = any(start < end and begin < said.end for start, said in times)
        if not own and not text[:begin].endswith("#") and not _SMALL_WORD.fullmatch(text[begin:end]):
            yield Dated(begin, end, text[begin:end], days)


def day_for(begin: int, found: Sequence[Dated]) -> Day | None:
    """The day that a sentence has for a time of its own: the last one named before it, else the first; one day only."""
    before = [each for each in found if each.begin < begin]
    told = before[-1] if before else found[0] if found else None
    return told.days[0] if told and len(told.days) == 1 else None


def is_when(text: str, date: Dated) -> bool:
    """Whether a date says when: not which document or freeze is meant."""
    return bool(_ON.search(text[: date.begin]))
