"""Who acted, by the service's own word, and one id for each identity.

Most handles are addresses. They tell which identity is meant; none of them is anybody's id or name in an event.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from timeline.model.addresses import holds_address
from timeline.model.event import Actor
from timeline.model.profile import Profile, Sort
from timeline.porting.draft import actor
from timeline.porting.payload import at, block, text

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
_UUID = re.compile(r"[0-9a-f-]{36}")
_NAMES = ("uuid", "handle", "email", "id")  # the first that is known of an identity is its id


class Caller(NamedTuple):
    """One account as one event names it.

    Attributes:
        spellings: what it is called by, each with its place in the order of preference.
        name: what people read.
        active: whether the account is in use.
    """

    spellings: tuple[tuple[int, str], ...]
    name: str | None
    sort: Sort
    active: bool = True


def caller(inner: Mapping[str, Any], *, is_audit: bool) -> Caller | None:
    """Who acted in an event: the author of a change, or the actor of an audit event; nobody where neither is told.

    The `usr` of any other event is whom it is about, e.g. the user of a shop.
    """
    author = block(inner.get("author"))
    if author:
        name, sort = text(author.get("name")), AUTHORS.get(_word(author.get("type")))
        if name is None or sort is None:
            return None
        address = holds_address(name)
        return Caller(_spelled({"email" if address else "id": name}), None if address else name, sort)
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
    told = (text(attributes.get(key)) for key in ("name", "handle"))
    name = next((each for each in told if each and not holds_address(each)), None)
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
            identity.sorts.add(caller.sort)
            identity.active = identity.active and caller.active
            self._same.update((each, identity) for _, each in identity.spellings)

    def knows(self, caller: Caller) -> bool:
        """Whether somebody of that spelling was named."""
        with self._lock:
            return any(each in self._same for _, each in caller.spellings)

    def actor(self, caller: Caller) -> Actor:
        """The actor, with the identity's one id."""
        with self._lock:
            identity = self._same.get(caller.spellings[0][1])
            spellings = identity.spellings if identity else set(caller.spellings)
            names = identity.names if identity else ({caller.name} if caller.name else set())
        return actor(_id_of(spellings), min(names, default=None), caller.sort)

    @property
    def addressed(self) -> bool:
        """Whether somebody is known by an address only."""
        return any(_id_of(each.spellings) is None for each in self._identities())

    def profiles(self, source: str) -> Iterator[Profile]:
        """What is stated of each identity; of one that has a name and no id, by the name, where it is theirs alone."""
        found = self._identities()
        names = Counter(_called(each) for each in found)
        for each in found:
            key = _id_of(each.spellings) or (called if names[called := _called(each)] == 1 else None)
            if key:
                yield from each.profiles(source, key)

    def _identities(self) -> list[_Identity]:
        with self._lock:
            return list({id(each): each for each in self._same.values()}.values())


def _id_of(spellings: Iterable[tuple[int, str]]) -> str | None:
    """The first spelling that is no address."""
    return min(((rank, each) for rank, each in spellings if not holds_address(each)), default=(0, None))[1]


def _called(identity: _Identity) -> str | None:
    return min(identity.names, default=None)


class _Identity:
    def __init__(self) -> None:
        self.spellings: set[tuple[int, str]] = set()
        self.names: set[str] = set()
        self.sorts: set[Sort] = set()
        self.active = True

    def profiles(self, source: str, key: str) -> Iterator[Profile]:
        """One for each address, else one without."""
        addresses: list[str | None] = [*sorted({each for _, each in self.spellings if holds_address(each)})]
        handles = tuple(each for _, each in self.spellings if each != key and not _UUID.fullmatch(each))
        name = min(self.names, default=None)
        kind: Sort = min(self.sorts, default="person")
        for email in addresses or [None]:
            yield Profile(source, key, name=name, names=handles, kind=kind, email=email, active=self.active)

    @classmethod
    def of(cls, found: Iterable[_Identity]) -> _Identity:
        """One of all of them."""
        whole = cls()
        for each in found:
            whole.spellings |= each.spellings
            whole.names |= each.names
            whole.sorts |= each.sorts
            whole.active = whole.active and each.active
        return whole
