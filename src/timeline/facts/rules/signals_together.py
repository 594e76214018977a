"""`signals_together`: signals of different severity in one channel within 60 s, and what followed within 5 min."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from timeline.facts import said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.facts.signals import is_signal
from timeline.model.event import Event, sort_key

NAME = "signals_together"
WITHIN = timedelta(seconds=60)
AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Seen:
    """A signal as it was seen in a channel.

    Attributes:
        post: the first post of it there.
        event: the signal.
        stated: what the post states: the signal, or another event of its happening.
    """

    post: Event
    event: Event
    stated: Event

    @property
    def time(self) -> datetime:
        """When it stood in the channel."""
        return self.post.time

    @property
    def happening(self) -> str:
        """What is the same for all signals of the same thing."""
        return self.event.happening or self.event.id


def rows(ground: Ground) -> Iterator[Fact]:
    """The signals of less severity beside those of more, of another thing, in the same channel; in order of time."""
    found = [each for place, seen in sorted(_by_channel(ground).items()) for each in _rows(ground, place, seen)]
    yield from (fact for _, fact in sorted(found, key=itemgetter(0)))


def _rows(ground: Ground, place: tuple[str, str], seen: Sequence[Seen]) -> Iterator[tuple[datetime, Fact]]:
    """Those of one channel, each with when it began: what is beside the same louder signals is one row."""
    if seen:
        quieter: dict[tuple[str, ...], list[Seen]] = defaultdict(list)
        louder: dict[tuple[str, ...], list[Seen]] = {}
        for quiet, loud in _pairs(seen):
            key = tuple(ids(each.event for each in loud))
            quieter[key].append(quiet)
            louder[key] = loud
        for key, loud in louder.items():
            together = sorted((*quieter[key], *loud), key=_order)
            yield together[0].time, _row(ground, place, quieter[key], together, seen)


def _by_channel(ground: Ground) -> dict[tuple[str, str], list[Seen]]:
    """The signals that stood in each channel, by when they did: posted themselves, or another of their happening."""
    own: dict[tuple[str, str], dict[str, Seen]] = defaultdict(dict)
    of_happening: dict[str, list[Event]] = defaultdict(list)
    for event in ground.events:
        if event.happening and is_signal(event):
            of_happening[event.happening].append(event)
    posted = list(_posted(ground))
    for place, post, cause in posted:
        if is_signal(cause):
            own[place].setdefault(cause.id, Seen(post, cause, cause))
    for place, post, cause in posted:
        for event in of_happening.get(cause.happening or "", ()):
            own[place].setdefault(event.id, Seen(post, event, cause))
    return {place: sorted(found.values(), key=_order) for place, found in own.items()}


def _posted(ground: Ground) -> Iterator[tuple[tuple[str, str], Event, Event]]:
    """Each post of a channel with what it states."""
    for post in ground.events:
        if post.kind.startswith("message.") and "channel" in post.tags:
            yield from (((post.tags["channel"], post.source), post, cause) for cause in ground.caused(post))


def _order(seen: Seen) -> tuple[object, ...]:
    return (*sort_key(seen.post), *sort_key(seen.event))


def _pairs(seen: Sequence[Seen]) -> Iterator[tuple[Seen, list[Seen]]]:
    """Each warning with the errors of other things that stand within the span of it."""
    warnings, errors = ([each for each in seen if each.event.severity == severity] for severity in ("warning", "error"))
    times = [each.time for each in errors]
    for quiet in warnings:
        near = errors[bisect_left(times, quiet.time - WITHIN) : bisect_right(times, quiet.time + WITHIN)]
        loud = [each for each in near if each.happening != quiet.happening]
        if loud:
            yield quiet, loud


def _row(ground: Ground, place: tuple[str, str], quiet: list[Seen], together: list[Seen], seen: Sequence[Seen]) -> Fact:
    last = together[-1]
    inside = {each.happening for each in together}
    near = [each for each in seen if last.time <= each.time <= last.time + AFTER]
    followed = [each for each in near if each.happening not in inside]
    names = said.listed(list(dict.fromkeys(said.signal(each.event) for each in quiet)))
    after = "; ".join(_told(ground, each, last) for each in _once(followed))
    sentence = (
        f"Signals of different severity within 60 s in #{place[0]}: "
        f"{'; '.join(_told(ground, each, together[0]) for each in _once(together))}. "
        f"By severity the quieter was {names}. Within 5 min after them in that channel: "
        f"{after or 'no other signal was read'}."
    )
    return ground.fact(
        NAME, sentence, (event for each in (*together, *followed) for event in (each.post, each.event, each.stated)),
        about=(each.event for each in together),
        span=(together[0].time, last.time + AFTER),
        types=("slack",),
        sources={each.event.source for each in together},
        looked_at={
            "channel": place[0],
            "signals": len(seen),
            "followed": ids(each.event for each in followed),
        },
    )  # fmt: skip


def _once(seen: Sequence[Seen]) -> list[Seen]:
    """Each thing at the first post of it, by what signalled it first: an alert and the page of it are one."""
    found: dict[tuple[object, ...], list[Seen]] = defaultdict(list)
    for each in seen:
        found[each.happening, each.event.severity].append(each)
    return [
        Seen(each[0].post, min((one.event for one in each), key=sort_key), each[0].stated) for each in found.values()
    ]


def _told(ground: Ground, seen: Seen, since: Seen) -> str:
    event = seen.event
    later = f", {ground.said.lag(since.post, seen.post)} later" if seen.post is not since.post else ""
    return f"{said.signal(event)} {said.went(event)} ({event.severity}, posted at {ground.said.time(seen.post)}{later})"
