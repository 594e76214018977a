"""Reading what a page told: page by page with a key, or the two short lists that anybody may read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window, parse_span, utc_text
from timeline.porting.payload import at, block, iso_time, rows, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, follow, ids
from timeline.sources.statuspage import parse
from timeline.sources.statuspage.parse import Incident

if TYPE_CHECKING:
    from timeline.sources.statuspage import Statuspage

#: The most incidents that a page of the API holds.
PAGE = 100
#: So many a public list tells, the newest, and there is no second page.
NEWEST = 50
#: The two lists that anybody may read, and what each calls its rows.
_LISTS = {"incidents": "incidents", "scheduled-maintenances": "scheduled_maintenances"}


class Reading(ABC):
    """One pull of one page."""

    def __init__(self, config: Statuspage, client: Client, window: Window, run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._oldest = window.start - parse_span(config.look_back)

    @abstractmethod
    def checks(self) -> Iterator[str]:
        """Lines on reach."""

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note("updates are told as they read now, under today's name of their incident; deleted ones are not")
        yield from self._read()

    @abstractmethod
    def _read(self) -> Iterator[Event | Gap]: ...

    def _incident(self, raw: Any, page: str | None = None) -> Iterator[Event | Gap]:
        incident = Incident(block(raw), page)
        if incident.id is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an incident", "it is no object or has no id")
            return
        for each, before in incident.told():
            yield from self._run.emit(parse.update(each, incident, before))


class Keyed(Reading):
    """With a key: every incident, newest first; maintenances stand among them."""

    def __init__(self, config: Statuspage, client: Client, window: Window, run: Run) -> None:
        super().__init__(config, client, window, run)
        self._met: set[str] = set()

    def checks(self) -> Iterator[str]:
        """The page, and a first incident."""
        page = self._config.page
        told = self._client.json(Request("GET /pages/:page", f"pages/{page}", where=page, expect="id"))
        rows(self._client.json(self._first(size=1)))
        yield f"page {text(at(told, 'name')) or page} and its incidents are visible"

    def _first(self, size: int = PAGE) -> Request:
        page = self._config.page
        path, params = f"pages/{page}/incidents", {"limit": size, "page": 1}
        return Request("GET /pages/:page/incidents", path, params=params, where=page)

    def _read(self) -> Iterator[Event | Gap]:
        back = self._config.look_back
        self._run.note(f"incidents that were last changed more than {back} before the window were not looked for")
        read: list[Request] = []
        for page in follow(self._client, self._first(), self._after, keys=ids(), stale=1):
            read.append(page.request)
            for raw in page.rows():
                self._met.add(_key(raw))
                yield from self._incident(raw)
        yield from self._moved(read[:-1])

    def _moved(self, read: list[Request]) -> Iterator[Event | Gap]:
        """What moved to a page that had been read, because one before it was deleted meanwhile."""
        for request in read:
            for raw in rows(self._client.json(request)):
                if _key(raw) not in self._met:
                    self._met.add(_key(raw))
                    yield from self._incident(raw)

    def _after(self, page: Page) -> Request | None:
        """The next page, until one is empty or older than what is looked for; how full one is says nothing."""
        found, params = page.rows(), page.request.params
        if not found or all(self._is_old(raw) for raw in found):
            return None
        return replace(page.request, params={**params, "page": params["page"] + 1})

    def _is_old(self, raw: Any) -> bool:
        """Whether nothing was told of it since the look-back began; what has no readable time may be younger."""
        times = [iso_time(at(raw, name)) for name in ("created_at", "updated_at")]
        return all(time is not None and time < self._oldest for time in times)


class Public(Reading):
    """As anybody may read it: the newest incidents, and the newest maintenances."""

    def checks(self) -> Iterator[str]:
        """Both lists."""
        for name in _LISTS:
            self._client.json(self._request(name))
        yield f"what {self._config.page} tells anybody is visible"

    def _request(self, name: str) -> Request:
        return Request(f"GET /api/v2/{name}.json", f"{name}.json", where=self._config.page, expect=_LISTS[name])

    def _read(self) -> Iterator[Event | Gap]:
        for name, key in _LISTS.items():
            try:
                answer = self._client.json(self._request(name))
                found = rows(answer, key)
            except (AuthError, StoppedError):
                raise
            except SourceError as error:
                yield Gap.after(error, self._window, where=self._config.page)
                continue
            page = text(at(answer, "page", "url")) or f"https://{self._config.page}"
            for raw in found:
                yield from self._incident(raw, page.rstrip("/"))
            yield from self._cut(found, name.replace("-", " "))

    def _cut(self, found: list[Any], what: str) -> Iterator[Gap]:
        """The gap before the oldest one, where there may be more than the page tells."""
        if len(found) < NEWEST:
            return
        reach = _reach(found)
        if reach is None or reach > self._window.start:
            detail = f"the page tells its {NEWEST} newest {what} only; with the page's id and a token all can be read"
            yield Gap.of(self._window, "cap", detail, where=self._config.page, end=reach)
        elif reach > self._oldest:
            self._run.note(f"{what} from before {utc_text(reach)} are not told by the page, nor what was added to them")


def _key(raw: Any) -> str:
    return text(at(raw, "id")) or repr(raw)


def _reach(found: list[Any]) -> datetime | None:
    """From when on the list is whole; None where that cannot be read.

    A list of maintenances may go by when they were made or by when they were to begin: the later of the two holds.
    """
    made = [iso_time(at(raw, "created_at")) for raw in found]
    planned = [iso_time(at(raw, "scheduled_for")) or time for raw, time in zip(found, made, strict=True)]
    oldest = [min(filter(None, each), default=None) for each in (made, planned)]
    return max(filter(None, oldest), default=None)
