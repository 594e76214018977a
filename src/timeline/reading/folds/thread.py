"""`thread`: replies under their parent; only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from timeline.model.event import Event
from timeline.reading.folds._rule import Fold, Step, Unit, steps
from timeline.reading.objects import many, thread


def threads(units: Sequence[Unit]) -> Iterator[Fold]:
    """A thread's messages; where its parent is not in the record, under the first reply that is."""
    for found in steps(units, _of).values():
        if len(found) > 1:
            yield _told(found)


def _of(event: Event) -> tuple[str, str] | None:
    name = thread(event) if event.kind.startswith("message.") else None
    return (event.source, name) if name else None


def _told(found: list[Step]) -> Fold:
    """The parent's words, `5 replies until 18:50`; without a parent those of the first reply, `4 more replies`."""
    first = found[0].event
    noun = ("more reply", "more replies") if first.kind == "message.replied" else ("reply", "replies")
    words = f"{first.summary}, {many(len(found) - 1, *noun)} until "
    return Fold([step.unit for step in found], (words, found[-1].event.time))
