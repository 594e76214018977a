"""One event of the stream, made into a draft. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from timeline.joining import keys
from timeline.model.event import Actor, Severity
from timeline.model.window import Instant, read_epoch, read_iso
from timeline.porting.draft import Draft, first_line, readable
from timeline.porting.payload import at, block, lazy, text
from timeline.sources.datadog import titles
from timeline.sources.datadog.people import Caller, caller

#: The state that a monitor's group went to, as kind, severity and words.
STATES: Mapping[str, tuple[str, Severity, str]] = {
    "Alert": ("alert.triggered", "error", "alerted"),
    "Warn": ("alert.warned", "warning", "warned"),
    "No Data": ("alert.no_data", "warning", "reported no data"),
    "OK": ("alert.recovered", "ok", "recovered"),
}
_MUTED = re.compile(r"\b(started|begun|began|muted)\b", re.IGNORECASE)
_UNMUTED = re.compile(r"\b(ended|expired|cancell?ed|stopped|unmuted)\b", re.IGNORECASE)
_AUDITS = frozenset({"audit", "source:audit"})
_NOT_DONE = frozenset({"error", "failure", "failed", "denied"})
_QUOTED = re.compile(r'"[^"]*"')
_NO_WORD = re.compile(r"[:@]")
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
    def name(self) -> str | None:
        """Its monitor's name: rendered, then plain, then as the title has it, then the monitor's id."""
        plain = text(self.about.get("name"))
        is_template = bool(plain and "{{" in plain)
        whole = titles.rendered(text(self.about.get("templated_name")), self.groups)
        title = titles.rendered(titles.subject(self.title), self.groups)
        found = titles.best((whole, plain, title, text(at(self.inner, "evt", "name"))))
        found = titles.tidy(found) if found and is_template else found
        return found or self.monitor

    @lazy
    def caller(self) -> Caller | None:
        """Who acted, as the event itself names them."""
        return None if self.is_alert else caller(self.inner, is_audit=bool(_AUDITS.intersection(self.words)))

    @lazy
    def is_alert(self) -> bool:
        """Whether a monitor said it."""
        if "source:alert" in self.words or at(self.inner, "monitor", "transition", "destination_state"):
            return True
        from_monitor = self.monitor or at(self.inner, "sourcecategory") == "monitor_alert"
        return bool(from_monitor) and not any(word.startswith("source:") for word in self.words)

    @lazy
    def groups(self) -> list[str]:
        """The group's tags in the service's order."""
        listed = self.about.get("groups") or self.inner.get("monitor_groups")
        told = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        return [part.strip() for each in told for part in each.split(",") if part.strip()]

    @lazy
    def group(self) -> str:
        """The group's tags, sorted; empty for a monitor without groups."""
        return ",".join(sorted(set(self.groups)))

    @lazy
    def cycle(self) -> str | None:
        """From the first trigger to the recovery of one group, as a key."""
        key = text(self.about.get("alert_cycle_key_txt"))
        return keys.CYCLE(self.monitor, key, self.group) if key and self.monitor else None

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
        # Events from before transitions were recorded tell the state in their title only.
        return None, *titles.state(self.title)


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


@readable
def draft(told: Told, app: str, opened_by: tuple[str, ...] = (), actor: Actor | None = None) -> Draft:
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
        summary=summary + _by(actor, summary),
        actor=actor,
        severity=severity,
        url=_url(told, app),
        body=_body(told),
        keys=[*_keys(told), *map(keys.OPENED_BY, opened_by)],
        tags=_tags(told),
        raw=told.raw,
    )


def _by(actor: Actor | None, summary: str) -> str:
    """Who acted, where the title does not say so itself."""
    if actor is None or actor.name is None or actor.name.casefold() in summary.casefold():
        return ""
    return f" (by {actor.name})"


def _said(told: Told) -> tuple[str, Severity | None, str]:
    if told.is_alert:
        return _alert(told)
    kind = _downtime(told)
    if kind:
        return kind, None, f"Datadog: {first_line(told.title)}"
    words = first_line(told.title)
    if not words or "{{" in words:
        words = titles.best((first_line(_body(told) or ""), _change(told))) or words
    failed = " (tried in vain)" if _failed(told) else ""
    return "event.posted", None, (words or "Datadog event without a title posted") + failed


def _change(told: Told) -> str | None:
    """A change that says nothing but what was changed, and how."""
    for key in ("changed_resource", "asset"):
        thing = block(told.inner.get(key))
        name, sort = text(thing.get("name")) or text(thing.get("id")), text(thing.get("type")) or "resource"
        if thing:
            words = (sort.replace("_", " "), name, text(told.inner.get("action")) or "changed")
            return f"Datadog: {' '.join(filter(None, words))}"
    return None


def _failed(told: Told) -> bool:
    """Whether an audit event says that what was tried was not done."""
    status = at(told.inner, "http", "status_code")
    refused = isinstance(status, int) and status >= 400  # noqa: PLR2004
    said = (told.inner.get("outcome"), at(told.inner, "evt", "outcome"), told.inner.get("status"))
    return bool(_AUDITS.intersection(told.words)) and (refused or any(str(each).lower() in _NOT_DONE for each in said))


def _downtime(told: Told) -> str | None:
    """What the audit of a downtime says that was done, by its words; tags and addresses in them are no words."""
    if (
        _failed(told)
        or not _AUDITS.intersection(told.words)
        or "downtime" not in told.title.lower() + " ".join(told.words)
    ):
        return None
    title = " ".join(word for word in _QUOTED.sub(" ", told.title).split() if not _NO_WORD.search(word))
    muted, unmuted = bool(_MUTED.search(title)), bool(_UNMUTED.search(title))
    if muted == unmuted:
        return None  # only scheduled, or both words: nothing says which
    return "alert.muted" if muted else "alert.unmuted"


def _alert(told: Told) -> tuple[str, Severity | None, str]:
    subject = _subject(told)
    group = f" ({told.group})" if told.group else ""
    _, target, again = told.transition
    kind, severity, words = STATES.get(
        target or "", ("alert.updated", None, f"changed to {target}" if target else "changed")
    )
    if again:
        return "alert.renotified", severity, f"{subject} notified again: still in {target}{group}"
    return kind, severity, f"{subject} {words}{_after(told, kind)}{group}"


def _subject(told: Told) -> str:
    if told.name is None:
        return "A Datadog monitor"
    return f"Datadog monitor {told.name}" if told.name == told.monitor else f'Datadog monitor "{first_line(told.name)}"'


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
    found = [*keys.ALERT.known(told.id), *keys.MONITOR.known(told.monitor), *keys.DOWNTIME.known(told.downtime)]
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
        "monitor": told.name if told.is_alert and told.name != told.monitor else None,
        "group": told.group or None,
        "from": source,
        "to": target,
        "transition": text(at(told.about, "transition", "transition_type")),
        "priority": _priority(told),
        "action": None if told.is_alert else text(told.inner.get("action")),
    }


def _priority(told: Told) -> str | None:
    """A monitor's priority, 1 to 5; 0 says that it has none."""
    found = text(told.about.get("priority"))
    return found if found and found.strip() != "0" else None
