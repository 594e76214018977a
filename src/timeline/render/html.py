"""The record as HTML: static, without scripts, for a file and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from timeline._coverage import Coverage
from timeline.render._text import address, in_html
from timeline.render.lines import Clockface, Line, counted, lag, lines, many, names

if TYPE_CHECKING:
    from timeline._timeline import Timeline

_SHOWN_IN_NOTEBOOK = 200
_STYLE = """
.timeline{font:14px/1.45 system-ui,sans-serif;color:#1c1e21;background:#fff}
.timeline a{color:#0757b3}.timeline table{border-collapse:collapse;width:100%}
.timeline td,.timeline th{border-top:1px solid #d5d8dc;padding:.25em .6em;text-align:left;vertical-align:top}
.timeline td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
.timeline .gap{border-left:.4em solid #b3261e;padding:.3em .8em;margin:.4em 0}
.timeline pre{white-space:pre-wrap;margin:.3em 0}
.timeline .mark{display:inline-block;min-width:4.5em;font-size:85%}
@media(prefers-color-scheme:dark){.timeline{color:#e4e6eb;background:#1b1d1f}.timeline a{color:#7db7ff}
.timeline td,.timeline th{border-color:#44484d}.timeline .gap{border-color:#ff8a80}}
""".strip().replace("\n", "")


def document(record: Timeline) -> str:
    """A self-contained file."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Timeline</title>'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"</head><body>{fragment(record)}</body></html>\n"
    )


def fragment(record: Timeline, *, most: int | None = None) -> str:
    """The record as one block; with `most`, that many lines and how many more there are."""
    clock, called, made = Clockface(), names(record), lines(record, fold=True)
    return "".join(
        [
            f"<style>{_STYLE}</style><div class='timeline'>",
            *_head(record, made, clock, called),
            *_gaps(record, clock, called),
            "<table><thead><tr><th>time</th><th>severity</th><th>what happened</th><th>evidence</th></tr></thead>",
            "<tbody>",
            *(_row(line, clock, called) for line in islice(made, most)),
            "</tbody></table>",
            f"<p>and {many(len(made) - most, 'more line')}</p>" if most is not None and len(made) > most else "",
            *_coverage(record, called),
            "</div>",
        ]
    )


def in_notebook(record: Timeline) -> str:
    """The compact form for a notebook's output."""
    return fragment(record, most=_SHOWN_IN_NOTEBOOK)


def _head(record: Timeline, made: list[Line], clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    count, happenings, events = counted(made)
    sources = ", ".join(f"{in_html(called[row.source])} {row.events}" for row in record.coverage)
    yield f"<p><b>Timeline</b> {clock.full(record.window.start)} to {clock.full(record.window.end)}<br>{sources}<br>"
    yield f"{many(count, 'line')}, {many(happenings, 'happening')}, {many(events, 'event')}; "
    yield "complete</p>" if record.complete else "<b>incomplete</b></p>"


def _gaps(record: Timeline, clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    for row in record.coverage:
        for gap in row.gaps:
            place = f" ({in_html(gap.where)})" if gap.where else ""
            span = f"{clock.full(gap.start)} to {clock.full(gap.end)}"
            source = in_html(called[row.source])
            yield f"<p class='gap'><b>Gap</b> in {source}{place}, {span}: {in_html(gap.detail)}</p>"


def _row(line: Line, clock: Clockface, called: dict[str, str]) -> str:
    event = line.first
    body = event.body if event.body and len(event.body) > len(event.summary) else None
    folded = f"<details><summary>text</summary><pre>{in_html(body)}</pre></details>" if body else ""
    tie = " <i>(tie)</i>" if line.tied else ""
    return (
        f"<tr><td>{clock.full(event.time)}</td><td>{in_html(event.severity or '')}</td>"
        f"<td>{in_html(event.summary)}{tie}{folded}</td><td>{' · '.join(_witnesses(line, called))}</td></tr>"
    )


def _witnesses(line: Line, called: dict[str, str]) -> Iterator[str]:
    for event in line.events:
        label = in_html(called[event.source]) + (
            f" {lag(event.time - line.first.time)}" if event is not line.first else ""
        )
        link = address(event.url)
        yield f'<a href="{in_html(link)}" rel="noreferrer">{label}</a>' if link else label


def _coverage(record: Timeline, called: dict[str, str]) -> Iterator[str]:
    yield "<details><summary>Coverage</summary><table>"
    yield "<tr><th>source</th><th>status</th><th>events</th><th>rows read</th><th>notes</th></tr>"
    for row in record.coverage:
        yield _covered(row, called)
    yield "</table></details>"


def _covered(row: Coverage, called: dict[str, str]) -> str:
    notes = "<br>".join(in_html(note) for note in row.notes)
    return (
        f"<tr><td>{in_html(called[row.source])}</td><td>{row.status}</td><td>{row.events}</td>"
        f"<td>{row.raw_rows}</td><td>{notes}</td></tr>"
    )
