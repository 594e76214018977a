"""The one engine that reads what comes in pages: the way on, the guard against going round, and the proof of the end.

A list is read by `follow`: from a first request, along an `After`, which makes the request for the next page of
the page that was read. `link`, `address`, `cursor`, `number` and `offset` make those that services have.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from pydantic_core import to_json

from timeline.model.errors import AnswerError, SourceError
from timeline.porting.payload import at, records, rows, text
from timeline.sources.http.client import Client, Request, Response

# Lists shift while they are read, so that a page may hold only rows that were read; so many in a row are a circle.
_STALE = 3
# A service that filters what it has read may give empty pages on the way; so many in a row are no way.
_EMPTY = 25

# A comma separates links, and may stand in an address, too.
_LINK = re.compile(r"<([^<>]*)>([^,]*)")


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


#: The request for the page after this one, or None at the end.
After = Callable[[Page], Request | None]
#: What tells the rows of a page from others: their ids.
Keys = Callable[[Page], Iterable[Hashable]]
#: The way on after an error, e.g. from the last row when a cursor has expired; None where there is none.
Recover = Callable[[SourceError], Request | None]


def follow(
    client: Client, first: Request, after: After, *, keys: Keys | None = None, recover: Recover | None = None
) -> Iterator[Page]:
    """Every page from the first, each asked for once.

    Args:
        client: sends the requests.
        first: the request for the first page.
        after: the way on.
        keys: what tells rows from those of other pages; without it, all that stands in them.
        recover: the way on after a page that could not be had.

    Raises:
        AnswerError: a page leads back to one that was read, or page after page brings nothing new
            (reason `paging`).
        SourceError: a page could not be had, and there is no way on.
    """
    guard = Guard()
    request: Request | None = first
    while request:
        guard.ask(request)
        try:
            page = Page(*_swapped(client, request))
        except SourceError as error:
            request = recover(error) if recover else None
            if request is None:
                raise
            continue
        yield page
        request = after(page)
        if request:
            guard.goes_on(page, (keys or _contents)(page))


def _swapped(client: Client, request: Request) -> tuple[Any, Request, Response]:
    data, response = client.send(request)
    return data, request, response


class Guard:
    """What was asked for and read so far: a walk asks nothing twice, and does not go on for ever without a new row."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._seen: set[Hashable] = set()
        self._empty = self._stale = 0

    def ask(self, request: Request) -> None:
        """Let a request go once.

        Raises:
            AnswerError: it was sent before (reason `paging`).
        """
        key = json.dumps([request.path, dict(request.params), request.body], sort_keys=True, default=str)
        if key in self._asked:
            raise AnswerError("a page leads back to one already read", call=request.label, reason="paging")
        self._asked.add(key)

    def goes_on(self, page: Page, keys: Iterable[Hashable]) -> None:
        """Let the page after this one be asked for.

        Raises:
            AnswerError: page after page is empty, or holds nothing new (reason `paging`).
        """
        rows = set(keys)
        self._empty = 0 if rows else self._empty + 1
        self._stale = 0 if not rows <= self._seen else self._stale + bool(rows)
        self._seen |= rows
        if self._empty >= _EMPTY:
            raise AnswerError(f"{_EMPTY} empty pages in a row lead on", call=page.request.label, reason="paging")
        if self._stale >= _STALE:
            detail = f"{_STALE} pages in a row bring no new row and lead on"
            raise AnswerError(detail, call=page.request.label, reason="paging")


def _contents(page: Page) -> Iterator[bytes]:
    """Each row of the page, however it is called, as text."""
    return (to_json(row, inf_nan_mode="null", fallback=str) for row in _rows(page.data))


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


def address(*path: str) -> After:
    """The next page by its address in the body, which may be relative to the address of this one.

    Args:
        path: where the address stands; where it is missing, empty or no text, the list has ended.
    """

    def after(page: Page) -> Request | None:
        found = at(page.data, *path)
        if not isinstance(found, str) or not found:
            return None
        return replace(page.request, path=urljoin(page.response.url, found), params={})

    return after


def link(page: Page) -> Request | None:
    """The next page by the `Link` header (RFC 8288), which may be relative to the address of this one."""
    address = next_link(page.response)
    return replace(page.request, path=urljoin(page.response.url, address), params={}) if address else None


def cursor(*path: str, into: str) -> After:
    """The next page by a cursor in the body, sent back as a parameter.

    Args:
        path: where the cursor stands; where it is missing, empty or no text, the list has ended.
        into: the parameter.
    """

    def after(page: Page) -> Request | None:
        value = text(at(page.data, *path))
        return _with(page.request, **{into: value}) if value else None

    return after


def number(*path: str, into: str = "page", size: int) -> After:
    """The next page by its number, until a page holds fewer rows than were asked for.

    Args:
        path: where the rows stand in the body.
        into: the parameter that holds the number; without it in the first request, that was page 1.
        size: how many rows a page holds that is not the last.
    """

    def after(page: Page) -> Request | None:
        full = len(page.rows(*path)) >= size
        return _with(page.request, **{into: int(page.request.params.get(into, 1)) + 1}) if full else None

    return after


def offset(*path: str, into: str = "offset", more: tuple[str, ...]) -> After:
    """The next page by the number of rows before it, as long as the body says that there are more.

    Args:
        path: where the rows stand in the body.
        into: the parameter that holds the offset.
        more: where the body says so, with `true`.
    """

    def after(page: Page) -> Request | None:
        if at(page.data, *more) is not True:
            return None
        return _with(page.request, **{into: int(page.request.params.get(into, 0)) + len(page.rows(*path))})

    return after


def _with(request: Request, **params: Any) -> Request:
    return replace(request, params={**request.params, **params})


def next_link(response: Response) -> str | None:
    """The address of the next page in a `Link` header (RFC 8288), if there is one.

    A service may always give one, and say with `results="false"` that nothing is there.
    """
    for address, attributes in _LINK.findall(response.headers.get("link", "")):
        told = dict(map(_attribute, attributes.split(";")))
        if "next" in told.get("rel", "").split() and told.get("results") != "false":
            return str(address)
    return None


def _attribute(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"').lower()


def halves(start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """A span in two, for a list that tells no more than so many rows; none where it is one second or less.

    Both hold the whole second between them: whether a service counts the ends of a span in is seldom documented.
    """
    seconds = int((end - start).total_seconds())
    middle = start + timedelta(seconds=seconds // 2)
    return ((start, middle), (middle, end)) if seconds > 1 else ()


class Count:
    """What a service counts, held against the different rows that it told. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: list[int] = []
        self._keys: set[Hashable] = set()

    def add(self, told: Any, keys: Iterable[Hashable]) -> None:
        """Note a page: its total, where it tells one, and its rows."""
        with self._lock:
            self._told += [told] if isinstance(told, int) else []
            self._keys.update(keys)

    @property
    def told(self) -> int | None:
        """What the service counted last, or None where it never did."""
        return self._told[-1] if self._told else None

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

    def missing(self, what: str) -> AnswerError:
        """The error that says how many came of how many."""
        detail = f"the list counts {self.told} {what} and told {self.unique}; try again"
        return AnswerError(detail, reason="count_mismatch")
