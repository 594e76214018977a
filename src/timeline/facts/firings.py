"""Every time that an alert of a record fired, with what followed until it recovered: what base rates are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from timeline.facts.firing import followed
from timeline.facts.history import Past, alert_named
from timeline.facts.signals import FIRES, Signal, signals
from timeline.joining import keys
from timeline.joining.keys import MONITOR, RULE

if TYPE_CHECKING:
    from timeline.record import Timeline


@dataclass(frozen=True)
class Fired:
    """One time that it fired, in the words of an alert's history.

    Attributes:
        alert: the monitor with its group.
        title: what it is called.
        monitor: what its monitor is called, whatever group of it this is.
        source: which source tells of it.
        fired_at: when it fired.
        recovered_at: when it recovered; None where that was not read.
        paged: whether a page followed before it recovered.
        acknowledged: whether an acknowledgement did.
        changed: whether a change did that names it.
        recovered_alone: whether it recovered with none of these.
        event: the id of what tells that it fired.
    """

    alert: str
    title: str
    monitor: str
    source: str
    fired_at: datetime
    recovered_at: datetime | None
    paged: bool
    acknowledged: bool
    changed: bool
    recovered_alone: bool
    event: str


def firings(record: Timeline) -> Iterator[Fired]:
    """Each firing in the whole record, in order of time."""
    past = Past(record)
    changed: dict[tuple[str | None, str], list[datetime]] = {}  # what names a monitor names all its groups
    for signal in signals(record):
        first = signal.first
        if first.kind in FIRES and keys.first(first, MONITOR, RULE):
            named = first.tags.get("monitor"), signal.of[1]
            if named not in changed:
                changed[named] = past.changing(first, signal.of)
            yield _fired(past, signal, changed[named])


def _fired(past: Past, signal: Signal, changed: list[datetime]) -> Fired:
    firing = past.firing(signal)
    after = followed(firing, changed)
    key, title = alert_named(signal.first, signal.of)
    return Fired(
        alert=key, title=title, monitor=signal.first.tags.get("monitor") or signal.of[1], source=signal.first.source,
        fired_at=firing.start, recovered_at=firing.end if firing.over else None,
        paged=after.paged, acknowledged=after.acknowledged, changed=after.changed, recovered_alone=after.alone,
        event=signal.first.id,
    )  # fmt: skip
