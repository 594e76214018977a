"""What PagerDuty knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.demo.incident import facts, past
from timeline.demo.incident.facts import at
from timeline.demo.payloads.pagerduty import change, datadog_channel, entry, incident, reference, user

_ADA = reference("PADA001", "user", facts.ADA)
_GRACE = reference("PGRACE1", "user", facts.GRACE)
_DATADOG = reference("PDDOG01", "events_api_v2_inbound_integration", "Datadog")


def world() -> dict[str, Any]:
    """The account's log, its change events and its notes."""
    note = {"id": "PNOTE01", "content": "New AMI drops published hooks; old AMI is going back in", "user": _GRACE}
    return {
        "entries": [*_publish(), *_queue(), *_disk(), *past.entries()],
        "changes": [
            change(
                "PCHG0088", at("18:35:40"), "Deployed hooks 91ad4f0 to production", "hooks",
                f"https://github.com/{facts.HOOKS}/actions/runs/{facts.DEPLOY_RUN}",
            )
        ],
        "users": [
            user("PADA001", facts.ADA, facts.ADA_MAIL),
            user("PGRACE1", facts.GRACE, facts.GRACE_MAIL),
            user("PLINUS1", facts.LINUS, facts.LINUS_MAIL),
        ],
        "notes": {facts.PUBLISH_INCIDENT: [{**note, "created_at": "2019-06-20T18:57:44Z"}]},
    }  # fmt: skip


def _publish() -> list[dict[str, Any]]:
    """The page about the alarm."""
    created = at("18:46:06")
    about = incident(
        facts.PUBLISH_INCIDENT, 4172, facts.PUBLISH_NAME, "hooks", created, first=f"R{facts.PUBLISH_INCIDENT}01"
    )
    noted = {"type": "note", "summary": "New AMI drops published hooks; old AMI is going back in"}
    return _numbered(
        about,
        ("trigger", created, _DATADOG, {"channel": _channel(facts.PUBLISH_ALERT, facts.PUBLISH, facts.PUBLISH_NAME)}),
        ("assign", created, None, {"assignees": [_ADA]}),
        ("notify", at("18:46:07"), None, {"user": _ADA, "channel": {"type": "auto", "notification": {"type": "push"}}}),
        ("notify", at("18:46:10"), None, {"user": _ADA, "channel": {"type": "auto", "notification": {"type": "sms"}}}),
        ("acknowledge", at("18:47:33"), _ADA, {}),
        ("responder_request", at("18:49:02"), _ADA, {"summary": "Requested Grace Hopper to respond"}),
        (
            "notify",
            at("18:49:03"),
            None,
            {"user": _GRACE, "channel": {"type": "auto", "notification": {"type": "push"}}},
        ),
        ("acknowledge", at("18:49:48"), _GRACE, {}),
        ("annotate", at("18:57:44"), _GRACE, {"channel": noted}),
        ("resolve", at("19:12:14"), _DATADOG, {"channel": {"type": "api", "summary": "Recovered"}}),
    )


def _queue() -> list[dict[str, Any]]:
    """The page that came at about the time of the warning."""
    created = at("18:42:49")
    about = incident(
        facts.QUEUE_INCIDENT, 4171, facts.QUEUE_NAME, "rabbitmq", created, first=f"R{facts.QUEUE_INCIDENT}01"
    )
    return _numbered(
        about,
        ("trigger", created, _DATADOG, {"channel": _channel(facts.QUEUE_ALERT, facts.QUEUE, facts.QUEUE_NAME)}),
        ("assign", created, None, {"assignees": [_ADA]}),
        ("notify", at("18:42:50"), None, {"user": _ADA, "channel": {"type": "auto", "notification": {"type": "push"}}}),
        ("acknowledge", at("18:43:55"), _ADA, {}),
        ("resolve", at("19:10:36"), _DATADOG, {"channel": {"type": "api", "summary": "Recovered"}}),
    )


def _disk() -> list[dict[str, Any]]:
    """Another team's page, of low urgency, that has nothing to do with it."""
    created = at("18:55:30")
    about = incident(facts.DISK_INCIDENT, 4173, "Disk 85 % full on build-3", "builds", created, urgency="low")
    return _numbered(
        about,
        ("trigger", created, None, {"channel": {"type": "email", "summary": "Disk 85 % full on build-3"}}),
        ("snooze", at("19:02:20"), reference("PLINUS1", "user", facts.LINUS), {"changed_actions": []}),
    )


def _numbered(
    about: dict[str, Any], *told: tuple[str, datetime, dict[str, Any] | None, dict[str, Any]]
) -> list[dict[str, Any]]:
    return [
        entry(f"R{about['id']}{number:02d}", kind, time, about, agent, **more)
        for number, (kind, time, agent, more) in enumerate(told, start=1)
    ]


def _channel(event: str, monitor: int, title: str) -> dict[str, Any]:
    return datadog_channel(event, monitor, f"[Triggered] {title}")
