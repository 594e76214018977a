"""Reading an organization's runs: newest first, back to the look-back, details only where a person acted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from timeline._coverage import Gap
from timeline._errors import AuthError, DeniedError, SourceError, StoppedError
from timeline._event import Actor, Event
from timeline._run import Job, Run
from timeline._window import Window, parse_span, read_iso
from timeline.sources._calls import Answer, Call, Calls, Dialect, Pace, seconds_of
from timeline.sources._http import HttpTransport
from timeline.sources._shape import Once, at, objects, records, rows, text
from timeline.sources.terraform import parse
from timeline.sources.terraform.beside import Beside

if TYPE_CHECKING:
    from timeline.sources.terraform import Terraform

_PAGE = 100
_OPERATIONS = "plan_and_apply,save_plan,refresh_only,destroy,empty_apply,action_only,plan_only"
_INCLUDE = "apply,created_by,configuration_version.ingress_attributes"
# The list answers for the last twelve months unless a year is named; this stays well inside them.
_LISTED = timedelta(days=360)


class TerraformDialect(Dialect):
    """Limits: run lists 30 a minute, all else 30 a second; a 429 says how many seconds to wait."""

    remedy = "check {credential}; it must be a team or user token that may read the workspaces"
    home = "app.terraform.io"
    limits: Mapping[str, Pace] = {"runs": Pace(30, 60.0), "": Pace(30, 1.0)}

    def wait(self, answer: Answer, data: Any, now: datetime) -> float | None:  # noqa: ARG002
        """`X-RateLimit-Reset` holds seconds to wait here, with a fraction."""
        return seconds_of(answer.headers.get("x-ratelimit-reset") or answer.headers.get("retry-after"), now)

    def refusal(self, call: Call, answer: Answer, data: Any) -> SourceError:
        """A 404 also means that the token may not see it."""
        if answer.status == 404:  # noqa: PLR2004
            return DeniedError("HTTP 404, not existing or not visible to this token", remedy=self.auth_remedy)
        return super().refusal(call, answer, data)


@contextmanager
def connect(base_url: str, token: str, run: Run, credential: str) -> Iterator[Calls]:
    """The calls of one pull."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/vnd.api+json"}
    with HttpTransport(base_url, headers) as transport:
        yield Calls(transport, TerraformDialect(credential, base_url), run)


