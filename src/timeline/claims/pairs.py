"""Two events that a sentence sets beside each other: which of them, and which side is held to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import product

from timeline.claims import verbs
from timeline.claims.ground import Ground
from timeline.claims.judged import Judged
from timeline.claims.seen import Seen, stands_in
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

#: What makes two events be about the same thing, the closest first.
SAME = (CYCLE, INCIDENT, PULL, RUN, COMMIT, WORKFLOW, DEPLOYMENT, ISSUE, TICKET, ALERT, MONITOR)
#: What begins something that lasts until it is over.
BEGUN = frozenset(("alert.triggered", "alert.warned", "alert.no_data", "incident.triggered"))
Pair = tuple[Seen, Seen]
_MOST = 200
_WITNESSES = timedelta(seconds=5)
_WORD = re.compile(r"[a-z][a-z0-9]{2,40}", re.IGNORECASE)
_FIRST, _LAST = (
    re.compile(r"\b(?:first|earliest)\b", re.IGNORECASE),
    re.compile(r"\b(?:last|latest|final)\b", re.IGNORECASE),
)


def pairs_of(one: Sequence[Seen], two: Sequence[Seen]) -> list[Pair]:
    """The pairs that are about the same thing, where any are."""
    every = [(a, b) for a, b in product(one[:_MOST], two[:_MOST]) if a is not b]
    for sort in SAME:
        same = [(a, b) for a, b in every if set(keys.of(a.event, sort)) & set(keys.of(b.event, sort))]
        if same:
            return same
    return every or list(product(one[:1], two[:1]))


def held(judged: Judged, ground: Ground) -> Sequence[Seen]:
    """The events of a side that its other words mean too; none where they name what none of its events is about."""
    found = chosen(judged)
    for word in dict.fromkeys(match[0].lower() for match in _WORD.finditer(judged.clause.left)):
        if word in ground.name_words or (is_noun_of_no_act(word) and f"the {word}" in judged.clause.left.lower()):
            found = [seen for seen in found if stands_in(word, seen.text)]
    return found


def is_noun_of_no_act(word: str) -> bool:
    """Whether a word is in the table for what is done to machines, of which there is no kind: "the revert"."""
    verb = verbs.table().get(word)
    return verb is not None and not (verb.acts or verb.speech)


def happenings(found: Sequence[Seen]) -> list[Seen]:
    """The first event of each happening; what comes within seconds tells of the same one."""
    first: dict[str, Seen] = {}
    for seen in found:
        first.setdefault(seen.one, seen)
    ordered = sorted(first.values(), key=lambda seen: seen.event.time)
    return [
        seen
        for place, seen in enumerate(ordered)
        if not place or seen.event.time - ordered[place - 1].event.time > _WITNESSES
    ]


def chosen(judged: Judged) -> Sequence[Seen]:
    """Its events, or of "the first" and "the last" that one."""
    left = judged.clause.left
    return judged.events[:1] if _FIRST.search(left) else judged.events[-1:] if _LAST.search(left) else judged.events


def before(seen: Seen, ground: Ground) -> list[Seen]:
    """What happened to the same thing before."""
    for sort in SAME:
        found = [
            other for key in keys.of(seen.event, sort) for other in ground.by_key.get(key, ())
            if other.event.time < seen.event.time and other.event.source == seen.event.source
        ]  # fmt: skip
        if found:
            return found
    return []


def end_of(seen: Seen, ground: Ground) -> list[Seen]:
    """What ended what began with an event: the first recovery or resolve of the same thing behind it."""
    if seen.act not in BEGUN:
        return []
    for sort in (CYCLE, ALERT, INCIDENT, MONITOR):
        found = [
            other for key in keys.of(seen.event, sort) for other in ground.by_key.get(key, ())
            if other.event.time > seen.event.time and other.act in ("alert.recovered", "incident.resolved")
            and other.event.tags.get("group") == seen.event.tags.get("group")
        ]  # fmt: skip
        if found:
            return found[:1]
    return []
