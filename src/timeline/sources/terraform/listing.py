"""A list of runs, an organization's or a workspace's: newest first as far as that holds, from where it matters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, AuthError, DeniedError, SourceError, StoppedError
from timeline.porting.payload import records, rows
from timeline.porting.run import Run
from timeline.sources.http.client import Client, Request
from timeline.sources.terraform.paging import PAGE, Walk, created, newest_first, next_page

_OPERATIONS = "plan_and_apply,save_plan,refresh_only,destroy,empty_apply,action_only,plan_only"
_INCLUDE = "apply,created_by,configuration_version.ingress_attributes"
# The list answers for the last twelve months unless a year is named; this stays well inside them.
_LISTED = timedelta(days=360)
# While the window is that young, its runs stand on the first pages.
_YOUNG = timedelta(days=2)
_MOST_PAGES = 1 << 20

Scope = Mapping[str, str]


class UnlistedError(DeniedError):
    """The server has no list of an organization's runs: older ones answer 404 for it."""


class Listing:
    """Reads a list for one window.

    Args:
        path: that of the list.
        name: the call as the vendor names it.
        where: how gaps name the list.
        oldest: runs created before it are of no interest.
        by_year: whether the list answers for the last twelve months unless a year is named.
    """

    NAME: ClassVar[str] = "GET /organizations/:name/runs"

    def __init__(
        self, path: str, name: str, client: Client, run: Run, oldest: datetime, *, where: str, by_year: bool
    ) -> None:
        self._path = path
        self._name = name
        self._where = where
        self._by_year = by_year
        self._client = client
        self._run = run
        self._window = run.window
        self._oldest = oldest
        self._seen: dict[tuple[str | int, ...], Any] = {}

    @classmethod
    def of_organization(cls, organization: str, client: Client, run: Run, oldest: datetime) -> Self:
        """The list of all of an organization's runs."""
        return cls(f"organizations/{organization}/runs", cls.NAME, client, run, oldest, where="runs", by_year=True)

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
            **scope,
        }
        return Request(self._name, self._path, params=params, budget="runs", expect="data")

    def pages(self) -> Iterator[Any]:
        """Every page that may hold a run of the window, as parsed JSON, and a gap for each that could not be had.

        Raises:
            UnlistedError: there is no such list.
        """
        for scope in self._timeframes():
            walk, first = Walk(self._oldest), self._first_page(scope)
            yield from self._pages(scope, walk, first, None)
            if not walk.sorted:
                # The leap took an order for granted that does not hold.
                yield from self._pages(scope, walk, 1, first)

    def _timeframes(self) -> list[dict[str, str]]:
        if not self._by_year or self._oldest > self._run.clock.now() - _LISTED:
            return [{}]
        years = range(self._window.end.year, self._oldest.year - 1, -1)
        return [{"filter[timeframe]": str(year)} for year in years]

    def _pages(self, scope: Scope, walk: Walk, first: int, end: int | None) -> Iterator[Any]:
        """The pages from one number to before another; one that cannot be had is skipped once, and stated."""
        page: int | None = first
        missed: SourceError | None = None
        while page and page != end:
            try:
                data = self._page(scope, page)
                found = rows(data, "data")
            except UnlistedError:
                raise
            except SourceError as error:
                if missed or isinstance(error, (AuthError, StoppedError)):
                    yield Gap.after(error, self._window, where=self._where)
                    return
                missed, page = error, page + 1
                continue
            walk.read(found)
            if missed:
                # What the page held was created no earlier than what follows it.
                yield Gap.after(missed, self._window, where=self._where, start=walk.newest if walk.sorted else None)
                missed = None
            yield data
            try:
                page = None if walk.done else walk.following(data, page)
            except AnswerError as error:
                yield Gap.after(error, self._window, where=self._where)
                return
        if missed:
            yield Gap.after(missed, self._window, where=self._where)

    def _first_page(self, scope: Scope) -> int:
        """The first page that may hold a run of the window: pages are random access, so old windows gallop."""
        if self._window.end > self._run.clock.now() - _YOUNG:
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
        data = self._page(scope, page)
        times = [created(each) for each in records(data, "data")]
        known = [time for time in times if time]
        if not newest_first(known):
            raise AnswerError("the runs are not listed newest first")
        later = bool(times) and len(known) == len(times) and known[-1] >= self._window.end
        return later and next_page(data, page) is not None

    def _page(self, scope: Scope, page: int) -> Any:
        """One page of the list; the few that the leap looked at are not asked for again."""
        key: tuple[str | int, ...] = (*scope.values(), page)
        if key not in self._seen:
            self._seen[key] = self._client.json(self.call(scope, page))
        return self._seen[key]


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
