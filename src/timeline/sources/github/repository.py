"""What one repository did beside pull requests: deployments, releases, pushes and workflow runs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from timeline._coverage import Gap
from timeline._errors import AnswerError, SourceError
from timeline._event import Event
from timeline._run import Job, Run
from timeline._window import read_iso
from timeline.sources._draft import tell
from timeline.sources._paging import next_link
from timeline.sources._shape import at, records, text
from timeline.sources.github import parse_repo, queries
from timeline.sources.github.calls import Api
from timeline.sources.github.connections import Connection

_PERIODS = (("day", 1), ("week", 7), ("month", 28), ("quarter", 88), ("year", 360))
_PATIENCE_S = 0.5
_MOST_RUNS = 1000  # a filtered list tells no more than that many
_RUNS_BEFORE = timedelta(days=1)
_RELEASES_BEFORE = timedelta(days=30)


class Repository:
    """One repository within one run.

    Args:
        name: `owner/name`, as it was asked for.
        web: where people open repositories, for links.
        since: deployments created before this are not read.
    """

    def __init__(self, name: str, web: str, api: Api, run: Run, since: datetime) -> None:
        self.path = self._asked = name
        self._web = web
        self._api = api
        self._run = run
        self._window = run.window
        self._since = since
        self._settled = threading.Event()

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
            self.path = name or self.path
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
        for page in rest.pages(self._api, self._window, first, last=lambda nodes: _before(nodes, since)):
            if isinstance(page, Gap):
                yield page
                continue
            for node in page:
                yield from tell_one(node)

    def _deployment(self, node: dict[str, Any]) -> Iterator[Event | Gap]:
        time = _created(node)
        if time and time < self._since:
            return
        yield from tell(self._run, parse_repo.deployment(self.name, self._web, node))
        key = {"id": text(at(node, "id"))}
        statuses = Connection(queries.STATUSES, key, ("node", "statuses"), self.name, start=time)
        for page in statuses.pages(self._api, self._window, at(node, "statuses")):
            if isinstance(page, Gap):
                yield page
                continue
            for raw in page:
                yield from tell(self._run, parse_repo.status(self.name, self._web, node, raw))

    def _release(self, node: dict[str, Any]) -> Iterator[Event | Gap]:
        draft = parse_repo.release(self.name, node)
        if draft:
            yield from tell(self._run, draft)

    def pushes(self) -> Iterator[Event | Gap]:
        """Every push since the window's start, newest first, by the server's clock."""
        found: list[dict[str, Any]] = []
        gap = None
        path: str | None = f"repos/{self._asked}/activity"
        params: dict[str, Any] = {"per_page": 100, **self._period()}
        seen: set[str] = set()
        while path and not gap:
            seen.add(path)
            try:
                data, answer = self._api.get(path, params=params, where=self._asked, name="/repos/:repo/activity")
                page = records({"activity": data}, "activity")
                path, params = next_link(answer), {}
                if path in seen:
                    raise AnswerError("an activity page leads back to one already read", reason="paging")
            except SourceError as error:
                # Newest first: what was not read is older than the last row that was.
                oldest = min((time for raw in found if (time := _stamp(raw))), default=None)
                gap = Gap.after(error, self._window, where=self._asked, end=oldest and oldest + timedelta(seconds=1))
                break
            found += page
            times = [_stamp(raw) for raw in page]
            if page and all(time and time < self._window.start for time in times):
                break
        if gap:
            yield gap
        for draft in parse_repo.pushes(self.name, self._web, found):
            yield from tell(self._run, draft)

    def _period(self) -> dict[str, str]:
        age = self._run.clock.now() - self._window.start
        fitting = [name for name, days in _PERIODS if age < timedelta(days=days)]
        return {"time_period": fitting[0]} if fitting else {}

    def runs(self) -> Iterator[Event | Gap | Job]:
        """Workflow runs created from a day before the window to its end."""
        yield from self._runs(self._window.start - _RUNS_BEFORE, self._window.end)

    def _runs(self, first: datetime, last: datetime) -> Iterator[Event | Gap | Job]:
        path: str | None = f"repos/{self._asked}/actions/runs"
        params: dict[str, Any] = {"per_page": 100, "created": f"{_text(first)}..{_text(last)}"}
        found: dict[str, dict[str, Any]] = {}
        seen: set[str] = set()
        total: Any = None
        while path:
            seen.add(path)
            try:
                data, answer = self._api.get(path, params=params, where=self._asked, name="/repos/:repo/actions/runs")
                page = records(data, "workflow_runs")
                total = at(data, "total_count")
                if isinstance(total, int) and total > _MOST_RUNS and not found:
                    yield from self._halved(first, last, total)
                    return
                path, params = next_link(answer), {}
                if path in seen:
                    raise AnswerError("a page of runs leads back to one already read", reason="paging")
            except SourceError as error:
                yield Gap.after(error, self._window, where=self._asked)
                break
            for raw in page:
                key = text(at(raw, "id")) or ""
                if key not in found:
                    found[key] = raw
                    yield self._run_job(raw)
        if isinstance(total, int) and not path and len(found) < total:
            yield self._gap(
                "count_mismatch", f"{total} workflow runs are counted and {len(found)} were told; try again"
            )

    def _halved(self, first: datetime, last: datetime, total: int) -> Iterator[Event | Gap | Job]:
        seconds = int((last - first).total_seconds())
        if seconds < 1:
            yield self._gap("cap", f"{total} workflow runs were created within one second; the list tells {_MOST_RUNS}")
            return
        middle = first + timedelta(seconds=seconds // 2)
        yield lambda: self._runs(first, middle)
        yield lambda: self._runs(middle + timedelta(seconds=1), last)

    def _run_job(self, raw: dict[str, Any]) -> Job:
        return lambda: self._attempts(raw)

    def _attempts(self, raw: dict[str, Any]) -> Iterator[Event | Gap]:
        """The run's last attempt as listed, and the earlier ones, which only their own call tells."""
        yield from self._attempt(raw)
        last = at(raw, "run_attempt")
        for number in range(1, last if isinstance(last, int) else 1):
            where = f"{self._asked} run {text(at(raw, 'id'))}"
            path = f"repos/{self._asked}/actions/runs/{text(at(raw, 'id'))}/attempts/{number}"
            try:
                earlier, _ = self._api.get(path, where=where, name="/repos/:repo/actions/runs/:id/attempts/:n")
            except SourceError as error:
                yield Gap.after(error, self._window, where=where, start=_created(raw))
                continue
            if isinstance(earlier, dict):
                yield from self._attempt({**earlier, "run_attempt": number})

    def _attempt(self, raw: dict[str, Any]) -> Iterator[Event | Gap]:
        yield from tell(self._run, parse_repo.build_started(self.name, raw))
        if at(raw, "status") != "completed" or not self._may_end_inside(raw):
            return
        where = f"{self._asked} run {text(at(raw, 'id'))}"
        try:
            end = parse_repo.last_end(self._jobs(raw, where))
        except (SourceError, ValueError) as error:
            kept = error if isinstance(error, SourceError) else AnswerError("a job's end cannot be read")
            yield Gap.after(kept, self._window, where=where, start=_started(raw), end=_after_update(raw))
            return
        if end is None:
            self._run.note("workflow runs without a job have no recorded end")
            return
        yield from tell(self._run, parse_repo.build_ended(self.name, raw, end))

    def _may_end_inside(self, raw: dict[str, Any]) -> bool:
        """An end lies between the start and the last update; both are needed to rule it out."""
        started, updated = _started(raw), _after_update(raw)
        return not ((started and started >= self._window.end) or (updated and updated <= self._window.start))

    def _jobs(self, raw: dict[str, Any], where: str) -> list[dict[str, Any]]:
        key, attempt = text(at(raw, "id")), at(raw, "run_attempt")
        single = not isinstance(attempt, int) or attempt == 1
        path: str | None = f"repos/{self._asked}/actions/runs/{key}" + (
            "/jobs" if single else f"/attempts/{attempt}/jobs"
        )
        params: dict[str, Any] = {"per_page": 100}
        found: list[dict[str, Any]] = []
        seen: set[str] = set()
        while path:
            seen.add(path)
            data, answer = self._api.get(path, params=params, where=where, name="/repos/:repo/actions/runs/:id/jobs")
            found += records(data, "jobs")
            path, params = next_link(answer), {}
            if path in seen:
                raise AnswerError("a page of jobs leads back to one already read", reason="paging")
        return found

    def _gap(self, reason: str, detail: str) -> Gap:
        return Gap.of(self._window, reason, detail, where=self._asked)


def _created(raw: Any) -> datetime | None:
    return _read(at(raw, "createdAt") or at(raw, "created_at"))


def _started(raw: Any) -> datetime | None:
    return _read(at(raw, "run_started_at") or at(raw, "created_at"))


def _after_update(raw: Any) -> datetime | None:
    updated = _read(at(raw, "updated_at"))
    return updated and updated + timedelta(seconds=1)


def _stamp(raw: Any) -> datetime | None:
    return _read(at(raw, "timestamp"))


def _read(stamp: Any) -> datetime | None:
    try:
        return read_iso(stamp).time
    except ValueError:
        return None


def _before(nodes: list[dict[str, Any]], since: datetime) -> bool:
    times = [_created(node) for node in nodes]
    return bool(times) and all(time is not None and time < since for time in times)


def _text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
