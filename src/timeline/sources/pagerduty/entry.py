"""A log entry with what was looked up beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from timeline.porting.draft import first_line
from timeline.porting.payload import at, block, lazy, text
from timeline.sources.pagerduty.agents import Named, own_name
from timeline.sources.pagerduty.causes import datadog
from timeline.sources.pagerduty.changes import Change, changes
from timeline.sources.pagerduty.words import written

#: What each type is told as; all others as updates.
KINDS: Mapping[str, str] = {
    "trigger": "triggered",
    "acknowledge": "acknowledged",
    "acknowledgement": "acknowledged",
    "unacknowledge": "unacknowledged",
    "escalate": "escalated",
    "assign": "assigned",
    "delegate": "assigned",
    "reassign": "assigned",
    "notify": "notified",
    "annotate": "annotated",
    "snooze": "snoozed",
    "resolve": "resolved",
    "priority_change": "priority_changed",
    "urgency_change": "urgency_changed",
    "status_update": "status_updated",
    "incident_status_update": "status_updated",
    "responder_request": "responder_requested",
}


@dataclass(frozen=True)
class Entry:
    """A log entry.

    Attributes:
        raw: the native entry.
        alert: the alert of an incident whose entry carries no details itself.
        opened_by: on a resolve by an integration, the event id of the incident's trigger.
        note: the final words of a note, where they were edited since.
        edited_at: when they were.
        about: the incident as a call of its own told it, where the entry names it by its id only.
        then: fields of the incident as they were at the time, where entries tell that they were changed.
        whole: the channel as a call of its own told it, where the list left out a part.
        name: what an object is called.
    """

    raw: dict[str, Any]
    alert: Mapping[str, Any] | None = None
    opened_by: str | None = None
    note: str | None = None
    edited_at: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    then: Mapping[str, str | None] = field(default_factory=dict)
    whole: Mapping[str, Any] | None = None
    name: Named = own_name

    @lazy
    def type(self) -> str:
        """The entry's type without its suffix."""
        return str(self.raw.get("type") or "").removesuffix("_reference").removesuffix("_log_entry")

    @lazy
    def kind(self) -> str:
        """The kind that the type is told as."""
        return f"incident.{KINDS.get(self.type, 'updated')}"

    @lazy
    def incident(self) -> Mapping[str, Any]:
        """The incident as embedded, as looked up, as it was."""
        embedded = block(self.raw.get("incident"))
        if not self.about and not self.then:
            return embedded
        told = {key: value for key, value in embedded.items() if value is not None}
        return {**self.about, **told, **self.then}

    @lazy
    def channel(self) -> Mapping[str, Any]:
        """By which means the step was taken, with what came through it."""
        return block(self.raw.get("channel")) if self.whole is None else self.whole

    @lazy
    def title(self) -> str | None:
        """The incident's title."""
        return titled(self.incident)[1]

    @lazy
    def service(self) -> Any:
        """The service, of the entry or of its incident."""
        own = self.raw.get("service")
        return own if text(at(own, "id")) or own_name(own) else self.incident.get("service")

    @lazy
    def place(self) -> str | None:
        """The service's name."""
        return self.name(self.service)

    @lazy
    def incident_id(self) -> str | None:
        """The incident's id."""
        return text(self.incident.get("id"))

    @lazy
    def service_id(self) -> str | None:
        """The service's id."""
        return text(at(self.service, "id"))

    @lazy
    def changed(self) -> list[Change]:
        """The fields that the entry says were changed."""
        return changes(self.raw, self.name)

    @lazy
    def body(self) -> str | None:
        """What people wrote."""
        return written(self)

    @lazy
    def datadog(self) -> tuple[str | None, str | None, str | None]:
        """The Datadog event id, monitor id and group that the trigger's details carry."""
        return datadog(self.channel, self.raw, self.alert and at(self.alert, "body"))


def label(incident: Mapping[str, Any]) -> str:
    """How people refer to an incident."""
    number, title = titled(incident)
    name = number or text(incident.get("id")) or "without a number"
    return f'PagerDuty incident {name} "{first_line(title)}"' if title else f"PagerDuty incident {name}"


def titled(incident: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Its number and title; a reference has both in its summary: `[#7] Disk full`."""
    number, title = text(incident.get("incident_number")), text(incident.get("title"))
    summary = text(incident.get("summary")) or ""
    front, closed, rest = summary.partition("] ")
    if closed and front.startswith("[#") and front[2:].isdigit():
        return number or front[2:], title or rest or None
    return number, title or summary or None
