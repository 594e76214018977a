"""Why two pulls of the same differ, where it is known; else nothing is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Literal

from timeline.bundle.manifest import Manifest
from timeline.bundle.places import TAGS, covers, home, may_cover, places, plain
from timeline.model.coverage import Coverage
from timeline.model.event import Event
from timeline.record import Timeline

Reason = Literal["edited", "deleted", "late", "gap_closed", "not_asked"]
#: Settings that say nothing of what is read: who asks, and by which way.
_ASIDE = ("name", "type")
_ASIDE_ENDS = ("_env", "_url")


@dataclass(frozen=True)
class Side:
    """One of the two pulls.

    Attributes:
        record: what came of it, as the services state it.
        manifest: what its bundle tells of it; None where it was not kept as one.
    """

    record: Timeline
    manifest: Manifest | None = None
    rows: Mapping[str, Coverage] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", {row.source: row for row in self.record.coverage})

    @property
    def clock(self) -> datetime | None:
        """When it was pulled, where that is known."""
        return self.manifest.clock if self.manifest else None

    @cached_property
    def events(self) -> dict[str, Event]:
        """Its events by id."""
        return {event.id: event for event in self.record}

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(event.source for event in self.record)

    @cached_property
    def _homes(self) -> set[tuple[str, str]]:
        return {(event.source, place) for event in self.record for place in home(event)}

    def settings(self, source: str) -> dict[str, Any] | None:
        """What that source was told to read; None where that is not known."""
        if self.manifest is None:
            return None
        told = next((each for each in self.manifest.sources if each.get("name") == source), {})
        made = {name: value for name, value in told.items() if name not in _ASIDE and not name.endswith(_ASIDE_ENDS)}
        return made if made or self.clock else None  # a record that was saved without its pull tells none

    def is_part(self, source: str) -> bool:
        """Whether it holds less than was pulled: what is not here may have been left out by a filter."""
        row = self.rows.get(source)
        return row is None or self._counts[source] < row.events

    def tells_beside(self, event: Event) -> bool:
        """Whether it tells something from the place where that event stands."""
        return any((event.source, place) in self._homes for place in home(event))

    def lists(self, event: Event) -> bool | None:
        """Whether its settings name the event's place; None where they name no such places."""
        settings = self.settings(event.source) or {}
        for tag, name in TAGS.items():
            wanted = settings.get(name)
            if tag in event.tags and isinstance(wanted, list) and wanted:
                named = places(event)
                return any(fnmatchcase(place, plain(str(each))) for each in wanted for place in named)
        return None

    def did_not_ask(self, event: Event, other: Side) -> bool:
        """Whether it surely did not ask for that event, which the other side has."""
        row = self.rows.get(event.source)
        if row is None:
            return not (self.manifest and any(each.get("name") == event.source for each in self.manifest.sources))
        if row.status == "skipped" or event.time not in self.record.window:
            return True
        if any(gap.reason == "not_asked" and covers(gap, event) for gap in row.gaps):
            return True
        same = self.settings(event.source) == other.settings(event.source)
        return self.lists(event) is False and not same and not self.tells_beside(event)

    def read_all(self, event: Event, other: Side) -> bool:
        """Whether it surely read, with the other's filters, all of the place where that event of the other stands."""
        row = self.rows.get(event.source)
        if row is None or row.status in ("failed", "skipped") or self.is_part(event.source):
            return False
        # How far back it looked for what began earlier hangs on where its window begins.
        window = self.record.window
        if not (window.start <= other.record.window.start and event.time in window):
            return False
        if any(may_cover(gap, event) for gap in row.gaps):
            return False
        return self._asked_alike(event, other) and self._was_asked(event)

    def _asked_alike(self, event: Event, other: Side) -> bool:
        """Whether both were asked with the same filters, but for the list of places."""
        mine, others = self.settings(event.source), other.settings(event.source)
        if mine is None or others is None:  # what limited them stands in the notes
            there = other.rows.get(event.source)
            return there is not None and there.notes == self.rows[event.source].notes
        lists = set(TAGS.values())
        return all(mine.get(name) == others.get(name) for name in (mine.keys() | others.keys()) - lists)

    def _was_asked(self, event: Event) -> bool:
        """Whether the place was surely asked for: it is named, it tells more, or there are no places to choose."""
        if self.lists(event) or self.tells_beside(event):
            return True
        return not home(event) and self.settings(event.source) is not None

    def gap_over(self, event: Event) -> bool:
        """Whether a gap surely lies over that event."""
        row = self.rows.get(event.source)
        return row is not None and any(covers(gap, event) for gap in row.gaps)


def of_added(event: Event, before: Side, after: Side) -> Reason | None:
    """Why an event is there that was not."""
    if before.did_not_ask(event, after):
        return "not_asked"
    if before.gap_over(event):
        # What is a part may have left it out, and where a gap is still there, it was not closed.
        return None if before.is_part(event.source) or after.gap_over(event) else "gap_closed"
    if before.clock is None or event.time >= before.clock or _is_reversed(before, after):
        return None
    return "late" if before.read_all(event, after) else None


def of_removed(event: Event, before: Side, after: Side) -> Reason | None:
    """Why an event that was there is not any more."""
    if after.did_not_ask(event, before):
        return "not_asked"
    return "deleted" if after.read_all(event, before) and not _is_reversed(before, after) else None


def of_changed(before: Event, after: Event) -> Reason | None:
    """Why an event is told otherwise: only where the service says when it was edited, or that it was."""
    marks = [{name: each.tags.get(name) for name in ("edited", "edited_at")} for each in (before, after)]
    if marks[1]["edited"] == "true" and marks[0] != marks[1]:
        return "edited"
    stones = [each.tags.get("subtype") == "tombstone" for each in (before, after)]
    return "deleted" if stones == [False, True] else None


def _is_reversed(before: Side, after: Side) -> bool:
    """Whether the one that is called the earlier was pulled later: what came and went is then told backwards."""
    return before.clock is not None and after.clock is not None and after.clock < before.clock
