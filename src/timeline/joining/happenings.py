"""Happenings: events of several systems that are the same thing, with what joined them and the lag of each witness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Unpack, overload

from timeline.joining.rules import Link, links
from timeline.model.event import Event
from timeline.model.filter import Conditions, fits
from timeline.model.secrets import masked


@dataclass(frozen=True)
class Happening:
    """Events of several systems that are the same thing, in the record's order.

    Attributes:
        id: the id of the first event, which is the `happening` of them all.
        events: the witnesses; the first leads.
        links: what joined them.
    """

    id: str
    events: tuple[Event, ...]
    links: tuple[Link, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        return masked(f"Happening(id={self.id!r}, events={self.events!r})")

    @property
    def first(self) -> Event:
        """The event that leads."""
        return self.events[0]

    @property
    def lags(self) -> dict[str, timedelta]:
        """By event id, how long after the first each witness recorded it."""
        return {event.id: event.time - self.first.time for event in self.events}

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """By event id, the keys that joined it to the others."""
        found: dict[str, set[str]] = {event.id: set() for event in self.events}
        for link in self.links:
            found[link.cause.id].add(link.key)
            found[link.effect.id].add(link.key)
        return {key: tuple(sorted(names)) for key, names in found.items()}


class Happenings(Sequence[Happening]):
    """The happenings of a record that have more than one witness in it, in the record's order."""

    def __init__(self, groups: Iterable[Happening]) -> None:
        self._groups = tuple(groups)

    def __len__(self) -> int:
        return len(self._groups)

    @overload
    def __getitem__(self, key: int) -> Happening: ...
    @overload
    def __getitem__(self, key: slice) -> Happenings: ...
    def __getitem__(self, key: int | slice) -> Happening | Happenings:
        return Happenings(self._groups[key]) if isinstance(key, slice) else self._groups[key]

    def __repr__(self) -> str:
        return f"Happenings({len(self)} with {sum(len(group.events) for group in self)} events)"

    def where(self, **asked: Unpack[Conditions]) -> Happenings:
        """The happenings of which at least one event fits every condition; as `Timeline.where`."""
        test = fits(**asked)
        return Happenings(group for group in self._groups if any(test(event) for event in group.events))


class Joined:
    """What joins the events of one record; worked out when it is first asked for, shared by its selections.

    Args:
        events: all events of the record, in its order.
        found: the links between them, where somebody has looked for them already.
    """

    def __init__(self, events: Sequence[Event], found: Sequence[Link] | None = None) -> None:
        self._events = events
        self._given = found

    @cached_property
    def found(self) -> Sequence[Link]:
        """What joins them."""
        return links(self._events) if self._given is None else self._given

    @cached_property
    def links(self) -> dict[str, list[Link]]:
        """By event id, the links that it is part of."""
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.found:
            found[link.cause.id].append(link)
            found[link.effect.id].append(link)
        return found

    @cached_property
    def early(self) -> dict[str, list[Link]]:
        """By event id, the links of which it is the effect and that are stamped before their cause."""
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.found:
            if link.early:
                found[link.effect.id].append(link)
        return found

    @property
    def events(self) -> Sequence[Event]:
        """All events of the record that was pulled."""
        return self._events

    def of(self, events: Iterable[Event]) -> Happenings:
        """The happenings among those events."""
        groups: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            if event.happening:
                groups[event.happening].append(event)
        return Happenings(self._group(key, members) for key, members in groups.items() if len(members) > 1)

    def _group(self, key: str, members: list[Event]) -> Happening:
        inside = {event.id for event in members}
        made = (link for link in self._by_happening[key] if link.cause.id in inside and link.effect.id in inside)
        return Happening(key, tuple(members), tuple(made))

    @cached_property
    def _by_happening(self) -> dict[str | None, list[Link]]:
        """The links of each happening: one look a happening, not one an event."""
        found: dict[str | None, list[Link]] = defaultdict(list)
        for link in self.found:
            found[link.cause.happening].append(link)
        return found

    def path(self, first: Event, last: Event) -> list[Link]:
        """The links that lead from one event to the other, or none."""
        came: dict[str, tuple[str, Link] | None] = {first.id: None}
        queue = [first.id]
        for here in queue:
            for link in self.links.get(here, ()):
                there = link.effect.id if link.cause.id == here else link.cause.id
                if there not in came:
                    came[there] = (here, link)
                    queue.append(there)
        steps: list[Link] = []
        step = came.get(last.id)
        while step:
            steps.append(step[1])
            step = came[step[0]]
        return steps[::-1]


def joined(events: Sequence[Event], found: Iterable[Link]) -> list[Event]:
    """The events, in their order, each with the happening that those links make: the id of its first event."""
    leaders: dict[str, str] = {}
    places = {event.id: place for place, event in enumerate(events)}

    def leader(key: str) -> str:
        while leaders.setdefault(key, key) != key:
            leaders[key] = leaders[leaders[key]]
            key = leaders[key]
        return key

    for link in found:
        one, other = sorted((leader(link.cause.id), leader(link.effect.id)), key=places.__getitem__)
        leaders[other] = one
    return [event.but(happening=leader(event.id)) if event.id in leaders else event for event in events]


def relinked(events: Iterable[Event], found: Iterable[Link]) -> list[Link]:
    """The links between those events, given those between what they were before they were joined."""
    own = {event.id: event for event in events}
    return [Link(own[link.cause.id], own[link.effect.id], link.key) for link in found]


def skewed(found: Iterable[Link]) -> dict[str, list[str]]:
    """By source, a sentence for every other one whose events come after effects that this one stamped before them."""
    sizes: dict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for link in found:
        if link.early:
            sizes[link.effect.source, link.cause.source].append(link.early)
    told: dict[str, list[str]] = defaultdict(list)
    for (effect, cause), early in sorted(sizes.items()):
        size = max(early).total_seconds()
        told[effect].append(
            f"{len(early)} of its events are stamped up to {size:.3f} s before their cause in {cause}: "
            "one of the two clocks is off by at least that; no time was changed"
        )
    return told
