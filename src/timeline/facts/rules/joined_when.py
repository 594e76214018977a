"""`joined_when`: a person's first act, and the way by which they came: paged, asked, mentioned, or by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from timeline.facts import acts, known, said
from timeline.facts.fact import Fact
from timeline.facts.ground import Ground, ids
from timeline.model.event import Event

NAME = "joined_when"
_WAYS = ("paged", "asked", "mentioned")
_NONE = "by themselves: no page, request or mention of them was read before"


def rows(ground: Ground) -> Iterator[Fact]:
    """A row a person, in the order of their first acts; ways after the first act do not count."""
    first: dict[str, Event] = {}
    for event in ground.acts:
        if key := ground.who.of(event):
            first.setdefault(key, event)
    ways = _ways(ground, first)
    yield from (_row(ground, act, ways[key]) for key, act in first.items())


def _ways(ground: Ground, first: dict[str, Event]) -> dict[str, dict[str, list[Event]]]:
    """By person and way, the events that came before their first act."""
    found: dict[str, dict[str, list[Event]]] = {key: {} for key in first}
    last = max((act.time for act in first.values()), default=ground.window.start)
    for event in takewhile(lambda event: event.time < last, ground.events):
        way = acts.way(event)
        own = ground.who.of(event) if way else None
        for key in ground.who.named_in(acts.naming(event), whole=way == "mentioned") if way else ():
            if way and key in first and key != own and event.time < first[key].time:
                found[key].setdefault(way, []).append(event)
    return found


def _row(ground: Ground, act: Event, ways: dict[str, list[Event]]) -> Fact:
    way = next((each for each in _WAYS if each in ways), None)
    via = ways[way][0] if way else None
    did = f"{ground.who.name(act)} first acted at {ground.said.time(act)} ({said.acted(act)})"
    how = f"{way} {_when(ground, via, act)}" if via else _NONE
    return ground.fact(
        NAME, f"{did}; {how}.", [via, act] if via else [act],
        about=(act,),
        span=(ground.window.start, act.time),
        types=known.ACTS, sources={act.source},
        looked_at={"ways": {each: ids(found) for each, found in ways.items()}, "channels": ground.channels},
    )  # fmt: skip


def _when(ground: Ground, via: Event, act: Event) -> str:
    where = f"in {said.channel(via)}" if via.kind.startswith("message.") else f"for {said.page(via)}"
    return f"{where} at {ground.said.time(via)}, {ground.said.lag(via, act)} before"
