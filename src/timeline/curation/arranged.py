"""The lines of a record as people arranged them: those they left to be read, in their order and words.

What is decided of a line holds for its events. An event that came later stands in a line of its own and is new.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from itertools import pairwise
from typing import TYPE_CHECKING

from timeline.curation import times
from timeline.curation.facts import facts_of
from timeline.curation.store import Choice, Curation, Own
from timeline.curation.written import own as written_own
from timeline.curation.written import words as written_words
from timeline.formats.noted import is_note
from timeline.model.event import Event, sort_key
from timeline.model.secrets import masked
from timeline.prose.items import alike
from timeline.reading import lines as reading
from timeline.reading.curated import CHANGED, NEW, Curated, Written
from timeline.reading.lines import Folding, Line

if TYPE_CHECKING:
    from timeline.record import Timeline

_Texts = Mapping[int, list[Written]]


def lines(record: Timeline, fold: Folding = "default") -> tuple[Line, ...]:
    """The lines that people read."""
    curation = record.curation or Curation()
    apart = _apart(record, curation, fold)
    made = [line for line in apart if _is_shown(line, curation)]
    said = list(_said(record, curation, made))
    ordered = _ordered(said)
    return tuple(_with_own(ordered, curation))


def hidden(record: Timeline) -> frozenset[str]:
    """The ids of the events whose lines people left out."""
    curation = record.curation or Curation()
    return frozenset(key for each in curation.lines if not each.shown for key in each.all)


def _apart(record: Timeline, curation: Curation, fold: Folding) -> tuple[Line, ...]:
    """The lines, none of which holds events about which different things were decided."""
    base = record.curated(None).lines(fold)
    mixed = [line for line in base if not _is_one(line, curation)]
    if not mixed:
        return base
    groups: dict[int | None, set[str]] = defaultdict(set)
    for line in mixed:
        for event in line.events:
            groups[_group(event, curation)].add(event.id)
    there = set(map(id, mixed))
    made = [line for line in base if id(line) not in there]
    for only in groups.values():
        made += reading.lines(record, fold, only)
    return reading.apart(made, ())


def _group(event: Event, curation: Curation) -> int | None:
    """What was decided of the event, as one number; None of one that nobody decided about."""
    return curation.of_event.get(event.id)


def _is_one(line: Line, curation: Curation) -> bool:
    """Whether one thing was decided of the whole line: or, of all its parts, nothing but that they are shown."""
    groups = {_group(event, curation) for event in line.events}
    if len(groups) == 1:
        return True
    if None in groups:
        return False
    parts = [curation.lines[group] for group in groups if group is not None]
    plain = all(each.shown and not each.touched for each in parts)
    return plain and len({each.heading for each in parts}) == 1


def _is_shown(line: Line, curation: Curation) -> bool:
    choice = curation.choice(line.first.id)
    return choice is None or choice.shown


def _said(record: Timeline, curation: Curation, made: Sequence[Line]) -> Iterator[tuple[Line, int | None]]:
    """Each line with the number of what was decided of it, in a person's words where there are any."""
    by_choice: dict[int | None, list[Line]] = defaultdict(list)
    for line in made:
        by_choice[_number(line, curation)].append(line)
    facts = facts_of(record)
    for number, group in by_choice.items():
        if number is None:
            yield from ((_undecided(line, curation), None) for line in group)
            continue
        choice = curation.lines[number]
        if choice.touched:
            yield from ((line, number) for line in _touched(choice, group, facts(choice.all)))
        else:
            bare = Curated(choice.heading or "")
            yield from ((replace(line, curated=bare), number) for line in group)


def _number(line: Line, curation: Curation) -> int | None:
    found = (_group(event, curation) for event in line.events)
    return min((number for number in found if number is not None), default=None)


def _undecided(line: Line, curation: Curation) -> Line:
    """A line that nobody decided about; new where it came since. A person's own note is no news to people."""
    is_new = not any(is_note(event) or curation.knows(event.id) for event in line.events)
    return replace(line, curated=Curated(remark=NEW if is_new else ""))


def _touched(choice: Choice, group: Sequence[Line], facts: str) -> Iterator[Line]:
    """One line in a person's words; where the record says something else since, a second in its own."""
    line = group[0] if len(group) == 1 else _together(group)
    words = written_words(choice.words) if choice.words is not None else None
    made = Curated(choice.heading or "", words, times.read(choice.time))
    yield replace(line, curated=made)
    if (
        words
        and choice.original
        and facts != choice.facts
        and alike(choice.original) != alike(masked(line.recorded(UTC)))
    ):
        yield replace(line, tie=0, curated=Curated(choice.heading or "", remark=CHANGED))


def _together(group: Sequence[Line]) -> Line:
    """Several lines of which a person made one."""
    events = tuple(sorted((event for line in group for event in line.events), key=sort_key))
    early = tuple(link for line in group for link in line.early)
    return Line(events, "merged", tuple(group), early=early, words=(group[0].recorded(UTC),))


