"""Signals: alerts, pages and errors of severity error or warning, each open until its recovery or resolve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from timeline.joining import keys
from timeline.joining.keys import INCIDENT, ISSUE
from timeline.model.event import Event, Severity
from timeline.reading import objects

#: An alert that goes off; what follows while it is open says it again, or worse.
FIRES = frozenset({"alert.triggered", "alert.warned", "alert.no_data"})
_BEGINS = FIRES | {"incident.triggered", "error.first_seen", "error.regressed"}
_AGAIN = frozenset({"alert.renotified", "incident.escalated"})
_ENDS = frozenset({"alert.recovered", "incident.resolved", "error.resolved"})
_LOUD: tuple[Severity, ...] = ("warning", "error")


def is_signal(event: Event) -> bool:
    """Whether it is an alert, page or error of severity error or warning."""
    return event.severity in _LOUD and event.kind in _BEGINS | _AGAIN


def thing(event: Event) -> tuple[str, str, str] | None:
    """What the event is a signal of: a monitor's group, an incident or an error, within its source."""
    if event.kind.startswith("alert."):
        return objects.monitor(event) or (event.source, event.tags.get("monitor") or event.id, "")
    sort = INCIDENT if event.kind.startswith("incident.") else ISSUE if event.kind.startswith("error.") else None
    key = keys.first(event, sort) if sort else None
    return (event.source, key or event.id, "") if sort else None


@dataclass(eq=False)
class Signal:
    """One signal, from what began it to what ended it.

    Attributes:
        of: what it is a signal of.
        events: what began it and said it again, in order.
        ended: its recovery or resolve, or the next beginning of the same; None where the record has none.
    """

    of: tuple[str, str, str]
    events: list[Event] = field(default_factory=list)
    ended: Event | None = None

    @property
    def first(self) -> Event:
        """What began it, as far as the record goes."""
        return self.events[0]

    @property
    def severity(self) -> Severity | None:
        """The worst that it said."""
        return objects.worst(self.events)

    def end(self, otherwise: datetime) -> datetime:
        """When it was over; the other time where it was not."""
        return self.ended.time if self.ended else otherwise


def signals(events: Iterable[Event]) -> list[Signal]:
    """The signals of those events, which stand in the record's order, by when they began."""
    going: dict[tuple[str, str, str], Signal] = {}
    return [made for event in events if (made := _taken(event, going))]


def _taken(event: Event, going: dict[tuple[str, str, str], Signal]) -> Signal | None:
    """The signal that the event begins, if it does; else it belongs to one that is going on, or to none."""
    of = thing(event)
    if of is None:
        return None
    here = going.get(of)
    if event.kind in _ENDS:
        if here:
            here.ended = event
            del going[of]
        return None
    if not is_signal(event):
        return None
    if here is None or _begins_anew(event, here):
        if here:
            here.ended = event
        going[of] = Signal(of, [event])
        return going[of]
    here.events.append(event)
    return None


def _begins_anew(event: Event, here: Signal) -> bool:
    """Whether it went to the state again in which it was: between the two lies a recovery that was not read."""
    states = [each.kind for each in here.events if each.kind in FIRES]
    return event.kind in FIRES and states[-1:] == [event.kind]


def open_spans(found: Iterable[Signal], end: datetime) -> Iterator[tuple[datetime, datetime, list[Signal]]]:
    """The spans in which at least one of the signals, given by when they began, was open; with those that were."""
    start, until, inside = None, None, list[Signal]()
    for signal in found:
        if start is None or until is None or signal.first.time > until:
            if start and until:
                yield start, until, inside
            start, until, inside = signal.first.time, signal.end(end), []
        until = max(until, signal.end(end))
        inside.append(signal)
    if start and until:
        yield start, until, inside
