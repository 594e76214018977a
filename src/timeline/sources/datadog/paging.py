"""The event stream, oldest first: a chain of cursors, and time slices at the same time once it proves to be long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, SourceError
from timeline.model.event import Event
from timeline.porting.payload import at, iso_time, rows, text
from timeline.porting.run import Job, Run

_MARGIN = timedelta(seconds=1)  # whether the ends count is not documented: more is asked for, each id told once
_RESTARTS = 3  # in a row that brought nothing new
_SLICES = 8  # as many as there are workers
_LOOKED = 2  # pages, and rows: so many show how dense a stream is, and a shorter one is read as one chain
_ROWS = 500
_PER_SLICE = 2  # every slice costs one page more, which proves its end

Page = Callable[[datetime, datetime, str | None], Any]
Taken = Callable[[Any], Iterator[Event | Gap]]


class Stream:
    """What happened from one time to another.

    Args:
        page: asks for one page by start, end and cursor.
        taken: what a row tells; asked from several threads, and more than once for the same row.
    """

    def __init__(self, page: Page, taken: Taken, run: Run) -> None:
        self._page = page
        self._taken = taken
        self._run = run

    def read(self, start: datetime, end: datetime, restarts: int = 0) -> Iterator[Event | Gap | Job]:
        """One slice; what is left of it is another job when its cursor is refused, or several when it is long."""
        walk = _Walk(start, end)
        try:
            yield from self._pages(walk)
        except SourceError as error:
            restarts = 0 if walk.last > start else restarts + 1
            if error.reason == "bad_cursor" and restarts <= _RESTARTS:
                yield self._job(walk.last, end, restarts)
            else:
                yield Gap.after(error, self._run.window, start=walk.last, end=end)
        else:
            yield from (self._job(*part) for part in walk.slices)

    def _job(self, start: datetime, end: datetime, restarts: int = 0) -> Job:
        return self._run.counted("slices", lambda: self.read(start, end, restarts))

    def _pages(self, walk: _Walk) -> Iterator[Event | Gap]:
        cursor: str | None = None
        while True:
            page = self._page(walk.start - _MARGIN, walk.end + _MARGIN, cursor)
            listed = rows(page, "data")
            yield from self._warned(page, walk)
            for raw in listed:
                walk.see(raw)
                yield from self._taken(raw)
            cursor = walk.after(page, listed)
            if cursor is None or walk.over or walk.cut():
                return

    def _warned(self, page: Any, walk: _Walk) -> Iterator[Gap]:
        """The service says itself when an answer is not whole."""
        status, warnings = at(page, "meta", "status"), at(page, "meta", "warnings")
        if (status and status != "done") or warnings:
            detail = "Datadog says that a page is not whole (time-out or warnings); try again"
            yield Gap.of(self._run.window, "partial_answer", detail, start=walk.last, end=walk.end)


class _Walk:
    """How far one chain of cursors has come.

    Attributes:
        slices: what is left, cut into times, once that is decided.
    """

    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        self.end = end
        self.slices: list[tuple[datetime, datetime]] = []
        self._first: datetime | None = None
        self._latest: datetime | None = None
        self._ascending = True
        self._pages = 0
        self._rows = 0
        self._empty = 0
        self._seen: set[str] = set()

    @property
    def last(self) -> datetime:
        """Up to when all is told: the last row's time, once rows have shown the order that was asked for."""
        return max(self._latest, self.start) if self._latest and self._in_order else self.start

    @property
    def over(self) -> bool:
        """Whether a row from the margin behind the end came: those before it are all told, whatever the cursor says."""
        return self._in_order and self.last >= self.end

    @property
    def _in_order(self) -> bool:
        return self._ascending and self._first != self._latest

    def see(self, raw: Any) -> None:
        """One row came."""
        time = iso_time(at(raw, "attributes", "timestamp"))
        if time:
            self._ascending = self._ascending and time >= (self._latest or time)
            self._first = self._first or time
            self._latest = time

    def after(self, page: Any, listed: list[Any]) -> str | None:
        """The cursor of the page after this one.

        A page shorter than the limit may have another behind it, and so may one that is empty: only a second
        empty one, or a page without a cursor, is the end.
        """
        self._pages += 1
        self._rows += len(listed)
        self._empty = 0 if listed else self._empty + 1
        cursor = text(at(page, "meta", "page", "after"))
        if cursor is None or self._empty > 1:
            return None
        if cursor in self._seen:
            raise AnswerError("a page leads back to one already read", reason="paging")
        self._seen.add(cursor)
        return cursor

    def cut(self) -> bool:
        """Whether what is left, by how dense the stream was so far, is worth slices; then they are there."""
        done, left = self.last - self.start, self.end - self.last
        if self._pages < _LOOKED or self._rows < _ROWS or done < _MARGIN or left < _MARGIN:
            return False
        count = min(_SLICES, int(self._pages * (left / done)) // _PER_SLICE, left // (2 * _MARGIN))
        if count > 1:
            cuts = [(self.last + left * n / count).replace(microsecond=0) for n in range(1, count)]
            self.slices = list(zip([self.last, *cuts], [*cuts, self.end], strict=True))
        return count > 1
