"""Who acted, and whom an issue was given to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from timeline.model.event import Actor
from timeline.model.profile import Profile, Sort
from timeline.porting.draft import actor
from timeline.porting.payload import at, block, objects, text

#: What Sentry does by itself, whoever stands beside it.
NOBODYS = frozenset({"first_seen", "set_regression", "set_resolved_by_age", "auto_set_ongoing", "set_escalating"})
# The accounts that stand for an app have an address there.
_APPS = "@proxy-user.sentry.io"
_PLACEHOLDER = "⟨e-mail"


def acting(activity: Any) -> Actor | None:
    """Who did it: a person or an app; None where the service names nobody."""
    if text(at(activity, "type")) in NOBODYS:
        return None
    app, user = block(at(activity, "sentry_app")), block(at(activity, "user"))
    if app:
        return _known(app, "bot")
    return _known(user, "bot" if str(user.get("email")).endswith(_APPS) else "person")


def name_of(who: Any) -> str | None:
    """What somebody is called. Without a name, Sentry gives the address of the account, which is none."""
    told = (text(at(who, key)) for key in ("name", "username"))
    return next((name for name in told if name and not is_address(name)), None)


def is_address(name: str) -> bool:
    """Whether it is an e-mail address, or what was put in its place."""
    return _PLACEHOLDER in name or ("@" in name and " " not in name)


def names(issue: Mapping[str, Any], activities: Iterable[Any]) -> dict[tuple[str, str], str]:
    """Everybody whom an answer names, by sort (`user`, `team`) and id."""
    people = _named(issue, activities)
    found = {(text(each.get("type")) or "user", text(each.get("id"))): name_of(each) for each in people}
    return {(sort, key): name for (sort, key), name in found.items() if key and name}


def profiles(source: str, issue: Mapping[str, Any], activities: Iterable[Any]) -> Iterator[Profile]:
    """What the answer states of each account that it names."""
    for each in _named(issue, activities):
        key, login, email = (text(each.get(name)) for name in ("id", "username", "email"))
        if key and text(each.get("type")) in (None, "user"):
            kind: Sort = "bot" if str(email).endswith(_APPS) else "person"
            names, active = (login,) if login else (), each.get("isActive") is not False
            yield Profile(source, key, text(each.get("name")), names, kind, email, active=active)


def _named(issue: Mapping[str, Any], activities: Iterable[Any]) -> list[Mapping[str, Any]]:
    return [
        *(each for key in ("participants", "seenBy") for each in objects(issue.get(key))),
        *(block(at(each, "user")) for each in activities),
        block(issue.get("assignedTo")),
    ]


def assignee(data: Mapping[str, Any], known: Mapping[tuple[str, str], str]) -> str:
    """Whom it was given to: by name where that can be had, else by sort."""
    sort, told = text(data.get("assigneeType")) or "user", text(data.get("assigneeName"))
    name = told if told and not is_address(told) else known.get((sort, text(data.get("assignee")) or ""))
    if sort == "team":
        return f"the team {name}" if name else "a team"
    return name or "somebody whose name is not told"


def _known(who: Mapping[str, Any], kind: Any) -> Actor | None:
    key, name = text(who.get("id")), name_of(who)
    return actor(key, name, kind) if key or name else None
