"""The instants that a sentence may mean by its times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from timeline.claims.clocks import clocks
from timeline.claims.dated import Dated, is_when
from timeline.claims.sides import Side, relation, side
from timeline.model.window import Window
from timeline.prose.document import Document
from timeline.prose.items import Item
from timeline.prose.scopes import Scopes
from timeline.prose.times import Said, in_text
from timeline.prose.zones import Zone, likely, zone_in

#: What "about" and "shortly after" allow.
ABOUT = timedelta(minutes=5)
_DAY = timedelta(days=1)
#: Names of a time that one place's clocks show, whatever the season.
_OF_PLACES = frozenset(("ET", "CT", "MT", "PT"))
_QUOTED = re.compile('["\u201c][^"\u201d]{0,4000}["\u201d]')
_SMALL_HOURS = 6
_LONGEST = timedelta(days=366)
_WIDEST = timedelta(hours=14)  # by which a zone is ahead or behind
_WIDTH = {
    "min": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
    "us": timedelta(microseconds=1),
}
_HEAD = re.compile(r"Window: (?P<day>\d{4}-\d\d-\d\d) (?P<clock>\d\d:\d\d)(?::\d\d)? (?P<name>[A-Z]{3,5})\b")
_QUARTER, _ROUNDED = 15, timedelta(minutes=2)
_AND = re.compile(r" ?(?:and|to|until|till|-) ?", re.IGNORECASE)


Span = tuple[datetime, datetime]


class When(NamedTuple):
    """A time in a sentence.

    Attributes:
        begin, end: where it stands.
        text: as it is written.
        spans: the spans, half-open, in one of which what is said of it happened.
        zoned: whether its zone is said somewhere; where it is not, it is read as UTC, and never contradicts.
        about: whether it is approximate.
        wrong: why it is no time, if it is none.
        exact: whether it says when, not only before or after what.
        zone: the zone that it is said in, where one is.
    """

    begin: int
    end: int
    text: str
    spans: tuple[Span, ...]
    zoned: bool = True
    about: bool = False
    wrong: str = ""
    exact: bool = True
    zone: tzinfo | None = None

    def holds(self, moment: datetime) -> bool:
        """Whether that instant is meant."""
        return any(start <= moment < end for start, end in self.spans)


class Times:
    """Reads the times of a document, with the dates and the zone that it says elsewhere.

    Args:
        document: what was written.
        window: the span that the record is about.
        zone: the zone of what names none.
    """

    def __init__(self, document: Document, window: Window, zone: tzinfo | None) -> None:
        self._window = window
        self._near = tuple(_days(window))
        self._scopes = Scopes.of(document, self._near)
        self._given = zone
        self._item: Item | None = None
        self._scopes.settled.update(_settled(document, window))
        self._only = self._only_zone(document)
        self._halves = any(said.clock.half for item in document.items for _, said in in_text(item.text))

    def enter(self, item: Item) -> None:
        """Go on to that item."""
        self._scopes.enter(item)
        self._item = item

    def found(self, text: str) -> Iterator[When]:
        """Every time of a sentence; two that "between" joins are one."""
        told = clocks(text, self._item)
        zone = next((said.zone for _, said in told if said.zone), None)
        place = 0
        while place < len(told):
            begin, said = told[place]
            before = relation(text, begin)
            if before and before["word"].lower() in ("between", "from") and not said.until and place + 1 < len(told):
                other_begin, other = told[place + 1]
                if _AND.fullmatch(text[said.end : other_begin]):
                    yield self._range(text, before.start(), said, other, zone)
                    place += 2
                    continue
            yield self._one(text, begin, said, zone)
            place += 1

    def day(self, text: str, date: Dated) -> When | None:
        """The day on which a sentence without a time says that it was, where the record is of no part of it."""
        zone = self._zone(None)
        wide = timedelta(0) if zone else _WIDEST
        days = [day for each in date.days for day in each.dates(self._near)]
        starts = [datetime.combine(day, time(0), zone or UTC).astimezone(UTC) for day in days]
        spans = tuple((start - wide, start + _DAY + wide) for start in starts)
        inside = any(end > self._window.start and start < self._window.end for start, end in spans)
        wrong = next((each.wrong for each in date.days if each.wrong), "")
        if inside or not (spans or wrong) or not is_when(text, date):
            return None
        return When(date.begin, date.end, date.text, spans, wrong=wrong, exact=False, zone=zone)

    def leading(self, item: Item) -> When | None:
        """The time that an item begins with, wherever a table has it."""
        said = item.said
        if said is None:
            return None
        text = item.text[: max(len(item.text) - len(item.words), 0)] if item.sort != "row" else ""
        if said.until:
            return self._range(text, 0, said, said.until, None)._replace(end=0)
        return self._one(text, 0, said, None)._replace(end=0, text=_clock(said))

    def _one(self, text: str, begin: int, said: Said, zone: Zone | None) -> When:
        if said.until:
            return self._range(text, begin, said, said.until, zone)
        spans, zoned = self._spans(said, zone)
        if said.other and zoned:
            again, known = self._spans(said.other, said.other.zone)
            spans = _both(spans, again) if known else spans
        around = side(text, begin, said.end)
        about = said.about or around.about
        rounded = said.clock.worded and said.clock.minute % _QUARTER == 0 and not around.way
        allow = ABOUT if about else _ROUNDED if rounded else timedelta(0)
        return When(
            around.begin,
            around.end,
            text[around.begin : around.end],
            tuple(self._sided(spans, around, allow)),
            zoned,
            about,
            said.wrong,
            not around.way or around.near,
            self._zone(said.zone or zone),
        )

    def _sided(self, spans: Sequence[Span], around: Side, allow: timedelta) -> Iterator[Span]:
        """Those spans, open to the side that is said."""
        early = min([self._window.start, *(start for start, _ in spans)]) - _DAY
        late = max([self._window.end, *(end for _, end in spans)]) + _DAY
        for start, end in spans:
            if around.near:
                yield (start - ABOUT, end) if around.way == "until" else (start, end + ABOUT)
            elif around.way:
                yield (early, end + allow) if around.way == "until" else (start - allow, late)
            else:
                yield start - allow, end + allow

    def _range(self, text: str, begin: int, first: Said, last: Said, zone: Zone | None) -> When:
        starts, zoned = self._spans(first, first.zone or last.zone or zone)
        ends, _ = self._spans(last, last.zone or first.zone or zone)
        allow = ABOUT if first.about or last.about else timedelta(0)
        pairs = ((start[0], end[1] if end[1] > start[0] else end[1] + _DAY) for start in starts for end in ends)
        spans = tuple((start - allow, end + allow) for start, end in pairs if end - start <= _DAY)
        stop = max(first.end, last.end)
        wrong, meant = first.wrong or last.wrong, self._zone(first.zone or last.zone or zone)
        return When(begin, stop, text[begin:stop], spans, zoned, bool(allow), wrong, zone=meant)

    def _spans(self, said: Said, zone: Zone | None) -> tuple[list[Span], bool]:
        meant = self._zone(said.zone or zone)
        width = _WIDTH[said.clock.digits]
        hours = [said.clock.hour]
        if said.clock.worded or (self._halves and said.clock.short and not said.clock.half):
            hours = sorted({said.clock.hour % 12, said.clock.hour % 12 + 12})
        clock, zone_meant = said.clock, meant or self._likely(said.zone or zone)
        clocks = [
            time(hour, clock.minute, clock.second or 0, clock.micro, zone_meant, fold=fold)
            for hour in hours
            for fold in (0, 1)
        ]
        made, inside = self._on(self._days(said), clocks, width)
        if not inside and not said.day and self._scopes.titled:
            _, inside = self._on(self._near, clocks, width)
        if not inside and said.day and said.clock.hour < _SMALL_HOURS:
            # "On Thursday night, 14 March, … until 00:12" is of the day after.
            _, inside = self._on([day + _DAY for day in self._days(said)], clocks, width)
        return inside or made, meant is not None

    def _on(self, days: Sequence[date], clocks: Sequence[time], width: timedelta) -> tuple[list[Span], list[Span]]:
        """The spans of those clock times on those days, and those of them that the window touches."""
        starts = (datetime.combine(day, each).astimezone(UTC) for day in days for each in clocks)
        made = list(dict.fromkeys((start, start + width) for start in starts))
        return made, [span for span in made if span[1] > self._window.start and span[0] < self._window.end]

    def _zone(self, zone: Zone | None) -> tzinfo | None:
        """The zone that the time, its line, its headings, the document or the caller says; None where none does."""
        told = zone or (self._scopes.zone(self._item) if self._item else None)
        if isinstance(told, Zone):
            settled = told.meant or self._scopes.settled.get(told.name.upper())
            settled = settled or told.settled(self._given, datetime.combine(self._near[0], datetime.min.time()))
            return settled or (likely(told) if told.name.upper() in _OF_PLACES else None)
        return self._given or self._only

    def _likely(self, zone: Zone | None) -> tzinfo:
        """What a name with several meanings is read as, and UTC where no zone is said: neither contradicts anything."""
        told = zone or (self._scopes.zone(self._item) if self._item else None)
        return (likely(told) if isinstance(told, Zone) else None) or UTC

    def _days(self, said: Said) -> Sequence[date]:
        if said.day and not said.day.wrong:
            return said.day.dates(sorted({*self._near, *self._scopes.days})) or self._near
        return self._scopes.days or self._scopes.dates(self._scopes.labels) or self._near

    @staticmethod
    def _only_zone(document: Document) -> tzinfo | None:
        """The one zone in which all times of a document are said that say one; or the one that it names at all."""
        zones = {said.zone.meant for item in document.items for _, said in in_text(item.text) if said.zone}
        if zones:
            return next(iter(zones)) if len(zones) == 1 else None
        named = {zone.meant for item in document.items if (zone := zone_in(_QUOTED.sub(" ", item.text)))}
        return next(iter(named)) if len(named) == 1 else None


def _both(spans: Sequence[Span], again: Sequence[Span]) -> list[Span]:
    """What a time and the same one by another clock, `20:47 CEST (18:47 UTC)`, have in common."""
    found = [(max(one[0], two[0]), min(one[1], two[1])) for one in spans for two in again]
    return [span for span in found if span[0] < span[1]]


def _settled(document: Document, window: Window) -> dict[str, tzinfo]:
    """The zones that a record's own head settles: it says the record's window in them."""
    found: dict[str, tzinfo] = {}
    for item in document.items:
        if told := _HEAD.match(item.text):
            local = datetime.fromisoformat(f"{told['day']}T{told['clock']}")
            offset = local - window.start.replace(tzinfo=None, second=0, microsecond=0)
            if abs(offset) <= _DAY:
                found[told["name"].upper()] = timezone(offset, told["name"])
    return found


def _days(window: Window) -> Iterator[date]:
    """The days that a window touches in any zone."""
    end = min(window.end, window.start + _LONGEST)
    day = (window.start - _DAY).date()
    while day <= (end + _DAY).date():
        yield day
        day += _DAY


def _clock(said: Said) -> str:
    return f"{said.clock.hour:02d}:{said.clock.minute:02d}" + (f" {said.zone.name}" if said.zone else "")
