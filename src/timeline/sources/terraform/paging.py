"""A list read page by page: how far it was read, in what order, and never in circles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from timeline.model.errors import AnswerError
from timeline.porting.payload import at, iso_time, objects, records, text
from timeline.sources.http.client import Client, Request

#: The most rows that a page is asked for.
PAGE = 100
# A run that begins while the pages are read pushes one to the next page, which may so hold nothing new; not for long.
_STALE_PAGES = 3


class Walk:
    """What the pages read so far say.

    Args:
        oldest: rows created before it are of no interest.

    Attributes:
        sorted: whether the rows came newest first so far, which is observed and not promised.
        newest: when the newest row of the last page was created.
        reached: when the last row that was read was created.
    """

    def __init__(self, oldest: datetime | None = None) -> None:
        self._oldest = oldest
        self._ids: set[str] = set()
        self._stale = 0
        self.sorted = True
        self.newest: datetime | None = None
        self.reached: datetime | None = None

    def read(self, rows: list[Any]) -> None:
        """Take note of a page."""
        # A row that was pushed here from the page before says nothing of the order.
        fresh = [row for row in rows if self._is_new(row)]
        self._stale = 0 if fresh else self._stale + 1
        times = [time for time in map(created, fresh) if time]
        self.sorted = self.sorted and newest_first([self.reached, *times] if self.reached else times)
        self.newest = max(times, default=None)
        self.reached = times[-1] if times else self.reached

    @property
    def done(self) -> bool:
        """Whether all of interest was read, which shows in that order only."""
        return self.sorted and bool(self._oldest and self.reached and self.reached < self._oldest)

    def following(self, data: Any, page: int) -> int | None:
        """The number of the page after this one, or None at the end.

        Raises:
            AnswerError: the pages lead back, or tell nothing new any more and do not end (reason `paging`).
        """
        number = next_page(data, page)
        if number is not None and (number <= page or self._stale >= _STALE_PAGES):
            raise AnswerError("the pages lead back or never end", reason="paging")
        return number

    def _is_new(self, row: Any) -> bool:
        key = text(at(row, "id")) or ""
        new = key not in self._ids
        self._ids.add(key)
        return new


def pages(client: Client, numbered: Callable[[int], Request], walk: Walk) -> Iterator[list[dict[str, Any]]]:
    """The rows of every page of a list, until it ends or all of interest was read.

    Args:
        client: sends them.
        numbered: the call for the page of a number.
        walk: takes note of every page.

    Raises:
        SourceError: a page could not be had, or leads back; what was yielded before it stands.
    """
    page: int | None = 1
    while page:
        data = client.json(numbered(page))
        found = records(data, "data")
        walk.read(found)
        yield found
        page = None if walk.done else walk.following(data, page)


def next_page(data: Any, page: int) -> int | None:
    """The number of the next page as the answer tells it, whichever way it does.

    Without a word of it, a page that is full is not taken for the last.
    """
    told = at(data, "meta", "pagination") or at(data, "pagination")
    if isinstance(told, dict):
        number = told.get("next-page", told.get("next_page"))
        if number is None or not str(number).isdecimal():
            return None if number is None else page
        return int(number)
    more = at(data, "links", "next") or len(objects(at(data, "data"))) >= PAGE
    return page + 1 if more else None


def newest_first(times: list[datetime]) -> bool:
    """Whether no time is later than the one before it."""
    return all(late >= early for late, early in pairwise(times))


def created(raw: Any) -> datetime | None:
    """When a row was created, or None where that cannot be read."""
    return iso_time(at(raw, "attributes", "created-at"))
