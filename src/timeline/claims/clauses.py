"""A sentence, taken apart into what it claims: who did what to what, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.clause import Clause
from timeline.claims.heads import TO_DO, head_of, verbs_of
from timeline.claims.marks import Marks, Stands
from timeline.claims.people import Named
from timeline.claims.pieces import Piece, Said
from timeline.claims.roles import roles
from timeline.claims.sorts import CAUSE, IMPACT, INTENT
from timeline.claims.spans import Span, spans
from timeline.claims.strangers import strangers
from timeline.claims.verbs import Verb

_NOT = re.compile(r"\b(?:not|never|no one|nobody|none|without|neither|nor|no)\b|n't\b", re.IGNORECASE)
_ONLY_ADVERBS = re.compile(r"\W{0,8}(?:then |later |also |had |was |were ){0,4}", re.IGNORECASE)
_NOBODY = re.compile(r"\b(?:no one|nobody)\b", re.IGNORECASE)
#: Verbs of machines that say something where a person's words are quoted.
_ALSO_SAY = frozenset(map(verbs.stem, ("warn", "acknowledge")))
_WORDS = 40  # letters in which "to be" stands before a verb


def clauses(marks: Marks) -> list[Clause]:
    """The claims of a sentence, in the order of its words."""
    made = [_clause(marks, span) for span in spans(marks)]
    return _handed_on(made, marks)


def _clause(marks: Marks, span: Span) -> Clause:
    """What one claim says."""
    begin, end = span.begin, span.end
    left, head = marks.left[begin:end], head_of(marks, verbs_of(marks, begin, end), begin)
    people, quotes = _inside(marks.people, span), _inside(marks.quotes, span)
    agents, targets, beside = roles(marks, people, head, begin)
    return Clause(
        text=marks.text[begin:end].strip(" ,;:"),
        begin=begin,
        end=end,
        verb=_verb(head, people, quotes),
        areas=_areas(marks, span, head),
        agents=tuple(agents),
        targets=tuple(targets),
        beside=tuple(beside),
        strangers=tuple(strangers(marks, head, begin, end)),
        things=_inside(marks.things, span),
        quotes=quotes,
        numbers=_inside(marks.numbers, span),
        counted=_inside(marks.counted, span),
        times=_inside(marks.times, span),
        lengths=_inside(marks.lengths, span),
        counts=_inside(marks.counts, span),
        joined=span.joined,
        negated=_is_denied(left, head.begin - begin if head else len(left)),
        sort=_sort(left),
        left=left,
    )


def _inside(pieces: Sequence[Stands], span: Span) -> tuple[Stands, ...]:
    return tuple(piece for piece in pieces if span.begin <= piece.begin < span.end)


def _verb(head: Said | None, people: Sequence[Named], quotes: Sequence[Piece]) -> Verb | None:
    """What is said to have happened; a person's quotation without a verb was said."""
    spoken = bool(quotes) and any(who.kind == "person" for who in people)
    if spoken and (head is None or head.verb.stem in _ALSO_SAY):
        return verbs.table()["says"]
    return head.verb if head else None


def _areas(marks: Marks, span: Span, head: Said | None) -> frozenset[str]:
    """What its nouns mean; of verbs, what they would be done to."""
    found = set(verbs.areas(marks.left[span.begin : span.end]))
    for said in _inside(marks.verbs, span):
        noun = said.verb.noun or said.verb.either or said.text.lower().endswith("ing") or not head
        aimed = noun or TO_DO.search(marks.left[max(said.begin - _WORDS, 0) : said.begin])
        if said is not head and aimed and not said.verb.speech and not verbs.areas(said.text):
            found |= {act.partition(".")[0] for act in said.verb.acts}
    return frozenset(found)


def _sort(left: str) -> str:
    """What nothing can bear out in it, if it is of such a sort."""
    sorts = {"cause": CAUSE, "impact": IMPACT, "intention": INTENT}
    return next((sort for sort, words in sorts.items() if words.search(left)), "")


def _is_denied(left: str, head: int) -> bool:
    """Whether it says that this did not happen: "not" stands before the verb; "without" behind it is of others."""
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
    follows = clause.joined in ("and", "then", ",", "who") and _ONLY_ADVERBS.fullmatch(
        clause.left[: _at(clause, marks)]
    )
    place = clause.begin + _at(clause, marks)
    if follows and not clause.agents and all(who.begin > place for who in clause.targets) and not _agent_behind(clause):
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


def _agent_behind(clause: Clause) -> bool:
    return bool(re.search(r"\bby\b", clause.left))
