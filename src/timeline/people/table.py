"""The table of people: who they are, by which ids, and which key joined which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

from timeline.model.profile import Sort
from timeline.model.spelling import compared


class Join(NamedTuple):
    """Ids that are one person's, and the key that says so: `email`, `github_noreply`, `sso` or `people.toml`."""

    ids: tuple[str, ...]
    key: str


class Left(NamedTuple):
    """Ids that were not joined, and why."""

    ids: tuple[str, ...]
    why: str


class Suggestion(NamedTuple):
    """Rows whose names are equal or alike: a person may join them in `people.toml`."""

    name: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """One person, bot or service.

    Attributes:
        name: the one name that is shown.
        kind: `person`, `bot` or `service`.
        ids: every id that is theirs, as `source:id`; where a service gives no id, the name it gives.
        names: every name, handle and login that is stated of them, the shown one among them.
        joins: what makes the ids one person's.
        handles: logins and handles, each with the source that knows them by it, as `source:handle`.
        full: names of the person, in the same way.
    """

    name: str
    kind: Sort
    ids: tuple[str, ...]
    names: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    handles: tuple[str, ...] = ()
    full: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The row as the JSON object of the contract."""
        joins = [{"ids": list(join.ids), "key": join.key} for join in self.joins]
        return {"name": self.name, "kind": self.kind, "ids": list(self.ids), "joins": joins}


class People(Sequence[Person]):
    """The people of a record, persons first.

    Args:
        rows: in the order in which they are shown.
        suggestions: rows that a person may join.
        left: who could not be joined, and why.
    """

    __slots__ = ("_by_name", "_by_ref", "_rows", "left", "suggestions")

    def __init__(
        self, rows: Iterable[Person], suggestions: Iterable[Suggestion] = (), left: Iterable[Left] = ()
    ) -> None:
        self._rows = tuple(rows)
        self.suggestions = tuple(suggestions)
        self.left = tuple(left)
        self._by_ref = {ref: row for row in self._rows for ref in row.ids}
        self._by_name: dict[tuple[str, str], Person | None] = {}
        for row in self._rows:
            for place in _places(row):
                # A name that several carry says nothing of which of them is meant.
                self._by_name[place] = row if self._by_name.get(place, row) is row else None

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Person]:
        return iter(self._rows)

    @overload
    def __getitem__(self, key: int) -> Person: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Person, ...]: ...
    def __getitem__(self, key: int | slice) -> Person | tuple[Person, ...]:
        return self._rows[key]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, People):
            return NotImplemented
        return (self._rows, self.suggestions, self.left) == (other._rows, other.suggestions, other.left)

    def __hash__(self) -> int:
        return hash(self._rows)

    def __repr__(self) -> str:
        persons = sum(row.kind == "person" for row in self._rows)
        return (
            f"People({persons} persons, {len(self) - persons} bots and services, {len(self.suggestions)} suggestions)"
        )

    def _repr_html_(self) -> str:
        from timeline.people.page import as_html  # noqa: PLC0415 - it is made of this table

        return as_html(self)

    def person_of(self, source: str, who: str | None) -> Person | None:
        """The row of an id of that source; of a name, if only one of the source's own carries it."""
        if not who:
            return None
        return self._by_ref.get(f"{source}:{who}") or self._by_name.get((source, compared(who)))

    def to_dict(self) -> dict[str, Any]:
        """The table as the JSON object of the contract."""
        return {
            "people": [row.to_dict() for row in self._rows],
            "suggestions": [{"name": each.name, "ids": list(each.ids)} for each in self.suggestions],
            "not_joined": [{"ids": list(each.ids), "why": each.why} for each in self.left],
        }


def _places(row: Person) -> set[tuple[str, str]]:
    sources = {ref.partition(":")[0] for ref in row.ids}
    return {(source, compared(name)) for source in sources for name in (row.name, *row.names)}
