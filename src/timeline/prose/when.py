"""When the lines of a document happened: what one leaves out is said elsewhere, or the line is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from timeline.model.errors import WindowError
from timeline.model.window import Instant, Window
from timeline.prose.document import Document
from timeline.prose.items import Item
from timeline.prose.scopes import Scopes
from timeline.prose.times import Said
from timeline.prose.zones import Zone, several, utc_of

_DAY = timedelta(days=1)
#: A step back as long as this is more likely midnight passed in silence than a line out of its order.
_LONG = timedelta(hours=6)
_NOON = 12
_LONGEST = timedelta(days=366)
NO_ZONE = 'no zone is said: write it in the line, `18:43 Z`, or once, "All times in UTC", or give the zone'
_NO_DAY = "no date is said, and several days fit: write the date"


@dataclass(frozen=True, slots=True)
class Timed:
    """A line with a time, read or refused.

    Attributes:
        place: its place among the document's items.
        item: the line.
        time: when it happened; None where it is refused, or is of no day of the window.
        until: the end of its range.
        about: whether its time is approximate.
        refused: why no time is read, in a sentence; empty where one is.
        listed: what is to be known of the time that was read.
    """

    place: int
    item: Item
    time: Instant | None = None
    until: datetime | None = None
    about: bool = False
    refused: str = ""
    listed: str = ""


class _RefusedError(Exception):
    """The line cannot be read, for the reason that it says."""


def timed(document: Document, window: Window, zone: tzinfo | None = None, *, alone: bool = False) -> tuple[Timed, ...]:
    """Every line of the document that begins with a time, in the order of the text.

    Args:
        document: what was written.
        window: the span that it is about: of a time without a date, the day is taken where one fits.
        zone: the zone of what names none.
        alone: read each line as if no other said a time: its order in the text tells nothing.
    """
    return tuple(_Reading(document, window, zone, alone=alone).lines())


class _Reading:
    """Goes through a document line by line; a line's day may be that of the line before."""

    def __init__(self, document: Document, window: Window, zone: tzinfo | None, *, alone: bool) -> None:
        self._document = document
        self._alone = alone
        self._window = window
        self._given = zone
        self._near = tuple(_days(window))
        self._scopes = Scopes.of(document, self._near)
        self._carried: date | None = None
        self._before: tuple[datetime, date, str] | None = None
        clocks = [item.said.clock for item in document.items if item.said]
        by_twelve = any(clock.half for clock in clocks)
        self._halves = by_twelve and not any(clock.hour > _NOON and not clock.half for clock in clocks)

    def lines(self) -> Iterator[Timed]:
        for place, item in enumerate(self._document.items):
            self._scopes.enter(item)
            if self._alone:
                self._carried = self._before = None
            if item.said:
                try:
                    yield self._read(place, item, item.said)
                except _RefusedError as refused:
                    yield Timed(place, item, about=item.said.about, refused=str(refused))

    def _read(self, place: int, item: Item, said: Said) -> Timed:
        if said.wrong:
            raise _RefusedError(said.wrong)
        if self._halves and said.clock.short and not said.clock.half:
            raise _RefusedError("it is not said whether it is a.m. or p.m.")
        zone = self._zone(item, said)
        found = self._instant(said, zone)
        if found is None:
            return Timed(place, item, about=said.about)
        time, day = found
        listed = self._step(time, day, said)
        until, more = self._until(said, time, day, zone)
        made = Instant(time, said.clock.digits)
        return Timed(place, item, made, until, said.about, listed="; ".join(filter(None, (listed, more))))

    def _zone(self, item: Item, said: Said) -> Zone | tzinfo:
        """The zone that is said for a line.

        Raises:
            _RefusedError: none is, or two.
        """
        zone = said.zone or self._scopes.zone(item)
        if isinstance(zone, str):
            raise _RefusedError(zone)
        if zone is None and self._given is None:
            raise _RefusedError(NO_ZONE)
        return zone or self._given or UTC

    def _instant(self, said: Said, zone: Zone | tzinfo) -> tuple[datetime, date] | None:
        """The one instant that a line can mean and its day; None if it is of no day of the window."""
        days, sure = self._candidates(said)
        found: list[tuple[datetime, date]] = []
        refused = ""
        for day in days:
            try:
                found.append((self._utc(day, said, zone), day))
            except _RefusedError as error:
                refused = str(error)
        inside = [each for each in found if each[0] in self._window]
        if len(inside) > 1 and self._before:  # what would go back over a day is not what was meant
            latest = self._before[0] - _LONG
            inside = [each for each in inside if each[0] > latest] or inside
        if refused and not inside:
            raise _RefusedError(refused)
        if len(inside) > 1:
            raise _RefusedError(_NO_DAY)
        if inside:
            return inside[0]
        if not sure:
            self._conflict(said, zone)
        return found[0] if len(found) == 1 else None

    def _candidates(self, said: Said) -> tuple[Sequence[date], bool]:
        """The days that a line may be of, and whether the line or a heading says so.

        Raises:
            _RefusedError: what is said of its day is no day, or nothing is said and many fit.
        """
        labels = self._scopes.dates(self._scopes.labels)
        if said.day or said.next_day:
            return self._own_day(said, labels), True
        if wrong := self._scopes.wrong:
            raise _RefusedError(wrong)
        if stated := {*self._scopes.days, *([self._carried] if self._carried else ())}:
            return sorted(stated), True
        if labels:
            return labels, False
        if wrong := next((day.wrong for day in self._scopes.labels if day.wrong), ""):
            raise _RefusedError(wrong)
        if self._window.end - self._window.start > 2 * _DAY:
            raise _RefusedError(_NO_DAY)
        return self._near, True

    def _own_day(self, said: Said, labels: Sequence[date]) -> Sequence[date]:
        """The days that a line itself may mean; a year or a month that it leaves out is that of the document."""
        if said.day and said.day.wrong:
            raise _RefusedError(said.day.wrong)
        if said.day:
            return said.day.dates(sorted({*self._near, *self._scopes.days, *labels}))
        if not self._before:
            raise _RefusedError("it says the next day, and the day before is not known")
        return [self._before[1] + _DAY]

    def _conflict(self, said: Said, zone: Zone | tzinfo) -> None:
        """Refuse a line that would be in the window but for the date that the document gives as its own."""
        for day in self._near[:4]:
            if self._utc(day, said, zone) in self._window:
                raise _RefusedError(
                    "the date of the document is not one of the window's: write the date in the line or a heading"
                )

    def _utc(self, day: date, said: Said, zone: Zone | tzinfo) -> datetime:
        """The instant of that day.

        Raises:
            _RefusedError: there is none, or two; or it is not known which zone is meant.
        """
        moment = _moment(day, said)
        meant = self._meant(zone, moment)
        other = said.other
        if other and other.zone and (known := self._known(other.zone, moment)):
            again = [_utc(_moment(day + turn * _DAY, other), known) for turn in (-1, 0, 1)]
            if meant is None:
                # The clock of that name is off by a quarter of an hour, or by a whole number of them.
                return next(
                    (each for each in again if abs(each - moment.replace(tzinfo=UTC)) <= timedelta(hours=14)), again[1]
                )
            if _utc(moment, meant) not in again:
                raise _RefusedError("its two times are not the same instant")
        if meant is None:
            raise _RefusedError(several(zone) if isinstance(zone, Zone) else NO_ZONE)
        return _utc(moment, meant)

    def _meant(self, zone: Zone | tzinfo, moment: datetime) -> tzinfo | None:
        return self._known(zone, moment) if isinstance(zone, Zone) else zone

    def _known(self, zone: Zone, moment: datetime) -> tzinfo | None:
        """What a name means, by itself, by the document, or by the zone that is given."""
        return zone.meant or self._scopes.settled.get(zone.name.upper()) or zone.settled(self._given, moment)

    def _step(self, time: datetime, day: date, said: Said) -> str:
        """What is to be known of the step from the line before; that line is this one from here on.

        Raises:
            _RefusedError: it goes back so far that it may be of the next day.
        """
        stated = bool(said.day or said.next_day)
        before, self._before = self._before, (time, day, _clock(said))
        if stated:
            self._carried = day
        if stated or not before or time >= before[0]:
            return ""
        if before[0] - time >= _LONG:
            self._before = before
            raise _RefusedError(
                f"it steps back from {before[2]} to {_clock(said)}, perhaps over midnight: write the date"
            )
        return f"steps back from {before[2]} to {_clock(said)}"

    def _until(self, said: Said, time: datetime, day: date, zone: Zone | tzinfo) -> tuple[datetime | None, str]:
        """The end of a range, and why it has none."""
        last = said.until
        if not last:
            return None, ""
        there = zone if last.zone is None or last.zone is said.zone else last.zone
        days = last.day.dates({day, day + _DAY}) if last.day else [day + _DAY] if last.next_day else [day]
        try:
            until = self._utc(days[0], replace(last, other=None), there) if days else None
        except _RefusedError as refused:
            return None, f"the end of its range is not read: {refused}"
        if until is None or until < time:
            return None, f"the end of its range, {_clock(last)}, is before its beginning: write the date, or (next day)"
        return until, ""


def _days(window: Window) -> Iterator[date]:
    """The days that a window touches in any zone."""
    end = min(window.end, window.start + _LONGEST)
    day = (window.start - _DAY).date()
    while day <= (end + _DAY).date():
        yield day
        day += _DAY


def _moment(day: date, said: Said) -> datetime:
    clock = said.clock
    return datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second or 0, clock.micro)  # noqa: DTZ001


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    try:
        return utc_of(moment, zone)
    except WindowError as error:
        raise _RefusedError(str(error)) from None


def _clock(said: Said) -> str:
    return f"{said.clock.hour:02d}:{said.clock.minute:02d}"
