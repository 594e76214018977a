"""Names for ids, looked up once each and only when a message needs them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from typing import Any

from timeline._errors import SourceError
from timeline._event import Actor
from timeline._run import Run
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import known
from timeline.sources._shape import Once, at, objects, text

_PAGE = 999
_MANY = 8  # people from whom on a page of all is asked for: one call in place of theirs
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


class People:
    """Who wrote, and who is mentioned. A name that cannot be had is null; its id stands."""

    def __init__(self, calls: Calls, run: Run, channels: dict[str, str]) -> None:
        self._calls = calls
        self._run = run
        self._channels = channels
        self._user = Once(self._asked_user)
        self._members = Once(self._asked_members)
        self._bot = Once(self._asked_bot)
        self._denied = False
        self._wanted: set[str] = set()
        self._lock = threading.Lock()

    def unknown(self, messages: Iterable[dict[str, Any]]) -> list[str]:
        """The ids of users whom those messages are the first to need: each is looked up in a job of its own."""
        needed: set[str] = set()
        for message in messages:
            user = text(message.get("user"))
            if user and user != "USLACKBOT" and not message.get("bot_id"):
                needed.add(user)
            needed.update(_MENTION.findall(str(message.get("text") or "")))
        with self._lock:
            new = sorted(needed - self._wanted)
            self._wanted.update(new)
        return new

    def user(self, key: str) -> str:
        """The name of a user, else the id. Deactivated users keep theirs."""
        return _name(self._user(key)) or key

    def channel(self, key: str) -> str:
        """The name of a channel of this pull, else the id."""
        return self._channels.get(key, key)

    def author(self, message: dict[str, Any]) -> Actor | None:
        """Who wrote: a person, or a bot by its profile, its name for the occasion, or its record."""
        user, bot = text(message.get("user")), text(message.get("bot_id"))
        if bot:
            name = (
                text(at(message, "bot_profile", "name"))
                or text(at(message, "username"))
                or text(at(self._bot(bot), "name"))
            )
            return known(bot, name, "bot")
        if user == "USLACKBOT":
            return known(user, "Slackbot", "bot")
        if user:
            record = self._user(user)
            return known(user, _name(record), "bot" if at(record, "is_bot") is True else "person")
        name = text(at(message, "username"))
        return known(None, name, "bot") if name else None

    def _asked_user(self, key: str) -> dict[str, Any] | None:
        listed = self._members("") if len(self._wanted) >= _MANY else {}
        return listed.get(key) or self._asked("users.info", "user", key, "user")

    def _asked_members(self, _: str) -> dict[str, dict[str, Any]]:
        """The first page of the workspace's people, which in most workspaces is the last one, too."""
        call = Call("users.list", params={"limit": _PAGE}, budget="users.list", expect="members")
        try:
            found = objects(at(self._calls.json(call), "members"))
        except SourceError:
            return {}  # a call for each will say what is wrong, if anything is
        return {key: each for each in found if (key := text(each.get("id")))}

    def _asked_bot(self, key: str) -> dict[str, Any] | None:
        return self._asked("bots.info", "bot", key, "bot")

    def _asked(self, method: str, parameter: str, key: str, field: str) -> dict[str, Any] | None:
        if self._denied:
            return None
        try:
            data = self._calls.json(Call(method, params={parameter: key}, where=key, budget=method))
        except SourceError as error:
            if "not_found" not in error.detail and "not_visible" not in error.detail:
                self._denied = "missing_scope" in error.detail
                self._run.note("some names could not be read; ids stand instead (scope users:read)")
            return None
        found = at(data, field)
        return found if isinstance(found, dict) else None


def _name(record: Any) -> str | None:
    """A person's full name as the profile has it, else what is shown in its place."""
    for path in (("profile", "real_name"), ("real_name",), ("profile", "display_name"), ("name",)):
        if name := text(at(record, *path)):
            return name
    return None
