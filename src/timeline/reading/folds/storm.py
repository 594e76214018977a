"""`storm`: one monitor that goes to one state for many groups at once."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import timedelta

from timeline.model.event import Event
from timeline.reading.folds._rule import Fold, Step, Unit, steps
from timeline.reading.folds._words import subject
from timeline.reading.objects import STATES, length, monitor

WITHIN = timedelta(seconds=60)
GROUPS = 3
_NAMED = 3


def storms(units: Sequence[Unit]) -> Iterator[Fold]:
    """Three groups or more within 60 s of the first, each by its first transition."""
    for found in steps(units, _state).values():
        yield from _of_one_state(found)


def _state(event: Event) -> tuple[str, str, str] | None:
    about = monitor(event) if event.kind in STATES else None
    return (*about[:2], event.kind) if about else None


def _of_one_state(found: list[Step]) -> Iterator[Fold]:
    near = _Near()
    for step in found:
        while near.begins_before(step):
            yield from near.pop()
        near.add(step)
    while near.steps:
        yield from near.pop()


class _Near:
    """The transitions within reach of the first of them."""

    def __init__(self) -> None:
        self.steps: deque[Step] = deque()
        self._groups: Counter[str] = Counter()

    def begins_before(self, step: Step) -> bool:
        """Whether the first is too long ago to reach that one."""
        return bool(self.steps) and step.event.time - self.steps[0].event.time > WITHIN

    def add(self, step: Step) -> None:
        self.steps.append(step)
        self._groups[_group(step)] += 1

    def pop(self) -> Iterator[Fold]:
        """The storm that begins with the first, or nothing and the first is let go."""
        if len(self._groups) < GROUPS:
            self._drop(self.steps.popleft())
            return
        by_group: dict[str, Step] = {}
        for step in self.steps:
            by_group.setdefault(_group(step), step)
        taken = {step.unit.place for step in by_group.values()}
        for step in by_group.values():
            self._drop(step)
        self.steps = deque(step for step in self.steps if step.unit.place not in taken)
        yield _told(list(by_group.values()))

    def _drop(self, step: Step) -> None:
        self._groups[_group(step)] -= 1
        if not self._groups[_group(step)]:
            del self._groups[_group(step)]


def _group(step: Step) -> str:
    return step.event.tags.get("group", "")


def _told(found: list[Step]) -> Fold:
    """`alerted for 40 groups (shard:0, shard:3, shard:4 and 37 more) within 4 s`."""
    first, last = found[0].event, found[-1].event
    groups = [_group(step) or "no group" for step in found]
    named = ", ".join(groups[:_NAMED]) if len(groups) > _NAMED else ", ".join(groups[:-1]) + f" and {groups[-1]}"
    rest = f" and {len(groups) - _NAMED} more" if len(groups) > _NAMED else ""
    verb = STATES[first.kind][0]
    said = f"{subject(first)} {verb} for {len(groups)} groups ({named}{rest}) within {length(last.time - first.time)}"
    return Fold([step.unit for step in found], (said,))
