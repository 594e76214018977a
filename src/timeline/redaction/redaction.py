"""Taking names out of everything that is written of a record, so that what belonged together still does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from timeline.model.coverage import Coverage
from timeline.model.event import Actor, Event
from timeline.people.table import People
from timeline.redaction.leaks import check, read
from timeline.redaction.policy import Policy, Redactor
from timeline.redaction.replacing import Words
from timeline.redaction.report import Report
from timeline.redaction.roles import number_of, roles
from timeline.redaction.spans import as_id
from timeline.redaction.who import Who, who

#: Fields of a payload in which a person's number stands, and those that say that it is a person's.
_IDS = ("id", "user_id", "userId", "author_id", "account_id")
_NAMING = frozenset(("name", "username", "user_name", "login", "email", "displayName", "display_name", "handle"))
_LEVELS = 200
_CUT = f"[cut: nested deeper than {_LEVELS} levels]"


class Redaction:
    """Takes the names out of one record, and finds what is left of them.

    Args:
        events: all events of the record that was pulled, in its order.
        people: who is who.
        policy: what is taken out beside people.
        also: finds more than we do.
    """

    def __init__(self, events: Sequence[Event], people: People, policy: Policy, also: Redactor | None = None) -> None:
        self._people = people
        self._policy = policy
        self._who: Who = who(people, events, policy)
        self._numbers = {ref: number for number, person in enumerate(self._who.persons) for ref in person.ids}
        self._roles = roles(self._who, people, events)
        self._words = Words(self._who, self._roles, policy, also)
        self._idents: dict[str, str] = {}
        self._was: dict[str, str] = {}
        self._left: dict[str, int] = {}

    def __repr__(self) -> str:
        return f"Redaction({self.report})"

    @property
    def roles(self) -> Mapping[str, tuple[str, ...]]:
        """By role, the names of the person: with this map the export can be undone, so keep it apart from it."""
        persons = self._who.persons
        made = {role: tuple(dict.fromkeys((persons[n].name, *persons[n].names))) for n, role in self._roles.items()}
        customers = {f"customer {n}": names for n, names in enumerate(self._policy.customers, 1)}
        return dict(sorted((made | customers).items(), key=lambda each: (each[0].split()[0], len(each[0]), each[0])))

    @property
    def report(self) -> Report:
        """What was taken out of the record."""
        people, customers = len(self._who.persons), self._who.customers
        persons = sum(number < people for number in self._words.seen)
        named = sum(number in customers for number in self._words.seen)
        return Report(persons, named, self._words.terms, sum(self._left.values()))

    def check(self, form: str, made: Any) -> None:
        """Find out whether a name is left in what was written.

        Raises:
            LeakError: one is.
        """
        check(self._who.finder, form, made)

    def check_folder(self, save: Callable[[Path], Any], folder: Path) -> None:
        """Find out whether a name would be left in what is saved, or in the folder's name.

        Raises:
            LeakError: one would be.
        """
        self.check("file name", folder.name)
        with TemporaryDirectory() as place:
            save(Path(place) / "record")
            for file in sorted(path for path in Path(place).rglob("*") if path.is_file()):
                self.check("file name", file.name)
                check(self._who.finder, f"{file.name}", read(file), reader="json")

    def original(self, key: str) -> str:
        """The id that an event had before."""
        return self._was.get(key, key)

    def key(self, original: str) -> str:
        """The id that an event has now."""
        return self._ident(original)

    def text(self, words: str, *, source: str = "", cell: bool = False) -> str:
        """The text without names: for whatever people wrote about the record, too.

        Args:
            words: the text.
            source: where it comes from, which may say which of two people of one name is meant.
            cell: whether it is all that its place holds.
        """
        return self._words.text(words, source=source, cell=cell)

    def event(self, event: Event) -> Event:
        """The event without names, under ids that join what they joined."""
        before, source = self._words.left, event.source
        number = number_of(event, self._numbers, self._people)
        made = event.but(
            id=self._ident(event.id),
            source=self._ident(source),
            summary=self.text(self._subject(event, number), source=source, cell=True),
            actor=event.actor and self._actor(event.actor, number, source),
            url=event.url and self._link(event.url, source),
            body=event.body and self.text(event.body, source=source, cell=True),
            keys=tuple(map(self._ident, event.keys)),
            tags={self._ident(name): self._value(value, source) for name, value in event.tags.items()},
            happening=event.happening and self._ident(event.happening),
        )
        self._left[event.id] = self._words.left - before
        return made.but(raw=self._payload(event.raw, source)) if event.raw else made

    def coverage(self, row: Coverage) -> Coverage:
        """The row without names."""

        def told(words: str) -> str:
            return self.text(words, source=row.source)

        gaps = tuple(
            gap.model_copy(
                update={"detail": told(gap.detail), "where": gap.where and self._value(gap.where, row.source)}
            )
            for gap in row.gaps
        )
        return row.model_copy(
            update={
                "source": self._ident(row.source),
                "gaps": gaps,
                "notes": tuple(map(told, row.notes)),
                "measured": self._payload(row.measured, row.source),
            }
        )

    def _subject(self, event: Event, number: int | None) -> str:
        """The sentence with the actor's role where our own words have their name."""
        name = event.actor.name or event.actor.id if event.actor else None
        if number is None or not name:
            return event.summary
        ours, quote, rest = event.summary.partition('"')
        place = re.compile(rf"(?:^|(?<=\bby )|(?<=\bto )|(?<=\bnotified )){re.escape(name)}(?!\w)")
        if place.search(ours):
            self._words.seen.add(number)
        return place.sub(lambda _: self._words.word(number), ours, count=1) + quote + rest

    def _actor(self, actor: Actor, number: int | None, source: str) -> Actor:
        if number is None:
            told = {
                "id": actor.id and self._ident(actor.id),
                "name": actor.name and self.text(actor.name, source=source),
            }
            return actor.model_copy(update=told)
        self._words.seen.add(number)
        word = self._words.word(number)
        return actor.model_copy(update={"id": actor.id and as_id(word), "name": word})

    def _link(self, url: str, source: str) -> str:
        told = self.text(url, source=source, cell=True)
        return told if told == url or "://" in told else self._words.nowhere(url)

    def _value(self, value: str, source: str) -> str:
        """A tag's value: as a text where it has spaces or is a name alone, else as a part of an id."""
        told = self.text(value, source=source, cell=True)
        return told if told == value or " " in value or self._words.is_word(told) else as_id(told)

    def _ident(self, value: str) -> str:
        """An id or a key: the same for the same, another for another."""
        if value in self._idents:
            return self._idents[value]
        told = self.text(value, cell=True)
        if told != value:
            plain = told = told if "://" in told else as_id(told)
            number = 1
            while told in self._was:
                number += 1
                told = f"{plain}~{number}"
            self._was[told] = value
        self._idents[value] = told
        return told

    def _payload(self, value: Any, source: str, levels: int = _LEVELS) -> Any:
        """A native payload: every text in it, be it a name of a field."""
        if isinstance(value, (dict, list, tuple)) and not levels:
            return _CUT
        if isinstance(value, dict):
            own = self._account(value, source)
            return {
                self._ident(str(key)): own if own and key in _IDS else self._payload(each, source, levels - 1)
                for key, each in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._payload(each, source, levels - 1) for each in value]
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            return value
        told = self._value(str(value), source)
        return value if told == str(value) else told

    def _account(self, value: Mapping[str, Any], source: str) -> str | None:
        """The role of the person whose number an object of a payload has, where it describes a person."""
        if _NAMING.isdisjoint(value):
            return None
        found = (self._numbers.get(f"{source}:{value[key]}") for key in _IDS if key in value)
        number = next((each for each in found if each is not None), None)
        return None if number is None else as_id(self._words.word(number))
