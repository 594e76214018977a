"""The record as an Arrow table and a Parquet file: a documented schema, the same for an empty record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from timeline.formats.files import written
from timeline.formats.tables import SCHEMA
from timeline.model.errors import MissingExtra
from timeline.model.event import Event
from timeline.model.secrets import masked

if TYPE_CHECKING:
    import pyarrow as pa

    from timeline.record import Timeline


def to_arrow(record: Timeline) -> pa.Table:
    """One row an event; `occurred_at` in microseconds UTC, `keys` a list, `tags` a map, all else text."""
    pa = _pyarrow()
    schema = pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            pa.field("occurred_at", pa.timestamp("us", tz="UTC"), nullable=False),
            *(pa.field(name, pa.string(), nullable=False) for name in ("precision", "source", "kind", "summary")),
            *(
                pa.field(name, pa.string())
                for name in ("actor_id", "actor_name", "actor_kind", "severity", "url", "body")
            ),
            pa.field("keys", pa.list_(pa.string()), nullable=False),
            pa.field("tags", pa.map_(pa.string(), pa.string()), nullable=False),
            pa.field("happening", pa.string()),
        ],
        metadata={
            "schema": SCHEMA,
            "window": json.dumps(record.window.to_dict()),
            "coverage": json.dumps([row.to_dict() for row in record.coverage]),
        },
    )
    return pa.Table.from_pylist([_row(event) for event in record], schema=schema)


def write(record: Timeline, out: IO[bytes]) -> None:
    """Write the table into an open file, as Parquet."""
    _pyarrow().parquet.write_table(to_arrow(record), out)


def to_parquet(record: Timeline, path: str | Path) -> Path:
    """Write it as a whole or not at all."""
    _pyarrow()
    target = Path(path)
    with written(target) as out:
        write(record, out)
    return target


def _row(event: Event) -> dict[str, Any]:
    actor = event.actor
    return {
        "id": event.id,
        "occurred_at": event.time,
        "precision": event.precision,
        "source": event.source,
        "kind": event.kind,
        "summary": masked(event.summary),
        "actor_id": actor and actor.id,
        "actor_name": actor and actor.name and masked(actor.name),
        "actor_kind": actor and actor.kind,
        "severity": event.severity,
        "url": event.url and masked(event.url),
        "body": event.body and masked(event.body),
        "keys": list(event.keys),
        "tags": [(name, masked(value)) for name, value in sorted(event.tags.items())],
        "happening": event.happening,
    }


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 - loaded only by those who ask for it
    except ImportError:
        raise MissingExtra("pyarrow", "parquet") from None
    return pyarrow
