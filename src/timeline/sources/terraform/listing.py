"""A list of runs, an organization's or a workspace's: newest first as far as that holds, from where it matters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, AuthError, SourceError, StoppedError
from timeline.porting.payload import records, rows
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request, Response
from timeline.sources.http.paging import Page
from timeline.sources.terraform.dialect import ALL_RUNS, UnlistedError
from timeline.sources.terraform.paging import (
    PAGE,
    Order,
    created,
    newest_first,
    next_page,
    number_of,
    numbered,
    onward,
    pages,
)

_OPERATIONS = "plan_and_apply,save_plan,refresh_only,destroy,empty_apply,action_only,plan_only"
_INCLUDE = "apply,created_by,configuration_version.ingress_attributes"
# The list answers for the last twelve months unless a year is named; this stays well inside them.
_LISTED = timedelta(days=360)
# While the window is that young, its runs stand on the first pages.
_YOUNG = timedelta(days=2)
_MOST_PAGES = 1 << 20

Scope = Mapping[str, str]


class Listing:
    """Reads a list for one window.

    Args:
        path: that of the list.
        name: the call as the vendor names it.
        where: how gaps name the list.
        oldest: runs created before it are of no interest.
        by_year: whether the list answers for the last twelve months unless a year is named.
        saying: words that the service is to search for in the runs' messages.
    """

    def __init__(
        self,
        path: str,
        name: str,
        client: Client,
        run: Run,
        oldest: datetime,
        *,
        where: str,
        by_year: bool,
        saying: str | None = None,
    ) -> None:
        self._searched: Scope = {"search[basic]": saying} if saying else {}
        self._path = path
        self._name = name
        self._where = where
        self._by_year = by_year
        self._client = _Looked(client)
        self._run = run
        self._window = run.window
        self._oldest = oldest

    @classmethod
    def of_organization(
        cls, organization: str, client: Client, run: Run, oldest: datetime, *, saying: str | None = None
    ) -> Self:
        """The list of all of an organization's runs, or of those that say these words."""
        path = f"organizations/{organization}/runs"
        return cls(path, ALL_RUNS, client, run, oldest, where="runs", by_year=True, saying=saying)

    @classmethod
    def of_workspace(cls, key: str, client: Client, run: Run, oldest: datetime) -> Self:
        """The list of one workspace's runs."""
        name, where = "GET /workspaces/:id/runs", f"runs of {key}"
        return cls(f"workspaces/{key}/runs", name, client, run, oldest, where=where, by_year=False)

    def call(self, scope: Scope, page: int, size: int = PAGE) -> Request:
        """One page of the list."""
        params = {
            "filter[operation]": _OPERATIONS,
            "include": _INCLUDE,
            "page[size]": size,
            "page[number]": page,
            **self._searched,
            **scope,
        }
        return Request(self._name, self._path, params=params, budget="runs", expect="data")

    def pages(self) -> Iterator[Page | Gap]:
        """Every page that may hold a run of the window, and a gap for each that could not be had.

        Raises:
            UnlistedError: there is no such list.
        """
        for scope in self._timeframes():
            order, first = Order(self._oldest), self._first_page(scope)
            yield from self._pages(order, self.call(scope, first), None)
            if not order.sorted:
                # The leap took an order for granted that does not hold.
                yield from self._pages(order, self.call(scope, 1), first)

    def _timeframes(self) -> list[dict[str, str]]:
        if not self._by_year or self._oldest > self._run.now - _LISTED:
            return [{}]
        years = range(self._window.end.year, self._oldest.year - 1, -1)
        return [{"filter[timeframe]": str(year)} for year in years]

    def _pages(self, order: Order, first: Request, end: int | None) -> Iterator[Page | Gap]:
        """The pages from one to before the number of another; one that cannot be had is skipped, and stated."""
        way = _Way(first, end)
        try:
            for page in pages(self._client, first, way.after, way.over):
                order.read(page.rows("data"))
                if way.missed:
                    # What the page held was created no earlier than what follows it.
                    start = order.newest if order.sorted else None
                    yield Gap.after(way.missed, self._window, where=self._where, start=start)
                    way.missed = None
                yield page
                if order.done:
                    return
        except UnlistedError:
            raise
        except SourceError as error:
            yield Gap.after(error, self._window, where=self._where)

    def _first_page(self, scope: Scope) -> int:
        """The first page that may hold a run of the window: pages are random access, so old windows gallop."""
        if self._window.end > self._run.now - _YOUNG:
            return 1
        try:
            return _bisect(lambda page: self._all_later(scope, page))
        except (AuthError, StoppedError, UnlistedError):
            raise
        except SourceError:
            return 1  # the walk itself will meet the failure and state it

    def _all_later(self, scope: Scope, page: int) -> bool:
        """Whether every run of that page, and so of all before it, was created after the window.

        The last page is never leapt over: a service may answer with it for every number that is too high.

        Raises:
            AnswerError: the page is not newest first, so that nothing follows from it.
        """
        data = self._client.look(self.call(scope, page))
        times = [created(each) for each in records(data, "data")]
        known = [time for time in times if time]
        if not newest_first(known):
            raise AnswerError("the runs are not listed newest first")
        later = bool(times) and len(known) == len(times) and known[-1] >= self._window.end
        return later and next_page(data, page) is not None


class _Looked:
    """Sends requests for pages; those that were looked at on the way to the window are not asked for again."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._pages: dict[Hashable, tuple[Any, Response]] = {}

    def look(self, request: Request) -> Any:
        """The body of a page, which is kept until it is its turn."""
        got = self._pages[_key(request)] = self.send(request)
        return got[0]

    def send(self, request: Request) -> tuple[Any, Response]:
        """See `Sender`; what holds no list is no page."""
        got = self._pages.pop(_key(request), None) or self._client.send(request)
        rows(got[0], "data")
        return got


def _key(request: Request) -> Hashable:
    return tuple(request.params.items())


class _Way:
    """From page to page, over one that cannot be had; not over two in a row.

    Args:
        first: the request for the first page.
        end: the number of the page that is read no more.

    Attributes:
        missed: what became of the page that was skipped, until that is stated.
    """

    def __init__(self, first: Request, end: int | None) -> None:
        self._asked = first
        self._end = end
        self.missed: SourceError | None = None

    def after(self, page: Page) -> Request | None:
        """The request for the next page."""
        return self._goes(onward(page))

    def over(self, error: SourceError) -> Request | None:
        """The request for the page behind one that failed."""
        lost = isinstance(error, (AuthError, StoppedError, UnlistedError))
        if self.missed or lost or error.reason == "paging":  # of a circle, every page was read
            return None
        self.missed = error
        return self._goes(numbered(self._asked, number_of(self._asked) + 1))

    def _goes(self, request: Request | None) -> Request | None:
        if request is None or number_of(request) == self._end:
            return None
        self._asked = request
        return request


def _bisect(later: Callable[[int], bool]) -> int:
    """The first page that is not wholly later than the window, given that those come first."""
    if not later(1):
        return 1
    low, high = 1, 2
    while later(high):
        low, high = high, high * 2
        if high > _MOST_PAGES:
            return 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if later(middle) else (low, middle)
    return high
