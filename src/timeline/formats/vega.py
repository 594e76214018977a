"""The record as a chart of Altair's: the library's own object, with data that is safe wherever it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from timeline.formats.grouping import By, Grouping, actor
from timeline.formats.lines import shown
from timeline.formats.noted import mark
from timeline.formats.page import in_script
from timeline.formats.text import address, one_line
from timeline.model.errors import MissingExtra
from timeline.model.event import Event
from timeline.reading.objects import many

if TYPE_CHECKING:
    import altair as alt

    from timeline.record import Timeline

_MOST = 5000  # what Altair draws without being asked twice
# Shapes beside colours: the severity is seen by people who do not see the colours, too.
_SEVERITIES = ("error", "warning", "info", "ok", "none")
_COLOURS = ("#b00020", "#b86e00", "#1967d2", "#1b7f3b", "#6b7280")
_SHAPES = ("diamond", "triangle-up", "square", "circle", "M-.15-.8h.3v1.6h-.3Z")
_DAY, _MINUTE = "%Y-%m-%d", "%H:%M"
_TIMES = dict.fromkeys(("year", "month", "date"), _DAY) | dict.fromkeys(("hours", "minutes"), _MINUTE)
_TIMES |= {"seconds": "%H:%M:%S", "milliseconds": "%H:%M:%S.%L"}


def chart(record: Timeline, by: By) -> alt.LayerChart:
    """A line a lane, one mark an event, a line through the witnesses of a happening, a box for each gap by source."""
    try:
        import altair as alt  # noqa: PLC0415 - loaded only by those who ask for it
    except ImportError:
        raise MissingExtra("altair", "plot") from None
    grouping = Grouping(record, by)
    window = {"time": record.window.start.isoformat(), "end": record.window.end.isoformat()}
    place = _place(list(window.values()))
    rows = _data(_row(event, grouping) for event in record[:_MOST])
    lanes = _data(window | _lane(grouping, lane) for lane in grouping.called)
    layers = [
        alt.Chart(lanes).mark_rule(color="#d5d8dc").encode(**place, x2="end"),
        *([_boxes(record, grouping, place)] if by == "source" and any(row.gaps for row in record.coverage) else []),
        alt.Chart(rows)
        .transform_filter("datum.happening !== null")
        .mark_line(opacity=0.6, strokeWidth=1, strokeDash=[2, 2], color=_COLOURS[-1])
        .encode(**place, detail="happening:N"),
        _marks(alt.Chart(rows), place),
    ]
    made = alt.LayerChart(layer=layers, title=_title(record, by), width="container")
    zoom = alt.selection_interval(bind="scales", encodings=["x"])
    return made.properties(height=alt.Step(28)).add_params(zoom)


def _data(rows: Iterable[dict[str, Any]]) -> alt.InlineData:
    """Rows as one text of JSON, which Vega reads as it reads a file.

    Altair writes the data of a chart, and of whatever is built on it, into a script element of a page as they are:
    a text that ends the script would be read as the page's own. In this text there is no such end.
    """
    import altair as alt  # noqa: PLC0415

    return alt.InlineData(values=in_script(list(rows)), format=alt.JsonDataFormat(type="json"))


def _place(span: list[str]) -> dict[str, Any]:
    import altair as alt  # noqa: PLC0415

    # A lane's place comes from the data too: names in the scale itself would be others' text outside of it.
    return {
        "x": alt.X("time:T", title="UTC", scale=alt.Scale(type="utc", domain=span), axis=alt.Axis(format=_TIMES)),
        "y": alt.Y("lane:N", title=None, sort=alt.EncodingSortField("place", op="min")),
    }


def _marks(made: alt.Chart, place: dict[str, Any]) -> alt.Chart:
    import altair as alt  # noqa: PLC0415

    marks: alt.Chart = made.mark_point(filled=True, size=80, opacity=0.9).encode(
        **place,
        color=alt.Color("severity:N", scale=alt.Scale(domain=_SEVERITIES, range=_COLOURS)),
        shape=alt.Shape("severity:N", scale=alt.Scale(domain=_SEVERITIES, range=_SHAPES)),
        href="url:N",
        tooltip=[alt.Tooltip("shown:N", title="time"), "lane:N", "kind:N", "summary:N", "actor:N"],
    )
    return marks


def _boxes(record: Timeline, grouping: Grouping, place: dict[str, Any]) -> alt.Chart:
    import altair as alt  # noqa: PLC0415

    rows = _data(
        _lane(grouping, row.source)
        | {"time": gap.start.isoformat(), "end": gap.end.isoformat(), "gap": one_line(gap.detail)}
        for row in record.coverage
        for gap in row.gaps
    )
    boxes: alt.Chart = alt.Chart(rows).mark_rect(color=_COLOURS[0], opacity=0.15)
    return boxes.encode(**place, x2="end", tooltip=["gap:N"])


def _title(record: Timeline, by: str) -> str:
    gaps = sum(len(row.gaps) for row in record.coverage)
    parts = [f"Timeline by {by}", shown(record)]
    parts += [f"the first {_MOST} drawn"] if len(record) > _MOST else []
    return ", ".join(parts + ([f"incomplete: {many(gaps, 'gap')}"] if gaps else []))


def _lane(grouping: Grouping, lane: str) -> dict[str, Any]:
    return {"lane": one_line(grouping.called[lane]), "place": list(grouping.called).index(lane)}


def _row(event: Event, grouping: Grouping) -> dict[str, Any]:
    return _lane(grouping, grouping.of(event)) | {
        "time": event.time.isoformat(),
        "shown": event.time.strftime("%H:%M:%S Z"),
        "kind": event.kind,
        "summary": one_line(f"{mark(event)}{event.summary}"),
        "actor": one_line(actor(event) or ""),
        "severity": event.severity or "none",
        "url": address(event.url),
        "happening": event.happening and one_line(event.happening),
    }
