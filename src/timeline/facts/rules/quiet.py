"""`quiet`: no human act for 5 min while a signal was open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from timeline.facts import known, said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.facts.signals import Signal, open_spans
from timeline.model.event import Event

NAME = "quiet"
LEAST = timedelta(minutes=5)
#: Where a quiet span begins or ends: the time, and the act there, or what began or ended a signal.
Edge = tuple[datetime, list[Event]]


def rows(ground: Ground) -> Iterator[Fact]:
    """The spans between two acts, or an act and an end, in which a signal was open all the time."""
    times = [act.time for act in ground.acts]
    for start, end, inside in open_spans(ground.signals, ground.window.end):
        acts = ground.acts[bisect_left(times, start) : bisect_right(times, end)]
        begins = [each.first for each in inside if each.first.time == start]
        ends = [each.ended for each in inside if each.ended and each.ended.time == end]
        edges = [(start, begins), *((act.time, [act]) for act in acts), (end, ends)]
        for first, last in pairwise(edges):
            if last[0] - first[0] >= LEAST:
                during = [each for each in inside if _is_open(each, first[0], last[0], ground)]
                yield _row(ground, first, last, during)


def _is_open(signal: Signal, first: datetime, last: datetime, ground: Ground) -> bool:
    return signal.first.time < last and signal.end(ground.window.end) > first


def _row(ground: Ground, first: Edge, last: Edge, during: list[Signal]) -> Fact:
    opened = said.listed([f"{said.signal(each.first)} ({each.severity})" for each in during])
    read = ground.channels
    named = said.listed([f"#{each}" for each in read]) or "no channel"
    sentence = (
        f"No human act was read from {_at(ground, first)} to {_at(ground, last)}, "
        f"{said.span_of(last[0] - first[0])}, while open: {opened}. Messages were read in {named}."
    )
    return ground.fact(
        NAME, sentence, (*_cited(during, last[0]), *first[1], *last[1]),
        about=(each.first for each in during),
        span=(first[0], last[0]),
        types=known.ACTS, sources={each.first.source for each in during},
        looked_at={"channels": read, "signals": ids(each.first for each in during), "acts": 0},
    )  # fmt: skip


def _cited(during: list[Signal], until: datetime) -> Iterator[Event]:
    """What began the signals, and what ended them as far as it did within the span."""
    for each in during:
        yield each.first
        if each.ended and each.ended.time <= until:
            yield each.ended


def _at(ground: Ground, edge: Edge) -> str:
    return ground.said.time(edge[1][0]) if edge[1] else f"the window's end at {ground.said.at(edge[0])}"
