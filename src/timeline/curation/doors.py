"""What Python decides of a record's lines: `keep`, `leave_out`, `reword`, `under`. Each gives a new record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.curation.facts import facts_of
from timeline.curation.store import Choice, Curation
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.reading.lines import Line

if TYPE_CHECKING:
    from timeline.record import Timeline

Change = Callable[[Choice, Line], Choice]


def keep(record: Timeline, events: Sequence[Event]) -> Timeline:
    """The lines of those events shown, and those that nobody decided about left out."""
    lines = _lines(record)
    chosen = {id(lines[event.id]) for event in events}
    before = record.curation or Curation()
    undecided = [
        event
        for key, line in lines.items()
        if before.choice(key) is None and id(line) not in chosen
        for event in line.events
    ]
    left = _decided(record, undecided, lambda choice, _: replace(choice, shown=False))
    return _decided(left, events, lambda choice, _: replace(choice, shown=True))


def leave_out(record: Timeline, events: Sequence[Event]) -> Timeline:
    """The lines of those events left out."""
    return _decided(record, events, lambda choice, _: replace(choice, shown=False))


def reword(record: Timeline, event: Event, words: str) -> Timeline:
    """The line of that event in those words."""
    said = " ".join(words.split())
    if not said:
        raise ConfigError("a line says something: its words are empty; `leave_out` takes a line away")
    facts = facts_of(record)
    return _decided(
        record,
        [event],
        lambda choice, line: replace(choice, words=said, original=line.text, facts=facts(choice.all)),
    )


def under(record: Timeline, heading: str, events: Sequence[Event]) -> Timeline:
    """The lines of those events under that heading."""
    said = " ".join(heading.split())
    if not said:
        raise ConfigError("a heading says something: it is empty")
    return _decided(record, events, lambda choice, _: replace(choice, heading=said))


def by_heading(made: Curation) -> Curation:
    """The curation with its lines by heading, those without one first."""
    made = made.but()
    place = _heading_of(made)
    return replace(made, lines=tuple(sorted(made.lines, key=place)))


def _heading_of(made: Curation) -> Callable[[Choice], int]:
    places: dict[str | None, int] = {name: number for number, name in enumerate(made.headings)}
    return lambda each: places.get(each.heading, -1)


def _decided(record: Timeline, events: Iterable[Event], change: Change) -> Timeline:
    """The record with a change to what is decided of the lines of those events."""
    before = record.curation or Curation()
    lines = _lines(record)
    changed: dict[int, Choice] = {}
    new: dict[str, Choice] = {}
    for event in events:
        line, number = lines[event.id], before.of_event.get(event.id)
        if number is not None:
            changed[number] = change(changed.get(number, before.lines[number]), line)
        elif line.first.id not in new:
            new[line.first.id] = change(Choice(line.first.id, _undecided(line, before)), line)
    kept = [changed.get(number, each) for number, each in enumerate(before.lines)]
    made = before.but(lines=(*kept, *new.values()))
    made = replace(made, lines=tuple(_in_order(record, made, before)))
    if not made.known:
        made = made.knowing((event.id for event in record.pulled.events), record.work.seal)
    return record.curated(made)


def _undecided(line: Line, before: Curation) -> tuple[str, ...]:
    """The events of the line about which nothing is decided."""
    return tuple(event.id for event in line.events if before.choice(event.id) is None)


def _lines(record: Timeline) -> Mapping[str, Line]:
    """By an event's id, the line of the record that it stands in, with nothing decided."""
    return {event.id: line for line in record.curated(None).lines() for event in line.events}


def _in_order(record: Timeline, made: Curation, before: Curation) -> list[Choice]:
    """The lines by heading and time, as long as nobody chose another order; else the new ones last, by heading."""
    places = {event.id: number for number, event in enumerate(record.pulled.events)}
    was, heading = _heading_of(before), _heading_of(made)
    chosen = [(was(each), places[each.id]) for each in before.lines if each.id in places]
    if chosen != sorted(chosen):
        return sorted(made.lines, key=heading)
    return sorted(made.lines, key=lambda each: (heading(each), places.get(each.id, -1)))
