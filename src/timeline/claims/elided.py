"""Claims whose verb is another's: "before the one for mailer", "after incident 4171 was", "not … until"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.clause import Clause
from timeline.claims.marks import Marks
from timeline.claims.shapes import shape_of

ORDERS = frozenset(("before", "after", "by the time"))
_ONE = re.compile(r"\b(?:(?:the )?(?:one|ones|same|other|others|latter|former)|that of|those of)\b", re.IGNORECASE)
_NOT = re.compile(r"\bnot\b|n't\b", re.IGNORECASE)
#: By which a main claim that did not happen is told to have happened later.
_UNTIL = frozenset(("until", "before", "when", "while", "by the time"))


def is_elided(marks: Marks, begin: int, end: int) -> bool:
    """Whether something is named there, with no verb of its own, to which what is said before happened too."""
    words = marks.left[begin:end]
    named = any(begin <= each.begin < end for each in (*marks.things, *marks.people))
    return named or bool(_ONE.search(words) or verbs.areas(words))


def taken_over(before: Clause, clause: Clause, *, after_verb: int) -> Clause:
    """The claim with the verb of the one before; with its people and things as far as it names no others.

    Args:
        before: the claim before.
        clause: what is named behind it.
        after_verb: from where on people in the claim before stand behind its verb.
    """
    given = bool(before.targets) and not before.agents
    people = (*clause.agents, *clause.targets, *clause.beside)
    own = tuple(who for who in before.agents if who.end <= after_verb)
    names_another = clause.things or clause.areas or _ONE.search(clause.left)
    fits = (
        not clause.areas
        or bool(clause.areas & before.areas)
        or any(shape_of(each) in clause.areas for each in before.things)
    )
    return replace(
        clause,
        verb=before.verb if fits else None,
        areas=clause.areas or before.areas,
        agents=() if given else people or own,
        targets=(people or before.targets) if given else (),
        beside=(),
        things=clause.things or (() if names_another else before.things),
        taken=before.taken,
        assumed=True,
    )


def held_back(made: Sequence[Clause]) -> list[Clause]:
    """What was not so until something else, or not yet when it happened, came after it, if it came."""
    told = list(made)
    for place in range(len(told) - 1):
        one, two = told[place : place + 2]
        if one.negated and two.joined in _UNTIL:
            told[place : place + 2] = replace(one, negated=False, assumed=True), replace(two, joined="after")
        elif two.negated and one.joined in _UNTIL - {"before"} and place == 0 and not two.joined.strip(","):
            told[place : place + 2] = replace(one, joined="after"), replace(two, negated=False, assumed=True)
    return told
