"""The error of a strict caller: it holds the record that came."""

from __future__ import annotations

from timeline.model.errors import TimelineError
from timeline.record import Timeline


class IncompleteError(TimelineError):
    """Something is missing and the caller asked for `on_gap="raise"`."""

    def __init__(self, record: Timeline) -> None:
        self.record = record
        rows = [row for row in record.coverage if row.status != "complete"]
        super().__init__("; ".join(f"{row.source} is {row.status}" for row in rows) + ": see .record.coverage")

    def __reduce__(self) -> tuple[type[IncompleteError], tuple[Timeline]]:
        return type(self), (self.record,)  # an error of another process comes back as what it was
