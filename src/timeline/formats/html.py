"""The record as HTML: static in a notebook; in a file to filter and to zoom, from disk and without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import count as counting
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from timeline.formats.choices import choices
from timeline.formats.controls import BAR, HELP, STRIP
from timeline.formats.lanes import WORDS, Drawing, lanes
from timeline.formats.lines import Clockface, hints, lines_shown, names, parts, shares_of, shown
from timeline.formats.noted import LEGEND, is_note
from timeline.formats.page import block, page, script
from timeline.formats.rows import Rows, columns, shared, token
from timeline.formats.text import in_html
from timeline.model.coverage import Coverage
from timeline.reading import objects
from timeline.reading.lines import Folding, Line, counted
from timeline.reading.notes import folded
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

LINES_IN_NOTEBOOK = 200
_WORDS_IN_NOTEBOOK = 2000
_GAPS_IN_THE_OPEN = 8
# English in every locale, as all the rest.
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MINUTES = Clockface()


class Row(Protocol):
    """What one alert or page was before."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def events(self) -> tuple[str, ...]:
        """Beside which it stands."""

    def sentence(self, days: int) -> str:
        """What it says."""


class Histories(Protocol):
    """What the alerts and pages of a record were before."""

    days: int

    def __iter__(self) -> Iterator[Row]:
        """A row each."""


class Found(Protocol):
    """A fact that was found in the record: what is shown of it, and the ids of the events that it cites."""

    @property
    def rule(self) -> str:
        """The rule's name."""

    @property
    def sentence(self) -> str:
        """What it says."""

    @property
    def events(self) -> tuple[str, ...]:
        """What it cites."""


def document(record: Timeline, *, fold: Folding = "default") -> str:
    """A self-contained file, with the record's facts and a ring around the marks of what they cite."""
    called, made, facts = names(record), record.lines(fold), record.facts()
    places = {event.id: number for number, line in enumerate(made) for event in line.events}
    drawing = Drawing(record.shown, places=places, cited={key for fact in facts for key in fact.events})
    rows = Rows(record, called, drawing=drawing, shared=shared(made))
    title = f"Timeline {span(record)}"
    inner = [
        *_head(record, made, called, fold),
        *_gaps(record, called),
        lanes(drawing, STRIP),
        *_boxes(made, called),
        *_table(rows, made),
        *_left(record, fold),
        *_not_placed(record, made),
        *_facts(facts, places),
        *_history(record.history, places),
        *_coverage(record, called),
        HELP,
    ]
    return page(title, block("".join(inner)), script=script(choices(record, made, title, completeness(record))))


def in_notebook(record: Timeline) -> str:
    """The compact form for a notebook's output: no script, the first lines and how many more there are."""
    called, made = names(record), record.lines()
    first = made[:LINES_IN_NOTEBOOK]
    more = len(made) - len(first)
    rest = f"<p>and {many(more, 'more line')}: <code>record.to_html()</code> has all</p>" if more else ""
    inner = [
        *_head(record, made, called),
        *_gaps(record, called),
        lanes(Drawing(record.shown)),
        *(_hints(record) if more and not record.selected else ()),
        *_table(Rows(record, called, _WORDS_IN_NOTEBOOK), first),
        rest,
        *_left(record, "default"),
        *_not_placed(record, made),
        *_coverage(record, called),
    ]
    return block("".join(inner))


def span(record: Timeline) -> str:
    """The record's window, as a heading says it."""
    return _span(record.window.start, record.window.end)


def _span(start: datetime, end: datetime) -> str:
    same = _MINUTES.day(start) == _MINUTES.day(end)
    return f"{_MINUTES.full(start)} to {_MINUTES.full(end).removeprefix(f'{start:%Y-%m-%d} ' if same else '')}"


def _head(record: Timeline, made: Sequence[Line], called: dict[str, str], fold: Folding = "default") -> Iterator[str]:
    about = f" about {in_html(', '.join(record.selected.named))}" if record.selected else ""
    yield f"<h3>Timeline{about} <span class='dim'>{span(record)}</span></h3>"
    yield "<p>" + " · ".join(f"{in_html(called[source])} {share}" for source, share in shares_of(record).items())
    part = [said] if (said := shown(record)).endswith("shown") else []
    people = [said] if (said := lines_shown(record, made, fold)) else []
    yield f"<br>{' · '.join((str(counted(made)), *part, *people, verdict(record)))}</p>"
    if any(is_note(line.first) for line in made):
        yield f"<p class='dim'>{LEGEND}</p>"


def verdict(record: Timeline) -> str:
    """Whether the record is complete, as it stands in its head."""
    told = completeness(record)
    if not record.coverage:
        return told
    return f"<span class='ok'>✓ {told}</span>" if record.complete else f"<b class='error'>{told}</b>"


def completeness(record: Timeline) -> str:
    """Whether the record is complete, in words alone."""
    if not record.coverage:
        return "no source was asked"
    if record.complete:
        return "complete: every source was read whole"
    return f"incomplete: {many(sum(len(row.gaps) for row in record.coverage), 'gap')}"


