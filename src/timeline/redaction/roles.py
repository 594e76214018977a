"""The role of everybody, the same in every export of a record: in the order in which they first acted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from timeline.model.event import Event
from timeline.people.table import People
from timeline.redaction.who import Who

_ALPHABET = 26
UNKNOWN = "a responder"


def letters(number: int) -> str:
    """The letters of a place: `A` to `Z`, then `AA`."""
    told = ""
    while number >= 0:
        told = chr(ord("A") + number % _ALPHABET) + told
        number = number // _ALPHABET - 1
    return told


def roles(who: Who, people: People, events: Sequence[Event]) -> dict[int, str]:
    """By number, the role of each person: `responder A` who acted, `person A` who is only mentioned.

    Events that come later, at the record's end, change the role of nobody who acted before.
    """
    numbers = {ref: number for number, person in enumerate(who.persons) for ref in person.ids}
    acted: dict[int, None] = {}
    mentioned: dict[int, None] = {}
    for event in events:
        acting = number_of(event, numbers, people)
        if acting is not None:
            acted.setdefault(acting)
        for found in _named(who, event):
            if found not in acted:
                mentioned.setdefault(found)
    made = {number: f"responder {letters(place)}" for place, number in enumerate(acted)}
    rest = dict.fromkeys(number for number in range(len(who.persons)) if number not in made and number not in mentioned)
    others = {number: f"person {letters(place)}" for place, number in enumerate((*mentioned, *rest))}
    return {**others, **made}


def number_of(event: Event, numbers: dict[str, int], people: People) -> int | None:
    """The number of the person who acted."""
    actor = event.actor
    if not actor or actor.kind != "person":
        return None
    row = people.person_of(event.source, actor.id) or people.person_of(event.source, actor.name)
    refs = (*(row.ids if row else ()), f"{event.source}:{actor.id}", f"{event.source}:{actor.name}")
    return next((numbers[ref] for ref in refs if ref in numbers), None)


def _named(who: Who, event: Event) -> Iterable[int]:
    texts = (event.summary, event.body or "", *event.tags.values())
    hits = (hit for text in texts for hit in who.finder.find(text).hits)
    return [next(iter(hit.who)) for hit in hits if len(hit.who) == 1 and min(hit.who) < len(who.persons)]
