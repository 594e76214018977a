"""The record as Markdown: the lines that are read, their evidence linked, gaps in the open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from timeline.formats.inline import in_cell, label, markdown
from timeline.formats.lines import (
    Clockface,
    beside,
    extent,
    lines_shown,
    marks,
    names,
    parts,
    shares_of,
    shown,
    witnesses,
)
from timeline.formats.noted import LEGEND, is_note, mark
from timeline.formats.own import around, headed, tidy, written
from timeline.formats.text import address, one_line
from timeline.model.coverage import Coverage
from timeline.model.event import Event
from timeline.model.secrets import EMAIL, count
from timeline.reading.lines import Counts, Folding, Line, counted
from timeline.reading.notes import folded
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Style, Timeline

_ENTITY, _AMPERSAND = re.compile(r"&(?=#?\w+;)"), r"\\&"  # it is one in an address, too
_End = Callable[[Line], str]
_PULL_REQUEST = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}#\d{1,10}", re.ASCII)


def render(
    record: Timeline,
    *,
    tz: str = "UTC",
    seconds: bool = False,
    style: Style = "record",
    fold: Folding = "default",
    most: int | None = None,
    editing: Editing | None = None,
) -> str:
    """The document, whole or with so many lines at most, or to be edited; ends with a line break."""
    end = editing.end if editing else _nothing
    clock = Clockface(tz, seconds=seconds)
    called = {source: label(name) for source, name in names(record).items()}
    made = record.lines(fold)
    head = [*_head(record, made, clock, called, fold), *(editing.head if editing else ())]
    body = [
        "## Events",
        "",
        *tidy(_events(record, made[:most], clock, called, style=style, end=end)),
    ]  # what nothing parts is one list
    if most is not None and len(made) > most:
        body += ["", f"and {many(len(made) - most, 'more line')}: `record.to_markdown()` has all"]
    coverage = list(_coverage(record, clock, called))
    gaps = any(row.gaps for row in record.coverage)
    # What is missing is read first.
    first, last = ([coverage], []) if gaps else ([], [coverage])
    blocks = (head, *first, body, list(_left(record, fold)), *last, list(_not_placed(record, made)))
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


@dataclass(frozen=True, slots=True)
class Editing:
    """What a document has that people are to edit.

    Attributes:
        head: what its head says more.
        end: how each line ends.
    """

    head: tuple[str, ...]
    end: Callable[[Line], str]


def _nothing(_: Line) -> str:
    return ""


def sentence(line: Line, clock: Clockface) -> str:
    """The line's sentence as inline Markdown: a person's own; else the record's, with what people should know of it."""
    words = line.curated.words if line.curated else None
    said = f"{mark(line.first, clock.zone)}{one_line(words.markdown)}" if words else _recorded(line, clock)
    more = beside(line, clock)
    return f"{said} ({markdown(more)})" if more else said


def _recorded(line: Line, clock: Clockface) -> str:
    """The record's sentence; the pull request that it is about is our own word, a reference to it."""
    event = line.first
    of_change = not line.words and event.kind.startswith("change.")
    own = f"{event.tags.get('repo')}#{event.tags.get('number')}" if of_change else ""
    said = markdown(line.recorded(clock.zone), own=own if _PULL_REQUEST.fullmatch(own) else "", plain=line.plain)
    return f"{mark(event, clock.zone)}{said}"


def _head(
    record: Timeline, made: Sequence[Line], clock: Clockface, called: dict[str, str], fold: Folding
) -> Iterator[str]:
    yield "# Timeline"
    yield ""
    yield f"- Window: {clock.full(record.window.start)} to {clock.full(record.window.end)}"
    if record.selected:
        yield f"- About: {markdown(', '.join(record.selected.named))}"
    if record.coverage:
        shares = shares_of(record)
        yield "- Sources: " + ", ".join(f"{called[row.source]} {shares[row.source]}" for row in record.coverage)
    yield f"- {'; '.join(filter(None, (_counts(record, counted(made)), lines_shown(record, made, fold))))}"
    gaps = sum(len(row.gaps) for row in record.coverage)
    yield (
        "- Complete: every source was read whole"
        if record.complete
        else f"- **Incomplete: {many(gaps, 'gap')}, see Coverage**"
    )
    if masks := _masks(record):
        yield masks
    if any(line.tie for line in made):
        yield "- *tie of 2*: this line and the next lie so close together that their order is not known; so with more"
    if any(is_note(line.first) for line in made):
        yield f"- {LEGEND}"


def _masks(record: Timeline) -> str:
    """How many credentials and addresses the events' texts hold; nothing where there are none."""
    texts = [f"{event.summary}\n{event.body or ''}" for event in map(Event.masked, record)]
    total, mails = sum(count(text) for text in texts if "⟨" in text), sum(text.count(EMAIL) for text in texts)
    if not total:
        return ""
    part = f", {mails} of them e-mail addresses" if mails else ""
    shown = " and ".join(["⟨secret …⟩"] * (total > mails) + [EMAIL] * (mails > 0))
    return f"- {many(total, 'secret')} in the events' texts{part}: masked as {shown} in every output"


def _counts(record: Timeline, counts: Counts) -> str:
    """`127 events in 77 lines, 4 folds`, and of how many events where it is a part."""
    said = shown(record)
    return f"{counts}; {said}" if said.endswith("shown") else str(counts)


