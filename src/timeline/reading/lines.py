"""The lines of a record: an event, a happening with all its witnesses, or a fold of such lines."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, get_args

from timeline.joining.rules import Link
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError
from timeline.model.event import Event, Severity, sort_key, width
from timeline.model.kinds import lifecycle_rank
from timeline.model.secrets import masked
from timeline.reading.curated import Curated
from timeline.reading.folds import DEFAULT, THREADS, Fold, Rule, Unit
from timeline.reading.objects import many, worst

if TYPE_CHECKING:
    from timeline.record import Timeline

Folding = Literal["default", "happenings", "none", "threads"]
_RULES: dict[Folding, Sequence[Rule]] = {"default": DEFAULT, "happenings": (), "none": (), "threads": THREADS}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record.

    Attributes:
        events: all that it tells, in the record's order; the first leads.
        rule: the fold's rule, `happening` for several witnesses of one thing, None for an event alone.
        members: the lines that a fold holds, in order; empty for any other line.
        tie: on the first of a group of lines whose order is not known, how many they are; else 0.
        early: links whose effect stands in this line and is stamped before its cause.
        words: its sentence; a time among them is shown in the reader's zone.
        curated: what people made of it; None where nobody decided anything.
        before: how often what it tells of happened before, in one sentence; empty where that was not asked.
    """

    events: tuple[Event, ...]
    rule: str | None = None
    members: tuple[Line, ...] = ()
    tie: int = 0
    early: tuple[Link, ...] = ()
    words: tuple[str | datetime, ...] = ()
    curated: Curated | None = None
    before: str = ""

    def __repr__(self) -> str:
        return masked(f"Line({self.text!r}, rule={self.rule!r}, events={self.events!r})")

    @property
    def first(self) -> Event:
        """The event that leads."""
        return self.events[0]

    @property
    def time(self) -> datetime:
        """When its first event happened."""
        return self.events[0].time

    @property
    def at(self) -> datetime:
        """When it happened, as a person corrected it; else when its first event did."""
        return self.curated.when.time if self.curated and self.curated.when else self.time

    @property
    def until(self) -> datetime:
        """When its last event happened."""
        return self.events[-1].time

    @property
    def severity(self) -> Severity | None:
        """The worst of its events."""
        return worst(self.events)

    @property
    def witnesses(self) -> tuple[Event, ...]:
        """What is linked as evidence: every event, of a fold the leads of its first and its last line."""
        return (self.members[0].first, self.members[-1].first) if self.members else self.events

    @property
    def plain(self) -> bool:
        """Whether its sentence is an event's own, of which nothing is masked."""
        return not self.words and self.first.plain

    @property
    def text(self) -> str:
        """Its sentence, times in UTC."""
        return self.said(UTC)

    def said(self, zone: tzinfo) -> str:
        """Its sentence, in a person's words where there are any; else what was recorded."""
        if self.curated and self.curated.words:
            return self.curated.words.plain
        return self.recorded(zone)

    def recorded(self, zone: tzinfo) -> str:
        """The record's sentence, times in that zone; a time of another day than the line's own with its date."""
        if not self.words:
            return self.first.summary
        day = self.time.astimezone(zone).date()
        return "".join(word if isinstance(word, str) else _clock(word.astimezone(zone), day) for word in self.words)


class Counts(NamedTuple):
    """How many there are; `happenings` are those with several witnesses, inside folds, too."""

    events: int
    lines: int
    folds: int
    happenings: int

    def __str__(self) -> str:
        """`610 events in 554 lines, 12 folds`."""
        folds = f", {many(self.folds, 'fold')}" if self.folds else ""
        return f"{many(self.events, 'event')} in {many(self.lines, 'line')}{folds}"


def lines(record: Timeline, fold: Folding = "default", only: Container[str] | None = None) -> tuple[Line, ...]:
    """The record's lines in order.

    Args:
        record: what is read.
        fold: as for `Timeline.lines`.
        only: the ids of events of which lines are made, as if no rule could take the others; all of them if None.

    Raises:
        ConfigError: no such folding.
    """
    if fold not in _RULES:
        raise ConfigError(f"fold is {', '.join(get_args(Folding))}, not {fold!r}")
    with collector_paused():
        units = _units(record, fold, only)
        free = [only is None or unit.first.id in only for unit in units]
        made = _folded(units, _RULES[fold], free)
        return tuple(_with_ties(made))


