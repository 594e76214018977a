"""The record as HTML: static in a notebook; in a file with boxes that filter, from disk and without a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from timeline._coverage import Coverage
from timeline.render._text import address, in_html
from timeline.render.lanes import WORDS, lanes
from timeline.render.lines import Clockface, Line, counted, lag, lines, many, names, skew

if TYPE_CHECKING:
    from timeline._timeline import Timeline

_SHOWN_IN_NOTEBOOK = 200
_STYLE = """
.timeline{font:14px/1.45 system-ui,sans-serif;color:#1c1e21;background:#fff;padding:.6em;
--error:#b00020;--warning:#9a5b00;--ok:#1b7f3b;--info:#1967d2;--none:#6b7280;--line:#d5d8dc}
.timeline a{color:#0757b3}.timeline table{border-collapse:collapse;width:100%}
.timeline td,.timeline th{border-top:1px solid var(--line);padding:.25em .6em;text-align:left;vertical-align:top}
.timeline td:nth-child(-n+2){white-space:nowrap;font-variant-numeric:tabular-nums}
.timeline .gap{border-left:.4em solid var(--error);padding:.3em .8em;margin:.4em 0}
.timeline pre{white-space:pre-wrap;margin:.3em 0}.timeline .key{font-size:85%;margin:.2em 0 .8em}
.timeline svg.lanes{width:100%;height:auto;font-size:13px}.timeline svg text{fill:currentColor}
.timeline svg .lane,.timeline svg path.tick{stroke:var(--line);fill:none}
.timeline svg .same{stroke:currentColor;stroke-opacity:.45;stroke-dasharray:2 2;fill:none}
.timeline .error{fill:var(--error);color:var(--error)}.timeline .warning{fill:var(--warning);color:var(--warning)}
.timeline .ok{fill:var(--ok);color:var(--ok)}.timeline .info{fill:var(--info);color:var(--info)}
.timeline .none{fill:var(--none);color:var(--none)}
.timeline form{margin:.4em 0}.timeline form label{margin-right:.9em;white-space:nowrap}
@media(prefers-color-scheme:dark){.timeline{color:#e4e6eb;background:#1b1d1f;
--error:#ff8a80;--warning:#ffb74d;--ok:#81c995;--info:#8ab4f8;--none:#9aa0a6;--line:#44484d}.timeline a{color:#7db7ff}}
""".strip().replace("\n", "")
# For the file only: shows the rows whose words and source fit, and says how many. It has no other way out:
# the policy below lets this text run and nothing else, and nothing be loaded.
_SCRIPT = (
    "const f=document.querySelector('form'),r=[...document.querySelectorAll('tr[data-source]')],"
    "n=document.querySelector('output');"
    "f.oninput=()=>{const t=f.text.value.toLowerCase(),s=new Set([...f.querySelectorAll('[name=source]:checked')]"
    ".map(b=>b.value)),v=new Set([...f.querySelectorAll('[name=severity]:checked')].map(b=>b.value));let c=0;"
    "for(const e of r){const k=e.dataset.source.split(' ').some(x=>s.has(x))&&v.has(e.dataset.severity)"
    "&&e.textContent.toLowerCase().includes(t);e.hidden=!k;c+=k}n.value=c+' of '+r.length+' shown'};"
    "f.onsubmit=()=>false;f.oninput()"
)
_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_HASH}'"


def document(record: Timeline) -> str:
    """A self-contained file."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Timeline</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"</head><body>{_block(record, boxes=True)}<script>{_SCRIPT}</script></body></html>\n"
    )


def in_notebook(record: Timeline) -> str:
    """The compact form for a notebook's output: no script, the first lines and how many more there are."""
    return _block(record, most=_SHOWN_IN_NOTEBOOK)


def _block(record: Timeline, *, most: int | None = None, boxes: bool = False) -> str:
    clock, called, made = Clockface(), names(record), lines(record, fold=True)
    return "".join(
        [
            f"<style>{_STYLE}</style><div class='timeline'>",
            *_head(record, made, clock, called),
            *_gaps(record, clock, called),
            lanes(record),
            *(_boxes(called) if boxes else ()),
            "<table><thead><tr><th>time</th><th>severity</th><th>what happened</th><th>evidence</th></tr></thead>",
            "<tbody>",
            *(_row(line, clock, called) for line in islice(made, most)),
            "</tbody></table>",
            f"<p>and {many(len(made) - most, 'more line')}</p>" if most is not None and len(made) > most else "",
            *_coverage(record, called),
            "</div>",
        ]
    )


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


def _boxes(called: dict[str, str]) -> Iterator[str]:
    yield "<form><label>text <input name='text' type='search'></label>"
    for source, name in called.items():
        value = in_html(source)
        yield f'<label><input type="checkbox" name="source" value="{value}" checked> {in_html(name)}</label>'
    for severity, words in WORDS.items():
        yield f"<label><input type='checkbox' name='severity' value='{severity}' checked> {words}</label>"
    yield "<output></output></form>"


def _row(line: Line, clock: Clockface, called: dict[str, str]) -> str:
    event = line.first
    body = event.body if event.body and len(event.body) > len(event.summary) else None
    folded = f"<details><summary>text</summary><pre>{in_html(body)}</pre></details>" if body else ""
    tie = " <i>(tie)</i>" if line.tied else ""
    skewed = "".join(f" <i>{in_html(skew(link, called))}</i>" for link in line.early)
    severity = event.severity or "none"
    sources = in_html(" ".join(sorted({each.source for each in line.events})))
    mark = WORDS[severity] if event.severity else ""
    return (
        f'<tr data-source="{sources}" data-severity="{severity}"><td>{clock.full(event.time)}</td>'
        f"<td class='{severity}'>{mark}</td><td>{in_html(event.summary)}{tie}{skewed}{folded}</td>"
        f"<td>{' · '.join(_witnesses(line, called))}</td></tr>"
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
