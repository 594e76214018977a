"""Whether so long lies between two events, or between a time that is said and an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from timeline.claims.pieces import Length
from timeline.claims.seen import Seen, side_by_side
from timeline.claims.times import ABOUT
from timeline.claims.verdict import Part

_MINUTE, _WITNESSES = 60, 5  # seconds; seconds between witnesses of one happening


class Anchor(NamedTuple):
    """What "two minutes later" counts from: events, or where there are none a time that is said."""

    events: Sequence[Seen] = ()
    spans: tuple[tuple[datetime, datetime], ...] = ()


def measured(text: str, length: Length, pairs: Sequence[tuple[Seen, Seen]]) -> Part:
    """Whether any of those pairs lies so far apart; else how far the nearest does."""
    good = [pair for pair in pairs if _lasts(length, pair)]
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
    allow = timedelta(seconds=length.unit / 2) + (ABOUT if length.about else timedelta(0))
    lasted = timedelta(seconds=length.seconds)
    good = [
        seen
        for seen in found
        for start, end in before.spans
        if start + lasted - allow <= seen.event.time < end + lasted + allow
    ]
    if good:
        return Part(
            text, "supported", tuple(seen.event.id for seen in good[:2]), f"{length.text.strip()}: {side_by_side(good)}"
        )
    ids = tuple(seen.event.id for seen in found[:2])
    return Part(text, "contradicted", ids, f"not {length.text.strip()} after that: {side_by_side(found)}")


def _lasts(length: Length, pair: tuple[Seen, Seen]) -> bool:
    """Whether so long lies between them, by the second or by the minutes that are shown."""
    one, two = pair[0].event.time, pair[1].event.time
    shown = (two.replace(second=0, microsecond=0) - one.replace(second=0, microsecond=0)).total_seconds()
    return fits(length, _seconds(pair)) or (length.unit >= _MINUTE and _seconds(pair) > 0 and shown == length.seconds)


def fits(length: Length, seconds: float) -> bool:
    """Whether that is the length, as finely as it is said: cut off or rounded."""
    word = length.text.lower().lstrip()
    if word.startswith(("over", "more than", "just over", "a little over")):
        return length.seconds <= seconds <= length.seconds + max(length.unit, 300)
    if word.startswith(("within", "in under", "in less", "at most", "up to", "no more", "no later")):
        return 0 <= seconds < length.seconds + length.unit / 2
    if word.startswith(("under", "less than", "just under", "a little under", "almost", "nearly")):
        return length.seconds - max(length.unit, 300) <= seconds <= length.seconds
    allow = ABOUT.total_seconds() if length.about else _WITNESSES if length.unit < _MINUTE else 0
    return length.seconds - length.unit / 2 - allow <= seconds < length.seconds + length.unit + allow


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
