"""Swim lanes as inline SVG: a lane a source, a mark an event, a thread through the witnesses of a happening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from timeline._event import Event
from timeline.render._text import in_html, one_line
from timeline.render.lines import Clockface, names

if TYPE_CHECKING:
    from timeline._timeline import Timeline

_LEFT, _RIGHT, _ROW, _TOP = 130, 990, 30, 8
_TICKS = 6
# Each severity has a form of its own beside its colour, for people who do not see colours and for print.
_FORMS = {
    "error": "M0-7 7 0 0 7-7 0Z",
    "warning": "M0-6 6 5-6 5Z",
    "ok": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
    "info": "M-4-4h8v8h-8Z",
    "none": "M-1-5h2v10h-2Z",
}
WORDS = {"error": "◆ error", "warning": "▲ warning", "ok": "● ok", "info": "■ info", "none": "| no severity"}


def lanes(record: Timeline) -> str:
    """The drawing; events that would cover each other are drawn once."""
    if not record:
        return ""
    called, clock = names(record), Clockface()
    rows = {source: number for number, source in enumerate(dict.fromkeys(_sources(record)))}
    height = _TOP + _ROW * len(rows) + 22
    parts = [
        f'<svg class="lanes" viewBox="0 0 1000 {height}" role="img" aria-label="Events by source over time">',
        *_frame(record, rows, called, clock),
        *_threads(record, rows),
        *_marks(record, rows, clock),
        "</svg>",
        f"<p class='key'>{' &nbsp; '.join(WORDS.values())} &nbsp; ┊ one happening</p>",
    ]
    return "".join(parts)


def _sources(record: Timeline) -> Iterator[str]:
    yield from (row.source for row in record.coverage)
    yield from (event.source for event in record)


def _frame(record: Timeline, rows: dict[str, int], called: dict[str, str], clock: Clockface) -> Iterator[str]:
    for source, number in rows.items():
        y = _TOP + _ROW * number + _ROW // 2
        yield f'<text x="4" y="{y + 4}">{in_html(one_line(called.get(source, source))[:18])}</text>'
        yield f'<path class="lane" d="M{_LEFT} {y}H{_RIGHT}"/>'
    bottom = _TOP + _ROW * len(rows)
    span = (record.window.end - record.window.start) / _TICKS
    for number in range(_TICKS + 1):
        x = _LEFT + (_RIGHT - _LEFT) * number / _TICKS
        label = clock.time(record.window.start + span * number)
        yield f'<path class="tick" d="M{x:.0f} {_TOP}V{bottom}"/>'
        anchor = "end" if number == _TICKS else "middle"
        yield f'<text class="tick" x="{x:.0f}" y="{bottom + 16}" text-anchor="{anchor}">{label}</text>'


def _x(record: Timeline, event: Event) -> float:
    whole = max(record.window.end - record.window.start, timedelta(microseconds=1))
    share = (event.time - record.window.start) / whole
    return round(_LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0), 1)


def _threads(record: Timeline, rows: dict[str, int]) -> Iterator[str]:
    drawn: set[str] = set()
    for happening in record.happenings:
        points = " ".join(
            f"{_x(record, event):g},{_TOP + _ROW * rows[event.source] + _ROW // 2}" for event in happening.events
        )
        if points not in drawn:
            drawn.add(points)
            yield f'<polyline class="same" points="{points}"/>'


def _marks(record: Timeline, rows: dict[str, int], clock: Clockface) -> Iterator[str]:
    drawn: set[tuple[str, float, str]] = set()
    # What has a severity stands above what has none.
    for event in sorted(record, key=lambda event: event.severity is not None):
        severity = event.severity or "none"
        place = (event.source, round(_x(record, event)), severity)
        if place in drawn:
            continue
        drawn.add(place)
        y = _TOP + _ROW * rows[event.source] + _ROW // 2
        said = in_html(f"{clock.time(event.time)} {one_line(event.summary)}")
        move = f"translate({_x(record, event):g} {y})"
        yield f'<path class="{severity}" d="{_FORMS[severity]}" transform="{move}"><title>{said}</title></path>'
