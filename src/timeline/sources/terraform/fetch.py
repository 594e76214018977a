"""Reading an organization's runs: newest first, back to the look-back, details only where a person acted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import DeniedError, SourceError
from timeline.model.event import Actor, Event
from timeline.model.window import Instant, Window, parse_span
from timeline.porting.payload import at, iso_time, rows, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.terraform import log, parse, steps
from timeline.sources.terraform.dialect import UnlistedError
from timeline.sources.terraform.listing import Listing
from timeline.sources.terraform.members import Members
from timeline.sources.terraform.paging import created
from timeline.sources.terraform.states import States
from timeline.sources.terraform.trail import Trail
from timeline.sources.terraform.users import Included, Users, maker
from timeline.sources.terraform.workspaces import Workspaces

if TYPE_CHECKING:
    from timeline.sources.terraform import Terraform

# A step of a run, its kind and its time, None where that cannot be read.
Found = tuple[str, str, Instant | None]


class Reading:
    """One pull of one organization."""

    def __init__(self, config: Terraform, client: Client, window: Window, run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._oldest = window.start - parse_span(config.look_back)
        self._workspaces = Workspaces(config.organization, config.workspaces, client, run)
        self._list = Listing.of_organization(config.organization, client, run, self._oldest)
        self._users = Users(client, run)
        self._members = Members(config.organization, client, run)
        self._runs: set[str] = set()
        self._told_ids: set[str] = set()

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        who = self._client.json(Request("GET /account/details", "account/details", expect="data"))
        yield f"token of {text(at(who, 'data', 'attributes', 'username')) or 'an unnamed account'}"
        organization = self._config.organization
        self._client.json(Request("GET /organizations/:name", f"organizations/{organization}", expect="data"))
        for gap in self._workspaces.read():
            raise DeniedError(gap.detail)
        try:
            self._client.json(self._list.call({}, 1, size=1))
        except UnlistedError:
            yield f"organization {organization} is visible; its runs are read workspace by workspace"
        else:
            yield f"organization {organization} and its runs are visible"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note(f"runs created more than {self._config.look_back} before the window were not looked for")
        self._run.note("Stacks were not asked for: only the runs of workspaces are read")
        yield from self._workspaces.read()
        states = States(self._config.organization, self._client, self._run, self._users, self._told_ids.add)
        by_hand = (partial(states.of, name) for name in sorted(self._workspaces.by_hand))
        yield from self._run.gather([self._listed, *by_hand])
        if self._config.audit_trail:
            # After the runs: what they told is not told again.
            yield from Trail(self._client, self._run, self._users, self._told_ids.__contains__).read()
        self._users.note()
        self._members.state(self._users.people)
        self._workspaces.note()

    def _listed(self) -> Iterator[Event | Gap | Job]:
        try:
            yield from self._read(self._list)
        except UnlistedError as error:
            if not self._workspaces.known:
                yield Gap.after(error, self._window, where="runs")
                return
            self._run.note("this server lists no runs of an organization: those of each workspace were asked for")
            yield from (self._workspace_job(key) for key in self._workspaces.ids())

    def _workspace_job(self, key: str) -> Job:
        listing = Listing.of_workspace(key, self._client, self._run, self._oldest)
        return self._run.counted("workspaces", lambda: self._read(listing))

    def _read(self, listing: Listing) -> Iterator[Event | Gap | Job]:
        for found in listing.pages():
            if isinstance(found, Gap):
                yield found
            else:
                yield from self._taken(found.rows("data"), parse.included(found.data))

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
            elif (created(raw) or self._oldest) >= self._oldest or self._stepped_inside(raw):
                self._runs.add(key)
                yield from self._asked_for(raw, included)

    def _stepped_inside(self, raw: dict[str, Any]) -> bool:
        """Whether a run from before the look-back, which a page holds all the same, tells a step of the window."""
        return any(when is not None and when.time in self._window for _, _, when in steps.taken(raw))

    def _refused(self, what: str, why: str) -> Gap:
        self._run.count(raw_rows=1)
        return self._run.rejected(f"{self._config.name}:{what}", why)

    def _asked_for(self, raw: dict[str, Any], included: Included) -> Iterator[Gap | Job]:
        name = self._workspaces.name(raw)
        if name is None and not self._workspaces.every:
            yield self._workspaces.unnamed(raw)
        elif name is None or self._workspaces.chosen(name):
            seen = parse.Seen(raw, included, name)
            yield self._run.counted("runs", lambda: self._told(seen))
        else:
            self._told_ids.update(f"{raw['id']}/{step}" for step, _, _ in steps.taken(raw))

    def _told(self, seen: parse.Seen) -> Iterator[Event | Gap]:
        found: list[Found] = list(steps.taken(seen.raw))
        inside = {step for step, _, when in found if when is None or when.time in self._window}
        end = steps.undated_end(seen.raw, [step for step, _, _ in found])
        if inside or end or log.may_have_comments(seen.raw):
            told, gaps = self._log(seen, {*inside, *([end.name] if end else [])})
            yield from gaps
            seen = parse.Seen(seen.raw, seen.included, seen.workspace, log.actors(told))
            yield from self._comments(seen, told)
            if end and (when := log.time_of(told, end.name)):
                found.append((end.name, end.kind, when))
            elif end:
                yield from self._unended(seen, end.name)
        if not isinstance(at(seen.raw, "attributes", "status-timestamps"), (dict, NoneType)):
            yield self._refused(f"{seen.id}/status-timestamps", "they are no object")
        yield from self._steps(seen, found)

    def _steps(self, seen: parse.Seen, found: list[Found]) -> Iterator[Event | Gap]:
        for name, kind, when in found:
            self._told_ids.add(f"{seen.id}/{name}")
            # Nobody is looked up for what will not be told.
            actor = self._actor(seen, name) if when and when.time in self._window else None
            yield from self._run.emit(parse.step(seen, name, kind, when, actor=actor, url=self._url(seen)))

    def _unended(self, seen: parse.Seen, step: str) -> Iterator[Gap]:
        """The gap where the run's end may lie: after all that it dates, before it was last changed."""
        first, last = steps.last_seen(seen.raw), iso_time(at(seen.raw, "attributes", "updated-at"))
        if (first is None or first < self._window.end) and (last is None or last >= self._window.start):
            detail = f"the run is {step}, and nothing tells since when"
            yield Gap.of(self._window, "undated", detail, where=seen.id, start=first, end=last)

    def _log(self, seen: parse.Seen, names: set[str]) -> tuple[Any, list[Gap]]:
        """The run's events, asked for only where a person acted: a comment, or a step with no name to it."""
        nameless = any(name in steps.ACTIONS and not seen.actor_id(name) for name in names)
        if not (nameless or log.may_have_comments(seen.raw)):
            return {}, []
        request = Request(
            "GET /runs/:id/run-events",
            f"runs/{seen.id}/run-events",
            params={"include": "actor,comment"},
            where=str(seen.id),
            expect="data",
        )
        try:
            told = self._client.json(request)
            return told, self._untold(seen, rows(told, "data"))
        except SourceError as error:
            return {}, [Gap.after(error, self._window, where=seen.id, start=created(seen.raw))]

    def _untold(self, seen: parse.Seen, found: list[Any]) -> list[Gap]:
        """The gap that is left where the run names more comments than its events tell."""
        named, told = len(log.commented(seen.raw)), sum(1 for _ in log.comments(found))
        if told >= named:
            return []
        detail = f"the run has {named} comments, its events tell of {told}"
        return [Gap.of(self._window, "count_mismatch", detail, where=seen.id, start=created(seen.raw))]

    def _comments(self, seen: parse.Seen, told: Any) -> Iterator[Event | Gap]:
        included = parse.included(told)
        for row in log.comments(at(told, "data")):
            key = text(at(row, "relationships", "comment", "data", "id")) or ""
            self._told_ids.add(f"comment/{key}")
            body = text(at(included.get(("comments", key)), "attributes", "body"))
            actor = self._users.actor(text(at(row, "relationships", "actor", "data", "id")), included)
            yield from self._run.emit(parse.comment(row, seen, body=body, actor=actor, url=self._url(seen)))

    def _actor(self, seen: parse.Seen, step: str) -> Actor | None:
        who = self._users.actor(seen.actor_id(step), seen.included)
        if step == "created":
            self._members.sent(seen.ingress)
        return maker(seen.raw, text(seen.ingress.get("sender-username")), who) if step == "created" else who

    def _url(self, seen: parse.Seen) -> str | None:
        if not seen.workspace:
            return None
        return f"{self._config.app}/app/{self._config.organization}/workspaces/{seen.workspace}/runs/{seen.id}"
