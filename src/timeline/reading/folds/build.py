"""`build`: a workflow run's start and its success."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeline.joining import keys
from timeline.joining.keys import WORKFLOW
from timeline.model.event import Event
from timeline.reading.folds._rule import Fold, Unit, steps
from timeline.reading.objects import length


def builds(units: Sequence[Unit]) -> Iterator[Fold]:
    """One attempt of a run, from its start to its success; what failed stands alone."""
    for found in steps(units, _attempt).values():
        started = next((step for step in found if step.event.kind == "build.started"), None)
        ended = next((step for step in found if step.event.kind == "build.succeeded"), None)
        if started and ended and started.event.time <= ended.event.time:
            took = length(ended.event.time - started.event.time)
            yield Fold((started.unit, ended.unit), (f"{started.event.summary} and succeeded after {took}",))


def _attempt(event: Event) -> tuple[str, str, str] | None:
    run = keys.first(event, WORKFLOW) if event.kind.startswith("build.") else None
    return (event.source, run, event.tags.get("attempt", "1")) if run else None
