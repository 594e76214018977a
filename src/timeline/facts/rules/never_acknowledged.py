"""`never_acknowledged`: a page that nobody acknowledged before it was resolved, or within the window."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.facts import known, said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.model.event import Event

NAME = "never_acknowledged"


def rows(ground: Ground) -> Iterator[Fact]:
    """A row a page."""
    for entries in ground.incidents:
        if not any(event.kind == "incident.acknowledged" for event in entries):
            yield _row(ground, entries)


def _row(ground: Ground, entries: list[Event]) -> Fact:
    trigger, said_of = entries[0], ground.said
    resolve = next((event for event in entries if event.kind == "incident.resolved"), None)
    began = f"{said.page(trigger)} triggered at {said_of.time(trigger)}"
    if resolve:
        lag = said_of.lag(trigger, resolve)
        sentence = f"{began} and was resolved at {said_of.time(resolve)}, {lag} later, without an acknowledgement."
    else:
        end = said_of.at(ground.window.end)
        sentence = f"{began} and was not acknowledged within the window; it was open at the window's end at {end}."
    return ground.fact(
        NAME, sentence, [trigger, resolve] if resolve else [trigger],
        about=(trigger,),
        span=(trigger.time, ground.window.end),
        types=known.PAGES, sources={trigger.source},
        looked_at={"entries": ids(entries)},
    )  # fmt: skip
