"""Who let a deployment go on that waited for an environment's reviewers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.porting.payload import Once, at, iso_time, objects, records, text
from timeline.porting.run import Run
from timeline.sources.github import parse_repo
from timeline.sources.github.calls import Api
from timeline.sources.github.errors import without_remedy

_WAITING = "WAITING"
_STOPPED = frozenset({"FAILURE", "ERROR", "INACTIVE"})
_SECOND = timedelta(seconds=1)
Raw = dict[str, Any]


class Approvals:
    """The reviews of the workflow runs of one repository, asked for once a run, and only where a deployment waited."""

    def __init__(self, api: Api, run: Run) -> None:
        self._api = api
        self._run = run
        self._window = run.window
        self._of_run = Once(self._ask)

    def told(self, repo: str, web: str, deployment: Raw, statuses: list[Raw]) -> Iterator[Event | Gap]:
        """The verdict on a deployment that waited, at the state that followed its waiting."""
        waited, after = _wait(statuses)
        run = _run_of(repo, statuses)
        if waited is None or run is None or not self._may_lie_inside(waited, after):
            return
        try:
            reviews = self._of_run(f"{repo}/{run}")
        except SourceError as error:
            start, end = self._span(waited, after)
            yield Gap.after(without_remedy(error), self._window, where=f"{repo} run {run}", start=start, end=end)
            return
        mine = _of_environment(reviews, text(at(deployment, "environment")), after)
        if not mine:
            return
        draft = parse_repo.verdict(repo, web, deployment, run, mine, at(after, "createdAt"))
        yield from self._run.emit(draft) if after else [self._undated(draft.id, waited)]

    def _ask(self, which: str) -> list[Raw]:
        repo, run = which.rsplit("/", 1)
        path, name = f"repos/{repo}/actions/runs/{run}/approvals", "/repos/:repo/actions/runs/:id/approvals"
        found, _ = self._api.get(path, where=f"{repo} run {run}", name=name)
        return records(found)

    def _may_lie_inside(self, waited: Raw, after: Raw | None) -> bool:
        """What followed dates it; while nothing has, it may have been reviewed since it waits."""
        time = iso_time(at(after or waited, "createdAt"))
        return time is None or (time in self._window if after else time < self._window.end)

    def _span(self, waited: Raw, after: Raw | None) -> tuple[Any, Any]:
        """Between its waiting and what followed."""
        end = iso_time(at(after, "createdAt"))
        return iso_time(at(waited, "createdAt")), end and end + _SECOND

    def _undated(self, what: str, waited: Raw) -> Gap:
        """It was reviewed, and waits all the same: for another reviewer, or a timer."""
        self._run.count(raw_rows=1, undated=1)
        detail = f"{what} has no time: GitHub gives a review none, and the deployment waits still"
        return Gap.of(self._window, "undated", detail, where=what, start=iso_time(at(waited, "createdAt")))


def _run_of(repo: str, statuses: list[Raw]) -> str | None:
    """The workflow run of this repository that a deployment's states link."""
    found = [ran for each in statuses if (ran := parse_repo.run_of(each))]
    return next((run for name, run in found if name.lower() == repo.lower()), None)


def _wait(statuses: list[Raw]) -> tuple[Raw | None, Raw | None]:
    """The last waiting state, and the first state after it."""
    waits = [each for each in statuses if at(each, "state") == _WAITING]
    waited = max(waits, key=_stamp, default=None)
    later = [each for each in statuses if waited and _stamp(each) > _stamp(waited)]
    return waited, min(later, key=_stamp, default=None)


def _stamp(status: Raw) -> str:
    """All of GitHub's times are written alike, in UTC and whole seconds."""
    return str(at(status, "createdAt"))


def _of_environment(reviews: list[Raw], place: str | None, after: Raw | None) -> list[Raw]:
    """The reviews of one sort for that environment: the sort that fits what followed, where there are both."""
    mine = [
        each
        for each in reviews
        if at(each, "state") in ("approved", "rejected")
        and any(at(environment, "name") == place for environment in objects(at(each, "environments")))
    ]
    likely = "rejected" if at(after, "state") in _STOPPED else "approved"
    fitting = [each for each in mine if at(each, "state") == likely]
    return fitting or [each for each in mine if at(each, "state") == at(mine[0], "state")]
