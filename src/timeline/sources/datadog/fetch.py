"""The stream of events, the list of downtimes, and a bounded look-back for alerts that began before the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.datadog import accounts, parse
from timeline.sources.datadog.downtimes import Downtimes
from timeline.sources.datadog.lookback import Before
from timeline.sources.datadog.paging import Slice, search
from timeline.sources.datadog.people import Caller, People
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request

if TYPE_CHECKING:
    from timeline.sources.datadog import Datadog

#: Events may be posted that far in the past.
LATE = timedelta(hours=18)
#: Fifteen months.
KEPT = timedelta(days=456)


class Reading:
    """One pull of one organization."""

    def __init__(self, config: Datadog, client: Client, window: Window, run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._begun: set[str] = set()
        self._waiting: list[parse.Told] = []
        self._people = People()
        self._authored: list[tuple[parse.Told, Caller]] = []
        self._known: set[str] = set()
        self._lock = threading.Lock()
        self._muted: set[tuple[str, str]] = set()
        self._before = Before(client, run, config.look_back)
        self._downtimes = Downtimes(client, run, self._people)

    def checks(self) -> Iterator[str]:
        """Lines on the keys and their reach."""
        self._client.json(Request("GET /api/v1/validate", "api/v1/validate"))
        yield f"the API key is valid on {self._config.on_site}"
        self._client.json(search(self._config.query, self._window.start, self._window.end, limit=1))
        yield "the application key may read events"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.provisional(self._window.end + LATE)
        yield from self._run.gather([self._stream, self._downtimes.read, self._states])
        yield from self._recoveries()
        accounts.learn(self._client, self._run, self._people)
        for profile in self._people.profiles(self._run.source):
            self._run.profile(profile)
        yield from self._acts()
        yield from self._downtimes.told(frozenset(self._muted))
        if not self._known and self._window.start < self._run.now - KEPT:
            detail = "Datadog keeps events for 15 months and told none of this window, which is older"
            yield Gap.of(self._window, "retention", detail, end=self._run.now - KEPT)

    def _stream(self) -> Iterator[Event | Gap | Job]:
        """The window's events."""
        yield from self._slice(Slice(self._client, self._run, self._config.query, self._window.start, self._window.end))

    def _slice(self, part: Slice) -> Iterator[Event | Gap | Job]:
        """What a slice tells, and the jobs that read what is left of it."""
        for raw in part.rows():
            yield from self._taken(raw)
        yield from part.gaps
        yield from (self._run.counted("slices", partial(self._slice, left)) for left in part.left)

    def _states(self) -> Iterator[Event | Gap]:
        """What was last said before the window; it tells of no event, so that a failure is no gap."""
        try:
            self._before.read()
            self._before.name_states()
        except SourceError:
            self._run.note("the states of the monitors when the window began could not be read")
        yield from ()

    def _taken(self, raw: Any) -> Iterator[Event | Gap]:
        """One row of the stream; slices overlap, and a restart tells a second again."""
        told = parse.Told(raw) if isinstance(raw, dict) else None
        if told is None or told.id is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an event without id", "it is no object or has no id")
        elif self._is_known(told.id):
            self._run.count(raw_rows=1, duplicates=1)
        elif told.cycle and told.transition[1] == "OK" and told.cycle not in self._begun:
            self._waiting.append(told)
        else:
            if told.cycle and told.transition[0] == "OK" and self._inside(told):
                # What only goes on in the window (a renotification, Warn to Alert) may have paged before it.
                self._begun.add(told.cycle)
            yield from self._read(told)

    def _read(self, told: parse.Told) -> Iterator[Event | Gap]:
        """An event that waits for nothing; who acted may be named better by another."""
        draft = parse.draft(told, self._config.app)
        if told.downtime:
            self._muted.add((told.downtime, draft.kind))
        if told.caller:
            self._people.see(told.caller)
            self._authored.append((told, told.caller))
        else:
            yield from self._run.emit(draft)

    def _acts(self) -> Iterator[Event | Gap]:
        """What somebody did, once all that the pull says of them is known."""
        for told, caller in self._authored:
            yield from self._run.emit(parse.draft(told, self._config.app, actor=self._people.actor(caller)))

    def _is_known(self, key: str) -> bool:
        """Whether that event was told before; it is known from now on."""
        with self._lock:
            known = key in self._known
            self._known.add(key)
            return known

    def _recoveries(self) -> Iterator[Event | Gap]:
        """Recoveries that waited for their beginning; with their cycle's earlier events where it is older."""
        found: Mapping[str, set[str]] = {}
        inside = [told for told in self._waiting if told.cycle not in self._begun and self._inside(told)]
        if inside:
            found, gaps = self._before.opened(inside)
            yield from gaps
        for told in self._waiting:
            opened_by = tuple(sorted(found.get(told.cycle or "", ())))
            yield from self._run.emit(parse.draft(told, self._config.app, opened_by))

    def _inside(self, told: parse.Told) -> bool:
        try:
            return parse.when(told).time in self._window
        except ValueError:
            return False
