"""Reading an organization's runs: newest first, back to the look-back, details only where a person acted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, Any

from timeline._coverage import Gap
from timeline._errors import DeniedError, SourceError
from timeline._event import Actor, Event
from timeline._run import Job, Run
from timeline._window import Window, parse_span
from timeline.sources._calls import Answer, Call, Calls, Dialect
from timeline.sources._draft import known
from timeline.sources._http import HttpTransport
from timeline.sources._limits import Pace, seconds_of
from timeline.sources._shape import Once, at, objects, rows, text
from timeline.sources.terraform import parse
from timeline.sources.terraform.beside import Beside
from timeline.sources.terraform.listing import Listing
from timeline.sources.terraform.walk import created
from timeline.sources.terraform.workspaces import Workspaces

if TYPE_CHECKING:
    from timeline.sources.terraform import Terraform

Included = Mapping[tuple[str, str], dict[str, Any]]


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
        self._workspaces = Workspaces(config.organization, config.workspaces, calls, run)
        self._list = Listing(config.organization, calls, run, self._oldest)
        self._user = Once(self._asked_user)
        self._runs: set[str] = set()

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        who = self._calls.json(Call("GET /account/details", "account/details", expect="data"))
        yield f"token of {text(at(who, 'data', 'attributes', 'username')) or 'an unnamed account'}"
        organization = self._config.organization
        self._calls.json(Call("GET /organizations/:name", f"organizations/{organization}", expect="data"))
        for gap in self._workspaces.read():
            raise DeniedError(gap.detail)
        self._calls.json(self._list.call({}, 1, size=1))
        yield f"organization {organization} and its runs are visible"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note(f"runs created more than {self._config.look_back} before the window were not read")
        yield from self._workspaces.read()
        beside = Beside(self._config.organization, self._calls, self._run, lambda key: self._person(key, {}))
        jobs: list[Job] = [self._listed, *(_states_job(beside, name) for name in sorted(self._workspaces.by_hand))]
        if self._config.audit_trail:
            jobs.append(beside.trail)
        yield from self._run.gather(jobs)

    def _listed(self) -> Iterator[Event | Gap | Job]:
        for found in self._list.pages():
            if isinstance(found, Gap):
                yield found
            else:
                yield from self._taken(rows(found, "data"), parse.included(found))

    def _taken(self, found: list[Any], included: Included) -> Iterator[Gap | Job]:
        for raw in found:
            key = text(at(raw, "id"))
            if key is None:
                yield self._refused("a run without id", "it has no id")
            elif key in self._runs:
                # A run that began while the pages were read pushed this one to the next page.
                continue
            elif not isinstance(at(raw, "attributes"), dict):
                self._runs.add(key)
                yield self._refused(key, "it has no attributes")
            elif (created(raw) or self._oldest) >= self._oldest:
                self._runs.add(key)
                yield from self._asked_for(raw, included)

    def _refused(self, what: str, why: str) -> Gap:
        self._run.count(raw_rows=1)
        return self._run.rejected(f"{self._config.name}:{what}", why)

    def _asked_for(self, raw: dict[str, Any], included: Included) -> Iterator[Gap | Job]:
        name = self._workspaces.name(raw)
        if name is None and not self._workspaces.every:
            yield self._workspaces.unnamed(raw)
        elif name is None or self._workspaces.chosen(name):
            seen = parse.Seen(raw, included, name)
            yield lambda: self._told(seen)

    def _told(self, seen: parse.Seen) -> Iterator[Event | Gap]:
        found = list(parse.steps(seen.raw))
        inside = [step for step, _, when in found if when is None or when.time in self._window]
        self._run.count(raw_rows=len(found))
        if inside or _may_have_comments(seen.raw):
            log, gaps = self._log(seen, inside)
            yield from gaps
            seen = parse.Seen(seen.raw, seen.included, seen.workspace, _actors(log))
            yield from self._comments(seen, log)
        if not isinstance(at(seen.raw, "attributes", "status-timestamps"), (dict, NoneType)):
            yield self._refused(f"{seen.id}/status-timestamps", "they are no object")
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
        if not (nameless or _may_have_comments(seen.raw)):
            return {}, []
        call = Call(
            "GET /runs/:id/run-events",
            f"runs/{seen.id}/run-events",
            params={"include": "actor,comment"},
            where=str(seen.id),
            expect="data",
        )
        try:
            log = self._calls.json(call)
            return log, self._untold(seen, rows(log, "data"))
        except SourceError as error:
            return {}, [Gap.after(error, self._window, where=seen.id, start=created(seen.raw))]

    def _untold(self, seen: parse.Seen, log: list[Any]) -> list[Gap]:
        """The gap that is left where the run names more comments than its events tell."""
        named, told = len(_commented(seen.raw)), sum(1 for _ in _comment_rows(log))
        if told >= named:
            return []
        detail = f"the run has {named} comments, its events tell of {told}"
        return [Gap.of(self._window, "count_mismatch", detail, where=seen.id, start=created(seen.raw))]

    def _comments(self, seen: parse.Seen, log: Any) -> Iterator[Event | Gap]:
        included = parse.included(log)
        for row in _comment_rows(at(log, "data")):
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
            return known(sender, sender, "bot" if sender.endswith("[bot]") else "person")
        return self._person(seen.actor_id(step), seen.included)

    def _person(self, key: str | None, included: Included) -> Actor | None:
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


def _commented(raw: Any) -> list[str]:
    """The ids of the comments that the run names."""
    return [str(at(each, "id")) for each in objects(at(raw, "relationships", "comments", "data"))]


def _comment_rows(log: Any) -> Iterator[dict[str, Any]]:
    return (row for row in objects(log) if at(row, "attributes", "action") == "commented")


def _may_have_comments(raw: Any) -> bool:
    """Whether the run names comments, or says nothing of them and has events of which some may be one."""
    if isinstance(at(raw, "relationships", "comments", "data"), list):
        return bool(_commented(raw))
    return bool(at(raw, "relationships", "run-events", "data") != [])


def _actors(log: Any) -> dict[str, str]:
    """By step, the id of the user whom the run's events name."""
    found: dict[str, str] = {}
    for row in objects(at(log, "data")):
        who = text(at(row, "relationships", "actor", "data", "id"))
        for step, actions in parse.ACTIONS.items():
            if who and at(row, "attributes", "action") in actions:
                found[step] = who
    return found
