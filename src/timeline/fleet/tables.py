"""The tables of a catalog: what one incident has in each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from timeline.facts.changes import Change, changes
from timeline.facts.firings import firings
from timeline.formats.arrow import arranged, pyarrow
from timeline.model.event import Event
from timeline.model.secrets import masked, masked_in

if TYPE_CHECKING:
    import pyarrow as pa

    from timeline.record import Timeline

EXTRA = "fleet"
EVENTS = "events"
_COUNTS = ("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected")
#: Where a change was made, by the tag that says it.
_PLACES = ("repo", "workspace", "service")

#: The columns of each small table, in the words of `_type`.
SMALL: Mapping[str, Mapping[str, str]] = {
    "coverage": {
        "incident": "text", "seal": "text", "window_start": "time", "window_end": "time", "source": "text",
        "type": "text", "status": "text", **dict.fromkeys(_COUNTS, "count"), "gap_count": "count", "gaps": "gaps",
        "provisional_until": "time", "notes": "texts",
    },
    "firings": {
        "incident": "text", "source": "text", "alert": "text", "title": "text", "monitor": "text", "fired_at": "time",
        "recovered_at": "time", "paged": "flag", "acknowledged": "flag", "changed": "flag",
        "recovered_alone": "flag", "event": "text",
    },
    "changes": {
        "incident": "text", "source": "text", "place": "text", "kind": "text", "began": "time", "ended": "time",
        "events": "texts",
    },
}  # fmt: skip
TABLES = (EVENTS, *SMALL)


def dated(record: Timeline, incident: str) -> Iterator[tuple[date, pa.Table]]:
    """The events of each date in UTC, with the incident in front."""
    pa = pyarrow(EXTRA)
    field = pa.field("incident", pa.string(), nullable=False)
    for day, found in groupby(record, lambda event: event.time.date()):
        made = arranged(found)
        yield day, made.add_column(0, field, pa.array([incident] * len(made), pa.string()))


def no_events() -> pa.Table:
    """The table of events with nothing in it, as it is read from a catalog."""
    pa = pyarrow(EXTRA)
    made = arranged(()).add_column(0, pa.field("incident", pa.string()), pa.array([], pa.string()))
    return made.append_column("date", pa.array([], pa.date32()))


def small(record: Timeline, incident: str, seal: str) -> dict[str, pa.Table]:
    """The other tables, by name."""
    rows = {
        "coverage": _coverage(record, seal),
        "firings": (masked_in(vars(each)) for each in firings(record)),
        "changes": map(_change, changes(record)),
    }
    return {name: _table(name, found, incident) for name, found in rows.items()}


def empty(name: str) -> pa.Table:
    """A small table with nothing in it."""
    return _table(name, (), "")


def _coverage(record: Timeline, seal: str) -> Iterator[dict[str, Any]]:
    """A row a source: what stands in the record's coverage but for what was measured, which differs by each pull."""
    span = {"seal": seal, "window_start": record.window.start, "window_end": record.window.end}
    for row in record.coverage:
        told = {name: getattr(row, name) for name in ("status", "provisional_until", *_COUNTS)}
        texts = {"source": masked(row.source), "type": masked(row.type), "notes": [masked(each) for each in row.notes]}
        gaps = [{**gap.to_dict(), "start": gap.start, "end": gap.end} for gap in row.gaps]
        yield {**span, **told, **texts, "gap_count": len(gaps), "gaps": gaps}


def _change(change: Change) -> dict[str, Any]:
    shown = [event.masked() for event in change.events]
    return {
        "source": shown[0].source,
        "place": _place(shown),
        "kind": shown[0].kind,
        "began": shown[0].time,
        "ended": shown[-1].time,
        "events": [event.id for event in shown],
    }


def _place(events: Iterable[Event]) -> str | None:
    """The repository, workspace or service that it was made in, as its events say it."""
    found = [event.tags[name] for name in _PLACES for event in events if event.tags.get(name)]
    return found[0] if found else None


def _table(name: str, rows: Iterable[Mapping[str, Any]], incident: str) -> pa.Table:
    pa = pyarrow(EXTRA)
    found = [{**row, "incident": incident} for row in rows]
    fields = [pa.field(column, _type(pa, holds)) for column, holds in SMALL[name].items()]
    return pa.Table.from_pylist(found, schema=pa.schema(fields))


def _type(pa: Any, holds: str) -> Any:
    text, time = pa.string(), pa.timestamp("us", tz="UTC")
    gap = pa.struct([("start", time), ("end", time), *((name, text) for name in ("reason", "detail", "where"))])
    return {
        "text": text, "time": time, "count": pa.int64(), "flag": pa.bool_(), "texts": pa.list_(text),
        "gaps": pa.list_(gap),
    }[holds]  # fmt: skip
