"""Which of two claims a sentence puts first, and whether their events came in that order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.lasting import LASTED, ids, measured, told
from timeline.claims.marks import Marks
from timeline.claims.pairs import BEGUN, Pair, before, end_of, happenings, held, pairs_of
from timeline.claims.phrases import phrase
from timeline.claims.pieces import Length
from timeline.claims.seen import Seen
from timeline.claims.times import ABOUT
from timeline.claims.verdict import Part

#: By which word a claim hangs on the main one that comes after it, before it, or at about the same time.
AFTER = frozenset(("after", "once", "as soon as"))
BEFORE = frozenset(("before", "until", "then", "followed by", "whereupon", "by the time"))
TOGETHER = frozenset(("when", "while"))
_SIDES = frozenset(("after", "before"))
_PARTED = re.compile(r",|\band\b", re.IGNORECASE)
_BEGINNING = 12  # letters before "After …, …"
_TIGHT = re.compile(
    r" ?,? ?(?:after|before|of|prior to|following|(?:earlier|later) than)?(?: which| it)? ?", re.IGNORECASE
)
#: What orders a claim by something that is no other claim, nor a time.
_UNTOLD = re.compile(
    r"\b(?:before|after|prior to|following|until|ahead of|by the time|(?:earlier|later|sooner) than) "
    r"(?!(?:that|this|it|which|then|all|now|long|hand|noon|midnight)\b)[a-z]{2,20}",
    re.IGNORECASE,
)
_THAT = re.compile(r" ?(?:that|this)\b", re.IGNORECASE)
#: What had happened by then: "was already merged when".
_PERFECT = phrase("already|had|has|have|by then|long since|no longer")


_STILL = phrase("still open|still firing|still in alert|still alerting|still ongoing|still active|still unresolved")


class _Joined(NamedTuple):
    """Two claims and the word by which one hangs on the other, which is the main one."""

    word: str
    main: Judged
    other: Judged


def sure(part: Part, *told: Judged) -> Part:
    """What contradicts only where all that it is about is borne out."""
    if part.verdict != "contradicted" or all(each.part.verdict == "supported" for each in told):
        return part
    return Part(part.text, "not_checkable", part.events, "what it is told of is not certain")


def main_of(judged: Sequence[Judged], place: int, marks: Marks) -> Judged:
    """What a claim hangs on: the one before, or behind a comma what that hangs on: "A after B, a minute before C"."""
    before = place - 1
    while before > 0 and judged[place].clause.joined in _SIDES and judged[before].clause.joined in _SIDES:
        if not _PARTED.search(marks.text[judged[before].clause.begin : judged[place].clause.begin]):
            break
        before -= 1
    return judged[before]


def ordered(
    one: Judged, two: Judged, beside: Judged, *, marks: Marks, ground: Ground, used: list[Length]
) -> Iterator[Part]:
    """The order of two claims, and the time between them where it stands before the word that joins them.

    Args:
        one: the main claim.
        two: the one that hangs on it.
        beside: the one before that in the sentence, in which the time stands.
        marks: what stands in the sentence.
        ground: the record.
        used: the lengths of time that are held here.
    """
    joined = _joined(one, two)
    if joined.word not in AFTER | BEFORE | TOGETHER or not one.events or not two.events:
        return
    text = marks.text[one.clause.begin : two.clause.end].strip(" ,;")
    if joined.word in TOGETHER | {"by the time"} and (part := _lasting(text, joined, ground)):
        yield part
        return
    sides = {id(each): held(each, ground) for each in (one, two)}
    if not all(sides.values()):
        yield Part(text, "not_checkable", (), "of what its order is told is not in the record")
        return
    word, pairs = joined.word, pairs_of(sides[id(joined.main)], sides[id(joined.other)])
    gap = next((length for length in beside.clause.lengths if _is_gap(length, two.clause, marks)), None)
    if gap and _THAT.match(two.clause.left):
        used.append(gap)
        yield Part(text, "not_checkable", (), f"{gap.text.strip()!r}: from what is not known")
        return
    if gap and word in ("after", "before", "then"):
        used.append(gap)
        part = sure(measured(text, gap, _turned(pairs) if word == "after" else pairs), one, two)
        is_one = part.verdict == "contradicted" and not set(one.events).isdisjoint(two.events)
        yield replace(part, verdict="not_checkable", why="both may be the same") if is_one else part
        return
    yield from _in_order(text, joined, pairs, ground)


def _is_gap(length: Length, behind: Clause, marks: Marks) -> bool:
    """Whether a length stands before the word that joins, and is not how long the first of them lasted."""
    tight = _TIGHT.fullmatch(marks.left[length.end : behind.begin])
    return bool(tight) and not LASTED.search(marks.left[: length.begin])


def untold(clause: Clause) -> Iterator[Part]:
    """An order that is told of what is no claim: "after the handover"."""
    begin = _BEGINNING if clause.joined in AFTER | BEFORE | TOGETHER and not clause.begin else 0
    if found := _UNTOLD.search(clause.left, begin):
        yield Part(clause.text, "not_checkable", (), f"{found[0].strip()!r}: of what that is said is not known")


def _joined(one: Judged, two: Judged) -> _Joined:
    """By which word they hang together: the second's, or that with which the sentence begins."""
    leads = one.clause.joined in AFTER | BEFORE | TOGETHER and one.clause.begin < _BEGINNING
    if leads and not two.clause.joined.strip(","):
        return _Joined(one.clause.joined, two, one)
    return _Joined(two.clause.joined, one, two)


