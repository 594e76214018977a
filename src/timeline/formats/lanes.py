"""Swim lanes as SVG: a mark where events are, a thread through a happening's witnesses, a box over each gap."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import log2
from typing import TYPE_CHECKING

from timeline.formats.grouping import Grouping
from timeline.formats.lines import Clockface, names
from timeline.formats.noted import mark as note_mark
from timeline.formats.text import address, in_html, one_line
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

WIDTH = 1000
_LEFT, _RIGHT, _ROW, _TOP = 150, 970, 30, 4
_GAPS = "\0gaps"  # no lane of events has such a name
_CELL = 8  # what is nearer than this would be covered: one mark stands for it
_LABEL = 20
# Each severity has a form of its own beside its colour, for people who do not see colours and for print.
_FORMS = {
    "error": "M0-7 7 0 0 7-7 0Z",
    "warning": "M0-6 6 5-6 5Z",
    "info": "M-4-4h8v8h-8Z",
    "ok": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "none": "M-1-5h2v10h-2Z",
}
WORDS = {"error": "◆ error", "warning": "▲ warning", "info": "■ info", "ok": "● ok", "none": "| no severity"}
_WORST = tuple(WORDS)
_MOST_TICKS = 7
_STEPS = tuple(timedelta(seconds=s) for s in (10, 30)) + tuple(
    timedelta(minutes=m) for m in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def lanes(drawing: Drawing, above: str = "") -> str:
    """A drawing of a record's sources with its key; empty where there are none."""
    if not drawing.called:
        return ""
    return in_page(drawing, "Events by source over time; the table below tells the same in words", above)


def in_page(drawing: Drawing, label: str, above: str = "") -> str:
    """The drawing as it stands in a page or a notebook, with what stands above it and its key in words below."""
    key = (f'<span class="{form}">{word}</span>' if form else f"<span>{word}</span>" for form, word in drawing.key())
    what = f'viewBox="0 0 {WIDTH} {drawing.height}" role="{drawing.role}" aria-label="{label}"{drawing.data()}'
    svg = f"<svg {what}>{drawing.inner()}</svg>"
    return f"<div class=\"wide\">{above}{svg}</div><p class='key'>{' '.join(key)}</p>"


