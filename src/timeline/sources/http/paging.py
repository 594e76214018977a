"""The one engine that reads what comes in pages: the way on, the guard against going round, and the proof of the end.

A list is read by `follow`: from a first request, along an `After`, which makes the request for the next page of
the page that was read. `link`, `cursor`, `number` and `offset` make the four that services have.
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
from timeline.porting.payload import at, block, records, rows, text
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
#: The way on after an error, e.g. from the last row when a cursor has expired or leads back; None where there is none.
Recover = Callable[[SourceError], Request | None]


def follow(
    client: Client,
    first: Request,
    after: After,
    *,
    keys: Keys | None = None,
    recover: Recover | None = None,
    stale: int = _STALE,
) -> Iterator[Page]:
    """Every page from the first, each asked for once.

    Args:
        client: sends the requests.
        first: the request for the first page.
        after: the way on.
        keys: what tells rows from those of other pages; without it, all that stands in them.
        recover: the way on after any of these errors; one that was gone before is none.
        stale: so many pages in a row that bring no new row and lead on are a circle.

    Raises:
        AnswerError: a page leads back to one that was read, or page after page brings nothing new
            (reason `paging`).
        SourceError: a page could not be had, and there is no way on.
    """
    guard = Guard(stale)
    request: Request | None = first
    while request:
        asked = request
        try:
            guard.ask(request)
            data, response = client.send(request)
            page = Page(data, request, response)
            yield page
            request = after(page)
            if request:
                guard.goes_on(page, (keys or _contents)(page))
        except SourceError as error:
            request = recover(error) if recover else None
            if request is None or guard.knows(request):
                raise client.named(error, asked) from None


class Guard:
    """What was asked for and read so far: a walk asks nothing twice, and does not go on for ever without a new row."""

    def __init__(self, stale: int = _STALE) -> None:
        self._most = stale
        self._asked: set[str] = set()
        self._seen: set[Hashable] = set()
        self._empty = self._stale = 0

    def ask(self, request: Request) -> None:
        """Let a request go once.

        Raises:
            AnswerError: it was sent before (reason `paging`).
        """
        if self.knows(request):
            raise AnswerError("a page leads back to one already read", call=request.label, reason="paging")
        self._asked.add(_key(request))

    def knows(self, request: Request) -> bool:
        """Whether that request was sent before."""
        return _key(request) in self._asked

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
        if self._stale >= self._most:
            raise AnswerError("pages bring no new row and lead on", call=page.request.label, reason="paging")


def _key(request: Request) -> str:
    return json.dumps([request.path, dict(request.params), request.body], sort_keys=True, default=str)


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
    address = next_link(page.response)
    return replace(page.request, path=urljoin(page.response.url, address), params={}) if address else None


def cursor(*path: str, into: str | tuple[str, ...]) -> After:
    """The next page by a cursor in the body, sent back as a parameter or in the body.

    Args:
        path: where the cursor stands; where it is missing, empty or no text, the list has ended.
        into: the parameter, or the path in the body that is sent.
    """

    def after(page: Page) -> Request | None:
        value = text(at(page.data, *path))
        if not value:
            return None
        if isinstance(into, str):
            return _with(page.request, **{into: value})
        return replace(page.request, body=_put(page.request.body, into, value))

    return after


def _put(body: Any, path: tuple[str, ...], value: str) -> dict[str, Any]:
    """The body with that value at that path."""
    key, *rest = path
    return {**block(body), key: _put(at(body, key), tuple(rest), value) if rest else value}


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


def offset(*path: str, into: str = "offset", more: tuple[str, ...] = (), total: tuple[str, ...] = ()) -> After:
    """The next page by the number of rows before it, as long as there are more.

    Args:
        path: where the rows stand in the body.
        into: the parameter that holds the offset.
        more: where the body says that there are more, with `true`; without it, an empty page is the end.
        total: where the body says how many there are in all, if it does; the list ends there, too.
    """

    def after(page: Page) -> Request | None:
        count, told = len(page.rows(*path)), at(page.data, *total) if total else None
        following = int(page.request.params.get(into, 0)) + count
        goes_on = at(page.data, *more) is True if more else count > 0
        if not goes_on or (isinstance(told, int) and following >= told):
            return None
        return _with(page.request, **{into: following})

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
        changed = "" if self.steady else ", and counted otherwise meanwhile"
        detail = f"the list counts {self.told} {what} and told {self.unique}{changed}; try again"
        return AnswerError(detail, reason="count_mismatch")
