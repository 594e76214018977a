"""Who is who in a record: ids joined by what services state and by what a file says, and by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Protocol

from timeline.model.event import Event
from timeline.model.profile import Profile, Sort
from timeline.model.spelling import compared
from timeline.people.groups import Sets, connected, parted
from timeline.people.keys import BY_FILE, by_address, by_login, by_sign_on, sides
from timeline.people.likeness import suggestions
from timeline.people.nodes import Node, nodes
from timeline.people.rules import Rules
from timeline.people.table import Join, Left, People, Person

_KINDS: tuple[Sort, ...] = ("person", "bot", "service")
_NO_KEY = "no address, login or sign-on id is stated of them"
_ALONE = "no other source states what they state"
_UNKNOWN = "people.toml names them; this record does not"


class _Pulled(Protocol):
    @property
    def events(self) -> Iterable[Event]: ...


class Record(Protocol):
    """What is asked of a record: everything that it was pulled with, whichever part of it is shown."""

    @property
    def pulled(self) -> _Pulled:
        """All events that it was pulled with."""

    @property
    def profiles(self) -> Iterable[Profile]:
        """What its sources state of people."""


def people_of(record: Record, rules: Rules | None = None) -> People:
    """The people of the whole record, of which this may be a part; the same whatever order it was pulled in."""
    rules = rules or Rules()
    found = nodes(record.pulled.events, record.profiles)
    by_file = [Join(refs, BY_FILE) for _, ids in rules.named if (refs := tuple(ref for ref in ids if ref in found))]
    signed = list(by_sign_on(found))
    sure = _sure(found, by_file, signed, rules.separates)
    addressed, left = by_address(found, sure.lead)
    joins = [*by_file, *signed, *by_login(found), *addressed]
    groups, parted_ones = _groups(found, joins, sure, rules)
    rows = [_row(refs, found, joins, rules) for refs in groups]
    rows.sort(key=lambda row: (_KINDS.index(row.kind), compared(row.name), row.ids))
    reasons = [*left, *parted_ones]
    return People(
        rows, suggestions(rows, rules.separates), [*_unjoined(rows, found, reasons), *_strangers(found, rules)]
    )


def _sure(
    found: Mapping[str, Node], by_file: Sequence[Join], signed: Sequence[Join], separates: Callable[[str, str], bool]
) -> Sets:
    """The sets that nothing parts: those of the file, and of sign-on ids where the file does not say otherwise."""
    whole = connected(found, [*by_file, *signed])
    wrong = {
        whole.lead(refs[0])
        for refs in whole.groups()
        if any(separates(*pair) for pair in (combinations(refs, 2) if len(refs) > 1 else ()))
    }
    return connected(found, [*by_file, *(join for join in signed if whole.lead(join.ids[0]) not in wrong)])


def _groups(
    found: Mapping[str, Node], joins: Sequence[Join], sure: Sets, rules: Rules
) -> tuple[list[tuple[str, ...]], list[Left]]:
    """The ids of each person, and those that their keys would have joined to somebody else, too."""

    def apart(one: str, other: str) -> bool:
        if rules.separates(one, other):
            return True
        first, second = found[one], found[other]
        twins = first.source == second.source and first.is_own and second.is_own
        return twins and sure.lead(one) != sure.lead(other)

    joined_to = sides(joins)
    made: list[tuple[str, ...]] = []
    left = []
    for group in connected(found, joins).groups():
        parts = sorted(parted(group, joined_to, sure, apart))
        made += parts
        if len(parts) > 1:
            left.append(Left(group, "what they state would join ids that are kept apart or are two of one source"))
    return made, left


def _row(refs: Sequence[str], found: Mapping[str, Node], joins: Iterable[Join], rules: Rules) -> Person:
    own = sorted((found[ref] for ref in refs), key=lambda node: node.place)
    inside = set(refs)
    shared = ((tuple(ref for ref in join.ids if ref in inside), join.key) for join in joins)
    kinds = {node.kind for node in own}
    name = rules.name_of(refs) or _name(own)
    return Person(
        name=name,
        kind=next(kind for kind in _KINDS if kind in kinds),
        ids=tuple(node.ref for node in own),
        names=tuple(sorted({name}.union(*(node.full | node.handles for node in own)))),
        joins=tuple(sorted({Join(ids, key) for ids, key in shared if len(ids) > 1})),
        handles=_by_source((node.source, node.handles - node.full) for node in own),
        full=_by_source((node.source, node.full) for node in own),
    )


def _by_source(told: Iterable[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    return tuple(sorted({f"{source}:{word}" for source, words in told for word in words}))


def _name(own: Sequence[Node]) -> str:
    """The name that the first of their services states; where none does, a login, else an id."""
    for choices in ((sorted(node.full) for node in own), map(_handles, own)):
        if name := next((each[0] for each in choices if each), None):
            return name
    return own[0].ref.partition(":")[2]


def _handles(node: Node) -> list[str]:
    """What it is called where no name is known: a handle before an id."""
    key = node.ref.partition(":")[2]
    return sorted(node.handles - {key}) or sorted(node.handles)


def _unjoined(rows: Sequence[Person], found: Mapping[str, Node], told: Sequence[Left]) -> Iterator[Left]:
    """Who could not be joined: what was told, and the people with one id of whom nothing more can be said."""
    yield from sorted(set(told))
    named = {ref for each in told for ref in each.ids}
    if len({node.source for node in found.values()}) > 1:
        for row in rows:
            if row.kind == "person" and len(row.ids) == 1 and row.ids[0] not in named:
                yield Left(row.ids, _ALONE if _states_a_key(found[row.ids[0]]) else _NO_KEY)


def _states_a_key(node: Node) -> bool:
    return any(each.email or each.sso or each.login for each in node.profiles)


def _strangers(found: Mapping[str, Node], rules: Rules) -> Iterator[Left]:
    unknown = tuple(ref for ref in rules.ids if ref not in found)
    if unknown:
        yield Left(unknown, _UNKNOWN)
