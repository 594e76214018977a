"""One log entry or change event, made into a draft. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from timeline._event import Actor, Severity
from timeline.sources._draft import Draft, by, first_line, known
from timeline.sources._shape import at, block, lazy, objects, text

_KINDS: Mapping[str, str] = {
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
    "responder_request": "responder_requested",
}
_MONITOR = re.compile(r"/monitors[#/](\d+)")
_ALERT = re.compile(r"/alerts/(\w+)/log_entries/")


@dataclass(frozen=True)
class Entry:
    """A log entry with what was looked up beside it.

    Attributes:
        raw: the native entry.
        alert: the alert of an incident whose entry carries no details itself.
        opened_by: on a resolve by an integration, the event id of the incident's trigger.
        note: the final words of a note, where they were edited since.
    """

    raw: dict[str, Any]
    alert: Mapping[str, Any] | None = None
    opened_by: str | None = None
    note: str | None = None

    @lazy
    def type(self) -> str:
        """The entry's type without its suffix."""
        return str(self.raw.get("type") or "").removesuffix("_reference").removesuffix("_log_entry")

    @lazy
    def kind(self) -> str:
        """The kind that the type is told as."""
        return f"incident.{_KINDS.get(self.type, 'updated')}"

    @lazy
    def incident(self) -> dict[str, Any]:
        """The incident as embedded."""
        return block(self.raw.get("incident"))

    @lazy
    def place(self) -> str | None:
        """The service's name, of the entry or of its incident."""
        return text(at(self.raw, "service", "summary")) or text(at(self.incident, "service", "summary"))

    @lazy
    def incident_id(self) -> str | None:
        """The incident's id."""
        return text(self.incident.get("id"))

    @lazy
    def service_id(self) -> str | None:
        """The service's id, of the entry or of its incident."""
        return text(at(self.raw, "service", "id")) or text(at(self.incident, "service", "id"))

    @lazy
    def datadog(self) -> tuple[str | None, str | None, str | None]:
        """The Datadog event id, monitor id and group that the trigger's details carry."""
        return datadog(at(self.raw, "channel"), self.raw, self.alert and at(self.alert, "body"))


def datadog(*places: Any) -> tuple[str | None, str | None, str | None]:
    """The Datadog event id, monitor id and group in the first of these places that carries them."""
    for place in places:
        details = _details(place)
        links = [link for link in (_links(place)) if link]
        monitor = next((found[1] for link in links if (found := _MONITOR.search(link))), None)
        event = text(at(details, "event_id")) or _asked(links, "event_id") or _event_link(links)
        if event and event.isdigit():
            return event, monitor, _asked(links, "group")
        if monitor:
            return None, monitor, _asked(links, "group")
    return None, None, None


def draft(entry: Entry) -> Draft:
    """What the entry says."""
    who = actor(entry.raw.get("agent"))
    event, monitor, group = entry.datadog if entry.type == "trigger" else (None, None, None)
    keys = [f"pagerduty:incident:{entry.incident_id}"] if entry.incident_id else []
    keys += [f"datadog:event:{event}"] if event else []
    keys += [f"datadog:monitor:{monitor}"] if monitor else []
    keys += [f"datadog:opened-by:{entry.opened_by}"] if entry.opened_by else []
    return Draft(
        id=str(text(entry.raw.get("id"))),
        stamp=entry.raw.get("created_at"),
        kind=entry.kind,
        summary=_summary(entry, who),
        actor=who,
        severity=_severity(entry),
        url=text(entry.raw.get("html_url")) or text(entry.incident.get("html_url")),
        body=_body(entry),
        keys=keys,
        tags=_tags(entry) | {"group": group},
        raw=entry.raw,
    )


def change(raw: dict[str, Any]) -> Draft:
    """What a change event says."""
    links = [href for each in objects(at(raw, "links")) if (href := text(each.get("href")))]
    services = [
        name for each in objects(at(raw, "services")) if (name := text(each.get("summary")) or text(each.get("id")))
    ]
    key = text(at(raw, "id"))
    summary = text(at(raw, "summary"))
    return Draft(
        id=str(key),
        stamp=at(raw, "timestamp"),
        kind="change.recorded",
        summary=first_line(summary) if summary else "Change without a summary recorded in PagerDuty",
        url=links[0] if links else None,
        body=summary,
        keys=[f"pagerduty:change:{key}"],
        tags={"service": ", ".join(services), "origin": text(at(raw, "source"))},
        raw=raw,
    )


def actor(agent: Any) -> Actor | None:
    """Who acted: a user, or a service or integration."""
    kind = text(at(agent, "type"))
    if kind is None:
        return None
    name = text(at(agent, "summary")) or text(at(agent, "name"))
    return known(text(at(agent, "id")), name, "person" if kind.startswith("user") else "service")


