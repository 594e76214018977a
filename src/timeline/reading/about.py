"""The part of a record that belongs to an incident: by keys, by channel, by service; and what is left out, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Self

from timeline.model.event import Event
from timeline.reading import objects
from timeline.reading.left import Left, left
from timeline.reading.lines import Folding
from timeline.reading.links import hangs_together, incidents
from timeline.reading.places import Span, names_service, own_channels, said_in
from timeline.reading.what import Index, Seed, seeds

if TYPE_CHECKING:
    from timeline.record import Timeline

Reason = Literal["key", "channel", "service"]


@dataclass(frozen=True)
class About:
    """Why each event belongs to what was named.

    Attributes:
        named: what a person asked for, in their words.
        reasons: by event id, the first rule that holds.
        span: from the first signal to the recovery.
        rest: what is left out; None for a part of the part.
    """

    named: tuple[str, ...]
    reasons: Mapping[str, Reason]
    span: Span
    rest: Timeline | None

    @property
    def signal(self) -> datetime | None:
        """The earliest alert or page of the `key` part."""
        return self.span.signal

    @property
    def recovery(self) -> datetime | None:
        """The latest recovery or resolve of the `key` part."""
        return self.span.recovery

    def left(self, fold: Folding = "default") -> list[Left]:
        """What is left out, by reason, in lines of that folding."""
        return left(self.rest, fold) if self.rest else []

    def under(self, told: Callable[[str], str], made: Mapping[str, Event], rest: Timeline | None) -> Self:
        """The same of a record whose events are these now, by the ids that they had; `told` changes people's words."""
        reasons = {made[key].id: reason for key, reason in self.reasons.items() if key in made}
        return replace(self, named=tuple(map(told, self.named)), reasons=reasons, rest=rest)

    def part(self) -> Self:
        """The same reasons for fewer events: what is left out is not counted any more."""
        return replace(self, rest=None)


def about(record: Timeline, named: Sequence[str]) -> tuple[list[Event], About]:
    """The events that belong to what is named, and why.

    Raises:
        ConfigError: nothing is named, or nothing of that name is in the record.
    """
    index = Index(tuple(record))
    found = seeds(index, named)
    by_key = _whole(index, (event for seed in found for event in hangs_together(index, seed)))
    span = Span.of([index.by_id[key] for key in by_key], record.window)
    reasons: dict[str, Reason] = dict.fromkeys(by_key, "key")
    for reason, events in _around(index, found, span):
        for key in _whole(index, events):
            reasons.setdefault(key, reason)
    chosen = [event for event in record if event.id in reasons]
    rest = record.where(test=lambda event: event.id not in reasons)
    return chosen, About(tuple(named), reasons, span, rest)


def _around(index: Index, found: list[Seed], span: Span) -> Iterator[tuple[Reason, Iterable[Event]]]:
    channels = {seed.channel for seed in found if seed.channel}
    pages = sorted({key for seed in found for key in incidents(index, seed)})
    yield "channel", said_in(index, channels | own_channels(index, pages), span)
    yield "service", names_service(index, pages, span)


def _whole(index: Index, events: Iterable[Event]) -> dict[str, None]:
    """The ids of those events and of the other witnesses of their happenings."""
    found: dict[str, None] = {}
    for event in events:
        if event.id not in found:
            witnesses = index.happenings[event.happening] if event.happening else (event,)
            found.update(dict.fromkeys(witness.id for witness in witnesses))
    return found


def first_act(events: Sequence[Event], after: datetime) -> Event | None:
    """The first thing that a person did at that time or later."""
    return next((event for event in events if event.time >= after and objects.is_act(event)), None)
