"""What other packages add to the table: readers of their apps' posts, and rules of their own.

An entry point of the group `timeline.joining` names a module, class or object with any of `keys_of(address)`,
`stated(lines)` and `rules`. Nothing of it is imported before a message links something or a record is joined, and
whatever fails in it is noted and takes nothing else down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from timeline.joining.index import Index
from timeline.joining.product import NOTHING, Note, Product, Stated
from timeline.model.errors import raised
from timeline.model.event import Event

GROUP = "timeline.joining"
Made = TypeVar("Made")
#: A cause, its effect, and the key that both carry.
Pair = tuple[Event, Event, str]


@dataclass(frozen=True, eq=False)
class Stranger(Product):
    """A product of another package's.

    Attributes:
        rules: each takes the events by their keys, and tells which are the same.
    """

    rules: tuple[Callable[[Index], Iterable[Pair]], ...] = ()

    def keys(self, address: str, note: Note) -> list[str]:
        """The keys of what the address leads to."""
        return _careful(self.name, lambda: [_text(key) for key in self.addresses(address)], [], note)

    def stated(self, lines: Sequence[str], note: Note) -> Stated:
        """What a post of its app states in those lines."""
        return _careful(self.name, lambda: self._stated(lines), NOTHING, note)

    def pairs(self, index: Index, note: Note) -> Iterator[Pair]:
        """What its rules join."""
        for rule in self.rules:
            yield from _careful(self.name, partial(self._pairs, rule, index, note), list[Pair](), note)

    def _stated(self, lines: Sequence[str]) -> Stated:
        kind, who = self.statements(lines) if self.statements else NOTHING
        return (_text(kind) if kind else None), (_text(who) if who else None)

    def _pairs(self, rule: Callable[[Index], Iterable[Pair]], index: Index, note: Note) -> list[Pair]:
        made = []
        for cause, effect, key in rule(index):
            own = index.by_id.get(cause.id), index.by_id.get(effect.id)
            if cause.id != effect.id and all(event is not None and key in event.keys for event in own):
                made.append((index.by_id[cause.id], index.by_id[effect.id], key))
            else:
                note(f"what {self.name!r} joins is left out where the two do not both carry the key")
        return made


@cache
def strangers() -> tuple[tuple[Stranger, ...], tuple[str, ...]]:
    """What other packages add, in the order of their names; and a sentence for each that cannot be had."""
    points = {(point.name, point.value): point for point in entry_points(group=GROUP)}
    notes: list[str] = []
    found = [_careful(key[0], partial(_loaded, points[key]), None, notes.append) for key in sorted(points)]
    return tuple(filter(None, found)), tuple(notes)


def _loaded(point: EntryPoint) -> Stranger:
    offer = point.load()
    statements = _callable(getattr(offer, "stated", None))
    addresses = _callable(getattr(offer, "keys_of", None)) or _none
    rules = tuple(filter(None, map(_callable, getattr(offer, "rules", ()))))
    return Stranger(point.name, addresses, statements, rules=rules)


def _none(_: str) -> tuple[str, ...]:
    return ()


def _callable(offer: Any) -> Callable[..., Any] | None:
    if offer is not None and not callable(offer):
        raise TypeError("no function")
    function: Callable[..., Any] | None = offer
    return function


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("no text")
    return value


def _careful(name: str, work: Callable[[], Made], otherwise: Made, note: Note) -> Made:
    """What the work makes; where a stranger's part fails, the other thing, and a note by type and place only."""
    try:
        return work()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a stranger's package may fail in any way
        note(f"what {name!r} adds to joining stopped with {raised(error)}: what it joins may be missing")
        return otherwise
