"""The record as HTML: static in a notebook; in a file with boxes that filter, from disk and without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote

from timeline.formats.lanes import WORDS, lanes
from timeline.formats.lines import Clockface, Line, lag, lines, lines_of, many, names, shares_of, shown, skew
from timeline.formats.page import SCRIPT, block, page
from timeline.formats.text import address, in_html, visible
from timeline.model.coverage import Coverage
from timeline.model.event import Event

if TYPE_CHECKING:
    from timeline.record import Timeline

LINES_IN_NOTEBOOK = 200
_WORDS_IN_NOTEBOOK = 2000
_GAPS_IN_THE_OPEN = 8
# English in every locale, as all the rest.
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_CLOCK, _MINUTES = Clockface(seconds=True), Clockface()


def document(record: Timeline) -> str:
    """A self-contained file."""
    return page(f"Timeline {span(record)}", _block(record, boxes=True), script=SCRIPT)


def in_notebook(record: Timeline) -> str:
    """The compact form for a notebook's output: no script, the first lines and how many more there are."""
    return _block(record, most=LINES_IN_NOTEBOOK, words=_WORDS_IN_NOTEBOOK)


def _block(record: Timeline, *, most: int | None = None, words: int | None = None, boxes: bool = False) -> str:
    called, made, (count, happenings) = names(record), lines(record, fold=True, most=most), lines_of(record)
    parts = [
        *_head(record, count, happenings, called),
        *_gaps(record, called),
        lanes(record),
        *(_boxes(made, called) if boxes else ()),
        *(_table(made, called, words) if made else ["<p>No events.</p>"]),
    ]
    if count > len(made):
        parts.append(f"<p>and {many(count - len(made), 'more line')}: <code>record.to_html()</code> has all</p>")
    return block("".join([*parts, *_coverage(record, called)]))


def span(record: Timeline) -> str:
    """The record's window, as a heading says it."""
    return _span(record.window.start, record.window.end)


def _span(start: datetime, end: datetime) -> str:
    same = _MINUTES.day(start) == _MINUTES.day(end)
    return f"{_MINUTES.full(start)} to {_MINUTES.full(end).removeprefix(f'{start:%Y-%m-%d} ' if same else '')}"


def _head(record: Timeline, count: int, happenings: int, called: dict[str, str]) -> Iterator[str]:
    yield f"<h3>Timeline <span class='dim'>{span(record)}</span></h3>"
    yield "<p>" + " · ".join(f"{in_html(called[source])} {share}" for source, share in shares_of(record).items())
    yield f"<br>{many(count, 'line')}, {many(happenings, 'happening')}, {shown(record)} · "
    yield f"{verdict(record)}</p>"


def verdict(record: Timeline) -> str:
    """Whether the record is complete, in the words that stand in its head."""
    if not record.coverage:
        return "no source was asked"
    if record.complete:
        return "<span class='ok'>✓ complete: every source was read whole</span>"
    return f"<b class='error'>incomplete: {many(sum(len(row.gaps) for row in record.coverage), 'gap')}</b>"


def _gaps(record: Timeline, called: dict[str, str]) -> Iterator[str]:
    told = [line for row in record.coverage for line in _told(row, called)]
    yield from told[:_GAPS_IN_THE_OPEN]
    if len(told) > _GAPS_IN_THE_OPEN:
        yield f"<details><summary>and {many(len(told) - _GAPS_IN_THE_OPEN, 'more gap')}</summary>"
        yield from told[_GAPS_IN_THE_OPEN:]
        yield "</details>"


def _told(row: Coverage, called: dict[str, str]) -> Iterator[str]:
    for gap in row.gaps:
        place = f" ({in_html(gap.where)})" if gap.where else ""
        source = in_html(called[row.source])
        yield f"<p class='gap'><b>Gap</b> in {source}{place}, {_span(gap.start, gap.end)}: {in_html(gap.detail)}</p>"


