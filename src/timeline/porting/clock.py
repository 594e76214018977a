"""The clock that waits: the real one here, a simulated one in `timeline.testing`."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Time as the retry policy and the deadline see it."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""

    def wait_until(self, moment: float, stop: threading.Event) -> None:
        """Let time pass until `monotonic` is there, or return as soon as `stop` is set."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def wait_until(self, moment: float, stop: threading.Event) -> None:
        """Let time pass until `monotonic` is there, or return as soon as `stop` is set."""
        stop.wait(max(moment - time.monotonic(), 0.0))