def _hints(record: Timeline) -> Iterator[str]:
    """What shows the part about each of the first incidents."""
    for named, sentence in hints(record):
        asked = f"record.about({json.dumps(named, ensure_ascii=False)})"
        yield f"<p><code>{in_html(asked)}</code> shows what belongs to: {in_html(sentence)}</p>"


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


def _boxes(made: Sequence[Line], called: dict[str, str]) -> Iterator[str]:
    yield "<form><label>text <input name='text' type='search'></label><label>kind <select name='kind'>"
    yield "<option value=''>every kind</option>"
    for area in sorted({objects.area(event) for line in made for event in line.events}):
        yield f"<option>{area}</option>"
    yield "</select></label><span>"
    for source, name in called.items():
        box = f'<input type="checkbox" name="source" value="{token(source)}" checked>'
        yield f"<label>{box} {in_html(name)}</label>"
    yield "</span><span>"
    for severity, words in WORDS.items():
        box = f"<input type='checkbox' name='severity' value='{severity}' checked>"
        yield f"<label class='{severity}'>{box} {words}</label>"
    buttons = "<button type='reset'>all</button> <button type='button' name='help'>?</button>"
    yield f"</span>{buttons} <output></output>{BAR}</form>"


def _table(rows: Rows, made: Sequence[Line]) -> Iterator[str]:
    """The lines under their headings; a date stands before the first of each day."""
    if not made:
        yield "<p>No events.</p>"
        return
    yield f"<div class='lines'><table class='record'>{columns(rows.columns)}<thead><tr>"
    yield "".join(f"<th>{name}</th>" for name in rows.columns) + "</tr></thead><tbody>"
    numbers, wide, before = counting(), f"colspan='{len(rows.columns)}'", None
    people = " over" if any(line.curated and line.curated.heading for line in made) else ""
    for heading, lines in parts(rows.record, made):
        if heading:
            yield f"<tr class='part{people}'><th {wide}>{in_html(heading.lstrip('# '))}</th></tr>"
        for day, of_day in groupby(lines, key=lambda line: _MINUTES.day(line.at)):
            if day != before:
                yield f"<tr class='day'><th {wide}>{_date(day)}</th></tr>"
            before = day
            yield from (rows.row(line, number) for line, number in zip(of_day, numbers, strict=False))
    yield "</tbody></table></div>"


def _not_placed(record: Timeline, made: Sequence[Line]) -> Iterator[str]:
    """What people wrote and stands at no line."""
    texts = record.unplaced(made)
    if texts:
        yield "<h4>Not placed</h4>"
        yield from (f"<pre>{in_html(text)}</pre>" for text in texts)


def _date(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _left(record: Timeline, fold: Folding) -> Iterator[str]:
    """What is left out, by reason, each with the option that shows it."""
    for each in record.selected.left(fold) if record.selected else ():
        yield f"<p class='left'>left out: {each.text}; <code>{in_html(each.option)}</code> shows them</p>"


def _facts(facts: Sequence[Found], places: Mapping[str, int]) -> Iterator[str]:
    """What rules found, each row leading to the lines that it rests on."""
    if not facts:
        return
    yield f"<details class='facts'><summary>{many(len(facts), 'fact')}</summary><table>"
    yield "<tr><th>rule</th><th>what was found</th><th>lines</th></tr>"
    for fact in facts:
        rule, links = fact.rule.replace("_", " "), _links(fact.events, places)
        yield f"<tr><td>{rule}</td><td>{in_html(fact.sentence)}</td><td>{links}</td></tr>"
    yield "</table></details>"


def _history(found: Histories | None, places: Mapping[str, int]) -> Iterator[str]:
    """What the alerts and pages were before, each row leading to its lines."""
    if not found:
        return
    yield f"<details class='facts'><summary>The {found.days} days before</summary><table>"
    yield "<tr><th>alert or page</th><th>in the time before</th><th>lines</th></tr>"
    for row in found:
        sentence = in_html(row.sentence(found.days))
        yield f"<tr><td>{in_html(row.title)}</td><td>{sentence}</td><td>{_links(row.events, places)}</td></tr>"
    yield "</table></details>"


def _links(ids: Iterable[str], places: Mapping[str, int]) -> str:
    lines = dict.fromkeys(places[key] for key in ids if key in places)
    return " ".join(f"<a href='#l{line}'>{number}</a>" for number, line in enumerate(lines, start=1))


def _coverage(record: Timeline, called: dict[str, str]) -> Iterator[str]:
    yield "<details><summary>Coverage</summary><table>"
    yield "<tr><th>source</th><th>status</th><th>events</th><th>rows read</th><th>notes</th></tr>"
    for row in record.coverage:
        yield _covered(row, called)
    yield "</table></details>"


def _covered(row: Coverage, called: dict[str, str]) -> str:
    until = row.provisional_until
    late = [f"may still receive events of this window until {_MINUTES.full(until)}"] if until else []
    notes = "<br>".join(in_html(note) for note in (*late, *folded(row.notes)))
    return (
        f"<tr><td>{in_html(called[row.source])}</td><td>{row.status}</td><td>{row.events}</td>"
        f"<td>{row.raw_rows}</td><td>{notes}</td></tr>"
    )
