"""PagerDuty's REST API over a log in memory."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from timeline.demo.server import Request, Response

_CAP = 10_000


class PagerDutyApi:
    """An account: its log newest first, offsets up to a cap, totals only when asked for.

    Args:
        token: the one that is accepted.
        entries: log entries with their incidents embedded.
        changes: change events.
        notes: by incident id.
        alerts: by incident id.
        named: names by path: `users/PADA`.
        users: the account's users; without them the list of users is not to be seen.
        page: the most rows that a page holds, whatever limit is asked for.
        counts: whether it tells totals when they are asked for.
    """

    base = "/pagerduty"

    def __init__(
        self,
        token: str,
        *,
        entries: list[dict[str, Any]],
        changes: list[dict[str, Any]],
        notes: dict[str, list[dict[str, Any]]],
        alerts: dict[str, list[dict[str, Any]]] | None = None,
        named: dict[str, str] | None = None,
        users: list[dict[str, Any]] | None = None,
        page: int = 100,
        counts: bool = True,
    ) -> None:
        self._token = token
        self._entries = sorted(entries, key=lambda each: (each["created_at"], each["id"]), reverse=True)
        self._logs: dict[str, list[dict[str, Any]]] = {}
        for each in self._entries:
            self._logs.setdefault(each["incident"]["id"], []).append(each)
        self._changes = changes
        self._notes = notes
        self._alerts = alerts or {}
        self._named = named or {}
        self._users = users
        self._counts = counts
        self._page = page

    def answer(self, request: Request) -> Response:
        """The answer to a GET."""
        if request.headers.get("authorization") != f"Token token={self._token}":
            return Response.json({"error": {"message": "Unauthorized", "code": 2006}}, 401)
        if request.path == "/log_entries":
            inside = [each for each in self._entries if _inside(request, each["created_at"]) and _told(request, each)]
            return self._paged(request, "log_entries", inside, _shown)
        if request.path == "/change_events":
            if not all(request.query.get(name, "Z").endswith("Z") for name in ("since", "until")):
                return Response.json({"error": {"message": "Invalid Input Provided", "code": 2001}}, 400)
            inside = [each for each in self._changes if _inside(request, each["timestamp"])]
            return self._paged(request, "change_events", inside)
        if request.path == "/incidents":
            listed = [each for each in self._incidents() if _chosen(request, each)]
            return self._paged(request, "incidents", listed, self._listed)
        return self._of_incident(request) or self._single(request)

    def _of_incident(self, request: Request) -> Response | None:
        """One part of one incident."""
        found = re.fullmatch(r"/incidents/(\w+)/(log_entries|notes|alerts)", request.path)
        if found and found[2] == "log_entries":
            log = [each for each in self._log_of(found[1]) if _told(request, each)]
            return self._paged(request, "log_entries", log, _shown)
        rows = self._notes if found and found[2] == "notes" else self._alerts
        return Response.json({found[2]: rows.get(found[1], [])}) if found else None

    def _single(self, request: Request) -> Response:
        if found := re.fullmatch(r"/incidents/(\w+)", request.path):
            known = (each for each in self._incidents() if found[1] in (each["id"], str(each["incident_number"])))
            if about := next(known, None):
                return Response.json({"incident": about})
        if found := re.fullmatch(r"/log_entries/(\w+)", request.path):
            entry = next((each for each in self._entries if each["id"] == found[1]), None)
            if entry:
                return Response.json({"log_entry": _shown(request, entry)})
        if request.path == "/services":
            services = {each["service"]["id"]: each["service"]["summary"] for each in self._entries}
            return Response.json({"services": [{"id": key, "name": name} for key, name in services.items()]})
        if request.path == "/users/me":
            return Response.json({"user": {"id": "PADA", "name": "Ada Lovelace"}})
        return self._object(request, request.path.strip("/"))

    def _incidents(self) -> list[dict[str, Any]]:
        """Every incident of the log once, the last first; it ended with its last entry if it has ended."""
        found = {each["incident"]["id"]: each["incident"] for each in self._entries}
        made = [
            about | ({"resolved_at": self._log_of(key)[0]["created_at"]} if about["status"] == "resolved" else {})
            for key, about in found.items()
        ]
        return sorted(made, key=lambda each: each["created_at"], reverse=True)

    def _listed(self, request: Request, incident: dict[str, Any]) -> dict[str, Any]:
        """An incident of a list, with the entry that triggered it where that was asked for."""
        if "first_trigger_log_entries" not in request.lists.get("include[]", ()):
            return incident
        key = (incident.get("first_trigger_log_entry") or {}).get("id")
        first = next((each for each in self._log_of(incident["id"]) if each["id"] == key), None)
        if first is None:
            return incident
        return {**incident, "first_trigger_log_entry": {k: v for k, v in first.items() if k != "incident"}}

    def _log_of(self, key: str) -> list[dict[str, Any]]:
        return self._logs.get(key, [])

    def _object(self, request: Request, path: str) -> Response:
        if path == "users" and self._users is not None:
            return self._paged(request, "users", self._users)
        if path not in self._named:
            return Response.json({"error": {"message": "Not Found", "code": 2100}}, 404)
        listed, _, key = path.partition("/")
        kind = "escalation_policy" if listed == "escalation_policies" else listed.removesuffix("s")
        return Response.json({kind: {"id": key, "type": kind, "name": self._named[path]}})

    def _paged(
        self,
        request: Request,
        key: str,
        rows: list[dict[str, Any]],
        shown: Callable[[Request, dict[str, Any]], dict[str, Any]] = lambda _, row: row,
    ) -> Response:
        asked, offset = min(int(request.query.get("limit", "25")), 100), int(request.query.get("offset", "0"))
        if offset + asked > _CAP:
            error = {"message": "Offset+limit exceeds maximum allowed value of 10000", "code": 2002}
            return Response.json({"error": error}, 400)
        size = min(asked, self._page)
        total = len(rows) if self._counts and request.query.get("total") == "true" else None
        body = {
            key: [shown(request, row) for row in rows[offset : offset + size]],
            "limit": size,
            "offset": offset,
            "more": offset + size < len(rows),
            "total": total,
        }
        return Response.json(
            body, headers={"ratelimit-limit": "960", "ratelimit-remaining": "900", "ratelimit-reset": "30"}
        )


def _chosen(request: Request, incident: dict[str, Any]) -> bool:
    """Whether an incident is listed: by its status, its service, and when it was created."""
    statuses, services = request.lists.get("statuses[]"), request.lists.get("service_ids[]")
    return (
        (not statuses or incident["status"] in statuses)
        and (not services or incident["service"]["id"] in services)
        and (request.query.get("date_range") == "all" or _inside(request, incident["created_at"]))
    )


def _told(request: Request, entry: dict[str, Any]) -> bool:
    """Whether an entry is told: an overview leaves out who was notified."""
    return request.query.get("is_overview") != "true" or not entry["type"].startswith("notify")


def _inside(request: Request, stamp: str) -> bool:
    """Both ends count."""
    since, until = (
        request.query.get("since", "1970-01-01T00:00:00Z"),
        request.query.get("until", "9999-01-01T00:00:00Z"),
    )
    return _time(since) <= _time(stamp) <= _time(until)


_time = lru_cache(maxsize=20_000)(datetime.fromisoformat)


def _shown(request: Request, entry: dict[str, Any]) -> dict[str, Any]:
    """The entry with stubs where no include was asked for."""
    included = request.lists.get("include[]", ())
    shown = dict(entry)
    if "channels" not in included:
        shown["channel"] = {"type": entry["channel"]["type"]}
    if "incidents" not in included:
        incident = entry["incident"]
        shown["incident"] = {name: incident[name] for name in ("id", "summary", "html_url")} | {
            "type": "incident_reference"
        }
    return shown
