"""Times: stated by the payload, never by a clock, a guess or a default."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from timeline.model.window import Window
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.judging import wrong
from timeline.testing.kit.moments import Moved, names_zones, respelled, without_zone
from timeline.testing.kit.rule import rule

_LATER = timedelta(hours=1)


@rule("time.true", "give the Draft the field that says when it happened, as it came")
def true(bench: Bench) -> Iterator[str]:
    """An event has the time at which it happened."""
    for key, truth in bench.truth.items():
        told = bench.right.events.get(key)
        if told and told.time != truth.when.time:
            yield f"{key} is told at {told.time.isoformat()}, and happened at {truth.time}"


@rule("time.precision", "give the Draft the text that came: how fine it is follows from it")
def precision(bench: Bench) -> Iterator[str]:
    """A time is as fine as the service gave it."""
    for key, truth in bench.truth.items():
        told = bench.right.events.get(key)
        if told and told.precision != truth.when.precision:
            yield f"{key} is told to the {told.precision}, and {truth.time} is to the {truth.when.precision}"


@rule("time.moves", "read the time out of the row, and nowhere else")
def moves(bench: Bench) -> Iterator[str]:
    """When all times in the answers are an hour later, so are the events."""
    moved = Moved(_LATER, bench.kit.window.start)
    window = Window(bench.kit.window.start + _LATER, bench.kit.window.end + _LATER)
    seen = bench.pull(window=window, bend=moved.bend, damage=moved.damage)
    for key, told in seen.events.items():
        known = bench.right.events.get(key)
        if known and known.time + _LATER != told.time:
            yield f"{key} stays at {told.time:%T}"
    was, now = ([each.time for each in pull.events.values()] for pull in (bench.right, seen))
    if sorted(time + _LATER for time in was) != sorted(now):
        yield f"{len(was)} events become {len(now)} at other times"


@rule("time.offset", "read the whole time with its offset (run.emit does), and never cut it off")
def offset(bench: Bench) -> Iterator[str]:
    """The same instant told with another offset is the same instant."""
    yield from wrong(bench.right, bench.pull(damage=respelled()), "with +02:00")


@rule(
    "time.zone",
    "leave it to run.emit, which tells a time without a zone as undated, or say so where the API promises UTC",
)
def zone(bench: Bench) -> Iterator[str]:
    """A time that names no zone is nobody's guess."""
    if not names_zones(bench.told) or Moved(_LATER, bench.kit.window.start).numbers(bench.told):
        return  # what is told may stand on a number
    for key, told in bench.pull(damage=without_zone()).events.items():
        yield f"{key} is told at {told.time:%T} UTC, though no zone was named"
