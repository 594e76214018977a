"""One thread: what its parent says of it, held against what was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.window import Window
from timeline.porting.payload import at
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.message import time_of


@dataclass
class Thread:
    """A thread that may reach into the window.

    Attributes:
        parent: as the history or a page of replies gave it; a broadcast reply may lead here before either does.
        told: the timestamps of the replies that were told.
        read: whether its pages were read to their end.
        remedy: what to do where replies are missing.
    """

    channel: Channel
    ts: str
    parent: dict[str, Any] | None = None
    told: set[str] = field(default_factory=set)
    read: bool = False
    remedy: str = "try again"

    @property
    def label(self) -> str:
        """How people refer to it."""
        return f"{self.channel.label} thread {self.ts}"

    def missing(self, window: Window) -> Iterator[Gap]:
        """The gap of a thread that told less than its parent counts, or not the reply that it calls the latest."""
        if not self.read or self.parent is None:
            return
        replies, latest = at(self.parent, "reply_count"), at(self.parent, "latest_reply")
        begun, ended = time_of(self.ts), time_of(latest)
        detail = None
        if isinstance(replies, int) and _holds(window, begun) and _holds(window, ended) and len(self.told) < replies:
            detail = f"the thread counts {replies} replies and told {len(self.told)}; {self.remedy}"
        elif _holds(window, ended) and latest not in self.told:
            detail = f"the thread's latest reply {latest} was not told; {self.remedy}"
        if detail:
            yield Gap.of(window, "count_mismatch", detail, where=self.label, start=begun)


def _holds(window: Window, time: datetime | None) -> bool:
    return time is not None and time in window
