"""A ticket's history: which field was changed, from what to what; and what that tells of the time before. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from timeline.porting.payload import at, block, objects, text
from timeline.sources.jira.fields import moment, plain

_CONTENT = ("from", "fromString", "to", "toString")


class Change(NamedTuple):
    """One item of an entry.

    Attributes:
        entry: the entry of the history.
        item: the item.
        id: below the ticket's own.
        field: by which it is told apart: the field's id where there is one.
        name: as people read it.
        old: what it was; None where it was empty.
        new: what it became.
    """

    entry: dict[str, Any]
    item: dict[str, Any]
    id: str
    field: str
    name: str
    old: str | None
    new: str | None

    @property
    def raw(self) -> dict[str, Any]:
        """The entry with this item alone."""
        return {**self.entry, "items": [self.item]}


def changes(entry: dict[str, Any]) -> Iterator[Change]:
    """Every item of an entry; several of one field are numbered by what they hold, not by where they stand.

    Raises:
        ValueError: the entry has no id, or its items are no objects.
    """
    key, items = text(entry.get("id")), entry.get("items")
    if key is None or not isinstance(items, list) or len(objects(items)) != len(items):
        raise ValueError("an entry without id or items")
    counted: dict[str, int] = {}
    for item in sorted(items, key=_content):
        field = _field(item)
        counted[field] = counted.get(field, 0) + 1
        name = text(item.get("field")) or field
        old, new = (_value(item, f"{side}String", side) for side in ("from", "to"))
        yield Change(entry, item, f"{key}/{field}/{counted[field]}", _sort(item), name, old, new)


def _content(item: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(item.get(name)) for name in _CONTENT)


def _field(item: Mapping[str, Any]) -> str:
    return text(item.get("fieldId")) or text(item.get("field")) or "unknown"


def _sort(item: Mapping[str, Any]) -> str:
    """The field in small letters; one that a site made for itself has its id, whatever it is called."""
    field = _field(item)
    return f"custom:{field}" if item.get("fieldtype") == "custom" else field.lower()


def _value(item: Mapping[str, Any], words: str, key: str) -> str | None:
    told = text(item.get(words))
    return plain(told) if told and _field(item) == "assignee" else told or text(item.get(key))


class Past:
    """What the fields of a ticket were at any time, as far as its history tells that they were changed."""

    def __init__(self, told: Iterable[Change]) -> None:
        self._steps: dict[str, list[tuple[datetime, str, Change]]] = {}
        for change in told:
            if when := moment(change.entry.get("created")):
                # of entries with one time, the later has the higher number
                order = (text(change.entry.get("id")) or "").rjust(20, "0")
                self._steps.setdefault(change.field, []).append((when, order, change))
        for steps in self._steps.values():
            steps.sort(key=lambda step: step[:2])

    def at(self, field: str, time: datetime | None, now: str | None) -> str | None:
        """The field as it was at that time, where `now` is what it is today."""
        later = (change.old for when, _, change in self._steps.get(field, ()) if time is not None and when > time)
        return next(later, now)

    def all(self, field: str) -> list[str]:
        """Every value that it had before today's."""
        return [change.old for _, _, change in self._steps.get(field, ()) if change.old]


def readable_changes(entries: Iterable[Any]) -> Iterator[Change | str]:
    """The changes of a history, and the name of each entry that cannot be read."""
    for entry in entries:
        try:
            yield from list(changes(entry))
        except (ValueError, AttributeError):
            yield text(at(block(entry), "id")) or "an entry without id"
