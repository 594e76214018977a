"""One event of the stream, made into a draft. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timeline._event import Severity
from timeline._window import Instant, read_epoch, read_iso
from timeline.sources._draft import Draft, first_line
from timeline.sources._shape import at, block, lazy, text

#: The state that a monitor's group went to, as kind, severity and words.
STATES: Mapping[str, tuple[str, Severity, str]] = {
    "Alert": ("alert.triggered", "error", "alerted"),
    "Warn": ("alert.warned", "warning", "warned"),
    "No Data": ("alert.no_data", "warning", "reported no data"),
    "OK": ("alert.recovered", "ok", "recovered"),
}
# Events from before transitions were recorded tell the state at the beginning of their title only.
_TITLES = (
    (re.compile(r"\[(Re-)?Triggered\b"), "Alert"),
    (re.compile(r"\[(Re-)?Warn\b"), "Warn"),
    (re.compile(r"\[(Re-)?No data\b", re.IGNORECASE), "No Data"),
    (re.compile(r"\[()Recovered\b"), "OK"),
)
_MUTED = re.compile(r"\b(started|begun|began|muted)\b", re.IGNORECASE)
_UNMUTED = re.compile(r"\b(ended|expired|cancell?ed|stopped|unmuted)\b", re.IGNORECASE)
_FENCE = "%%%"


@dataclass(frozen=True)
class Told:
    """One event as the API gives it.

    Attributes:
        raw: the whole object.
        inner: its `attributes.attributes`, where monitors say what happened.
    """

    raw: dict[str, Any]

    @lazy
    def inner(self) -> dict[str, Any]:
        """Where monitors say what happened."""
        return block(at(self.raw, "attributes", "attributes"))

    @lazy
    def id(self) -> str | None:
        """The event's id as the other services speak of it, as text: it is longer than a float is exact."""
        evt = block(self.inner.get("evt"))
        return text(evt.get("id")) or text(evt.get("uid")) or text(self.raw.get("id"))

    @lazy
    def words(self) -> list[str]:
        """Its tags as they stand."""
        tags = at(self.raw, "attributes", "tags")
        return [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []

    @lazy
    def title(self) -> str:
        """Its title, or an empty text."""
        return text(self.inner.get("title")) or text(at(self.raw, "attributes", "title")) or ""

    @lazy
    def about(self) -> dict[str, Any]:
        """What it says of its monitor."""
        return block(self.inner.get("monitor"))

    @lazy
    def monitor(self) -> str | None:
        """The id of the monitor it is about."""
        return text(self.about.get("id")) or text(self.inner.get("monitor_id"))

    @lazy
    def is_alert(self) -> bool:
        """Whether a monitor said it."""
        if "source:alert" in self.words or at(self.inner, "monitor", "transition", "destination_state"):
            return True
        from_monitor = self.monitor or at(self.inner, "sourcecategory") == "monitor_alert"
        return bool(from_monitor) and not any(word.startswith("source:") for word in self.words)

    @lazy
    def group(self) -> str:
        """The group's tags, sorted; empty for a monitor without groups."""
        listed = self.about.get("groups") or self.inner.get("monitor_groups")
        parts = (
            [part for each in listed if isinstance(each, str) for part in each.split(",")]
            if isinstance(listed, list)
            else []
        )
        return ",".join(sorted({part.strip() for part in parts if part.strip()}))

    @lazy
    def cycle(self) -> str | None:
        """From the first trigger to the recovery of one group, as a key."""
        key = text(self.about.get("alert_cycle_key_txt"))
        return f"datadog:cycle:{self.monitor}/{key}/{self.group}" if key and self.monitor else None

    @lazy
    def downtime(self) -> str | None:
        """The id of the downtime that an audit event is about."""
        return next((word.partition(":")[2] for word in self.words if word.startswith("downtime_id:")), None)

    @lazy
    def transition(self) -> tuple[str | None, str | None, bool]:
        """The state left, the state reached, and whether this only says again that it holds."""
        told = block(self.about.get("transition"))
        source, target = text(told.get("source_state")), text(told.get("destination_state"))
        if target:
            return source, target, source == target or "renotify" in (text(told.get("transition_type")) or "")
        for pattern, state in _TITLES:
            if found := pattern.match(self.title):
                return None, state, bool(found.group(1))
        return None, None, False


def when(told: Told) -> Instant:
    """The evaluation's time; the inner milliseconds are used where they agree and are finer.

    Raises:
        ValueError: neither can be read.
    """
    try:
        outer = read_iso(at(told.raw, "attributes", "timestamp"))
    except ValueError:
        return read_epoch(at(told.inner, "timestamp"), "ms")
    try:
        inner = read_epoch(at(told.inner, "timestamp"), "ms")
    except ValueError:
        return outer
    finer = outer.precision == "s" and inner.time.microsecond and inner.time.replace(microsecond=0) == outer.time
    return inner if finer else outer


def draft(told: Told, app: str, opened_by: tuple[str, ...] = ()) -> Draft:
    """What the event says; `opened_by` are earlier events of the same alert cycle, from before the window."""
    try:
        stamp: Any = when(told)
    except ValueError:
        stamp = None
    kind, severity, summary = _said(told)
    return Draft(
        id=str(told.id),
        stamp=stamp,
        kind=kind,
        summary=summary,
        severity=severity,
        url=_url(told, app),
        body=_body(told),
        keys=[*_keys(told), *(f"datadog:opened-by:{each}" for each in opened_by)],
        tags=_tags(told),
        raw=told.raw,
    )


def _said(told: Told) -> tuple[str, Severity | None, str]:
    if told.is_alert:
        return _alert(told)
    if "audit" in told.words and "downtime" in told.title.lower() + " ".join(told.words):
        for pattern, kind in ((_UNMUTED, "alert.unmuted"), (_MUTED, "alert.muted")):
            if pattern.search(told.title):
                return kind, None, f"Datadog: {first_line(told.title)}"
    words = first_line(told.title) or first_line(_body(told) or "")
    return "event.posted", None, words or "Datadog event without a title posted"


def _alert(told: Told) -> tuple[str, Severity | None, str]:
    name = text(told.about.get("name")) or text(at(told.inner, "evt", "name")) or told.title
    subject = f'Datadog monitor "{first_line(name)}"' if name else "A Datadog monitor"
    group = f" ({told.group})" if told.group else ""
    _, target, again = told.transition
    kind, severity, words = STATES.get(
        target or "", ("alert.updated", None, f"changed to {target}" if target else "changed")
    )
    if again:
        return "alert.renotified", severity, f"{subject} notified again: still in {target}{group}"
    return kind, severity, f"{subject} {words}{_after(told, kind)}{group}"


def _after(told: Told, kind: str) -> str:
    nanoseconds = at(told.inner, "duration")
    if kind != "alert.recovered" or not isinstance(nanoseconds, int) or nanoseconds <= 0:
        return ""
    minutes, seconds = divmod(nanoseconds // 1_000_000_000, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if count]
    return f" after {' '.join(parts)}" if parts else ""


def _url(told: Told, app: str) -> str | None:
    path = text(at(told.about, "result", "alert_url"))
    if path and path.startswith("/"):
        return f"{app}{path}"
    key = text(at(told.inner, "evt", "id"))
    return f"{app}/event/event?id={key}" if key else None


def _body(told: Told) -> str | None:
    message = text(at(told.raw, "attributes", "message"))
    return message.strip().removeprefix(_FENCE).removesuffix(_FENCE).strip() or None if message else None


def _keys(told: Told) -> list[str]:
    found = [f"datadog:event:{told.id}"] if told.id else []
    if told.monitor:
        found.append(f"datadog:monitor:{told.monitor}")
    if told.downtime:
        found.append(f"datadog:downtime:{told.downtime}")
    return [*found, told.cycle] if told.cycle and told.is_alert else found


def _tags(told: Told) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for word in sorted(told.words):
        name, colon, value = word.partition(":")
        if colon and name in ("env", "service", "team", "version", "source"):
            found.setdefault(name, value)
    service = text(at(told.inner, "service"))
    if service and service != "undefined":  # the literal word stands for none
        found["service"] = service
    source, target, _ = told.transition if told.is_alert else (None, None, False)
    return found | {
        "monitor": text(told.about.get("name")),
        "group": told.group or None,
        "from": source,
        "to": target,
        "transition": text(at(told.about, "transition", "transition_type")),
        "priority": text(told.about.get("priority")),
    }