def apart(chosen: Sequence[Line], rest: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of two parts of one record, each folded by itself, in the one order."""
    bare = [replace(line, tie=0) if line.tie else line for line in (*chosen, *rest)]
    return tuple(_with_ties(sorted(bare, key=_place)))


class Past(Protocol):
    """What was before, of which rows stand beside events."""

    def of(self, ids: Iterable[str]) -> Sequence[Hashable]:
        """The rows that stand beside one of those events."""

    def said(self, rows: Sequence[Any]) -> str:
        """These rows in one sentence."""


def with_past(made: Sequence[Line], past: Past | None) -> tuple[Line, ...]:
    """The lines, the first of each alert or page with the sentence on its past, where that is known."""
    if past is None:
        return tuple(made)
    seen: set[Hashable] = set()
    found = []
    for line in made:
        rows = [row for row in past.of(event.id for event in line.events) if row not in seen]
        seen.update(rows)
        found.append(replace(line, before=past.said(rows)) if rows else line)
    return tuple(found)


def counted(made: Sequence[Line]) -> Counts:
    """The counts of those lines."""
    several = sum(member.rule == "happening" for line in made for member in line.members or (line,))
    return Counts(sum(len(line.events) for line in made), len(made), sum(bool(line.members) for line in made), several)


def _units(record: Timeline, fold: Folding, only: Container[str] | None) -> list[Line]:
    """A line for each happening, or for each event."""
    skews = record.skews
    groups: dict[tuple[bool, bool, str], list[Event]] = {}
    for event in record:
        shared = event.happening if fold != "none" else None
        inside = only is None or event.id in only
        groups.setdefault((inside, shared is not None, shared or event.id), []).append(event)
    made = []
    for group in groups.values():
        early = tuple(link for event in group for link in skews.get(event.id, ())) if skews else ()
        made.append(Line(tuple(group), "happening" if len(group) > 1 else None, early=early))
    return made


def _folded(units: list[Line], rules: Sequence[Rule], free: Sequence[bool]) -> list[Line]:
    """The lines with those that a rule takes in one; a line that a rule has taken is not there for the next."""
    taken: dict[int, Line | None] = {place: None for place, is_free in enumerate(free) if not is_free}
    for rule in rules:
        seen = [Unit(place, line.events, place not in taken) for place, line in enumerate(units)]
        for fold in rule.find(seen):
            places = sorted(unit.place for unit in fold.units)
            taken.update(dict.fromkeys(places, None))
            taken[places[0]] = _fold(rule.name, [units[place] for place in places], fold)
    return [line for place, unit in enumerate(units) if (line := taken.get(place, unit))]


def _fold(rule: str, members: list[Line], fold: Fold) -> Line:
    events = tuple(sorted((event for line in members for event in line.events), key=sort_key))
    early = tuple(link for line in members for link in line.early)
    return Line(events, rule, tuple(members), early=early, words=fold.words)


def _with_ties(made: Sequence[Line]) -> Iterator[Line]:
    """The lines, the first of each group that ties with its size."""
    for group in _runs(made, lambda before, line: tied(before.first, line.first)):
        yield replace(group[0], tie=len(group)) if len(group) > 1 else group[0]
        yield from group[1:]


def _runs(made: Sequence[Line], joined: Callable[[Line, Line], bool]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in made:
        if run and not joined(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def tied(earlier: Event, later: Event) -> bool:
    """Whether the two could have happened in the other order, as far as their times tell."""
    apart = later.time - earlier.time
    if apart >= width(earlier.precision):
        return False
    if not apart and earlier.source == later.source:
        return lifecycle_rank(earlier.kind) == lifecycle_rank(later.kind)
    return not apart or earlier.precision != later.precision


def _place(line: Line) -> tuple[datetime, str, int, str]:
    return sort_key(line.first)


def _clock(moment: datetime, day: object) -> str:
    shown = f"{moment.hour:02d}:{moment.minute:02d}"
    return shown if moment.date() == day else f"{moment.date()} {shown}"
