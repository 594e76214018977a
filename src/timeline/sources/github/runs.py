"""The workflow runs of one repository: when each attempt started, and ended with its last job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, SourceError
from timeline.model.event import Event
from timeline.model.window import utc_text
from timeline.porting.payload import at, iso_time, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.github import parse_repo
from timeline.sources.github.calls import Api
from timeline.sources.github.errors import without_remedy
from timeline.sources.github.repository import Repository
from timeline.sources.http.paging import Count, halves

_MOST = 1000  # a filtered list tells no more than that many
_BEFORE = timedelta(days=1)
OLD_RUNS = (
    "workflow runs created more than 1d before the window were not read, nor were re-runs of them inside it, "
    "which are possible for 30d"
)


class Runs:
    """The runs created from a day before the window to its end."""

    def __init__(self, repository: Repository, api: Api, run: Run) -> None:
        self._repository = repository
        self._path = f"repos/{repository.asked}/actions/runs"
        self._api = api
        self._run = run
        self._window = run.window

    def read(self) -> Iterator[Event | Gap | Job]:
        """Every attempt of every run."""
        yield from self._list(self._window.start - _BEFORE, self._window.end)

    def _list(self, first: datetime, last: datetime) -> Iterator[Event | Gap | Job]:
        params = {"per_page": 100, "created": f"{utc_text(first, 's')}..{utc_text(last, 's')}"}
        where, name = self._repository.asked, "/repos/:repo/actions/runs"
        count = Count()
        try:
            for page in self._api.pages(self._path, params=params, where=where, name=name):
                listed = {text(at(raw, "id")): raw for raw in page.records("workflow_runs")}
                begins = not count.unique
                fresh = count.add(at(page.data, "total_count"), listed)
                if begins and count.most > _MOST:
                    yield from self._halved(first, last, count.most)
                    return
                yield from (self._job(raw) for key, raw in listed.items() if key in fresh)
            count.prove("workflow runs")
        except SourceError as error:
            yield Gap.after(error, self._window, where=where)

    def _halved(self, first: datetime, last: datetime, total: int) -> Iterator[Event | Gap | Job]:
        parts = halves(first, last, apart=True)
        if not parts:
            detail = f"{total} workflow runs were created within one second; the list tells {_MOST}"
            yield Gap.of(self._window, "cap", detail, where=self._repository.asked)
        yield from (partial(self._list, *part) for part in parts)

    def _job(self, raw: dict[str, Any]) -> Job:
        return self._run.counted("workflow runs", lambda: self._attempts(raw))

    def _attempts(self, raw: dict[str, Any]) -> Iterator[Event | Gap]:
        """The run's last attempt as listed, and the earlier ones, which only their own call tells."""
        yield from self._attempt(raw, f"{self._path}/{text(at(raw, 'id'))}/jobs")
        began, last = _started(raw), at(raw, "run_attempt")
        if began and began <= self._window.start:
            return  # the earlier ones were over when it began
        for number in range(1, last if isinstance(last, int) else 1):
            where, path = self._where(raw), f"{self._path}/{text(at(raw, 'id'))}/attempts/{number}"
            try:
                name = "/repos/:repo/actions/runs/:id/attempts/:n"
                earlier, _ = self._api.get(path, where=where, name=name)
            except SourceError as error:
                start = iso_time(at(raw, "created_at"))
                yield Gap.after(without_remedy(error), self._window, where=where, start=start, end=began)
                continue
            if isinstance(earlier, dict):
                yield from self._attempt({**earlier, "run_attempt": number}, f"{path}/jobs")

    def _attempt(self, raw: dict[str, Any], jobs: str) -> Iterator[Event | Gap]:
        yield from self._run.emit(parse_repo.build_started(self._repository.name, raw))
        if not (at(raw, "status") == "completed" or text(at(raw, "conclusion"))) or not self._may_end_inside(raw):
            return
        try:
            found = self._jobs(raw, jobs)
            end, known = parse_repo.last_end(found), parse_repo.known_end(found)
        except (SourceError, ValueError) as error:
            kept = (
                without_remedy(error) if isinstance(error, SourceError) else AnswerError("a job's end cannot be read")
            )
            yield Gap.after(kept, self._window, where=self._where(raw), start=_started(raw), end=_after_update(raw))
            return
        if end is not None:
            yield from self._run.emit(parse_repo.build_ended(self._repository.name, raw, end))
        else:
            yield from self._ended_by_itself(raw, known or _started(raw))

    def _ended_by_itself(self, raw: dict[str, Any], after: datetime | None) -> Iterator[Event | Gap]:
        """The end of a run whose jobs do not date it: its own last update.

        An update before what is known to be over, or after the window, leaves open when it ended.
        """
        updated = iso_time(at(raw, "updated_at"))
        if updated and (after is None or after <= updated) and updated < self._window.end:
            stamp, name = at(raw, "updated_at"), self._repository.name
            yield from self._run.emit(parse_repo.build_ended(name, raw, stamp, dated_by="updated_at"))
            return
        self._run.count(raw_rows=1, undated=1)
        detail = f"the end of {self._where(raw)} has no time: neither its jobs nor its last update tells it"
        yield Gap.of(self._window, "undated", detail, where=self._where(raw), start=after)

    def _may_end_inside(self, raw: dict[str, Any]) -> bool:
        """An end lies between the start and the last update; both are needed to rule it out."""
        started, updated = _started(raw), _after_update(raw)
        return not ((started and started >= self._window.end) or (updated and updated <= self._window.start))

    def _jobs(self, raw: dict[str, Any], path: str) -> list[dict[str, Any]]:
        """The attempt's jobs, all of them.

        The run's list shows of each job the last time it was run: after a start of the failed ones only, jobs of
        several attempts. Then the attempt's own list is asked, and what was not run again has no part in its end.

        Raises:
            SourceError: they could not be had, or are fewer than counted.
        """
        attempt = at(raw, "run_attempt")
        found = self._listed(raw, path)
        if not all(_of_attempt(job, attempt) for job in found):
            found = self._listed(raw, f"{self._path}/{text(at(raw, 'id'))}/attempts/{attempt}/jobs")
        return [job for job in found if _of_attempt(job, attempt)]

    def _listed(self, raw: dict[str, Any], path: str) -> list[dict[str, Any]]:
        count, found = Count(), list[dict[str, Any]]()
        name = "/repos/:repo/actions/runs/:id/jobs"
        for page in self._api.pages(path, params={"per_page": 100}, where=self._where(raw), name=name):
            jobs = page.records("jobs")
            count.add(at(page.data, "total_count"), (text(at(job, "id")) for job in jobs))
            found += jobs
        count.prove("jobs")
        return found

    def _where(self, raw: dict[str, Any]) -> str:
        return f"{self._repository.asked} run {text(at(raw, 'id'))}"


def _started(raw: Any) -> datetime | None:
    return iso_time(at(raw, "run_started_at") or at(raw, "created_at"))


def _after_update(raw: Any) -> datetime | None:
    updated = iso_time(at(raw, "updated_at"))
    return updated and updated + timedelta(seconds=1)


def _of_attempt(job: Any, attempt: Any) -> bool:
    return at(job, "run_attempt") in (None, attempt)
