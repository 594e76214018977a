"""Statuspage's API, and a page that anybody may read, over incidents in memory."""

from __future__ import annotations

from timeline.demo.incident.facts import at
from timeline.demo.server import Response

PAGE = "kctbh9vrtdwd"
HOST = "status.acme.example"
WEB = f"https://{HOST}"


def stamp(time):
    """A time as the service writes it: to the millisecond, in the page's zone."""
    from datetime import timedelta, timezone

    return at(time).astimezone(timezone(timedelta(hours=-6))).isoformat(timespec="milliseconds")


def update(key, status, time, body="We are looking into it.", *, components=(), **more):
    """What was told once, at that time of the incident's day."""
    made = {"id": key, "status": status, "body": body, "created_at": stamp(time), "updated_at": stamp(time)}
    told = [{"code": name, "name": name, "old_status": old, "new_status": new} for name, old, new in components]
    return made | {"display_at": made["created_at"], "affected_components": told or None, "custom_tweet": None} | more


def incident(key, name, *updates, impact="minor", **more):
    """An incident with what was told of it, newest first, as the service does."""
    told = sorted(updates, key=lambda each: str(each["created_at"]), reverse=True)
    times = [each["created_at"] for each in told] or [stamp("18:40:00")]
    return {
        "id": key, "name": name, "status": told[0]["status"] if told else "investigating", "impact": impact,
        "created_at": times[-1], "updated_at": times[0], "shortlink": f"https://stspg.io/{key}", "page_id": PAGE,
        "incident_updates": told, "components": [], "scheduled_for": None, "backfilled": False,
    } | more  # fmt: skip


class StatuspageApi:
    """The pages of an account: no total, no link, no time filter; behind the last incident pages are empty.

    Args:
        token: the key that is accepted.
        incidents: of the one page, newest first.
        page: the most rows that a page holds, whatever limit is asked for.
    """

    base = "/statuspage/v1"

    def __init__(self, token, *, incidents, page=100):
        self._token = token
        self._incidents = list(incidents)
        self._page = page

    def answer(self, request):
        """The answer to a GET with a key."""
        if request.headers.get("authorization") != f"OAuth {self._token}":
            return Response.json({"error": "Could not authenticate"}, 401)
        if request.path == "/pages":
            return Response.json([{"id": PAGE, "name": "Acme"}])
        if request.path == f"/pages/{PAGE}":
            return Response.json({"id": PAGE, "name": "Acme", "domain": HOST})
        if request.path != f"/pages/{PAGE}/incidents":
            return Response.json({"error": "not found"}, 404)
        size = min(int(request.query.get("limit", "100")), 100, self._page)
        start = (int(request.query.get("page", "1")) - 1) * size
        return Response.json(self._incidents[start : start + size])


class PublicPage:
    """A page of which anybody may read the fifty newest incidents and maintenances; a key sent to it is a mistake."""

    base = "/public/api/v2"

    def __init__(self, *, incidents=(), maintenances=()):
        self._lists = {
            "/incidents.json": ("incidents", incidents),
            "/scheduled-maintenances.json": ("scheduled_maintenances", maintenances),
        }

    def answer(self, request):
        """The answer to a GET without a key."""
        if "authorization" in request.headers:
            return Response.json({"error": "a key was sent to a page"}, 400)
        if request.path not in self._lists:
            return Response.json({"error": "not found"}, 404)
        name, rows = self._lists[request.path]
        newest = sorted(rows, key=lambda each: each["created_at"], reverse=True)[:50]
        page = {"id": PAGE, "name": "Acme", "url": WEB, "time_zone": "America/Chicago"}
        return Response.json({"page": page, name: newest})
