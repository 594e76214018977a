"""Names as an export tells them: in its lists of people and conversations, and by what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from timeline.porting.payload import at, text
from timeline.porting.run import Run
from timeline.sources.slack.message import Message
from timeline.sources.slack.names import Names, by_id, full_name

_NONE = "an export has no list of them"


class HeldNames(Names):
    """Looks up what the export holds.

    Args:
        channels: the names of conversations, by id.
        users: the rows of its list of people.
    """

    where: ClassVar = {
        "users": "who is not in users.json is known by what they wrote",
        "bots": "an app is known by its own posts",
        "channels": "the export lists the conversations that it holds",
        "user groups": "they are read over the API",
        "workspaces": "they are read over the API",
    }
    unstated = "people could not be joined by e-mail: the export holds no addresses"

    def __init__(self, run: Run, channels: Mapping[str, str], users: Iterable[Any]) -> None:
        super().__init__(run, channels, {})
        self._users = by_id(list(users))
        self._bots = {key: each for each in self._users.values() if (key := text(at(each, "profile", "bot_id")))}

    def message(self, raw: dict[str, Any]) -> Message:
        """A row as a message. Of who is in the list of people the list tells, as the API does: not the row."""
        made = Message(raw)
        if made.user in self._users:
            made.profile = {}
        self.learn(made)
        return made

    def _look_for_user(self, key: str) -> dict[str, Any] | None:
        return self._found("users", key, self._users.get(key), "not in users.json")

    def _look_for_bot(self, key: str) -> dict[str, Any] | None:
        user = self._bots.get(key)
        return self._found("bots", key, user and {"name": full_name(user)}, _NONE)

    def _look_for_channel(self, key: str) -> dict[str, Any] | None:
        return self._found("channels", key, None, "in none of its lists")

    def _look_for_team(self, key: str) -> dict[str, Any] | None:
        return self._found("workspaces", key, None, _NONE)

    def _look_for_group(self, key: str) -> dict[str, Any] | None:
        return self._found("user groups", key, None, _NONE)

    def _found(self, sort: str, key: str, record: dict[str, Any] | None, why: str) -> dict[str, Any] | None:
        """The record; where there is none, that is told."""
        if sort == "users":
            self._stated.take(key, record)
        if record is None:
            self._fail(sort, why, key)
        return record
