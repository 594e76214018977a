"""The `channel` and `service` rules: what people said where it was handled, and what names the service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from timeline.joining import keys
from timeline.joining.keys import INCIDENT, ISSUE, PULL, RUN
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.reading import objects
from timeline.reading.what import Index

AFTER = timedelta(minutes=15)
BEFORE = timedelta(hours=1)
_SIGNALS = frozenset({"alert.triggered", "alert.warned", "alert.no_data", "alert.renotified", "incident.triggered"})
_RECOVERIES = frozenset({"alert.recovered", "incident.resolved"})
_NAMING = ("alert.", "change.", "error.", "deploy.", "build.", "code.", "release.")
_TITLED = frozenset({"change.proposed", "change.recorded", "error.first_seen", "error.regressed", "release.published"})
_TITLES = ("repo", "workspace", "monitor", "workflow", "environment")
_SAID_OF_CHANNEL = frozenset(
    f"{place}_{what}" for place in ("channel", "group") for what in ("topic", "purpose", "name")
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_WORD = re.compile(r"[^\W_]+")
_LONG = 3  # digits from which a number in a channel's name needs no word before it


@dataclass(frozen=True)
class Span:
    """When it was going on, by its own alerts and pages.

    Attributes:
        signal: the earliest alert or page; None where none was read.
        recovery: the latest recovery or resolve; None where none was read.
        window: what was read.
    """

    signal: datetime | None
    recovery: datetime | None
    window: Window

    @classmethod
    def of(cls, events: Sequence[Event], window: Window) -> Span:
        """The span of what hangs together by keys."""
        signals = [event.time for event in events if event.kind in _SIGNALS]
        recoveries = [event.time for event in events if event.kind in _RECOVERIES]
        return cls(min(signals, default=None), max(recoveries, default=None), window)

    def reaches(self, event: Event, *, before: timedelta = timedelta(0), after: timedelta = timedelta(0)) -> bool:
        """Whether it happened from so long before the signal to so long after the recovery, both ends included."""
        start = self.signal - before if self.signal else self.window.start
        end = self.recovery + after if self.recovery else self.window.end
        return start <= event.time <= end


def said_in(index: Index, channels: set[str], span: Span) -> Iterator[Event]:
    """What people said in those channels, from the signal to 15 min after the recovery."""
    for event in index.events:
        if event.tags.get("channel") in channels and _says(event) and span.reaches(event, after=AFTER):
            yield event


def own_channels(index: Index, incidents: Iterable[str]) -> set[str]:
    """The channels whose name, topic or purpose holds the number or the id of one of those incidents."""
    marks = [_mark(index, key) for key in incidents]
    holds = re.compile("|".join(marks), re.IGNORECASE) if marks else None
    return {
        event.tags["channel"]
        for event in index.events
        if holds and "channel" in event.tags and any(holds.search(_DATE.sub(" ", text)) for text in _texts(event))
    }


def names_service(index: Index, incidents: Iterable[str], span: Span) -> Iterator[Event]:
    """Alerts, changes, errors, runs and deployments that name a service of those incidents, or whose title does."""
    entries = [event for key in incidents for event in index.having(key) if event.kind.startswith("incident.")]
    names = {_words(name) for event in entries for name in objects.services(event)}
    near = [event for event in index.events if event.kind.startswith(_NAMING)] if names else []
    named = {event.id for event in near if _names(event, names)}
    titled = {key for event in near if event.id in named and event.kind in _TITLED for key in _wholes(event)}
    for event in near:
        if span.reaches(event, before=BEFORE) and (event.id in named or not titled.isdisjoint(_wholes(event))):
            yield event


def _says(event: Event) -> bool:
    """Whether a person's words stand in it: a message, or what they wrote over the channel."""
    said = event.kind.startswith("message.") or event.tags.get("subtype") in _SAID_OF_CHANNEL
    return said and objects.is_act(event)


def _texts(event: Event) -> Iterator[str]:
    """What says what its channel is for."""
    yield from (event.tags[name] for name in ("channel", "topic", "purpose") if name in event.tags)
    if event.tags.get("subtype") in _SAID_OF_CHANNEL:
        yield event.summary


def _mark(index: Index, key: str) -> str:
    """A pattern for the incident's id or number; a short number may be anything, so it follows a word for incidents."""
    found = [rf"(?<!\w){re.escape(key.removeprefix(INCIDENT))}(?!\w)"]
    for number in sorted({event.tags["number"] for event in index.having(key) if "number" in event.tags}):
        before = r"(?<!\d)" if len(number) >= _LONG else r"(?:inc|incident|sev|pd)[-_ #]{0,2}"
        found.append(rf"{before}{re.escape(number)}(?!\d)")
    return "|".join(found)


def _names(event: Event, names: set[str]) -> bool:
    if any(_words(name) in names for name in objects.services(event)):
        return True
    titles = [event.tags[name] for name in _TITLES if name in event.tags]
    return any(name in _words(text) for text in (*titles, _title(event)) for name in names)


def _title(event: Event) -> str:
    """The title that it tells; who acted may be called as a service is."""
    if event.kind not in _TITLED and not event.kind.startswith("alert."):
        return ""
    actor = event.actor and event.actor.name
    return event.summary.replace(f" by {actor}", "", 1) if actor else event.summary


def _wholes(event: Event) -> list[str]:
    """What it is a step of: a title is told with the first step, and holds for all."""
    return keys.of(event, PULL, RUN, ISSUE)


def _words(text: str) -> str:
    """The words of a text, so that `hook-publisher` and `Hook Publisher` are the same and whole words are found."""
    return f" {' '.join(_WORD.findall(text.casefold()))} "
