"""Which fields of an incident an entry says were changed, from what and to what. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from timeline.porting.payload import block, iso_time, objects, text
from timeline.sources.pagerduty.agents import Named, own_name

#: Fields that the service tells as they are now, in every entry of an incident.
_REWRITTEN = ("title", "urgency", "priority")


class Change(NamedTuple):
    """One field, by its name; or a whole sentence about it, without values.

    Attributes:
        field: the field's name, or the sentence.
        old: what it was; None where it was empty or is not told.
        new: what it became.
    """

    field: str
    old: str | None = None
    new: str | None = None

    def __str__(self) -> str:
        if self.old is None and self.new is None:
            return self.field
        if self.new is None:
            return f"{self.field} {self.old} removed"
        return f"{self.field} changed" + (f" from {self.old}" if self.old else "") + f" to {self.new}"


def changes(raw: Mapping[str, Any], name: Named = own_name) -> list[Change]:
    """What the entry says was changed, in the order in which it says so."""
    channel = block(raw.get("channel"))
    found = [
        Change(field, _worded(channel.get(f"old_{field}"), name), _worded(channel.get(f"new_{field}"), name))
        for field in _REWRITTEN
        if channel.get(f"old_{field}") is not None or channel.get(f"new_{field}") is not None
    ]
    for listed in (raw.get("changeset"), channel.get("changeset")):
        found += _listed(listed, name)
    return list(dict.fromkeys(found)) if found else found


def _listed(changeset: Any, name: Named) -> Iterator[Change]:
    """A list of sentences or of fields, or an object of such lists and of plain values."""
    if isinstance(changeset, list):
        yield from (Change(each) for each in changeset if text(each) and isinstance(each, str))
        for each in objects(changeset):
            yield from _one(each, name)
    elif isinstance(changeset, dict):
        for key, value in changeset.items():
            if isinstance(value, list):
                yield from _listed(value, name)
            elif key == "custom_attributes":
                yield from (Change(field, None, words) for field, each in _items(value) if (words := text(each)))


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    """The fields of an object; none where it is none."""
    return value.items() if isinstance(value, dict) else ()


def _one(raw: dict[str, Any], name: Named) -> Iterator[Change]:
    field = text(raw.get("display_name")) or text(raw.get("name")) or text(raw.get("field"))
    old = next((raw[key] for key in ("old_value", "old", "from") if key in raw), None)
    new = next((raw[key] for key in ("value", "new_value", "new", "to") if key in raw), None)
    if field:
        yield Change(field, _worded(old, name), _worded(new, name))


def _worded(value: Any, name: Named) -> str | None:
    """A value in words: an object by its name, a list by its members."""
    if isinstance(value, dict):
        return name(value) or text(value.get("id"))
    if isinstance(value, list):
        return ", ".join(words for each in value if (words := _worded(each, name))) or None
    return text(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else _plain(value)


def _plain(value: Any) -> str | None:
    return None if value is None else str(value).lower()


class History:
    """What the fields of one incident were at any time, as far as its entries tell that they were changed.

    Args:
        entries: the incident's, in any order.
    """

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._steps: dict[str, list[tuple[datetime, Change]]] = {}
        for raw in entries:
            if (time := iso_time(raw.get("created_at"))) is None:
                continue
            for change in changes(raw):
                if change.field in _REWRITTEN and (change.old or change.new):
                    self._steps.setdefault(change.field, []).append((time, change))
        for steps in self._steps.values():
            steps.sort(key=lambda step: step[0])

    def at(self, raw: Mapping[str, Any]) -> dict[str, str | None]:
        """The fields that were changed, as they were when that entry was made; None where empty or unknown."""
        time = iso_time(raw.get("created_at")) if self._steps else None
        return {field: _value(steps, time) for field, steps in self._steps.items()} if time else {}


def _value(steps: list[tuple[datetime, Change]], time: datetime) -> str | None:
    before = [change for when, change in steps if when <= time]
    return before[-1].new if before else steps[0][1].old
