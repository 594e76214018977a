"""Wording that blames, or judges with hindsight, in people's words and never in what they quote."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from timeline.postmortem.quoted import GONE, lines_of, own_words
from timeline.postmortem.wording import RULES
from timeline.prose.items import Item

_WORD = re.compile(r"\w+")
_LINKED = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Words that blame or judge.

    Attributes:
        line, column: where they stand, from 1.
        word: the words.
        rule: what kind they are of: `hindsight`, `failing`, `judging` or `fault`.
        why: what they do to a post-mortem.
        instead: another way to say it.
    """

    line: int
    column: int
    word: str
    rule: str
    why: str
    instead: str

    def to_dict(self) -> dict[str, str | int]:
        """The finding as a JSON object."""
        return {name: getattr(self, name) for name in self.__slots__}


def lint(text: str) -> list[Finding]:
    """What blames or judges in a document, in the order of its lines; at one place one is found."""
    lines = lines_of(text)
    found: dict[tuple[int, int], Finding] = {}
    for item, said in own_words(lines):
        places = _Places(lines, item)
        for rule in RULES:
            for match in rule.words.finditer(said):
                if rule.holds(said, match):
                    words = item.text[slice(*match.span())].strip()
                    line, column = places.of(said, match.start())
                    found[line, column] = Finding(line, column, words, rule.name, rule.why, rule.instead)
    return sorted(found.values())


class _Places:
    """Where the words of an item's text stand in the source."""

    def __init__(self, lines: Sequence[str], item: Item) -> None:
        self._item = item
        self._lines = [_LINKED.sub(_gone, line) for line in lines[item.first - 1 : item.last]]
        self._known: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}

    def of(self, said: str, start: int) -> tuple[int, int]:
        """The line and column of what stands there: its first word is the nth of its kind in text and source alike."""
        first = _WORD.search(said, start)
        word = first[0] if first else ""
        if word not in self._known:
            self._known[word] = self._sought(re.compile(rf"(?<!\w){re.escape(word)}(?!\w)"))
        told, places = self._known[word]
        return places[min(bisect_left(told, start), len(places) - 1)] if places else (self._item.first, 1)

    def _sought(self, word: re.Pattern[str]) -> tuple[list[int], list[tuple[int, int]]]:
        """Where a word stands in the text, and where in the source."""
        places = [
            (number, found.start() + 1)
            for number, line in enumerate(self._lines, self._item.first)
            for found in word.finditer(line)
        ]
        return [found.start() for found in word.finditer(self._item.text)], places


def _gone(found: re.Match[str]) -> str:
    return GONE * len(found[0])
