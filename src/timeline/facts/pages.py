"""Pages: incidents of PagerDuty's by what they page for, each from its trigger to its resolve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timeline.facts import said
from timeline.joining import keys
from timeline.joining.keys import ALERT, INCIDENT
from timeline.model.event import Event

_ALERT_KEYS = ("incident_key", "alert_key", "dedup_key")


@dataclass(frozen=True, eq=False)
class Page:
    """One incident that was triggered.

    Attributes:
        source: whose it is.
        incident: its key.
        trigger: what began it.
        acknowledged: when it was, each time.
        resolved: when it was; None where that was not read.
        alerts: the keys of the alerts that it carries.
        service: the service's id, or its name where no payload is kept.
        has_id: whether it is the id.
        alert_key: the integration's own key; None where it has none, or no payload is kept.
    """

    source: str
    incident: str
    trigger: Event
    acknowledged: tuple[datetime, ...]
    resolved: datetime | None
    alerts: tuple[str, ...]
    service: str
    has_id: bool
    alert_key: str | None

    @property
    def title(self) -> str:
        """What it is called."""
        return said.title(self.trigger) or self.incident.removeprefix(INCIDENT)

    @property
    def key(self) -> str:
        """What it pages for: `<service>/<alert key>`, else with its title."""
        return f"{self.service}/{self.alert_key or self.title}"

    def same(self, other: Page) -> bool:
        """Whether both page for the same: by service and alert key, or title where one has none."""
        one, two = self.trigger.tags.get("service"), other.trigger.tags.get("service")
        if self.service != other.service and one != two:
            return False
        if self.alert_key and other.alert_key:
            return self.alert_key == other.alert_key
        return self.title == other.title


def incidents(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    """By source and key, the entries of every incident that was triggered among those events, from its trigger on."""
    found: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        key = keys.first(event, INCIDENT) if event.kind.startswith("incident.") else None
        if key and event.kind == "incident.triggered":
            found.setdefault((event.source, key), []).append(event)
        elif key and (event.source, key) in found:
            found[event.source, key].append(event)
    return found


def pages(events: Iterable[Event]) -> list[Page]:
    """The incidents that were triggered among those events, which stand in the record's order."""
    return [_page(source, key, entries) for (source, key), entries in incidents(events).items()]


def _page(source: str, incident: str, entries: list[Event]) -> Page:
    trigger = entries[0]
    resolves = (event.time for event in entries if event.kind == "incident.resolved")
    triggers = [event for event in entries if event.kind == "incident.triggered"]
    service = _text(_at(trigger, "service"), "id")
    return Page(
        source, incident, trigger,
        acknowledged=tuple(event.time for event in entries if event.kind == "incident.acknowledged"),
        resolved=next(resolves, None),
        alerts=tuple(key for event in triggers for key in keys.of(event, ALERT)),
        service=service or trigger.tags.get("service", ""),
        has_id=service is not None,
        alert_key=_alert_key(trigger),
    )  # fmt: skip


def _alert_key(trigger: Event) -> str | None:
    """The key under which the integration sent it, wherever the payload has it."""
    channel = _at(trigger, "channel")
    cef = channel.get("cef_details") if isinstance(channel, Mapping) else None
    places = (channel, cef, _at(trigger, "incident"), _at(trigger, "alert"), trigger.raw)
    return next((found for place in places for name in _ALERT_KEYS if (found := _text(place, name))), None)


def _at(event: Event, name: str) -> Any:
    return (event.raw or {}).get(name)


def _text(place: Any, name: str) -> str | None:
    found = place.get(name) if isinstance(place, Mapping) else None
    return found if isinstance(found, str) and found else None
