"""What the entries of one incident do not say themselves; each call is made once, if at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.window import Window, read_iso
from timeline.porting.payload import at, block, iso_time, objects, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.pagerduty.agents import Named
from timeline.sources.pagerduty.changes import History
from timeline.sources.pagerduty.entry import Entry
from timeline.sources.pagerduty.parse import by_machine

_SECOND = timedelta(seconds=1)


class Details:
    """The look-ups for one incident.

    Args:
        entries: all that were read of it.
        name: what an object is called.
    """

    def __init__(self, client: Client, run: Run, entries: list[Entry], name: Named) -> None:
        self._client = client
        self._run = run
        self._window = run.window
        self._entries = entries
        self._name = name
        self._history = History(entry.raw for entry in entries)
        self._found: dict[str, Any] = {}
        self.gaps: list[Gap] = []

    def completed(self, entry: Entry) -> Entry:
        """The entry with its look-ups, where it needs any."""
        if not _inside(entry.raw, self._window):
            return entry
        then, about, whole = self._history.at(entry.raw), self._about(entry), self._whole(entry)
        entry = replace(entry, name=self._name, then=then, about=about, whole=whole)
        if not entry.incident_id:
            return entry
        if entry.kind == "incident.triggered" and detailless(entry):
            return replace(entry, alert=self._alert(entry, entry))
        if entry.kind == "incident.resolved" and by_machine(entry):
            return replace(entry, opened_by=self._opened_by(entry))
        if entry.kind == "incident.annotated":
            note, edited_at = self._note(entry)
            return replace(entry, note=note, edited_at=edited_at)
        return entry

    def _about(self, entry: Entry) -> Mapping[str, Any]:
        """The incident itself, where the entry names it by its id only."""
        if entry.title or not entry.incident_id:
            return {}
        response = self._asked(entry, f"incidents/{entry.incident_id}", "incident")
        if isinstance(response, SourceError):
            self._run.note(
                f"the title of incident {entry.incident_id} could not be had ({response.reason}): "
                "it is told by its id, and a filter by words of its title does not find it"
            )
        return block(at(response, "incident"))

    def _whole(self, entry: Entry) -> Mapping[str, Any] | None:
        """The channel of an entry from which the list left out the words."""
        if not _shortened(entry.channel):
            return None
        key = text(at(entry.raw, "id"))
        response = self._asked(entry, f"log_entries/{key}", "log_entry", {"include[]": ["channels"]})
        self._miss(entry, response)
        channel = block(at(response, "log_entry", "channel"))
        if channel and _shortened(channel):
            self._run.note(f"the words of log entry {key} are longer than the service tells")
        return channel or None

    def _alert(self, trigger: Entry, entry: Entry) -> dict[str, Any] | None:
        """The alert behind a trigger without details: the only one, or the one of that second."""
        response = self._asked(entry, f"incidents/{entry.incident_id}/alerts", "alerts")
        self._miss(entry, response)
        alerts = objects(at(response, "alerts"))
        began = at(trigger.raw, "created_at") or at(entry.incident, "created_at")
        same = [alert for alert in alerts if _same_second(at(alert, "created_at"), began)]
        fitting = same if len(alerts) > 1 else alerts
        return fitting[0] if len(fitting) == 1 else None

    def _opened_by(self, entry: Entry) -> str | None:
        """The Datadog event that triggered the incident, looked up when its entry is older than the window.

        By the first trigger; where that cannot be had or says nothing, by the alert behind it.
        """
        response = self._first(entry)
        found = at(response, "log_entry")
        trigger = Entry(found if isinstance(found, dict) else {})
        if detailless(trigger):
            alert = self._alert(trigger, entry)
            self._miss(entry, response if alert is None else None)
            trigger = Entry(trigger.raw, alert=alert)
        return trigger.datadog[0]

    def _first(self, entry: Entry) -> Any:
        """The incident's first trigger, as an answer that holds it; None where nothing says which it is."""
        first = text(at(entry.incident, "first_trigger_log_entry", "id"))
        triggers = [each for each in self._entries if each.kind == "incident.triggered"]
        for trigger in triggers:
            if text(at(trigger.raw, "id")) == first or (first is None and len(triggers) == 1):
                return {"log_entry": trigger.raw}
        params = {"include[]": ["channels", "incidents"]}
        return self._asked(entry, f"log_entries/{first}", "log_entry", params) if first else None

    def _note(self, entry: Entry) -> tuple[str | None, str | None]:
        """The final words of the note, if they are not those of the log, and when it was edited."""
        response = self._asked(entry, f"incidents/{entry.incident_id}/notes", "notes")
        self._miss(entry, response)
        words = text(at(entry.raw, "channel", "summary"))
        same = [
            note
            for note in objects(at(response, "notes"))
            if _same_second(at(note, "created_at"), at(entry.raw, "created_at"))
            and text(at(note, "user", "id")) == text(at(entry.raw, "agent", "id"))
        ]
        if len(same) != 1:
            return None, None
        final, edited = text(at(same[0], "content")), text(at(same[0], "updated_at"))
        later = iso_time(edited) is not None and not _same_second(edited, at(same[0], "created_at"))
        return final if final != words else None, edited if later else None

    def _asked(self, entry: Entry, path: str, expect: str, params: dict[str, Any] | None = None) -> Any:
        """The answer, or the error that came in its place."""
        if path not in self._found:
            name = f"GET /{path.replace(str(entry.incident_id), ':id')}"
            request = Request(name, path, params=params or {}, where=str(entry.incident_id), expect=expect)
            try:
                self._found[path] = self._client.json(request)
            except SourceError as error:
                self._found[path] = error
        return self._found[path]

    def _miss(self, entry: Entry, response: Any) -> None:
        """A gap where that answer is none: the entry is told all the same, so that it is over its own second."""
        if isinstance(response, SourceError):
            start = read_iso(at(entry.raw, "created_at")).time
            self.gaps.append(
                Gap.after(response, self._window, where=entry.incident_id, start=start, end=start + _SECOND)
            )


def detailless(entry: Entry) -> bool:
    """Whether the trigger's channel says nothing, though an alert stands behind it."""
    channel = entry.channel
    empty = not any(at(channel, key) for key in ("details", "cef_details", "client_url", "contexts"))
    made_by_alert = at(channel, "type") not in ("web_trigger", "website", "web", "email", "phone", "sms")
    count = at(entry.incident, "alert_counts", "all")
    return empty and made_by_alert and count != 0


def _shortened(channel: Mapping[str, Any]) -> bool:
    """Whether the service says itself that it left out a part."""
    return channel.get("details_omitted") is True or channel.get("body_omitted") is True


def _inside(raw: Any, window: Window) -> bool:
    return iso_time(at(raw, "created_at")) in window


def _same_second(one: Any, other: Any) -> bool:
    """Alerts and notes carry the account's offset, log entries UTC."""
    first, second = iso_time(one), iso_time(other)
    return bool(first and second and abs(first - second) <= _SECOND)
