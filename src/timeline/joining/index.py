"""The events of a record by what the rules that join them ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeVar

from timeline.model.event import Event

Thing = TypeVar("Thing")


class Index:
    """Alerts, incidents, changes and posts by the keys that they carry."""

    def __init__(self, events: Sequence[Event]) -> None:
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

    def _place(self, event: Event) -> None:
        area = event.kind.partition(".")[0]
        if area in ("message", "channel"):
            if "app" in event.tags:
                self.posts.append(event)
        elif area == "alert":
            self._alert(event)
        elif area in ("incident", "change", "deploy", "build"):
            self._state(event)
        if event.kind in ("change.merged", "code.pushed", "change.proposed"):
            for key in keys_of(event, "git:"):
                self.commits[key].append(event)

    def _alert(self, event: Event) -> None:
        for key in keys_of(event, "datadog:event:"):
            self.alerts[key].append(event)
        for cycle in keys_of(event, "datadog:cycle:"):
            place = (event.source, cycle)
            for key in (*keys_of(event, "datadog:event:"), *opened_by(event)):
                self.cycles[key].add(place)
            if event.kind == "alert.recovered":
                self.recoveries[place].append(event)

    def _state(self, event: Event) -> None:
        about = keys_of(event, "terraform:run:") or keys_of(
            event, "pagerduty:incident:", "pagerduty:change:", "github:pr:", "github:run:"
        )
        for key in about:
            self.states[key, event.kind].append(event)
        for key in keys_of(event, "github:review:"):
            self.states[key, event.kind].append(event)
        if event.kind == "incident.triggered":
            for key in keys_of(event, "datadog:event:"):
                self.triggers[key].append(event)
        for key in opened_by(event):
            self.resolves.append((key, event))


def keys_of(event: Event, *prefixes: str) -> list[str]:
    """The event's keys that begin so."""
    return [key for key in event.keys if key.startswith(prefixes)]


def opened_by(event: Event) -> list[str]:
    """The Datadog events that opened what this one ended, as keys of these events."""
    return [key.replace("opened-by", "event", 1) for key in keys_of(event, "datadog:opened-by:")]


def only(found: Sequence[Thing]) -> Thing | None:
    """The only one there is; of several, none: choosing would be a guess."""
    return found[0] if len(found) == 1 else None
