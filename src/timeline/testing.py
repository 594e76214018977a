"""For tests of sources, ours and yours: a simulated clock and the contract that every source keeps."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from timeline.engine.reconstruct import pull
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.clock import SystemClock
from timeline.porting.source import Source
from timeline.record import Timeline

__all__ = ["SimulatedClock", "check_source"]


class SimulatedClock:
    """A clock on which waiting takes no time: a wait moves the clock instead.

    Args:
        start: where the wall clock stands at first; without it, at the machine's time.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime.now(UTC)
        self._passed = 0.0
        self._lock = threading.Lock()
        self.waits: list[float] = []

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds waited so far."""
        with self._lock:
            return self._passed

    def wait_until(self, moment: float, stop: threading.Event) -> None:
        """Move the clock on, unless the pull is over. Waits that overlap pass together."""
        if stop.is_set():
            return
        with self._lock:
            self.waits.append(moment - self._passed)
            self._passed = max(self._passed, moment)


def check_source(source: Source, window: Window) -> list[str]:
    """What this source does against the contract, one sentence each; an empty list when it keeps it.

    It is pulled twice. The clock waits for real, so give it a server that answers at once.
    """
    first, second = _pulled(source, window), _pulled(source, window)
    faults = _faults_of_events(source, first)
    if [event.to_dict() for event in first] != [event.to_dict() for event in second]:
        faults.append("two pulls of the same window differ")
    return faults


def _pulled(source: Source, window: Window) -> Timeline:
    return pull(window, [source], clock=SystemClock(), deadline=timedelta(minutes=2))


def _faults_of_events(source: Source, record: Timeline) -> list[str]:
    row = record.coverage[0]
    faults = [f"the pull left a gap: {gap.detail}" for gap in row.gaps]
    if row.duplicates:
        faults.append(f"{row.duplicates} events share their id with another one")
    if not row.closes:
        faults.append("raw rows are not events + duplicates + out of window + undated + rejected")
    if row.out_of_window and not row.events:
        faults.append("every event it told lies outside the window: does it use the window it is given?")
    for event in record:
        if not event.id.startswith(f"{source.name}:"):
            faults.append(f"the id {event.id!r} does not start with the source's name")
        if not _survives_json(event):
            faults.append(f"{event.id!r} does not survive JSON")
    return faults


def _survives_json(event: Event) -> bool:
    try:
        return Event.model_validate_json(event.model_dump_json()) == event
    except ValueError:
        return False
