"""Whose past is asked for: every alert and every page of a record."""

from __future__ import annotations

from collections.abc import Iterable

from timeline.facts.pages import Page, pages
from timeline.facts.signals import signals
from timeline.joining import keys
from timeline.joining.keys import ALERT, MONITOR, RULE
from timeline.model.event import Event
from timeline.model.secrets import masked
from timeline.porting.subject import Subject


def subjects(events: Iterable[Event]) -> list[Subject]:
    """What fired and what was paged for among those events, which stand in the record's order.

    The groups of a monitor are asked for together.
    """
    found = list(events)
    sent = pages(found)
    by_alert: dict[str, set[str]] = {}
    for page in sent:
        for alert in page.alerts:
            by_alert.setdefault(alert, set()).update(_service(page))
    made: dict[tuple[str, str, str, str], set[str]] = {}
    for signal in signals(found):
        number = _monitor(signal.first)
        if number:
            key = ("alert", signal.first.source, number, signal.first.tags.get("monitor", ""))
            alerts = (alert for event in signal.events for alert in keys.of(event, ALERT))
            made.setdefault(key, set()).update(*(by_alert.get(alert, ()) for alert in alerts))
    for page in sent:
        made.setdefault(("page", page.source, page.alert_key or "", page.title), set()).update(_service(page))
    return sorted((_subject(*key, services) for key, services in made.items()), key=lambda each: each.where)


def _subject(sort: str, source: str, id: str, name: str, services: set[str]) -> Subject:  # noqa: A002 - the field's name
    return Subject("alert" if sort == "alert" else "page", source, id, masked(name), tuple(sorted(services)))


def _monitor(event: Event) -> str | None:
    key = keys.first(event, MONITOR, RULE) if event.kind.startswith("alert.") else None
    return next((told[0] for sort in (MONITOR, RULE) if (told := sort.read(key or ""))), None)


def _service(page: Page) -> list[str]:
    """The service's id; none where no payload is kept, which alone has it."""
    return [page.service] if page.has_id else []
