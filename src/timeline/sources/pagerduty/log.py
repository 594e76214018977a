"""The account-wide log: offsets at the same time, halved above the cap, and the count that proves it whole."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from timeline._coverage import Gap
from timeline._errors import AnswerError, SourceError
from timeline._run import Job, Run
from timeline._window import read_iso
from timeline.sources._calls import Call, Calls
from timeline.sources._shape import at, rows, text
from timeline.sources.pagerduty import parse

_PAGE = 100
_CAP = 10_000  # offset + limit may not be more
_MARGIN = timedelta(seconds=1)  # whether the ends count is not documented: ask for more and clip


class Log:
    """All log entries from the window's start to its end, newest first."""

    def __init__(self, calls: Calls, run: Run, teams: Sequence[str]) -> None:
        self._calls = calls
        self._run = run
        self._teams = teams
        self._parts: list[_Part] = []
        self._lock = threading.Lock()
        self.open_incidents: list[Any] = []

    def probe(self) -> None:
        """Ask for a single entry.

        Raises:
            SourceError: it cannot be had.
        """
        self._page(_Part(self._run.window.start, self._run.window.end), 0, limit=1)

    def jobs(self) -> list[Job]:
        """The work that reads it."""
        window = self._run.window
        return [lambda: self._begin(_Part(window.start - _MARGIN, window.end + _MARGIN))]

    def entries(self) -> list[dict[str, Any]]:
        """Every entry once, and notes on incidents that said nothing."""
        found: dict[str, dict[str, Any]] = {}
        for part in self._parts:
            for raw in part.rows.values():
                key = text(at(raw, "id"))
                if key is not None:
                    self._run.count(duplicates=int(key in found), raw_rows=int(key in found))
                    found.setdefault(key, raw)
        incidents = {text(at(raw, "incident", "id")) for raw in found.values()}
        for incident in self.open_incidents:
            if text(at(incident, "id")) not in incidents:
                self._run.note(f"{parse.label(incident)} was open and has no entry in the window")
        return list(found.values())

    def rejected(self) -> Iterator[Gap]:
        """Rows that are no entries."""
        for part in self._parts:
            for raw in part.rows.values():
                if text(at(raw, "id")) is None:
                    self._run.count(raw_rows=1)
                    yield self._run.rejected(
                        f"{self._run.source}: a log entry without id", "it is no object or has no id"
                    )

    def again(self) -> Iterator[Gap]:
        """Parts whose count did not close are read once more, and stated if it still does not."""
        for part in self._parts:
            if part.whole or part.gaps:
                yield from part.gaps
                continue
            try:
                self._walk(part, 0, None)
            except SourceError as error:
                yield Gap.after(error, self._run.window, start=part.start, end=part.end)
                continue
            if not part.whole:
                detail = f"the log counts {part.total} entries and told {part.unique}; try again"
                yield Gap.of(self._run.window, "count_mismatch", detail, start=part.start, end=part.end)

    def _begin(self, part: _Part) -> Iterator[Gap | Job]:
        """The first page tells how many there are: the others are asked for at the same time."""
        try:
            count, more = self._page(part, 0)
        except SourceError as error:
            yield Gap.after(error, self._run.window, start=part.start, end=part.end)
            return
        if part.total is not None and part.total > _CAP:
            yield from self._halved(part)
            return
        with self._lock:
            self._parts.append(part)
        if part.total is None:
            yield lambda: self._rest(part, count, None) if more else ()
        elif count:
            for offset in range(count, part.total, count):
                yield self._job(part, offset, offset + count)

    def _job(self, part: _Part, offset: int, end: int) -> Job:
        return lambda: self._rest(part, offset, end)

    def _rest(self, part: _Part, offset: int, end: int | None) -> Iterator[Gap]:
        try:
            self._walk(part, offset, end)
        except SourceError as error:
            part.gaps.append(self._unread(part, error, offset, end))
        yield from ()

    def _walk(self, part: _Part, offset: int, end: int | None) -> None:
        """Pages from an offset on, forward by the rows received; a short page does not end it."""
        while end is None or offset < end:
            count, more = self._page(part, offset)
            offset += count
            if not more and end is None:
                return
            if not count:
                if more and end is None:
                    raise AnswerError("an empty page says that there are more", reason="paging")
                return

    def _page(self, part: _Part, offset: int, *, limit: int = _PAGE) -> tuple[int, bool]:
        """Read one page into the part: how many rows it held, and whether it says that there are more."""
        params: dict[str, Any] = {
            "since": stamp(part.start),
            "until": stamp(part.end),
            "limit": limit,
            "offset": offset,
            "total": "true",
            "time_zone": "UTC",
            "include[]": ["channels", "incidents", "services", "teams"],
        }
        if self._teams:
            params["team_ids[]"] = list(self._teams)
        data = self._calls.json(Call("GET /log_entries", "log_entries", params=params, expect="log_entries"))
        listed = rows(data, "log_entries")
        total = at(data, "total")
        part.read(offset, listed, total if isinstance(total, int) else None)
        return len(listed), at(data, "more") is True

    def _halved(self, part: _Part) -> Iterator[Gap | Job]:
        seconds = int((part.end - part.start).total_seconds())
        if seconds <= 1:
            detail = f"{part.total} log entries lie within one second; the API tells {_CAP}"
            yield Gap.of(self._run.window, "cap", detail, start=part.start, end=part.end)
            return
        middle = part.start + timedelta(seconds=seconds // 2)
        # Both halves hold the second between them, whichever ends the service counts in.
        for half in (_Part(part.start, middle), _Part(middle, part.end)):
            yield self._begin_job(half)

    def _begin_job(self, part: _Part) -> Job:
        return lambda: self._begin(part)

    def _unread(self, part: _Part, error: SourceError, offset: int, end: int | None) -> Gap:
        """Newest first: what was not read lies between the rows before it and those behind it."""
        first = part.oldest_before(offset)
        last = None if end is None else part.newest_from(end)
        return Gap.after(error, self._run.window, start=last or part.start, end=first and first + _MARGIN)


class _Part:
    """The log between two times, as far as it is read: rows by offset."""

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start.replace(microsecond=0)
        self.end = end.replace(microsecond=0) + (_MARGIN if end.microsecond else timedelta())
        self.rows: dict[int, Any] = {}
        self.total: int | None = None
        self.gaps: list[Gap] = []
        self._ids: set[str | None] = set()
        self._lock = threading.Lock()

    def read(self, offset: int, listed: list[Any], total: int | None) -> None:
        """Keep a page; rows that a shift of the offsets tells again under another offset stay too."""
        with self._lock:
            self.total = total if total is not None else self.total
            for number, raw in enumerate(listed, offset):
                place = number if number not in self.rows or self.rows[number] == raw else -1 - len(self.rows)
                self.rows[place] = raw
                self._ids.add(text(at(raw, "id")))

    @property
    def unique(self) -> int:
        """How many different entries were read."""
        with self._lock:
            return len(self._ids)

    @property
    def whole(self) -> bool:
        """Whether as many different entries were read as the service counts."""
        return self.total is None or self.unique >= self.total

    def oldest_before(self, offset: int) -> datetime | None:
        """The time of the last row read before that offset."""
        return min((time for place, raw in self._dated() if 0 <= place < offset and (time := _time(raw))), default=None)

    def newest_from(self, offset: int) -> datetime | None:
        """The time of the first row read from that offset on."""
        return max((time for place, raw in self._dated() if place >= offset and (time := _time(raw))), default=None)

    def _dated(self) -> list[tuple[int, Any]]:
        with self._lock:
            return list(self.rows.items())


def stamp(time: datetime) -> str:
    """Whole seconds with `Z`: change events take nothing else."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(raw: Any) -> datetime | None:
    try:
        return read_iso(at(raw, "created_at")).time
    except ValueError:
        return None