def _ordered(said: Iterable[tuple[Line, int | None]]) -> list[Line]:
    """The lines in the order that people chose; those that nobody decided about by time among them."""
    decided: list[tuple[int, Line]] = []
    others: list[Line] = []
    for line, number in said:
        others.append(line) if number is None else decided.append((number, line))
    chosen = [line for _, line in sorted(decided, key=lambda each: (each[0], sort_key(each[1].first)))]
    new = [line for line in others if line.curated and line.curated.remark]
    head = next((place for place, line in enumerate(chosen) if _heading(line)), len(chosen))
    known = _among([line for line in others if not (line.curated and line.curated.remark)], chosen[:head])
    return _among(new, [*known, *chosen[head:]])


def _among(added: Sequence[Line], chosen: Sequence[Line]) -> list[Line]:
    """The chosen lines as they stand, each added one beside that which is before it in time, under its heading."""
    if not chosen or not added:
        return [*chosen, *sorted(added, key=_place)]
    by_time = sorted(range(len(chosen)), key=lambda number: _place(chosen[number]))
    keys = [_place(chosen[number]) for number in by_time]
    backwards = _is_backwards(chosen)
    beside: dict[int, list[Line]] = defaultdict(list)
    for line in sorted(added, key=_place, reverse=backwards):
        before = bisect_right(keys, _place(line)) - 1
        beside[by_time[before] if before >= 0 else -1].append(line)
    first = beside.pop(-1, [])
    made = [] if backwards else _under(first, chosen[0])
    for number, line in enumerate(chosen):
        near = _under(beside[number], line) if number in beside else []
        made += [*near, line] if backwards else [line, *near]
    return made + (_under(first, chosen[-1]) if backwards else [])


def _under(added: Iterable[Line], beside: Line) -> list[Line]:
    return [replace(line, curated=replace(line.curated or Curated(), heading=_heading(beside))) for line in added]


def _is_backwards(chosen: Sequence[Line]) -> bool:
    """Whether the newest is first."""
    steps = [_place(one) > _place(other) for one, other in pairwise(chosen)]
    return sum(steps) > len(steps) / 2


def _heading(line: Line) -> str:
    return line.curated.heading if line.curated else ""


def _place(line: Line) -> tuple[object, ...]:
    return sort_key(line.first)


def _with_own(made: Sequence[Line], curation: Curation) -> Iterator[Line]:
    """The lines, with what people wrote before and behind them."""
    above, below = _placed(made, curation)
    for number, line in enumerate(made):
        curated = line.curated or Curated()
        yield replace(
            line, curated=replace(curated, above=tuple(above.get(number, ())), below=tuple(below.get(number, ())))
        )


def _placed(
    made: Sequence[Line], curation: Curation
) -> tuple[Mapping[int, list[Written]], Mapping[int, list[Written]]]:
    above: dict[int, list[Written]] = defaultdict(list)
    below: dict[int, list[Written]] = defaultdict(list)
    anchors = Anchors(made, curation)
    for own in curation.own if made else ():
        at, is_above = anchors.place(own)
        (above if is_above else below)[at].append(written_own(own.text))
    return above, below


class Anchors:
    """Finds where people's own words stand: behind the line of an event, or the last one that is shown before it."""

    def __init__(self, made: Sequence[Line], curation: Curation) -> None:
        self._headings = [_heading(line) for line in made]
        self._by_event = {event.id: number for number, line in enumerate(made) for event in line.events}
        self._curation = curation

    def place(self, own: Own) -> tuple[int, bool]:
        """The number of a line, and whether it stands above that: under its heading, if a line stands there, too."""
        at, heading, many = self._find(own.after), own.heading or "", len(self._headings)
        if at >= 0 and self._headings[at] == heading:
            return at, False
        later = next((number for number in range(at + 1, many) if self._headings[number] == heading), None)
        if later is not None:
            return later, True
        return (at, False) if at >= 0 else (0, True)

    def _find(self, after: str | None) -> int:
        """The line's number; -1 where there is none."""
        if after is None:
            return -1
        if after in self._by_event:
            return self._by_event[after]
        number = self._curation.of_event.get(after)
        while number is not None and number >= 0:
            found = [self._by_event[key] for key in self._curation.lines[number].all if key in self._by_event]
            if found:
                return max(found)
            number -= 1
        return -1


def _gone(choice: Choice) -> str:
    """What a person wrote of a line that the record holds no more."""
    said, when = choice.words or choice.original or "", times.read(choice.time)
    return f"- <{when.time:%Y-%m-%d %H:%M} Z>: {said}" if when else said


def unplaced(record: Timeline, made: Sequence[Line]) -> tuple[str, ...]:
    """What people wrote and stands at no line: what could not be placed, and what was about something that is gone."""
    curation = record.curation or Curation()
    there = {event.id for event in record.pulled.events}
    gone = [_gone(each) for each in curation.lines if each.touched and there.isdisjoint(each.all)]
    return (*curation.not_placed, *gone, *(() if made else (own.text for own in curation.own)))