class Reading:
    """One pull of one organization."""

    def __init__(self, config: Terraform, calls: Calls, window: Window, run: Run) -> None:
        self._config = config
        self._calls = calls
        self._window = window
        self._run = run
        self._oldest = window.start - parse_span(config.look_back)
        self._names: dict[str, str] = {}
        self._by_hand: list[str] = []
        self._seen: dict[tuple[str | int, ...], Any] = {}
        self._user = Once(self._asked_user)
        self._runs: set[str] = set()

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        who = self._calls.json(Call("GET /account/details", "account/details", expect="data"))
        yield f"token of {text(at(who, 'data', 'attributes', 'username')) or 'an unnamed account'}"
        organization = self._config.organization
        self._calls.json(Call("GET /organizations/:name", f"organizations/{organization}", expect="data"))
        self._calls.json(self._list_call({}, 1, size=1))
        yield f"organization {organization} and its runs are visible"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note(f"runs created more than {self._config.look_back} before the window were not read")
        yield from self._workspaces()
        beside = Beside(self._config.organization, self._calls, self._run, lambda key: self._person(key, {}))
        jobs: list[Job] = [self._listed, *(_states_job(beside, name) for name in sorted(self._by_hand))]
        if self._config.audit_trail:
            jobs.append(beside.trail)
        yield from self._run.gather(jobs)

    def _workspaces(self) -> Iterator[Gap]:
        path = f"organizations/{self._config.organization}/workspaces"
        page: int | None = 1
        try:
            while page:
                params = {"page[size]": _PAGE, "page[number]": page}
                data = self._calls.json(Call("GET /organizations/:name/workspaces", path, params=params, expect="data"))
                for each in records(data, "data"):
                    name = str(at(each, "attributes", "name"))
                    self._names[str(at(each, "id"))] = name
                    if at(each, "attributes", "execution-mode") == "local" and self._wanted(name):
                        self._by_hand.append(name)
                page = _next_page(data, page)
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            # Without the names a choice of workspaces cannot be kept, and links cannot be made.
            yield Gap.after(error, self._window, where="workspaces")

    def _listed(self) -> Iterator[Event | Gap | Job]:
        for scope in self._timeframes():
            yield from self._list(scope)

    def _timeframes(self) -> list[dict[str, str]]:
        if self._oldest > self._run.clock.now() - _LISTED:
            return [{}]
        years = range(self._window.end.year, self._oldest.year - 1, -1)
        return [{"filter[timeframe]": str(year)} for year in years]

    def _list(self, scope: Mapping[str, str]) -> Iterator[Event | Gap | Job]:
        """The pages of one list, newest first; a page that cannot be had is skipped once, and stated."""
        walk = _Walk(self._oldest)
        page: int | None = self._first_page(scope)
        missed: SourceError | None = None
        while page:
            try:
                data = self._page(scope, page)
                found = rows(data, "data")
            except (AuthError, StoppedError) as error:
                yield Gap.after(error, self._window, where="runs")
                return
            except SourceError as error:
                if missed:
                    yield Gap.after(error, self._window, where="runs")
                    return
                missed, page = error, page + 1
                continue
            walk.read(found)
            if missed:
                # What the page held was created no earlier than what follows it.
                yield Gap.after(missed, self._window, where="runs", start=walk.newest)
                missed = None
            yield from self._taken(found, parse.included(data))
            page = None if walk.done else _next_page(data, page)
        if missed:
            yield Gap.after(missed, self._window, where="runs")

    def _first_page(self, scope: Mapping[str, str]) -> int:
        """The first page that may hold a run of the window: pages are random access, so old windows gallop."""
        if self._window.end > self._run.clock.now() - timedelta(days=2):
            return 1
        try:
            return _bisect(lambda page: self._all_later(scope, page))
        except (AuthError, StoppedError):
            raise
        except SourceError:
            return 1  # the walk itself will meet the failure and state it

    def _all_later(self, scope: Mapping[str, str], page: int) -> bool:
        """Whether every run of that page, and so of all before it, was created after the window."""
        times = [_created(each) for each in records(self._page(scope, page), "data")]
        return bool(times) and all(time is not None and time >= self._window.end for time in times)

    def _page(self, scope: Mapping[str, str], page: int) -> Any:
        """One page of the list; the few that the leap looked at are not asked for again."""
        key: tuple[str | int, ...] = (*scope.values(), page)
        if key not in self._seen:
            self._seen[key] = self._calls.json(self._list_call(scope, page))
        return self._seen[key]

    def _list_call(self, scope: Mapping[str, str], page: int, size: int = _PAGE) -> Call:
        params = {
            "filter[operation]": _OPERATIONS,
            "include": _INCLUDE,
            "page[size]": size,
            "page[number]": page,
            **scope,
        }
        path = f"organizations/{self._config.organization}/runs"
        return Call("GET /organizations/:name/runs", path, params=params, budget="runs", expect="data")

    def _taken(self, found: list[Any], included: Mapping[tuple[str, str], dict[str, Any]]) -> Iterator[Gap | Job]:
        for raw in found:
            key = text(at(raw, "id"))
            if key is None:
                self._run.count(raw_rows=1)
                yield self._run.rejected(f"{self._config.name}: a run without id", "it has no id")
            elif key in self._runs:
                # A run that began while the pages were read pushed this one to the next page.
                continue
            elif self._chosen(raw) and (_created(raw) or self._oldest) >= self._oldest:
                self._runs.add(key)
                yield self._job(parse.Seen(raw, included, self._names.get(self._workspace_id(raw))))

    def _job(self, seen: parse.Seen) -> Job:
        return lambda: self._told(seen)

    def _workspace_id(self, raw: Any) -> str:
        return text(at(raw, "relationships", "workspace", "data", "id")) or ""

    def _chosen(self, raw: Any) -> bool:
        return self._wanted(self._names.get(self._workspace_id(raw)))

    def _wanted(self, name: str | None) -> bool:
        wanted = self._config.workspaces
        return not wanted or (name is not None and any(fnmatchcase(name, each) for each in wanted))

    def _told(self, seen: parse.Seen) -> Iterator[Event | Gap]:
        found = list(parse.steps(seen.raw))
        inside = [step for step, _, when in found if when is None or when.time in self._window]
        self._run.count(raw_rows=len(found))
        if inside or _has_comments(seen.raw):
            log, gaps = self._log(seen, inside)
            yield from gaps
            seen = parse.Seen(seen.raw, seen.included, seen.workspace, _actors(log))
            yield from self._comments(seen, log)
        for step, kind, when in found:
            if when is None:
                yield self._run.undated(f"{self._config.name}:{seen.id}/{step}")
            elif step not in inside:
                self._run.count(out_of_window=1)
            else:
                yield parse.event(
                    self._config.name, seen, step, kind, when=when, actor=self._actor(seen, step), url=self._url(seen)
                )

    def _log(self, seen: parse.Seen, inside: list[str]) -> tuple[Any, list[Gap]]:
        """The run's events, asked for only where a person acted: a comment, or a step with no name to it."""
        nameless = any(step in parse.ACTIONS and not seen.actor_id(step) for step in inside)
        if not (nameless or _has_comments(seen.raw)):
            return {}, []
        call = Call(
            "GET /runs/:id/run-events",
            f"runs/{seen.id}/run-events",
            params={"include": "actor,comment"},
            where=str(seen.id),
            expect="data",
        )
        try:
            return self._calls.json(call), []
        except SourceError as error:
            return {}, [Gap.after(error, self._window, where=seen.id, start=_created(seen.raw))]

    def _comments(self, seen: parse.Seen, log: Any) -> Iterator[Event | Gap]:
        included = parse.included(log)
        for row in objects(at(log, "data")):
            if at(row, "attributes", "action") != "commented":
                continue
            self._run.count(raw_rows=1)
            key = text(at(row, "relationships", "comment", "data", "id")) or ""
            body = text(at(included.get(("comments", key)), "attributes", "body"))
            actor = self._person(text(at(row, "relationships", "actor", "data", "id")), included)
            try:
                yield parse.comment(self._config.name, seen, row, body=body, actor=actor, url=self._url(seen))
            except ValueError:
                yield self._run.undated(parse.comment_id(self._config.name, seen, row))

    def _actor(self, seen: parse.Seen, step: str) -> Actor | None:
        sender = text(seen.ingress.get("sender-username"))
        if step == "created" and sender:
            # Runs that a push made are created by the organization's own account: the sender acted.
            return Actor(id=sender, name=sender, kind="person")
        return self._person(seen.actor_id(step), seen.included)

    def _person(self, key: str | None, included: Mapping[tuple[str, str], dict[str, Any]]) -> Actor | None:
        if key is None:
            return None
        return parse.user(included.get(("users", key)) or self._user(key), key)

    def _asked_user(self, key: str) -> dict[str, Any] | None:
        """A user's record; a name that cannot be had is no lost event."""
        try:
            found = self._calls.json(Call("GET /users/:id", f"users/{key}", where=key, expect="data"))
        except SourceError:
            self._run.note("some user names could not be read; their ids stand instead")
            return None
        return at(found, "data") if isinstance(at(found, "data"), dict) else None

    def _url(self, seen: parse.Seen) -> str | None:
        if not seen.workspace:
            return None
        return f"{self._config.app}/app/{self._config.organization}/workspaces/{seen.workspace}/runs/{seen.id}"


