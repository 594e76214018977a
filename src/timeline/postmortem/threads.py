"""The threads in which feedback was asked for, and what of them was read, kept in `work/feedback.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from timeline.model.errors import ConfigError
from timeline.postmortem.folder import Folder

SCHEMA = "timeline-feedback/1"
FILE = "feedback.json"
_PATH = re.compile(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})/?")
_STAMP = re.compile(r"\d{1,12}\.\d{1,6}")


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread of messages: its channel's id, and the timestamp of the message that it hangs on."""

    channel: str
    parent: str

    @classmethod
    def of(cls, url: str) -> Self:
        """The thread that a message's permalink leads to.

        Raises:
            ConfigError: it is none.
        """
        parts = urlsplit(url)
        found = _PATH.fullmatch(parts.path)
        if not found:
            raise ConfigError("--thread is a message's link, https://…/archives/C…/p…: take Copy link on the message")
        query = parse_qs(parts.query)
        stamp = query.get("thread_ts", [f"{found[2]}.{found[3]}"])[0]
        if not _STAMP.fullmatch(stamp):
            raise ConfigError("--thread: the link names no message")
        return cls(query.get("cid", [found[1]])[0], stamp)

    @property
    def begun(self) -> datetime:
        """When its first message was sent, to the second before."""
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=int(self.parent.partition(".")[0]))


@dataclass(frozen=True, slots=True)
class Asked:
    """Where feedback was asked for.

    Attributes:
        threads: in the order in which it was.
        taken: the ids of the replies that were read.
    """

    threads: tuple[Thread, ...] = ()
    taken: frozenset[str] = frozenset()

    @classmethod
    def read(cls, folder: Folder) -> Self:
        """What is kept.

        Raises:
            ConfigError: it cannot be read.
        """
        told = folder.text(FILE)
        if not told:
            return cls()
        try:
            found: Mapping[str, Any] = {SCHEMA: json.loads(told)}[json.loads(told)["schema"]]
            threads = tuple(Thread(str(each["channel"]), str(each["parent"])) for each in found["threads"])
            return cls(threads, frozenset(map(str, found["taken"])))
        except (ValueError, KeyError, TypeError):
            raise ConfigError(f"{folder.path / FILE} is not what `timeline share` wrote: take it away") from None

    def asking(self, thread: Thread) -> Asked:
        """The same, and that thread."""
        return replace(self, threads=tuple(dict.fromkeys((*self.threads, thread))))

    def having(self, replies: Iterable[str]) -> Asked:
        """The same, with those replies read."""
        return replace(self, taken=self.taken | set(replies))

    def text(self) -> str:
        """As it is kept."""
        threads = [{"channel": each.channel, "parent": each.parent} for each in self.threads]
        return json.dumps({"schema": SCHEMA, "threads": threads, "taken": sorted(self.taken)}, indent=1) + "\n"
