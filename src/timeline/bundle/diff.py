"""What two pulls of the same tell differently, each difference with its reason where that is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from timeline.bundle.reasons import Reason, Side, of_added, of_changed, of_removed
from timeline.formats.tables import json_line, json_text
from timeline.model.coverage import Coverage, Gap
from timeline.model.event import Event
from timeline.model.secrets import masked

if TYPE_CHECKING:
    from timeline.record import Timeline

#: What describes the pull, not the incident.
_MEASURED = "measured"
#: What follows from which events are there.
_JOINED = "happening"


class Difference(dict[str, Any]):
    """What is told differently: `added`, `removed` and `changed` events, and `coverage` by source.

    It is the JSON object that `timeline diff --format json` writes; it is true where anything differs but what was
    measured.
    """

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before, after
        one, other = before.events, after.events
        super().__init__(
            added=[_told(each, of_added(each, before, after)) for key, each in other.items() if key not in one],
            removed=[_told(each, of_removed(each, before, after)) for key, each in one.items() if key not in other],
            changed=_changes(before, after),
            coverage=list(_coverage(before, after)),
        )

    def __bool__(self) -> bool:
        rows = [row for row in self["coverage"] if row["fields"] or row["gaps"]["opened"] or row["gaps"]["closed"]]
        return bool(self["added"] or self["removed"] or self["changed"] or rows)

    def __str__(self) -> str:
        return self.to_text()

    __repr__ = __str__

    def written(self, form: str) -> str:
        """The same in a form: `"text"`, `"md"` or `"json"`."""
        return {"text": self.to_text, "md": self.to_markdown, "json": self.to_json}[form]()

    def under(self, before: Timeline, after: Timeline, key: Callable[[str], str]) -> Difference:
        """The same of those records without names: why something differs was known when it had its own.

        Args:
            before: the earlier one.
            after: the later one.
            key: the id that an event has now.
        """
        made = Difference(Side(before.sealed.stated), Side(after.sealed.stated))
        now = {masked(each): key(each) for side in (self.before, self.after) for each in side.events}
        for name in ("added", "removed", "changed"):
            told = {row["id"]: row for row in made[name]}
            # Where only a name was changed, both have one role now; that it was changed is told all the same.
            made[name] = [
                (told.get(now[row["id"]]) or row | {"id": now[row["id"]], "fields": {}}) | {"reason": row["reason"]}
                for row in self[name]
            ]
        return made

    def to_dict(self) -> dict[str, Any]:
        """The same as a plain object."""
        return dict(self)

    def to_json(self) -> str:
        """The same as JSON."""
        return json_text(dict(self)) + "\n"

    def to_text(self) -> str:
        """The same for people to read."""
        from timeline.bundle.diff_text import text  # noqa: PLC0415 - it reads what this makes

        return text(self)

    def to_markdown(self) -> str:
        """The same as Markdown."""
        from timeline.bundle.diff_text import markdown  # noqa: PLC0415 - it reads what this makes

        return markdown(self)


def diff(before: Timeline, after: Timeline) -> Difference:
    """Compare two records, the earlier first; what their bundles tell of them lets more reasons be known.

    What people keep beside a record is no part of it.
    """
    return Difference(Side(before.sealed.stated, before.manifest), Side(after.sealed.stated, after.manifest))


def _told(event: Event, reason: Reason | None) -> dict[str, Any]:
    return {"id": masked(event.id), "reason": reason}


def _changes(before: Side, after: Side) -> list[dict[str, Any]]:
    """What both tell otherwise; where a witness came, went or was changed, another happening is no change."""
    both = {key: _fields_of(each, after.events[key]) for key, each in before.events.items() if key in after.events}
    alone = [event for key, event in before.events.items() if key not in after.events]
    alone += [event for key, event in after.events.items() if key not in before.events]
    stirred = {event.happening for event in alone}
    stirred |= {each for fields in both.values() if fields.keys() > {_JOINED} for each in fields[_JOINED]}
    stirred.discard(None)
    return [
        {"id": masked(key), "fields": fields, "reason": of_changed(before.events[key], after.events[key])}
        for key, fields in both.items()
        if fields and (fields.keys() != {_JOINED} or stirred.isdisjoint(fields[_JOINED]))
    ]


def _fields_of(before: Event, after: Event) -> dict[str, list[Any]]:
    """The fields that differ, with both values as every output tells them."""
    if before.to_dict() == after.to_dict():
        return {}
    old, new = (json.loads(json_line(each, raw=False)) for each in (before, after))
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _coverage(before: Side, after: Side) -> Iterator[dict[str, Any]]:
    for source in sorted({*before.rows, *after.rows}):
        one, other = before.rows.get(source), after.rows.get(source)
        old, new = _fields(one), _fields(other)
        differ = {name: [old.get(name), new.get(name)] for name in {**old, **new} if old.get(name) != new.get(name)}
        gaps, measured = _gaps(one, other), differ.pop(_MEASURED, None)
        if differ or measured or gaps["opened"] or gaps["closed"]:
            yield {"source": source, "fields": differ, "gaps": gaps, "measured": measured}


def _fields(row: Coverage | None) -> dict[str, Any]:
    return {name: value for name, value in row.to_dict().items() if name not in ("source", "gaps")} if row else {}


def _gaps(before: Coverage | None, after: Coverage | None) -> dict[str, list[dict[str, Any]]]:
    old, new = (row.gaps if row else () for row in (before, after))
    return {"opened": _those(new, old), "closed": _those(old, new)}


def _those(gaps: tuple[Gap, ...], others: tuple[Gap, ...]) -> list[dict[str, Any]]:
    return [gap.to_dict() for gap in gaps if gap not in others]
