"""Whether a monitor asked the same all the time: each transition states the query that it was judged by.

One that was given another query is another alert from then on; how often it fired before says nothing of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from timeline.joining import keys
from timeline.joining.keys import MONITOR
from timeline.model.event import Event
from timeline.model.window import Unit, read_epoch, read_iso, utc_text
from timeline.porting.payload import at, block, text

QUERY, THRESHOLDS, OPTIONS, MODIFIED = "query", "thresholds", "options", "modified"
#: The options that say when it is bad, beside those of whom it tells and what it looks like.
_THRESHOLDS = ("thresholds", "threshold_windows")
_DECIDES = (
    "evaluation_delay", "group_retention_duration", "min_failure_duration", "min_location_failed", "new_group_delay",
    "new_host_delay", "no_data_timeframe", "notify_no_data", "on_missing_data", "require_full_window", "timeout_h",
)  # fmt: skip
_SAID = {QUERY: "query was changed", THRESHOLDS: "thresholds were changed", OPTIONS: "options were changed"}
_UNITS: tuple[Unit, ...] = ("ms", "ns", "s")
_MODIFIED = "was modified (what in it is not told)"


@dataclass(frozen=True, slots=True)
class Redefined:
    """One change of what a monitor asks, between two of its transitions.

    Attributes:
        what: `query`, `thresholds`, `options`, or `modified` where only that it was is told.
        after: when it last spoke by the old rule.
        before: when it was modified, where that is told; else when it first spoke by the new one.
        fired: how many of the firings that are counted were before.
    """

    what: str
    after: datetime
    before: datetime
    fired: int

    def to_dict(self) -> dict[str, Any]:
        """The change as a JSON object."""
        return {
            "what": self.what,
            "after": utc_text(self.after),
            "before": utc_text(self.before),
            "fired": self.fired,
        }

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Redefined:
        """The change that such an object tells.

        Raises:
            LookupError, TypeError, ValueError: it tells none.
        """
        after, before = (read_iso(told[name]).time for name in ("after", "before"))
        return cls(str(told["what"]), after, before, int(told["fired"]))


class Definitions:
    """What the monitors asked, each time that they spoke.

    Args:
        events: those of a record, or of several.
    """

    def __init__(self, events: Iterable[Event]) -> None:
        self._told: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            if event.kind.startswith("alert.") and (key := keys.first(event, MONITOR)):
                self._told[key].append(event)

    def changes(self, monitor: str | None, fired: Sequence[datetime]) -> tuple[Redefined, ...]:
        """How that monitor was changed, oldest first.

        Args:
            monitor: its key.
            fired: when it fired, of what is counted.
        """
        told = [event for event in self._told.get(monitor or "", ()) if _monitor(event)]
        told.sort(key=lambda event: (event.time, event.id))
        return tuple(
            Redefined(what, one.time, until, sum(time <= one.time or time < until for time in fired))
            for one, other in pairwise(told)
            if (what := _changed(_monitor(one), _monitor(other)))
            for until in (_until(one, other),)
        )


def in_words(found: Sequence[Redefined], fired: int, *, of_page: bool) -> str:
    """`; its query was changed between … and …, and 9 of the 14 were before that`; empty where nothing was changed."""
    if not found:
        return ""
    last = found[-1]
    said = "".join(_in_words(each, of_page=of_page) for each in found)
    if not fired:
        return said
    when = "that" if len(found) == 1 else "the last of these"
    return f"{said}, and {last.fired} of the {fired} {'was' if last.fired == 1 else 'were'} before {when}"


def _in_words(each: Redefined, *, of_page: bool) -> str:
    what = _SAID.get(each.what)
    whose = ("its monitor's" if of_page else "its") if what else "its monitor" if of_page else "it"
    start, end = (f"{time.astimezone(UTC):%Y-%m-%d %H:%M} Z" for time in (each.after, each.before))
    when = f"at {end}" if start == end else f"between {start} and {end}"
    return f"; {whose} {what or _MODIFIED} {when}"


def _monitor(event: Event) -> dict[str, Any]:
    """What the payload says of the monitor; nothing where none is kept."""
    return block(at(event.raw, "attributes", "attributes", "monitor"))


def _changed(one: Mapping[str, Any], other: Mapping[str, Any]) -> str | None:
    """What of it was changed between the two; what only one of them tells is not compared."""
    before, now = text(one.get("query")), text(other.get("query"))
    if not (before and now):
        return MODIFIED if one.get("modified") != other.get("modified") and one.get("modified") else None
    if before != now:
        return QUERY
    options = block(one.get("options")), block(other.get("options"))
    names = ((THRESHOLDS, _THRESHOLDS), (OPTIONS, _DECIDES))
    return next((what for what, some in names if all(options) and _differ(some, *options)), None)


def _differ(names: Iterable[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return any(one.get(name) != other.get(name) for name in names)


def _until(one: Event, other: Event) -> datetime:
    """The latest that it can have been: the monitor says when it was modified last, in whatever unit that is."""
    told = _times(_monitor(other).get("modified"))
    return next((time for time in told if one.time <= time <= other.time), other.time)


def _times(told: Any) -> Iterator[datetime]:
    for unit in _UNITS:
        with suppress(ValueError):
            yield read_epoch(told, unit).time