def _boxes(made: list[Line], called: dict[str, str]) -> Iterator[str]:
    yield "<form><label>text <input name='text' type='search'></label><label>kind <select name='kind'>"
    yield "<option value=''>every kind</option>"
    for area in sorted({_area(event) for line in made for event in line.events}):
        yield f"<option>{area}</option>"
    yield "</select></label><span>"
    for source, name in called.items():
        value = _token(source)
        yield f'<label><input type="checkbox" name="source" value="{value}" checked> {in_html(name)}</label>'
    yield "</span><span>"
    for severity, words in WORDS.items():
        box = f"<input type='checkbox' name='severity' value='{severity}' checked>"
        yield f"<label class='{severity}'>{box} {words}</label>"
    yield "</span><button type='reset'>all</button> <output></output></form>"


def _token(source: str) -> str:
    """A source's name as one word, in a list of such words that the page's script takes apart."""
    return quote(visible(source))


def _table(made: Sequence[Line], called: dict[str, str], words: int | None) -> Iterator[str]:
    yield "<table class='record'><thead><tr><th>time</th><th>severity</th><th>what happened</th><th>evidence</th>"
    yield "</tr></thead><tbody>"
    for day, rows in groupby(made, key=lambda line: _CLOCK.day(line.first.time)):
        yield f"<tr><th colspan='4'>{_in_words(day)}</th></tr>"
        yield from (_row(line, called, words) for line in rows)
    yield "</tbody></table>"


def _in_words(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _row(line: Line, called: dict[str, str], words: int | None) -> str:
    event = line.first
    tie = " <i title='its order with the line above is not known'>(tie)</i>" if line.tied else ""
    said = in_html(event.summary) + tie + "".join(f" <i>{in_html(skew(link, called))}</i>" for link in line.early)
    more = "".join(_more(line, called, words))
    severity = event.severity or "none"
    sources = " ".join(sorted({_token(each.source) for each in line.events}))
    kinds = " ".join(sorted({_area(each) for each in line.events}))
    return (
        f'<tr data-source="{sources}" data-severity="{severity}" data-kind="{kinds}"><td>{_time(event)}</td>'
        f"<td class='{severity}'>{WORDS[severity] if event.severity else ''}</td>"
        f"<td>{f'<details><summary>{said}</summary>{more}</details>' if more else said}</td>"
        f"<td>{' · '.join(_witnesses(line, called))}</td></tr>"
    )


def _more(line: Line, called: dict[str, str], words: int | None) -> Iterator[str]:
    """What a line folds: what its other witnesses say, and the texts of all."""
    for event in line.events:
        if event is not line.first:
            yield f"<p>{_time(event)} <b>{in_html(called[event.source])}</b> {in_html(event.summary)}</p>"
        if event.body and len(event.body) > len(event.summary):
            whole = visible(event.body)  # before it is cut: half of a credential is not recognised as one
            left = len(whole) - (words or len(whole))
            cut = f"\n… and {many(left, 'more character')}" if left > 0 else ""
            yield f"<pre>{in_html(whole[:words])}{cut}</pre>"


def _time(event: Event) -> str:
    return (_MINUTES if event.precision == "min" else _CLOCK).time(event.time)


def _area(event: Event) -> str:
    return event.kind.partition(".")[0]


def _witnesses(line: Line, called: dict[str, str]) -> Iterator[str]:
    for event in line.events:
        label = in_html(called[event.source]) + (
            f" {lag(event.time - line.first.time)}" if event is not line.first else ""
        )
        link = address(event.url)
        yield f'<a href="{in_html(link)}" rel="noreferrer">{label}</a>' if link else f"<span>{label}</span>"


def _coverage(record: Timeline, called: dict[str, str]) -> Iterator[str]:
    yield "<details><summary>Coverage</summary><table>"
    yield "<tr><th>source</th><th>status</th><th>events</th><th>rows read</th><th>notes</th></tr>"
    for row in record.coverage:
        yield _covered(row, called)
    yield "</table></details>"


def _covered(row: Coverage, called: dict[str, str]) -> str:
    until = row.provisional_until
    late = [f"may still receive events of this window until {_MINUTES.full(until)}"] if until else []
    notes = "<br>".join(in_html(note) for note in (*late, *row.notes))
    return (
        f"<tr><td>{in_html(called[row.source])}</td><td>{row.status}</td><td>{row.events}</td>"
        f"<td>{row.raw_rows}</td><td>{notes}</td></tr>"
    )
