"""What the views share: one line per happening, the names of sources, lags, times, ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from timeline.joining.rules import Link
from timeline.model.event import Event, lifecycle_rank, width
from timeline.model.window import zone
from timeline.porting.source import product

if TYPE_CHECKING:
    from timeline.record import Timeline

_SECONDS_UP_TO = 120


class Line(NamedTuple):
    """One line of a record: an event, or all events of one happening.

    Attributes:
        events: in order; the first leads.
        tied: whether its order with the line before is not known.
        early: links whose effect stands in this line and is stamped before its cause.
    """

    events: tuple[Event, ...]
    tied: bool
    early: tuple[Link, ...] = ()

    @property
    def first(self) -> Event:
        """The event that leads the line."""
        return self.events[0]


def lines(record: Timeline, *, fold: bool, most: int | None = None) -> list[Line]:
    """The record's lines in order, or the first of them; folded, a happening stands in the line of its first event."""
    skews = record.skews
    made: list[Line] = []
    before: Event | None = None
    for group in _groups(record, fold=fold, most=len(record) if most is None else most):
        first = group[0]
        skewed = tuple(link for event in group for link in skews.get(event.id, ())) if skews else ()
        made.append(Line(tuple(group), before is not None and tied(before, first), skewed))
        before = first
    return made


def _groups(record: Timeline, *, fold: bool, most: int) -> Iterable[list[Event]]:
    if not fold:
        return ([event] for event in record[:most])
    groups: list[list[Event]] = []
    joined: dict[str | None, list[Event]] = {}
    for event in record:
        key = event.happening
        if key in joined:
            joined[key].append(event)
        elif len(groups) < most:
            groups.append([event])
            if key is not None:
                joined[key] = groups[-1]
    return groups


def lines_of(record: Timeline) -> tuple[int, int]:
    """How many lines the record has when it is folded, and how many of them have several witnesses."""
    witnesses = Counter(event.happening for event in record)
    alone = witnesses.pop(None, 0)
    return alone + len(witnesses), sum(count > 1 for count in witnesses.values())


def skew(link: Link, called: dict[str, str]) -> str:
    """`PagerDuty is stamped 1.250 s before its cause in Datadog`."""
    size = f"{link.early.total_seconds():.3f}".rstrip("0").rstrip(".")
    return f"{called[link.effect.source]} is stamped {size} s before its cause in {called[link.cause.source]}"


def tied(earlier: Event, later: Event) -> bool:
    """Whether the two could have happened in the other order, as far as their times tell."""
    apart = later.time - earlier.time
    if apart >= width(earlier.precision):
        return False
    if not apart and earlier.source == later.source:
        return lifecycle_rank(earlier.kind) == lifecycle_rank(later.kind)
    return not apart or earlier.precision != later.precision


def names(record: Timeline) -> dict[str, str]:
    """How each source is called: by its product, or by its own name where a product has several."""
    types = {row.source: row.type for row in record.coverage}
    for event in record:
        types.setdefault(event.source, event.source)
    several = {kind for kind in types.values() if list(types.values()).count(kind) > 1}
    return {name: name if kind in several else product(kind) or name for name, kind in types.items()}


def lag(delay: timedelta) -> str:
    """How long after the first witness, e.g. `+61 s` or `+3 min`."""
    seconds = int(delay.total_seconds())
    if seconds <= _SECONDS_UP_TO:
        return f"+{seconds} s"
    minutes = seconds // 60
    return f"+{minutes} min" if minutes <= _SECONDS_UP_TO else f"+{minutes // 60} h {minutes % 60} min"


def shares_of(record: Timeline) -> dict[str, str]:
    """How many events each source has: `24`, or `3 of 24` where only a part of what was pulled is shown."""
    here = Counter(event.source for event in record)
    return {
        row.source: str(row.events) if here[row.source] == row.events else f"{here[row.source]} of {row.events}"
        for row in record.coverage
    }


def shown(record: Timeline) -> str:
    """`127 events`, or `3 of 127 events shown` where the record is a part of what was pulled."""
    pulled = sum(row.events for row in record.coverage)
    return f"{len(record)} of {pulled} events shown" if len(record) < pulled else many(len(record), "event")


def many(count: int, noun: str) -> str:
    """`1 gap`, `2 gaps`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


class Clockface:
    """Times as they are shown: in one zone, with or without seconds."""

    def __init__(self, tz: str = "UTC", *, seconds: bool = False) -> None:
        self._zone: tzinfo = zone(tz)
        self._seconds = seconds

    def time(self, moment: datetime) -> str:
        """`18:46 Z`, `20:46 CEST`."""
        if self._zone is UTC and not self._seconds:
            return f"{moment.hour:02d}:{moment.minute:02d} Z"  # every event's time is in UTC
        local = moment.astimezone(self._zone)
        seconds = f":{local.second:02d}" if self._seconds else ""
        return f"{local.hour:02d}:{local.minute:02d}{seconds} {self._name(local)}"

    def day(self, moment: datetime) -> date:
        """The date in that zone."""
        return moment.astimezone(self._zone).date()

    def full(self, moment: datetime) -> str:
        """`2019-06-20 18:46 Z`, with seconds where there are any."""
        local = moment.astimezone(self._zone)
        form = "%H:%M:%S" if local.second or local.microsecond else "%H:%M"
        return f"{local:%Y-%m-%d} {local.strftime(form)} {self._name(local)}"

    def _name(self, local: datetime) -> str:
        if self._zone is UTC:
            return "Z"
        name = local.tzname() or ""
        return name if name.isalpha() else local.strftime("%z")


def counted(made: Sequence[Line]) -> tuple[int, int, int]:
    """Lines, happenings among them, and events: lines with several events are the happenings."""
    return len(made), sum(len(line.events) > 1 for line in made), sum(len(line.events) for line in made)
