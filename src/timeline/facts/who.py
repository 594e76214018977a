"""Who is one person, by the record's table of people; and whom a text names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from timeline.model.event import Event
from timeline.people.table import People, Person

_LEAST = 6  # letters of an id that is no word


class Who:
    """The people of a record.

    Args:
        events: all that was read, in the record's order.
        people: the record's table of people.
        roles: whether the record is one without names: there an id is a role, the same in each source.
    """

    def __init__(self, events: Iterable[Event], people: People, *, roles: bool = False) -> None:
        self._people = people
        self._roles = roles
        self._names: dict[str, set[str]] = defaultdict(set)
        self._sources: dict[str, set[str]] = defaultdict(set)
        for event in events:
            if event.actor and event.actor.kind == "person":
                self._take(event)

    def of(self, event: Event) -> str | None:
        """A key for the person who acted: equal for all ids that are known to be theirs."""
        actor = event.actor
        own = actor and (actor.id or actor.name)
        if actor is None or not own:
            return None
        if self._roles:
            return own
        person = self._person(event)
        return " ".join(person.ids) if person else f"{event.source}:{own}"

    def name(self, event: Event) -> str:
        """What the person who acted is called."""
        person, actor = self._person(event), event.actor
        return (person and person.name) or (actor and (actor.name or actor.id)) or "Somebody"

    def named_in(self, words: str, *, whole: bool = False) -> set[str]:
        """The people whom a text names.

        Args:
            words: the text.
            whole: only by names of several words, by ids, and by what stands behind an @: anything else in a
                message may be a word like others.
        """
        pattern = self._whole if whole else self._any
        if pattern is None:
            return set()
        return {key for found in pattern.findall(words) for key in self._by_name.get(found.casefold(), ())}

    def _person(self, event: Event) -> Person | None:
        """The row of the table that the person who acted stands in."""
        return self._people.person_of(event.source, event.actor.id or event.actor.name) if event.actor else None

    def _take(self, event: Event) -> None:
        key, actor, person = self.of(event), event.actor, self._person(event)
        if key and actor:
            stated = (*person.names, *(each.partition(":")[2] for each in person.ids)) if person else ()
            self._names[key] |= {name for name in (actor.id, actor.name, *stated) if name}
            self._sources[key].add(event.source)

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        """By name; one that two ids of one source bear says of neither who is meant."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, names in self._names.items():
            for name in names:
                found[name.casefold()].add(key)
        return {name: bearers for name, bearers in found.items() if self._is_clear(bearers)}

    def _is_clear(self, bearers: set[str]) -> bool:
        sources = [source for key in bearers for source in self._sources[key]]
        return len(bearers) == 1 or (not self._roles and len(sources) == len(set(sources)))

    @cached_property
    def _any(self) -> re.Pattern[str] | None:
        return _words(rf"(?<!\w){re.escape(name)}(?!\w)" for name in self._by_name)

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        """Names of several words, ids, and the others behind an @."""
        plain = (name for name in self._by_name if " " in name or (len(name) >= _LEAST and any(map(str.isdigit, name))))
        handles = (rf"(?<=@){re.escape(name)}(?!\w)" for name in self._by_name)
        return _words([*(rf"(?<!\w){re.escape(name)}(?!\w)" for name in plain), *handles])


def _words(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """One of those, the longest first."""
    told = sorted(set(patterns), key=lambda each: (-len(each), each))
    return re.compile("|".join(told), re.IGNORECASE) if told else None
