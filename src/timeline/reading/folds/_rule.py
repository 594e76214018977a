"""What a rule gets and gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from timeline.model.event import Event, sort_key

Key = TypeVar("Key", bound=Hashable)


class Unit(NamedTuple):
    """A line before it is folded.

    Attributes:
        place: which line of the record it is.
        events: all its witnesses.
        free: whether no fold has taken it.
    """

    place: int
    events: tuple[Event, ...]
    free: bool = True


class Fold(NamedTuple):
    """Lines that a rule takes into one.

    Attributes:
        units: two or more.
        words: the sentence; a time among them is shown in the reader's zone.
    """

    units: Sequence[Unit]
    words: tuple[str | datetime, ...]


class Rule(NamedTuple):
    """A way to fold.

    Attributes:
        name: what the lines' `rule` says.
        find: the folds among all lines; of free lines only, and no line in two of them.
    """

    name: str
    find: Callable[[Sequence[Unit]], Iterator[Fold]]


class Step(NamedTuple):
    """The event of a line that a rule goes by, and its line."""

    event: Event
    unit: Unit


def steps(units: Iterable[Unit], of: Callable[[Event], Key | None]) -> Mapping[Key, list[Step]]:
    """As `history`, of free lines only."""
    return history((unit for unit in units if unit.free), of)


def history(units: Iterable[Unit], of: Callable[[Event], Key | None]) -> Mapping[Key, list[Step]]:
    """By what it is a step of, the first event of each line that is one; in the record's order."""
    found: dict[Key, list[Step]] = defaultdict(list)
    for unit in units:
        for event in unit.events:
            key = of(event)
            if key is not None:
                found[key].append(Step(event, unit))
                break
    for each in found.values():
        each.sort(key=lambda step: sort_key(step.event))
    return found


def times(count: int) -> str:
    """`3 times`."""
    return f"{count} times"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
