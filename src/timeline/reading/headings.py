"""Headings by time only: before the first signal, until the first human act, until recovery, after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from timeline.model.event import sort_key
from timeline.reading.about import About, first_act
from timeline.reading.lines import Line

if TYPE_CHECKING:
    from timeline.record import Timeline

BEFORE, ACT, RECOVERY, AFTER = "before the first signal", "until the first human act", "until recovery", "after"
#: Where no recovery was read, none is named.
OPEN = "until the end of the window"


def under_headings(record: Timeline, about: About, made: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines by part, each part up to and with what it is named for; one without a name where no signal was read."""
    heading = _heading(record, about)
    return [(name, list(part)) for name, part in groupby(made, heading)]


def _heading(record: Timeline, about: About) -> Callable[[Line], str]:
    signal, recovery = about.signal, about.recovery
    if signal is None:
        return lambda _: ""
    act = first_act(tuple(record), signal)
    if act and recovery and act.time > recovery:
        act = None

    def heading(line: Line) -> str:
        if line.time < signal:
            return BEFORE
        if act and sort_key(line.first) <= sort_key(act):
            return ACT
        if recovery is None:
            return OPEN
        return RECOVERY if line.time <= recovery else AFTER

    return heading
