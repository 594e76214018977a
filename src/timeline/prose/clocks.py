"""The time of day alone: the forms of a clock, and its halves."""

from __future__ import annotations

import re
from typing import NamedTuple

from timeline.model.window import Precision

_NOON = 12
_MILLIS = 3
#: How a clock is written; `oh` is an hour alone, `ch` and `cm` stand without a mark between them.
CLOCK = re.compile(
    r"""
      (?P<h>[01]?\d|2[0-3])(?P<sep>[:.h]|\s?[hH](?=[0-5]\d))(?P<m>[0-5]\d)
        (?:[:.](?P<s>[0-5]\d)(?:[.,](?P<f>\d{1,9}))?)?
    | (?P<ch>[01]\d|2[0-3])(?P<cm>[0-5]\d)(?=\s?(?:Z(?!\w)|hrs?\b|h\b|uhr\b|UTC\b|GMT\b|C?ES?T\b|[PE]DT\b))
    | (?P<oh>[01]?\d|2[0-3])(?=\s?(?:[ap]\.?m\b|uhr\b))
    """,
    re.VERBOSE | re.IGNORECASE,
)
HALF = re.compile(r"\s?(?P<half>[ap])(?:m(?!\w)|\.\s?m\.?(?!\w))", re.IGNORECASE)


class Clock(NamedTuple):
    """A time of day as it is said.

    Attributes:
        digits: how finely it is said.
        half: `a` or `p` where it is of twelve hours.
        short: whether it may be of twelve hours, although it does not say so.
        worded: whether it is said in words, and of either half of the day: "half past six".
    """

    hour: int
    minute: int
    second: int | None = None
    micro: int = 0
    digits: Precision = "min"
    half: str = ""
    short: bool = False
    worded: bool = False

    def of_half(self, half: str) -> Clock:
        """The same of that half of the day."""
        hour = self.hour % _NOON + (_NOON if half == "p" else 0)
        return self._replace(hour=hour, half=half, short=False)

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        return self.hour * 60 + self.minute

    @property
    def possible(self) -> bool:
        """Whether there is such an hour in its half of the day."""
        return not self.half or not (self.hour == 0 or (self.hour > _NOON and self.half == "a"))

    @property
    def settled(self) -> Clock:
        """The same by twenty-four hours."""
        return self.of_half(self.half) if self.half and self.hour <= _NOON else self


def read(found: re.Match[str]) -> Clock:
    """The clock that a match of `CLOCK` says."""
    if found["oh"]:
        return Clock(int(found["oh"]), 0)
    if found["ch"]:
        return Clock(int(found["ch"]), int(found["cm"]))
    second, fraction = found["s"], found["f"] or ""
    micro = int(fraction.ljust(6, "0")[:6])
    short = 0 < int(found["h"]) <= _NOON and found["h"][0] != "0"
    made = Clock(int(found["h"]), int(found["m"]), int(second) if second else None, micro, short=short)
    return made._replace(digits=_digits(second, fraction))


def _digits(second: str | None, fraction: str) -> Precision:
    if not second:
        return "min"
    if not fraction:
        return "s"
    return "ms" if len(fraction) <= _MILLIS else "us"
