"""The events of a record by what the rules that join them ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import TypeVar

from timeline.joining import keys
from timeline.joining.keys import (
    ALERT,
    COMMIT,
    CYCLE,
    INCIDENT,
    PULL,
    RECORDED,
    REVIEW,
    RUN,
    WORKFLOW,
)
from timeline.model.event import Event

Thing = TypeVar("Thing")
#: Events that carry a key because they link its object, not because they are about it.
_TALK = frozenset({"message", "channel"})


class Index:
    """Alerts, incidents, changes and posts by the keys that they carry.

    Attributes:
        events: all of them, in the record's order.
        posts: what apps posted.
    """

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.alerts: dict[str, list[Event]] = defaultdict(list)
        self.cycles: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.recoveries: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self.triggers: dict[str, list[Event]] = defaultdict(list)
        self.resolves: list[tuple[str, Event]] = []
        self.states: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self.commits: dict[str, list[Event]] = defaultdict(list)
        self.posts: list[Event] = []
        for event in events:
            self._place(event)

    def having(self, key: str) -> Sequence[Event]:
        """The events that carry the key, in the record's order; none is no error."""
        return self._by_key.get(key, ())

    def reached(self, key: str, kind: str, name: str | None = None) -> Sequence[Event]:
        """The events about the key's object, of whatever source, that are of that kind; no messages about it.

        Given a name or id, those that this person or machine did.
        """
        return self._by_kind.get((key, kind, name and name.casefold()), ())

    @cached_property
    def by_id(self) -> dict[str, Event]:
        """The events by id."""
        return {event.id: event for event in self.events}

    @cached_property
    def _by_key(self) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = defaultdict(list)
        for event in self.events:
            for key in event.keys:
                found[key].append(event)
        return found

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str, str | None], list[Event]]:
        found: dict[tuple[str, str, str | None], list[Event]] = defaultdict(list)
        for event in self.events:
            for key in event.keys if _area(event) not in _TALK else ():
                for name in (None, *_names(event)):
                    found[key, event.kind, name].append(event)
        return found

    def _place(self, event: Event) -> None:
        area = _area(event)
        if area in _TALK:
            if "app" in event.tags:
                self.posts.append(event)
            return
        if area == "alert":
            self._alert(event)
        elif area in ("incident", "change", "deploy", "build"):
            self._state(event)
        if event.kind in ("change.merged", "code.pushed", "change.proposed"):
            for key in keys.of(event, COMMIT):
                self.commits[key].append(event)

    def _alert(self, event: Event) -> None:
        for key in keys.of(event, ALERT):
            self.alerts[key].append(event)
        for cycle in keys.of(event, CYCLE):
            place = (event.source, cycle)
            for key in (*keys.of(event, ALERT), *keys.opened_by(event)):
                self.cycles[key].add(place)
            if event.kind == "alert.recovered":
                self.recoveries[place].append(event)

    def _state(self, event: Event) -> None:
        about = keys.of(event, RUN) or keys.of(event, INCIDENT, RECORDED, PULL, WORKFLOW)
        for key in (*about, *keys.of(event, REVIEW)):
            self.states[key, event.kind].append(event)
        if event.kind == "incident.triggered":
            for key in keys.of(event, ALERT):
                self.triggers[key].append(event)
        for key in keys.opened_by(event):
            self.resolves.append((key, event))


def _area(event: Event) -> str:
    return event.kind.partition(".")[0]


def only(found: Sequence[Thing]) -> Thing | None:
    """The only one there is; of several, none: choosing would be a guess."""
    return found[0] if len(found) == 1 else None


def by_person(events: Sequence[Event], name: str | None) -> Event | None:
    """The only one; of several, the only one that the named person did. A name that contradicts joins nothing."""
    if name is None:
        return only(events)
    wanted = name.casefold()
    named = [event for event in events if event.actor and wanted in _names(event)]
    nameless = [event for event in events if event.actor is None]
    return only(named) or (only(nameless) if not named and len(events) == 1 else None)


def _names(event: Event) -> set[str]:
    actor = event.actor
    return {part.casefold() for part in (actor.id, actor.name) if part} if actor else set()
