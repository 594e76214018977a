"""Sentry's issues, activities and projects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

WEB = "https://acme.sentry.io"


def stamp(time: datetime) -> str:
    """A time as Sentry writes it: to the millisecond where there is one, in UTC."""
    return time.isoformat(timespec="milliseconds" if time.microsecond else "seconds").replace("+00:00", "Z")


def user(key: str, name: str, login: str, email: str | None = None) -> dict[str, Any]:
    """A person."""
    return {"id": key, "name": name, "username": login, "email": email, "isActive": True}


def project(key: str, slug: str, *, seen: bool = True) -> dict[str, Any]:
    """A project, which the token may read or not."""
    return {"id": key, "slug": slug, "name": slug, "platform": "python", "hasAccess": seen, "isMember": seen}


def activity(key: str, sort: str, time: datetime, who: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    """What became of an issue, or was done about it; `data` is what that sort tells beside it."""
    return {"id": key, "type": sort, "user": who, "sentry_app": None, "data": data, "dateCreated": stamp(time)}


def issue(
    key: str,
    short: str,
    title: str,
    where: dict[str, Any],
    *,
    first: datetime,
    events: list[datetime],
    activities: list[dict[str, Any]],
    **more: Any,
) -> dict[str, Any]:
    """An issue of a project.

    Args:
        key: its id.
        short: what people call it by.
        title: what was thrown.
        where: the project.
        first: when it was seen first.
        events: the times of its events, the first one among them.
        activities: what was done, in any order.
        more: fields of its own.
    """
    return {
        "id": key, "shortId": short, "title": title, "culprit": "hooks.publish in send", "level": "error",
        "permalink": f"{WEB}/issues/{key}/", "status": "unresolved", "substatus": "ongoing", "statusDetails": {},
        "project": {name: where[name] for name in ("id", "slug", "name", "platform")}, "assignedTo": None,
        "metadata": {"type": title.partition(":")[0], "value": title.partition(": ")[2]}, "numComments": 0,
        "firstSeen": stamp(first), "events": sorted(map(stamp, events)), "activity": activities,
    } | more  # fmt: skip