def _states_job(beside: Beside, workspace: str) -> Job:
    return lambda: beside.states(workspace)


class _Walk:
    """What the pages read so far say of the order, which is observed and not promised."""

    def __init__(self, oldest: datetime) -> None:
        self._oldest = oldest
        self._last: datetime | None = None
        self._sorted = True
        self.newest: datetime | None = None
        self.done = False

    def read(self, found: list[Any]) -> None:
        times = [time for time in map(_created, objects(found)) if time]
        self.newest = max(times, default=None)
        for time in times:
            self._sorted = self._sorted and (self._last is None or time <= self._last)
            self._last = time
        # In an order that is not newest first, no page can be the last one of interest.
        self.done = self._sorted and bool(times) and times[-1] < self._oldest


def _created(raw: Any) -> datetime | None:
    try:
        return read_iso(at(raw, "attributes", "created-at")).time
    except ValueError:
        return None


def _has_comments(raw: Any) -> bool:
    return bool(objects(at(raw, "relationships", "comments", "data")))


def _next_page(data: Any, page: int) -> int | None:
    following = at(data, "meta", "pagination", "next-page")
    return following if isinstance(following, int) and following > page else None


def _actors(log: Any) -> dict[str, str]:
    """By step, the id of the user whom the run's events name."""
    found: dict[str, str] = {}
    for row in objects(at(log, "data")):
        who = text(at(row, "relationships", "actor", "data", "id"))
        for step, actions in parse.ACTIONS.items():
            if who and at(row, "attributes", "action") in actions:
                found[step] = who
    return found


def _bisect(later: Any) -> int:
    """The first page that is not wholly later than the window, given that those come first."""
    if not later(1):
        return 1
    low, high = 1, 2
    while later(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if later(middle) else (low, middle)
    return high
