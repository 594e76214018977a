"""What one service states of one of its ids: how it is called, and by which keys another service may know it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from timeline.model.addresses import github_account, holds_address, is_shared
from timeline.model.spelling import compared

Sort = Literal["person", "bot", "service"]
_SORTS = ("person", "bot", "service")
_PLAIN = ("source", "id", "name", "kind", "login", "active", "shared", "own")


@dataclass(frozen=True, slots=True)
class Profile:
    """One service's statement about one of its ids. Addresses stand in no repr and no file.

    Attributes:
        source: the configured source's name.
        id: the id that the source's actors carry.
        name: the name that the service shows for them.
        names: what else they are called there: handles, logins, nicknames.
        kind: who it is.
        email: their address, or the placeholder that stands for it.
        login: the account at another service that this is, as its page is addressed: `github.com/ada-l`.
        sso: the id by which a sign-on service knows them.
        active: whether the account is in use.
        shared: whether the address is a role's or a group's.
        own: whether the id is an account of this service, rather than one of another that it names.
    """

    source: str
    id: str
    name: str | None = None
    names: tuple[str, ...] = ()
    kind: Sort = "person"
    email: str | None = field(default=None, repr=False)
    login: str | None = None
    sso: str | None = field(default=None, repr=False)
    active: bool = True
    shared: bool = False
    own: bool = True

    def __post_init__(self) -> None:
        set_ = object.__setattr__  # it is frozen for everybody else
        set_(
            self,
            "names",
            tuple(sorted({each for each in self.names if each and not holds_address(each)} - {self.name})),
        )
        set_(self, "name", None if self.name and holds_address(self.name) else self.name or None)
        account = github_account(self.email) if self.email else None
        set_(self, "login", account or self.login)
        set_(self, "email", compared(self.email) if self.email and not account else None)
        set_(self, "sso", compared(self.sso) if self.sso else None)
        set_(self, "shared", self.shared or bool(self.email and is_shared(self.email)))

    @property
    def ref(self) -> str:
        """How people and files name it: `slack:U012AB`."""
        return f"{self.source}:{self.id}"

    def to_dict(self, marks: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The profile as a JSON object; an address only as the mark that `marks` has for it, else not at all."""
        told = {name: getattr(self, name) for name in _PLAIN}
        marked = {name: (marks or {}).get(getattr(self, name) or "") for name in ("email", "sso")}
        return {**told, "names": list(self.names), **marked}

    @classmethod
    def of_dict(cls, given: Mapping[str, Any]) -> Self:
        """The profile of such an object.

        Raises:
            ValueError: it is none.
        """
        names = given.get("names") or ()
        texts = {name: given.get(name) for name in ("source", "id", "name", "email", "login", "sso")}
        if not (texts["source"] and texts["id"]) or given.get("kind") not in _SORTS or isinstance(names, str):
            raise ValueError("no profile")
        if any(not isinstance(each, str) for each in (*texts.values(), *names) if each is not None):
            raise ValueError("no profile")
        flags = {"active": given.get("active") is not False, "own": given.get("own") is not False}
        flags["shared"] = given.get("shared") is True
        return cls(**texts, names=tuple(names), kind=given["kind"], **flags)  # type: ignore[arg-type]


def in_order(profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """Every different profile once, in an order that does not depend on which answer came first."""
    return tuple(sorted(set(profiles), key=_place))


def written(profiles: Iterable[Profile]) -> list[dict[str, Any]]:
    """The profiles for a file: each address is a mark that is made of who states it, and of nothing of its own."""
    made = in_order(profiles)
    marks = _marks(made)
    return sorted((each.to_dict(marks) for each in made), key=_as_text)


def read(given: Sequence[Any]) -> tuple[Profile, ...]:
    """The profiles of such a file.

    Raises:
        ValueError: something in it is none.
    """
    if not all(isinstance(each, Mapping) for each in given):
        raise ValueError("no profile")
    return in_order(map(Profile.of_dict, given))


def _marks(made: Sequence[Profile]) -> dict[str, str]:
    """A mark for each address, the same in every file in which the same ids state it; no dictionary reverses it.

    So two files that are put together join nobody whom neither joined.
    """
    states: dict[str, set[str]] = {}
    shared = set()
    for each in made:
        for field_name in ("email", "sso"):
            if value := getattr(each, field_name):
                states.setdefault(value, set()).add(f"{field_name} {each.ref}")
        if each.shared and each.email:
            shared.add(each.email)
    return {value: _mark(refs, value in shared) for value, refs in states.items()}


def _mark(refs: set[str], is_shared_one: bool) -> str:
    digest = hashlib.sha256("\n".join(sorted(refs)).encode()).hexdigest()[:16]
    return f"⟨e-mail {'shared ' * is_shared_one}{digest}⟩"


def _place(each: Profile) -> tuple[Any, ...]:
    return (each.source, each.id, each.kind, each.name or "", each.names, each.login or "", each.active, each.own,
            each.email or "", each.sso or "")  # fmt: skip


def _as_text(given: Mapping[str, Any]) -> str:
    return json.dumps(given, sort_keys=True, ensure_ascii=False)
