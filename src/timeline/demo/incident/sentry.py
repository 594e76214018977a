"""What Sentry knows: the report was there, a minute before the alarm, and nobody saw it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from timeline.demo.incident import facts
from timeline.demo.incident.facts import at
from timeline.demo.payloads.sentry import activity, issue, project, user

_ADA, _GRACE = (
    user("1815", facts.ADA, "ada", facts.ADA_MAIL),
    user("1906", facts.GRACE, "grace", facts.GRACE_MAIL),
)
_HOOKS, _EDITOR = project("5101", "hooks"), project("5102", "editor")


def world() -> dict[str, Any]:
    """An organization with two projects: the issue of the incident, and an old one that goes on beside it."""
    return {"organization": "acme", "projects": [_HOOKS, _EDITOR], "issues": [_publishing(), _old()]}


def _publishing() -> dict[str, Any]:
    first = at("18:44:58.214")
    events = [first + timedelta(seconds=3 * number) for number in range(290)]
    words = "First seen at 18:44, and nobody was told: this project has no alert rule for new issues."
    done = [
        activity("700214", "set_resolved", at("19:13:31.902"), _GRACE),
        activity("700220", "note", at("19:18:06.377"), _ADA, text=words),
    ]
    return issue(
        facts.SENTRY_ISSUE, "HOOKS-3F", "BrokerUnavailable: no route to broker-2", _HOOKS, first=first, events=events,
        activities=done, status="resolved",
    )  # fmt: skip


def _old() -> dict[str, Any]:
    """Seen every five minutes for two days, and left alone."""
    first = at("17:03:20", 18)
    events = [first + timedelta(minutes=5 * number) for number in range(600)]
    return issue(
        "4170982", "EDITOR-1K", "TypeError: draft is undefined", _EDITOR, first=first, events=events, activities=[],
        level="warning",
    )  # fmt: skip
