"""The one engine that reads what comes in pages: the way on, the guard against going round, and the proof of the end.

A list is read by `follow`: from a first request, along an `After`, which makes the request for the next page of
the page that was read. `link`, `address`, `cursor`, `number` and `offset` make the five that services have.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urljoin

from pydantic_core import to_json

from timeline.model.errors import AnswerError, SourceError
from timeline.porting.payload import at, block, records, rows, text
from timeline.sources.http.exchange import Request, Response
from timeline.sources.http.guard import EMPTY, STALE, Guard
from timeline.sources.http.links import next_link


@dataclass(frozen=True, slots=True)
class Page:
    """One answer on the way through a list.

    Attributes:
        data: the parsed body.
        request: what was asked.
        response: what the body came in: status and headers.
    """

    data: Any
    request: Request
    response: Response

    def rows(self, *path: str) -> list[Any]:
        """The list at that path of the body, or the body itself.

        Raises:
            AnswerError: there is no list.
        """
        return rows(self.data, *path)

    def records(self, *path: str) -> list[dict[str, Any]]:
        """The list of objects at that path of the body, or the body itself.

        Raises:
            AnswerError: there is no list, or something in it is no object.
        """
        return records(self.data, *path)


class Sender(Protocol):
    """What sends the requests: a `Client`, or what stands before one."""

    def send(self, request: Request) -> tuple[Any, Response]:
        """The parsed body and the answer it came in; raises a `SourceError` where there is none."""


#: The request for the page after this one, or None at the end.
After = Callable[[Page], Request | None]
#: What tells the rows of a page from others: their ids.
Keys = Callable[[Page], Iterable[Hashable]]
#: The way on after an error, e.g. from the last row when a cursor has expired or leads back; None where there is none.
Recover = Callable[[SourceError], Request | None]
#: Where a request says which page it wants: a parameter, or a path in its body.
Into = str | tuple[str, ...]


def follow(
    client: Sender,
    first: Request,
    after: After,
    *,
    keys: Keys | None = None,
    recover: Recover | None = None,
    stale: int = STALE,
    empty: int = EMPTY,
) -> Iterator[Page]:
    """Every page from the first, each asked for once.

    Args:
        client: sends the requests.
        first: the request for the first page.
        after: the way on.
        keys: what tells rows from those of other pages; without it, all that stands in them.
        recover: the way on after any of these errors; one that was gone before is none.
        stale: so many pages in a row that bring no new row and lead on are a circle.
        empty: so many empty pages in a row are no way.

    Raises:
        AnswerError: a page leads back to one that was read, or page after page brings nothing new
            (reason `paging`).
        SourceError: a page could not be had, and there is no way on.
    """
    guard = Guard(stale, empty)
    request: Request | None = first
    replayed = False
    while request:
        try:
            guard.ask(request)
            data, response = client.send(request)
            page = Page(data, request, response)
            replayed = response.replayed
            yield page
            request = after(page)
            if request:
                guard.goes_on(request, (keys or _contents)(page))
        except SourceError as error:
            if replayed and error.reason == "bad_cursor":
                # The cursor of a page that was kept is too old by now: the walk is asked for again.
                guard, replayed, request = Guard(stale, empty), False, replace(first, anew=True)
                continue
            request = recover(error) if recover else None
            if request is None or guard.knows(request):
                raise


def _contents(page: Page) -> Iterator[bytes]:
    """Each row of the page, however it is called, as text."""
    return map(_content, _rows(page.data))


def _content(row: Any) -> bytes:
    return to_json(row, inf_nan_mode="null", fallback=str)


def ids(*path: str, key: str = "id") -> Keys:
    """The ids of a page's rows; of one that has none, all that stands in it.

    Args:
        path: where the rows stand in the body.
        key: the field that holds the id.
    """
    return lambda page: (text(at(row, key)) or _content(row) for row in page.rows(*path))


def _rows(data: Any) -> list[Any]:
    """What a page tells: what stands in its lists, however they are called; without any, all of it."""
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return [data]
    lists = _lists(data) or [each for inner in data.values() if isinstance(inner, dict) for each in _lists(inner)]
    return [row for each in lists for row in each] if lists else [data]


def _lists(data: dict[str, Any]) -> list[list[Any]]:
    return [each for each in data.values() if isinstance(each, list)]


def link(page: Page) -> Request | None:
    """The next page by the `Link` header (RFC 8288), which may be relative to the address of this one."""
    found = next_link(page.response)
    return _at(page, found) if found else None


def address(*path: str) -> After:
    """The next page by its address in the body, which may be relative to the address of this one.

    Args:
        path: where the address stands; where it is missing, empty or no text, the list has ended.
    """

    def after(page: Page) -> Request | None:
        found = at(page.data, *path)
        return _at(page, found) if isinstance(found, str) and found else None

    return after


def cursor(*path: str, into: Into) -> After:
    """The next page by a cursor in the body, sent back.

    Args:
        path: where the cursor stands; where it is missing, empty or no text, the list has ended.
        into: the parameter, or a path in the request's body.
    """

    def after(page: Page) -> Request | None:
        value = text(at(page.data, *path))
        return _with(page.request, into, value) if value else None

    return after


def number(*path: str, into: Into = "page", size: int) -> After:
    """The next page by its number, until a page holds fewer rows than were asked for.

    Args:
        path: where the rows stand in the body.
        into: what holds the number; without it in the first request, that was page 1.
        size: how many rows a page holds that is not the last.
    """

    def after(page: Page) -> Request | None:
        full = len(page.rows(*path)) >= size
        return _with(page.request, into, _number(page.request, into, 1) + 1) if full else None

    return after


def offset(*path: str, into: Into = "offset", more: tuple[str, ...] = (), total: tuple[str, ...] = ()) -> After:
    """The next page by the number of rows before it, as long as there are more.

    Args:
        path: where the rows stand in the body.
        into: what holds the offset.
        more: where the body says that there are more, with `true`; without it, an empty page is the end.
        total: where the body says how many there are in all, if it does; the list ends there, too.
    """

    def after(page: Page) -> Request | None:
        count, told = len(page.rows(*path)), at(page.data, *total) if total else None
        following = _number(page.request, into, 0) + count
        goes_on = at(page.data, *more) is True if more else count > 0
        if not goes_on or (isinstance(told, int) and following >= told):
            return None
        return _with(page.request, into, following)

    return after


def _at(page: Page, found: str) -> Request:
    return replace(page.request, path=urljoin(page.response.url, found), params={})


def _number(request: Request, into: Into, first: int) -> int:
    return int((request.params.get(into) if isinstance(into, str) else at(request.body, *into)) or first)


def _with(request: Request, into: Into, value: Any) -> Request:
    if isinstance(into, str):
        return replace(request, params={**request.params, into: value})
    return replace(request, body=_put(request.body, into, value))


def _put(body: Any, path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The body with that value at that path; what was given is left as it is."""
    key, rest, inner = path[0], path[1:], block(body)
    return {**inner, key: _put(inner.get(key), rest, value) if rest else value}


