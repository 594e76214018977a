"""`paging`: who was paged after an incident's trigger or escalation, and how each delivery went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from timeline.joining import keys
from timeline.joining.keys import INCIDENT
from timeline.model.event import Event
from timeline.reading.folds._rule import Fold, Step, Unit, history, listed, steps

WITHIN = timedelta(minutes=5)
#: What a notification's `delivery` says where it arrived, or where nothing is said of it.
_ARRIVED = frozenset({"", "success", "sent", "delivered"})
_PAGES = frozenset({"incident.assigned", "incident.notified", "incident.responder_requested"})
_BEGINS = frozenset({"incident.triggered", "incident.escalated"})
_NOTIFIED = re.compile(r"\bnotif(?:ied|y) (.+?)(?: (?:by|of|about|for|on)\b|[:,(]|$)")
_ASSIGNED = re.compile(r" assigned to (.+?)(?: by [^\"]+)?$")
_TITLE = re.compile(r"incident (#?[\w-]+)(?: (\".*\"))?")


def pagings(units: Sequence[Unit]) -> Iterator[Fold]:
    """The assignments, notifications and requests of one incident within 5 min of its trigger or last escalation."""
    begun = history((Unit(unit.place, (event,)) for unit in units for event in unit.events), _beginning)
    for incident, pages in steps(units, _page).items():
        for run in _runs(begun.get(incident, []), pages):
            if len(run) > 1:
                yield _told(run)


def _page(event: Event) -> str | None:
    return keys.first(event, INCIDENT) if event.kind in _PAGES else None


def _beginning(event: Event) -> str | None:
    return keys.first(event, INCIDENT) if event.kind in _BEGINS else None


def _runs(begun: list[Step], pages: list[Step]) -> Iterator[list[Step]]:
    """The pages that each beginning was followed by; a later trigger only adds an alert to what has begun."""
    starts = [step.event for place, step in enumerate(begun) if not place or step.event.kind == "incident.escalated"]
    runs: list[list[Step]] = [[] for _ in starts]
    place = -1
    for step in pages:
        while place + 1 < len(starts) and starts[place + 1].time <= step.event.time:
            place += 1
        if place >= 0 and step.event.time - starts[place].time <= WITHIN:
            runs[place].append(step)
    yield from runs


def _told(run: list[Step]) -> Fold:
    """`paged Ada Lovelace (push, sms) and Grace Hopper (phone: no answer)`."""
    events = [step.event for step in run]
    people = listed([f"{name} ({ways})" for name, ways in _people(events).items()])
    asked = dict.fromkeys(_asker(event) for event in events if event.kind == "incident.responder_requested")
    did = [f"paged {people}"] if people else []
    did += [f"{who} for responders" for who in asked]
    return Fold([step.unit for step in run], (f"{_subject(events[0])}: {'; '.join(did) or 'assigned'}",))


def _people(events: Iterable[Event]) -> dict[str, str]:
    """By name, the ways by which each was paged; who was assigned and not notified, as assigned."""
    ways: dict[str, Counter[str]] = {}
    for event in events:
        if event.kind == "incident.notified":
            found = _NOTIFIED.search(event.summary)
            ways.setdefault(found[1] if found else "somebody", Counter())[_way(event)] += 1
    for event in events:
        for name in _assigned(event):
            ways.setdefault(name, Counter({"assigned": 1}))
    return {name: ", ".join(map(_counted, each.items())) for name, each in ways.items()}


def _way(event: Event) -> str:
    """`push`, `phone: no answer`."""
    way = event.tags.get("notification", "").removesuffix("_notification").replace("_", " ") or "notified"
    went = event.tags.get("delivery", "")
    return way if went in _ARRIVED else f"{way}: {went.replace('_', ' ')}"


def _counted(way: tuple[str, int]) -> str:
    return way[0] if way[1] == 1 else f"{way[0]}, {way[1]} times"


def _assigned(event: Event) -> list[str]:
    found = _ASSIGNED.search(event.summary) if event.kind == "incident.assigned" else None
    return found[1].split(", ") if found else []


def _asker(event: Event) -> str:
    name = event.actor and (event.actor.name or event.actor.id)
    return f"{name} asked" if name else "asked"


def _subject(event: Event) -> str:
    """`PagerDuty incident 4172 "hook publish volume drop"`, as the events' own sentences call it."""
    found = _TITLE.search(event.summary)
    return f"PagerDuty {found[0]}" if found else "PagerDuty"
