"""What one repository did beside pull requests and workflow runs: deployments, releases and pushes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import DeniedError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.porting.payload import at, iso_time, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.github import parse_repo, queries
from timeline.sources.github.approvals import Approvals
from timeline.sources.github.calls import Api
from timeline.sources.github.connections import Connection
from timeline.sources.github.graphql import Nodes, nodes_of
from timeline.sources.github.people import Accounts

_PERIODS = (("day", 0.9), ("week", 6.9), ("month", 27.9), ("quarter", 88), ("year", 360))
_PATIENCE_S = 0.5
_RELEASES_BEFORE = timedelta(days=30)


class Repository:
    """One repository within one run.

    Args:
        name: `owner/name`, as it was asked for.
        web: where people open repositories, for links.
        since: deployments created before this are not looked for.
        accounts: takes note of whom GitHub names.
    """

    def __init__(  # noqa: PLR0917
        self, name: str, web: str, api: Api, run: Run, since: datetime, accounts: Accounts
    ) -> None:
        self._accounts = accounts
        self.path = self.asked = name
        self._web = web
        self._api = api
        self._run = run
        self._window = run.window
        self._since = since
        self._settled = threading.Event()
        self._seen = False
        self._approvals = Approvals(api, run)

    @property
    def name(self) -> str:
        """Its name as GitHub spells it, which ids are made of; waits until that is known.

        Raises:
            StoppedError: the pull ended first.
        """
        while not self._settled.wait(_PATIENCE_S):
            self._run.check(self.path)
        return self.path

    def settle(self, name: str | None = None) -> None:
        """Say how GitHub spells it, or, without a name, that it does not tell."""
        if not self._settled.is_set():
            self.path, self._seen = name or self.path, name is not None
            self._settled.set()

    def told(self, found: Any, size: int) -> Iterator[Event | Gap | Job]:
        """Deployments with their statuses, and releases, from the first page of each."""
        yield lambda: self._walk(at(found, "deployments"), "deployments", queries.DEPLOYMENTS, size)
        self._run.note("releases drafted more than 30d before the window were not read")
        yield lambda: self._walk(at(found, "releases"), "releases", queries.RELEASES, size)

    def _walk(self, first: Any, name: str, query: str, size: int) -> Iterator[Event | Gap]:
        """The nodes of a newest-first connection, back to those that are too old to tell of the window."""
        since = self._since if name == "deployments" else self._window.start - _RELEASES_BEFORE
        tell_one = self._deployment if name == "deployments" else self._release
        owner = dict(zip("on", self.path.split("/", 1), strict=True))
        rest = Connection(query, owner, ("repository", name), self.name, size=size)
        for page in rest.pages(self._api, self._window, first):
            if isinstance(page, Gap):
                yield page
                continue
            for node in page:
                yield from tell_one(node)
            if _before(page, since):
                return

    def _deployment(self, node: dict[str, Any]) -> Iterator[Event | Gap]:
        """A deployment, however old, as the page holds it; more of an old one's states is not asked for."""
        yield from self._run.emit(parse_repo.deployment(self.name, self._web, node))
        found: list[dict[str, Any]] = []
        for page in self._statuses(node):
            if isinstance(page, Gap):
                yield page
                continue
            found += page
            for raw in page:
                yield from self._run.emit(parse_repo.status(self.name, self._web, node, raw))
        yield from self._approvals.told(self.name, self._web, node, found)

    def _statuses(self, node: dict[str, Any]) -> Iterator[Nodes | Gap]:
        first, time = at(node, "statuses"), _created(node)
        if time and time < self._since:
            yield nodes_of(first)
            return
        key = {"id": text(at(node, "id"))}
        rest = Connection(queries.STATUSES, key, ("node", "statuses"), self.name, start=time)
        yield from rest.pages(self._api, self._window, first)

    def _release(self, node: dict[str, Any]) -> Iterator[Event | Gap]:
        self._accounts.of_commit(at(node, "tagCommit"))
        if at(node, "isDraft") is not True:  # a draft is not published
            yield from self._run.emit(parse_repo.release(self.name, node))

    def pushes(self) -> Iterator[Event | Gap]:
        """Every push since the window's start, newest first, by the server's clock."""
        found: dict[str, dict[str, Any]] = {}
        params = {"per_page": 100, **self._period()}
        path, name = f"repos/{self.asked}/activity", "/repos/:repo/activity"
        try:
            for page in self._api.pages(path, params=params, where=self.asked, name=name):
                rows = page.records()
                for raw in rows:
                    self._keep(found, raw)
                if rows and (time := _stamp(rows[-1])) and time < self._window.start:
                    break  # the order is documented: newest first
        except SourceError as error:
            # Newest first: what was not read is older than the last row that was.
            oldest = min((time for raw in found.values() if (time := _stamp(raw))), default=None)
            end = oldest and oldest + timedelta(seconds=1)
            yield Gap.after(self._explained(error), self._window, where=self.asked, end=end)
        for raw in found.values():
            yield from self._pushed(raw)

    def _explained(self, error: SourceError) -> SourceError:
        """The failure of the list of pushes: no token helps where the repository is seen and the server has no list."""
        if isinstance(error, DeniedError) and "HTTP 404" in error.detail and self._is_seen():
            error.detail = "HTTP 404, this server lists no activity: pushes were not read"
            error.remedy = "older Enterprise Servers do not have it"
        return error

    def _is_seen(self) -> bool:
        """Whether GitHub told of the repository itself; waits until that is known, or the pull ends."""
        try:
            return bool(self.name) and self._seen
        except StoppedError:
            return False

    def _keep(self, found: dict[str, dict[str, Any]], raw: dict[str, Any]) -> None:
        """Add a row once: a page repeats some of those before when newer ones have moved them on."""
        key = text(at(raw, "id")) or f"row {len(found)}"
        if key in found:
            self._run.count(raw_rows=1, duplicates=1)
        found.setdefault(key, raw)

    def _pushed(self, raw: dict[str, Any]) -> Iterator[Event | Gap]:
        if text(at(raw, "id")):
            yield from self._run.emit(parse_repo.push(self.name, self._web, raw))
        else:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: an activity of {self.name}", "it has no id")

    def _period(self) -> dict[str, str]:
        """The shortest period that holds the window's start; with room for a clock that is not the server's."""
        age = self._run.now - self._window.start
        fitting = [name for name, days in _PERIODS if age < timedelta(days=days)]
        return {"time_period": fitting[0]} if fitting else {}


def _created(raw: Any) -> datetime | None:
    return iso_time(at(raw, "createdAt"))


def _stamp(raw: Any) -> datetime | None:
    return iso_time(at(raw, "timestamp"))


def _before(nodes: list[dict[str, Any]], since: datetime) -> bool:
    """Whether a page, newest first as it was asked for, ends before that time."""
    last = _created(nodes[-1]) if nodes else None
    return last is not None and last < since
