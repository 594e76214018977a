"""What PagerDuty states of the people whom its log names: their names, and the addresses of their accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from timeline.model.errors import SourceError
from timeline.model.profile import Profile
from timeline.porting.payload import at, objects, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import follow, offset
from timeline.sources.pagerduty.agents import own_name, plain_type

_PAGES = 10  # of a hundred; whom the log names mostly stand on the first
_NEXT = offset("users", more=("more",))
_FIRST = Request("GET /users", "users", params={"limit": 100, "offset": 0}, expect="users")
#: Where an entry names people: who acted, who was told, whom it was given to.
_ONE, _MANY = ("agent", "user"), ("assignees", "responders", "responder_requests", "responders_list")


def state(client: Client, run: Run, entries: Iterable[dict[str, Any]]) -> None:
    """State everybody whom the log names, with the address that the list of users has; asked for only then."""
    named = {key: user for raw in entries for user in _users(raw) if (key := text(at(user, "id")))}
    found: dict[str, dict[str, Any]] = {}
    try:
        for page in islice(follow(client, _FIRST, _NEXT), _PAGES) if named else ():
            found |= {key: each for each in objects(at(page.data, "users")) if (key := text(each.get("id"))) in named}
            if len(found) == len(named):
                break
    except SourceError as error:
        run.note(f"people could not be joined by e-mail: PagerDuty's users could not be read ({error.reason})")
    for key, user in named.items():
        run.profile(_profile(run.source, key, user, found.get(key, {})))


def _profile(source: str, key: str, named: dict[str, Any], listed: dict[str, Any]) -> Profile:
    called, gone = own_name(named), text(at(named, "deleted_at"))
    name = text(listed.get("name")) or called
    names = (called,) if called else ()
    return Profile(source, key, name=name, names=names, email=text(listed.get("email")), active=not gone)


def _users(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    several = (each for field in _MANY for each in objects(raw.get(field)))
    for each in (*(raw.get(field) for field in _ONE), *several):
        for user in (each, at(each, "user"), at(each, "responder_request_target")):
            if isinstance(user, dict) and plain_type(user) == "user":
                yield user
