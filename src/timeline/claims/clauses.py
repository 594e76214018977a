"""A sentence, taken apart into what it claims: who did what to what, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from timeline.claims import verbs
from timeline.claims.acts import BY_ITSELF
from timeline.claims.cells import shared
from timeline.claims.clause import Clause
from timeline.claims.dealing import dealt, is_one_of
from timeline.claims.denials import is_denied, is_plainly_denied, not_until, without_not
from timeline.claims.doing import verb_of
from timeline.claims.elided import held_back, with_verb
from timeline.claims.heads import REVIEW, TO_DO, head_of, is_noun, others_of, verbs_of
from timeline.claims.marks import Marks
from timeline.claims.people import Named
from timeline.claims.pieces import Said
from timeline.claims.roles import roles
from timeline.claims.shapes import shape_of
from timeline.claims.sorts import CAUSE, IMPACT, INTENT, JUDGEMENT
from timeline.claims.spans import Span, spans, within
from timeline.claims.standing import is_bare
from timeline.claims.strangers import strangers
from timeline.claims.verbs import areas_of

_ONLY_ADVERBS = re.compile(r"\W{0,8}(?:then |later |also |had |was |were ){0,4}", re.IGNORECASE)
_PRONOUN = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
#: What says which of several is meant is about no other thing.
_CHOSEN = re.compile(r"\b(?:first|last|earliest|latest)\b", re.IGNORECASE)
#: "…, to whom it was assigned".
_WHOM = re.compile(r" ?(to|by) whom\b")
_IT = re.compile(r"\b(?:it|this|that)\b", re.IGNORECASE)
#: What names a thing of its own.
_OTHER = re.compile(
    r"\b(?:the|a|an|another|this|that|its|their|his|her|our|new|old|two|three|both|all|several|more) [a-z]"
    r"|\b(?:nobody|no one|nothing|everything)\b",
    re.IGNORECASE,
)
#: How a clause begins that says what was done with it.
_RUNNING = ("asking ", "requesting ", "having ", "the apply having ", "confirming ", "approving ")
_WORDS = 40  # letters in which "to be" stands before a verb


def clauses(marks: Marks) -> list[Clause]:
    """The claims of a sentence, in the order of its words."""
    return _handed_on(shared([_clause(marks, span) for span in spans(marks)]), marks)


def _clause(marks: Marks, span: Span) -> Clause:
    """What one claim says."""
    begin, end = span.begin, span.end
    left, heads = marks.left[begin:end], verbs_of(marks, begin, end)
    head = head_of(marks, heads, begin)
    people, quotes = within(marks.people, span), within(marks.quotes, span)
    things = within(marks.things, span)
    agents, targets, beside = roles(marks, people, head, begin)
    at, verb = head.begin - begin if head else len(left), verb_of(marks, span, head)
    denied, times = is_denied(left, at), within(marks.times, span)
    if denied and (then := not_until(times)):
        denied, times, left = False, then, without_not(left)
    return Clause(
        text=marks.text[begin:end].strip(" ,;:"),
        begin=begin,
        end=end,
        word=head.text if head else "",
        verb=None if denied and not is_plainly_denied(left, at) else verb,
        areas=_areas(marks, span, head),
        also=others_of(marks, heads, head),
        agents=tuple(agents),
        targets=() if verb and verb.speech and (quotes or not things) else tuple(targets),
        beside=tuple(beside),
        strangers=tuple(strangers(marks, head, begin, end)),
        things=things,
        quotes=quotes,
        numbers=within(marks.numbers, span),
        counted=within(marks.counted, span),
        times=times,
        lengths=within(marks.lengths, span),
        counts=within(marks.counts, span),
        joined=span.joined,
        negated=denied,
        sort=_sort(left, quoted=bool(quotes))
        or ("cause" if span.joined == "so" and (not head or is_noun(marks, head)) else ""),
        left=left,
    )


def _areas(marks: Marks, span: Span, head: Said | None) -> frozenset[str]:
    """What its nouns mean; of verbs, what they would be done to."""
    found = set(verbs.areas(marks.left[span.begin : span.end]))
    for said in within(marks.verbs, span):
        noun = said.verb.noun or said.verb.either or said.text.lower().endswith("ing") or not head
        near = head is not None and 0 < said.begin - head.end < _WORDS // 2
        aimed = noun or (near and TO_DO.search(marks.left[max(said.begin - _WORDS, 0) : said.begin]))
        if said is not head and aimed and not said.verb.speech and not verbs.areas(said.text):
            found |= {act.partition(".")[0] for act in said.verb.acts}
    return frozenset(found)


def _sort(left: str, *, quoted: bool) -> str:
    """What nothing can bear out in it, if it is of such a sort; whoever was hit may be quoted, too."""
    sorts = {"cause": CAUSE, "impact": IMPACT, "intention": INTENT, "judgement": JUDGEMENT}
    return next((sort for sort, words in sorts.items() if words.search(left) and not (quoted and sort == "impact")), "")


def _handed_on(made: list[Clause], marks: Marks) -> list[Clause]:
    """Each clause with what it takes over from its neighbours: the subject behind "and", the thing that "it" means."""
    made = _without_lead_ins(made)
    for place in range(1, len(made)):
        made[place - 1 : place + 1] = _with_time(made[place - 1], made[place], marks)
        main = _main(made, place, marks)
        clause = _continued(main, made[place], marks)
        made[place] = replace(clause, assumed=True) if _is_open(made, place, main) else clause
    for place in range(len(made) - 1):
        if _shares_object(made[place], made[place + 1]):
            made[place] = replace(made[place], taken=made[place + 1].things)
    made = held_back(dealt(made, marks))
    return [clause for place, clause in enumerate(made) if not _is_told_better(clause, made[place + 1 : place + 2])]


def _is_open(made: Sequence[Clause], place: int, main: Clause) -> bool:
    """Whether it may go on with either: behind "…, which Ada approved, and" with Ada, too."""
    return main is not made[place - 1] and made[place - 1].joined in ("which", "who") and not made[place].agents


def _main(made: Sequence[Clause], place: int, marks: Marks) -> Clause:
    """What a claim goes on from: behind "…, which Ada approved, and" that is what "which" belongs to."""
    while place > 1 and all(is_one_of(marks, each.begin, each.end) for each in made[place - 1 : place + 1]):
        place -= 1
    before = made[place - 1]
    whom = before.joined in ("which", "who") or _WHOM.match(before.left)
    goes_on = made[place].joined == "and" or (whom and made[place].joined == "," and made[place].verb)
    return made[place - 2] if whom and goes_on and place > 1 else before


def _without_lead_ins(made: Sequence[Clause]) -> list[Clause]:
    """The claims without "Datadog reported that", whose time is that of what was reported."""
    kept: list[Clause] = []
    for clause in made:
        if clause.joined == "that" and kept and not _is_telling(kept[-1]) and not (kept[-1].things or kept[-1].quotes):
            before = kept.pop()
            kept.append(replace(clause, times=clause.times or before.times, joined=before.joined))
        else:
            kept.append(clause)
    return kept


def _with_time(before: Clause, clause: Clause, marks: Marks) -> tuple[Clause, Clause]:
    """A time behind a comma is the main claim's: "acknowledged after the page, at 18:47"."""
    orders = clause.joined in ("after", "before") and len(clause.times) == 1 and not before.times
    if not orders or not marks.left[: clause.times[0].begin].rstrip(" at").endswith(","):
        return before, clause
    return replace(before, times=clause.times), replace(clause, times=())


