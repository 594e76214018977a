"""A clock on which waiting takes no time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta


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

    def pass_by(self, seconds: float) -> None:
        """Let that time pass at once, for everybody."""
        with self._lock:
            self._passed += seconds
