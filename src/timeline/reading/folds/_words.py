"""The parts of an alert's own sentence that a fold says again."""

from __future__ import annotations

from timeline.model.event import Event
from timeline.reading.objects import STATES

_AGAIN = "notified again"


def subject(event: Event) -> str:
    """Which monitor: the sentence up to what happened, e.g. `Datadog monitor "disk"`."""
    verb = STATES[event.kind][0] if event.kind in STATES else _AGAIN
    before, found, _ = without_group(event).rpartition(f" {verb}")
    return before if found else without_group(event)


def without_group(event: Event) -> str:
    """The sentence without the group that it ends with."""
    group = event.tags.get("group")
    return event.summary.removesuffix(f" ({group})") if group else event.summary


def with_group(event: Event) -> str:
    """Which monitor and group: `Datadog monitor "disk" (host:a)`."""
    group = event.tags.get("group")
    return subject(event) + (f" ({group})" if group else "")
