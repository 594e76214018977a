"""What is looked for, what is found, and where in a word a form may begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from timeline.redaction.aliases import Alias
from timeline.redaction.folding import folded

_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\x00-\x7f]+")
_HUMPS = 12  # in a word of more there is no name, but a key
_MOST_WORDS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One form that is looked for, and whom or what it may stand for.

    Attributes:
        alias: the form.
        who: numbers of those whom it may stand for.
        always: whether it is found whatever stands around it, in these spellings alone if there are any.
        spellings: how it must be written; any way if there is none.
    """

    alias: Alias
    who: frozenset[int]
    always: bool
    spellings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A place of a text at which somebody or something is named.

    Attributes:
        start: where it begins.
        end: where it ends.
        who: for whom it may stand.
        sort: what it is, for people.
        how: how it was hidden, if it was.
    """

    start: int
    end: int
    who: frozenset[int]
    sort: str
    how: str = ""


class Found(NamedTuple):
    """What a text names, and how many words in it were left because they may be none."""

    hits: tuple[Hit, ...]
    unjudged: int


class Known(dict[str, tuple[tuple[int, int, str], ...]]):
    """By word, the parts of it with which a form begins: worked out once a word."""

    def __init__(self, begins: frozenset[str]) -> None:
        super().__init__()
        self._begins = begins

    def __missing__(self, word: str) -> tuple[tuple[int, int, str], ...]:
        if len(self) > _MOST_WORDS:
            self.clear()
        self[word] = found = tuple(self._parts(word))
        return found

    def _parts(self, word: str) -> Iterator[tuple[int, int, str]]:
        whole = folded(word)
        if whole in self._begins:
            yield 0, len(word), whole
        humps = [found.span() for found in _HUMP.finditer(word)]
        if not 1 < len(humps) <= _HUMPS:
            return
        for first, (start, _) in enumerate(humps):
            for _, end in humps[first:]:
                part = folded(word[start:end])
                if end - start < len(word) and part in self._begins:
                    yield start, end, part
