"""What an event is about, as its keys and tags say it: the words that folds and the incident's part share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from timeline.joining import keys
from timeline.joining.keys import MONITOR, RULE, THREAD
from timeline.model.event import Event, Severity

#: How each state of a monitor is said, and how bad it is.
STATES = {
    "alert.warned": ("warned", 1),
    "alert.no_data": ("reported no data", 1),
    "alert.triggered": ("alerted", 2),
    "alert.recovered": ("recovered", 0),
}
_SEVERITIES: tuple[Severity, ...] = ("ok", "info", "warning", "error")


def area(event: Event) -> str:
    """The first half of its kind."""
    return event.kind.partition(".")[0]


def is_message(event: Event) -> bool:
    """Whether its keys are what it links, not what it is."""
    return event.kind.startswith(("message.", "channel."))


def is_act(event: Event) -> bool:
    """Whether a person did it."""
    return event.actor is not None and event.actor.kind == "person"


def monitor(event: Event) -> tuple[str, str, str] | None:
    """The monitor and group of an alert, within its source."""
    name = keys.first(event, MONITOR, RULE) if event.kind.startswith("alert.") else None
    return (event.source, name, event.tags.get("group", "")) if name else None


def thread(event: Event) -> str | None:
    """The thread that a message stands in: its own where it began one; None where its keys leave a choice."""
    if not is_message(event):
        return None
    channel, _, stamp = event.id.removeprefix(f"{event.source}:").partition("/")
    own = THREAD(channel, stamp)
    if event.kind != "message.replied":
        return own
    found = [each for each in keys.of(event, THREAD) if THREAD.read(each)[:1] == (channel,)]
    if len(found) > 1 and event.url:
        found = [each for each in found if f"thread_ts={THREAD.read(each)[1]}" in event.url]
    return found[0] if len(found) == 1 else None


def worst(events: Iterable[Event]) -> Severity | None:
    """The worst severity among those events; None where none has one."""
    return max((event.severity for event in events if event.severity), key=_SEVERITIES.index, default=None)


def services(event: Event) -> list[str]:
    """The services that its tag names."""
    return [name for part in event.tags.get("service", "").split(",") if (name := part.strip())]


def length(span: timedelta) -> str:
    """`45 s`, `2 min 33 s`, `1 h 5 min`; whole seconds, none of them rounded up."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if count]
    return " ".join(parts) or "less than 1 s"


def many(count: int, noun: str, plural: str | None = None) -> str:
    """`1 line`, `2,610 lines`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
