"""What the views share: one line per happening, the names of sources, lags, times, ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from timeline._coverage import Coverage
from timeline._event import Event, lifecycle_rank, width
from timeline._joins import Link
from timeline._window import zone

if TYPE_CHECKING:
    from timeline._timeline import Timeline

PRODUCTS = {
    "datadog": "Datadog",
    "github": "GitHub",
    "pagerduty": "PagerDuty",
    "slack": "Slack",
    "terraform": "Terraform",
}
_SECONDS_UP_TO = 120


@dataclass(frozen=True, slots=True)
class Line:
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


def lines(record: Timeline, *, fold: bool) -> list[Line]:
    """The record's lines in order; folded, the events of a happening stand in the line of its first."""
    groups: dict[str, list[Event]] = {}
    for number, event in enumerate(record):
        key = event.happening if fold and event.happening else f"\0{number}"
        groups.setdefault(key, []).append(event)
    early: dict[str, list[Link]] = {}
    for happening in record.happenings:
        for link in happening.links:
            if link.early:
                early.setdefault(link.effect.id, []).append(link)
    made: list[Line] = []
    for group in groups.values():
        skewed = tuple(link for event in group for link in early.get(event.id, ()))
        made.append(Line(tuple(group), bool(made) and tied(made[-1].first, group[0]), skewed))
    return made


def skew(link: Link, called: dict[str, str]) -> str:
    """`PagerDuty is stamped 1.250 s before its cause in Datadog`."""
    size = f"{link.early.total_seconds():.3f}".rstrip("0").rstrip(".")
    return f"{called[link.effect.source]} is stamped {size} s before its cause in {called[link.cause.source]}"


def tied(earlier: Event, later: Event) -> bool:
    """Whether the two could have happened in the other order, as far as their times tell."""
    if earlier.source == later.source and earlier.time == later.time:
        return lifecycle_rank(earlier.kind) == lifecycle_rank(later.kind)
    return later.time < earlier.time + width(earlier.precision) and (
        earlier.time == later.time or earlier.precision != later.precision
    )


def names(record: Timeline) -> dict[str, str]:
    """How each source is called: by its product, or by its own name where a product has several."""
    types = {row.source: row.type for row in record.coverage}
    for event in record:
        types.setdefault(event.source, event.source)
    several = {kind for kind in types.values() if list(types.values()).count(kind) > 1}
    return {name: name if kind in several else PRODUCTS.get(kind, name) for name, kind in types.items()}


def lag(delay: timedelta) -> str:
    """How long after the first witness, e.g. `+61 s` or `+3 min`."""
    seconds = int(delay.total_seconds())
    if seconds <= _SECONDS_UP_TO:
        return f"+{seconds} s"
    minutes = seconds // 60
    return f"+{minutes} min" if minutes <= _SECONDS_UP_TO else f"+{minutes // 60} h {minutes % 60} min"


def shown(record: Timeline, row: Coverage | None = None) -> str:
    """`127 events`, or `3 of 127 events shown` where the record is a part of what was pulled; of a row, `24`."""
    if row:
        count = sum(event.source == row.source for event in record)
        return str(count) if count == row.events else f"{count} of {row.events}"
    pulled = sum(each.events for each in record.coverage)
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
