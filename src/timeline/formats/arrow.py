"""The record as an Arrow table and a Parquet file: a documented schema, the same for an empty record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from timeline.formats.columns import COLUMNS, Holds, values
from timeline.formats.files import written
from timeline.formats.tables import SCHEMA
from timeline.model.errors import MissingExtra

if TYPE_CHECKING:
    import pyarrow as pa

    from timeline.record import Timeline


def to_arrow(record: Timeline) -> pa.Table:
    """One row an event; `time` in microseconds UTC, `keys` a list, `tags` a map, all else text."""
    pa = _pyarrow()
    types = _types(pa)
    fields = [pa.field(column.name, types[column.holds], nullable=column.null) for column in COLUMNS]
    about = {
        "schema": SCHEMA,
        "window": json.dumps(record.window.to_dict()),
        "coverage": json.dumps([row.to_dict() for row in record.coverage]),
    }
    rows = [values(event) for event in record.shown]
    arrays = [
        pa.array([_plain(row[place]) for row in rows], type=types[column.holds]) for place, column in enumerate(COLUMNS)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=about))


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


def _types(pa: Any) -> dict[Holds, Any]:
    text = pa.string()
    return {"text": text, "time": pa.timestamp("us", tz="UTC"), "texts": pa.list_(text), "pairs": pa.map_(text, text)}


def _plain(value: Any) -> Any:
    """The value as Arrow takes it: a map as its pairs."""
    return list(value.items()) if isinstance(value, dict) else value


def _pyarrow() -> Any:
    try:
        import pyarrow.parquet  # noqa: PLC0415 - loaded only by those who ask for it
    except ImportError:
        raise MissingExtra("pyarrow", "parquet") from None
    return pyarrow
