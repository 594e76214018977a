"""Who is meant by a name, a first name or a handle: the people of the record, and who is none of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from timeline.model.event import Actor
from timeline.model.spelling import compared
from timeline.people.table import People, Person

_WORD = re.compile(r"@?[^\W_][\w.\u2019'\[\]-]*")
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_MOST = 6
_ROLE = re.compile(r"(?:responder|person|customer) [A-Z0-9]{1,3}|\[REDACTED\]|a responder")


class Named(NamedTuple):
    """A name in a text.

    Attributes:
        begin, end: where it stands.
        text: as it is written.
        who: the shown names of those who may be meant.
        kind: `person`, or `service` for bots and services.
    """

    begin: int
    end: int
    text: str
    who: frozenset[str]
    kind: str = "person"


class Names:
    """Finds the people of a record in a text.

    Args:
        people: who is who.
        told: names of people whom the record names and who are in no row.
    """

    def __init__(self, people: People, told: Iterable[str] = ()) -> None:
        self._people = people
        self._whole: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._part: dict[str, set[str]] = defaultdict(set)
        self._handle: dict[str, set[str]] = defaultdict(set)
        self.services: set[str] = set()
        self.is_redacted = bool(people) and all(_ROLE.fullmatch(row.name) for row in people if row.kind == "person")
        for row in people:
            self._take(row)
        for name in dict.fromkeys(told):
            self._name(name, compared(name))

    def _take(self, row: Person) -> None:
        name = self.shown(row)
        if row.kind != "person":
            self.services.add(name)
        full = {each.partition(":")[2] for each in row.full} | {row.name}
        for each in full:
            self._name(each, name)
        for each in {*row.names, *(handle.partition(":")[2] for handle in row.handles)} - full:
            self._handle[compared(each.removesuffix("[bot]"))].add(name)
            self._handle[compared(each)].add(name)

    def _name(self, written: str, name: str) -> None:
        words = written.split()
        self._whole[tuple(compared(word) for word in words)].add(name)
        if len(words) > 1 and not _ROLE.fullmatch(written) and name not in self.services:
            for word in (words[0], words[-1]):
                self._part[compared(word)].add(name)
        if len(words) == 1:
            self._handle[compared(written.removesuffix("[bot]"))].add(name)

    @property
    def words(self) -> frozenset[str]:
        """Every word of a name, in small letters."""
        return frozenset((*self._part, *self._handle, *(word for name in self._whole for word in name)))

    def shown(self, row: Person) -> str:
        """What stands for a person here: rows of one name, which nobody joined, are one."""
        return compared(row.name)

    def of_actor(self, source: str, actor: Actor | None) -> frozenset[str]:
        """Who acted."""
        if actor is None:
            return frozenset()
        row = self._people.person_of(source, actor.id) or self._people.person_of(source, actor.name)
        own = {compared(actor.name)} if actor.name else set()
        return frozenset(own | ({self.shown(row)} if row else set()))

    def named(self, text: str) -> frozenset[str]:
        """Everybody whom a sentence of ours names."""
        return frozenset(who for each in self.find(text) for who in each.who)

    def find(self, text: str) -> Iterator[Named]:
        """Every name of the record's people in a text, the longest first from each place."""
        words = list(_WORD.finditer(text))
        place = 0
        while place < len(words):
            found, used = self._at(text, words, place)
            if found:
                yield found
            place += max(used, 1)

    def _at(self, text: str, words: list[re.Match[str]], place: int) -> tuple[Named | None, int]:
        for count in range(min(_MOST, len(words) - place), 0, -1):
            told = words[place : place + count]
            if any(text[one.end() : two.start()].strip(" \u00a0") for one, two in pairwise(told)):
                continue
            if found := self._meant(text, told):
                return found, count
        return None, 1

    def _meant(self, text: str, told: list[re.Match[str]]) -> Named | None:
        begin, end = told[0].start(), told[-1].end()
        spelled = [each[0] for each in told]
        bare = _POSSESSIVE.sub("", spelled[-1]).rstrip(".")
        for last in dict.fromkeys((spelled[-1].rstrip("."), bare)):
            key = tuple(compared(word.lstrip("@")) for word in (*spelled[:-1], last))
            if not key[-1]:
                continue
            who = self._whole.get(key) if len(key) > 1 or _is_name(text, begin, last) else None
            if not who and len(key) == 1:
                who = self._alone(text, begin, last, key[0])
            if who:
                end = told[-1].start() + len(last)
                kind = "service" if who <= self.services else "person"
                return Named(begin, end, text[begin:end], frozenset(who), kind)
        return None

    def _alone(self, text: str, begin: int, word: str, key: str) -> set[str] | None:
        """Who is meant by one word: a first name or a surname with a capital, a handle where it can be no word."""
        if word.lstrip("@")[:1].isupper() and key in self._part:
            return self._part[key]
        if key in self._handle and (_is_handle(word) or _BEFORE_HANDLE.search(text[:begin])):
            return self._handle[key]
        return None


_BEFORE_HANDLE = re.compile(r"(?:\b(?:by|from|paged|notified|asked)|@|\() ?$", re.IGNORECASE)


def _is_handle(word: str) -> bool:
    return word.startswith("@") or bool(re.search(r"[\d_]|\w-\w|\w\.\w|\[", word))


def _is_name(text: str, begin: int, word: str) -> bool:
    """Whether a word that is somebody's whole name stands as one."""
    return word[:1].isupper() or not word[:1].isalpha() or _is_handle(word) or bool(_BEFORE_HANDLE.search(text[:begin]))
