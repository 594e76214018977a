"""`first_response`: from the first error signal to the first human act, from a page to its acknowledgement, and a
user's report before the first alert.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from timeline.facts import known, said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.facts.signals import FIRES, is_signal
from timeline.model.event import Event, width

NAME = "first_response"


def rows(ground: Ground) -> Iterator[Fact]:
    """The three sorts of it, by when what was responded to began."""
    began = {event.id: number for number, event in enumerate(ground.events)}
    found = (*_acted(ground), *_acknowledged(ground), *_reported(ground))
    yield from sorted(found, key=lambda fact: began[fact.about[0]])


def _acted(ground: Ground) -> Iterator[Fact]:
    signal = next((event for event in ground.events if is_signal(event) and event.severity == "error"), None)
    if signal is None:
        return
    later = ground.acts[bisect_left(ground.acts, signal.time, key=attrgetter("time")) :]
    act = next((event for event in later if event.id != signal.id), None)
    began = f"{said.signal(signal)} {said.went(signal)} at {ground.said.time(signal)}"
    if act:
        did = (
            f"{ground.who.name(act)} {said.acted(act)} at {ground.said.time(act)}, {ground.said.lag(signal, act)} later"
        )
        sentence = f"The first error signal: {began}. The first human act after it: {did}."
    else:
        sentence = f"The first error signal: {began}. No human act was read until {_end(ground)}."
    yield ground.fact(
        NAME, sentence, [signal, act] if act else [signal],
        about=(signal,),
        span=(ground.window.start, act.time if act else ground.window.end),
        types=known.ACTS, sources={signal.source}, one_of=known.ALERTS,
        looked_at={"acts_after": len(later), "channels": ground.channels},
    )  # fmt: skip


def _end(ground: Ground) -> str:
    return f"the window's end at {ground.said.at(ground.window.end)}"


def _acknowledged(ground: Ground) -> Iterator[Fact]:
    for entries in ground.incidents:
        trigger = entries[0]
        found = [event for event in entries if event.kind == "incident.acknowledged"]
        if found:
            yield _page(ground, trigger, found)


def _page(ground: Ground, trigger: Event, found: list[Event]) -> Fact:
    first = found[0]
    by = f" by {ground.who.name(first)}" if first.actor else ""
    sentence = (
        f"{said.page(trigger)} triggered at {ground.said.time(trigger)} and was first acknowledged{by} "
        f"at {ground.said.time(first)}, {ground.said.lag(trigger, first)} later."
    )
    return ground.fact(
        NAME, sentence, (trigger, first),
        about=(trigger,),
        span=(trigger.time, first.time),
        types=known.PAGES, sources={trigger.source},
        looked_at={"acknowledgements": ids(found)},
    )  # fmt: skip


def _reported(ground: Ground) -> Iterator[Fact]:
    alert = next((event for event in ground.events if event.kind in FIRES and is_signal(event)), None)
    reports = [event for event in ground.events if event.kind == "note.report"]
    for report in reports if alert else ():
        # Within one minute the order is not known: a note's times are a person's.
        if alert and report.time + width(report.precision) <= alert.time:
            yield _report(ground, report, alert, reports)


def _report(ground: Ground, report: Event, alert: Event, reports: list[Event]) -> Fact:
    lag = ground.said.lag(report, alert)
    sentence = (
        f"A user's report, by a person's note, stands at {ground.said.time(report)}, {lag} before the first alert: "
        f"{said.signal(alert)} {said.went(alert)} at {ground.said.time(alert)}."
    )
    return ground.fact(
        NAME, sentence, (report, alert),
        about=(report, alert),
        span=(min(report.time, alert.time), alert.time),
        sources={alert.source}, one_of=known.ALERTS,
        looked_at={"reports": ids(reports), "rests_on": "a person's note"},
    )  # fmt: skip
