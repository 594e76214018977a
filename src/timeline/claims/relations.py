"""What a sentence says of two things together: their order, the time between them, and how often something happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from timeline.claims.clause import Clause
from timeline.claims.counting import counted
from timeline.claims.ground import Ground
from timeline.claims.judging import Judged
from timeline.claims.lasting import Anchor, fits, measured, since
from timeline.claims.marks import Marks
from timeline.claims.matching import matches
from timeline.claims.orders import ordered, untold
from timeline.claims.pairs import before as earlier
from timeline.claims.pairs import chosen, end_of, pairs_of
from timeline.claims.pieces import Length
from timeline.claims.seen import Seen
from timeline.claims.verbs import Verb
from timeline.claims.verdict import Part

_LATER = re.compile(r" ?(?P<word>later|afterwards|earlier|after that|before that|thereafter)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\b(?:from|between)\b.{1,80}?\b(?:to|and|until)\b", re.IGNORECASE)
_AFTER_THAT = re.compile(r" (?:after|before) (?!that\b)", re.IGNORECASE)
_BEGINNING = 12  # letters before "After …, …"


def anchor(judged: Sequence[Judged]) -> Anchor:
    """The last of them that says when: by its events where they bear it out, by its time where none do."""
    for each in reversed(judged):
        if each.part.verdict == "supported" and each.events:
            return Anchor(each.events)
        if spans := tuple(span for when in each.clause.times if when.exact for span in when.spans):
            return Anchor((), spans)
    return Anchor()


def unaccused(judged: Judged) -> Judged:
    """A claim whose verb is another's: where no event bears it out, nothing is known."""
    if not judged.clause.assumed or judged.part.verdict in ("supported", "not_checkable"):
        return judged
    part = Part(
        judged.part.text, "not_checkable", judged.part.events, "what is said to have happened there is not said"
    )
    return Judged(judged.clause, part)


def relations(judged: Sequence[Judged], marks: Marks, ground: Ground, before: Anchor) -> Iterator[Part]:
    """What the sentence says of its clauses together.

    Args:
        judged: its clauses, each with the events that bear it out.
        marks: what stands in it.
        ground: the record.
        before: what the sentence before ends with, to which "two minutes later" points.
    """
    used: list[Length] = []
    for one, two in pairwise(judged):
        yield from ordered(one, two, marks, ground, used)
    for place, each in enumerate(judged):
        told = anchor(judged[:place])
        for length in each.clause.lengths:
            if length in used:
                continue
            if _AFTER_THAT.match(marks.left, length.end):
                yield from _leading(judged[place : place + 2], length, marks)
            else:
                yield from _alone(each, length, marks, ground, told if place else before)
        if not each.clause.sort:
            yield from untold(each.clause)
        for count in each.clause.counts:
            yield from counted(each.clause, count, ground)


def _leading(told: Sequence[Judged], length: Length, marks: Marks) -> Iterator[Part]:
    """`Four minutes after the first page, …`: the time to the claim that follows."""
    if len(told) < 2 or not all(each.events and each.part.verdict == "supported" for each in told):  # noqa: PLR2004 - two
        return
    one, two = (chosen(each) for each in told)
    pairs = pairs_of(one, two)
    before = "before" in marks.left[length.end : length.end + _BEGINNING].lower()
    text = marks.text[told[0].clause.begin : told[1].clause.end].strip(" ,;")
    yield measured(text, length, [(b, a) for a, b in pairs] if before else pairs)


def _alone(each: Judged, length: Length, marks: Marks, ground: Ground, before: Anchor) -> Iterator[Part]:
    """A length of time in a clause: to the clause before, between two nouns of acts, or since the thing began."""
    text = each.clause.text
    if later := _LATER.match(marks.left, length.end):
        if not each.events or not any(before):
            yield Part(text, "not_checkable", (), f"{length.text.strip()!r}: from what is not known")
            return
        if not before.events:
            yield since(text, length, before, each.events)
            return
        pairs = pairs_of(before.events, each.events)
        yield measured(
            text,
            length,
            pairs
            if "earlier" not in later[0].lower() and "before" not in later[0].lower()
            else [(b, a) for a, b in pairs],
        )
        return
    if nouns := _between(each.clause, marks, ground):
        yield measured(text, length, nouns)
        return
    if not each.events or each.part.verdict != "supported":
        return
    if any(fits(length, seconds) for seen in each.events for seconds in seen.lengths):
        return
    pairs = [(opened, seen) for seen in each.events[:50] for opened in earlier(seen, ground)]
    pairs += [(seen, ended) for seen in each.events[:50] for ended in end_of(seen, ground)]
    if pairs:
        yield measured(text, length, pairs)
    else:
        yield Part(text, "not_checkable", (), f"{length.text.strip()!r}: between what is not known")


def _between(clause: Clause, marks: Marks, ground: Ground) -> list[tuple[Seen, Seen]]:
    """The pairs of events of "from the alert to the recovery"."""
    nouns = [said for said in marks.verbs if said.verb.noun or said.verb.acts]
    found = _FROM_TO.search(marks.left)
    if not found:
        return []
    one = next((said for said in nouns if found.start() < said.begin < found.end()), None)
    two = next((said for said in nouns if said.begin >= found.end()), None)
    if not one or not two:
        return []

    def meant(verb: Verb, begin: int, end: int) -> list[Seen]:
        things = tuple(thing for thing in marks.things if begin <= thing.begin < end) or tuple(marks.things)
        agents = tuple(who for who in marks.people if begin <= who.begin < end)
        asked_for = replace(
            clause,
            verb=verb,
            things=things,
            agents=agents,
            times=(),
            quotes=(),
            numbers=(),
            targets=(),
            strangers=(),
            areas=frozenset(),
        )
        return matches(asked_for, ground.seen, ground) or matches(replace(asked_for, things=()), ground.seen, ground)

    first, second = meant(one.verb, found.start(), found.end()), meant(two.verb, found.end(), len(marks.left))
    return pairs_of(first, second) if first and second else []
