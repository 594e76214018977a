"""`flapping`: one monitor and group that goes off and recovers again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from timeline.model.event import Event
from timeline.reading.folds._rule import Fold, Step, Unit, history, times
from timeline.reading.folds._words import with_group
from timeline.reading.objects import STATES, length, monitor

WITHIN = timedelta(minutes=15)
TIMES = 3


def flapping(units: Sequence[Unit]) -> Iterator[Fold]:
    """Three times or more, each going off within 15 min of the last; a worse state begins anew."""
    for found in history(units, _of).values():
        run: list[_Time] = []
        for each in _cycles(found):
            if run and not _goes_on(run[-1], each):
                yield from _told(run)
                run = []
            if each.folds:
                run.append(each)
        yield from _told(run)


def _of(event: Event) -> tuple[str, str, str] | None:
    return monitor(event) if event.kind in STATES else None


@dataclass
class _Time:
    """From going off to the recovery, if there is one."""

    steps: list[Step] = field(default_factory=list)
    worsened: bool = False

    @property
    def folds(self) -> bool:
        """Whether it ended, did not get worse meanwhile, and no other fold has a part of it."""
        ended = not _badness(self.steps[-1])
        return ended and not self.worsened and all(step.unit.free for step in self.steps)

    @property
    def began(self) -> Event:
        return self.steps[0].event

    @property
    def mildest(self) -> int:
        return min(_badness(step) for step in self.steps if _badness(step))

    @property
    def lasted(self) -> timedelta:
        return self.steps[-1].event.time - self.began.time


def _cycles(found: list[Step]) -> Iterator[_Time]:
    """Each time that it went off; a recovery whose beginning is not here is none."""
    now = _Time()
    for step in found:
        if now.steps or _badness(step):
            now.worsened |= bool(now.steps) and _badness(step) > _badness(now.steps[-1])
            now.steps.append(step)
        if now.steps and not _badness(step):
            yield now
            now = _Time()
    if now.steps:
        yield now


def _goes_on(before: _Time, each: _Time) -> bool:
    near = each.began.time - before.began.time <= WITHIN
    return near and each.folds and STATES[each.began.kind][1] <= before.mildest


def _badness(step: Step) -> int:
    return STATES[step.event.kind][1]


def _told(run: list[_Time]) -> Iterator[Fold]:
    """`warned and recovered 6 times until 18:52 (45 s to 2 min each)`."""
    if len(run) < TIMES:
        return
    found = [step for each in run for step in each.steps]
    verbs = " or ".join(dict.fromkeys(STATES[step.event.kind][0] for step in found if _badness(step)))
    spans = sorted(each.lasted for each in run)
    shortest, longest = length(spans[0]), length(spans[-1])
    each_time = shortest if shortest == longest else f"{shortest} to {longest}"
    lead = f"{with_group(run[0].began)} {verbs} and recovered {times(len(run))} until "
    yield Fold([step.unit for step in found], (lead, found[-1].event.time, f" ({each_time} each)"))
