"""What a sentence says of two things together: their order, the time between them, and how often something happened."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product

from timeline.claims.clause import Clause
from timeline.claims.counting import counted
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.lasting import Anchor, fits, ids, measured, since, told
from timeline.claims.marks import Marks
from timeline.claims.matching import matches
from timeline.claims.pieces import Length
from timeline.claims.seen import Seen
from timeline.claims.verbs import Verb
from timeline.claims.verdict import Part
from timeline.joining import keys
from timeline.joining.keys import (
    ALERT,
    COMMIT,
    CYCLE,
    DEPLOYMENT,
    INCIDENT,
    ISSUE,
    MONITOR,
    PULL,
    RUN,
    TICKET,
    WORKFLOW,
)

_SAME = (CYCLE, INCIDENT, PULL, RUN, COMMIT, WORKFLOW, DEPLOYMENT, ISSUE, TICKET, ALERT, MONITOR)
_LATER = re.compile(r" ?(?P<word>later|afterwards|earlier|after that|before that|thereafter)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\b(?:from|between)\b.{1,80}?\b(?:to|and|until)\b", re.IGNORECASE)
_AFTER_THAT = re.compile(r" (?:after|before) (?!that\b)", re.IGNORECASE)
_BEGUN = frozenset(("alert.triggered", "alert.warned", "alert.no_data", "incident.triggered"))
_BEGINNING = 12  # letters before "After …, …"
_AFTER = frozenset(("after", "once", "when", "as soon as"))
_BEFORE = frozenset(("before", "until", "then", "followed by", "whereupon"))


def anchor(judged: Sequence[Judged]) -> Anchor:
    """The last of them that says when: by its events where they bear it out, by its time where none do."""
    for each in reversed(judged):
        if each.part.verdict == "supported" and each.events:
            return Anchor(each.events)
        if spans := tuple(span for when in each.clause.times if when.exact for span in when.spans):
            return Anchor((), spans)
    return Anchor()


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
        yield from _joined(one, two, marks, used)
    for place, each in enumerate(judged):
        told = anchor(judged[:place])
        for length in each.clause.lengths:
            if length in used:
                continue
            if _AFTER_THAT.match(marks.left, length.end) and not _LASTED.search(marks.left[: length.begin]):
                yield from _leading(judged[place : place + 2], length, marks)
            else:
                parts = list(_alone(each, length, marks, ground, told if place else before))
                if place and any(part.verdict == "contradicted" for part in parts):
                    # "The alert, which paged Ada, fired a minute later": it counts from the sentence before.
                    again = list(_alone(each, length, marks, ground, before))
                    parts = again if all(part.verdict == "supported" for part in again) else parts
                yield from parts
        for count in each.clause.counts:
            yield from counted(each.clause, count, ground)


def _joined(one: Judged, two: Judged, marks: Marks, used: list[Length]) -> Iterator[Part]:
    """The order of two clauses, and the time between them where it stands before the word that joins them."""
    word, first, second = two.clause.joined, one, two
    if one.clause.joined in _AFTER | _BEFORE and not word.strip(",") and one.clause.begin < _BEGINNING:
        word, first, second = one.clause.joined, two, one
    gap = next((length for length in one.clause.lengths if _is_gap(length, two.clause, marks)), None)
    if word not in _AFTER | _BEFORE or not first.events or not second.events:
        return
    text = marks.text[one.clause.begin : two.clause.end].strip(" ,;")
    pairs = _pairs(first.events, second.events)
    if gap and word in ("after", "before"):
        used.append(gap)
        wanted = [(b, a) if word == "after" else (a, b) for a, b in pairs]
        yield measured(text, gap, wanted)
        return
    early = [(b, a) if word in _AFTER else (a, b) for a, b in pairs]
    good = [(a, b) for a, b in early if a.event.time <= b.event.time]
    if good:
        yield Part(text, "supported", ids(good), "in that order")
    elif _are_certain(one, two) and not (first.clause.verb and first.clause.verb.lasting):
        yield Part(text, "contradicted", ids(early), f"in the other order: {told(early[0])}")


def _is_gap(length: Length, behind: Clause, marks: Marks) -> bool:
    """Whether a length stands before the word that joins, and is not how long the first of them lasted."""
    tight = _TIGHT.fullmatch(marks.left[length.end : behind.begin])
    return bool(tight) and not _LASTED.search(marks.left[: length.begin])


_LASTED = re.compile(r"\b(?:for|lasted|lasting|took|taking|spent|after) $", re.IGNORECASE)
_TIGHT = re.compile(r" ?,? ?(?:after|before)? ?", re.IGNORECASE)


def _are_certain(*judged: Judged) -> bool:
    return all(each.part.verdict in ("supported", "not_checkable") for each in judged)


def _pairs(one: Sequence[Seen], two: Sequence[Seen]) -> list[tuple[Seen, Seen]]:
    """The pairs that are about the same thing, where any are."""
    every = [(a, b) for a, b in product(one[:200], two[:200]) if a is not b]
    for sort in _SAME:
        same = [(a, b) for a, b in every if set(keys.of(a.event, sort)) & set(keys.of(b.event, sort))]
        if same:
            return same
    return every or list(product(one[:1], two[:1]))


def _leading(told: Sequence[Judged], length: Length, marks: Marks) -> Iterator[Part]:
    """`Four minutes after the first page, …`: the time to the claim that follows."""
    if len(told) < 2 or not all(each.events and each.part.verdict == "supported" for each in told):  # noqa: PLR2004 - two
        return
    one, two = (_chosen(each) for each in told)
    pairs = _pairs(one, two)
    before = "before" in marks.left[length.end : length.end + _BEGINNING].lower()
    text = marks.text[told[0].clause.begin : told[1].clause.end].strip(" ,;")
    yield measured(text, length, [(b, a) for a, b in pairs] if before else pairs)


def _chosen(judged: Judged) -> Sequence[Seen]:
    """Its events, or of "the first" and "the last" that one."""
    words = judged.clause.left.lower().split()
    return judged.events[:1] if "first" in words else judged.events[-1:] if "last" in words else judged.events


def _alone(each: Judged, length: Length, marks: Marks, ground: Ground, before: Anchor) -> Iterator[Part]:
    """A length of time in a clause: to the clause before, between two nouns of acts, or since the thing began."""
    text = each.clause.text
    later = _LATER.match(marks.left, length.end)
    if way := length.way or (later[0].lower() if later else ""):
        if not each.events or not any(before) or _goes_on(each.clause, length, marks):
            yield Part(text, "not_checkable", (), f"{length.text.strip()!r}: from what is not known")
            return
        pairs = _pairs(before.events, each.events) if before.events else []
        part = (
            measured(text, length, [(b, a) for a, b in pairs] if "earlier" in way or "before" in way else pairs)
            if pairs
            else since(text, length, before, each.events)
        )
        sure = way != "same" or part.verdict == "supported"
        yield part if sure else replace(part, verdict="not_checkable")
        return
    if nouns := _between(each.clause, marks, ground):
        yield measured(text, length, nouns)
        return
    if not each.events or each.part.verdict != "supported":
        return
    if any(fits(length, seconds) for seen in each.events for seconds in seen.lengths):
        return
    pairs = [(opened, seen) for seen in each.events[:50] for opened in _earlier(seen, ground)]
    pairs += [(seen, ended) for seen in each.events[:50] for ended in _end(seen, ground)]
    if pairs:
        yield measured(text, length, pairs)
    else:
        yield Part(text, "not_checkable", (), f"{length.text.strip()!r}: between what is not known")


def _goes_on(clause: Clause, length: Length, marks: Marks) -> bool:
    """Whether it counts from what the clause itself says before it: "fired, four seconds after it came the page"."""
    words, behind = marks.left[clause.begin : length.begin].rstrip(), marks.left[length.end : clause.end]
    more = re.search(r"[a-z]{3}", words) and re.search(r"[a-z]{2}", _LATER.sub("", behind, 1))
    return words.endswith((",", ";", "-")) and bool(more)


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
    return _pairs(first, second) if first and second else []


def _earlier(seen: Seen, ground: Ground) -> list[Seen]:
    """What happened to the same thing before."""
    for sort in _SAME:
        found = [
            other for key in keys.of(seen.event, sort) for other in ground.by_key.get(key, ())
            if other.event.time < seen.event.time and other.event.source == seen.event.source
        ]  # fmt: skip
        if found:
            return found
    return []


def _end(seen: Seen, ground: Ground) -> list[Seen]:
    """What ended what began with an event: the first recovery or resolve of the same thing behind it."""
    if seen.act not in _BEGUN:
        return []
    for sort in (CYCLE, ALERT, INCIDENT):
        found = [
            other for key in keys.of(seen.event, sort) for other in ground.by_key.get(key, ())
            if other.event.time > seen.event.time and other.act in ("alert.recovered", "incident.resolved")
        ]  # fmt: skip
        if found:
            return found[:1]
    return []
