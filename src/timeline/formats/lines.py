"""What the views share: the names of sources, times, lags, and what is said beside a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import TYPE_CHECKING

from timeline.joining.rules import Link
from timeline.model.event import Event
from timeline.model.window import zone
from timeline.porting.source import product
from timeline.reading.curated import CHANGED, NEW
from timeline.reading.headings import under_headings
from timeline.reading.lines import Folding, Line
from timeline.reading.objects import length, many

if TYPE_CHECKING:
    from timeline.record import Timeline

_SECONDS_UP_TO = 120
_HINTS = 5
#: What a line says that is shown a second time.
AGAIN = "recorded so since the line above was reworded"
_REMARKS = {NEW: "new", CHANGED: AGAIN}


def parts(record: Timeline, made: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines under people's headings, else under those of the record's part; else all under none."""
    if any(line.curated and line.curated.heading for line in made):
        by_heading = groupby(made, lambda line: line.curated.heading if line.curated else "")
        return [(heading, list(lines)) for heading, lines in by_heading]
    return under_headings(record, record.selected, made) if record.selected else [("", list(made))]


def witnesses(line: Line, called: Mapping[str, str]) -> list[tuple[str, Event]]:
    """What is linked as evidence, by its source, with its lag behind the first."""
    first, *others = line.witnesses
    later = ((f"{called[event.source]} {lag(event.time - first.time)}", event) for event in others)
    return [(called[first.source], first), *later]


def extent(line: Line) -> str:
    """Of a fold its count and its span, `12 events within 28 min 48 s`; nothing of any other line."""
    return f"{many(len(line.events), 'event')} within {length(line.until - line.time)}" if line.members else ""


def marks(line: Line, called: Mapping[str, str]) -> Iterator[str]:
    """What is to be known of the line's place in the order, and of what it tells before."""
    if line.before:
        yield line.before
    if line.tie:
        yield f"tie of {line.tie}"
    yield from (skew(link, called) for link in line.early)


def lines_shown(record: Timeline, made: Sequence[Line], fold: Folding = "default") -> str:
    """`34 of 412 lines shown`, where people left some out; nothing where nobody decided anything."""
    if not record.curation:
        return ""
    shown = sum(not is_again(line) for line in made)
    return f"{shown} of {many(len(record.curated(None).lines(fold)), 'line')} shown"


def is_again(line: Line) -> bool:
    """Whether it is shown for the second time, in the record's words: they changed since a person's were written."""
    return line.curated is not None and line.curated.remark == CHANGED


def beside(line: Line, clock: Clockface) -> str:
    """What stands beside a line that people decided about: what was recorded, and whether it is new."""
    curated = line.curated
    if curated is None:
        return ""
    at = f" at {clock.time(line.time)}" if curated.when else ""
    said = f": {line.recorded(clock.zone)}" if curated.words else ""
    recorded = f"recorded{at}{said}" if at or said else ""
    return "; ".join(filter(None, (_REMARKS.get(curated.remark, ""), recorded)))


def hints(record: Timeline) -> list[tuple[str, str]]:
    """The first incidents of a record, each as what `about` takes and the sentence that began it."""
    began = (event for event in record if event.kind == "incident.triggered")
    named = {event.tags.get("number") or event.id: event.summary for event in began}
    return list(named.items())[:_HINTS]


def skew(link: Link, called: Mapping[str, str]) -> str:
    """`PagerDuty is stamped 1.250 s before its cause in Datadog`."""
    size = f"{link.early.total_seconds():.3f}".rstrip("0").rstrip(".")
    return f"{called[link.effect.source]} is stamped {size} s before its cause in {called[link.cause.source]}"


def names(record: Timeline) -> dict[str, str]:
    """How each source is called: by its product, or by its own name where a product has several."""
    types = {row.source: row.type for row in record.coverage}
    types |= {source: source for source in dict.fromkeys(event.source for event in record) if source not in types}
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


def _ends(moments: Sequence[datetime]) -> Sequence[datetime]:
    """The first and the last: people may have put the lines in another order."""
    return (min(moments), max(moments)) if moments else ()


class Clockface:
    """Times as they are shown: in one zone, with or without seconds.

    Attributes:
        zone: the zone.
    """

    def __init__(self, tz: str = "UTC", *, seconds: bool = False) -> None:
        self.zone: tzinfo = zone(tz)
        self._seconds = seconds

    def time(self, moment: datetime) -> str:
        """`18:46 Z`, `20:46 CEST`."""
        if self.zone is UTC and not self._seconds:
            return f"{moment.hour:02d}:{moment.minute:02d} Z"  # every event's time is in UTC
        local = moment.astimezone(self.zone)
        seconds = f":{local.second:02d}" if self._seconds else ""
        return f"{local.hour:02d}:{local.minute:02d}{seconds} {self._name(local)}"

    def at(self, line: Line) -> str:
        """The line's time; as a person corrected it: `~18:45 Z`, `18:45 Z to 18:52 Z`."""
        when = line.curated and line.curated.when
        if not when:
            return self.time(line.time)
        until = f" to {self.time(when.until)}" if when.until else ""
        return f"{'~' if when.about else ''}{self.time(when.time)}{until}"

    def day(self, moment: datetime) -> date:
        """The date in that zone."""
        return moment.astimezone(self.zone).date()

    def several_days(self, made: Sequence[Line]) -> bool:
        """Whether the lines lie on more than one date."""
        return len({self.day(moment) for moment in _ends([line.at for line in made])}) > 1

    def full(self, moment: datetime) -> str:
        """`2019-06-20 18:46 Z`, with seconds where there are any."""
        local = moment.astimezone(self.zone)
        form = "%H:%M:%S" if local.second or local.microsecond else "%H:%M"
        return f"{local:%Y-%m-%d} {local.strftime(form)} {self._name(local)}"

    def _name(self, local: datetime) -> str:
        if self.zone is UTC:
            return "Z"
        name = local.tzname() or ""
        return name if name.isalpha() else local.strftime("%z")
