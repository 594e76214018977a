"""Records put together, and what one has of another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from timeline.joining.happenings import joined, relinked
from timeline.joining.rules import Link, links
from timeline.model.collector import collector_paused
from timeline.model.coverage import Coverage, Gap, Status, in_order
from timeline.model.errors import ConfigError
from timeline.model.event import Event, sort_key
from timeline.model.window import Window, utc_text

if TYPE_CHECKING:
    from timeline.record import Timeline

NOT_ASKED = "not_asked"
_ADDED = ("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected")


def together(
    one: Timeline, other: Timeline, note: Callable[[str], object]
) -> tuple[list[Event], tuple[Sequence[Event], Sequence[Link]]]:
    """The events of both, and all that both were pulled with, joined as one pull would have joined it.

    Parts of one record are joined already, whatever else was chosen of it.
    """
    if one.pulled is other.pulled:
        return sorted(_by_id(one, other).values(), key=sort_key), (one.pulled.events, one.pulled.found)
    with collector_paused():
        everything = sorted(_by_id(one.pulled.events, other.pulled.events).values(), key=sort_key)
        bare = [event.but(happening=None) if event.happening else event for event in everything]
        found = links(bare, note)
        made = joined(bare, found)
        wanted = {event.id for record in (one, other) for event in record}
        return [event for event in made if event.id in wanted], (made, relinked(made, found))


def window_of(one: Timeline, other: Timeline) -> Window:
    """From where the earlier begins to where the later ends."""
    return Window(min(one.window.start, other.window.start), max(one.window.end, other.window.end))


def coverage_of(one: Timeline, other: Timeline, window: Window) -> Iterator[Coverage]:
    """A row a source: what both read, and a gap wherever neither asked it."""
    rows: dict[str, list[tuple[Coverage, Window]]] = {}
    for record in (one, other):
        for row in record.coverage:
            rows.setdefault(row.source, []).append((row, record.window))
    shared = _shared(one, other)
    for source, found in rows.items():
        asked = [span for row, span in found if row.status != "skipped"]
        yield _with_gaps(_merged(found, shared.get(source, 0)), list(_unasked(window, asked, source)))


def _by_id(*parts: Iterable[Event]) -> dict[str, Event]:
    """The events by id; of two tellings of one, the first."""
    found: dict[str, Event] = {}
    for event in (event for part in parts for event in part):
        found.setdefault(event.id, event)
    return found


def _shared(one: Timeline, other: Timeline) -> dict[str, int]:
    """By source, how many events both were pulled with."""
    here = {event.id for event in one.pulled.events}
    counts: dict[str, int] = {}
    for event in other.pulled.events:
        if event.id in here:
            counts[event.source] = counts.get(event.source, 0) + 1
    return counts


def _merged(found: Sequence[tuple[Coverage, Window]], shared: int) -> Coverage:
    """The row of both pulls: what both told is told once, and a duplicate of itself.

    Raises:
        ConfigError: the two are not of one type.
    """
    (row, span), *others = found
    if not others or others[0] == (row, span):
        return row
    other, _ = others[0]
    if row.type != other.type:
        raise ConfigError(f"two sources are named {row.source!r}, of type {row.type} and {other.type}: rename one")
    counts = {name: getattr(row, name) + getattr(other, name) for name in _ADDED}
    counts["events"] -= shared
    counts["duplicates"] += shared
    until = [each.provisional_until for each in (row, other) if each.provisional_until]
    return row.model_copy(
        update={
            **counts,
            "status": _status(row.status, other.status),
            "gaps": in_order((*row.gaps, *other.gaps)),
            "provisional_until": max(until, default=None),
            "notes": tuple(dict.fromkeys((*row.notes, *other.notes))),
            "measured": _measured(row.measured, other.measured),
        }
    )


def _status(one: Status, other: Status) -> Status:
    return one if one == other else "partial"


def _measured(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    """What adds up is added; how far a clock was off is known of the pull that says more."""
    added = {name: one.get(name, 0) + other.get(name, 0) for name in ("requests", "retries", "waited_s")}
    offset = {"clock_offset_s": max((each.get("clock_offset_s", 0) for each in (one, other)), key=abs)}
    return {name: value for name, value in {**one, **other, **added, **offset}.items() if name in one or name in other}


def _unasked(window: Window, asked: Sequence[Window], source: str) -> Iterator[Gap]:
    """A gap for every span of the window that lies in none of those that were asked."""
    here: datetime = window.start
    for span in (*sorted(asked), None):
        start = span.start if span else window.end
        if here < start:
            detail = f"{source} was not asked for {utc_text(here)} to {utc_text(start)}: pull that span, too"
            yield Gap.of(window, NOT_ASKED, detail, start=here, end=start)
        here = max(here, span.end) if span else here


def _with_gaps(row: Coverage, gaps: list[Gap]) -> Coverage:
    if not gaps:
        return row
    status = "partial" if row.status == "complete" else row.status
    return row.model_copy(update={"gaps": in_order((*row.gaps, *gaps)), "status": status})
