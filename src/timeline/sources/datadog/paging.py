"""Searches of the event stream; the window's is one chain of cursors, or slices of time once it proves to be long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.window import utc_text
from timeline.porting.payload import at, iso_time
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, cursor, follow, ids

_PAGE = 1000
_MARGIN = timedelta(seconds=1)  # whether the ends count is not documented: more is asked for, each id told once
_RESTARTS = 3  # in a row that brought nothing new
_SLICES = 8  # as many as there are workers
_LOOKED = 2  # pages, and rows: so many show how dense a stream is, and a shorter one is read as one chain
_ROWS = 500
_PER_SLICE = 2  # every slice costs one page more, which proves its end

#: The way to the next page of a search.
NEXT = cursor("meta", "page", "after", into=("page", "cursor"))


def search(query: str, start: datetime, end: datetime, sort: str = "timestamp", *, limit: int = _PAGE) -> Request:
    """The first page of the events between two times."""
    body = {
        "filter": {"query": query, "from": _stamp(start), "to": _stamp(end)},
        "options": {"timezone": "UTC"},
        "page": {"limit": limit},
        "sort": sort,
    }
    return Request("POST /api/v2/events/search", "api/v2/events/search", method="POST", body=body, expect="data")


class Slice:
    """The rows from one time to another, as far as one chain of cursors leads.

    Args:
        restarts: how often in a row it was begun anew without anything new.
        most: read as one chain, and no more pages than that; without it, a long one is cut into slices.

    Attributes:
        last: up to when all is told: the last row's time, once rows have shown the order that was asked for.
        gaps: what is not whole in what was read, or could not be read.
        left: what is still to be read: the rest, when a cursor was refused, or cut into slices, when it is long.
    """

    def __init__(
        self,
        client: Client,
        run: Run,
        query: str,
        start: datetime,
        end: datetime,
        *,
        restarts: int = 0,
        most: int | None = None,
    ) -> None:
        self._most = most
        self._client = client
        self._run = run
        self._query = query
        self._start = start
        self._end = end
        self._restarts = restarts
        self.gaps: list[Gap] = []
        self.left: list[Slice] = []
        self._first: datetime | None = None
        self._latest: datetime | None = None
        self._ascending = True
        self._pages = self._rows = self._empty = 0

    def rows(self) -> Iterator[Any]:
        """Each row as it comes; the margins tell some that lie outside."""
        first = search(self._query, self._start - _MARGIN, self._end + _MARGIN)
        try:
            for page in follow(self._client, first, self._after, keys=ids("data")):
                listed = page.rows("data")
                self._warn(page)
                for raw in listed:
                    self._see(raw)
                    yield raw
        except SourceError as error:
            self._lose(self._client.named(error, first))

    def _lose(self, error: SourceError) -> None:
        """Where the cursor is refused: begin anew from the last row, as long as that brings something new."""
        restarts = 0 if self.last > self._start else self._restarts + 1
        if error.reason == "bad_cursor" and restarts <= _RESTARTS:
            self.left = [self._part(self.last, self._end, restarts)]
        else:
            self.gaps.append(Gap.after(error, self._run.window, start=self.last, end=self._end))

    def _warn(self, page: Page) -> None:
        """The service says itself when an answer is not whole."""
        status, warnings = at(page.data, "meta", "status"), at(page.data, "meta", "warnings")
        if (status and status != "done") or warnings:
            detail = "Datadog says that a page is not whole (time-out or warnings); try again"
            self.gaps.append(Gap.of(self._run.window, "partial_answer", detail, start=self.last, end=self._end))

    @property
    def last(self) -> datetime:
        """See the class."""
        return max(self._latest, self._start) if self._latest and self._in_order else self._start

    @property
    def _in_order(self) -> bool:
        return self._ascending and self._first != self._latest

    @property
    def _over(self) -> bool:
        """Whether a row from the margin behind the end came: those before it are all told, whatever the cursor says."""
        return self._in_order and self.last >= self._end

    def _see(self, raw: Any) -> None:
        time = iso_time(at(raw, "attributes", "timestamp"))
        if time:
            self._ascending = self._ascending and time >= (self._latest or time)
            self._first = self._first or time
            self._latest = time

    def _after(self, page: Page) -> Request | None:
        """The page after this one.

        A page shorter than the limit may have another behind it, and so may one that is empty: only a second
        empty one, or a page without a cursor, is the end.
        """
        count = len(page.rows("data"))
        self._pages += 1
        self._rows += count
        self._empty = 0 if count else self._empty + 1
        following = NEXT(page)
        if following is None or self._empty > 1 or self._over:
            return None
        if self._most is not None and self._pages >= self._most:
            self._give_up()
            return None
        if self._most is not None:
            return following
        self.left = self._cut()
        return None if self.left else following

    def _give_up(self) -> None:
        """Say that there may be more behind the last page that is to be read."""
        detail = f"more than {self._rows} events lie in this time; those before were read"
        self.gaps.append(Gap.of(self._run.window, "cap", detail, start=self.last, end=self._end))

    def _cut(self) -> list[Slice]:
        """What is left in slices, where that is worth it by how dense the stream was so far."""
        done, left = self.last - self._start, self._end - self.last
        if self._pages < _LOOKED or self._rows < _ROWS or done < _MARGIN or left < _MARGIN:
            return []
        count = min(_SLICES, int(self._pages * (left / done)) // _PER_SLICE, left // (2 * _MARGIN))
        cuts = [(self.last + left * n / count).replace(microsecond=0) for n in range(1, count)]
        return [self._part(*ends) for ends in pairwise([self.last, *cuts, self._end])] if cuts else []

    def _part(self, start: datetime, end: datetime, restarts: int = 0) -> Slice:
        most = None if self._most is None else max(self._most - self._pages, 1)
        return Slice(self._client, self._run, self._query, start, end, restarts=restarts, most=most)


def _stamp(time: datetime) -> str:
    """Absolute, in milliseconds: a relative time would move under the cursor."""
    return utc_text(time, "ms")
