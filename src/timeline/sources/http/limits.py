"""Limits: those that a service publishes, kept before they bite, and those that it tells when they are met."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

#: Waits for a limit in a row, on one budget, that brought no answer.
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """A known limit: at most that many calls within any span of that many seconds."""

    calls: int
    seconds: float


class Budget:
    """One limit, as all workers of a source see it."""

    def __init__(self, pace: Pace | None) -> None:
        self._pace = pace
        self._sent: deque[float] = deque(maxlen=pace.calls if pace else 0)
        self._opens = 0.0
        self._lock = threading.Lock()
        self.rounds = 0

    def take(self, now: float) -> float:
        """Seconds to wait before asking again, or 0 with the call counted as sent."""
        with self._lock:
            if now < self._opens:
                return self._opens - now
            if self._pace:
                if len(self._sent) == self._pace.calls and now < self._sent[0] + self._pace.seconds:
                    return self._sent[0] + self._pace.seconds - now
                self._sent.append(now)
            return 0.0

    def close(self, until: float) -> None:
        """Let nothing go before then."""
        with self._lock:
            self._opens = max(self._opens, until)

    def refused(self, sent: float, until: float) -> bool:
        """A call sent then was limited; false when there were too many rounds of this in a row.

        Workers whose calls were under way together are refused together: that is one round.
        """
        with self._lock:
            if sent >= self._opens:
                self.rounds += 1
            self._opens = max(self._opens, until)
            return self.rounds <= ROUNDS

    def succeeded(self) -> None:
        """An answer came: the limit is not for ever."""
        with self._lock:
            self.rounds = 0


def published(base_url: str, home: str) -> bool:
    """Whether that address is at the host whose limits are published."""
    host = urlsplit(base_url).hostname or ""
    return host == home or host.endswith(f".{home}")


def seconds_of(value: str | None, now: datetime) -> float | None:
    """Seconds to wait from a header that holds seconds (whole or not) or an HTTP date; None if neither."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            then = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), 1e9) if seconds == seconds else None  # noqa: PLR0124 - NaN
