"""A list between two times, as far as it is read, and what proves that nothing is missing of it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from timeline.model.errors import SourceError
from timeline.porting.payload import at, iso_time
from timeline.sources.http.paging import Count, halves

CAP = 10_000  # offset + limit may not be more
_SECOND = timedelta(seconds=1)


class Part:
    """Rows by offset.

    Args:
        time: the field that dates a row.

    Attributes:
        count: what the service counts at each page, held against the different rows that were read.
    """

    def __init__(self, start: datetime, end: datetime, time: str) -> None:
        self.start = start.replace(microsecond=0)
        self.end = end.replace(microsecond=0) + (_SECOND if end.microsecond else timedelta())
        self.rows: dict[int, Any] = {}
        self.failed: list[tuple[SourceError, int | None, bool]] = []
        self.count = Count()
        self._time = time
        self._lock = threading.Lock()

    def read(self, offset: int, listed: list[Any]) -> None:
        """Keep a page; rows that a shift of the offsets tells again under another offset stay too."""
        with self._lock:
            for number, raw in enumerate(listed, offset):
                place = number if number not in self.rows or self.rows[number] == raw else -1 - len(self.rows)
                self.rows[place] = raw

    def afresh(self) -> None:
        """Begin to count anew; the rows are kept."""
        self.count = Count()

    @property
    def halves(self) -> tuple[Part, ...]:
        """The span in two; none within one second."""
        return tuple(Part(*ends, self._time) for ends in halves(self.start, self.end))

    @property
    def older(self) -> tuple[Part, ...]:
        """What lies behind the rows that were read, where they came newest first and span more than a second."""
        dated = self._in_order()
        end = dated[-1][1].replace(microsecond=0) + _SECOND if dated else self.end
        return (Part(self.start, end, self._time),) if end < self.end else ()

    def fail(self, error: SourceError, end: int | None = None, *, somewhere: bool = False) -> None:
        """Rows before that offset could not be had: the next ones after those that were read, or `somewhere`."""
        with self._lock:
            self.failed.append((error, end, somewhere))

    def unread(self, end: int | None) -> tuple[datetime, datetime]:
        """The times between which the rows lie that are missing before an offset.

        Where rows came newest first: between those before and those behind them. Else anywhere.
        """
        dated = self._in_order()
        before = min((time for place, time in dated if end is None or place < end), default=None)
        behind = max((time for place, time in dated if end is not None and place >= end), default=None)
        return behind or self.start, before + _SECOND if before else self.end

    def _in_order(self) -> list[tuple[int, datetime]]:
        """Offsets and times, newest first; none where the rows came in another order."""
        dated = [
            (place, time)
            for place, raw in sorted(self.rows.items())
            if place >= 0 and (time := iso_time(at(raw, self._time)))
        ]
        return [] if any(later > earlier for (_, earlier), (_, later) in pairwise(dated)) else dated
