"""`at_the_same_time`: two incidents that were open at the same time."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.facts import known, said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.model.event import Event, sort_key

NAME = "at_the_same_time"


def rows(ground: Ground) -> Iterator[Fact]:
    """A row for each pair of which the one triggered while the other was open, by the later trigger."""
    going: list[tuple[Event, Event | None]] = []
    incidents = sorted(ground.incidents.values(), key=lambda entries: sort_key(entries[0]))
    for entries in incidents:
        trigger = entries[0]
        going = [(other, end) for other, end in going if end is None or end.time > trigger.time]
        opened = [other for other, _ in going]
        yield from (_row(ground, other, trigger, opened) for other in opened)
        going.append((trigger, next((event for event in entries if event.kind == "incident.resolved"), None)))


def _row(ground: Ground, one: Event, other: Event, opened: list[Event]) -> Fact:
    sentence = (
        f"{said.page(one)}, triggered at {ground.said.time(one)}, was open when {said.page(other)} triggered "
        f"at {ground.said.time(other)}, {ground.said.lag(one, other)} later."
    )
    return ground.fact(
        NAME, sentence, (one, other),
        about=(one, other),
        span=(one.time, other.time),
        types=known.PAGES, sources={one.source, other.source},
        looked_at={"open": ids(opened)},
    )  # fmt: skip
