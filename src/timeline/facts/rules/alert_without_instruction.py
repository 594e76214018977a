"""`alert_without_instruction`: no link, no runbook and no next step in the text that people wrote for an alert."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from timeline.facts import said, written
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.facts.signals import FIRES, is_signal
from timeline.joining import keys
from timeline.joining.keys import MONITOR, RULE
from timeline.model.event import Event

NAME = "alert_without_instruction"


def rows(ground: Ground) -> Iterator[Fact]:
    """A row a monitor, citing each alert of it whose text says none of the three."""
    without: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in ground.events:
        if event.kind in FIRES and is_signal(event):
            words = _words(event)
            if words is not None and not written.instructs(words):
                without[event.source, said.monitor(event)].append(event)
    yield from (_row(ground, name, events) for (_, name), events in without.items())


def _words(event: Event) -> str | None:
    """What people wrote for it; None where nothing says what they wrote. What a Datadog event lacks was not written.

    Grafana tells a state without the text of its rule.
    """
    if keys.first(event, RULE):
        return None
    if event.body is None:
        return "" if keys.first(event, MONITOR) else None
    return written.by_people(event.body, event.tags.get("monitor"))


def _row(ground: Ground, name: str, events: list[Event]) -> Fact:
    times = said.listed([ground.said.time(event) for event in events[:3]])
    more = f" and {len(events) - 3} times more" if len(events) > 3 else ""  # noqa: PLR2004 - as many as are named
    sentence = (
        f"The text that people wrote for {name} has no link, no runbook and no next step; "
        f"it was sent with the alert at {times}{more}."
    )
    return ground.fact(
        NAME, sentence, events,
        about=events,
        span=(events[0].time, events[-1].time),
        sources={events[0].source},
        looked_at={"alerts": ids(events), "for": ["link", "runbook", "next step"]},
    )  # fmt: skip
