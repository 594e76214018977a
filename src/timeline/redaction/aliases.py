"""By what a person can be recognised: every form of a name, a handle or an id that a text may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from timeline.people.table import Person
from timeline.redaction.folding import folded
from timeline.redaction.words import WORDS, is_word

WORD = re.compile(r"[^\W_]+")
#: Scripts that part no words.
UNPARTED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BESIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|⟨[^⟨⟩]*⟩|\s[-\u2013\u2014|/@\u2022\xb7].*|:[\w+-]+:")
_PARTICLES = frozenset((
    "van", "von", "der", "den", "de", "la", "le", "las", "los", "del", "della", "di", "da", "do", "dos", "das",
    "du", "af", "av", "al", "el", "bin", "ibn", "ben", "bint", "ter", "ten", "zu", "zur", "of", "the", "and",
    "dr", "mr", "mrs", "ms", "miss", "mx", "prof", "sir", "jr", "sr", "ii", "iii", "iv", "phd", "md",
))  # fmt: skip
_MIDDLE = 4  # a middle name that is shorter is as good as any word
_JOINED = 5  # and so is a short name written in one


class Alias(NamedTuple):
    """One form.

    Attributes:
        words: its words, folded.
        sort: what it is, for people: `surname`, `id` …
    """

    words: tuple[str, ...]
    sort: str

    @property
    def is_common(self) -> bool:
        """Whether it is judged only in a name's place."""
        return all(map(is_word, self.words)) and not (UNPARTED.search("".join(self.words)) and len(self.words[0]) > 1)

    @property
    def is_phrase(self) -> bool:
        """Whether it is nothing but words of the language."""
        return all(each in WORDS or each.isdigit() for each in self.words)


def aliases(person: Person) -> dict[tuple[str, ...], str]:
    """Every form by which a person is recognised, and of which sort it is; the most telling sort of each."""
    found: dict[tuple[str, ...], str] = {}
    for alias in _all(person):
        if alias.words and (len(alias.words) > 1 or len(alias.words[0]) > 1):
            found.setdefault(alias.words, alias.sort)
    return found


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded."""
    return tuple(folded(each) for each in WORD.findall(folded(text)))


def initials(person: Person) -> Iterator[str]:
    """`AL` for Ada Lovelace."""
    for name in (person.name, *person.names):
        tokens = _tokens(name)
        if len(tokens) > 1:
            letters = [folded(each)[:1].upper() for each in tokens]
            yield "".join(letters)
            yield letters[0] + letters[-1]


def _all(person: Person) -> Iterator[Alias]:
    for ref in person.ids:
        yield Alias(words(ref.partition(":")[2]), "id")
    for name in dict.fromkeys((person.name, *person.names)):
        local, at, _ = name.strip().lstrip("@").partition("@")
        yield from _of_name(local if at else name)


def _of_name(name: str) -> Iterator[Alias]:
    tokens = _tokens(name)
    if len(tokens) < 2:  # noqa: PLR2004 - a first name and a surname
        yield from _written(tokens or [name], "handle or name")
        yield from _written([name], "handle or name")
        return
    yield from _written([name], "full name")
    yield from _written([tokens[0], tokens[-1]], "full name")
    yield from _written([tokens[-1]], "surname")
    yield from _written([tokens[0]], "first name")
    yield from _parts(tokens[-1])
    for middle in tokens[1:-1]:
        if len(middle) >= _MIDDLE:
            yield from _written([middle], "middle name")
    first, last = ("".join(words(each)) for each in (tokens[0], tokens[-1]))
    for joined in (first + last, last + first, first[:1] + last, first + last[:1]):
        if len(joined) >= _JOINED:
            yield Alias((joined,), "handle or name")


def _parts(surname: str) -> Iterator[Alias]:
    """Each name of a double one."""
    parts = surname.split("-")
    for part in parts if len(parts) > 1 else ():
        yield from _written([part], "surname")


def _written(parts: Iterable[str], sort: str) -> Iterator[Alias]:
    """The parts as words, and as one word where a part has several: `O'Brien`, `obrien`."""
    made = tuple(word for part in parts for word in words(part))
    yield Alias(made, sort)
    joined = "".join(made)
    if len(made) > 1 and len(joined) >= _JOINED:
        yield Alias((joined,), sort)


def _tokens(name: str) -> list[str]:
    """The names in a name: without what people write beside it, titles and particles."""
    plain = _BESIDE.sub(" ", name)
    if "," in plain:
        last, _, first = plain.partition(",")
        plain = f"{first} {last}"
    tokens = [each.strip(".,;:\"'“”") for each in plain.split()]
    return [each for each in tokens if each and len(folded(each)) > 1 and folded(each) not in _PARTICLES]
