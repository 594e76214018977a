"""Whether so long lies between two events, or between a time that is said and an event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from timeline.claims.pieces import Length
from timeline.claims.seen import Seen, side_by_side
from timeline.claims.verdict import Part

_MINUTE = 60  # seconds
#: What stands before how long something lasted: no gap to what comes next.
LASTED = re.compile(r"\b(?:for|lasted|lasting|took|taking|spent|after) $", re.IGNORECASE)


class Anchor(NamedTuple):
    """What "two minutes later" counts from: events, or where there are none a time that is said."""

    events: Sequence[Seen] = ()
    spans: tuple[tuple[datetime, datetime], ...] = ()


def measured(text: str, length: Length, pairs: Sequence[tuple[Seen, Seen]]) -> Part:
    """Whether any of those pairs lies so far apart; else how far the nearest does."""
    good = [pair for pair in pairs if lasts(length, pair)]
    if good:
        return Part(text, "supported", ids(good), f"{length.text.strip()}: {told(good[0])}")
    nearest = min(pairs, key=lambda pair: abs(_seconds(pair) - length.seconds))
    return Part(
        text,
        "contradicted",
        ids([nearest]),
        f"not {length.text.strip()}, but {told_length(_seconds(nearest))}: {told(nearest)}",
    )


def since(text: str, length: Length, before: Anchor, found: Sequence[Seen]) -> Part:
    """Whether it came so long after a time that is said."""
    least, most = timedelta(seconds=length.least), timedelta(seconds=length.most)
    good = [seen for seen in found for start, end in before.spans if start + least <= seen.event.time <= end + most]
    if good:
        return Part(
            text, "supported", tuple(seen.event.id for seen in good[:2]), f"{length.text.strip()}: {side_by_side(good)}"
        )
    ids = tuple(seen.event.id for seen in found[:2])
    return Part(text, "contradicted", ids, f"not {length.text.strip()} after that: {side_by_side(found)}")


def lasts(length: Length, pair: tuple[Seen, Seen]) -> bool:
    """Whether so long lies between them, by the second or by the minutes that are shown."""
    one, two = pair[0].event.time, pair[1].event.time
    shown = (two.replace(second=0, microsecond=0) - one.replace(second=0, microsecond=0)).total_seconds()
    rounded = length.unit >= _MINUTE and length.least < length.seconds < length.most
    return fits(length, _seconds(pair)) or (rounded and _seconds(pair) > 0 and shown == length.seconds)


def fits(length: Length, seconds: float) -> bool:
    """Whether that is the length, as finely as it is said: cut off or rounded."""
    return length.least <= seconds <= length.most


def _seconds(pair: tuple[Seen, Seen]) -> float:
    return (pair[1].event.time - pair[0].event.time).total_seconds()


def told_length(seconds: float) -> str:
    """`26 min 6 s`."""
    whole = timedelta(seconds=round(abs(seconds)))
    minutes, rest = divmod(int(whole.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    told = (
        " ".join(f"{value} {unit}" for value, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if value) or "0 s"
    )
    return f"{told} the other way round" if seconds < 0 else told


def ids(pairs: Sequence[tuple[Seen, Seen]]) -> tuple[str, ...]:
    """The ids of the events of the first pairs."""
    return tuple(dict.fromkeys(seen.event.id for pair in pairs[:2] for seen in pair))


def told(pair: tuple[Seen, Seen]) -> str:
    """A pair in words."""
    return " · ".join(f"{seen.event.time:%H:%M:%S} Z {seen.event.summary}" for seen in pair)
