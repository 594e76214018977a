"""Sentry's API over issues in memory."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from timeline.demo.server import Request, Response

_MOST = 100
_SEARCHED = r"/issues/"
_ONE = re.compile(r"/issues/(\d+)/(activities/)?")


class SentryApi:
    """One organization: issues by the times of their events, a next link on every page, activities for one issue only.

    Args:
        token: the one that is accepted.
        issues: issues with the times of their `events`, which the API does not tell.
        projects: all of the organization's.
        merged: ids of issues that are part of another, and that one's.
        documented: whether an issue's own answer tells its activities; else the list apart does.
        page: the most rows that a page holds, whatever limit is asked for.
    """

    base = "/sentry/api/0"

    def __init__(
        self,
        token: str,
        *,
        organization: str,
        issues: Sequence[dict[str, Any]],
        projects: Sequence[dict[str, Any]],
        merged: Mapping[str, str] | None = None,
        documented: bool = True,
        page: int = 100,
    ) -> None:
        self._token = token
        self._organization = organization
        self._issues = {each["id"]: each for each in issues}
        self._projects = list(projects)
        self._merged = merged or {}
        self._documented = documented
        self._page = page

    def answer(self, request: Request) -> Response:
        """The answer to a GET; an address without a slash at its end is another one."""
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return Response.json({"detail": "Invalid token"}, 401)
        own = f"/organizations/{self._organization}"
        if request.path == "/organizations/":
            return self._paged(request, [{"id": "1", "slug": self._organization, "name": self._organization}])
        found = self._below(request, request.path.removeprefix(own)) if request.path.startswith(f"{own}/") else None
        return found or Response.json({"detail": "The requested resource does not exist"}, 404)

    def _below(self, request: Request, path: str) -> Response | None:
        if path == "/":
            return Response.json({"id": "1", "slug": self._organization})
        if path == "/projects/":
            return self._paged(request, self._projects)
        if path == _SEARCHED:
            return self._paged(request, self._found(request))
        one = _ONE.fullmatch(path)
        issue = self._issues.get(self._merged.get(one[1], one[1])) if one else None
        return self._told(issue, apart=bool(one and one[2])) if issue else None

    def _found(self, request: Request) -> list[dict[str, Any]]:
        """The issues that had an event in the span, newest first; without a query, those that are open."""
        start, end = request.query["start"], request.query["end"]
        chosen, rows = request.lists["project"], []
        for each in sorted(self._issues.values(), key=lambda issue: str(issue["firstSeen"]), reverse=True):
            inside = [time for time in each["events"] if start <= time[: len(start)] and time[: len(end)] < end]
            open_only = "query" not in request.query and each["status"] != "unresolved"
            seen = chosen == ("-1",) or each["project"]["id"] in chosen
            if inside and seen and not open_only and each["id"] not in self._merged:
                rows.append(_row(each, inside))
        return rows

    def _told(self, issue: dict[str, Any], *, apart: bool) -> Response:
        """An issue of all times, with its hundred newest activities; the last of all is that it was seen first."""
        done = sorted(issue["activity"], key=lambda each: str(each["dateCreated"]), reverse=True)
        first = {"id": "0", "type": "first_seen", "user": None, "data": {}, "dateCreated": issue["firstSeen"]}
        activities = [*done, first][:_MOST]
        if apart:
            return Response.json({"activity": activities})
        made = _row(issue, issue["events"]) | {"participants": [], "seenBy": []}
        del made["lifetime"]
        return Response.json(made | ({"activity": activities} if self._documented else {}))

    def _paged(self, request: Request, rows: list[dict[str, Any]]) -> Response:
        size = min(int(request.query.get("limit", "100")), _MOST, self._page)
        start = int(request.query.get("cursor", "0:0:0").split(":")[1])
        links = [
            self._link(request, "previous", max(start - size, 0), there=start > 0),
            self._link(request, "next", start + size, there=start + size < len(rows)),
        ]
        return Response.json(rows[start : start + size], headers={"Link": ", ".join(links)})

    def _link(self, request: Request, rel: str, start: int, *, there: bool) -> str:
        """The address is that of a host which the token never goes to, as that of a region may be."""
        cursor = f"0:{start}:{int(rel == 'previous')}"
        address = f"https://us.sentry.io/api/0{request.path}?{urlencode({'cursor': cursor})}"
        return f'<{address}>; rel="{rel}"; results="{"true" if there else "false"}"; cursor="{cursor}"'


def _row(issue: dict[str, Any], events: Sequence[str]) -> dict[str, Any]:
    """An issue as a list tells it: its counts and times are those of the span that was asked for."""
    told = {name: value for name, value in issue.items() if name not in ("events", "activity")}
    lifetime = {"count": str(len(issue["events"])), "firstSeen": issue["firstSeen"], "lastSeen": issue["events"][-1]}
    return told | {
        "count": str(len(events)), "userCount": 0, "lastSeen": events[-1], "lifetime": lifetime, "filtered": None,
        "firstSeen": issue["firstSeen"] if len(events) == len(issue["events"]) else events[0],
    }  # fmt: skip
