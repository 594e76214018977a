"""Lists by page number: the way to the next page, however the answer tells it, and the order of what was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from timeline.porting.payload import at, iso_time, objects, text
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import After, Page, Recover, Sender, follow, ids

#: The most rows that a page is asked for.
PAGE = 100
_NUMBER = "page[number]"
# No list filters what it has read: a page without rows is its end.
_EMPTY = 3


class Order:
    """In which order the rows of a list came, and how far back that reached.

    Args:
        oldest: rows created before it are of no interest.

    Attributes:
        sorted: whether the rows came newest first so far, which is observed and not promised.
        newest: when the newest row of the last page was created.
        reached: when the last row that was read was created.
    """

    def __init__(self, oldest: datetime) -> None:
        self._oldest = oldest
        self._ids: set[str] = set()
        self.sorted = True
        self.newest: datetime | None = None
        self.reached: datetime | None = None

    def read(self, rows: list[Any]) -> None:
        """Take note of a page."""
        # A row that was pushed here from the page before says nothing of the order.
        fresh = [row for row in rows if _key(row) not in self._ids]
        self._ids.update(map(_key, fresh))
        times = [time for time in map(created, fresh) if time]
        self.sorted = self.sorted and newest_first([self.reached, *times] if self.reached else times)
        self.newest = max(times, default=None)
        self.reached = times[-1] if times else self.reached

    @property
    def done(self) -> bool:
        """Whether all of interest was read, which shows in that order only."""
        return self.sorted and bool(self.reached and self.reached < self._oldest)


def numbered(request: Request, number: int) -> Request:
    """The request for the page of that number."""
    return replace(request, params={**request.params, _NUMBER: number})


def number_of(request: Request) -> int:
    """The number of the page that it asks for."""
    return int(request.params[_NUMBER])


def onward(page: Page) -> Request | None:
    """The request for the next page, or None at the end."""
    number = next_page(page.data, number_of(page.request))
    return None if number is None else numbered(page.request, number)


def pages(client: Sender, first: Request, after: After = onward, recover: Recover | None = None) -> Iterator[Page]:
    """Every page of a list from the first; raises as `follow`."""
    return follow(client, first, after, keys=ids("data"), recover=recover, empty=_EMPTY)


def next_page(data: Any, page: int) -> int | None:
    """The number of the next page as the answer tells it, whichever way it does.

    Without a word of it, a page that is full is not taken for the last. A number that is none leads nowhere else.
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


def _key(row: Any) -> str:
    return text(at(row, "id")) or ""
