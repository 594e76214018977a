"""A time that a person corrected, as it is kept: `2019-06-20T18:47Z`, `~…` for about, `…/…` for a range."""

from __future__ import annotations

from datetime import datetime

from timeline.model.window import read_iso, utc_text
from timeline.reading.curated import When


def written(time: datetime, *, about: bool = False, until: datetime | None = None) -> str:
    """The time as it is kept."""
    end = f"/{utc_text(until)}" if until else ""
    return f"{'~' if about else ''}{utc_text(time)}{end}"


def read(text: str | None) -> When | None:
    """The time that is kept so; None where it is none."""
    if not text:
        return None
    start, _, end = text.removeprefix("~").partition("/")
    try:
        return When(read_iso(start).time, text.startswith("~"), read_iso(end).time if end else None)
    except ValueError:
        return None
