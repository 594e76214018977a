"""An incident as a list tells it, with the entry that triggered it, where that came with it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from timeline.porting.payload import at, block, iso_time, lazy, text
from timeline.porting.subject import Subject
from timeline.sources.pagerduty.details import detailless
from timeline.sources.pagerduty.entry import Entry, titled

_KEYS = ("incident_key", "alert_key", "dedup_key")


class Matter:
    """One incident.

    Args:
        raw: as the list has it.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self._raw = raw
        self.id = text(at(raw, "id")) or ""
        self.began, self.ended = iso_time(at(raw, "created_at")), iso_time(at(raw, "resolved_at"))

    @property
    def order(self) -> tuple[str, str]:
        """By when it began."""
        return text(at(self._raw, "created_at")) or "", self.id

    @lazy
    def trigger(self) -> tuple[Entry, ...]:
        """The entry that triggered it, if it came whole."""
        told = block(at(self._raw, "first_trigger_log_entry"))
        if not at(told, "created_at") or not isinstance(at(told, "channel"), dict):
            return ()
        incident = {name: value for name, value in self._raw.items() if name != "first_trigger_log_entry"}
        return (Entry({"service": incident.get("service"), **told, "incident": incident}),)

    @property
    def cost(self) -> int:
        """How many requests its log takes: another one where the trigger's words stand in its alert."""
        return 2 if any(map(detailless, self.trigger)) else 1

    def is_of(self, pages: Sequence[Subject], alerts: Sequence[Subject]) -> bool:
        """Whether it pages for one of those pages, or for one of those alerts, or may, for all that came of it."""
        return any(map(self._pages_for, pages)) or self._carries({each.id for each in alerts})

    def _pages_for(self, page: Subject) -> bool:
        if page.services and text(at(self._raw, "service", "id")) not in page.services:
            return False
        if page.id and (not self.trigger or self._key):
            return not self.trigger or self._key == page.id
        return titled(self._raw)[1] == page.name

    @property
    def _key(self) -> str | None:
        """The key under which the integration sent it."""
        entry = self.trigger[0] if self.trigger else Entry({})
        places: tuple[Mapping[str, Any], ...] = (entry.channel, block(entry.channel.get("cef_details")), self._raw)
        return next((found for place in places for name in _KEYS if (found := text(place.get(name)))), None)

    def _carries(self, monitors: set[str]) -> bool:
        if not monitors:
            return False
        if not self.trigger or detailless(self.trigger[0]):
            return True
        event, monitor, _ = self.trigger[0].datadog
        return monitor in monitors if monitor else event is not None
