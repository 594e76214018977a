"""Human acts, and the sentences of others' that name who was paged, asked or mentioned."""

from __future__ import annotations

import re

from timeline.model.event import Event
from timeline.reading import objects

#: A notification is PagerDuty's; a note is written afterwards, and no act of that time.
_NO_ACTS = ("incident.notified", "note.")
_QUOTED = re.compile(r'"[^"]*"')
_IN_VAIN = "tried to notify"


def is_act(event: Event) -> bool:
    """Whether a person did it then."""
    return objects.is_act(event) and not event.kind.startswith(_NO_ACTS)


def way(event: Event) -> str | None:
    """By which way the people came whom the event names, if it is one: paged, asked or mentioned."""
    if event.kind == "incident.notified":
        return None if _IN_VAIN in event.summary else "paged"
    if event.kind in ("incident.assigned", "incident.responder_requested"):
        return "asked"
    return "mentioned" if event.kind.startswith("message.") and "app" not in event.tags else None


def naming(event: Event) -> str:
    """The words in which it names them: a message's own; of a page's sentence all but the incident's title."""
    if event.kind.startswith("message."):
        return event.body or event.summary
    return _QUOTED.sub(" ", event.summary)
