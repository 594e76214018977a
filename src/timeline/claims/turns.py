"""One claim where a clause makes several: of two people, of two times, of a beginning and an end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from timeline.claims.clause import Clause
from timeline.claims.people import Named
from timeline.claims.pieces import Thing
from timeline.claims.times import When

_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
#: A time by which one of several is only told from the others: "the one at 19:04 failed".
_OWN_TIME = re.compile(r"\bones? (?:at|from|of) \ufffc", re.IGNORECASE)


def edges(clause: Clause) -> tuple[When, When] | None:
    """The first and the last minute of a span."""
    if len(clause.times) != 1 or not clause.times[0].exact:
        return None
    when, minute = clause.times[0], timedelta(minutes=1)
    if not all(end - start > minute for start, end in when.spans):
        return None
    first = when._replace(spans=tuple((start, start + minute) for start, _ in when.spans))
    return first, when._replace(spans=tuple((end - minute, end) for _, end in when.spans))


def _by_turns(clause: Clause) -> Iterator[Clause]:
    """Each with its own time, of "Ada at 18:47 and Grace at 18:49", "one at 18:47 and the other at 18:49"."""
    times = clause.times
    if _alternate(clause.agents, clause.things):
        yield from (
            replace(clause, agents=(who,), things=(each,))
            for who, each in zip(clause.agents, clause.things, strict=True)
        )
    elif _alternate(clause.agents, times):
        yield from (
            replace(clause, agents=(who,), times=(when,)) for who, when in zip(clause.agents, times, strict=True)
        )
    elif _alternate(clause.targets, times):
        yield from (
            replace(clause, targets=(who,), times=(when,)) for who, when in zip(clause.targets, times, strict=True)
        )
    elif _alternate(clause.things, times):
        yield from (
            replace(clause, things=(each,), times=(when,)) for each, when in zip(clause.things, times, strict=True)
        )
    elif len(times) > 1 and all(when.exact for when in times):
        yield from _one_to_one(clause)


def _one_to_one(clause: Clause) -> Iterator[Clause]:
    """Each with its own time, of as many times in a list of their own: "Ada and Grace at 18:47 and 18:49"."""
    agents, targets, things = clause.agents, clause.targets, clause.things
    count = len(clause.times)
    if count not in (len(agents), len(targets), len(things)):
        return
    for place, when in enumerate(clause.times):
        yield replace(
            clause,
            times=(when,),
            agents=agents[place : place + 1] if len(agents) == count else agents,
            targets=targets[place : place + 1] if len(targets) == count else targets,
            things=things[place : place + 1] if len(things) == count else things,
        )


def _is_dealt(clause: Clause) -> bool:
    """Whether two lists of one length stand in it."""
    counts = [len(told) for told in (clause.agents, clause.targets, clause.things, clause.times) if len(told) > 1]
    return len(counts) > 1 and len(set(counts)) == 1


def is_uneven(clause: Clause) -> bool:
    """Whether several times, or several people and several things, may belong to each other in more than one way."""
    crossed = len(clause.agents) > 1 and len(clause.things) > 1 and not _alternate(clause.agents, clause.things)
    if crossed and not (len(clause.times) > 1 and _is_dealt(clause)):
        return True
    if _OWN_TIME.search(clause.left):
        return True
    count = len(clause.times)
    if _RESPECTIVELY.search(clause.left) and not _is_dealt(clause):
        return True
    several = [len(told) for told in (clause.agents, clause.targets, clause.things) if len(told) > 1]
    return count > 1 and bool(several) and count not in several


def _alternate(told: Sequence[Named] | Sequence[Thing], others: Sequence[When] | Sequence[Thing]) -> bool:
    """Whether they stand by turns, one of the others each."""
    if len(told) != len(others) or len(told) <= 1:
        return False
    places = sorted([(each.begin, 0) for each in told] + [(each.begin, 1) for each in others])
    sides = [side for _, side in places]
    return sides in ([0, 1] * len(told), [1, 0] * len(told))


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
