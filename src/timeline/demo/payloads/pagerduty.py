"""PagerDuty's incidents, log entries and change events."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.demo.payloads import iso

_WEB = "https://acme.pagerduty.com"


def incident(
    key: str, number: int, title: str, service: str, created: datetime, *, urgency: str = "high", first: str = ""
) -> dict[str, Any]:
    """An incident as it is embedded in its entries; `first` is the id of its trigger entry."""
    return {
        "id": key, "type": "incident", "incident_number": number, "title": title, "summary": f"[#{number}] {title}",
        "status": "resolved", "urgency": urgency, "created_at": iso(created), "html_url": f"{_WEB}/incidents/{key}",
        "incident_key": None, "priority": None, "service": reference(f"P{service.upper()}", "service", service),
        "alert_counts": {"all": 1, "triggered": 0, "resolved": 1}, "assignments": [], "teams": [],
        "first_trigger_log_entry": reference(first, "trigger_log_entry", "Triggered through the API."),
    }  # fmt: skip


def entry(
    key: str, kind: str, time: datetime, about: dict[str, Any], agent: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """One entry of the log; `more` overrides or adds fields."""
    url = f"{_WEB}/incidents/{about['id']}/log_entries/{key}" if kind == "trigger" else None
    made: dict[str, Any] = {
        "id": key, "type": f"{kind}_log_entry", "summary": f"{kind.replace('_', ' ').capitalize()}d",
        "html_url": url, "created_at": iso(time), "channel": {"type": "website"}, "incident": about,
        "service": about["service"], "teams": [], "contexts": [],
    }  # fmt: skip
    return made | ({"agent": agent} if agent else {}) | more


def datadog_channel(event: str, monitor: int, title: str) -> dict[str, Any]:
    """What Datadog's integration sends with a trigger."""
    link = f"https://app.datadoghq.com/monitors#{monitor}?event_id={event}"
    return {
        "type": "api", "summary": title, "client": "Datadog", "client_url": link,
        "details": {
            "title": title, "event_id": event, "monitor_state": "Triggered", "event_type": "query_alert_monitor",
        },
        "contexts": [{"type": "link", "href": link, "text": "Monitor Status"}],
    }  # fmt: skip


def reference(key: str, kind: str, name: str) -> dict[str, Any]:
    """A pointer to another object."""
    return {"id": key, "type": f"{kind}_reference", "summary": name, "html_url": None}


def user(key: str, name: str, email: str) -> dict[str, Any]:
    """A user's account."""
    return {
        "id": key,
        "type": "user",
        "summary": name,
        "name": name,
        "email": email,
        "role": "user",
        "time_zone": "UTC",
    }


def change(key: str, time: datetime, summary: str, service: str, link: str) -> dict[str, Any]:
    """A change event."""
    return {
        "id": key, "type": "change_event", "summary": summary, "timestamp": iso(time), "source": "deploybot",
        "services": [reference(f"P{service.upper()}", "service", service)], "links": [{"href": link, "text": "Build"}],
        "integration": reference("PCHANGES", "inbound_integration", "Changes"), "custom_details": {}, "images": [],
    }  # fmt: skip
