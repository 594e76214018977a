"""What a sentence says of two things together: their order, the time between them, and how often something happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from timeline.claims.clause import Clause
from timeline.claims.counting import counted
from timeline.claims.gaps import gap
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.lasting import Anchor, lasts
from timeline.claims.marks import Marks
from timeline.claims.orders import AFTER, main_of, ordered, untold
from timeline.claims.ordinals import ordinals
from timeline.claims.pairs import chosen
from timeline.claims.pieces import Length
from timeline.claims.spans import WHO_FOLLOWS
from timeline.claims.turns import is_uneven
from timeline.claims.verdict import Part

_MOST = 50


def anchor(judged: Sequence[Judged]) -> Anchor:
    """The last of them that says when: by its events where they bear it out, by its time where none do."""
    for place, each in reversed(list(enumerate(judged))):
        if place and each.clause.joined in AFTER:
            continue  # it only says of what comes before it when that was
        if each.part.verdict == "supported" and each.events:
            return Anchor(each.events)
        if spans := tuple(span for when in each.clause.times if when.exact and when.zoned for span in when.spans):
            return Anchor((), spans)
    return Anchor()


def unaccused(judged: Judged) -> Judged:
    """A claim whose verb is another's: where no event bears it out, nothing is known."""
    if not (judged.clause.assumed or is_uneven(judged.clause)) or judged.part.verdict in ("supported", "not_checkable"):
        return judged
    part = Part(
        judged.part.text, "not_checkable", judged.part.events, "what is said to have happened there is not said"
    )
    return Judged(judged.clause, part)


def _is_certain(judged: Sequence[Judged], place: int, before: Anchor) -> bool:
    """Whether a length can be wrong: all of its sentence is borne out, and it fits no other end that may be meant."""
    told = [each for each in judged if not each.clause.sort]
    if any(each.part.verdict != "supported" for each in told):
        return False
    others = [seen for each in told if each is not judged[place] for seen in chosen(each)] + (
        [] if place else list(before.events)
    )
    return not any(
        lasts(length, pair)
        for length in judged[place].clause.lengths
        for own in chosen(judged[place])[:_MOST]
        for other in others[:_MOST]
        for pair in ((own, other), (other, own))
    )


def _open(part: Part) -> Part:
    return Part(part.text, "not_checkable", part.events, "between what so long lies is not sure")


def relations(
    judged: Sequence[Judged], marks: Marks, ground: Ground, before: Anchor, *, cited: bool = False
) -> Iterator[Part]:
    """What the sentence says of its clauses together.

    Args:
        judged: its clauses, each with the events that bear it out.
        marks: what stands in it.
        ground: the record.
        before: what the sentence before ends with, to which "two minutes later" points.
        cited: whether it cites events, of which alone it may count.
    """
    used: list[Length] = []
    yield from _orders(judged, marks, ground, used)
    yield from ordinals(judged, ground)
    for place, each in enumerate(judged):
        told = anchor(judged[:place])
        gaps: list[Part] = []
        for length in each.clause.lengths:
            if length in used:
                continue
            parts = list(gap(judged, place, length, told if place else before, marks=marks, ground=ground))
            if place and any(part.verdict == "contradicted" for part in parts):
                # "The alert, which paged Ada, fired a minute later": it counts from another, or the sentence before.
                parts = _from_others(judged[: place + 1], length, before, marks, ground) or parts
            gaps += parts
        for part in gaps:
            yield part if part.verdict != "contradicted" or _is_certain(judged, place, before) else _open(part)
        if not each.clause.sort and not any(part.verdict == "supported" for part in gaps):
            yield from untold(each.clause)
        for count in each.clause.counts:
            for part in counted(_of_all(judged, place), count, ground):
                yield _open(part) if cited and part.verdict == "contradicted" else part


def _orders(judged: Sequence[Judged], marks: Marks, ground: Ground, used: list[Length]) -> Iterator[Part]:
    """The order of each two claims; one that is not borne out is in no wrong order."""
    for place, two in enumerate(judged[1:], 1):
        main = main_of(judged, place, marks)
        sure = all(each.part.verdict == "supported" and _is_single(each, marks) for each in (main, two))
        for part in ordered(main, two, judged[place - 1], marks=marks, ground=ground, used=used):
            yield part if sure or part.verdict != "contradicted" else _open(part)


def _is_single(judged: Judged, marks: Marks) -> bool:
    """Whether a claim tells of one act only: not "after the resolve Caspian started it"."""
    clause = judged.clause
    acts = [said.begin for said in marks.verbs if clause.begin <= said.begin < clause.end and said.verb.acts]
    if WHO_FOLLOWS.search(marks.left[clause.begin : clause.end]):
        return False
    return not any(min(acts) < who.begin < max(acts) for who in marks.people) if acts else True


def _from_others(told: Sequence[Judged], length: Length, before: Anchor, marks: Marks, ground: Ground) -> list[Part]:
    """The length that the last of them says, from what else was told before; nothing where none of it bears it out."""
    for last in (*(anchor([each]) for each in told[:-1]), before):
        parts = list(gap(told, len(told) - 1, length, last, marks=marks, ground=ground))
        if parts and all(part.verdict == "supported" for part in parts):
            return parts
    return []


def _of_all(judged: Sequence[Judged], place: int) -> Clause:
    """The claim without what is only of one of those that are counted: "twice, first by Ada and then by Grace"."""
    clause = judged[place].clause
    others = list(takewhile(lambda each: not each.clause.word and each.clause.verb == clause.verb, judged[place + 1 :]))
    if not others or not clause.verb:
        return clause
    same = all(set(each.clause.things) <= set(clause.things) for each in others)
    return replace(clause, agents=(), targets=(), times=(), things=clause.things if same else ())
