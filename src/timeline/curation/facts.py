"""What the events of a line say, as one short hash: whether a record has changed since a line was reworded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.record import Timeline

_LETTERS = 16


def facts_of(record: Timeline) -> Callable[[Iterable[str]], str]:
    """What hashes events by their ids: what the services said of them; an event that is gone says nothing."""
    said = {event.id: f"{event.time.isoformat()} {event.summary}" for event in record.pulled.events}

    def hashed(events: Iterable[str]) -> str:
        told = "\n".join(f"{key} {said[key]}" for key in sorted(events) if key in said)
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:_LETTERS]

    return hashed
