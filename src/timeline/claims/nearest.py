"""What a record has instead: the events that differ from a claim in as little as possible."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.matching import Test, matches
from timeline.claims.seen import Seen

#: What is left out to find the event of the same thing that contradicts, and what it then differs in.
_DIFFERENCES: tuple[tuple[tuple[Test, ...], str], ...] = (
    (("agent",), "by another"),
    (("target",), "to another"),
    (("stranger",), "by another"),
    (("number",), "with another number"),
    (("quote",), "in other words"),
    (("time",), "at another time"),
    (("verb",), "in another state"),
    (("state",), "in another state"),
    (("thing",), "of another thing"),
    (("time", "agent"), "at another time, by another"),
    (("time", "verb"), "at another time, in another state"),
    (("time", "number"), "at another time, with another number"),
    (("agent", "verb"), "by another, in another state"),
    (("time", "agent", "target", "stranger", "number", "state"), "otherwise"),
)


#: What has numbers that may be other ones.
_COUNTED = re.compile(r"\d (?:to )?(?:add|chang|destroy|import)")


def nearest(clause: Clause, then: Sequence[Seen], ever: Sequence[Seen], ground: Ground) -> tuple[list[Seen], str]:
    """The events that differ in one thing, or else in two, and in which.

    Args:
        clause: what is claimed.
        then: the events of its time.
        ever: all of them.
        ground: the record.
    """
    for without, how in _DIFFERENCES:
        if any(_says(clause, test) for test in without):
            found = matches(clause, ever if "time" in without else then, ground, without=without)
            if "number" in without and clause.counted:
                found = [seen for seen in found if _COUNTED.search(seen.text)]
            if found:
                return found, how
    return [], ""


def _says(clause: Clause, test: Test) -> bool:
    """Whether the clause has anything that the test asks for."""
    return bool(_ASKS[test](clause))


_ASKS: Mapping[Test, Callable[[Clause], Any]] = {
    "time": lambda clause: clause.times,
    "verb": lambda clause: clause.verb,
    "agent": lambda clause: clause.agents,
    "target": lambda clause: clause.targets,
    "stranger": lambda clause: clause.strangers,
    "thing": lambda clause: clause.things,
    "state": lambda clause: any(thing.type == "state" for thing in clause.things),
    "quote": lambda clause: clause.quotes,
    "number": lambda clause: clause.numbers or clause.counted,
}
