"""The issues that had an event in the window or not long before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.porting.payload import at, iso_time, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.sentry.paging import PAGE, rows

# Plans keep events so long; a server of one's own is set to anything. What lies before that is not found, and no
# answer says so.
_KEPT = (timedelta(days=30), timedelta(days=90))


class Issues:
    """Two lists: of the window alone, as only that counts its events, and of the look-back before it.

    Attributes:
        inside: the issues that had an event in the window, by id.
        before: those whose events lie before it only.
    """

    def __init__(self, organization: str, client: Client, run: Run, look_back: timedelta) -> None:
        self._path = f"organizations/{organization}/issues/"
        self._client = client
        self._run = run
        self._oldest = run.window.start - look_back
        self._whole = True
        self._earliest: datetime | None = None
        self.inside: dict[str, dict[str, Any]] = {}
        self.before: dict[str, dict[str, Any]] = {}

    def probe(self, projects: tuple[str, ...]) -> None:
        """Ask for a single issue.

        Raises:
            SourceError: it cannot be had.
        """
        self._client.json(self._request(projects, self._run.window.start, self._run.window.end, size=1))

    def read(self, projects: tuple[str, ...]) -> Iterator[Gap]:
        """Read both lists; yield what they leave open.

        Raises:
            AuthError, StoppedError: there is no going on.
        """
        window = self._run.window
        yield from self._read(self._request(projects, window.start, window.end), self.inside)
        yield from self._read(self._request(projects, self._oldest, window.start), self.before)
        for key in self.inside:
            self.before.pop(key, None)
        if self._whole:
            yield from self._beyond()

    def _read(self, first: Request, into: dict[str, dict[str, Any]]) -> Iterator[Gap]:
        try:
            for raw in rows(self._client, first):
                yield from self._take(raw, into)
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            # What was done in the window may have been done to any issue.
            self._whole = False
            yield Gap.after(error, self._run.window, where="issues")

    def _take(self, raw: Any, into: dict[str, dict[str, Any]]) -> Iterator[Gap]:
        key = text(at(raw, "id"))
        if key is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an issue without id", "it is no object or has no id")
            return
        into.setdefault(key, raw)
        seen = iso_time(at(raw, "lastSeen"))
        self._earliest = min(filter(None, (seen, self._earliest)), default=None)

    def _beyond(self) -> Iterator[Gap]:
        """The gap before which nothing may be kept any more, unless something from before it was found."""
        start = self._run.window.start
        for kept in _KEPT:
            horizon = self._run.now - kept
            if start < horizon and not (self._earliest and self._earliest < horizon):
                detail = f"older than {kept.days} days: Sentry may not keep the events by which an issue is found"
                yield Gap.of(self._run.window, "retention", detail, end=horizon)
                return

    def _request(self, projects: tuple[str, ...], start: datetime, end: datetime, size: int = PAGE) -> Request:
        params = {
            "project": projects,
            # Whatever state an issue is in; without a query, only unresolved ones are told.
            "query": "",
            "start": _naive(start),
            "end": _naive(end + timedelta(microseconds=999_999)),
            "utc": "true",
            # An issue keeps its place in this order, whatever happens to it while the pages are read.
            "sort": "new",
            "limit": size,
        }
        return Request("GET /organizations/:org/issues/", self._path, params=params)


def _naive(time: datetime) -> str:
    """Whole seconds without a zone, which is what the API documents; `utc` says which one."""
    return f"{time:%Y-%m-%dT%H:%M:%S}"
