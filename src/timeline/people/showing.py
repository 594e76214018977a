"""One name for one person: in our own sentences, wherever a bare login or an id of theirs would stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from timeline.model.event import Actor, Event
from timeline.people.rules import Rules
from timeline.people.table import People, Person

# Kinds whose sentence ends in words that somebody else wrote, behind a colon.
_TITLED = ("change.proposed", "message.", "channel.", "event.", "change.recorded")
#: Where our sentences name people: at the beginning, and behind these words.
_BEFORE = r"(?:^|(?<=\bby )|(?<=\bfrom )|(?<=\bto )|(?<=\bnotified )|(?<=\brequested )|(?<=, )|(?<=\band )|(?<=\())"
_AFTER = r"(?=$|[\s,:;)])"
_QUOTED = re.compile(r'("[^"]*(?:"|$))')
#: An id that no sentence holds by chance: capitals and digits only, of both.
_OPAQUE = re.compile(r"[A-Z0-9]{7,40}")


@dataclass(frozen=True, slots=True)
class _Words:
    """What stands for people in one source's sentences, and their names.

    Attributes:
        names: by login, id or handle.
        signs: one of these stands between blanks where one of the names does; looking for them is much quicker.
        placed: finds one where a sentence names people.
        ids: those that are one wherever they stand.
        opaque: finds one of them.
    """

    names: Mapping[str, str]
    signs: frozenset[str]
    placed: re.Pattern[str]
    ids: tuple[str, ...]
    opaque: re.Pattern[str]

    def without_ids(self, text: str) -> str:
        """The text with names in place of ids."""
        if not any(map(text.__contains__, self.ids)):
            return text
        return self.opaque.sub(lambda found: self.names[found[0]], text)


def shown(events: Iterable[Event], people: People, rules: Rules | None) -> tuple[Event, ...]:
    """The events, each with one name for one person."""
    return tuple(map(Shown(people, (name for name, _ in rules.named) if rules else ()), events))


class Shown:
    """Shows events with one name for one person.

    Args:
        people: who is who.
        given: the names that a file gives: they stand in place of other names, too.
    """

    def __init__(self, people: People, given: Iterable[str] = ()) -> None:
        self._people = people
        self._given = frozenset(given)
        self._words = dict(_by_source(people, self._given))
        self._actor = cache(self._named)

    def __call__(self, event: Event) -> Event:
        """The event, with its sentence and its actor as they are shown; the same object where nothing changes."""
        words = self._words.get(event.source)
        if words is None or (event.actor and event.actor.kind != "person" and event.actor.name in words.names):
            return event  # an app may be called as a person is
        changes: dict[str, object] = {}
        if event.actor and event.actor.kind == "person" and (actor := self._actor(event.source, event.actor)):
            changes["actor"] = actor
        if (summary := _sentence(event, words)) != event.summary:
            changes["summary"] = summary
        if words.ids and event.body and (body := words.without_ids(event.body)) != event.body:
            changes["body"] = body
        return event.but(**changes) if changes else event

    def _named(self, source: str, actor: Actor) -> Actor | None:
        """The actor with the name that is shown, where another or none stands there."""
        person = self._people.person_of(source, actor.id or actor.name)
        told = actor.name or actor.id
        if person is None or person.kind != "person" or told not in _stand_ins(person, source, self._given):
            return None
        return Actor(id=actor.id, name=person.name, kind=actor.kind)


def _by_source(people: People, given: frozenset[str]) -> Iterator[tuple[str, _Words]]:
    """By source, the names for what stands for people there, where it is one person's alone."""
    claims: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    for place, row in enumerate(people):
        for ref in (*row.ids, *row.handles, *row.full):
            source, _, word = ref.partition(":")
            claims[source][word].add(place)
        for source in {ref.partition(":")[0] for ref in row.ids} if row.kind == "person" else ():
            shown[source] |= dict.fromkeys(_stand_ins(row, source, given), row.name)
    for source, names in shown.items():
        told = {word: name for word, name in names.items() if len(claims[source][word]) == 1}
        if told:
            known = {ref.partition(":")[2] for row in people for ref in _ids_with_names(row, source, given)}
            yield source, _words(told, known)


def _ids_with_names(row: Person, source: str, given: frozenset[str]) -> tuple[str, ...]:
    """The ids that no sentence holds, because the source knows a name for each."""
    knows = row.name not in given and any(ref.startswith(f"{source}:") for ref in row.full)
    return row.ids if knows else ()


def _stand_ins(row: Person, source: str, given: frozenset[str]) -> set[str]:
    """What stands for a person in that source's sentences where their name should."""
    refs = (*row.ids, *row.handles, *(row.full if row.name in given else ()))
    return {ref.partition(":")[2] for ref in refs if ref.startswith(f"{source}:")} - {row.name}


def _words(told: Mapping[str, str], known: Container[str]) -> _Words:
    longest = sorted(told, key=lambda word: (-len(word), word))
    either = "|".join(map(re.escape, longest))
    ids = tuple(word for word in longest if word not in known and _OPAQUE.fullmatch(word) and not word.isalpha())
    return _Words(
        told,
        frozenset(sign for word in told for sign in _signs(word)),
        re.compile(f"{_BEFORE}(?:{either}){_AFTER}"),
        ids,
        re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ids))})(?![\w-])"),
    )


def _signs(word: str) -> Iterator[str]:
    """How its first part stands between blanks, with the marks that may stand beside it."""
    first, blank, _ = word.partition(" ")
    for mark in ("",) if blank else ("", ",", ":", ";", ")", "),", "):"):
        yield from (f"{first}{mark}", f"({first}{mark}")


def _sentence(event: Event, words: _Words) -> str:
    told = words.without_ids(event.summary) if words.ids else event.summary
    if words.signs.isdisjoint(told.split()):
        return told
    head, colon, rest = told.partition(": ") if event.kind.startswith(_TITLED) else (told, "", "")
    if not words.placed.search(head):
        return told
    parts = _QUOTED.split(head)
    begin = words.placed.sub(lambda found: words.names[found[0]], parts[0])
    # Behind a quotation nothing begins a sentence.
    others = [_inside(part, words) if not part.startswith('"') else part for part in parts[1:]]
    return "".join([begin, *others]) + colon + rest


def _inside(part: str, words: _Words) -> str:
    return words.placed.sub(lambda found: words.names[found[0]] if found.start() else found[0], part)