def _in_order(text: str, joined: _Joined, pairs: Sequence[Pair], ground: Ground) -> Iterator[Part]:
    """Whether every pair came in the order that is told; of some that did and some that did not nothing is known."""
    early = _told_order(joined, pairs)
    is_sure = all(each.part.verdict == "supported" for each in (joined.main, joined.other))
    if not early:
        if all(abs(a.event.time - b.event.time) > ABOUT for a, b in pairs):
            yield Part(text, "not_checkable", ids(pairs), f"{joined.word!r} says no order: {told(pairs[0])}")
        return
    good = [(a, b) for a, b in early if a.event.time <= b.event.time]
    if len(good) == len(early):
        yield Part(text, "supported", ids(good), "in that order")
    elif good:
        yield Part(text, "not_checkable", ids(good), f"which of several is meant is not said: {told(good[0])}")
    elif is_sure and not _lasts(joined.main) and not _may_mean_end(joined, ground):
        # Of what lasted the events of its end are told: what ended it is not before them.
        yield Part(text, "contradicted", ids(early), f"in the other order: {told(early[0])}")


def _may_mean_end(joined: _Joined, ground: Ground) -> bool:
    """Whether the noun of what lasts may stand for its end, and that came in the order that is told: "the alert"."""
    sides = [(each, happenings(held(each, ground))) for each in (joined.main, joined.other)]
    ends = [
        [end for seen in found for end in end_of(seen, ground)] or found
        if each.clause.verb and (each.clause.verb.noun or each.clause.verb.either)
        else found
        for each, found in sides
    ]
    told = _told_order(joined, pairs_of(*ends)) if all(ends) else []
    return any(a.event.time <= b.event.time for a, b in told)


def _lasting(text: str, joined: _Joined, ground: Ground) -> Part | None:
    """Whether something happened while something else was so: "was still open when"; None where nothing lasts."""
    state, event = (joined.main, joined.other) if _lasts(joined.main) else (joined.other, joined.main)
    if not _lasts(state):
        return None
    found = state.events[:1] and held(event, ground)
    times = [span for seen in state.events for span in _spans(seen, ground)]
    if not times or not found:
        return Part(text, "not_checkable", (), "from when to when that was so is not known")
    inside = [any(one.event.time <= seen.event.time <= two.event.time for one, two in times) for seen in found]
    shown = ids([(found[0], times[0][1])])
    if all(inside):
        return Part(text, "supported", shown, f"in that time: {told(times[0])}")
    if any(inside) or any(each.part.verdict != "supported" for each in (state, event)):
        return Part(text, "not_checkable", shown, "which of several is meant is not said")
    return Part(text, "contradicted", shown, f"not in that time: {told(times[0])}")


def _lasts(judged: Judged) -> bool:
    verb = judged.clause.verb
    return bool(verb and verb.lasting) or (verb is None and bool(_STILL.search(judged.clause.left)))


def _spans(seen: Seen, ground: Ground) -> Iterator[Pair]:
    """From when to when it was so of which an event is the end or the beginning."""
    for one in (seen, *before(seen, ground)):
        if one.act in BEGUN:
            yield from ((one, two) for two in end_of(one, ground))


def _told_order(joined: _Joined, pairs: Sequence[Pair]) -> Sequence[Pair]:
    """The pairs, each with what is told to come first before the other; none where no order is told."""
    if joined.word in AFTER:
        return _turned(pairs)
    if joined.word in BEFORE:
        return pairs
    main, other = (bool(_PERFECT.search(each.clause.left)) for each in (joined.main, joined.other))
    if main == other:
        return []
    return pairs if main else _turned(pairs)


def _turned(pairs: Sequence[Pair]) -> list[Pair]:
    return [(b, a) for a, b in pairs]