class Drawing:
    """A lane for each source, service, actor or kind, as the inside of an SVG element.

    Args:
        record: what is drawn.
        by: what makes a lane.
        linked: whether a mark leads to its evidence.
        places: by event id, the number of its line in the same page, to which its mark leads.
        cited: the ids of the events that get a ring around their mark.

    Attributes:
        called: the lanes in order, each with what it is called.
        height: of the whole.
    """

    def __init__(
        self,
        record: Timeline,
        by: str = "source",
        *,
        linked: bool = False,
        places: Mapping[str, int] | None = None,
        cited: Collection[str] = (),
    ) -> None:
        self._record = record
        self._linked = linked
        self._places = places
        self._cited = cited
        self._span = _span(record)
        self._grouping = Grouping(record, by)
        self._sources = self._grouping.called if by == "source" else names(record)
        # What is missing is missing from a source, never from a service or a person: it has a lane of its own there.
        self._gaps_apart = by != "source" and any(row.gaps for row in record.coverage)
        self.called = ({_GAPS: "gaps"} if self._gaps_apart else {}) | self._grouping.called
        self._rows = {lane: number for number, lane in enumerate(self.called)}
        self.height = _TOP + _ROW * len(self._rows) + 24
        self._happenings = record.happenings
        self._cells: dict[tuple[str, int], list[Event]] = {}
        for event in record:
            self._cells.setdefault(self._cell(event), []).append(event)
        self._worst = {cell: _worst(events) for cell, events in self._cells.items()}

    @property
    def role(self) -> str:
        """What it is for those who do not see it: an image, or things that can be followed."""
        return "img" if self._places is None and not self._linked else "group"

    def data(self) -> str:
        """What a page's script needs to draw it anew: its span, and where its first lane stands."""
        if self._places is None:
            return ""
        place = f"{_LEFT} {_RIGHT} {_ROW} {_TOP} {_CELL} {len(self._rows)}"
        return f' data-start="{_ms(self._span.start)}" data-end="{_ms(self._span.end)}" data-place="{place}"'

    def at(self, event: Event) -> str:
        """Where a page's script draws the event: its lane, severity (a capital where it is cited) and time."""
        letter = (event.severity or "none")[0]
        letter = letter.upper() if event.id in self._cited else letter
        return f"{self._rows[self._grouping.of(event)]}{letter}{_ms(event.time)}"

    def mark(self, event: Event) -> int:
        """The number of the line to which the mark leads that stands for the event."""
        return (self._places or {})[self._worst[self._cell(event)].id]

    def inner(self) -> str:
        """All that is drawn."""
        return "".join(
            [
                '<g class="line" fill="none" stroke="#999">',
                *self._frame(),
                "</g>",
                *self._labels(),
                '<g class="times">',
                *self._times(),
                "</g>",
                *self._gaps(),
                '<g class="same" fill="none" stroke="#777" stroke-dasharray="2 2">',
                *self._threads(),
                "</g>",
                '<g class="bar" fill="none" stroke="#777" stroke-width="4">',
                *self._bars(),
                "</g>",
                '<g class="marks">',
                *self._marks(),
                "</g>",
            ]
        )

    def key(self) -> Iterator[tuple[str, str]]:
        """What the forms mean, as far as they occur: a class or none, and words."""
        there = {event.severity or "none" for event in self._record}
        yield from ((name, word) for name, word in WORDS.items() if name in there)
        if any(len(events) > 1 for events in self._cells.values()):
            yield "", "▮ several events, marked as the worst of them"
        if self._happenings:
            yield "", "┊ one happening"
        if self._cited:
            yield "", "○ cited by a fact"
        if any(row.gaps for row in self._record.coverage):
            yield "error", "▭ gap"

    def _frame(self) -> Iterator[str]:
        for lane in self._rows:
            yield f'<path d="M{_LEFT} {self._y(lane)}H{_RIGHT}"/>'
        for tick in _ticks(self._span):
            yield f'<path class="tick" d="M{self._x(tick):g} {_TOP}V{_TOP + _ROW * len(self._rows)}"/>'

    def _labels(self) -> Iterator[str]:
        for lane in self._rows:
            name = one_line(self.called[lane])
            short = name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"
            yield f'<text x="4" y="{self._y(lane) + 4}">{in_html(short)}<title>{in_html(name)}</title></text>'

    def _times(self) -> Iterator[str]:
        ticks, days = list(_ticks(self._span)), self._span.end - self._span.start > timedelta(days=1)
        clock = Clockface(seconds=any(tick.second for tick in ticks))
        for tick in ticks:
            said = f"{tick:%m-%d} {clock.time(tick)}" if days else clock.time(tick)
            x, y = min(self._x(tick), WIDTH - 4 * len(said)), self.height - 8
            yield f'<text x="{x:g}" y="{y}" text-anchor="middle">{said}</text>'

    def _gaps(self) -> Iterator[str]:
        boxes: dict[tuple[str, float, float], list[str]] = {}
        spans: dict[tuple[str, float, float], str] = {}
        for row in self._record.coverage:
            for gap in row.gaps:
                box = (_GAPS if self._gaps_apart else row.source, self._x(gap.start), self._x(gap.end))
                source = f" in {self._sources[row.source]}" if self._gaps_apart else ""
                boxes.setdefault(box, []).append(f"gap{source}: {one_line(gap.detail)}")
                if self._places is not None:
                    spans.setdefault(box, f'data-start="{_ms(gap.start)}" data-end="{_ms(gap.end)}" ')
        for box, said in boxes.items():
            lane, start, end = box
            place = f'x="{start:g}" y="{self._y(lane) - 12}" width="{max(end - start, 4):g}" height="24"'
            words = in_html(f"{said[0]}{_more(len(said), 'gap')}")
            look = 'fill="none" stroke="#b00" stroke-dasharray="5 3"'
            yield f"<rect {spans.get(box, '')}{place} {look}><title>{words}</title></rect>"

    def _threads(self) -> Iterator[str]:
        points = {cell: self._point(cell) for cell in self._cells}
        for drawn in dict.fromkeys(
            " ".join(points[self._cell(event)] for event in group.events) for group in self._happenings
        ):
            yield f'<polyline points="{drawn}"/>'

    def _bars(self) -> Iterator[str]:
        """How much a mark stands for, where that is more than one event."""
        for cell, events in self._cells.items():
            if len(events) > 1:
                half = round(min(5 + log2(len(events)), 13))
                yield f'<path d="M{self._x(self._worst[cell].time):g} {self._y(cell[0]) - half}v{2 * half}"/>'

    def _marks(self) -> Iterator[str]:
        clock, led = Clockface(seconds=True), set[int]()
        for cell, events in self._cells.items():
            event = self._worst[cell]
            severity = event.severity or "none"
            words = in_html(
                f"{clock.time(event.time)} {note_mark(event)}{one_line(event.summary)}{_more(len(events), 'event')}"
            )
            move = f"translate({self._point(cell).replace(',', ' ')})"
            mark = f'<path class="{severity}" d="{_FORMS[severity]}" transform="{move}"><title>{words}</title></path>'
            ring = f'<circle class="cited" r="9" transform="{move}"/>' if self._is_cited(events) else ""
            yield self._leading(event, ring + mark, led)

    def _is_cited(self, events: list[Event]) -> bool:
        return any(event.id in self._cited for event in events)

    def _leading(self, event: Event, mark: str, led: set[int]) -> str:
        """The mark, leading to its line or to its evidence; of several that lead to a line the first has a name."""
        if self._places is not None:
            number = self._places[event.id]
            name = "" if number in led else f' id="m{number}"'
            led.add(number)
            return f'<a href="#l{number}"{name}>{mark}</a>'
        link = address(event.url, plain=event.plain) if self._linked else None
        return f'<a href="{in_html(link)}" target="_blank" rel="noreferrer">{mark}</a>' if link else mark

    def _point(self, cell: tuple[str, int]) -> str:
        return f"{self._x(self._worst[cell].time):g},{self._y(cell[0])}"

    def _cell(self, event: Event) -> tuple[str, int]:
        return self._grouping.of(event), int(self._x(event.time) // _CELL)

    def _y(self, lane: str) -> int:
        return _TOP + _ROW * self._rows[lane] + _ROW // 2

    def _x(self, time: datetime) -> float:
        share = (time - self._span.start) / max(self._span.end - self._span.start, timedelta(microseconds=1))
        return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0), 1)


def _span(record: Timeline) -> Window:
    """The window; where a part is shown that fills little of it, what lies around that part."""
    window, pulled = record.window, sum(row.events for row in record.coverage)
    if not 0 < len(record) < pulled:
        return window
    first, last = record[0].time, record[-1].time
    edge = max((last - first) / 10, timedelta(seconds=5))
    near = (max(first - edge, window.start), min(last + edge, window.end))
    return Window(*near) if first in window and (near[1] - near[0]) * 3 < window.end - window.start else window


def _ms(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(milliseconds=1)


def _worst(events: list[Event]) -> Event:
    return min(events, key=lambda event: _WORST.index(event.severity or "none"))


def _more(count: int, noun: str) -> str:
    return f" (and {many(count - 1, f'more {noun}')} here)" if count > 1 else ""


def _ticks(window: Window) -> Iterator[datetime]:
    """Round times, seven at most."""
    span = window.end - window.start
    step = next((step for step in _STEPS if span <= step * _MOST_TICKS), span / _MOST_TICKS)
    tick = window.start + (_EPOCH - window.start) % step
    while tick <= window.end:
        yield tick
        tick += step
