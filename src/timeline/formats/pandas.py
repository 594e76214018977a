"""The record as a pandas DataFrame whose types do not depend on the version of pandas or on the data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from timeline.model.errors import MissingExtra
from timeline.model.event import Event
from timeline.model.secrets import masked

if TYPE_CHECKING:
    import pandas as pd

    from timeline.record import Timeline

_TEXTS = (
    "source", "kind", "summary", "actor", "actor_kind", "severity", "service", "url", "body", "id", "precision",
    "happening", "keys", "tags",
)  # fmt: skip


def to_frame(record: Timeline) -> pd.DataFrame:
    """One row an event: `occurred_at` in UTC to the microsecond, all else text; `keys` and `tags` are JSON."""
    try:
        import pandas as pd  # noqa: PLC0415 - loaded only by those who ask for a frame
    except ImportError:
        raise MissingExtra("pandas", "pandas") from None
    times = pd.Series([event.time for event in record], dtype="datetime64[us, UTC]")
    rows = [_texts(event) for event in record]
    columns = {name: pd.Series([_masked(row[name]) for row in rows], dtype="string") for name in _TEXTS}
    frame = pd.DataFrame({"occurred_at": times, **columns})
    frame.attrs["coverage"] = [row.to_dict() for row in record.coverage]
    frame.attrs["covered"] = record.window.to_dict()
    return frame


_COUNTS = ("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected")


def coverage_frame(record: Timeline) -> pd.DataFrame:
    """One row a source: `status`, the counts, how many gaps, and their words."""
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("pandas", "pandas") from None
    rows = record.coverage
    texts = {
        "source": [row.source for row in rows],
        "type": [row.type for row in rows],
        "status": [row.status for row in rows],
        "gaps": ["; ".join(gap.detail for gap in row.gaps) or None for row in rows],
        "notes": ["; ".join(row.notes) or None for row in rows],
    }
    columns = {name: pd.Series(values, dtype="string") for name, values in texts.items()}
    counts = {name: pd.Series([getattr(row, name) for row in rows], dtype="int64") for name in _COUNTS}
    number = pd.Series([len(row.gaps) for row in rows], dtype="int64")
    return pd.DataFrame({"source": columns.pop("source"), **columns, **counts, "gap_count": number})


def _masked(value: str | None) -> str | None:
    return masked(value) if value else value


def _texts(event: Event) -> dict[str, Any]:
    return {
        "source": event.source,
        "kind": event.kind,
        "summary": event.summary,
        "actor": event.actor and (event.actor.name or event.actor.id),
        "actor_kind": event.actor and event.actor.kind,
        "severity": event.severity,
        "service": event.tags.get("service"),
        "url": event.url,
        "body": event.body,
        "id": event.id,
        "precision": event.precision,
        "happening": event.happening,
        "keys": json.dumps(list(event.keys), ensure_ascii=False),
        "tags": json.dumps(dict(sorted(event.tags.items())), ensure_ascii=False),
    }
