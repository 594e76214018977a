"""Names that are equal or alike: printed for a person to judge, never a join."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from timeline.model.spelling import compared
from timeline.people.groups import Sets
from timeline.people.table import Person, Suggestion

_BETWEEN = re.compile(r"[\W_]+")


def suggestions(rows: Sequence[Person], separates: Callable[[str, str], bool]) -> list[Suggestion]:
    """The people's rows that may be one person by their names, each set of them once."""
    persons = {row.ids[0]: row for row in rows if row.kind == "person"}
    alike = Sets(persons)
    seen: dict[str, str] = {}
    for first, row in persons.items():
        for form in _forms(row):
            alike.join([seen.setdefault(form, first), first])
    found = []
    for leads in alike.groups():
        own = [persons[first] for first in persons if first in leads]
        refs = tuple(ref for row in own for ref in row.ids)
        if len(own) > 1 and not any(separates(*pair) for pair in combinations(refs, 2)):
            found.append(Suggestion(_best(own), refs))
    return sorted(found)


def _forms(row: Person) -> Iterator[str]:
    """The forms in which two names are alike: without accents, their words in any order or written as one."""
    for name in row.names:
        words = [word for word in _BETWEEN.split(_plain(name)) if word]
        yield " ".join(sorted(words))
        yield "".join(words)


def _plain(name: str) -> str:
    apart = unicodedata.normalize("NFKD", compared(name))
    return "".join(char for char in apart if not unicodedata.combining(char))


def _best(own: Sequence[Person]) -> str:
    """The name that is most a name: of several words, then the first in order."""
    return min((row.name for row in own), key=lambda name: (" " not in name, compared(name)))
