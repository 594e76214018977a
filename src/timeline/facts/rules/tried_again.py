"""`tried_again`: a change or run that failed, or after which an alert that had fired before fired again in 15 min."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from timeline.facts import known, said
from timeline.facts.changes import FAILED, Change
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.facts.signals import FIRES, Signal
from timeline.model.event import Event, sort_key

NAME = "tried_again"
WITHIN = timedelta(minutes=15)


def rows(ground: Ground) -> Iterator[Fact]:
    """What failed, and what was followed by the same alert; in order of time."""
    found = [(event, _failed(ground, event)) for event in ground.events if event.kind in FAILED]
    found += list(_followed(ground))
    yield from (fact for _, fact in sorted(found, key=lambda each: sort_key(each[0])))


def _failed(ground: Ground, event: Event) -> Fact:
    return ground.fact(
        NAME, f"{said.ran(event)} failed at {ground.said.time(event)}.", (event,),
        about=(event,),
        span=(event.time, event.time),
        types=known.CHANGES, sources={event.source},
    )  # fmt: skip


def _followed(ground: Ground) -> Iterator[tuple[Event, Fact]]:
    """Two firings of a monitor and group, one after the other, with the changes between them that are near enough."""
    fired: dict[tuple[str, str, str], list[Signal]] = defaultdict(list)
    for signal in ground.signals:
        if signal.first.kind in FIRES:
            fired[signal.of].append(signal)
    ends = sorted(ground.changes, key=lambda change: sort_key(change.last))
    times = [change.last.time for change in ends]
    for before, again in (pair for firings in fired.values() for pair in pairwise(firings)):
        last = again.first
        start = max(bisect_right(times, before.first.time), bisect_left(times, last.time - WITHIN))
        between = ends[start : bisect_left(times, last.time)]
        if between:
            yield last, _again(ground, before, last, between)


def _again(ground: Ground, earlier: Signal, again: Event, between: list[Change]) -> Fact:
    before = earlier.first
    told = "; ".join(
        f"{said.changed(change)} {said.step(change.last)}".rstrip()
        + f" at {ground.said.time(change.last)} ({ground.said.lag(change.last, again)} before)"
        for change in between
    )
    sentence = (
        f"{said.signal(again)} had {said.went(before)} at {ground.said.time(before)} and {said.went(again)} again "
        f"at {ground.said.time(again)}; between the two, in the 15 min before: {told}."
    )
    return ground.fact(
        NAME, sentence, (*_cited(earlier), *(event for change in between for event in _near(change, before)), again),
        about=(again, before),
        span=(before.time, again.time),
        types=known.CHANGES, sources={again.source},
        looked_at={"changes": ids(change.last for change in between)},
    )  # fmt: skip


def _cited(signal: Signal) -> list[Event]:
    """What began it, and what ended it."""
    return [signal.first, *([signal.ended] if signal.ended else [])]


def _near(change: Change, before: Event) -> list[Event]:
    """What tells of the change after the first firing."""
    return [event for event in change.events if event.time > before.time]
