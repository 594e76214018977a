"""`renotified`: an alert that only says again that it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from timeline.joining import keys
from timeline.joining.keys import CYCLE
from timeline.model.event import Event
from timeline.reading.folds._rule import Fold, Step, Unit, history, times
from timeline.reading.folds._words import without_group
from timeline.reading.objects import STATES, monitor

_AGAIN = "alert.renotified"
_SAID = " notified again"


def renotified(units: Sequence[Unit]) -> Iterator[Fold]:
    """Consecutive renotifications of one alert in one state; any transition of it in between ends them."""
    for found in history(units, _of).values():
        for alert, several in groupby(found, _alert):
            run = list(several)
            if alert and len(run) > 1:
                yield _told(run)


def _of(event: Event) -> tuple[str, str, str] | None:
    return monitor(event) if event.kind in STATES or event.kind == _AGAIN else None


def _alert(step: Step) -> tuple[str | None, str | None] | None:
    """Which alert it says again; None for a transition, and for what another fold has."""
    event = step.event
    again = event.kind == _AGAIN and step.unit.free
    return (keys.first(event, CYCLE), event.tags.get("to")) if again else None


def _told(run: list[Step]) -> Fold:
    """`notified again 4 times until 19:31: still in Alert`."""
    first = run[0].event
    group = first.tags.get("group")
    before, said, after = without_group(first).partition(_SAID)
    words = f"{before}{said or _SAID} {times(len(run))} until "
    return Fold([step.unit for step in run], (words, run[-1].event.time, after + (f" ({group})" if group else "")))
