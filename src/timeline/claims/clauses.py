"""A sentence, taken apart into what it claims: who did what to what, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.clause import CAUSE, IMPACT, INTENT, Clause
from timeline.claims.heads import TO_DO, head_of, verbs_of
from timeline.claims.marks import Marks
from timeline.claims.roles import roles
from timeline.claims.spans import spans
from timeline.claims.strangers import strangers

_NOT = re.compile(r"\b(?:not|never|no\s+one|nobody|none|without|neither|nor|no)\b|n't\b", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:no\s+one|nobody)\b", re.IGNORECASE)
#: Verbs of machines that say something where a person's words are quoted.
_ALSO_SAY = frozenset(map(verbs.stem, ("warn", "acknowledge")))


def clauses(marks: Marks) -> list[Clause]:
    """The claims of a sentence, in the order of its words."""
    made = [_clause(marks, begin, end, joined) for begin, end, joined in spans(marks)]
    return _handed_on(made, marks)


def _clause(marks: Marks, begin: int, end: int, joined: str) -> Clause:
    text = marks.text[begin:end].strip(" ,;:")
    left = marks.left[begin:end]

    def inside(pieces: Sequence[object]) -> list[object]:
        return [piece for piece in pieces if begin <= piece.begin < end]  # type: ignore[attr-defined]

    heads = verbs_of(marks, begin, end)
    head = head_of(marks, heads, begin)
    areas = verbs.areas(left)
    for other in marks.verbs:
        if (
            begin <= other.begin < end
            and other is not head
            and not verbs.areas(other.text)
            and (
                other.verb.noun
                or other.verb.either
                or other.text.lower().endswith("ing")
                or not head
                or TO_DO.search(marks.left[: other.begin])
            )
        ):
            areas |= {act.partition(".")[0] for act in other.verb.acts} if not other.verb.speech else set()
    people = inside(marks.people)
    quotes, head_verb = inside(marks.quotes), head.verb if head else None
    if quotes and any(who.kind == "person" for who in people) and (head_verb is None or head_verb.stem in _ALSO_SAY):
        head_verb = verbs.table()["says"]
    sort = (
        "cause"
        if CAUSE.search(left)
        else "impact"
        if IMPACT.search(left)
        else "intention"
        if INTENT.search(left)
        else ""
    )
    agents, targets, beside = roles(marks, people, head, begin)  # type: ignore[arg-type]
    return Clause(
        text, begin, end, head_verb, frozenset(areas), tuple(agents), tuple(targets), tuple(beside),
        tuple(strangers(marks, head, begin, end)), tuple(inside(marks.things)), tuple(quotes), tuple(inside(marks.numbers)),  # type: ignore[arg-type]
        tuple(inside(marks.counted)), tuple(inside(marks.times)), tuple(inside(marks.lengths)), tuple(inside(marks.counts)),  # type: ignore[arg-type]
        joined, _is_denied(left, head.begin - begin if head else len(left)), sort, left=left,
    )  # fmt: skip


def _is_denied(left: str, head: int) -> bool:
    """Whether it says that this did not happen: "not" stands before the verb, "without" elsewhere is of something else."""
    return bool(_NOT.search(left[:head])) or bool(_NOBODY.search(left))


def _handed_on(made: list[Clause], marks: Marks) -> list[Clause]:
    """Each clause with what it takes over from its neighbours: the subject behind "and", the thing that "it" means."""
    for place in range(1, len(made)):
        made[place] = _continued(made[place - 1], made[place], marks)
    for place in range(len(made) - 1):
        one, two = made[place], made[place + 1]
        if not one.things and not one.taken and two.joined in ("and", ",") and not one.sort and not two.sort:
            made[place] = replace(one, taken=two.things)
    return [clause for place, clause in enumerate(made) if not _is_told_better(clause, made[place + 1 : place + 2])]


def _continued(before: Clause, clause: Clause, marks: Marks) -> Clause:
    """The clause as it goes on from the one before."""
    if clause.sort:
        return clause
    follows = clause.joined in ("and", "then", ",", "who") and re.match(
        r"\W*(?:then\s+|later\s+|also\s+|had\s+|was\s+|were\s+)*$", clause.left[: _at(clause, marks)]
    )
    place = clause.begin + _at(clause, marks)
    if (
        follows
        and not clause.agents
        and all(who.begin > place for who in clause.targets)
        and not _agent_behind(clause, marks)
    ):
        subjects = tuple(
            who
            for who in before.agents
            if who.end <= _at(before, marks) + before.begin or clause.joined == "who" or before.sort
        )
        if clause.joined == "who" and before.targets:
            clause = replace(clause, targets=before.targets)
        elif not verbs.is_passive(clause.left[: _at(clause, marks)]):
            clause = replace(clause, agents=subjects)
    if follows and _is_review(before) and before.strangers:
        clause = replace(clause, strangers=(*before.strangers, *clause.strangers))
    if follows and (before.sort or _is_review(before)) and not clause.times and clause.joined == "and":
        clause = replace(clause, times=before.times)
    if not clause.things and not clause.quotes:
        clause = replace(clause, taken=before.things or before.taken)
    if not clause.areas and not clause.things:
        clause = replace(clause, areas=before.areas)
    return clause


def _is_review(clause: Clause) -> bool:
    return bool(clause.verb and clause.verb.acts == {"pull.reviewed"})


def _is_told_better(clause: Clause, behind: Sequence[Clause]) -> bool:
    """Whether the next clause says what a review came to: "reviewed and approved"."""
    if not _is_review(clause) or not behind or not behind[0].verb:
        return False
    after = behind[0]
    own = after.times and clause.times and after.times != clause.times
    return bool(after.verb and after.verb.acts & {"pull.approved", "pull.rejected"}) and not own and not after.lengths


def _at(clause: Clause, marks: Marks) -> int:
    """Where its verb stands, counted from its beginning."""
    return next(
        (
            said.begin - clause.begin
            for said in marks.verbs
            if clause.begin <= said.begin < clause.end and said.verb == clause.verb
        ),
        0,
    )


def _agent_behind(clause: Clause, marks: Marks) -> bool:
    return bool(re.search(r"\bby\b", clause.left))
