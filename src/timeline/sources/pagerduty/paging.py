"""A list of the account between two times: offsets at the same time, halved above the cap, proved by its own total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, SourceError
from timeline.model.window import utc_text
from timeline.porting.payload import at, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, follow, ids, offset
from timeline.sources.pagerduty.span import CAP, Part

_PAGE = 100
_MORE = ("more",)
_MARGIN = timedelta(seconds=1)  # whether the ends count is not documented: ask for more and clip


@dataclass(frozen=True)
class Kind:
    """Which list.

    Attributes:
        path: below the base address; also the key of the rows.
        time: the field that dates a row.
        row: what one is called, for people.
        params: beside times, offsets and the total.
        where: the list's name in gaps; None for the one that the source is about.
        longest: how long a span the service takes at once; None where any.
    """

    path: str
    time: str
    row: str
    params: Mapping[str, Any]
    where: str | None = None
    longest: timedelta | None = None


class Listing:
    """All rows of one list from the window's start to its end."""

    def __init__(self, client: Client, run: Run, kind: Kind) -> None:
        self._client = client
        self._run = run
        self._kind = kind
        self._parts: list[Part] = []

    def probe(self) -> None:
        """Ask for a single row.

        Raises:
            SourceError: it cannot be had.
        """
        self._client.json(self._request(self._part(self._run.window.start, self._run.window.end), end=1))

    def read(self) -> Iterable[Gap | Job]:
        """The work that reads it."""
        start, end = self._run.window.start - _MARGIN, self._run.window.end + _MARGIN
        if self._kind.longest is None or end - start <= self._kind.longest:
            return self._begin(self._part(start, end))
        return (partial(self._begin, self._part(*ends)) for ends in _spans(start, end, self._kind.longest))

    def total(self) -> int | None:
        """How many rows there are, as the service counts them.

        Raises:
            SourceError: it cannot be had.
        """
        found = self._client.json(self._request(self._part(self._run.window.start, self._run.window.end), end=1))
        count = at(found, "total")
        return count if isinstance(count, int) else None

    def records(self) -> list[dict[str, Any]]:
        """Every row once; those that were told again are counted."""
        found: dict[str, dict[str, Any]] = {}
        for part in self._parts:
            for raw in part.rows.values():
                key = text(at(raw, "id"))
                if key is not None:
                    self._run.count(duplicates=int(key in found), raw_rows=int(key in found))
                    found.setdefault(key, raw)
        return list(found.values())

    def rejected(self) -> Iterator[Gap]:
        """Rows that are none."""
        for part in self._parts:
            for raw in part.rows.values():
                if text(at(raw, "id")) is None:
                    self._run.count(raw_rows=1)
                    what = f"{self._run.source}: a {self._kind.row} without id"
                    yield self._run.rejected(what, "it is no object or has no id")

    def again(self) -> Iterator[Gap]:
        """Parts whose count did not close are read once more, and stated if it still does not."""
        for part in self._parts:
            if not part.failed and not part.count.whole:
                self._reread(part)
            for error, end, somewhere in part.failed:
                anywhere = somewhere or not part.count.steady
                yield self._gap(error, *((part.start, part.end) if anywhere else part.unread(end)))

    def _reread(self, part: Part) -> None:
        part.afresh()
        try:
            _last(self._pages(part))
            if not part.count.whole:
                raise self._client.named(part.count.missing("rows"), self._request(part))
        except SourceError as error:
            part.fail(error, somewhere=True)

    def _begin(self, part: Part) -> Iterable[Gap | Job]:
        """The first page tells how many there are: the others are asked for at the same time."""
        pages = self._pages(part)
        try:
            first = next(pages)
        except SourceError as error:
            return [self._gap(error, part.start, part.end)]
        total, halves = part.count.told, part.halves
        if (total or 0) > CAP and halves:
            return (partial(self._begin, half) for half in halves)
        self._parts.append(part)
        if total is None:
            return [partial(self._unknown, part, first, pages)]
        if total > CAP:
            part.fail(self._capped(part))
        count, end = len(first.rows(self._kind.path)), min(total, CAP)
        step = count or _PAGE
        return [self._job(part, start, min(start + step, end)) for start in range(count, end, step)]

    def _job(self, part: Part, start: int, end: int) -> Job:
        what = f"pages of {self._kind.path}".replace("_", " ")
        return self._run.counted(what, partial(self._rest, part, start, end))

    def _rest(self, part: Part, start: int, end: int) -> Iterable[Gap]:
        try:
            _last(self._pages(part, start, end, ()))
        except SourceError as error:
            part.fail(error, end)
        return ()

    def _unknown(self, part: Part, first: Page, pages: Iterator[Page]) -> Iterable[Job]:
        """What is left of a list that does not say how long it is."""
        try:
            last = _last(pages) or first
        except SourceError as error:
            part.fail(error)
            return ()
        if at(last.data, *_MORE) is not True:
            return ()
        left = part.older or part.halves
        if not left:
            part.fail(self._capped(part))
        return (partial(self._begin, each) for each in left)

    def _pages(self, part: Part, start: int = 0, end: int = CAP, more: tuple[str, ...] = _MORE) -> Iterator[Page]:
        """Read the pages between two offsets into the part; `more` as for `offset`, which goes by the rows received."""
        path = self._kind.path
        forward, keys = offset(path, more=more), ids(path)

        def after(page: Page) -> Request | None:
            following = forward(page)
            begin = following.params["offset"] if following else end
            return self._request(part, begin, end) if begin < end else None

        # Offsets are the service's word alone: one page with nothing new belies it.
        for page in follow(self._client, self._request(part, start, end), after, keys=keys, stale=1):
            part.read(page.request.params["offset"], page.rows(path))
            part.count.add(at(page.data, "total"), keys(page))
            yield page

    def _request(self, part: Part, start: int = 0, end: int = _PAGE) -> Request:
        """The page at an offset, as long as there may be one."""
        path = self._kind.path
        # Whole seconds with `Z`: change events take nothing else.
        params: dict[str, Any] = {
            "since": utc_text(part.start, "s"),
            "until": utc_text(part.end, "s"),
            "limit": min(_PAGE, end - start),
            "offset": start,
            "total": "true",
            **self._kind.params,
        }
        return Request(f"GET /{path}", path, params=params, expect=path)

    def _part(self, start: datetime, end: datetime) -> Part:
        return Part(start, end, self._kind.time)

    def _gap(self, error: SourceError, start: datetime, end: datetime) -> Gap:
        return Gap.after(error, self._run.window, where=self._kind.where, start=start, end=end)

    def _capped(self, part: Part) -> SourceError:
        detail = f"{part.count.told or 'more'} rows lie within one second, and the API tells {CAP}"
        return self._client.named(AnswerError(detail, reason="cap"), self._request(part))


def _spans(start: datetime, end: datetime, longest: timedelta) -> Iterator[tuple[datetime, datetime]]:
    while start < end:
        until = min(start + longest, end)
        yield start, until
        start = until


def _last(pages: Iterator[Page]) -> Page | None:
    """Read them all; the last of them."""
    last = None
    for page in pages:
        last = page
    return last
