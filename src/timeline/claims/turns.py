"""One claim where a clause makes several: of two people, of two times, of a beginning and an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from timeline.claims.clause import Clause
from timeline.claims.times import When


def edges(clause: Clause) -> tuple[When, When] | None:
    """The first and the last minute of a span."""
    if len(clause.times) != 1:
        return None
    when, minute = clause.times[0], timedelta(minutes=1)
    if not all(end - start > minute for start, end in when.spans):
        return None
    first = when._replace(spans=tuple((start, start + minute) for start, _ in when.spans))
    return first, when._replace(spans=tuple((end - minute, end) for _, end in when.spans))


def _by_turns(clause: Clause) -> Iterator[Clause]:
    """ "Ada at 18:47 and Grace at 18:49", "one at 18:47 and the other at 18:49": each with its own time."""
    for name in ("agents", "targets", "things"):
        told = getattr(clause, name)
        places = sorted([(each.begin, 0) for each in told] + [(when.begin, 1) for when in clause.times])
        if len(told) == len(clause.times) > 1 and [side for _, side in places] in (
            [0, 1] * len(told),
            [1, 0] * len(told),
        ):
            for each, when in zip(told, clause.times, strict=True):
                yield replace(clause, times=(when,), **{name: (each,)})
            return


def turns(clause: Clause) -> Iterator[Clause]:
    """One clause for each who acted, each to whom it was done, and each time."""
    if told := list(_by_turns(clause)):
        for turn in told:
            yield from turns(turn)
        return
    for agent in clause.agents or (None,):
        for target in clause.targets or (None,):
            for when in clause.times or (None,):
                yield replace(
                    clause,
                    agents=(agent,) if agent else (),
                    targets=(target,) if target else (),
                    times=(when,) if when else (),
                )
