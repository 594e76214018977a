"""`at_the_same_time`: other incidents that were open when one was triggered."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.facts import known, said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.model.event import Event, sort_key

NAME = "at_the_same_time"
NAMED = 5


def rows(ground: Ground) -> Iterator[Fact]:
    """A row for each incident that was triggered while others were open, which it names."""
    going: list[tuple[Event, Event | None]] = []
    incidents = sorted(ground.incidents, key=lambda entries: sort_key(entries[0]))
    for entries in incidents:
        trigger = entries[0]
        going = [(other, end) for other, end in going if end is None or end.time > trigger.time]
        if going:
            yield _row(ground, trigger, [other for other, _ in going])
        going.append((trigger, next((event for event in entries if event.kind == "incident.resolved"), None)))


def _row(ground: Ground, trigger: Event, opened: list[Event]) -> Fact:
    told = [
        f"{said.page(other)} since {ground.said.time(other)} ({ground.said.lag(other, trigger)})"
        for other in opened[:NAMED]
    ]
    more = [f"{len(opened) - NAMED} more"] if len(opened) > NAMED else []
    sentence = (
        f"When {said.page(trigger)} triggered at {ground.said.time(trigger)}, open was also {said.listed(told + more)}."
    )
    return ground.fact(
        NAME, sentence, (*opened, trigger),
        about=(trigger, *opened),
        span=(opened[0].time, trigger.time),
        types=known.PAGES, sources={event.source for event in (*opened, trigger)},
        looked_at={"open": ids(opened)},
    )  # fmt: skip
