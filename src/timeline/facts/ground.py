"""What the rules of one record share: its signals, acts, changes and people, and how a fact is made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from timeline.facts import acts, changes, known, pages, signals
from timeline.facts.clocks import Clocks
from timeline.facts.fact import Fact
from timeline.facts.said import Said
from timeline.facts.who import Who
from timeline.joining.rules import Link
from timeline.model.event import Event, sort_key
from timeline.model.window import utc_text

if TYPE_CHECKING:
    from timeline.record import Timeline


class Ground:
    """One record as the rules see it: whole, whatever part of it is shown, since a part has other firsts.

    Args:
        record: the record, or a part of it.
        tz: the zone that times are said in.
    """

    def __init__(self, record: Timeline, tz: str = "UTC") -> None:
        self.events: Sequence[Event] = record.pulled.events
        self.window = record.window
        self.coverage = record.coverage
        self._pulled = record.pulled
        self._record = record
        early = (link for links in record.pulled.early.values() for link in links)
        self.said = Said(record.window, tz, Clocks(record.coverage, early))

    @cached_property
    def who(self) -> Who:
        """Who is one person."""
        return Who(self.events, self._record.people)

    @cached_property
    def signals(self) -> list[signals.Signal]:
        """Its signals, by when they began."""
        return signals.signals(self.events)

    @cached_property
    def acts(self) -> list[Event]:
        """What people did, in order."""
        return [event for event in self.events if acts.is_act(event)]

    @cached_property
    def changes(self) -> list[changes.Change]:
        """Its changes, by their first event."""
        return changes.changes(self.events)

    @cached_property
    def channels(self) -> list[str]:
        """The channels of which something was read."""
        return sorted({event.tags["channel"] for event in self.events if "channel" in event.tags})

    @cached_property
    def incidents(self) -> list[list[Event]]:
        """The entries of every incident that was triggered in the record, from its trigger on."""
        return list(pages.incidents(self.events).values())

    def caused(self, event: Event) -> list[Event]:
        """The events that a post states, as the links say that join them."""
        return [link.cause for link in self._links(event) if link.effect.id == event.id]

    def _links(self, event: Event) -> Sequence[Link]:
        return self._pulled.links.get(event.id, ())

    def fact(
        self,
        rule: str,
        sentence: str,
        events: Iterable[Event],
        *,
        about: Iterable[Event],
        span: tuple[datetime, datetime],
        types: Collection[str] = (),
        sources: Collection[str] = (),
        one_of: Collection[str] = (),
        looked_at: Mapping[str, Any] | None = None,
    ) -> Fact:
        """The fact, with what was looked at, and whether all of that was read.

        Args:
            rule: its name.
            sentence: what it says; where not all was read, that stands before it.
            events: what it cites.
            about: those of them that it is about.
            span: the span that was looked at.
            types: services that must have been asked, and read over the span.
            sources: sources that must have been read, too, by name.
            one_of: services of which one must have been asked.
            looked_at: what was considered, beside the span and the sources.
        """
        cited = sorted({event.id: event for event in events}.values(), key=sort_key)
        state = known.known(self.coverage, *span, types, sources=sources, one_of=one_of)
        read = known.needed(self.coverage, {*types, *one_of}, sources)
        seen = {"from": utc_text(span[0]), "to": utc_text(span[1]), "sources": sorted(row.source for row in read)}
        return Fact(
            rule=rule,
            sentence=sentence if state == "yes" else f"As far as read: {sentence}",
            events=tuple(event.id for event in cited),
            looked_at=seen | dict(looked_at or {}),
            known=state,
            about=tuple(event.id for event in about),
        )


def ids(events: Iterable[Event]) -> list[str]:
    """The events' ids."""
    return [event.id for event in events]
