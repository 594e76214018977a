"""One name for one person: in our own sentences, wherever a bare login or an id of theirs would stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
        placed: finds one where a sentence names people.
        opaque: finds an id that is one wherever it stands.
    """

    names: Mapping[str, str]
    placed: re.Pattern[str]
    opaque: re.Pattern[str] | None


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
        if words is None:
            return event
        changes: dict[str, object] = {}
        if event.actor and event.actor.kind == "person" and (actor := self._actor(event.source, event.actor)):
            changes["actor"] = actor
        if (summary := _sentence(event, words)) != event.summary:
            changes["summary"] = summary
        if words.opaque and event.body and (body := words.opaque.sub(lambda f: words.names[f[0]], event.body)):
            changes |= {"body": body} if body != event.body else {}
        return event.but(**changes) if changes else event

    def _named(self, source: str, actor: Actor) -> Actor | None:
        """The actor with the name that is shown, where another or none stands there."""
        person = self._people.person_of(source, actor.id or actor.name)
        told = actor.name or actor.id
        if person is None or person.kind != "person" or told not in _stand_ins(person, source, self._given):
            return None
        return Actor(id=actor.id, name=person.name, kind=actor.kind)


def _by_source(people: People, given: frozenset[str]) -> Iterator[tuple[str, _Words]]:
    found: dict[str, dict[str, str | None]] = {}
    for row in people:
        for source in {ref.partition(":")[0] for ref in row.ids} if row.kind == "person" else ():
            names = found.setdefault(source, {})
            for word in _stand_ins(row, source, given):
                # Two people are called so: nobody knows which of them a sentence means.
                names[word] = row.name if names.get(word, row.name) == row.name else None
    for source, names in found.items():
        told = {word: name for word, name in names.items() if name}
        if told:
            yield source, _words(told)


def _stand_ins(row: Person, source: str, given: frozenset[str]) -> set[str]:
    """What stands for a person in that source's sentences where their name should."""
    own = {ref.partition(":")[2] for ref in row.ids if ref.startswith(f"{source}:")}
    handles = set(row.handles)
    return ((own | handles) if row.name not in given else {*own, *row.names}) - {row.name}


def _words(told: Mapping[str, str]) -> _Words:
    longest = sorted(told, key=lambda word: (-len(word), word))
    either = "|".join(map(re.escape, longest))
    opaque = "|".join(re.escape(word) for word in longest if _OPAQUE.fullmatch(word) and not word.isalpha())
    return _Words(
        told,
        re.compile(f"{_BEFORE}(?:{either}){_AFTER}"),
        re.compile(rf"(?<![\w-])(?:{opaque})(?![\w-])") if opaque else None,
    )


def _sentence(event: Event, words: _Words) -> str:
    told = event.summary
    if words.opaque:
        told = words.opaque.sub(lambda found: words.names[found[0]], told)
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
