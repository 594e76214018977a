"""A clause with its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from timeline.claims.clause import Clause
from timeline.claims.seen import Seen
from timeline.claims.verdict import Part, Read, Verdict

_SHOWN = 4
_PLACE = {"contradicted": 0, "not_in_record": 1, "not_checkable": 2, "supported": 3}


@dataclass(frozen=True)
class Judged:
    """A clause, its verdict, and the events that are what it says."""

    clause: Clause
    part: Part
    events: tuple[Seen, ...] = ()

    @property
    def place(self) -> int:
        """How bad its verdict is: the worst is 0."""
        return _PLACE[self.part.verdict]


def judged(clause: Clause, verdict: Verdict, found: Sequence[Seen] = (), why: str = "", read: Read = "") -> Judged:
    """A clause, judged by those events."""
    shown = tuple(seen.event.id for seen in found[:_SHOWN])
    return Judged(clause, Part(clause.text, verdict, shown, why, read), tuple(found))


def unsure(clause: Clause, why: str, found: Sequence[Seen] = ()) -> Judged:
    """A clause that nothing can be held against, and why."""
    return judged(clause, "not_checkable", found, why)
