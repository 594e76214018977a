"""The request plan: each channel's history back to the look-back in one walk, and the replies of its threads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from timeline._coverage import Gap
from timeline._errors import AuthError, SourceError
from timeline._event import Event
from timeline._run import Job, Run
from timeline._window import Window, parse_span
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import tell
from timeline.sources._shape import at, text
from timeline.sources.slack import apps, parse
from timeline.sources.slack.channels import Channel, Channels
from timeline.sources.slack.people import People
from timeline.sources.slack.thread import Thread, time_of
from timeline.sources.slack.walk import Walk

if TYPE_CHECKING:
    from timeline.sources.slack import Slack

_TOLD_AT_ONCE = 25
_KEPT = timedelta(days=90)  # on a free plan
_SCOPES = frozenset({"channels:history", "channels:read", "groups:history", "groups:read", "users:read"})


class Reading:
    """One pull of one workspace."""

    def __init__(self, config: Slack, calls: Calls, window: Window, run: Run) -> None:
        self._config = config
        self._calls = calls
        self._window = window
        self._run = run
        self._oldest = window.start - parse_span(config.look_back)
        self._names: dict[str, str] = {}
        self._people = People(calls, run, self._names)
        self._workspace: str | None = None
        self._threads: dict[tuple[str, str], Thread] = {}
        self._chosen: dict[str, Channel] = {}
        self._wanted: list[Channel | SourceError] = []
        self._refused: AuthError | None = None

    def checks(self) -> Iterator[str]:
        """Lines on identity, scopes and reach; every channel is tried before the first failure is raised."""
        who, answer = self._calls.send(Call("auth.test"))
        yield f"{text(at(who, 'user'))} in {text(at(who, 'team'))}"
        given = answer.headers.get("x-oauth-scopes")
        if given is not None:
            missing = sorted(_SCOPES - {scope.strip() for scope in given.split(",")})
            yield f"scopes missing: {', '.join(missing)}" if missing else "no scope is missing"
        failure: SourceError | None = None
        for found in self._channels():
            try:
                yield self._readable(found)
            except SourceError as error:
                yield f"not readable: {error.detail}"
                failure = failure or error
        if failure:
            raise failure

    def _readable(self, found: Channel | SourceError) -> str:
        if isinstance(found, SourceError):
            raise found
        params = {"channel": found.id, "limit": 1}
        method = "conversations.history"
        self._calls.json(Call(method, params=params, where=found.label, budget=method))
        return f"{found.label} is readable"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note(
            f"threads whose parent is older than {self._config.look_back} before the window were not searched"
        )
        yield from self._run.gather([self._identity, self._find])
        if self._refused:
            raise self._refused
        jobs: list[Job] = []
        for found in self._wanted:
            if isinstance(found, SourceError):
                yield Gap.after(found, self._window, where=_wanted(found))
            else:
                self._chosen[found.id] = found
                self._names[found.id] = found.name or found.id
                jobs.append(self._channel_job(found))
        yield from self._run.gather(jobs)
        for thread in self._threads.values():
            yield from thread.missing(self._window)

    def _identity(self) -> Iterator[Gap]:
        """The workspace's address, which permalinks are made of."""
        try:
            address = text(at(self._calls.json(Call("auth.test")), "url"))
            self._workspace = address and f"{address.rstrip('/')}/"
        except AuthError as error:
            self._refused = error
        except SourceError as error:
            yield Gap.after(error, self._window, where="permalinks")

    def _find(self) -> Iterator[Gap]:
        """The channels that are meant."""
        try:
            self._wanted = list(self._channels())
        except AuthError as error:
            self._refused = self._refused or error  # the identity's own refusal is the one that is told
        yield from ()

    def _channels(self) -> Iterator[Channel | SourceError]:
        channels = Channels(self._calls, self._run)
        if self._config.channels == "joined":
            yield from channels.joined()
        else:
            yield from channels.named(self._config.channels)

    def _channel_job(self, channel: Channel) -> Job:
        return lambda: self._history(channel)

    def _history(self, channel: Channel) -> Iterator[Event | Gap | Job]:
        """Messages from the window's end back to the look-back, and a job for every thread that may reach in."""
        params = {"channel": channel.id, "oldest": parse.stamp(self._oldest), "latest": parse.stamp(self._window.end)}
        walk = Walk(self._calls, self._run, "conversations.history", params, channel.label, newest_first=True)
        for page in walk.pages():
            yield from self._told(channel, page)
            for message in page:
                yield from self._thread_of(channel, message)
        yield from self._odd(walk, channel.label)
        if walk.limited:
            yield from self._hidden(channel)
        if walk.failure:
            # An unread parent may have replies anywhere in the window.
            yield Gap.after(walk.failure, self._window, where=channel.label)

    def _hidden(self, channel: Channel) -> Iterator[Gap]:
        """What a free plan keeps from everybody."""
        self._run.note(
            f"messages and parents of threads older than {_KEPT.days} days are hidden by the workspace's plan"
        )
        shown = self._run.clock.now() - _KEPT
        if self._window.start < shown:
            detail = f"{channel.label} has messages older than {_KEPT.days} days, which the workspace's plan hides"
            yield Gap.of(self._window, "retention", detail, where=channel.label, end=shown)

    def _odd(self, walk: Walk, where: str) -> Iterator[Gap]:
        if walk.odd:
            self._run.count(raw_rows=walk.odd, rejected=walk.odd - 1)
            yield self._run.rejected(f"{where}: {walk.odd} rows", "they are no messages")

    def _told(self, channel: Channel, page: list[dict[str, Any]]) -> Iterator[Gap | Job]:
        """Jobs that tell the page's messages: each may have to look up a name."""
        inside: list[dict[str, Any]] = []
        for message in page:
            try:
                if parse.instant(at(message, "ts")).time in self._window:
                    inside.append(message)
                else:
                    self._run.count(raw_rows=1, out_of_window=1)
            except ValueError:
                self._run.count(raw_rows=1)
                yield self._run.undated(f"{self._run.source}:{channel.id}/{text(at(message, 'ts')) or 'without ts'}")
        yield from map(self._name_job, self._people.unknown(inside))
        for start in range(0, len(inside), _TOLD_AT_ONCE):
            yield self._telling_job(channel, inside[start : start + _TOLD_AT_ONCE])

    def _name_job(self, key: str) -> Job:
        """Looks a name up, so that telling the messages does not have to wait for one name after the other."""

        def look_up() -> Iterator[Event | Gap]:
            self._people.user(key)
            yield from ()

        return look_up

    def _telling_job(self, channel: Channel, messages: list[dict[str, Any]]) -> Job:
        return lambda: self._telling(channel, messages)

    def _telling(self, channel: Channel, messages: list[dict[str, Any]]) -> Iterator[Event | Gap]:
        for message in messages:
            yield from tell(self._run, parse.draft(message, channel, self._people, self._workspace))

    def _thread_of(self, channel: Channel, message: dict[str, Any]) -> Iterator[Job]:
        """The threads that a message of the history leads to: its own, that it was sent out of, or linked."""
        ts, thread = text(at(message, "ts")), text(at(message, "thread_ts"))
        replies = at(message, "reply_count")
        if ts and isinstance(replies, int) and replies > 0 and self._reaches_in(message):
            yield from self._thread(channel, ts, message)
        elif thread and ts != thread and self._unsettled(ts, thread):
            yield from self._thread(channel, thread, None)
        yield from self._linked(message)

    def _unsettled(self, ts: str | None, parent: str) -> bool:
        """Whether a broadcast reply says more of its thread than the parent does: the history shows most parents."""
        sent, begun = time_of(ts), time_of(parent)
        return sent is None or begun is None or sent >= self._window.start or begun < self._oldest

    def _linked(self, message: dict[str, Any]) -> Iterator[Job]:
        """The threads that permalinks in it lead into."""
        for key, parent in apps.parents(message):
            if key in self._chosen:
                yield from self._thread(self._chosen[key], parent, None)

    def _reaches_in(self, parent: dict[str, Any]) -> bool:
        """Whether a reply may lie in the window; without `latest_reply` nothing rules it out."""
        latest = time_of(at(parent, "latest_reply"))
        return latest is None or latest >= self._window.start

    def _thread(self, channel: Channel, ts: str, parent: dict[str, Any] | None) -> Iterator[Job]:
        new = Thread(channel, ts)
        thread = self._threads.setdefault((channel.id, ts), new)
        thread.parent = parent or thread.parent
        if thread is new:
            yield lambda: self._replies(thread)

    def _replies(self, thread: Thread) -> Iterator[Event | Gap | Job]:
        channel, ts = thread.channel, thread.ts
        params = {
            "channel": channel.id,
            "ts": ts,
            "oldest": parse.stamp(self._window.start),
            "latest": parse.stamp(self._window.end),
        }
        walk = Walk(self._calls, self._run, "conversations.replies", params, thread.label, newest_first=False)
        for page in walk.pages():
            root = _root(page, ts)
            if root:  # a link into the middle of a thread leads to a reply, which names its parent
                yield from self._thread(channel, root, None)
                return
            # The parent comes with every first page; it is told by the history.
            thread.parent = thread.parent or next((each for each in page if at(each, "ts") == ts), None)
            replies = [each for each in page if at(each, "ts") != ts]
            thread.told |= {str(at(each, "ts")) for each in replies}
            yield from self._told(channel, replies)
            for each in replies:
                yield from self._linked(each)
        yield from self._odd(walk, thread.label)
        thread.read = walk.failure is None
        if walk.failure:
            yield Gap.after(walk.failure, self._window, where=thread.label, start=walk.last)


def _root(page: list[dict[str, Any]], ts: str) -> str | None:
    """The parent that a lone reply names, when its own timestamp was asked for."""
    if len(page) != 1 or at(page[0], "ts") != ts:
        return None
    thread = text(at(page[0], "thread_ts"))
    return thread if thread != ts else None


def _wanted(error: SourceError) -> str:
    return error.detail.split(" ", 1)[0]
