"""The keys that services state: which ids each of them joins, and which it must not join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from timeline.model.addresses import holds_address, is_shared
from timeline.people.nodes import Node
from timeline.people.table import Join, Left

EMAIL, LOGIN, SSO, BY_FILE = "email", "github_noreply", "sso", "people.toml"
#: An id, and the one of those that a file or a sign-on service says to be the same person that stands for them.
Stand = Callable[[str], str]

SHARED = "the address they state is a role's or a group's"
DEACTIVATED = "the account is deactivated"


def by_sign_on(nodes: Mapping[str, Node]) -> Iterator[Join]:
    """The ids that one sign-on id is stated for, with those that state the same as their address."""
    addresses = _states(nodes.values(), "email")
    for value, refs in _states(nodes.values(), "sso").items():
        joined = refs | ({ref for ref in addresses.get(value, ()) if not _is_twice(ref, nodes, addresses[value])})
        if len(joined) > 1 and not (holds_address(value) and is_shared(value)):
            yield Join(_sorted(joined), SSO)


def by_login(nodes: Mapping[str, Node]) -> Iterator[Join]:
    """The ids that are said to be one account of GitHub."""
    for refs in _states(nodes.values(), "login").values():
        if len(refs) > 1:
            yield Join(_sorted(refs), LOGIN)


def by_address(nodes: Mapping[str, Node], stand: Stand) -> tuple[list[Join], list[Left]]:
    """The ids that state one address, and those that no address may join."""
    made, left = [], list(_shared(nodes))
    for refs in _states(nodes.values(), "email").values():
        twice = _twice(refs, nodes, stand)
        if twice:
            why = f"{len(twice)} active users of {nodes[twice[0]].source} state one address: {', '.join(twice)}"
            left.append(Left(_sorted(refs), why))
        elif len(refs) > 1:
            made.append(Join(_sorted(refs), EMAIL))
    return sorted(made), [*left, *_deactivated(nodes)]


def _states(nodes: Iterable[Node], field: str) -> dict[str, set[str]]:
    """By value of that field, the people's active ids that state it; an address that several share is none."""
    found: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        for profile in node.profiles if node.kind == "person" else ():
            value = getattr(profile, field) if profile.active else None
            if value and not (field == "email" and profile.shared):
                found[value].add(node.ref)
    return found


def _twice(refs: Iterable[str], nodes: Mapping[str, Node], stand: Stand) -> list[str]:
    """The ids among them that are accounts of one source, and not known to be one person's."""
    by_source: dict[str, dict[str, str]] = defaultdict(dict)
    for ref in _sorted(refs):
        if nodes[ref].is_own:
            by_source[nodes[ref].source].setdefault(stand(ref), ref)
    return next((list(each.values()) for _, each in sorted(by_source.items()) if len(each) > 1), [])


def _is_twice(ref: str, nodes: Mapping[str, Node], refs: Iterable[str]) -> bool:
    source = nodes[ref].source
    return sum(nodes[each].source == source for each in refs) > 1


def _shared(nodes: Mapping[str, Node]) -> Iterator[Left]:
    refs = {
        node.ref
        for node in nodes.values()
        if node.kind == "person" and any(each.shared for each in node.profiles)
        if not any(each.email and not each.shared for each in node.profiles)
    }
    yield from (Left((ref,), SHARED) for ref in _sorted(refs))


def _deactivated(nodes: Mapping[str, Node]) -> Iterator[Left]:
    for node in nodes.values():
        if node.kind == "person" and not node.active and any(each.email or each.sso for each in node.profiles):
            yield Left((node.ref,), DEACTIVATED)


def _sorted(refs: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(refs))


def sides(joins: Sequence[Join]) -> dict[str, set[str]]:
    """By id, those that a key joins it to."""
    found: dict[str, set[str]] = defaultdict(set)
    for join in joins:
        for ref in join.ids:
            found[ref].update(join.ids)
    return found
