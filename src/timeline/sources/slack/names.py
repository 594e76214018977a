"""Names for ids: from the answer itself, else by one call each, else the id stands and the coverage says so."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from timeline.model.errors import SourceError
from timeline.porting.payload import Once, at, objects, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.slack.message import SLACKBOT, Message
from timeline.sources.slack.profiles import Stated
from timeline.sources.slack.sorts import NOBODY, actors, added, is_words
from timeline.sources.slack.workspace import Workspace

_PAGE = 999
_MANY = 8  # people from whom on a page of all is asked for: one call in place of theirs
#: The scope that each look-up needs, and what is less certain without the names.
_NEEDS = {
    "users": ("users:read", "who acted and who is meant, and a filter by name does not find them"),
    "bots": ("users:read", "which app posted, and a filter by name does not find it"),
    "channels": ("channels:read and groups:read", "which channels are meant"),
    "user groups": ("usergroups:read", "whom a mention of a group called"),
    "workspaces": ("team:read", "which workspaces are meant"),
}
_SHOWN = 5  # ids in one note


class Names:
    """Looks names up, each once.

    Args:
        channels: the names of the channels that are read, by id.
        workspace: whose token it is.
    """

    def __init__(self, client: Client, run: Run, channels: dict[str, str], workspace: Workspace) -> None:
        self._client = client
        self._run = run
        self._channels = channels
        self._teams: tuple[str | None, ...] = workspace.teams or (None,)
        self._workspaces = workspace.names
        self._profiles: dict[str, dict[str, Any]] = {}
        self._user = Once(self._asked_user)
        self._members = Once(lambda _: self._asked_members())
        self._bot = Once(lambda key: self._asked("bots", "bots.info", {"bot": key}, key, "bot"))
        self._channel = Once(
            lambda key: self._asked("channels", "conversations.info", {"channel": key}, key, "channel")
        )
        self._team = Once(lambda key: self._asked("workspaces", "team.info", {"team": key}, key, "team"))
        self._groups = Once(lambda _: self._asked_groups())
        self._group_failure = ""
        self._wanted: set[tuple[str, str]] = set()
        self._without_scope: set[str] = set()
        self._failed: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._stated = Stated(run)
        self._lock = threading.Lock()

    def unknown(self, messages: Iterable[Message]) -> list[Callable[[], Any]]:
        """Look-ups of what those messages are the first to name, to be made at the same time."""
        needed: set[tuple[str, str]] = set()
        for message in messages:
            self._learn(message)
            needed.update(message.names())
            needed.update(("user", key) for key in self._writers(message))
        with self._lock:
            new = sorted(needed - self._wanted)
            self._wanted.update(new)
        looks = {"user": self.user, "channel": self.channel, "group": self.group}
        return [partial(looks[sort], key) for sort, key in new]

    def _learn(self, message: Message) -> None:
        """Keep what an answer tells of its writer."""
        profile = message.raw.get("user_profile")
        if isinstance(profile, dict) and _full(profile) and message.user and not message.bot and is_words(message):
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
        group = self._groups("").get(key)
        handle = text(at(group, "handle")) or text(at(group, "name"))
        if handle is None:
            self._fail("user groups", self._group_failure or "not in the list", key)
        return handle or key

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

    def _asked_user(self, key: str) -> dict[str, Any] | None:
        users = sum(sort == "user" for sort, _ in self._wanted)
        listed = self._members("") if users >= _MANY and len(self._teams) == 1 else {}
        found = listed.get(key) or self._asked("users", "users.info", {"user": key}, key, "user")
        self._stated.take(key, found)
        return found

    def _asked_members(self) -> dict[str, dict[str, Any]]:
        """The first page of the workspace's people, which in most workspaces is the last one, too."""
        params = {"limit": _PAGE} | ({"team_id": team} if (team := self._teams[0]) else {})
        try:
            data = self._client.json(Request("users.list", params=params, budget="users.list", expect="members"))
        except SourceError:
            return {}  # a call for each will say what is wrong, if anything is
        return _by_id(at(data, "members"))

    def _asked_groups(self) -> dict[str, dict[str, Any]]:
        """All user groups; those that were disabled since keep their name."""
        found: dict[str, dict[str, Any]] = {}
        for team in self._teams:
            params = {"include_disabled": "true"} | ({"team_id": team} if team else {})
            try:
                data = self._client.json(Request("usergroups.list", params=params, budget="usergroups.list"))
            except SourceError as error:
                self._group_failure = error.detail
                continue
            found |= _by_id(at(data, "usergroups"))
        return found

    def _asked(self, sort: str, method: str, params: dict[str, Any], key: str, field: str) -> dict[str, Any] | None:
        """What one call tells of an id; a scope that is missing is asked for once."""
        if sort in self._without_scope:
            self._fail(sort, "missing_scope", key)
            return None
        try:
            data = self._client.json(Request(method, params=params, where=key, budget=method))
        except SourceError as error:
            if error.code == "missing_scope":
                self._without_scope.add(sort)
            self._fail(sort, error.detail, key)
            return None
        found = at(data, field)
        return found if isinstance(found, dict) else None

    def _fail(self, sort: str, reason: str, key: str) -> None:
        with self._lock:
            self._failed[sort, reason.partition(":")[0]].add(key)

    def _embedded(self) -> None:
        """Those of whom messages themselves told: one list of all has their addresses, which messages have not."""
        listed = self._members("") if self._profiles and len(self._teams) == 1 else {}
        for key, profile in self._profiles.items():
            self._stated.take(key, listed.get(key) or {"profile": profile})

    def notes(self) -> None:
        """State in the coverage which names could not be had, and what is less certain without them."""
        self._embedded()
        self._stated.note()
        for (sort, reason), keys in self._failed.items():
            scope, less = _NEEDS[sort]
            self._run.note(
                f"names of {sort} could not be had: {_ids(keys)} ({reason}; they are read with {scope}); "
                f"less certain: {less}"
            )


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


def _by_id(listed: Any) -> dict[str, dict[str, Any]]:
    return {key: each for each in objects(listed) if (key := text(each.get("id")))}
