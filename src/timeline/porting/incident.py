"""An incident as a service lists it: enough to find the one that is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Incident:
    """What a source's `incidents(window, run)` yields, beside gaps.

    Attributes:
        id: the service's own.
        title: what it is called.
        began: when it was triggered.
        number: what people call it by.
        ended: when it was resolved; None while it is open.
        priority: the service's word.
        service: what it is about.
        people: who acted in it, in order of their first act.
        url: where it is shown.
    """

    id: str
    title: str
    began: datetime
    number: str | None = None
    ended: datetime | None = None
    priority: str | None = None
    service: str | None = None
    people: tuple[str, ...] = ()
    url: str | None = None
