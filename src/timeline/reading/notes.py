"""Coverage notes of one sort as one: what they share is said once, what they differ in is listed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from operator import eq

_LEAST = 4  # words that notes of one sort share
_DIFFERENT = 0.6  # so many words for one that is shared may differ, a name or a scope and no whole clause
_LONGEST = 8
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_THING = re.compile(r"(?:[\w-]{1,60} )?[\w-]{0,60}[^\Wsy]")


@dataclass
class _Sort:
    """Notes that differ in one place: the words before it, the words after it."""

    text: str
    notes: list[list[str]]
    head: int
    tail: int

    def takes(self, note: list[str]) -> bool:
        """Take the note in, if the place where it differs is not more than what it shares."""
        first = self.notes[0]
        head = min(self.head, _alike(first, note))
        tail = min(self.tail, _alike(first[head:][::-1], note[head:][::-1]))
        longest = max(len(each) for each in (*self.notes, note))
        fits = head + tail >= _LEAST and longest - head - tail <= min((head + tail) * _DIFFERENT, _LONGEST)
        if fits and all(len(each) > head + tail for each in (*self.notes, note)):
            self.head, self.tail = head, tail
            self.notes.append(note)
            return True
        return False

    def said(self) -> str:
        """The note, or `during nine downtimes …: host:web-11, host:web-12`."""
        if len(self.notes) == 1:
            return self.text
        first, end = self.notes[0], len(self.notes[0]) - self.tail
        middles = [" ".join(note[self.head : len(note) - self.tail]) for note in self.notes]
        mark = "; " if any("," in middle for middle in middles) else ", "
        words = _shared(" ".join(first[: self.head]), " ".join(first[end:]), len(middles))
        return f"{words}: {mark.join(middles)}"


def folded(notes: Iterable[str]) -> list[str]:
    """The notes in their order, those that differ in one place as one where the first of them stands."""
    sorts: list[_Sort] = []
    for note in notes:
        words = note.split()
        if not any(sort.takes(words) for sort in sorts):
            sorts.append(_Sort(note, [words], len(words), len(words)))
    return [sort.said() for sort in sorts]


def _alike(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    return sum(takewhile(bool, map(eq, one, other)))


def _shared(head: str, tail: str, count: int) -> str:
    """`during the downtime of`, nine times, is `during nine downtimes`."""
    counted = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    before, _, thing = head.removesuffix(" of").rpartition("the ")
    if head.endswith(" of") and (not before or before[-1].isspace()) and _THING.fullmatch(thing):
        return " ".join(filter(None, (f"{before}{counted} {thing}s", tail)))
    return " ".join(filter(None, (head, "…", tail))) + f" ({counted} times)"