def _shares_object(one: Clause, two: Clause) -> bool:
    """Whether the thing of the next clause is that of this one, too: "Ada approved and Grace merged it"."""
    own = one.things or one.taken or one.sort or _CHOSEN.search(one.left)
    return not own and two.joined in ("and", ",") and not two.sort and is_bare(one.left)


def _continued(before: Clause, clause: Clause, marks: Marks) -> Clause:
    """The clause as it goes on from the one before."""
    if clause.joined == "that" and _is_telling(before):
        return replace(clause, sort="report")
    if clause.sort:
        return clause
    if whole := with_verb(before, clause, marks, after_verb=before.begin + _at(before, marks)):
        return whole
    if whom := _WHOM.match(clause.left):
        people = (*before.agents, *before.targets, *before.beside)
        clause = replace(clause, agents=people) if whom[1] == "by" else replace(clause, targets=people)
    at = _at(clause, marks)
    if clause.joined in ("and", "then", ",", "who") and _ONLY_ADVERBS.fullmatch(clause.left[:at]):
        clause = _with_subject(before, clause, marks, at)
    if not clause.is_of_thing and not clause.quotes:
        clause = _with_thing(before, clause)
    if not clause.areas and not clause.things:
        clause = replace(clause, areas=before.areas)
    return clause


