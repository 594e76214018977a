"""Reading the issues of an organization: two lists, then each issue with what was done about it."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, DeniedError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window, parse_span
from timeline.porting.payload import at, iso_time, rows, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.sentry import parse, people
from timeline.sources.sentry.dialect import ISSUE
from timeline.sources.sentry.issues import Issues
from timeline.sources.sentry.projects import Projects

if TYPE_CHECKING:
    from timeline.sources.sentry import Sentry

#: An issue tells so many activities, the newest ones, and there is no second page.
MOST = 100


class Reading:
    """One pull of one organization."""

    def __init__(self, config: Sentry, client: Client, window: Window, run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._projects = Projects(config.organization, config.projects, client, run)
        self._issues = Issues(config.organization, client, run, parse_span(config.look_back))
        self._lock = threading.Lock()
        self._claimed: set[str] = set()
        self._told: dict[str, Hashable] = {}

    def checks(self) -> Iterator[str]:
        """Lines on reach."""
        organization = self._config.organization
        self._client.json(Request("GET /organizations/:org/", f"organizations/{organization}/", expect="id"))
        for gap in self._projects.read():
            raise DeniedError(gap.detail)
        self._issues.probe(self._projects.chosen)
        yield f"organization {organization} and its issues are visible"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._note()
        yield from self._projects.read()
        if not self._projects.chosen:
            return
        yield from self._issues.read(self._projects.chosen)
        found = {**self._issues.inside, **self._issues.before}
        self._claimed.update(found)
        yield from self._run.gather(self._job(key, raw) for key, raw in found.items())

    def _note(self) -> None:
        back = self._config.look_back
        self._run.note(f"issues without an event from {back} before the window to its end were not looked for")
        self._run.note("what alert rules did is not told by the API: only their posts witness it")
        self._run.note("comments are told as they read now; deleted ones, and deleted issues, are not told at all")
        self._run.note("a step that follows an equal one of the same person is told once by the API")

    def _job(self, key: str, listed: dict[str, Any]) -> Job:
        return self._run.counted("issues", partial(self._issue, key, listed))

    def _issue(self, key: str, listed: dict[str, Any]) -> Iterator[Event | Gap]:
        where = text(listed.get("shortId")) or key
        counted = self._issues.inside.get(key, {})
        try:
            raw = self._client.json(self._request(key, where, expect="id"))
            activities = self._activities(key, where, raw)
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            yield Gap.after(error, self._window, where=where)
            if at(listed, "lifetime", "firstSeen"):
                yield from self._first(parse.Seen({**listed, "firstSeen": None}, listed))
            return
        own = text(raw["id"]) or key
        also = () if own == key else (key,)
        if also and not self._claim(own, where, text(raw.get("shortId"))):
            return  # it was merged into one that is told by itself
        yield from self._of(parse.Seen(raw, {} if also else counted, tuple(activities), also), where)

    def _request(self, key: str, where: str, below: str = "", *, expect: str) -> Request:
        return Request(
            f"GET /organizations/:org/issues/:id/{below}",
            f"organizations/{self._config.organization}/issues/{key}/{below}",
            params={} if below else {"collapse": ("stats", "tags")},
            where=where,
            budget=below or ISSUE,
            expect=expect,
        )

    def _activities(self, key: str, where: str, raw: Any) -> list[Any]:
        """What the issue's own answer tells, else the list apart, of which no document tells."""
        if isinstance(raw.get("activity"), list):
            return rows(raw, "activity")
        return rows(self._client.json(self._request(key, where, "activities/", expect="activity")), "activity")

    def _claim(self, key: str, where: str, name: str | None) -> bool:
        """Whether an issue is told here that another was merged into; it may have been listed itself."""
        self._run.note(f"{where} was merged into {name or key}, and is told as that")
        with self._lock:
            fresh = key not in self._claimed
            self._claimed.add(key)
            return fresh

    def _of(self, seen: parse.Seen, where: str) -> Iterator[Event | Gap]:
        for each in people.profiles(seen.raw, seen.activities):
            self._run.profile(each)
        yield from self._first(seen)
        done = [each for each in seen.activities if text(at(each, "type")) != "first_seen"]
        if len(seen.activities) >= MOST:
            yield self._cut(done, where)
        for raw in done:
            yield from self._activity(raw, seen)

    def _first(self, seen: parse.Seen) -> Iterator[Event | Gap]:
        yield from self._run.emit(parse.first_seen(seen))

    def _activity(self, raw: Any, seen: parse.Seen) -> Iterator[Event | Gap]:
        key = text(at(raw, "id"))
        if key is None or not text(at(raw, "type")):
            self._run.count(raw_rows=1)
            yield self._run.rejected(
                f"{self._run.source}: an activity of {seen.short or seen.id}", "it has no id or type"
            )
        elif self._is_another(key, raw, seen):
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}:{key}", "another activity has the same id")
        else:
            yield from self._run.emit(parse.activity(raw, seen))

    def _is_another(self, key: str, raw: Any, seen: parse.Seen) -> bool:
        """Whether that id was told of something else: Sentry numbers comments and steps apart where it keeps a log."""
        content = (seen.id, text(raw.get("type")), str(raw.get("dateCreated")))
        with self._lock:
            return self._told.setdefault(key, content) != content

    def _cut(self, done: list[Any], where: str) -> Gap:
        """The gap before the oldest activity that is told."""
        times = [time for each in done if (time := iso_time(at(each, "dateCreated")))]
        detail = f"{where} has more than {MOST} activities, of which the API tells the newest"
        return Gap.of(self._window, "cap", detail, where=where, end=min(times, default=None))
