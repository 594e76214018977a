"""What a pull under a fault may not do: lose in silence, invent, move."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.model.event import Event
from timeline.testing.kit.pulling import Seen


def silent(right: Seen, seen: Seen) -> list[Event]:
    """The events that are missing with no gap over their time."""
    gaps = seen.row.gaps
    return [
        each
        for key, each in right.events.items()
        if key not in seen.events and not any(gap.start <= each.time < gap.end for gap in gaps)
    ]


def unfounded(right: Seen, seen: Seen) -> Iterator[str]:
    """What is told that did not happen, or not then."""
    for key, each in seen.events.items():
        known = right.events.get(key)
        if known is None:
            yield f"{key} is told, which never happened"
        elif known.time != each.time:
            yield f"{key} is told at {each.time:%T}, and happened at {known.time:%T}"


def wrong(right: Seen, seen: Seen, where: str) -> Iterator[str]:
    """All three, and a pull that does not end."""
    if seen.unended:
        yield f"{where}: {seen.unended}"
        return
    for each in silent(right, seen):
        yield f"{where}: {each.id} at {each.time:%T} is missing, and no gap says so"
    for found in unfounded(right, seen):
        yield f"{where}: {found}"


def swallowed(right: Seen, seen: Seen) -> bool:
    """Whether it claims to be complete though a page was not read, and neither says nor asks more than always."""
    unsaid = seen.whole and set(seen.row.notes) <= set(right.row.notes)
    return unsaid and set(seen.calls) <= set(right.calls)


def differing(right: Seen, seen: Seen) -> Iterator[str]:
    """What two pulls of the same world tell differently, by name and field; never the values."""
    if seen.unended:
        yield seen.unended
        return
    one, other = right.bytes(), seen.bytes()
    for key in [*one, *(key for key in other if key not in one)]:
        first, second = one.get(key), other.get(key)
        if first is None or second is None:
            yield f"{key} is told in one pull only"
        elif first != second:
            fields = ", ".join(name for name in first if first[name] != second.get(name))
            yield f"{key or 'the coverage'} differs in {fields}"
