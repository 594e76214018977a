"""What the event stream says of the time before the window: who began an alert, and who was alerting at the start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.window import parse_span
from timeline.porting.payload import objects
from timeline.porting.run import Run
from timeline.sources.datadog.paging import NEXT, search
from timeline.sources.datadog.parse import Told, when
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, follow, ids

_ROWS = 5000  # looked through for the beginning of an alert
_STATES_PAGES = 2
_QUERY = "source:alert"
_SECOND = timedelta(seconds=1)


class Before:
    """A bounded look-back, newest first.

    Args:
        look_back: how far back, e.g. `"7d"`.
    """

    def __init__(self, client: Client, run: Run, look_back: str) -> None:
        self._client = client
        self._run = run
        self._look_back = look_back
        self._end = run.window.start
        self._begin = run.window.start - parse_span(look_back)
        self._states: dict[tuple[str, str], Told] = {}
        self._whole = False
        self._seen: list[Told] = []

    def read(self) -> None:
        """Read what was last said of each monitor's groups; in a noisy organization, as far as two pages reach.

        Raises:
            SourceError: a page could not be had.
        """
        for told in self._events(_QUERY, _STATES_PAGES):
            self._seen.append(told)
            if told.monitor:
                self._states.setdefault((told.monitor, told.group), told)

    def name_states(self) -> None:
        """A note for every group that was not well when the window began."""
        for told in self._states.values():
            state = told.transition[1]
            if state not in (None, "OK"):
                group = f" ({told.group})" if told.group else ""
                self._run.note(f'monitor "{told.name}"{group} was in {state} when the window began')
        if not self._whole:
            self._run.note("states at the window's start are known of the monitors that spoke last before it only")

    def opened(self, recoveries: Iterable[Told]) -> tuple[Mapping[str, set[str]], list[Gap]]:
        """By cycle, the ids of its events before the window; asked for anew where the first pages do not reach."""
        waiting = [told for told in recoveries if told.cycle]
        opening = _Opening(told.cycle or "" for told in waiting)
        opening.look(self._seen)
        gaps: list[Gap] = []
        if opening.missing and not self._whole:
            missing = [told for told in waiting if told.cycle in opening.missing]
            monitors = sorted({told.monitor for told in missing if told.monitor})
            try:
                opening.look(self._events(f"{_QUERY} @monitor.id:({' OR '.join(monitors)})"))
            except SourceError as error:
                # The recoveries are told all the same; what began them, which joins them to a page, is not known.
                first, last = min(map(_time, missing)), max(map(_time, missing)) + _SECOND
                where = "alerts that began before the window"
                gaps.append(Gap.after(error, self._run.window, where=where, start=first, end=last))
        if waiting:
            self._run.note(f"alerts that began more than {self._look_back} before the window are joined by no key")
        if opening.missing and not self._whole and not gaps:
            self._run.note(f"the beginning of some alerts lies behind the {_ROWS} events that were looked through")
        return opening.found, gaps

    def _events(self, query: str, pages: int | None = None) -> Iterator[Told]:
        self._whole = False
        seen = 0
        first = search(query, self._begin, self._end, "-timestamp")
        for number, page in enumerate(follow(self._client, first, _after, keys=ids("data")), 1):
            listed = page.rows("data")
            seen += len(listed)
            yield from map(Told, objects(listed))
            self._whole = _after(page) is None
            if seen >= _ROWS or number == pages:
                return


def _after(page: Page) -> Request | None:
    return NEXT(page) if page.rows("data") else None


class _Opening:
    """What began each of those cycles.

    Attributes:
        found: by cycle, the ids of its events that say that it is not over.
        missing: the cycles whose first event, which left OK, was not seen yet.
    """

    def __init__(self, cycles: Iterable[str]) -> None:
        self.missing = set(cycles)
        self.found: dict[str, set[str]] = {cycle: set() for cycle in self.missing}

    def look(self, events: Iterable[Told]) -> None:
        """Look through events, newest first, until every beginning was seen."""
        for told in events:
            source, target, _ = told.transition
            if told.cycle in self.found and told.id and target != "OK":
                self.found[told.cycle].add(told.id)
                if source == "OK":
                    self.missing.discard(told.cycle)
            if not self.missing:
                return


def _time(told: Told) -> datetime:
    return when(told).time
