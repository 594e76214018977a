"""The vocabulary of kinds, and which of two that one system stamps alike comes first."""

from __future__ import annotations

#: The kinds that our sources use; the vocabulary is open, in the form `area.verb`.
KINDS: tuple[str, ...] = (
    *(
        f"alert.{verb}"
        for verb in ("triggered", "warned", "no_data", "recovered", "renotified", "muted", "unmuted", "updated")
    ),
    "event.posted",
    *(
        f"incident.{verb}"
        for verb in (
            "triggered", "acknowledged", "unacknowledged", "escalated", "assigned", "notified", "annotated",
            "snoozed", "resolved", "priority_changed", "urgency_changed", "status_updated", "responder_requested",
            "updated",
        )
    ),
    "change.recorded",
    *(f"message.{verb}" for verb in ("posted", "replied")),
    "channel.updated",
    *(
        f"change.{verb}"
        for verb in (
            "proposed", "approved", "rejected", "reviewed", "commented", "merged", "closed", "reopened", "planned",
            "applied", "failed", "discarded", "canceled", "updated",
        )
    ),
    "code.pushed",
    "release.published",
    *(f"deploy.{verb}" for verb in ("started", "approved", "rejected", "succeeded", "failed", "updated")),
    *(f"build.{verb}" for verb in ("started", "succeeded", "failed", "updated")),
    *(f"error.{verb}" for verb in ("first_seen", "regressed", "resolved", "assigned", "commented", "updated")),
    *(
        f"note.{verb}"
        for verb in ("added", "impact_started", "impact_ended", "declared", "action", "report", "measure")
    ),
    *(f"ticket.{verb}" for verb in ("created", "transitioned", "assigned", "commented", "updated")),
    *(f"status.{verb}" for verb in ("published", "updated", "resolved")),
)  # fmt: skip

# What comes first when one system stamps two steps of a life with the same instant. The rank belongs
# to the kind, so that an event read back from a file sorts as it did when it was pulled. Alerts have
# none: a group may recover and trigger within one second, in either order.
_LIFECYCLE = {
    kind: rank
    for rank, kinds in enumerate(
        (
            ("change.proposed", "incident.triggered", "deploy.started", "build.started", "error.first_seen"),
            ("change.planned", "incident.assigned", "incident.escalated"),
            (
                "change.approved",
                "change.rejected",
                "change.reviewed",
                "deploy.approved",
                "deploy.rejected",
                "incident.notified",
            ),
            ("incident.acknowledged", "change.commented"),
            ("change.merged", "change.applied", "deploy.updated", "build.updated"),
            ("code.pushed", "change.closed", "change.failed", "change.discarded", "change.canceled"),
            ("incident.resolved", "deploy.succeeded", "deploy.failed", "build.succeeded", "build.failed"),
        ),
        start=-7,
    )
    for kind in kinds
}


def lifecycle_rank(kind: str) -> int:
    """Which step of a life a kind is, among those that one system stamps with the same instant."""
    return _LIFECYCLE.get(kind, 0)
