"""One cursor stream, oldest first, and a bounded look-back for alerts that began before the window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from timeline._coverage import Gap
from timeline._errors import AnswerError, SourceError
from timeline._event import Event
from timeline._run import Run
from timeline._window import Window, read_iso
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import tell
from timeline.sources._shape import at, rows, text
from timeline.sources.datadog import parse
from timeline.sources.datadog.before import Before
from timeline.sources.datadog.downtimes import Downtimes

if TYPE_CHECKING:
    from timeline.sources.datadog import Datadog

_PAGE = 1000
_RESTARTS = 3
_MARGIN = timedelta(seconds=1)  # whether the ends count is not documented: ask for more and clip
_LATE = timedelta(hours=18)  # events may be posted that far in the past
_KEPT = timedelta(days=456)  # fifteen months


class Reading:
    """One pull of one organization."""

    def __init__(self, config: Datadog, calls: Calls, window: Window, run: Run) -> None:
        self._config = config
        self._calls = calls
        self._window = window
        self._run = run
        self._opened: set[str] = set()
        self._waiting: list[parse.Told] = []
        self._known: dict[str, bool] = {}
        self._rows = 0
        self._muted: set[tuple[str, str]] = set()
        self._before = Before(self._page, run, config.look_back)
        self._downtimes = Downtimes(calls, run)

    def checks(self) -> Iterator[str]:
        """Lines on the keys and their reach."""
        self._calls.json(Call("GET /api/v1/validate", "api/v1/validate"))
        yield f"the API key is valid on {self._config.on_site}"
        self._page(self._config.query, self._run.window.start, self._run.window.end, "timestamp", None, limit=1)
        yield "the application key may read events"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.provisional(self._window.end + _LATE)
        yield from self._run.gather([self._stream, self._downtimes.read, self._states])
        yield from self._begun_before()
        yield from self._downtimes.told(frozenset(self._muted))
        if not self._rows and self._window.start < self._run.clock.now() - _KEPT:
            detail = "Datadog keeps events for 15 months and told none of this window, which is older"
            yield Gap.of(self._window, "retention", detail, end=self._run.clock.now() - _KEPT)

    def _stream(self) -> Iterator[Event | Gap]:
        """The window's events in pages, begun anew where it was when a cursor is refused."""
        start, restarts = self._window.start - _MARGIN, 0
        while True:
            walk = self._walk(start)
            try:
                yield from walk.findings()
            except AnswerError as error:
                restarts += 1
                if error.reason != "bad_cursor" or restarts > _RESTARTS:
                    yield Gap.after(error, self._window, start=walk.last)
                    return
                start = walk.last or start
            except SourceError as error:
                yield Gap.after(error, self._window, start=walk.last)
                return
            else:
                return

    def _states(self) -> Iterator[Event | Gap]:
        """What was last said before the window; it tells of no event, so that a failure is no gap."""
        try:
            self._before.read()
            self._before.name_states()
        except SourceError:
            self._run.note("the states of the monitors when the window began could not be read")
        yield from ()

    def _walk(self, start: datetime) -> _Walk:
        return _Walk(self, start, self._window.end + _MARGIN)

    def page_of(self, start: datetime, end: datetime, cursor: str | None) -> Any:
        """One page of the configured query, oldest first."""
        return self._page(self._config.query, start, end, "timestamp", cursor)

    def warned(self, page: Any, last: datetime | None) -> Iterator[Gap]:
        """The service says itself when an answer is not whole."""
        status, warnings = at(page, "meta", "status"), at(page, "meta", "warnings")
        if (status and status != "done") or warnings:
            detail = "Datadog says that a page is not whole (time-out or warnings); try again"
            yield Gap.of(self._window, "partial_answer", detail, start=last)

    def taken(self, raw: Any) -> Iterator[Event | Gap]:
        """One row of the stream."""
        told = parse.Told(raw) if isinstance(raw, dict) else None
        self._rows += 1
        if told is None or told.id is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an event without id", "it is no object or has no id")
            return
        if told.id in self._known:
            # A page that begins in the second where the one before ended tells its rows again.
            self._run.count(raw_rows=1, duplicates=1)
            return
        self._known[told.id] = inside = self._inside(told)
        source, target, _ = told.transition
        # Later ones of a cycle (it warned, then alerted; it alerted again) say nothing of what paged before the window.
        if told.cycle and inside and source == "OK" and target != "OK":
            self._opened.add(told.cycle)
        if told.cycle and target == "OK" and told.cycle not in self._opened:
            self._waiting.append(told)
            return
        draft = parse.draft(told, self._config.app)
        if told.downtime:
            self._muted.add((told.downtime, draft.kind))
        yield from tell(self._run, draft)

    def _begun_before(self) -> Iterator[Event | Gap]:
        """Recoveries whose alert began before the window, with the events that began it."""
        found: dict[str, list[str]] = {}
        inside = [told for told in self._waiting if self._inside(told)]
        if inside:
            found, gaps = self._before.opened(inside)
            yield from gaps
        for told in self._waiting:
            opened_by = (key for key in found.get(told.cycle or "", ()) if not self._known.get(key))
            yield from tell(self._run, parse.draft(told, self._config.app, tuple(sorted(opened_by))))

    def _inside(self, told: parse.Told) -> bool:
        try:
            return parse.when(told).time in self._window
        except ValueError:
            return False

    def _page(
        self, query: str, start: datetime, end: datetime, sort: str, cursor: str | None, *, limit: int = _PAGE
    ) -> Any:
        page: dict[str, Any] = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        body = {
            "filter": {"query": query, "from": _stamp(start), "to": _stamp(end)},
            "options": {"timezone": "UTC"},
            "page": page,
            "sort": sort,
        }
        name = "POST /api/v2/events/search"
        return self._calls.json(Call(name, "api/v2/events/search", method="POST", body=body, expect="data"))


class _Walk:
    """One chain of cursors from a start to an end."""

    def __init__(self, reading: Reading, start: datetime, end: datetime) -> None:
        self._reading = reading
        self._start = start
        self._end = end
        self.last: datetime | None = None

    def findings(self) -> Iterator[Event | Gap]:
        cursor: str | None = None
        seen: set[str] = set()
        empty = 0
        while True:
            page = self._reading.page_of(self._start, self._end, cursor)
            listed = rows(page, "data")
            yield from self._reading.warned(page, self.last)
            for raw in listed:
                self.last = _time(raw) or self.last
                yield from self._reading.taken(raw)
            # A page shorter than the limit may have another behind it, and so may one that is empty: only
            # a second empty one, or a page without a cursor, is the end.
            empty = 0 if listed else empty + 1
            cursor = text(at(page, "meta", "page", "after"))
            if cursor is None or empty > 1:
                return
            if cursor in seen:
                raise AnswerError("a page leads back to one already read", reason="paging")
            seen.add(cursor)


def _time(raw: Any) -> datetime | None:
    try:
        return read_iso(at(raw, "attributes", "timestamp")).time
    except ValueError:
        return None


def _stamp(time: datetime) -> str:
    """Absolute, in milliseconds: a relative time would move under the cursor."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
