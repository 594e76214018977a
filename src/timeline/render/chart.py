"""The record as an interactive Altair chart; the library's own object, which the notebook shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from timeline._errors import ConfigError, MissingExtra
from timeline._event import Event
from timeline.render._text import one_line
from timeline.render.lines import names

if TYPE_CHECKING:
    import altair as alt

    from timeline._timeline import Timeline

_MOST = 5000  # what Altair draws without being asked twice
# Shapes beside colours: the severity is seen by people who do not see the colours, too.
_SEVERITIES = ("error", "warning", "info", "ok", "none")
_COLOURS = ("#b00020", "#b86e00", "#1967d2", "#1b7f3b", "#6b7280")
_SHAPES = ("diamond", "triangle-up", "square", "circle", "stroke")
_LANES = {
    "service": lambda event: event.tags.get("service"),
    "actor": lambda event: event.actor and (event.actor.name or event.actor.id),
    "kind": lambda event: event.kind,
}


def plot(record: Timeline, *, by: str = "source") -> alt.LayerChart:
    """Lanes over time, one mark an event, a line through the witnesses of a happening."""
    try:
        import altair as alt  # noqa: PLC0415 - loaded only by those who ask for a chart
    except ImportError:
        raise MissingExtra("altair", "plot") from None
    if by != "source" and by not in _LANES:
        raise ConfigError(f"by={by!r}: give one of source, {', '.join(_LANES)}")
    called = names(record)
    rows = [_row(event, called, by) for event in record[:_MOST]]
    data = alt.InlineData(values=rows)
    time = alt.X("time:T", title=None, scale=alt.Scale(type="utc"))
    lane = alt.Y("lane:N", title=None)
    marks = (
        alt.Chart(data)
        .mark_point(filled=True, size=70)
        .encode(
            x=time,
            y=lane,
            color=alt.Color("severity:N", scale=alt.Scale(domain=list(_SEVERITIES), range=list(_COLOURS))),
            shape=alt.Shape("severity:N", scale=alt.Scale(domain=list(_SEVERITIES), range=list(_SHAPES))),
            href="url:N",
            tooltip=["shown:N", "lane:N", "kind:N", "summary:N", "actor:N"],
        )
    )
    joined = (
        alt.Chart(data)
        .transform_filter("datum.happening !== null")
        .mark_line(opacity=0.35, color="#6b7280")
        .encode(x=time, y=lane, detail="happening:N")
    )
    shown = "" if len(record) <= _MOST else f", the first {_MOST} of {len(record)} events"
    chart = alt.LayerChart(layer=[joined, marks]).properties(width="container", title=f"Timeline by {by}{shown}")
    return chart.add_params(alt.selection_interval(bind="scales", encodings=["x"]))


def _row(event: Event, called: dict[str, str], by: str) -> dict[str, Any]:
    lane = called[event.source] if by == "source" else _LANES[by](event)
    return {
        "time": event.time.isoformat(),
        "shown": event.time.strftime("%H:%M:%S Z"),
        "lane": lane or "(none)",
        "kind": event.kind,
        "summary": one_line(event.summary),
        "actor": event.actor and (event.actor.name or event.actor.id),
        "severity": event.severity or "none",
        "url": event.url if event.url and event.url.startswith("https://") else None,
        "happening": event.happening,
    }
