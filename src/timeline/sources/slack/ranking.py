"""Channels with those first in which apps post about incidents: what a first configuration should begin with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.slack.channels import Channel

_LOOKED_AT = 30
_POSTS = 100
#: Links that only posts about alerts and incidents carry, in the JSON of a message.
_INCIDENT = re.compile(r"pagerduty\.com/(?:incidents|alerts)/|/monitors[/#]\d+|[?&]event_id=\d+|/event/event\?id=")


class Ranking:
    """Counts the posts about incidents among the newest of each channel, as far as the limits let it."""

    def __init__(self, client: Client, run: Run) -> None:
        self._client = client
        self._run = run
        self._posts: dict[str, int] = {}

    def ranked(self, channels: Sequence[Channel]) -> list[Channel]:
        """The channels, most posts about incidents first, else in the order in which they came."""
        for _ in self._run.gather(map(self._job, channels[:_LOOKED_AT])):
            pass  # a channel that could not be read keeps its place behind those that were
        return sorted(channels, key=lambda each: -self._posts.get(each.id, 0))

    def _job(self, channel: Channel) -> Job:
        return lambda: self._look(channel)

    def _look(self, channel: Channel) -> Iterator[Event | Gap]:
        method = "conversations.history"
        params = {"channel": channel.id, "limit": _POSTS}
        try:
            found = self._client.json(Request(method, params=params, where=channel.label, budget=method))
        except SourceError:
            return
        messages = found.get("messages") if isinstance(found, dict) else None
        posts = messages if isinstance(messages, list) else []
        self._posts[channel.id] = sum(bool(_INCIDENT.search(str(each))) for each in posts if _is_an_apps(each))
        yield from ()


def _is_an_apps(message: object) -> bool:
    return isinstance(message, dict) and "bot_id" in message
