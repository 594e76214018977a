"""A record without names: the same events in the same happenings, chosen and folded as they were."""

from __future__ import annotations

from timeline.joining.happenings import Joined
from timeline.joining.rules import Link
from timeline.model.event import sort_key
from timeline.people.table import People
from timeline.record import Timeline
from timeline.redaction.policy import Policy, Redactor
from timeline.redaction.redaction import Redaction


def redacted(record: Timeline, policy: Policy, people: People | None, also: Redactor | None = None) -> Timeline:
    """The record without names. Roles are those of all that was pulled, so that every part of it has the same."""
    if record.redaction:
        return record
    pulled = record.pulled
    redaction = Redaction(pulled.events, record.people if people is None else people, policy, also)
    stated = {event.id: event for event in pulled.events}
    made = {key: redaction.event(event) for key, event in stated.items()}
    # A part may show other names than were stated.
    made |= {event.id: redaction.event(event) for event in record if stated.get(event.id) is not event}
    links = [Link(made[link.cause.id], made[link.effect.id], redaction.key(link.key)) for link in pulled.found]
    whole = sorted((made[event.id] for event in pulled.events), key=sort_key)
    return record.renamed(redaction, made, Joined(whole, links))
