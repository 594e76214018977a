"""The record as a pandas DataFrame whose types do not depend on the version of pandas or on the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from timeline.formats.columns import COLUMNS, Holds, values
from timeline.model.errors import MissingExtra
from timeline.model.secrets import masked

if TYPE_CHECKING:
    import pandas as pd

    from timeline.record import Timeline

_TYPES: dict[Holds, str] = {"time": "datetime64[us, UTC]"}


def to_frame(record: Timeline) -> pd.DataFrame:
    """One row an event: `time` in UTC to the microsecond, all else text; `keys` and `tags` are JSON."""
    try:
        import pandas as pd  # noqa: PLC0415 - loaded only by those who ask for a frame
    except ImportError:
        raise MissingExtra("pandas", "pandas") from None
    rows = [values(event) for event in record.shown]
    frame = pd.DataFrame(
        {
            column.name: pd.Series([_plain(row[place]) for row in rows], dtype=_TYPES.get(column.holds, "string"))
            for place, column in enumerate(COLUMNS)
        }
    )
    frame.attrs["coverage"] = [row.to_dict() for row in record.coverage]
    frame.attrs["covered"] = record.window.to_dict()
    return frame


def _plain(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (list, dict)) else value


_COUNTS = ("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected")


def coverage_frame(record: Timeline) -> pd.DataFrame:
    """One row a source: `status`, the counts, how many gaps, and their words."""
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("pandas", "pandas") from None
    rows = record.coverage
    texts = {
        "source": [masked(row.source) for row in rows],
        "type": [masked(row.type) for row in rows],
        "status": [row.status for row in rows],
        "gaps": [masked("; ".join(gap.detail for gap in row.gaps)) or None for row in rows],
        "notes": [masked("; ".join(row.notes)) or None for row in rows],
    }
    columns = {name: pd.Series(values, dtype="string") for name, values in texts.items()}
    counts = {name: pd.Series([getattr(row, name) for row in rows], dtype="int64") for name in _COUNTS}
    number = pd.Series([len(row.gaps) for row in rows], dtype="int64")
    return pd.DataFrame({"source": columns.pop("source"), **columns, **counts, "gap_count": number})
