"""How far a source is: so many of so many things that it knows it has to read, and about how long the rest takes."""

from __future__ import annotations

import threading
from collections.abc import Callable

#: Called with a source's name and a short text; `share_of` says how much of the work the text tells of.
Progress = Callable[[str, str], None]

_MINUTE, _HOUR = 60, 3600
_SOON_S = 5  # below that nobody needs to know how long


class Told(str):
    """A text for the person who waits, that knows which share of the work it tells of.

    Attributes:
        share: from 0 to 1.
    """

    __slots__ = ("share",)

    share: float

    @classmethod
    def of(cls, text: str, share: float) -> Told:
        """That text with that share."""
        made = cls(text)
        made.share = share
        return made


def share_of(text: str) -> float | None:
    """The share of the work that a text tells of, or None where nobody knows it."""
    return text.share if isinstance(text, Told) else None


class Ahead:
    """The things that a source has to read, by what they are; it learns of more of them while it reads.

    Safe to use from several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sorts: dict[str, _Sort] = {}

    def add(self, what: str, now: float) -> None:
        """Know of one thing more."""
        with self._lock:
            self._sorts.setdefault(what, _Sort(what, now)).total += 1

    def did(self, what: str) -> None:
        """Have read one of them."""
        with self._lock:
            self._sorts[what].done += 1

    def told(self, now: float) -> Told | None:
        """How far the sort is that takes longest; None before anything is known."""
        with self._lock:
            sorts = list(self._sorts.values())
        longest = max(sorts, key=lambda each: (each.left_s(now), each.total - each.done), default=None)
        return longest.told(now) if longest else None


class _Sort:
    """Things of one sort."""

    def __init__(self, what: str, began: float) -> None:
        self._what = what
        self._began = began
        self.done = self.total = 0

    def left_s(self, now: float) -> float:
        """Seconds until all are read, at the pace so far; 0 where there is none yet."""
        return (self.total - self.done) * (now - self._began) / self.done if self.done else 0.0

    def told(self, now: float) -> Told:
        """`61 of 150 threads, about 2 min`."""
        left = self.left_s(now)
        about = f", about {_length(left)}" if left >= _SOON_S else ""
        return Told.of(f"{self.done} of {self.total} {self._what}{about}", self.done / self.total)


def _length(seconds: float) -> str:
    """A length of time as people say it: `40 s`, `2 min`, `1 h 10 min`."""
    if seconds < _MINUTE - _SOON_S:
        return f"{max(round(seconds / _SOON_S), 1) * _SOON_S} s"
    minutes = max(round(seconds / _MINUTE), 1)
    hours, rest = divmod(minutes, _HOUR // _MINUTE)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)
