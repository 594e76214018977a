"""Who and what is looked for in a record: its people, and the customers and terms that a policy names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from timeline.model.event import Event
from timeline.people.table import People, Person
from timeline.redaction.aliases import Alias, aliases, initials, words
from timeline.redaction.finder import Finder
from timeline.redaction.forms import Entry
from timeline.redaction.policy import Policy

_NAMING = ("name", "real_name", "real_name_normalized", "display_name", "display_name_normalized", "first_name",
           "last_name", "login", "username", "user_name", "handle", "summary", "nickname", "full_name")  # fmt: skip
_PERSONS = ("user", "user_reference", "users", "User")
_LEVELS = 200


@dataclass(frozen=True)
class Who:
    """All that is looked for, by number.

    Attributes:
        persons: people, first; a number of theirs is their place.
        policy: what else is.
        finder: finds them.
    """

    persons: tuple[Person, ...]
    policy: Policy
    finder: Finder

    @property
    def customers(self) -> range:
        """The numbers of the customers."""
        first = len(self.persons)
        return range(first, first + len(self.policy.customers))


def who(people: People, events: Iterable[Event], policy: Policy) -> Who:
    """Everybody of the table, those who act or stand in a payload without a row in it, and what the policy names."""
    told = list(events)
    persons = [person for person in people if person.kind == "person"]
    persons += _actors(people, told)
    persons += _in_payloads([*people, *persons], told)
    entries = [*_of_people(persons), *_of_policy(policy, len(persons))]
    return Who(tuple(persons), policy, Finder(entries, _signatures(persons)))


def _of_people(persons: Iterable[Person]) -> Iterator[Entry]:
    by_form: dict[tuple[str, ...], tuple[str, set[int]]] = {}
    for number, person in enumerate(persons):
        for form, sort in aliases(person).items():
            by_form.setdefault(form, (sort, set()))[1].add(number)
    for form, (sort, numbers) in by_form.items():
        alias = Alias(form, sort)
        yield Entry(alias, frozenset(numbers), always=not alias.is_common)


def _of_policy(policy: Policy, first: int) -> Iterator[Entry]:
    """Customers, each with a number of its own; then all terms, then the hosts."""
    for number, names in enumerate(policy.customers, first):
        yield from (_named(name, "customer", number) for name in names)
    terms = first + len(policy.customers)
    yield from (_named(term, "term", terms) for term in policy.terms)
    yield from (Entry(Alias(words(host), "host"), frozenset([terms + 1 + n]), always=True)
                for n, host in enumerate(policy.hosts))  # fmt: skip


def _named(name: str, sort: str, number: int) -> Entry:
    """A form that a person named: one that is also a word is found as it is written there."""
    alias = Alias(words(name), sort)
    spellings = frozenset([" ".join(name.split())]) if alias.is_common else frozenset()
    return Entry(alias, frozenset([number]), always=True, spellings=spellings)


def _signatures(persons: Iterable[Person]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, person in enumerate(persons):
        for letters in initials(person):
            found[letters].add(number)
    return {letters: frozenset(numbers) for letters, numbers in found.items()}


def _actors(people: People, events: Iterable[Event]) -> Iterator[Person]:
    """Those who acted and have no row."""
    names: dict[str, dict[str, None]] = {}
    for source, actor in dict.fromkeys((event.source, event.actor) for event in events if event.actor):
        if actor.kind == "person" and not any(people.person_of(source, each) for each in (actor.id, actor.name)):
            told = names.setdefault(f"{source}:{actor.id or actor.name}", {})
            told.update(dict.fromkeys(filter(None, (actor.name,))))
    for ref, told in names.items():
        yield Person(next(iter(told), ref.partition(":")[2]), "person", (ref,), tuple(told))


def _in_payloads(known: Iterable[Person], events: Iterable[Event]) -> Iterator[Person]:
    """People whom a native payload describes, and nobody else does."""
    seen = {ref for person in known for ref in person.ids}
    for event in events:
        for key, names in _described(event.raw) if event.raw else ():
            ref = f"{event.source}:{key}"
            if ref not in seen:
                seen.add(ref)
                yield Person(names[0] if names else key, "person", (ref,), names)


def _described(value: Any, levels: int = _LEVELS) -> Iterator[tuple[str, tuple[str, ...]]]:
    """By id, the names of the people that an object of a payload describes."""
    inner: Iterable[Any] = ()
    if isinstance(value, dict):
        inner = value.values()
        if found := _person(value):
            yield found
    elif isinstance(value, (list, tuple)):
        inner = value
    for each in inner if levels else ():
        if isinstance(each, (dict, list, tuple)):
            yield from _described(each, levels - 1)


def _person(value: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """An account of a person: its type says so, or it has a login."""
    sort, login = value.get("type"), value.get("login")
    if value.get("is_bot") or (isinstance(login, str) and login.endswith("[bot]")):
        return None
    if sort in _PERSONS or (isinstance(login, str) and sort is None and "repos_url" not in value):
        inner = value.get("attributes")
        told = {**value, **inner} if isinstance(inner, dict) else value
        names = tuple(dict.fromkeys(str(told[name]) for name in _NAMING if isinstance(told.get(name), str)))
        key = login or value.get("id")
        names = tuple(name for name in names if name)
        return (str(key), names) if key else None
    return None
