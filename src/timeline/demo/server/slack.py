"""Slack's Web API over messages in memory."""

from __future__ import annotations

import base64
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from timeline.demo.server import Request, Response

_SCOPES = {
    "x-oauth-scopes": "channels:history,channels:read,groups:read,groups:history,users:read,users:read.email,"
    "usergroups:read"
}

Method = Callable[[dict[str, str]], dict[str, Any]]


class SlackApi:
    """A workspace: history without replies, replies through replies, HTTP 200 even on failure.

    Args:
        token: the one that is accepted.
        channels: those the token's owner is in, and others.
        messages: by channel id, replies among them.
        groups: the user groups.
        teams: the workspaces of an organization whose token this is; its lists ask for one of them.
        page: the most rows that a page holds, whatever limit is asked for.
        post: the token that may post, and nothing else.
    """

    base = "/slack/api"

    def __init__(
        self,
        token: str,
        *,
        channels: list[dict[str, Any]],
        users: list[dict[str, Any]],
        messages: dict[str, list[dict[str, Any]]],
        groups: list[dict[str, Any]] | None = None,
        teams: tuple[str, ...] = (),
        page: int = 999,
        post: str = "",
    ) -> None:
        self._token = token
        self._post = post
        self._channels = {each["id"]: each for each in channels}
        self._users = {each["id"]: each for each in users}
        self._messages = {key: [_counted(each, rows) for each in rows] for key, rows in messages.items()}
        self._groups = groups or []
        self._teams = teams
        self._page = page
        self._methods: dict[str, Method] = {
            "auth.test": self._auth,
            "auth.teams.list": lambda form: self._paged(form, [{"id": each, "name": each} for each in teams], "teams"),
            "conversations.list": self._of_team(lambda form: self._listed(form, list(self._channels.values()))),
            "users.conversations": self._of_team(lambda form: self._listed(form, self._joined())),
            "conversations.info": self._info,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "users.info": self._user,
            "users.list": self._of_team(lambda form: self._paged(form, list(self._users.values()), "members")),
            "usergroups.list": self._of_team(lambda _: {"ok": True, "usergroups": self._groups}),
            "bots.info": lambda form: {"ok": True, "bot": {"id": form.get("bot"), "name": "Bot"}},
            "team.info": lambda form: {"ok": True, "team": {"id": form.get("team"), "name": "Acme"}},
        }

    def answer(self, request: Request) -> Response:
        """The answer of the method that the path names."""
        if self._post and request.headers.get("authorization") == f"Bearer {self._post}":
            return Response.json(self._posted(request))
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return Response.json({"ok": False, "error": "invalid_auth"})
        method = self._methods.get(request.path.strip("/"))
        return Response.json(method(request.form()) if method else _no("unknown_method"), headers=_SCOPES)

    def _posted(self, request: Request) -> dict[str, Any]:
        """A message of the app's, a day behind the last one of the channel."""
        if request.path.strip("/") != "chat.postMessage":
            return _no("missing_scope") | {"needed": "channels:read", "provided": "chat:write"}
        told = request.json()
        wanted = told["channel"].lstrip("#")
        found = next((each for each in self._channels.values() if wanted in (each["id"], each["name"])), None)
        if found is None:
            return _no("channel_not_found")
        last = max((_number(each) for each in self._messages.get(found["id"], [])), default=Decimal(0))
        stamp = str(last + 86400)
        self.add(found["id"], {"type": "message", "ts": stamp, "user": "U0TIMELINE", "text": told["text"]})
        return {"ok": True, "channel": found["id"], "ts": stamp, "message": {"text": told["text"]}}

    def add(self, channel: str, *messages: dict[str, Any]) -> None:
        """Say more in a channel, as people do while the incident is read."""
        rows = [*self._messages.get(channel, []), *messages]
        self._messages[channel] = [_counted(each, rows) for each in rows]

    def _auth(self, form: dict[str, str]) -> dict[str, Any]:  # noqa: ARG002
        who = {
            "ok": True,
            "url": "https://acme.slack.com/",
            "team": "Acme",
            "team_id": "T0ACME",
            "user": "timeline",
            "user_id": "U0TIMELINE",
        }
        organization = {"team_id": "E0ACME", "enterprise_id": "E0ACME", "is_enterprise_install": True}
        return who | organization if self._teams else who

    def _of_team(self, method: Method) -> Method:
        """A list that an organization's token gets for one workspace at a time."""

        def listed(form: dict[str, str]) -> dict[str, Any]:
            if self._teams and form.get("team_id") not in self._teams:
                lacks = {"messages": ["[ERROR] missing required field: team_id"]}
                return _no("missing_argument") | {"response_metadata": lacks}
            return method(form)

        return listed

    def _joined(self) -> list[dict[str, Any]]:
        return [each for each in self._channels.values() if each["is_member"]]

    def _listed(self, form: dict[str, str], channels: list[dict[str, Any]]) -> dict[str, Any]:
        types = form.get("types", "public_channel").split(",")
        team = form.get("team_id") if self._teams else None
        channels = [each for each in channels if team is None or each.get("context_team_id", team) == team]
        kept = [each for each in channels if ("private_channel" if each["is_private"] else "public_channel") in types]
        return self._paged(form, kept, "channels")

    def _info(self, form: dict[str, str]) -> dict[str, Any]:
        found = self._channels.get(form.get("channel", ""))
        return {"ok": True, "channel": found} if found else _no("channel_not_found")

    def _user(self, form: dict[str, str]) -> dict[str, Any]:
        found = self._users.get(form.get("user", ""))
        return {"ok": True, "user": found} if found else _no("user_not_found")

    def _history(self, form: dict[str, str]) -> dict[str, Any]:
        """Newest first; replies only where they were sent to the channel too."""
        channel = self._channels.get(form.get("channel", ""))
        if channel is None:
            return _no("channel_not_found")
        if not channel["is_member"]:
            return _no("not_in_channel")
        own = [
            each
            for each in self._messages.get(channel["id"], [])
            if not _is_reply(each) or each.get("subtype") == "thread_broadcast"
        ]
        inside = sorted((each for each in own if _inside(form, each)), key=_number, reverse=True)
        return self._paged(form, inside, "messages")

    def _replies(self, form: dict[str, str]) -> dict[str, Any]:
        """Oldest first; the parent comes with the first page, however old it is."""
        rows = self._messages.get(form.get("channel", ""), [])
        asked = next((each for each in rows if each["ts"] == form.get("ts")), None)
        if asked is None:
            return _no("thread_not_found")
        if _is_reply(asked):
            return {"ok": True, "messages": [asked], "has_more": False}
        thread = [each for each in rows if _is_reply(each) and each["thread_ts"] == asked["ts"]]
        made = self._paged(form, sorted((each for each in thread if _inside(form, each)), key=_number), "messages")
        if not form.get("cursor"):
            made["messages"] = [asked, *made["messages"]]
        return made

    def _paged(self, form: dict[str, str], rows: list[dict[str, Any]], key: str) -> dict[str, Any]:
        """A page; it may hold fewer rows than asked for though more follow."""
        size = min(int(form.get("limit") or 100), self._page)
        start = int(base64.b64decode(form["cursor"])) if form.get("cursor") else 0
        more = start + size < len(rows)
        cursor = base64.b64encode(str(start + size).encode()).decode() if more else ""
        return {
            "ok": True,
            key: rows[start : start + size],
            "has_more": more,
            "response_metadata": {"next_cursor": cursor},
        }


def _counted(message: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A parent with the counts that Slack keeps on it."""
    replies = [each["ts"] for each in rows if _is_reply(each) and each["thread_ts"] == message["ts"]]
    if not replies:
        return message
    return {
        **message,
        "thread_ts": message["ts"],
        "reply_count": len(replies),
        "latest_reply": max(replies, key=Decimal),
    }


def _is_reply(message: dict[str, Any]) -> bool:
    return bool(message.get("thread_ts", message["ts"]) != message["ts"])


def _inside(form: dict[str, str], message: dict[str, Any]) -> bool:
    """The ends count only when asked for."""
    oldest, latest = Decimal(form.get("oldest") or 0), Decimal(form.get("latest") or 10**12)
    if form.get("inclusive") in ("1", "true"):
        return oldest <= _number(message) <= latest
    return oldest < _number(message) < latest


def _number(message: dict[str, Any]) -> Decimal:
    return Decimal(message["ts"])


def _no(word: str) -> dict[str, Any]:
    return {"ok": False, "error": word}
