"""Swim lanes as inline SVG: a lane a source, a mark where events are, a thread through a happening's witnesses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import log2
from typing import TYPE_CHECKING

from timeline._coverage import Gap
from timeline._event import Event
from timeline._window import Window
from timeline.render._text import in_html, one_line
from timeline.render.lines import Clockface, many, names

if TYPE_CHECKING:
    from timeline._timeline import Timeline

_LEFT, _RIGHT, _ROW, _TOP = 150, 970, 30, 4
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


def lanes(record: Timeline) -> str:
    """The drawing with its key; empty for a record without sources."""
    drawn = _Lanes(record)
    return drawn.svg() + drawn.key() if drawn.rows else ""


class _Lanes:
    def __init__(self, record: Timeline) -> None:
        self._record = record
        self._called = names(record)
        self._span = _span(record)
        self.rows = {source: number for number, source in enumerate(dict.fromkeys(_sources(record)))}
        self._cells: dict[tuple[str, int], list[Event]] = {}
        for event in record:
            self._cells.setdefault(self._cell(event), []).append(event)

    def svg(self) -> str:
        height = _TOP + _ROW * len(self.rows) + 24
        label = "Events by source over time; the table below tells the same in words"
        return "".join(
            [
                f'<div class="wide"><svg viewBox="0 0 1000 {height}" role="img" aria-label="{label}">',
                '<g class="line" fill="none" stroke="#999">',
                *self._frame(),
                "</g>",
                *self._labels(),
                *self._gaps(),
                '<g class="same" fill="none" stroke="#777" stroke-dasharray="2 2">',
                *self._threads(),
                "</g>",
                '<g class="bar" fill="none" stroke="#777" stroke-width="4">',
                *self._bars(),
                "</g>",
                *self._marks(),
                "</svg></div>",
            ]
        )

    def key(self) -> str:
        """What the forms mean, as far as they occur."""
        there = {event.severity or "none" for event in self._record}
        said = [f'<span class="{name}">{word}</span>' for name, word in WORDS.items() if name in there]
        if any(len(events) > 1 for events in self._cells.values()):
            said.append("<span>▮ several events, marked as the worst of them</span>")
        if self._record.happenings:
            said.append("<span>┊ one happening</span>")
        if any(row.gaps for row in self._record.coverage):
            said.append('<span class="error">▭ gap</span>')
        return f"<p class='key'>{' '.join(said)}</p>"

    def _frame(self) -> Iterator[str]:
        for source in self.rows:
            yield f'<path d="M{_LEFT} {self._y(source)}H{_RIGHT}"/>'
        for tick in _ticks(self._span):
            yield f'<path d="M{self._x(tick):g} {_TOP}V{_TOP + _ROW * len(self.rows)}"/>'

    def _labels(self) -> Iterator[str]:
        for source in self.rows:
            name = one_line(self._called[source])
            short = name if len(name) <= _LABEL else f"{name[: _LABEL - 1]}…"
            yield f'<text x="4" y="{self._y(source) + 4}">{in_html(short)}<title>{in_html(name)}</title></text>'
        ticks, days = list(_ticks(self._span)), self._span.end - self._span.start > timedelta(days=1)
        clock = Clockface(seconds=any(tick.second for tick in ticks))
        for tick in ticks:
            said = f"{tick:%m-%d} {clock.time(tick)}" if days else clock.time(tick)
            x, y = min(self._x(tick), 1000 - 4 * len(said)), _TOP + _ROW * len(self.rows) + 16
            yield f'<text x="{x:g}" y="{y}" text-anchor="middle">{said}</text>'

    def _gaps(self) -> Iterator[str]:
        spans: dict[tuple[str, float, float], list[Gap]] = {}
        for row in self._record.coverage:
            for gap in row.gaps:
                spans.setdefault((row.source, self._x(gap.start), self._x(gap.end)), []).append(gap)
        for (source, start, end), gaps in spans.items():
            place = f'x="{start:g}" y="{self._y(source) - 12}" width="{max(end - start, 4):g}" height="24"'
            said = in_html(f"gap: {one_line(gaps[0].detail)}{_more(len(gaps), 'gap')}")
            yield f'<rect {place} fill="none" stroke="#b00" stroke-dasharray="5 3"><title>{said}</title></rect>'

    def _threads(self) -> Iterator[str]:
        drawn = {" ".join(self._point(event) for event in group.events): None for group in self._record.happenings}
        for points in drawn:
            yield f'<polyline points="{points}"/>'

    def _bars(self) -> Iterator[str]:
        """How much a mark stands for, where that is more than one event."""
        for (source, _), events in self._cells.items():
            if len(events) > 1:
                half = round(min(5 + log2(len(events)), 13))
                yield f'<path d="M{self._x(_worst(events).time):g} {self._y(source) - half}v{2 * half}"/>'

    def _marks(self) -> Iterator[str]:
        clock = Clockface(seconds=True)
        for events in self._cells.values():
            event = _worst(events)
            severity = event.severity or "none"
            words = in_html(f"{clock.time(event.time)} {one_line(event.summary)}{_more(len(events), 'event')}")
            move = f"translate({self._point(event).replace(',', ' ')})"
            yield f'<path class="{severity}" d="{_FORMS[severity]}" transform="{move}"><title>{words}</title></path>'

    def _point(self, event: Event) -> str:
        return f"{self._x(_worst(self._cells[self._cell(event)]).time):g},{self._y(event.source)}"

    def _cell(self, event: Event) -> tuple[str, int]:
        return event.source, int(self._x(event.time) // _CELL)

    def _y(self, source: str) -> int:
        return _TOP + _ROW * self.rows[source] + _ROW // 2

    def _x(self, time: datetime) -> float:
        share = (time - self._span.start) / max(self._span.end - self._span.start, timedelta(microseconds=1))
        return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0), 1)


def _sources(record: Timeline) -> Iterator[str]:
    yield from (row.source for row in record.coverage)
    yield from (event.source for event in record)


def _span(record: Timeline) -> Window:
    """The window; where a part is shown that fills little of it, what lies around that part."""
    window, pulled = record.window, sum(row.events for row in record.coverage)
    if not 0 < len(record) < pulled:
        return window
    first, last = record[0].time, record[-1].time
    edge = max((last - first) / 10, timedelta(seconds=5))
    near = (max(first - edge, window.start), min(last + edge, window.end))
    return Window(*near) if first in window and (near[1] - near[0]) * 3 < window.end - window.start else window


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
