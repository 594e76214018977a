"""One log entry or change event, made into a draft. Pure but for names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from timeline.joining.keys import ALERT, INCIDENT, MONITOR, OPENED_BY, RECORDED
from timeline.model.event import Severity
from timeline.porting.draft import Draft, first_line, readable
from timeline.porting.payload import at, objects, text
from timeline.sources.pagerduty import delivery
from timeline.sources.pagerduty.agents import Named, acting, own_name, plain_type
from timeline.sources.pagerduty.entry import Entry
from timeline.sources.pagerduty.sentences import sentence, until
from timeline.sources.pagerduty.words import details

_ALERT = re.compile(r"/alerts/(\w+)/log_entries/")


@readable
def draft(entry: Entry) -> Draft:
    """What the entry says."""
    who = acting(entry.raw.get("agent"), entry.name)
    event, monitor, group = entry.datadog if entry.type == "trigger" else (None, None, None)
    keys = [*INCIDENT.known(entry.incident_id), *ALERT.known(event), *MONITOR.known(monitor)]
    keys += OPENED_BY.known(entry.opened_by)
    return Draft(
        id=str(text(entry.raw.get("id"))),
        stamp=entry.raw.get("created_at"),
        kind=entry.kind,
        summary=sentence(entry, who),
        actor=who,
        severity=_severity(entry),
        url=text(entry.raw.get("html_url")) or text(entry.incident.get("html_url")),
        body=entry.body,
        keys=keys,
        tags=_tags(entry) | {"group": group, "agent": None if who else _unknown_agent(entry)},
        raw=entry.raw,
    )


@readable
def change(raw: dict[str, Any], name: Named = own_name) -> Draft:
    """What a change event says."""
    links = [href for each in objects(at(raw, "links")) if (href := text(each.get("href")))]
    services = [called for each in objects(at(raw, "services")) if (called := name(each) or text(each.get("id")))]
    key = text(at(raw, "id"))
    summary = text(at(raw, "summary"))
    origin = text(at(raw, "source"))
    words = [part for part in (summary, details(at(raw, "custom_details"))) if part]
    return Draft(
        id=str(key),
        stamp=at(raw, "timestamp"),
        kind="change.recorded",
        summary=first_line(summary or "") or _unnamed_change(origin, services),
        url=links[0] if links else None,
        body="\n".join(words) or None,
        keys=RECORDED.known(key),
        tags={"service": ", ".join(services), "origin": origin},
        raw=raw,
    )


def by_machine(entry: Entry) -> bool:
    """Whether an integration made the entry; what a service ends by its time-out, no integration said."""
    who = acting(entry.raw.get("agent"))
    return who is not None and who.kind == "service" and at(entry.raw, "channel", "type") != "timeout"


def _unnamed_change(origin: str | None, services: list[str]) -> str:
    told = f"Change without a summary recorded in PagerDuty{f' by {origin}' if origin else ''}"
    return told + (f" ({', '.join(services)})" if services else "")


def _unknown_agent(entry: Entry) -> str | None:
    """An agent of a sort that is not known: its name, not as somebody who acted."""
    agent = entry.raw.get("agent")
    return own_name(agent) or plain_type(agent) or None


def _severity(entry: Entry) -> Severity | None:
    if entry.kind == "incident.resolved":
        return "ok"
    if entry.kind in ("incident.triggered", "incident.escalated"):
        levels: Mapping[str, Severity] = {"high": "error", "low": "warning"}
        return levels.get(str(at(entry.incident, "urgency")))
    return None


def _tags(entry: Entry) -> dict[str, str | None]:
    listed = objects(entry.raw.get("teams"))
    teams = [called for each in listed if (called := entry.name(each) or text(each.get("id")))]
    alert = _ALERT.search(text(entry.raw.get("html_url")) or "")
    priority = entry.incident.get("priority")
    return {
        "service": entry.place or entry.service_id,
        "team": ", ".join(teams),
        "urgency": text(entry.incident.get("urgency")),
        "priority": entry.name(priority) or text(priority),
        "number": text(entry.incident.get("incident_number")),
        "entry": entry.type,
        "via": text(at(entry.raw, "channel", "type")),
        "notification": text(at(entry.raw, "channel", "notification", "type")),
        "delivery": delivery.status(entry.raw) if entry.type == "notify" or delivery.broken(entry.raw) else None,
        "until": until(entry) if entry.type == "snooze" else None,
        "alert": alert and alert[1],
        "edited": "true" if entry.note or entry.edited_at else None,
        "edited_at": entry.edited_at,
    }