def halves(start: datetime, end: datetime, *, apart: bool = False) -> tuple[tuple[datetime, datetime], ...]:
    """A span in two, for a list that tells no more than so many rows; none where it is too short for that.

    Both hold the whole second between them: whether a service counts the ends of a span in is seldom documented.

    Args:
        start: the first moment.
        end: the last one.
        apart: the service is known to count both ends in; then no second stands in both.
    """
    seconds = int((end - start).total_seconds())
    middle = start + timedelta(seconds=seconds // 2)
    if apart:
        return ((start, middle), (middle + timedelta(seconds=1), end)) if seconds else ()
    return ((start, middle), (middle, end)) if seconds > 1 else ()


class Count:
    """What a service counts, held against the different rows that it told. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: list[int] = []
        self._keys: set[Hashable] = set()

    def add(self, told: Any, keys: Iterable[Hashable]) -> set[Hashable]:
        """Note a page: its total, where it tells one, and its rows; those that are new."""
        with self._lock:
            self._told += [told] if isinstance(told, int) else []
            fresh = set(keys) - self._keys
            self._keys |= fresh
            return fresh

    @property
    def told(self) -> int | None:
        """What the service counted last, or None where it never did."""
        return self._told[-1] if self._told else None

    @property
    def most(self) -> int:
        """The most that any page counted: no later one takes back that those were to be found."""
        return max(self._told, default=0)

    @property
    def unique(self) -> int:
        """How many different rows came."""
        with self._lock:
            return len(self._keys)

    @property
    def steady(self) -> bool:
        """Whether every page counted the same.

        A count that changed proves nothing: a row that was taken away has moved another one from a page that was
        still to come to one that was read.
        """
        return len(set(self._told)) <= 1

    @property
    def whole(self) -> bool:
        """Whether as many rows came as the service counts, at every page the same."""
        return self.told is None or (self.steady and self.unique >= self.told)

    def prove(self, what: str) -> None:
        """Let a list that was read to its end pass for whole.

        Raises:
            AnswerError: fewer rows came than any page counted (reason `count_mismatch`).
        """
        if self.unique < self.most:
            raise self.missing(what)

    def missing(self, what: str) -> AnswerError:
        """The error that says how many came of how many."""
        changed = "" if self.steady else ", and counted otherwise meanwhile"
        detail = f"the list counts {self.most} {what} and told {self.unique}{changed}; try again"
        return AnswerError(detail, reason="count_mismatch")
