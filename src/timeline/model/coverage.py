"""What was asked of every source, what came back, and what is missing: the arithmetic that must close."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from timeline.model.errors import SourceError
from timeline.model.secrets import masked, masked_in
from timeline.model.window import Window, utc_text

Status = Literal["complete", "partial", "failed", "skipped"]
_Utc = Annotated[AwareDatetime, AfterValidator(lambda time: time.astimezone(UTC))]


class Gap(BaseModel):
    """A span of the window in which events of one source may be missing, and why.

    `reason` is one word for machines (`auth`, `denied`, `unavailable`, `rate_limited`, `bad_answer`,
    `deadline`, `undated`, …), `detail` a sentence with the remedy, `where` the channel, repository or
    object that could not be read (null: the whole source).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    start: _Utc
    end: _Utc
    reason: str
    detail: str
    where: str | None = None

    @classmethod
    def of(
        cls,
        window: Window,
        reason: str,
        detail: str,
        *,
        where: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Gap:
        """A gap from `start` to `end`, kept inside the window; without them, the whole window."""
        first = min(max(start or window.start, window.start), window.end)
        last = max(min(end or window.end, window.end), first)
        return cls(start=first, end=last, reason=reason, detail=detail, where=where)

    @classmethod
    def after(
        cls,
        error: SourceError,
        window: Window,
        *,
        where: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Gap:
        """The gap that a failed call leaves."""
        return cls.of(window, error.reason, str(error), where=where, start=start, end=end)

    def to_dict(self) -> dict[str, Any]:
        """The gap as the JSON object of the contract."""
        return {
            "start": utc_text(self.start),
            "end": utc_text(self.end),
            "reason": masked(self.reason),
            "detail": masked(self.detail),
            "where": self.where and masked(self.where),
        }

    def __repr_args__(self) -> Any:
        return masked_in(vars(self)).items()


class Coverage(BaseModel):
    """One source's row: `raw_rows = events + duplicates + out_of_window + undated + rejected`.

    A raw row is one native record that tells of one event: a message, a log entry, one step of a run.
    `measured` (requests, waits …) describes the pull, not the incident, and may differ between pulls.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    source: str
    type: str
    status: Status
    events: int = 0
    raw_rows: int = 0
    duplicates: int = 0
    out_of_window: int = 0
    undated: int = 0
    rejected: int = 0
    gaps: tuple[Gap, ...] = ()
    provisional_until: _Utc | None = None
    notes: tuple[str, ...] = ()
    measured: dict[str, Any] = Field(default_factory=dict)

    @property
    def closes(self) -> bool:
        """Whether every raw row is accounted for."""
        told = self.events + self.duplicates + self.out_of_window + self.undated + self.rejected
        return self.raw_rows == told

    def noting(self, *notes: str) -> Coverage:
        """The row with those notes behind its own, each once."""
        return self.model_copy(update={"notes": tuple(dict.fromkeys((*self.notes, *notes)))}) if notes else self

    def to_dict(self) -> dict[str, Any]:
        """The row as the JSON object of the contract, keys in their fixed order."""
        until = self.provisional_until
        return {
            "source": masked(self.source),
            "type": masked(self.type),
            "status": self.status,
            "events": self.events,
            "raw_rows": self.raw_rows,
            "duplicates": self.duplicates,
            "out_of_window": self.out_of_window,
            "undated": self.undated,
            "rejected": self.rejected,
            "gaps": [gap.to_dict() for gap in self.gaps],
            "provisional_until": utc_text(until) if until else None,
            "notes": list(map(masked, self.notes)),
            "measured": masked_in(dict(sorted(self.measured.items()))),
        }

    def __repr_args__(self) -> Any:
        return masked_in(vars(self)).items()


class Tally:
    """Counts that the threads of one pull add to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, float] = {}

    def add(self, amounts: dict[str, float]) -> None:
        """Add each amount to the count of that name."""
        with self._lock:
            for name, amount in amounts.items():
                self._counts[name] = self._counts.get(name, 0) + amount

    def __getitem__(self, name: str) -> float:
        return self._counts.get(name, 0)


def in_order(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Every different gap once, in an order that does not depend on which thread met it first."""
    return tuple(sorted(set(gaps), key=lambda gap: (gap.start, gap.end, gap.reason, gap.where or "", gap.detail)))
