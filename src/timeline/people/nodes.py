"""Ids before they are joined: what the events and the profiles say of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from timeline.model.addresses import holds_address
from timeline.model.event import Event
from timeline.model.profile import Profile, Sort

#: The order in which services are believed about a person's name; then any other, by its name.
_ORDER = ("slack", "pagerduty", "github", "jira", "sentry", "datadog", "terraform", "grafana")


@dataclass(slots=True)
class Node:
    """One id of one source.

    Attributes:
        ref: `source:id`; where the service gives no id, the name that it gives.
        sorts: what it is said to be.
        full: names of the person, as a profile or an actor has them.
        handles: logins, handles and ids: what is shown where no name is known.
        profiles: what the service states of it.
    """

    ref: str
    source: str
    sorts: set[Sort] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)
    profiles: list[Profile] = field(default_factory=list)

    @property
    def kind(self) -> Sort:
        """A bot or a service wherever it is said to be one."""
        return "bot" if "bot" in self.sorts else "service" if "service" in self.sorts else "person"

    @property
    def is_own(self) -> bool:
        """Whether it is an account of the source itself, not another service's that the source names."""
        return not self.profiles or any(each.own for each in self.profiles)

    @property
    def active(self) -> bool:
        """Whether the account is in use, as far as anybody says."""
        return not self.profiles or any(each.active for each in self.profiles)

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it stands in the fixed order."""
        return rank(self.source), self.source, self.ref


def rank(source: str) -> int:
    """How early a source is asked for a name."""
    return next((place for place, name in enumerate(_ORDER) if source.startswith(name)), len(_ORDER))


def nodes(events: Iterable[Event], profiles: Iterable[Profile]) -> dict[str, Node]:
    """A node for each id that acted or of which something is stated, in the fixed order."""
    found: dict[str, Node] = {}
    for profile in profiles:
        _take_profile(found.setdefault(profile.ref, Node(profile.ref, profile.source)), profile)
    for source, key, name, kind in _acting(events):
        ref = f"{source}:{key or name}"
        node = found.setdefault(ref, Node(ref, source))
        node.sorts.add(kind)
        _take_name(node, key, name)
    return {node.ref: node for node in sorted(found.values(), key=lambda node: node.place)}


def _acting(events: Iterable[Event]) -> Iterable[tuple[str, str | None, str | None, Sort]]:
    """Every different actor of every source who has an id or a name."""
    told = ((event.source, event.actor) for event in events if event.actor)
    return dict.fromkeys((source, who.id, who.name, who.kind) for source, who in told if who.id or who.name)


def _take_profile(node: Node, profile: Profile) -> None:
    node.sorts.add(profile.kind)
    node.handles |= {profile.id, *profile.names}
    node.full |= {profile.name} if profile.name else set()
    node.profiles.append(profile)


def _take_name(node: Node, key: str | None, name: str | None) -> None:
    """A name that is the id, or that a profile calls a handle, is no person's name."""
    node.handles |= {key} if key else set()
    if name and not holds_address(name) and name not in node.handles:
        node.full.add(name)
