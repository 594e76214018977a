"""How a pull request was merged: by a person, by the merge queue, or automatically; and the closing told with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from timeline.model.event import Actor
from timeline.porting.draft import by
from timeline.porting.payload import at, iso_time
from timeline.sources.github.actors import QUEUE, person

_QUEUED = "AddedToMergeQueueEvent"
_UNQUEUED = "RemovedFromMergeQueueEvent"
_AUTOMATIC = frozenset({"AutoMergeEnabledEvent", "AutoSquashEnabledEvent", "AutoRebaseEnabledEvent"})
_NOT_AUTOMATIC = "AutoMergeDisabledEvent"
_BY_MERGING = frozenset({"merge", "merged"})  # the queue lets go of what it has merged
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Items = Sequence[Mapping[str, Any]]


class Merge(NamedTuple):
    """Who merged, and how the sentence says it."""

    actor: Actor | None
    words: str
    tags: dict[str, str | None]


def merger(pull: Mapping[str, Any], timeline: Items, item: Mapping[str, Any]) -> Merge:
    """The queue where it was queued until then, with who queued it in a tag; else whom GitHub names.

    Automatic merging is GitHub's act on somebody's order: it names who gave it, and so does the sentence.
    """
    named = person(at(item, "actor")) or person(at(pull, "mergedBy"))
    queued = _standing(timeline, item, frozenset({_QUEUED}), _UNQUEUED)
    if queued or named == QUEUE:
        who = person(at(queued, "enqueuer")) or person(at(queued, "actor"))
        words = " by the merge queue" + (f", queued{by(who)}" if who else "")
        return Merge(QUEUE, words, {"queued_by": who.id if who else None})
    order = _standing(timeline, item, _AUTOMATIC, _NOT_AUTOMATIC)
    setter = person(at(order, "enabler")) or person(at(order, "actor"))
    if setter and setter == named:
        return Merge(named, f" automatically, as set{by(named)}", {"auto_merge": setter.id})
    return Merge(named, by(named), {})


def closing(pull: Mapping[str, Any], timeline: Items) -> Mapping[str, Any] | None:
    """The closing that GitHub records with a merge: the last one of a merged pull request, not reopened since."""
    merged = iso_time(at(pull, "mergedAt"))
    closings: list[Mapping[str, Any]] = [item for item in timeline if at(item, "__typename") == "ClosedEvent"]
    last = max(closings, key=_time, default=None)
    return last if merged and last and (_time(last) - merged).total_seconds() >= -1 else None


def _standing(timeline: Items, merge: Mapping[str, Any], on: frozenset[str], off: str) -> Mapping[str, Any] | None:
    """The order that stood when it was merged: given before, and not taken back."""
    until, found = _time(merge), None
    for item in sorted(timeline, key=_time):
        kind = at(item, "__typename")
        if _time(item) > until:
            break
        if kind in on:
            found = item
        elif kind == off and str(at(item, "reason")).lower() not in _BY_MERGING and _time(item) < until:
            found = None
    return found


def _time(item: Mapping[str, Any]) -> datetime:
    return iso_time(at(item, "createdAt")) or _EPOCH
