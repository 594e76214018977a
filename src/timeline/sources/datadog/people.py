"""Who acted, by the service's own word, and one id for each identity."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from timeline.model.event import Actor
from timeline.porting.draft import actor
from timeline.porting.payload import at, block, text

Sort = Literal["person", "bot", "service"]

#: The sorts of authors of a change, as the vendor's schema lists them.
AUTHORS: Mapping[str, Sort] = {"user": "person", "system": "service", "api": "service", "automation": "bot"}
#: The sorts of actors of an audit event who are an account; a key acted itself, whoever owns it.
ACTORS: Mapping[str, Sort] = {
    "user": "person",
    "support_user": "person",
    "service_account": "service",
    "system": "service",
    "datadog": "service",
}
KEYS = ("api_key", "app_key", "application_key")
_NAMES = ("uuid", "handle", "email", "id")  # the first that is known of an identity is its id


class Caller(NamedTuple):
    """One account as one event names it.

    Attributes:
        spellings: what it is called by, each with its place in the order of preference.
        name: what people read.
    """

    spellings: tuple[tuple[int, str], ...]
    name: str | None
    sort: Sort


def caller(inner: Mapping[str, Any], *, is_audit: bool) -> Caller | None:
    """Who acted in an event: the author of a change, or the actor of an audit event; nobody where neither is told.

    The `usr` of any other event is whom it is about, e.g. the user of a shop.
    """
    author = block(inner.get("author"))
    if author:
        name, sort = text(author.get("name")), AUTHORS.get(_word(author.get("type")))
        return Caller(_spelled({"email" if "@" in name else "id": name}), name, sort) if name and sort else None
    told = _word(at(inner, "evt", "actor", "type"))
    if told in KEYS:
        return _key(block(at(inner, "metadata", told)))
    usr = block(inner.get("usr"))
    if told:
        return account(usr, ACTORS.get(told))
    return account(usr, "service" if usr.get("service_account") is True else "person") if is_audit else None


def account(attributes: Mapping[str, Any], sort: Sort | None) -> Caller | None:
    """An account by its attributes; none where nothing names it, or where nobody knows what sort it is."""
    spellings = _spelled(attributes)
    name = next((told for key in ("name", "handle", "email") if (told := text(attributes.get(key)))), None)
    if name is None and "@" in (text(attributes.get("id")) or ""):
        name = text(attributes.get("id"))
    return Caller(spellings, name, sort) if sort and spellings else None


def _key(attributes: Mapping[str, Any]) -> Caller | None:
    spellings, name = _spelled({"id": attributes.get("id")}), text(attributes.get("name"))
    return Caller(spellings, name or f"key {spellings[0][1]}", "service") if spellings else None


def _spelled(attributes: Mapping[str, Any]) -> tuple[tuple[int, str], ...]:
    told = ((rank, text(attributes.get(key))) for rank, key in enumerate(_NAMES))
    return tuple((rank, each.casefold() if "@" in each else each) for rank, each in told if each)


def _word(value: Any) -> str:
    return (text(value) or "").strip().lower()


class People:
    """Knows which spellings are one identity, from whatever the pull told of it; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._same: dict[str, _Identity] = {}

    def see(self, caller: Caller) -> None:
        """Take note that these spellings are one."""
        with self._lock:
            found = [self._same[each] for _, each in caller.spellings if each in self._same]
            identity = _Identity.of(found)
            identity.spellings.update(caller.spellings)
            identity.names.update({caller.name} if caller.name else ())
            self._same.update((each, identity) for _, each in identity.spellings)

    def actor(self, caller: Caller) -> Actor:
        """The actor, with the identity's one id."""
        with self._lock:
            identity = self._same.get(caller.spellings[0][1])
            spellings = identity.spellings if identity else set(caller.spellings)
            names = identity.names if identity else ({caller.name} if caller.name else set())
        # A name before an address, whichever of them this event has.
        return actor(min(spellings)[1], min(names, key=lambda name: ("@" in name, name), default=None), caller.sort)


class _Identity:
    def __init__(self) -> None:
        self.spellings: set[tuple[int, str]] = set()
        self.names: set[str] = set()

    @classmethod
    def of(cls, found: Iterable[_Identity]) -> _Identity:
        """One of all of them."""
        whole = cls()
        for each in found:
            whole.spellings |= each.spellings
            whole.names |= each.names
        return whole
