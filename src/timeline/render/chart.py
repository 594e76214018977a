"""The record as an interactive Altair chart; the library's own object, which the notebook shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from timeline._errors import ConfigError, MissingExtra
from timeline._event import Event
from timeline.render._text import address, one_line
from timeline.render.lines import many, names, shown

if TYPE_CHECKING:
    import altair as alt

    from timeline._timeline import Timeline

_MOST = 5000  # what Altair draws without being asked twice
# Shapes beside colours: the severity is seen by people who do not see the colours, too.
_SEVERITIES = ("error", "warning", "info", "ok", "none")
_COLOURS = ("#b00020", "#b86e00", "#1967d2", "#1b7f3b", "#6b7280")
_SHAPES = ("diamond", "triangle-up", "square", "circle", "M-.15-.8h.3v1.6h-.3Z")


def _actor(event: Event) -> str | None:
    return (event.actor.name or event.actor.id) if event.actor else None


_LANES: dict[str, Callable[[Event], str | None]] = {
    "service": lambda event: event.tags.get("service"),
    "actor": _actor,
    "kind": lambda event: event.kind,
}
_DAY, _MINUTE = "%Y-%m-%d", "%H:%M"
_TIMES = dict.fromkeys(("year", "month", "date"), _DAY) | dict.fromkeys(("hours", "minutes"), _MINUTE)
_TIMES |= {"seconds": "%H:%M:%S", "milliseconds": "%H:%M:%S.%L"}


def plot(record: Timeline, *, by: str = "source") -> alt.LayerChart:
    """Lanes over time, one mark an event, a line through the witnesses of a happening; the gaps of sources."""
    try:
        import altair as alt  # noqa: PLC0415 - loaded only by those who ask for a chart
    except ImportError:
        raise MissingExtra("altair", "plot") from None
    if by != "source" and by not in _LANES:
        raise ConfigError(f"by={by!r}: give one of source, {', '.join(_LANES)}")
    called = names(record)
    rows = [_row(event, called, by) for event in record[:_MOST]]
    data = alt.InlineData(values=rows)
    span = [record.window.start.isoformat(), record.window.end.isoformat()]
    place = {
        "x": alt.X("time:T", title="UTC", scale=alt.Scale(type="utc", domain=span), axis=alt.Axis(format=_TIMES)),
        "y": alt.Y("lane:N", title=None, scale=alt.Scale(domain=_lanes(rows, called, by))),
    }
    joined = (
        alt.Chart(data)
        .transform_filter("datum.happening !== null")
        .mark_line(opacity=0.6, strokeWidth=1, strokeDash=[2, 2], color=_COLOURS[-1])
        .encode(**place, detail="happening:N")
    )
    layers = [joined, _marks(alt.Chart(data), place)]
    gaps = _gaps(record, called) if by == "source" else []
    if gaps:
        boxes = alt.Chart(alt.InlineData(values=gaps)).mark_rect(color=_COLOURS[0], opacity=0.15)
        layers.insert(0, boxes.encode(**place, x2="end", tooltip=["gap:N"]))
    chart = alt.LayerChart(layer=layers, title=_title(record, by), width="container")
    zoom = alt.selection_interval(bind="scales", encodings=["x"])
    return chart.properties(height=alt.Step(28)).add_params(zoom)


def _marks(chart: alt.Chart, place: dict[str, Any]) -> alt.Chart:
    import altair as alt  # noqa: PLC0415

    made: alt.Chart = chart.mark_point(filled=True, size=80, opacity=0.9).encode(
        **place,
        color=alt.Color("severity:N", scale=alt.Scale(domain=_SEVERITIES, range=_COLOURS)),
        shape=alt.Shape("severity:N", scale=alt.Scale(domain=_SEVERITIES, range=_SHAPES)),
        href="url:N",
        tooltip=[alt.Tooltip("shown:N", title="time"), "lane:N", "kind:N", "summary:N", "actor:N"],
    )
    return made


def _title(record: Timeline, by: str) -> str:
    gaps = sum(len(row.gaps) for row in record.coverage)
    parts = [f"Timeline by {by}", shown(record)]
    parts += [f"the first {_MOST} drawn"] if len(record) > _MOST else []
    return ", ".join(parts + ([f"incomplete: {many(gaps, 'gap')}"] if gaps else []))


def _lanes(rows: list[dict[str, Any]], called: dict[str, str], by: str) -> list[str]:
    """Sources as elsewhere, asked and without events too; all others by name, what has none at the end."""
    if by == "source":
        return list(dict.fromkeys(called.values()))
    return sorted({row["lane"] for row in rows}, key=lambda lane: (lane == f"no {by}", lane.casefold()))


def _gaps(record: Timeline, called: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "time": gap.start.isoformat(),
            "end": gap.end.isoformat(),
            "lane": called[row.source],
            "gap": one_line(gap.detail),
        }
        for row in record.coverage
        for gap in row.gaps
    ]


def _row(event: Event, called: dict[str, str], by: str) -> dict[str, Any]:
    lane = called[event.source] if by == "source" else one_line(_LANES[by](event) or "")
    return {
        "time": event.time.isoformat(),
        "shown": event.time.strftime("%H:%M:%S Z"),
        "lane": lane or f"no {by}",
        "kind": event.kind,
        "summary": one_line(event.summary),
        "actor": one_line(_actor(event) or ""),
        "severity": event.severity or "none",
        "url": address(event.url),
        "happening": event.happening,
    }
