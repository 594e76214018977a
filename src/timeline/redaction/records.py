"""A record without names: the same events in the same happenings, chosen and folded as they were."""

from __future__ import annotations

from collections.abc import Sequence

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
    return _under(record, Redaction(record.pulled.events, record.people if people is None else people, policy, also))


def alike(records: Sequence[Timeline], policy: Policy) -> list[Timeline]:
    """Several records of the same without names: whoever is in them has one role in all of them."""
    events = [event for record in records for event in record.pulled.events]
    profiles = [each for record in records for each in record.profiles]
    whole = Timeline(records[0].window, events, profiles=dict.fromkeys(profiles))
    redaction = Redaction(sorted(events, key=sort_key), whole.people, policy)
    return [_under(record, redaction) for record in records]


def _under(record: Timeline, redaction: Redaction) -> Timeline:
    pulled = record.pulled
    stated = {event.id: event for event in pulled.events}
    made = {key: redaction.event(event) for key, event in stated.items()}
    # A part may show other names than were stated.
    made |= {event.id: redaction.event(event) for event in record if stated.get(event.id) is not event}
    links = [Link(made[link.cause.id], made[link.effect.id], redaction.key(link.key)) for link in pulled.found]
    whole = sorted((made[event.id] for event in pulled.events), key=sort_key)
    return record.renamed(redaction, made, Joined(whole, links))
