"""Histories as people read them: Markdown, small bars in a notebook, and Altair's chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from timeline.formats.inline import in_cell, markdown
from timeline.formats.page import block
from timeline.formats.text import in_html, one_line
from timeline.model.coverage import Coverage
from timeline.model.errors import MissingExtra
from timeline.reading.notes import folded
from timeline.reading.objects import many

if TYPE_CHECKING:
    import altair as alt

    from timeline.facts.histories import Histories
    from timeline.facts.history import History

_WIDE, _HIGH = 160, 12


def as_markdown(found: Histories) -> str:
    """A table, a row an alert or page, and what is missing."""
    lines = [f"# {_title(found)}", "", *_table(found)]
    said = [f"- {row.source}: {markdown(one_line(text))}" for row in found.coverage for text in _said(row)]
    return "\n".join([*lines, *(["", "## Coverage", "", *said] if said else [])]) + "\n"


def _title(found: Histories) -> str:
    return f"The {found.days} days before: {many(len(found), 'alert or page', 'alerts and pages')}"


def _table(found: Histories) -> Iterator[str]:
    if not found:
        yield "No alert and no page stands in the record."
        return
    yield "| alert or page | in the time before |"
    yield "|---|---|"
    for row in found:
        yield f"| {in_cell(markdown(one_line(row.title)))} | {row.sentence(found.days)} |"


def _said(row: Coverage) -> Iterator[str]:
    yield from (f"gap: {gap.detail}" for gap in row.gaps)
    yield from folded(row.notes)


def in_notebook(found: Histories) -> str:
    """A table with a small bar a row: what recovered alone is pale."""
    most = max((row.fired for row in found), default=0)
    rows = "".join(_row(row, most, found.days) for row in found)
    gaps = "".join(
        f"<p class='gap'><b>Gap</b> in {in_html(row.source)}: {in_html(gap.detail)}</p>"
        for row in found.coverage
        for gap in row.gaps
    )
    head = "<tr><th>alert or page</th><th>fired</th><th>in the time before</th></tr>"
    table = f"<table class='history'><thead>{head}</thead><tbody>{rows}</tbody></table>" if found else ""
    return block(f"<h3>{_title(found)}</h3>{gaps}{table}")


def _row(row: History, most: int, days: int) -> str:
    cells = (in_html(row.title), bar(row, most), in_html(row.sentence(days)))
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def bar(row: History, most: int) -> str:
    """How often it fired, as a bar; the pale part is what recovered alone."""
    wide, alone = (_WIDE * count // max(most, 1) for count in (row.fired, row.recovered_alone))
    said = in_html(f"{row.fired}, of which {row.recovered_alone} recovered alone")
    return (
        f'<svg class="warning" width="{_WIDE}" height="{_HIGH}" role="img" aria-label="{said}"><title>{said}</title>'
        f'<rect width="{wide}" height="{_HIGH}" fill="currentColor"/>'
        f'<rect width="{alone}" height="{_HIGH}" fill="Canvas" fill-opacity=".6"/></svg> {row.fired}'
    )


def chart(found: Histories) -> alt.Chart:
    """A bar a row, in two parts.

    Raises:
        MissingExtra: altair is not installed.
    """
    try:
        import altair as alt  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("altair", "plot") from None
    from timeline.formats.page import in_script  # noqa: PLC0415

    rows = [
        {"title": one_line(row.title), "what": what, "times": count}
        for row in found
        for what, count in (("recovered alone", row.recovered_alone), ("other", row.fired - row.recovered_alone))
    ]
    data = alt.InlineData(values=in_script(rows), format=alt.JsonDataFormat(type="json"))
    made: alt.Chart = alt.Chart(data, title=f"Fired in the {found.days} days before").mark_bar()
    return made.encode(x="times:Q", y=alt.Y("title:N", sort=None, title=None), color="what:N")
