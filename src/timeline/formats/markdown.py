"""The record as Markdown: one line per happening, every witness linked, gaps in the open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from timeline.formats.inline import in_cell, label, markdown
from timeline.formats.lines import Clockface, Line, counted, lag, lines, many, names, shares_of, shown, skew
from timeline.formats.text import address
from timeline.model.coverage import Coverage
from timeline.model.event import Event
from timeline.model.secrets import count

if TYPE_CHECKING:
    from timeline.record import Style, Timeline

_ENTITY, _AMPERSAND = re.compile(r"&(?=#?\w+;)"), r"\\&"  # it is one in an address, too
_PULL_REQUEST = re.compile(r"[\w.-]{1,100}/[\w.-]{1,100}#\d{1,10}", re.ASCII)


def render(
    record: Timeline,
    *,
    tz: str = "UTC",
    seconds: bool = False,
    style: Style = "record",
    fold: bool = True,
    most: int | None = None,
) -> str:
    """The document, whole or with so many lines at most; ends with a line break."""
    clock = Clockface(tz, seconds=seconds)
    called = {source: label(name) for source, name in names(record).items()}
    made = lines(record, fold=fold)
    head = list(_head(record, made, clock, called))
    body = ["## Events", "", *_BODIES[style](made[:most], clock, called)]  # lists that nothing parts are one list
    if most is not None and len(made) > most:
        body += ["", f"and {many(len(made) - most, 'more line')}: `record.to_markdown()` has all"]
    coverage = list(_coverage(record, clock, called))
    gaps = any(row.gaps for row in record.coverage)
    # What is missing is read first.
    parts = [head, coverage, body] if gaps else [head, body, coverage]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def reference(event: Event) -> str:
    """The summary as inline Markdown; the pull request that it is about is our own word, and a reference to it."""
    own = f"{event.tags.get('repo')}#{event.tags.get('number')}" if event.kind.startswith("change.") else ""
    return markdown(event.summary, own=own if _PULL_REQUEST.fullmatch(own) else "")


def _head(record: Timeline, made: list[Line], clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    yield "# Timeline"
    yield ""
    yield f"- Window: {clock.full(record.window.start)} to {clock.full(record.window.end)}"
    if record.coverage:
        shares = shares_of(record)
        yield "- Sources: " + ", ".join(f"{called[row.source]} {shares[row.source]}" for row in record.coverage)
    yield f"- {_lines_told(made)}; {_all(record)}"
    gaps = sum(len(row.gaps) for row in record.coverage)
    yield (
        "- Complete: every source was read whole"
        if record.complete
        else f"- **Incomplete: {many(gaps, 'gap')}, see Coverage**"
    )
    secrets = sum(count(f"{event.summary}\n{event.body or ''}") for event in record)
    if secrets:
        yield f"- {many(secrets, 'secret')} in the events' texts: masked as ⟨secret …⟩ in every output"
    if any(line.tied for line in made):
        yield "- Lines marked *tie* lie so close to the line above that their order is not known"


def _lines_told(made: list[Line]) -> str:
    total, happenings, events = counted(made)
    if not happenings:
        return many(total, "line")
    single = total - happenings
    return (
        f"{many(total, 'line')}: {many(single, 'single event')} and {many(happenings, 'happening')} "
        f"with {many(events - single, 'event')}"
    )


def _all(record: Timeline) -> str:
    said = shown(record)
    return said if said.endswith("shown") else f"{said} in all"


def _list(made: list[Line], clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    if not made:
        yield "No events."
    several, day = _several_days(made, clock), None
    for line in made:
        first = line.events[0]
        if several and clock.day(first.time) != day:
            if day is not None:
                yield ""
            day = clock.day(first.time)
            yield f"### {day}"
            yield ""
        yield f"- <{clock.time(first.time)}>: {reference(first)} {_evidence(line, called)}{_marks(line, called)}"


def _table(made: list[Line], clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    yield "| time | what happened | evidence |"
    yield "|---|---|---|"
    several = _several_days(made, clock)
    for line in made:
        shown = f"{clock.day(line.first.time)} " if several else ""
        cells = (f"{reference(line.first)}{_marks(line, called)}", _evidence(line, called))
        yield f"| {shown}{clock.time(line.first.time)} | {' | '.join(map(in_cell, cells))} |"


def _compact(made: list[Line], clock: Clockface, called: dict[str, str]) -> Iterator[str]:
    """A line without links, for reading aloud and for chats."""
    several = _several_days(made, clock)
    for line in made:
        shown = f"{clock.day(line.first.time)} " if several else ""
        witnesses = ", ".join(_labels(line, called))
        yield f"- {shown}{clock.time(line.first.time)} {reference(line.first)} ({witnesses}){_marks(line, called)}"


_BODIES = {"record": _list, "table": _table, "compact": _compact}


def _several_days(made: list[Line], clock: Clockface) -> bool:
    return bool(made) and clock.day(made[0].first.time) != clock.day(made[-1].first.time)


def _evidence(line: Line, called: dict[str, str]) -> str:
    """Every witness, linked, with its lag."""
    return " · ".join(
        [_linked(label, event.url) for label, event in zip(_labels(line, called), line.events, strict=True)]
    )


def _linked(name: str, url: str | None) -> str:
    link = address(url)
    if not link:
        return name
    if "|" in link or ";" in link:
        link = _ENTITY.sub(_AMPERSAND, link.replace("|", "%7C"))
    return f"[{name}]({link})"


def _labels(line: Line, called: dict[str, str]) -> list[str]:
    """Every witness by its source, with its lag behind the first."""
    first, *others = line.events
    return [
        called[first.source],
        *(f"{called[event.source]} {lag(event.time - first.time)}" for event in others),
    ]


def _marks(line: Line, called: dict[str, str]) -> str:
    """What is to be known of the line's place in the order."""
    if not line.tied and not line.early:
        return ""
    return (" *tie*" if line.tied else "") + "".join(f" *{skew(link, called)}*" for link in line.early)


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
    for note in row.notes:
        yield f"- {name}: {markdown(note)}"
