"""What monitors did over a long time: one chain of cursors for them all, by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.porting.subject import Subject, alerts_of
from timeline.sources.datadog import parse
from timeline.sources.datadog.fetch import KEPT, LATE
from timeline.sources.datadog.paging import Slice
from timeline.sources.http.client import Client

if TYPE_CHECKING:
    from timeline.sources.datadog import Datadog

_MONITORS = 50  # named in one query
_PAGES = 36  # of a thousand events, for each monitor


class Past:
    """The transitions of those monitors, all their groups, in one organization."""

    def __init__(self, config: Datadog, client: Client, window: Window, subjects: Sequence[Subject], run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._monitors = sorted({each.id for each in alerts_of(subjects, config.name) if each.id.isdecimal()}, key=int)
        self._known: set[str] = set()
        self._reached_beyond = False

    def findings(self) -> Iterator[Event | Gap]:
        """Every transition, and a gap for what is not told any more."""
        self._run.note("of the monitors of this record, and of these alone, every transition was asked for by its id")
        self._run.provisional(self._window.end + LATE)
        for start in range(0, len(self._monitors), _MONITORS):
            some = self._monitors[start : start + _MONITORS]
            yield from self._read(f"source:alert @monitor.id:({' OR '.join(some)})", _PAGES * len(some))
        yield from self._forgotten()

    def _read(self, query: str, most: int) -> Iterator[Event | Gap]:
        """The chain, begun anew where a cursor is refused."""
        ahead = [Slice(self._client, self._run, query, self._window.start, self._window.end, most=most)]
        while ahead:
            part = ahead.pop()
            for raw in part.rows():
                yield from self._taken(raw)
            yield from part.gaps
            ahead += part.left

    def _taken(self, raw: Any) -> Iterator[Event | Gap]:
        told = parse.Told(raw) if isinstance(raw, dict) else None
        if told is None or told.id is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an event without id", "it is no object or has no id")
        elif told.id in self._known:
            self._run.count(raw_rows=1, duplicates=1)
        else:
            self._known.add(told.id)
            for found in self._run.emit(parse.draft(told, self._config.app)):
                self._reached_beyond |= isinstance(found, Event) and found.time < self._run.now - KEPT
                yield found

    def _forgotten(self) -> Iterator[Gap]:
        """What is older than the service keeps; where it told of that time all the same, it keeps more."""
        if self._monitors and self._window.start < self._run.now - KEPT and not self._reached_beyond:
            detail = "Datadog keeps events for 15 months: what is older is not told any more"
            yield Gap.of(self._window, "retention", detail, end=self._run.now - KEPT)