def by_machine(entry: Entry) -> bool:
    """Whether an integration made the entry; what a service ends by its time-out, no integration said."""
    who = actor(entry.raw.get("agent"))
    return who is not None and who.kind == "service" and at(entry.raw, "channel", "type") != "timeout"


def label(incident: Mapping[str, Any]) -> str:
    """How people refer to an incident."""
    number, title = text(incident.get("incident_number")), text(incident.get("title")) or text(incident.get("summary"))
    name = number or text(incident.get("id")) or "without a number"
    return f'PagerDuty incident {name} "{first_line(title)}"' if title else f"PagerDuty incident {name}"


def _summary(entry: Entry, who: Actor | None) -> str:
    subject, verb = label(entry.incident), _KINDS.get(entry.type)
    if verb == "notified":
        return _notified(entry, subject)
    if verb == "annotated" or (verb == "status_updated" and _body(entry)):
        author = (who and (who.name or who.id)) or "Somebody"
        did = "noted" if verb == "annotated" else "posted a status update"
        return f'{author} {did} on {subject}: "{first_line(_body(entry) or "")}"'
    if verb in ("escalated", "assigned"):
        names = [name for each in objects(entry.raw.get("assignees")) if (name := text(each.get("summary")))]
        return f"{subject} {verb}" + (f" to {', '.join(names)}" if names else "") + by(who)
    if verb in ("priority_changed", "urgency_changed", "status_updated", "responder_requested") or verb is None:
        told = text(entry.raw.get("summary")) or entry.type.replace("_", " ")
        return f"{subject}: {first_line(told)}"
    if verb == "triggered":
        return f"{subject} triggered" + (f" ({entry.place})" if entry.place else "")
    return f"{subject} {verb}{by(who)}"


def _notified(entry: Entry, subject: str) -> str:
    person, way = text(at(entry.raw, "user", "summary")), text(at(entry.raw, "channel", "notification", "type"))
    return (
        f"PagerDuty notified {person or 'somebody'}"
        + (f" by {way.replace('_', ' ')}" if way else "")
        + f" of {subject}"
    )


def _severity(entry: Entry) -> Severity | None:
    if entry.kind == "incident.resolved":
        return "ok"
    if entry.kind in ("incident.triggered", "incident.escalated"):
        levels: Mapping[str, Severity] = {"high": "error", "low": "warning"}
        return levels.get(str(at(entry.incident, "urgency")))
    return None


def _body(entry: Entry) -> str | None:
    if entry.type == "annotate":
        return entry.note or text(at(entry.raw, "channel", "summary")) or text(entry.raw.get("note"))
    if entry.type in ("status_update", "responder_request"):
        return text(entry.raw.get("message"))
    if entry.type == "resolve":
        return text(entry.raw.get("note"))
    if entry.type == "trigger":
        words = text(_details(entry.raw.get("channel")).get("body")) or text(
            at(entry.raw, "event_details", "description")
        )
        return words.removeprefix("%%%").removesuffix("%%%").strip() if words else None
    return None


def _tags(entry: Entry) -> dict[str, str | None]:
    teams = [name for each in objects(entry.raw.get("teams")) if (name := text(each.get("summary")))]
    alert = _ALERT.search(text(entry.raw.get("html_url")) or "")
    return {
        "service": entry.place,
        "team": ", ".join(teams),
        "urgency": text(entry.incident.get("urgency")),
        "priority": text(at(entry.incident, "priority", "summary")),
        "number": text(entry.incident.get("incident_number")),
        "entry": entry.type,
        "via": text(at(entry.raw, "channel", "type")),
        "notification": text(at(entry.raw, "channel", "notification", "type")),
        "alert": alert and alert[1],
        "edited": "true" if entry.note else None,
    }


def _details(place: Any) -> dict[str, Any]:
    """The field map of a trigger, which stands in one of two places."""
    for found in (at(place, "details"), at(place, "cef_details", "details")):
        if isinstance(found, dict) and found:
            return found
    return {}


def _links(place: Any) -> list[str | None]:
    found = [text(at(place, "client_url")), text(at(place, "cef_details", "client_url"))]
    for contexts in (at(place, "contexts"), at(place, "cef_details", "contexts")):
        found += [text(each.get("href")) for each in objects(contexts)]
    return found


def _asked(links: list[str], name: str) -> str | None:
    """The value that a link's query, or the query behind its fragment, gives that name."""
    for link in links:
        parts = urlsplit(link)
        values = parse_qs(parts.query or parts.fragment.partition("?")[2]).get(name)
        if values:
            return values[0]
    return None


def _event_link(links: list[str]) -> str | None:
    return next((_asked([link], "id") for link in links if "/event/event" in link), None)
