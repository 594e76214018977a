"""A list of the account between two times: offsets at the same time, halved above the cap, proved by its own total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, SourceError
from timeline.model.window import utc_text
from timeline.porting.payload import at, rows, text
from timeline.porting.run import Job, Run
from timeline.sources.http.client import Client, Request
from timeline.sources.pagerduty.span import CAP, Part

_PAGE = 100
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
    """

    path: str
    time: str
    row: str
    params: Mapping[str, Any]
    where: str | None = None


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
        self._page(self._part(self._run.window.start, self._run.window.end), 0, 1)

    def read(self) -> Iterator[Gap | Job]:
        """The work that reads it."""
        yield from self._begin(self._part(self._run.window.start - _MARGIN, self._run.window.end + _MARGIN))

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
            if not part.failed and not part.whole:
                self._reread(part)
            for error, end, somewhere in part.failed:
                anywhere = somewhere or not part.steady
                yield self._gap(error, *((part.start, part.end) if anywhere else part.unread(end)))

    def _reread(self, part: Part) -> None:
        part.afresh()
        try:
            self._walk(part, 0, None)
        except SourceError as error:
            part.fail(error, somewhere=True)
            return
        if not part.whole:
            detail = f"the list counts {part.total} rows and told {part.unique}, or changed meanwhile; try again"
            part.fail(self._error(detail, "count_mismatch"), somewhere=True)

    def _begin(self, part: Part) -> Iterator[Gap | Job]:
        """The first page tells how many there are: the others are asked for at the same time."""
        try:
            count, more = self._page(part, 0, _PAGE)
        except SourceError as error:
            yield self._gap(error, part.start, part.end)
            return
        if (part.total or 0) > CAP and part.halves:
            yield from map(self._job_of, part.halves)
            return
        self._parts.append(part)
        if part.total is None and more:
            yield lambda: self._unknown(part, count)
        elif part.total is not None and part.total > CAP:
            part.fail(self._capped(part))
        end = min(part.total or 0, CAP)
        for offset in range(count, end, count or _PAGE):
            yield self._job(part, offset, min(offset + count, end))

    def _job_of(self, part: Part) -> Job:
        return lambda: self._begin(part)

    def _job(self, part: Part, offset: int, end: int) -> Job:
        return self._run.counted(f"pages of {self._kind.path}".replace("_", " "), lambda: self._rest(part, offset, end))

    def _rest(self, part: Part, offset: int, end: int) -> Iterator[Gap]:
        try:
            self._walk(part, offset, end)
        except SourceError as error:
            part.fail(error, end)
        yield from ()

    def _unknown(self, part: Part, offset: int) -> Iterator[Gap | Job]:
        """What is left of a list that does not say how long it is."""
        try:
            whole = self._walk(part, offset, None)
        except SourceError as error:
            part.fail(error)
            return
        if not whole:
            left = part.older or part.halves
            if not left:
                part.fail(self._capped(part))
            yield from map(self._job_of, left)

    def _walk(self, part: Part, offset: int, end: int | None) -> bool:
        """Pages from an offset on, forward by the rows received; whether they ended before the cap did."""
        while end is None or offset < end:
            limit = min(_PAGE, (CAP if end is None else end) - offset)
            if limit <= 0:
                return False
            known = part.unique
            count, more = self._page(part, offset, limit)
            offset += count
            if not more and end is None:
                break
            if end is None and part.unique == known:
                raise self._error("a page says that there are more and brings nothing new", "paging")
            if not count:
                break
        return True

    def _page(self, part: Part, offset: int, limit: int) -> tuple[int, bool]:
        """Read one page into the part: how many rows it held, and whether it says that there are more."""
        path = self._kind.path
        # Whole seconds with `Z`: change events take nothing else.
        params: dict[str, Any] = {
            "since": utc_text(part.start, "s"),
            "until": utc_text(part.end, "s"),
            "limit": limit,
            "offset": offset,
            "total": "true",
            **self._kind.params,
        }
        data = self._client.json(Request(f"GET /{path}", path, params=params, expect=path))
        listed = rows(data, path)
        total = at(data, "total")
        part.read(offset, listed, total if isinstance(total, int) else None)
        return len(listed), at(data, "more") is True

    def _part(self, start: datetime, end: datetime) -> Part:
        return Part(start, end, self._kind.time)

    def _gap(self, error: SourceError, start: datetime, end: datetime) -> Gap:
        return Gap.after(error, self._run.window, where=self._kind.where, start=start, end=end)

    def _capped(self, part: Part) -> SourceError:
        return self._error(f"{part.total or 'more'} rows lie within one second, and the API tells {CAP}", "cap")

    def _error(self, detail: str, reason: str) -> SourceError:
        return AnswerError(detail, source=self._run.source, call=f"GET /{self._kind.path}", reason=reason)
