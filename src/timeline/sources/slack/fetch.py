"""The request plan: each channel's history back to the look-back in one walk, and the replies of its threads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError
from timeline.model.event import Event
from timeline.model.window import Window, parse_span
from timeline.porting.payload import at, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.slack import apps
from timeline.sources.slack.asking import AskedNames
from timeline.sources.slack.channels import Channel, Channels, UnseenError
from timeline.sources.slack.message import Message, stamp, time_of
from timeline.sources.slack.paging import Messages
from timeline.sources.slack.telling import Telling
from timeline.sources.slack.thread import Thread
from timeline.sources.slack.workspace import Workspace, identified, reach, told

if TYPE_CHECKING:
    from timeline.sources.slack import Slack

_KEPT = timedelta(days=90)  # on a free plan
_SOME = 2  # so that the latest is not the only one


class Reading:
    """One pull of one workspace."""

    def __init__(self, config: Slack, client: Client, window: Window, run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        self._oldest = window.start - parse_span(config.look_back)
        self._channel_names: dict[str, str] = {}
        self._is(Workspace())
        self._threads: dict[tuple[str, str], Thread] = {}
        self._chosen: dict[str, Channel] = {}
        self._wanted: list[Channel | UnseenError] = []
        self._refused: AuthError | None = None

    def checks(self) -> Iterator[str]:
        """Lines on identity, scopes and reach; every channel is tried before the first failure is raised."""
        who, response = self._client.send(Request("auth.test"))
        yield f"{text(at(who, 'user'))} in {text(at(who, 'team'))}"
        given = response.headers.get("x-oauth-scopes")
        if given is not None:
            yield from reach({scope.strip() for scope in given.split(",")})
        self._is(told(self._client, who, self._config.team_id))
        failure: SourceError | None = None
        for found in self._channels():
            try:
                yield self._readable(found)
            except SourceError as error:
                yield f"not readable: {error.detail}"
                failure = failure or error
        if failure:
            raise failure

    def _readable(self, found: Channel | UnseenError) -> str:
        if isinstance(found, UnseenError):
            raise found
        params = {"channel": found.id, "limit": 1}
        method = "conversations.history"
        self._client.json(Request(method, params=params, where=found.label, budget=method))
        return f"{found.label} is readable"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note(
            f"threads whose parent is older than {self._config.look_back} before the window were not searched"
        )
        yield from self._identity()
        yield from self._run.gather([self._find])
        if self._refused:
            raise self._refused
        jobs: list[Job] = []
        for found in self._wanted:
            if isinstance(found, UnseenError):
                yield Gap.after(found, self._window, where=found.wanted)
            else:
                self._chosen[found.id] = found
                self._channel_names[found.id] = found.name or found.id
                jobs.append(self._channel_job(found))
        yield from self._run.gather(jobs)
        for thread in self._threads.values():
            yield from thread.missing(self._window)
        self._names.notes()

    def _identity(self) -> Iterator[Gap]:
        """Whose token it is; a refusal ends the pull before anything else is asked."""
        try:
            self._is(identified(self._client, self._config.team_id))
        except SourceError as error:
            if isinstance(error, AuthError):
                raise
            yield Gap.after(error, self._window, where="permalinks")

    def _is(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._names = AskedNames(self._client, self._run, self._channel_names, workspace)
        self._telling = Telling(self._run, self._window, self._names, workspace.url)

    def _find(self) -> Iterator[Gap]:
        """The channels that are meant."""
        try:
            self._wanted = list(self._channels())
        except AuthError as error:
            self._refused = error
        yield from ()

    def _channels(self) -> Iterator[Channel | UnseenError]:
        channels = Channels(self._client, self._run, self._workspace.teams)
        if self._config.channels == "joined":
            yield from channels.joined()
        else:
            yield from channels.named(self._config.channels)

    def _channel_job(self, channel: Channel) -> Job:
        return self._run.counted("channels", lambda: self._history(channel))

    def _history(self, channel: Channel) -> Iterator[Event | Gap | Job]:
        """Messages from the window's end back to the look-back, and a job for every thread that may reach in."""
        params = {"channel": channel.id, "oldest": stamp(self._oldest), "latest": stamp(self._window.end)}
        listed = Messages(self._client, self._run, "conversations.history", params, channel.label, newest_first=True)
        for page in listed.pages():
            messages = list(map(Message, page))
            yield from self._telling.told(channel, messages)
            for message in messages:
                yield from self._thread_of(channel, message)
        yield from self._odd(listed, channel.label)
        if listed.limited:
            yield from self._hidden(channel)
        if listed.failure:
            # An unread parent may have replies anywhere in the window.
            yield Gap.after(listed.failure, self._window, where=channel.label)

    def _hidden(self, channel: Channel) -> Iterator[Gap]:
        """What a free plan keeps from everybody."""
        self._run.note(
            f"messages and parents of threads older than {_KEPT.days} days are hidden by the workspace's plan"
        )
        shown = self._run.now - _KEPT
        if self._window.start < shown:
            detail = f"{channel.label} has messages older than {_KEPT.days} days, which the workspace's plan hides"
            yield Gap.of(self._window, "retention", detail, where=channel.label, end=shown)

    def _odd(self, listed: Messages, where: str) -> Iterator[Gap]:
        if listed.odd:
            self._run.count(raw_rows=listed.odd, rejected=listed.odd - 1)
            yield self._run.rejected(f"{where}: {listed.odd} rows", "they are no messages")

    def _thread_of(self, channel: Channel, message: Message) -> Iterator[Job]:
        """The threads that a message of the history leads to: its own, that it was sent out of, or linked."""
        if message.ts and self._reaches_in(message):
            yield from self._thread(channel, message.ts, message.raw)
        elif message.thread and message.is_reply and self._unsettled(message, message.thread):
            yield from self._thread(channel, message.thread, None)
        yield from self._linked(message)

    def _unsettled(self, reply: Message, parent: str) -> bool:
        """Whether a broadcast reply says more of its thread than the parent does: the history shows most parents."""
        begun = time_of(parent)
        return reply.time is None or begun is None or reply.time >= self._window.start or begun < self._oldest

    def _linked(self, message: Message) -> Iterator[Job]:
        """The threads that permalinks in it lead into."""
        for key, parent in () if message.unreadable else apps.parents(message):
            if key in self._chosen:
                yield from self._thread(self._chosen[key], parent, None)

    def _reaches_in(self, parent: Message) -> bool:
        """Whether a reply may lie in the window; without `latest_reply` nothing rules it out.

        A single reply is the latest one, and none is older than its parent.
        """
        replies = _replies_of(parent)
        if replies <= 0 or (parent.time and parent.time >= self._window.end):
            return False
        latest = time_of(at(parent.raw, "latest_reply"))
        return latest is None or (latest >= self._window.start and (replies > 1 or latest < self._window.end))

    def _thread(self, channel: Channel, ts: str, parent: dict[str, Any] | None) -> Iterator[Job]:
        new = Thread(channel, ts)
        thread = self._threads.setdefault((channel.id, ts), new)
        thread.parent = parent or thread.parent
        if thread is new:
            yield self._run.counted("threads", lambda: self._replies(thread))

    def _replies(self, thread: Thread) -> Iterator[Event | Gap | Job]:
        channel, ts = thread.channel, thread.ts
        params = {
            "channel": channel.id,
            "ts": ts,
            "oldest": stamp(self._window.start),
            "latest": stamp(self._window.end),
        }
        listed = Messages(self._client, self._run, "conversations.replies", params, thread.label, newest_first=False)
        for page in listed.pages():
            root = _root(page, ts)
            if root:  # a link into the middle of a thread leads to a reply, which names its parent
                yield from self._thread(channel, root, None)
                return
            # The parent comes with every first page; it is told by the history.
            thread.parent = thread.parent or next((each for each in page if at(each, "ts") == ts), None)
            replies = [Message(each) for each in page if at(each, "ts") != ts]
            thread.told |= {str(each.ts) for each in replies}
            yield from self._telling.told(channel, replies)
            for each in replies:
                yield from self._linked(each)
        yield from self._odd(listed, thread.label)
        thread.read = listed.failure is None
        if listed.failure:
            yield Gap.after(listed.failure, self._window, where=thread.label, start=listed.last)


def _replies_of(parent: Message) -> int:
    """How many replies it has; one that begins a thread and tells no number has some."""
    told = at(parent.raw, "reply_count")
    return told if isinstance(told, int) else _SOME * (parent.thread is not None and parent.thread == parent.ts)


def _root(page: list[dict[str, Any]], ts: str) -> str | None:
    """The parent that a lone reply names, when its own timestamp was asked for."""
    if len(page) != 1 or at(page[0], "ts") != ts:
        return None
    thread = text(at(page[0], "thread_ts"))
    return thread if thread != ts else None