def _with_subject(before: Clause, clause: Clause, marks: Marks, at: int) -> Clause:
    """The clause, whose verb stands at its beginning, with what the one before has before its verb."""
    if not clause.agents and all(who.begin > clause.begin + at for who in clause.targets) and not _agent_behind(clause):
        if clause.joined == "who" and before.targets:
            told = before.targets
            clause = replace(clause, agents=told) if clause.targets else replace(clause, targets=told)
        elif not verbs.is_passive(clause.left[:at]) and not _happens(clause):
            clause = replace(clause, agents=_subjects(before, clause, marks), assumed=_is_of_several(before, marks))
    if before.strangers and (_is_review(before) or before.verb is None):
        clause = replace(clause, strangers=(*before.strangers, *clause.strangers))
    shares = (
        before.sort or _is_review(before)
        if clause.joined == "and"
        else before.verb is None and clause.left.startswith(_RUNNING)
    )
    return replace(clause, times=before.times) if shares and not clause.times and not clause.lengths else clause


def _is_of_several(clause: Clause, marks: Marks) -> bool:
    """Whether it names people in several parts, so that it is not sure who goes on: "Ada asked Grace, and answered"."""
    people = [who for who in marks.people if clause.begin <= who.begin < clause.end and who.kind == "person"]
    return len({who.who for who in people}) > 1 and len(clause.agents) < len(people)


def _happens(clause: Clause) -> bool:
    """Whether what is said happens by itself: of "Grace started it, failed at 19:07" nobody failed."""
    return clause.verb is not None and bool(clause.verb.acts) and clause.verb.acts <= BY_ITSELF


def _with_thing(before: Clause, clause: Clause) -> Clause:
    """The clause with the things of the one before: those that "it" means, or that it may be about."""
    meant = tuple(thing for thing in before.things if not thing.qualifies) or before.taken
    if len(meant) == 1 and clause.verb:
        is_it = before.verb is None and _IT.search(clause.left)
        if is_it or (shape_of(meant[0]) in areas_of(clause.verb) and not _OTHER.search(clause.left)):
            return replace(clause, things=(*meant, *clause.things))
    return replace(clause, taken=meant)


def _subjects(before: Clause, clause: Clause, marks: Marks) -> tuple[Named, ...]:
    """Who acts in the clause before, as far as they stand before its verb."""
    if whom := _WHOM.search(before.left):
        people = (*before.agents, *before.targets, *before.beside)
        return tuple(who for who in people if who.end <= before.begin + whom.start())
    place = _at(before, marks) + before.begin
    every = clause.joined == "who" or before.sort or before.verb is None
    return tuple(who for who in before.agents if every or who.end <= place)


def _is_telling(clause: Clause) -> bool:
    """Whether somebody says or thinks there what follows."""
    people = (*clause.agents, *clause.beside)
    return any(who.kind == "person" for who in people) or bool(_PRONOUN.search(clause.left))


def _is_review(clause: Clause) -> bool:
    return bool(clause.verb and clause.verb.stem == REVIEW)


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
