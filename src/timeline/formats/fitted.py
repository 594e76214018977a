"""Words put into lines of a terminal: as wide as they are shown there, none wider than the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_EMOJI_STYLE = "\ufe0f"
_LEAST = 4  # columns: a wide character must have room beside an indent


class Word(NamedTuple):
    """A word with what a terminal is told before and after it; of the two nothing is shown."""

    text: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        return f"{self.before}{self.text}{self.after}" if self.text else ""


def words(text: str, before: str = "", after: str = "") -> list[Word]:
    """The words of a text, each told alike."""
    return [Word(each, before, after) for each in text.split(" ") if each]


def fitted(found: Iterable[Word], width: int, indent: int = 0) -> Iterator[str]:
    """The words in lines of that width; every line but the first begins with the indent."""
    width = max(width, _LEAST)
    indent = min(indent, width // 3)
    line = _Line()
    for word in found:
        for place, part in enumerate(_parts(word, width - indent)):
            gap = bool(line.words) and not place
            if line.words and line.used + gap + columns(part.text) > width:
                yield str(line)
                line, gap = _Line(" " * indent), False
            line.add(part, " " if gap else "")
    if line.words:
        yield str(line)


class _Line:
    """A line that is being filled; what is told of neighbours alike is told once."""

    def __init__(self, indent: str = "") -> None:
        self._indent = indent
        self.used = len(indent)
        self.words: list[Word] = []

    def __str__(self) -> str:
        return self._indent + "".join(map(str, self.words))

    def add(self, word: Word, gap: str) -> None:
        """Put a word at its end, after that space."""
        self.used += len(gap) + columns(word.text)
        if self.words and self.words[-1][1:] == word[1:]:
            self.words[-1] = word._replace(text=self.words[-1].text + gap + word.text)
        else:
            self.words += [Word(gap), word] if gap else [word]


def columns(text: str) -> int:
    """How many columns a terminal takes for the text, at most."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=4096)
def _columns(char: str) -> int:
    """Wide and full-width ones take two, marks on another none; a style that makes an emoji of it may add one."""
    if char == _EMOJI_STYLE:
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _parts(word: Word, width: int) -> Iterator[Word]:
    """The word, or its parts where no line holds it whole; a mark stays with what it marks."""
    if len(word.text) <= width and columns(word.text) <= width:
        yield word
        return
    begin = used = 0
    for place, char in enumerate(word.text):
        size = _columns(char)
        if used + size > width:
            yield word._replace(text=word.text[begin:place])
            begin, used = place, 0
        used += size
    yield word._replace(text=word.text[begin:])
