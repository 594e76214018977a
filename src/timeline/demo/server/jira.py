"""Jira's API over tickets in memory: Jira Cloud, or a Data Center."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from timeline.demo.server import Request, Response

_OWN = ("histories", "comments")
_TERM = re.compile(r'(updated|created) (>=|<) (?:(\d{1,15})|"(\d{4}[/-]\d\d[/-]\d\d \d\d:\d\d)")')
_PROJECT = re.compile(r'project = "(\w{1,80})"')
_KEYS = re.compile(r"key in \(([^)]{1,4000})\)")


class JiraApi:
    """One site.

    Args:
        token: the one that is accepted.
        tickets: with their histories and comments.
        owner: whose token it is.
        email: the owner's address, which goes with the token on Jira Cloud; without it the token goes alone.
        zone: of the owner, in which a query's times are meant that are no milliseconds.
        cloud: whether it is Jira Cloud, else a Data Center.
        web: what the site says is its address.
        anonymous: whether a refused credential is answered as anybody's, as Jira does, else refused.
        page: the most rows that a page holds, whatever size is asked for.
    """

    def __init__(
        self, token: str, *, tickets: list[dict[str, Any]], owner: dict[str, Any], email: str | None = None,
        zone: str = "UTC", cloud: bool = True, web: str = "https://acme.atlassian.net", anonymous: bool = False,
        page: int = 100,
    ) -> None:  # fmt: skip
        self.base = f"/jira/rest/api/{3 if cloud else 2}"
        pair = base64.b64encode(f"{email}:{token}".encode()).decode()
        self._authorization = f"Basic {pair}" if email else f"Bearer {token}"
        self._tickets = sorted(tickets, key=lambda each: (each["fields"]["created"], each["key"]))
        self._owner = owner
        self._zone = ZoneInfo(zone) if zone != "UTC" else UTC
        self._cloud = cloud
        self._web = web
        self._anonymous = anonymous
        self._page = page

    def answer(self, request: Request) -> Response:
        """The answer; to nobody, where the credential is refused, that of a site on which nothing is public."""
        if request.path == "/serverInfo":
            return Response.json({"deploymentType": "Cloud" if self._cloud else "Server", "baseUrl": self._web})
        if request.headers.get("authorization") == self._authorization:
            return self._routed(request, self._tickets)
        if not self._anonymous or request.path == "/myself":
            return _error(401, "Client must be authenticated to access this resource.")
        return self._routed(request, [])

    def _routed(self, request: Request, tickets: list[dict[str, Any]]) -> Response:
        if request.path == "/myself":
            return Response.json(self._owner)
        if request.path == ("/project/search" if self._cloud else "/project"):
            return self._projects()
        if request.path in ("/search", "/search/jql"):
            return self._searched(request, tickets)
        found = re.fullmatch(r"/issue/([\w-]+)(/changelog|/comment)?", request.path)
        ticket = next((each for each in tickets if found and found[1] in (each["key"], each["id"])), None)
        return (
            self._of(ticket, request) if ticket else _error(404, "Issue does not exist or you do not have permission")
        )

    def _projects(self) -> Response:
        keys = dict.fromkeys(each["key"].rpartition("-")[0] for each in self._tickets)
        rows = [{"id": str(number), "key": key, "name": key} for number, key in enumerate(keys)]
        return Response.json({"values": rows, "total": len(rows), "isLast": True} if self._cloud else rows)

    def _searched(self, request: Request, tickets: list[dict[str, Any]]) -> Response:
        if self._cloud != (request.path == "/search/jql"):
            return _error(410 if self._cloud else 404, "The requested API has been removed.")
        asked: dict[str, Any] = request.json() if self._cloud else dict(request.query)
        projects = {each["key"].rpartition("-")[0] for each in self._tickets}
        if not set(_PROJECT.findall(asked["jql"])) <= projects:
            return _error(400, "The value does not exist for the field 'project'.")
        fields = asked["fields"] if self._cloud else asked["fields"].split(",")
        rows = [_row(each, fields) for each in tickets if all(fits(each) for fits in self._terms(asked["jql"]))]
        return self._by_token(asked, rows) if self._cloud else self._by_offset(request, "issues", rows)

    def _terms(self, jql: str) -> list[Callable[[dict[str, Any]], bool]]:
        """What the query asks of a ticket."""
        found = [self._bound(*term) for term in _TERM.findall(jql)]
        if projects := _PROJECT.findall(jql):
            found.append(lambda each: each["key"].rpartition("-")[0] in projects)
        if keys := _KEYS.search(jql):
            named = keys[1].split(", ")
            found.append(lambda each: each["key"] in named)
        return found

    def _bound(self, field: str, sign: str, epoch: str, local: str) -> Callable[[dict[str, Any]], bool]:
        said = datetime.fromisoformat(local.replace("/", "-")).replace(tzinfo=self._zone) if local else None
        moment = said or datetime.fromtimestamp(int(epoch) / 1000, UTC)

        def fits(ticket: dict[str, Any]) -> bool:
            time = datetime.fromisoformat(ticket["fields"][field])
            return time >= moment if sign == ">=" else time < moment

        return fits

    def _by_token(self, asked: dict[str, Any], rows: list[Any]) -> Response:
        """A page of the new search: no total, and on the last one no token."""
        start = int(asked.get("nextPageToken", "0").removeprefix("page-"))
        size = min(int(asked["maxResults"]), self._page)
        more = start + size < len(rows)
        token = {"nextPageToken": f"page-{start + size}"} if more else {}
        return Response.json({"issues": rows[start : start + size], "isLast": not more, **token})

    def _by_offset(self, request: Request, name: str, rows: list[Any]) -> Response:
        start, size = (
            int(request.query.get("startAt", "0")),
            min(int(request.query.get("maxResults", "50")), self._page),
        )
        part = rows[start : start + size]
        return Response.json({"startAt": start, "maxResults": size, "total": len(rows), name: part})

    def _of(self, ticket: dict[str, Any], request: Request) -> Response:
        if request.path.endswith("/comment"):
            return self._by_offset(request, "comments", ticket["comments"])
        if request.path.endswith("/changelog"):
            return self._by_offset(request, "values", ticket["histories"]) if self._cloud else _error(404, "null")
        row = _row(ticket, request.query.get("fields", "summary").split(","))
        if "changelog" in request.query.get("expand", ""):
            entries = ticket["histories"]
            row["changelog"] = {"startAt": 0, "maxResults": len(entries), "total": len(entries), "histories": entries}
        return Response.json(row)


def _row(ticket: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    own = {name: value for name, value in ticket.items() if name not in (*_OWN, "fields")}
    return own | {"fields": {name: ticket["fields"].get(name) for name in fields}}


def _error(status: int, message: str) -> Response:
    return Response(status, {"Content-Type": "application/json"}, json.dumps({"errorMessages": [message]}).encode())
