"""Who acted, and whom an issue was given to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from timeline.model.addresses import holds_address
from timeline.model.event import Actor
from timeline.model.profile import Profile, Sort
from timeline.porting.draft import actor
from timeline.porting.payload import at, block, objects, text

#: What Sentry does by itself, whoever stands beside it.
NOBODYS = frozenset({"first_seen", "set_regression", "set_resolved_by_age", "auto_set_ongoing", "set_escalating"})
# The accounts that stand for an app have an address there.
_APPS = "@proxy-user.sentry.io"


def acting(activity: Any) -> Actor | None:
    """Who did it: a person or an app; None where the service names nobody."""
    if text(at(activity, "type")) in NOBODYS:
        return None
    app, user = block(at(activity, "sentry_app")), block(at(activity, "user"))
    if app:
        return _known(app, "bot")
    return _known(user, _sort(user))


def name_of(who: Any) -> str | None:
    """What somebody is called. Without a name, Sentry gives the address of the account, which is none."""
    told = (text(at(who, key)) for key in ("name", "username"))
    return next((name for name in told if name and not holds_address(name)), None)


def names(issue: Mapping[str, Any], activities: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Everybody whom an answer names, by sort (`user`, `team`) and id."""
    found = {_place(each): name_of(each) for each in _everybody(issue, activities)}
    return {(sort, key): name for (sort, key), name in found.items() if key and name}


def profiles(issue: Mapping[str, Any], activities: Iterable[Any]) -> Iterator[Profile]:
    """What Sentry states of the accounts that an answer names; a team has none."""
    for each in _everybody(issue, activities):
        sort, key = _place(each)
        if sort == "user" and key:
            told, email = text(each.get("username")), text(each.get("email"))
            yield Profile(
                source="", id=key, name=name_of(each), names=(told,) if told else (), kind=_sort(each), email=email,
                active=each.get("isActive") is not False,
            )  # fmt: skip


def _everybody(issue: Mapping[str, Any], activities: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        *(each for key in ("participants", "seenBy") for each in objects(issue.get(key))),
        *(block(at(each, "user")) for each in activities),
        block(issue.get("assignedTo")),
    ]


def _place(who: Mapping[str, Any]) -> tuple[str, str | None]:
    return text(who.get("type")) or "user", text(who.get("id"))


def assignee(data: Mapping[str, Any], known: Mapping[tuple[str, str], str]) -> str:
    """Whom it was given to: by name where that can be had, else by sort."""
    sort, told = text(data.get("assigneeType")) or "user", text(data.get("assigneeName"))
    name = told if told and not holds_address(told) else known.get((sort, text(data.get("assignee")) or ""))
    if sort == "team":
        return f"the team {name}" if name else "a team"
    return name or "somebody whose name is not told"


def _sort(user: Mapping[str, Any]) -> Sort:
    return "bot" if str(user.get("email")).endswith(_APPS) else "person"


def _known(who: Mapping[str, Any], kind: Sort) -> Actor | None:
    key, name = text(who.get("id")), name_of(who)
    return actor(key, name, kind) if key or name else None
