"""Wording that blames, or judges with hindsight, in people's words and never in what they quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from timeline.postmortem.quoted import GONE, lines_of, own_words
from timeline.postmortem.wording import RULES
from timeline.prose.items import Item

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
    """What blames or judges in a document, in the order of its lines; the same words are found once."""
    lines = lines_of(text)
    found = {
        (line, column): Finding(line, column, words, rule.name, rule.why, rule.instead)
        for item, said in own_words(lines)
        for rule in RULES
        for match in rule.words.finditer(said)
        if rule.holds(said, match)
        for words in (item.text[slice(*match.span())].strip(),)
        for line, column in (_place(lines, item, said, match.start()),)
    }
    return sorted(found.values())


def _place(lines: Sequence[str], item: Item, said: str, start: int) -> tuple[int, int]:
    """The line and column of what stands there in an item's text: its first word is sought in the source."""
    word = next(iter(re.findall(r"\w+", said[start:])), "")
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    before = len(whole.findall(item.text[:start]))
    places = list(_places(lines, item, whole))
    return places[min(before, len(places) - 1)] if places else (item.first, 1)


def _places(lines: Sequence[str], item: Item, word: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    for number in range(item.first, item.last + 1):
        shown = _LINKED.sub(lambda found: GONE * len(found[0]), lines[number - 1])
        yield from ((number, found.start() + 1) for found in word.finditer(shown))
