"""A cell of a table's row that holds nothing but who it was."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims.acts import BY_ITSELF
from timeline.claims.clause import Clause

_FIRST = re.compile(r"\ufffc{1,60}(?:(?:, ?| and | & |/)\ufffc{1,60}){0,4} ?\u00b7")
_LAST = re.compile(r"\u00b7 ?(?P<who>\ufffc+)\W*$")


def shared(made: Sequence[Clause]) -> list[Clause]:
    """The claims of a row whose last cell says who it was: the first that somebody can have done is theirs."""
    made = [_without_list(made[0]), *made[1:]]
    last = made[-1]
    cell = _LAST.search(last.left)
    told = [who for who in last.agents if cell and who.begin == last.begin + cell.start("who")]
    if len(made) == 1 or not told:
        return list(made)
    kept = [*made[:-1], replace(last, agents=tuple(who for who in last.agents if who not in told))]
    place = next((place for place, clause in enumerate(kept) if _may_be_done(clause)), None)
    if place is not None:
        kept[place] = replace(kept[place], agents=tuple(told))
    return kept


def _without_list(clause: Clause) -> Clause:
    """A claim without the people of the cell before it, where there are several, or it says itself by whom it was."""
    cell = _FIRST.match(clause.left)
    told = [who for who in clause.agents if cell and who.end <= clause.begin + cell.end()]
    if len(told) > 1 or (told and len(clause.agents) > len(told)):
        return replace(clause, agents=tuple(who for who in clause.agents if who not in told))
    return clause


def _may_be_done(clause: Clause) -> bool:
    """Whether it says what somebody does, and not who."""
    return clause.verb is not None and not clause.agents and not (clause.verb.acts and clause.verb.acts <= BY_ITSELF)
