"""The request plan: pull requests by search, repositories by GraphQL, pushes and runs by REST, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, AuthError, DeniedError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window, parse_span
from timeline.porting.payload import at, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.github import queries
from timeline.sources.github.calls import RENAMED, Api
from timeline.sources.github.errors import gap_of, path_of
from timeline.sources.github.people import Accounts
from timeline.sources.github.pulls import Pulls
from timeline.sources.github.repository import Repository
from timeline.sources.github.runs import OLD_RUNS, Runs
from timeline.sources.github.sign_on import identities

if TYPE_CHECKING:
    from timeline.sources.github import GitHub

Item = TypeVar("Item")
_REPOS_A_QUERY = 4
_PAGE = 50
_INDEXED = timedelta(minutes=10)  # the search may know of a change later than it happened
_HIDDEN = frozenset({"NOT_FOUND", "FORBIDDEN"})


class Reading:
    """One pull of one configuration."""

    def __init__(self, config: GitHub, api: Api, window: Window, run: Run) -> None:
        self._config = config
        self._api = api
        self._window = window
        self._run = run
        self._since = window.start - parse_span(config.look_back)
        self._accounts = Accounts(config.web, run)
        self._pulls = Pulls(api, run, self._accounts)

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        yield from self._whose()
        failure: SourceError | None = None
        for repo in self._repos():
            try:
                self._api.get(f"repos/{repo}", where=repo, name="/repos/:repo")
                yield f"{repo} is visible"
            except SourceError as error:
                yield f"not visible: {repo}"
                failure = failure or error
        if failure:
            raise failure

    def _whose(self) -> Iterator[str]:
        """Whose token it is; an app that is installed has one of its own, which is no user's."""
        try:
            who, response = self._api.get("user")
        except DeniedError:
            yield "token of an installed app, as it seems: it is no user's"
            return
        scopes = response.headers.get("x-oauth-scopes")
        yield f"token of {text(at(who, 'login'))}" + (f" with scopes {scopes}" if scopes else "")
        left, limit = (response.headers.get(f"x-ratelimit-{name}") for name in ("remaining", "limit"))
        if left and limit:
            yield f"{left} of {limit} requests are left of this hour"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.provisional(self._window.end + _INDEXED)
        self._run.note(f"deployments created more than {self._config.look_back} before the window were not looked for")
        self._run.note(OLD_RUNS)
        repos: list[str] = []
        for each in self._known():
            if isinstance(each, Gap):
                yield each
            else:
                repos.append(each)
        scopes = (
            [f"org:{self._config.organization}"] if self._config.organization else [f"repo:{each}" for each in repos]
        )
        jobs: list[Job] = [self._pulls.job(batch) for batch in _batches(scopes)]
        known = [
            Repository(name, self._config.web, self._api, self._run, self._since, self._accounts) for name in repos
        ]
        # Before pushes and runs, which are read meanwhile and told once the names are settled.
        jobs += [self._graphql_job(batch) for batch in _batches(known)]
        for repository in known:
            jobs += [repository.pushes, self._run.counted("repositories", Runs(repository, self._api, self._run).read)]
        for found in self._run.gather(jobs):
            if isinstance(found, Event):
                self._accounts.acted(found)
            yield found
        if self._config.sso:
            owners = {self._config.organization or each.partition("/")[0] for each in repos}
            self._accounts.signed_on(identities(self._api, self._run, owners))

    def _repos(self) -> Iterator[str]:
        """The repositories to read: those named, or all of the organization.

        Raises:
            SourceError: the organization's could not all be listed.
        """
        yield from self._config.repos
        if self._config.organization:
            where = self._config.organization
            params = {"per_page": 100, "sort": "full_name"}
            for page in self._api.pages(f"orgs/{where}/repos", params=params, where=where, name="/orgs/:org/repos"):
                names = (text(at(each, "full_name")) for each in page.records())
                yield from (name for name in names if name)

    def _known(self) -> Iterator[str | Gap]:
        """Each repository once; where the list breaks off, those before are read."""
        known: set[str] = set()
        try:
            for each in self._repos():
                if each.lower() not in known:
                    known.add(each.lower())
                    yield each
        except SourceError as error:
            if not known:
                raise
            yield Gap.after(error, self._window, where=self._config.organization)

    def _graphql_job(self, repos: Sequence[Repository]) -> Job:
        def job() -> Iterator[Event | Gap | Job]:
            try:
                yield from self._deployments_and_releases(repos)
            finally:
                for each in repos:
                    each.settle()

        return job

    def _deployments_and_releases(self, repos: Sequence[Repository]) -> Iterator[Event | Gap | Job]:
        variables, where = {}, ", ".join(each.path for each in repos)
        for number, repo in enumerate(repos):
            variables[f"o{number}"], variables[f"n{number}"] = repo.path.split("/", 1)
        try:
            data, errors, size = self._api.query(queries.repositories(len(repos)), variables, _PAGE, where=where)
            if data is None:
                raise AnswerError(f"GraphQL answered {_kind(errors)} and no data", source=self._run.source)
        except SourceError as error:
            yield from self._apart(repos, error)
            return
        yield from (gap_of(self._window, each, where) for each in errors if not path_of(each))
        for number, repo in enumerate(repos):
            mine = [each for each in errors if path_of(each)[:1] == [f"r{number}"]]
            yield from self._told(repo, at(data, f"r{number}"), mine, size)

    def _apart(self, repos: Sequence[Repository], error: SourceError) -> Iterator[Gap | Job]:
        """Each repository by itself: one may have taken the others down."""
        if len(repos) == 1 or isinstance(error, (AuthError, StoppedError)) or error.reason == "rate_limited":
            yield from (Gap.after(error, self._window, where=repo.path) for repo in repos)
            return
        for repo in repos:
            repo.settle()  # others may wait for its name, and the jobs to come wait behind them
            yield self._graphql_job([repo])

    def _told(self, repo: Repository, found: Any, errors: list[Any], size: int) -> Iterator[Event | Gap | Job]:
        asked = repo.path
        if found is None and all(_kind([each]) in _HIDDEN for each in errors):
            yield from self._hidden(repo)
            return
        yield from (gap_of(self._window, each, asked) for each in errors)
        if found is not None:
            repo.settle(text(at(found, "nameWithOwner")))
            yield from self._renamed(asked, repo.path)
            yield from repo.told(found, size)

    def _renamed(self, asked: str, name: str) -> Iterator[Job]:
        """A search follows no redirect: under the old name it finds nothing."""
        if name.lower() != asked.lower():
            self._run.note(RENAMED)
            yield self._pulls.job([f"repo:{name}"])

    def _hidden(self, repo: Repository) -> Iterator[Event | Gap | Job]:
        """Not to be seen under this name: REST knows whether it has another one."""
        try:
            found, _ = self._api.get(f"repos/{repo.path}", where=repo.path, name="/repos/:repo")
        except SourceError:
            found = None
        name = text(at(found, "full_name"))
        if name and name.lower() != repo.path.lower():
            yield from self._renamed(repo.path, name)
            repo.settle(name)
            yield from self._deployments_and_releases([repo])
            return
        detail = f"{repo.path} is not visible to this token or not existing; check its name and its access"
        yield Gap.of(self._window, "denied", detail, where=repo.path)


def _kind(errors: list[Any]) -> str:
    """The type of the first error; the service's words are not quoted."""
    return next((kind for each in errors if (kind := text(at(each, "type")))), "an error")


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _REPOS_A_QUERY):
        yield items[start : start + _REPOS_A_QUERY]
