"""Names for ids: from what was read, else by a look-up each, else the id stands and the coverage says so."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar

from timeline.porting.payload import Once, at, objects, text
from timeline.porting.run import Run
from timeline.sources.slack.message import SLACKBOT, Message
from timeline.sources.slack.profiles import Stated
from timeline.sources.slack.sorts import NOBODY, actors, added, is_words

#: What is less certain without the names of each sort.
_LESS = {
    "users": "who acted and who is meant, and a filter by name does not find them",
    "bots": "which app posted, and a filter by name does not find it",
    "channels": "which channels are meant",
    "user groups": "whom a mention of a group called",
    "workspaces": "which workspaces are meant",
}
_SHOWN = 5  # ids in one note


class Names(ABC):
    """Knows names, each looked up once.

    Args:
        channels: the names of the channels that are read, by id.
        workspaces: the names of workspaces, by id.

    Attributes:
        where: by sort, where its names are to be had.
        unstated: said where nobody's address could be read.
    """

    where: ClassVar[Mapping[str, str]]
    unstated: ClassVar[str]

    def __init__(self, run: Run, channels: Mapping[str, str], workspaces: Mapping[str, str]) -> None:
        self._run = run
        self._channels = channels
        self._workspaces = workspaces
        self._profiles: dict[str, dict[str, Any]] = {}
        self._user = Once(self._look_for_user)
        self._bot = Once(self._look_for_bot)
        self._channel = Once(self._look_for_channel)
        self._team = Once(self._look_for_team)
        self._wanted: set[tuple[str, str]] = set()
        self._failed: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._stated = Stated(run, self.unstated)
        self._lock = threading.Lock()

    @abstractmethod
    def _look_for_user(self, key: str) -> dict[str, Any] | None:
        """A user's record; as with the others, a failure is told by `_fail`."""

    @abstractmethod
    def _look_for_bot(self, key: str) -> dict[str, Any] | None:
        """An app's record."""

    @abstractmethod
    def _look_for_channel(self, key: str) -> dict[str, Any] | None:
        """A channel's record."""

    @abstractmethod
    def _look_for_team(self, key: str) -> dict[str, Any] | None:
        """A workspace's record."""

    @abstractmethod
    def _look_for_group(self, key: str) -> dict[str, Any] | None:
        """A user group's record."""

    def unknown(self, messages: Iterable[Message]) -> list[Callable[[], Any]]:
        """Look-ups of what those messages are the first to name, to be made at the same time."""
        needed: set[tuple[str, str]] = set()
        for message in messages:
            self.learn(message)
            needed.update(message.names())
            needed.update(("user", key) for key in self._writers(message))
        with self._lock:
            new = sorted(needed - self._wanted)
            self._wanted.update(new)
        looks = {"user": self.user, "channel": self.channel, "group": self.group}
        return [partial(looks[sort], key) for sort, key in new]

    def learn(self, message: Message) -> None:
        """Keep what an answer tells of its writer."""
        profile = message.profile
        if profile and _full(profile) and message.user and not message.bot and is_words(message):
            with self._lock:
                self._profiles.setdefault(message.user, profile)

    def _writers(self, message: Message) -> list[str]:
        if not is_words(message):
            invited = added(message)
            return [*actors(message), *([invited] if invited else []), *message.participants]
        return [message.user] if message.user and message.user not in NOBODY else []

    def record(self, key: str) -> dict[str, Any] | None:
        """What is known of a user."""
        own = self._profiles.get(key)
        return {"profile": own, "is_bot": False} if own else self._user(key)

    def user(self, key: str) -> str:
        """The name of a user, else the id. Deactivated users keep theirs."""
        if key == SLACKBOT:
            return "Slackbot"
        if key[:1] == "B":
            return self.bot(key) or key
        record = self.record(key)
        return self._told("users", full_name(record), key, record) or key

    def bot(self, key: str) -> str | None:
        """The name of an app's bot."""
        record = self._bot(key)
        return self._told("bots", text(at(record, "name")), key, record)

    def channel(self, key: str) -> str:
        """The name of a channel, else the id."""
        if known := self._channels.get(key):
            return known
        record = self._channel(key)
        return self._told("channels", text(at(record, "name")), key, record) or key

    def group(self, key: str) -> str:
        """The handle of a user group, else the id."""
        group = self._look_for_group(key)
        return text(at(group, "handle")) or text(at(group, "name")) or key

    def team(self, key: str) -> str:
        """The name of a workspace, else the id."""
        if known := self._workspaces.get(key):
            return known
        record = self._team(key)
        return self._told("workspaces", text(at(record, "name")), key, record) or key

    def _told(self, sort: str, name: str | None, key: str, record: Any) -> str | None:
        """The name; that a record has none is kept. Where there is no record, the call has said why."""
        if name is None and record is not None:
            self._fail(sort, "without a name", key)
        return name

    def _fail(self, sort: str, reason: str, key: str) -> None:
        with self._lock:
            self._failed[sort, reason.partition(":")[0]].add(key)

    def notes(self) -> None:
        """State in the coverage which names could not be had, and what is less certain without them."""
        for key, record in self._embedded():
            self._stated.take(key, record)
        self._stated.note()
        for (sort, reason), keys in self._failed.items():
            self._run.note(
                f"names of {sort} could not be had: {_ids(keys)} ({reason}; {self.where[sort]}); "
                f"less certain: {_LESS[sort]}"
            )

    def _embedded(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """Those of whom messages themselves told."""
        return [(key, {"profile": profile}) for key, profile in self._profiles.items()]


def _ids(keys: set[str]) -> str:
    shown = ", ".join(sorted(keys)[:_SHOWN])
    return f"{shown} and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else shown


def full_name(record: Any) -> str | None:
    """A person's full name as the profile has it, else what is shown in its place."""
    return _full(at(record, "profile")) or _full(record)


def _full(record: Any) -> str | None:
    for field in ("real_name", "display_name", "name"):
        if name := text(at(record, field)):
            return name
    return None


def by_id(listed: Any) -> dict[str, dict[str, Any]]:
    """The records of a list, by their ids."""
    return {key: each for each in objects(listed) if (key := text(each.get("id")))}
