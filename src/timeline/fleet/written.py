"""An answer over many incidents as it is written: a table of Markdown, CSV or JSON, with what is missing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from timeline.formats.inline import in_cell, markdown
from timeline.formats.tables import json_text
from timeline.formats.text import cell, visible
from timeline.model.window import utc_text

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = "timeline-answer/1"


def as_markdown(table: pa.Table, gaps: str) -> str:
    """A table, and the incidents that have gaps."""
    rows = [f"| {' | '.join(in_cell(markdown(_text(each)) or ' ') for each in row)} |" for row in _rows(table)]
    names = " | ".join(in_cell(markdown(name)) for name in table.column_names)
    said = ["", markdown(gaps)] if gaps else []
    return "\n".join([f"| {names} |", f"|{'---|' * table.num_columns}", *rows, *said, ""])


def as_csv(table: pa.Table, _: str) -> str:
    """Rows that end as RFC 4180 says, no cell of which is a formula; the gaps have no place in it."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(map(cell, map(visible, table.column_names)))
    rows.writerows([each if type(each) in (int, float) else cell(visible(_text(each))) for each in row]
                   for row in _rows(table))  # fmt: skip
    return out.getvalue()


def as_json(table: pa.Table, gaps: str) -> str:
    """An object with the rows by the names of the columns, a row a line, and the incidents that have gaps."""
    rows = (json_text(dict(zip(table.column_names, row, strict=True))) for row in _rows(table))
    return f'{{"schema": "{SCHEMA}", "rows": [\n' + ",\n".join(rows) + f'\n], "gaps": {json_text(gaps or None)}}}\n'


FORMS = {"md": as_markdown, "csv": as_csv, "json": as_json}


def _rows(table: pa.Table) -> Iterator[list[Any]]:
    """The rows, in values that JSON has."""
    pairs = [str(field.type).startswith("map<") for field in table.schema]
    for batch in table.to_batches(1000):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield [_plain(dict(each) if of and each is not None else each) for of, each in zip(pairs, row, strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value) if value.tzinfo else value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date) or not (value is None or isinstance(value, (bool, int, float, str))):
        return str(value)
    return value


def _text(value: Any) -> str:
    """The value as one text: a list of texts with commas between, what has names as JSON."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
