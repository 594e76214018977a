"""Claims whose verb is another's: "before the one for mailer", "after incident 4171 was", "not … until"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.clause import Clause
from timeline.claims.dealing import is_one_of, one_of_several
from timeline.claims.denials import without_not
from timeline.claims.marks import Marks
from timeline.claims.shapes import shape_of
from timeline.claims.standing import is_other, takes_up

ORDERS = frozenset(("before", "after", "by the time", "then", "followed by"))
_ONE = re.compile(r"\b(?:(?:the )?(?:one|ones|same|other|others|latter|former)|that of|those of)\b", re.IGNORECASE)
#: By which a main claim that did not happen is told to have happened later.
_UNTIL = frozenset(("until", "before", "when", "while", "by the time"))


def is_elided(marks: Marks, begin: int, end: int) -> bool:
    """Whether something is named there, with no verb of its own, to which what is said before happened too."""
    words = marks.left[begin:end]
    named = any(begin <= thing.begin < end for thing in marks.things)
    named |= any(begin <= who.begin < end for who in marks.people)
    return named or bool(_ONE.search(words) or verbs.areas(words))


def with_verb(before: Clause, clause: Clause, marks: Marks, *, after_verb: int) -> Clause | None:
    """The claim with the verb of the one before, where it has none of its own and takes that over; None elsewhere.

    Args:
        before: the claim before.
        clause: what stands behind it.
        marks: what stands in the sentence.
        after_verb: from where on people in the claim before stand behind its verb.
    """
    if is_one_of(marks, clause.begin, clause.end):
        return one_of_several(before, clause, marks)
    if before.verb is None:
        return None
    if clause.joined in ORDERS and not (clause.verb or clause.quotes or is_other(clause.left)):
        return _of_another(before, clause, after_verb)
    said_too = bool(clause.quotes) and before.verb.speech and not clause.agents
    if (not clause.verb or said_too) and (said_too or not clause.quotes) and takes_up(clause.left):
        return _taken_up(before, clause)
    return None


def _of_another(before: Clause, clause: Clause, after_verb: int) -> Clause:
    """The same of another thing or another person: "before the one for mailer", "after incident 4171 was"."""
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


def _taken_up(before: Clause, clause: Clause) -> Clause:
    """The same of another: "and Grace two minutes later", "and to Grace at 18:49"."""
    given = bool(before.targets) and not before.agents
    people = (*clause.agents, *clause.targets, *clause.beside) or (before.targets if given else before.agents)
    return replace(
        clause,
        verb=before.verb,
        areas=before.areas,
        agents=() if given else people,
        targets=people if given else (),
        things=clause.things or (() if clause.quotes else before.things),
        taken=before.taken,
        negated=before.negated,
        sort=before.sort,
    )


def held_back(made: Sequence[Clause]) -> list[Clause]:
    """What was not so until something else, or not yet when it happened, came after it, if it came."""
    told = list(made)
    for place in range(len(told) - 1):
        one, two = told[place : place + 2]
        if one.negated and two.joined in _UNTIL:
            told[place : place + 2] = _came(one), replace(two, joined="after")
        elif two.negated and one.joined in _UNTIL - {"before"} and place == 0 and not two.joined.strip(","):
            told[place : place + 2] = replace(one, joined="after"), _came(two)
    return told


def _came(clause: Clause) -> Clause:
    """What was not so yet, as what came later."""
    return replace(clause, negated=False, assumed=True, left=without_not(clause.left))
