"""Names that Slack is asked for, each by one call where no answer holds it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from timeline.model.errors import SourceError
from timeline.porting.payload import Once, at, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.slack.names import Names, by_id
from timeline.sources.slack.workspace import Workspace

_PAGE = 999
_MANY = 8  # people from whom on a page of all is asked for: one call in place of theirs


class AskedNames(Names):
    """Asks for what no answer told.

    Args:
        channels: the names of the channels that are read, by id.
        workspace: whose token it is.
    """

    where: ClassVar = {
        "users": "they are read with users:read",
        "bots": "they are read with users:read",
        "channels": "they are read with channels:read and groups:read",
        "user groups": "they are read with usergroups:read",
        "workspaces": "they are read with team:read",
    }
    unstated = "people could not be joined by e-mail: `users:read.email` is missing"

    def __init__(self, client: Client, run: Run, channels: dict[str, str], workspace: Workspace) -> None:
        super().__init__(run, channels, workspace.names)
        self._client = client
        self._teams: tuple[str | None, ...] = workspace.teams or (None,)
        self._members = Once(lambda _: self._asked_members())
        self._groups = Once(lambda _: self._asked_groups())
        self._group_failure = ""
        self._without_scope: set[str] = set()

    def _look_for_bot(self, key: str) -> dict[str, Any] | None:
        return self._asked("bots", "bots.info", {"bot": key}, key, "bot")

    def _look_for_channel(self, key: str) -> dict[str, Any] | None:
        return self._asked("channels", "conversations.info", {"channel": key}, key, "channel")

    def _look_for_team(self, key: str) -> dict[str, Any] | None:
        return self._asked("workspaces", "team.info", {"team": key}, key, "team")

    def _look_for_group(self, key: str) -> dict[str, Any] | None:
        group = self._groups("").get(key)
        if not (text(at(group, "handle")) or text(at(group, "name"))):
            self._fail("user groups", self._group_failure or "not in the list", key)
        return group

    def _look_for_user(self, key: str) -> dict[str, Any] | None:
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
        return by_id(at(data, "members"))

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
            found |= by_id(at(data, "usergroups"))
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

    def _embedded(self) -> Iterable[tuple[str, dict[str, Any]]]:
        """One list of all has the addresses of those of whom messages told, which messages have not."""
        listed = self._members("") if self._profiles and len(self._teams) == 1 else {}
        return [(key, listed.get(key) or told) for key, told in super()._embedded()]
