"""`changes_before`: every change in the 30 min before the first alert of each monitor and group, with its lag."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import timedelta

from timeline.facts import known, said
from timeline.facts.changes import Change
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.facts.signals import FIRES, thing
from timeline.model.event import Event, sort_key

NAME = "changes_before"
BEFORE = timedelta(minutes=30)


def rows(ground: Ground) -> Iterator[Fact]:
    """The changes before each first alert, where there are any."""
    told = sorted((event for change in ground.changes for event in change.events), key=sort_key)
    times = [event.time for event in told]
    of = {event.id: change for change in ground.changes for event in change.events}
    for alert in _first(ground):
        near = told[bisect_left(times, alert.time - BEFORE) : bisect_left(times, alert.time)]
        if near:
            yield _row(ground, alert, near, of)


def _first(ground: Ground) -> Iterator[Event]:
    """The first alert of each monitor and group, and of each page that no alert is the same as.

    One that had begun before the record has its first alert there.
    """
    alerted = {event.happening for event in ground.events if event.kind in FIRES}
    seen = _recovered_first(ground)
    for signal in ground.signals:
        event = signal.first
        of: object = (event.source, said.page_of(event)) if event.kind == "incident.triggered" else signal.of
        if of not in seen and not event.kind.startswith("error."):
            seen.add(of)
            lone = event.kind == "incident.triggered" and event.happening not in alerted - {None}
            if event.kind in FIRES or lone:
                yield event


def _recovered_first(ground: Ground) -> set[object]:
    """The monitors and groups whose first event is a recovery."""
    first: dict[object, Event] = {}
    for event in ground.events:
        if event.kind.startswith("alert.") and (of := thing(event)):
            first.setdefault(of, event)
    return {of for of, event in first.items() if event.kind == "alert.recovered"}


def _row(ground: Ground, alert: Event, near: list[Event], of: dict[str, Change]) -> Fact:
    found = list(dict.fromkeys(of[event.id] for event in near))
    inside = {event.id for event in near}
    listed = "; ".join(_told(ground, change, alert, inside) for change in found)
    start = max(alert.time - BEFORE, ground.window.start)
    part = said.span_of(alert.time - start) + (" of the window" if start > alert.time - BEFORE else "")
    first = f"{said.signal(alert)} first {said.went(alert)} at {ground.said.time(alert)}"
    return ground.fact(
        NAME, f"In the {part} before {first}: {listed}.", (*near, alert),
        about=(alert,),
        span=(start, alert.time),
        types=known.CHANGES,
        looked_at={"changes": ids(near)},
    )  # fmt: skip


def _told(ground: Ground, change: Change, alert: Event, inside: set[str]) -> str:
    """`merge of acme/hooks#88 at 18:33:08 Z (9 min 37 s before)`, of a deployment each of its steps."""
    steps: dict[str, Event] = {}
    for event in change.events:
        if event.id in inside:
            steps.setdefault(said.step(event), event)
    parts = (
        f"{name} at {ground.said.time(event)} ({ground.said.lag(event, alert)} before)".strip()
        for name, event in steps.items()
    )
    return f"{said.changed(change)} {', '.join(parts)}"
