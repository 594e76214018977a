"""The record as an Arrow table and a Parquet file: a documented schema, the same for an empty record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from timeline.formats.columns import COLUMNS, Holds, values
from timeline.formats.files import written
from timeline.formats.tables import SCHEMA
from timeline.model.errors import MissingExtra
from timeline.model.event import Event

if TYPE_CHECKING:
    import pyarrow as pa

    from timeline.record import Timeline


def to_arrow(record: Timeline) -> pa.Table:
    """One row an event; `time` in microseconds UTC, `keys` a list, `tags` a map, all else text."""
    about = {
        "schema": SCHEMA,
        "window": json.dumps(record.window.to_dict()),
        "coverage": json.dumps([row.to_dict() for row in record.coverage]),
    }
    return arranged(record.shown).replace_schema_metadata(about)


def arranged(events: Iterable[Event]) -> pa.Table:
    """The same of any events, in their order, without what a record says of itself."""
    pa = pyarrow()
    types = _types(pa)
    fields = [pa.field(column.name, types[column.holds], nullable=column.null) for column in COLUMNS]
    rows = [values(event) for event in events]
    arrays = [
        pa.array([_plain(row[place]) for row in rows], type=types[column.holds]) for place, column in enumerate(COLUMNS)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def write(record: Timeline, out: IO[bytes]) -> None:
    """Write the table into an open file, as Parquet."""
    pyarrow().parquet.write_table(to_arrow(record), out)


def to_parquet(record: Timeline, path: str | Path) -> Path:
    """Write it as a whole or not at all."""
    pyarrow()
    target = Path(path)
    with written(target) as out:
        write(record, out)
    return target


def _types(pa: Any) -> dict[Holds, Any]:
    text = pa.string()
    return {"text": text, "time": pa.timestamp("us", tz="UTC"), "texts": pa.list_(text), "pairs": pa.map_(text, text)}


def _plain(value: Any) -> Any:
    """The value as Arrow takes it: a map as its pairs."""
    return list(value.items()) if isinstance(value, dict) else value


def pyarrow(extra: str = "parquet") -> Any:
    """The package, with its Parquet.

    Args:
        extra: what the user is told to install where it is missing.

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: PLC0415 - loaded only by those who ask for it
    except ImportError:
        raise MissingExtra("pyarrow", extra) from None
    return pyarrow
