"""A length of time that a claim says: since what went before, between two acts, or since its thing began."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.lasting import LASTED, Anchor, fits, lasts, measured, since
from timeline.claims.marks import Marks
from timeline.claims.matching import matches
from timeline.claims.orders import sure
from timeline.claims.pairs import SAME, Pair, before, chosen, end_of, happenings, pairs_of
from timeline.claims.pieces import Length
from timeline.claims.seen import Seen, are_one
from timeline.claims.spread import is_spread, spread
from timeline.claims.standing import takes_up
from timeline.claims.verbs import Verb
from timeline.claims.verdict import Part
from timeline.joining import keys

_LATER = re.compile(r" ?(?P<word>later|afterwards|earlier|after that|before that|thereafter)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\b(?:from|between)\b.{1,80}?\b(?:to|and|until)\b", re.IGNORECASE)
_AFTER_THAT = re.compile(r" (?:after|before) (?!that\b)", re.IGNORECASE)
#: What follows a length that is only compared with another, or begins where nothing says.
_COMPARED = re.compile(
    r" ?(?:shorter|longer|faster|slower|quicker|less|more|sooner|too (?:late|early|long)|behind|ahead"
    r"|(?:earlier|later) than|(?:had |have )?(?:passed|elapsed|gone by|went by) (?:before|until))\b"
    r"| of (?!each other|one another)",
    re.IGNORECASE,
)
#: What says it of the main claim behind another: "started after the merge and took two minutes".
_AND_TOOK = re.compile(r"\w.{0,60}\band (?:then )?(?:took|lasted|needed|ran for) ?$", re.IGNORECASE)
#: How long something had been so by then: "had been resolved for 50 minutes".
_HAD_BEEN = re.compile(r"\b(?:had|has|have)(?: \w{2,12})? been\b.{0,60}\bfor ?$", re.IGNORECASE)
#: What parts a length from the verb before it, and what follows it that it is of.
_PARTED = re.compile(r"[,;:-]| and ", re.IGNORECASE)
#: What begins something of which it may be told how long that took.
_BEGIN = (".started", ".triggered", ".warned", ".proposed", ".created", ".in_progress", ".first_seen", ".no_data")
_TOOK = re.compile(r"\b(?:took|needed|it was)\b[^,;.]{0,60}$", re.IGNORECASE)
#: What says which of several, or which edge of one, a length of time counts from.
_EDGE = re.compile(r"\b(?:first|second|third|last|other|end|start|beginning)\b", re.IGNORECASE)
#: What counts a length from something else: "another seven minutes".
_FURTHER = re.compile(r"\b(?:another|an? (?:further|additional|extra)|the (?:remaining|other|next)) $", re.IGNORECASE)
#: "from the merge to the merge of its revert".
_ITS = re.compile(r"\bof (?:its|the|that|this) [a-z]", re.IGNORECASE)
_BEGINNING = 12  # letters before "After …, …"
_MOST = 50


def gap(
    judged: Sequence[Judged], place: int, length: Length, last: Anchor, *, marks: Marks, ground: Ground
) -> Iterator[Part]:
    """Whether so long lies between what the sentence says; nothing is held where that is not known.

    Args:
        judged: the claims of the sentence.
        place: that which says the length.
        length: how long.
        last: what was told last before.
        marks: what stands in the sentence.
        ground: the record.
    """
    each = judged[place]
    later = _LATER.match(marks.left, length.end)
    if any(fits(length, (end - start).total_seconds()) for when in each.clause.times for start, end in when.spans):
        return  # "over the course of an hour, from 18:30 to 19:30"
    words = marks.left[each.clause.begin : length.begin]
    if _COMPARED.match(marks.left, length.end) or _FURTHER.search(words) or _AND_TOOK.search(words):
        yield _unknown(each, length)
    elif _AFTER_THAT.match(marks.left, length.end) and not LASTED.search(marks.left[: length.begin]):
        yield from _leading(judged[place : place + 2], length, marks)
    elif way := length.way or (later["word"].lower() if later else ""):
        part = _later(each, length, marks, last, turned=way in ("earlier", "before that"))
        # Of what it is the same minute, and what came later that is in no word of ours, is not known well enough.
        sure = way != "same" and each.clause.verb is not None
        yield part if sure or part.verdict == "supported" else _unknown(each, length)
    elif _HAD_BEEN.search(marks.left[each.clause.begin : length.begin]) and not _lasts(each):
        yield _since_then(each, length, last)
    elif is_spread(judged, place, length, marks):
        yield from spread(judged, place, length, marks, ground)
    else:
        yield from _alone(each, length, marks, ground)


def _unknown(each: Judged, length: Length) -> Part:
    return Part(each.clause.text, "not_checkable", (), f"{length.text.strip()!r}: between what is not known")


def _leading(told: Sequence[Judged], length: Length, marks: Marks) -> Iterator[Part]:
    """`Four minutes after the first page, …`: the time to the claim that follows."""
    if len(told) < 2 or not all(each.events and each.part.verdict == "supported" for each in told):  # noqa: PLR2004 - two
        return
    one, two = (chosen(each) for each in told)
    pairs = pairs_of(one, two)
    turned = "before" in marks.left[length.end : length.end + _BEGINNING].lower()
    text = marks.text[told[0].clause.begin : told[1].clause.end].strip(" ,;")
    yield measured(text, length, [(b, a) for a, b in pairs] if turned else pairs)


def _later(each: Judged, length: Length, marks: Marks, last: Anchor, *, turned: bool) -> Part:
    """`…, two minutes later`: since what was told before."""
    if not each.events or not any(last) or _is_of_other(each.clause, length, marks):
        return Part(each.clause.text, "not_checkable", (), f"{length.text.strip()!r}: from what is not known")
    if not last.events:
        return sure(since(each.clause.text, length, last, each.events), each)
    pairs = pairs_of(last.events, each.events)
    return sure(measured(each.clause.text, length, [(b, a) for a, b in pairs] if turned else pairs), each)


def _is_of_other(clause: Clause, length: Length, marks: Marks) -> bool:
    """Whether what came later is something else than what its verb says: "created, two minutes later it is …"."""
    verb = next((said for said in marks.verbs if said.verb == clause.verb and said.begin >= clause.begin), None)
    if verb is None or verb.begin > length.begin:
        return False
    parts = [match.end() for match in _PARTED.finditer(marks.left, verb.end, length.begin)]
    later = _LATER.match(marks.left, length.end)
    behind = marks.left[later.end() if later else length.end : clause.end]
    return bool(parts) and not (takes_up(marks.left[parts[-1] : length.begin]) and takes_up(behind))


def _since_then(each: Judged, length: Length, last: Anchor) -> Part:
    """`had been resolved for fifty minutes`: until what was told before, where both are one event."""
    one, two = happenings(each.events), happenings(last.events)
    if each.part.verdict != "supported" or len(one) != 1 or len(two) != 1:
        return _unknown(each, length)
    return measured(each.clause.text, length, [(one[0], two[0])])


def _lasts(each: Judged) -> bool:
    return bool(each.clause.verb and each.clause.verb.lasting)


def _alone(each: Judged, length: Length, marks: Marks, ground: Ground) -> Iterator[Part]:
    """A length of time in a clause: between two nouns of acts, or since the thing began."""
    text = each.clause.text
    if nouns := _between(each.clause, marks, ground):
        part = measured(text, length, nouns)
        is_open = part.verdict == "contradicted" and (_EDGE.search(each.clause.left) or _ITS.search(each.clause.left))
        yield _unknown(each, length) if is_open else part
        return
    if not each.events or each.part.verdict != "supported":
        return
    if any(fits(length, seconds) for seen in each.events for seconds in seen.lengths):
        return
    pairs: list[Pair] = [(opened, seen) for seen in each.events[:_MOST] for opened in before(seen, ground)]
    pairs += [(seen, ended) for seen in each.events[:_MOST] for ended in end_of(seen, ground)]
    part = measured(text, length, pairs) if pairs and are_one(each.events) else _unknown(each, length)
    yield (
        _unknown(each, length)
        if part.verdict == "contradicted" and _lies_elsewhere(each, length, marks, ground)
        else part
    )


def _lies_elsewhere(each: Judged, length: Length, marks: Marks, ground: Ground) -> bool:
    """Whether so long lies between its event and another of the same thing behind it, of which it may be told."""
    if _TOOK.search(marks.left[: length.begin]):
        return False
    begun = [seen for seen in each.events[:_MOST] if seen.act.endswith(_BEGIN)]
    known = {key for seen in begun for key in keys.of(seen.event, *SAME)}
    found = list(dict.fromkeys(seen for key in known for seen in ground.by_key.get(key, ())))[:_MOST]
    return any(one.event.time < two.event.time and lasts(length, (one, two)) for one in begun for two in found)


def _between(clause: Clause, marks: Marks, ground: Ground) -> list[Pair]:
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