def _events(
    record: Timeline, made: Sequence[Line], clock: Clockface, called: dict[str, str], *, style: Style, end: _End
) -> Iterator[str]:
    """The lines under the headings of their part, if the record is about something or people gave it headings."""
    if not made:
        yield "No events."
    several = clock.several_days(made)
    for number, (heading, lines) in enumerate(parts(record, made) if made else ()):
        if number:
            yield ""
        if heading:
            yield from (headed(heading), "")
        days = ("####" if heading else "###") if several else ""
        yield from _BODIES[style](lines, clock, called, days, end)


def _list(made: Sequence[Line], clock: Clockface, called: dict[str, str], days: str, end: _End) -> Iterator[str]:
    """A line an item; `days` is how a date's heading begins, nothing where all lines are of one day."""
    by_day = groupby(made, key=lambda line: clock.day(line.at) if days else None)
    for number, (day, lines) in enumerate(by_day):
        if number:
            yield ""
        if day:
            yield from (f"{days} {day}", "")
        for line in lines:
            told = " ".join(filter(None, (sentence(line, clock), _evidence(line, called))))
            yield from around(line, f"- <{clock.at(line)}>: {told}{_marks(line, called)}{end(line)}")


def _table(made: Sequence[Line], clock: Clockface, called: dict[str, str], days: str, end: _End) -> Iterator[str]:
    """A row a line; what a person wrote between two of them parts the table."""
    head = ("| time | what happened | evidence |", "|---|---|---|")
    fresh = True
    for line in made:
        day = f"{clock.day(line.at)} " if days else ""
        cells = (f"{sentence(line, clock)}{_marks(line, called)}", f"{_evidence(line, called)}{end(line)}")
        row = f"| {day}{clock.at(line)} | {' | '.join(map(in_cell, cells))} |"
        written = list(around(line, row))
        at = written.index(row)
        yield from written[:at]
        yield from ("", *head) if fresh or at else ()  # right behind a list's item it would be a part of that
        yield from written[at:]
        fresh = len(written) > at + 1


def _compact(made: Sequence[Line], clock: Clockface, called: dict[str, str], days: str, end: _End) -> Iterator[str]:
    """A line without links, for reading aloud and for chats."""
    for line in made:
        day = f"{clock.day(line.at)} " if days else ""
        said = _evidence(line, called, linked=False)
        witness = f" ({said})" if said else ""
        told = f"- {day}{clock.at(line)} {sentence(line, clock)}{witness}{_marks(line, called)}{end(line)}"
        yield from around(line, told)


_BODIES = {"record": _list, "table": _table, "compact": _compact}


def _evidence(line: Line, called: dict[str, str], *, linked: bool = True) -> str:
    """Every witness with its lag; of a fold the first and the last, and how many there are within which time."""
    if is_note(line.first) and not address(line.first.url):
        return ""  # nobody's system is its witness, and its mark says that it is a note
    names = [_linked(name, event) if linked else name for name, event in witnesses(line, called)]
    if not line.members:
        return (" · " if linked else ", ").join(names)
    return f"{' … '.join(names)}, {extent(line)}"


def _linked(name: str, event: Event) -> str:
    link = address(event.url, plain=event.plain)
    if not link:
        return name
    if "|" in link or ";" in link:
        link = _ENTITY.sub(_AMPERSAND, link.replace("|", "%7C"))
    return f"[{name}]({link})"


def _marks(line: Line, called: dict[str, str]) -> str:
    if not (line.tie or line.early or line.before):
        return ""
    safe = replace(line, before=markdown(line.before))  # the names in all others are
    return "".join(f" *{mark}*" for mark in marks(safe, called))


def _left(record: Timeline, fold: Folding) -> Iterator[str]:
    """What is left out, by reason, each with the option that shows it."""
    left = record.selected.left(fold) if record.selected else []
    if left:
        yield from ("## Left out", "")
    for each in left:
        yield f"- left out: {each.text}; {markdown(f'`{each.option}`')} shows them"


def _not_placed(record: Timeline, made: Sequence[Line]) -> Iterator[str]:
    """What people wrote and stands at no line, last in the document, whatever it holds."""
    texts = record.unplaced(made)
    if texts:
        yield from ("## Not placed", "")
        yield from tidy(line for text in texts for line in ("", *written(text)))


def _coverage(record: Timeline, clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    yield "## Coverage"
    yield ""
    if not record.coverage:
        yield "No source was asked."
        return
    yield "| source | status | events | rows read | duplicates | outside | undated | rejected |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for row in record.coverage:
        numbers = (row.events, row.raw_rows, row.duplicates, row.out_of_window, row.undated, row.rejected)
        yield f"| {in_cell(called[row.source])} | {row.status} | {' | '.join(map(str, numbers))} |"
    said = [line for row in record.coverage for line in _said(row, clock, called)]
    if said:
        yield ""
        yield from said


def _said(row: Coverage, clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    name = called[row.source]
    for gap in row.gaps:
        where = f"({gap.where})" if gap.where else ""
        # One text, so that no mark of one part finds its fellow in another.
        said = f"{where}, {clock.full(gap.start)} to {clock.full(gap.end)}: {gap.detail}"
        yield f"- **Gap** in {name}{' ' if gap.where else ''}{markdown(said)}"
    if row.provisional_until:
        yield f"- {name} may still receive events of this window until {clock.full(row.provisional_until)}"
    for note in folded(row.notes):
        yield f"- {name}: {markdown(note)}"
