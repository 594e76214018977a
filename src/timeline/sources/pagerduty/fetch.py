"""The account's log by offsets at the same time, proved by its own total; then what entries do not say themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from timeline._coverage import Gap
from timeline._errors import DeniedError, SourceError
from timeline._event import Event
from timeline._run import Job, Run
from timeline._window import Window, read_iso
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import tell
from timeline.sources._shape import at, iso_time, objects, rows, text
from timeline.sources.pagerduty import parse
from timeline.sources.pagerduty.listing import Kind, Listing

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty

_OPEN_PAGES = 3
_SECOND = timedelta(seconds=1)
_LOG: dict[str, Any] = {"time_zone": "UTC", "include[]": ["channels", "incidents", "services", "teams"]}


class Reading:
    """One pull of one account."""

    def __init__(self, config: PagerDuty, calls: Calls, window: Window, run: Run) -> None:
        self._config = config
        self._calls = calls
        self._window = window
        self._run = run
        teams: dict[str, Any] = {"team_ids[]": list(config.teams)} if config.teams else {}
        log = Kind("log_entries", "created_at", "log entry", _LOG | teams)
        changes = Kind("change_events", "timestamp", "change event", teams, where="change events")
        self._log, self._changes = Listing(calls, run, log), Listing(calls, run, changes)
        self._open: list[dict[str, Any]] = []

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        try:
            who = self._calls.json(Call("GET /users/me", "users/me"))
            yield f"key of {text(at(who, 'user', 'name')) or 'a user'}: it sees what that user sees"
        except SourceError as error:
            if isinstance(error, DeniedError) or error.reason != "bad_answer":
                raise
            yield "an account key"  # only users' own keys have a user to name
        self._log.probe()
        yield "log entries are readable"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        yield from self._run.gather([self._log.read, self._changes.read, self._silent])
        for listing in (self._log, self._changes):
            yield from listing.again()
            yield from listing.rejected()
        entries = [parse.Entry(raw) for raw in self._log.records()]
        self._name_silent({entry.incident_id for entry in entries})
        chosen = [entry for entry in entries if self._chose({entry.service_id})]
        if len(chosen) != len(entries):
            self._run.note("log entries of services that were not chosen are left out")
        yield from self._recorded()
        yield from self._run.gather(self._jobs(chosen))

    def _recorded(self) -> Iterator[Event | Gap]:
        """The change events."""
        for raw in self._changes.records():
            if self._chose({text(at(each, "id")) for each in objects(at(raw, "services"))}):
                yield from tell(self._run, parse.change(raw))

    def _chose(self, services: set[str | None]) -> bool:
        return not self._config.services or bool(services & set(self._config.services))

    def _silent(self) -> Iterator[Gap]:
        """Incidents that were open in the window and said nothing in it: no events, but worth a line."""
        found: list[Any] = []
        chosen = {"team_ids[]": list(self._config.teams), "service_ids[]": list(self._config.services)}
        params: dict[str, Any] = {"date_range": "all", "statuses[]": ["triggered", "acknowledged"], "limit": 100}
        params |= {name: ids for name, ids in chosen.items() if ids}
        try:
            for _ in range(_OPEN_PAGES):
                call = Call("GET /incidents", "incidents", params={**params, "offset": len(found)}, expect="incidents")
                page = self._calls.json(call)
                found += rows(page, "incidents")
                if at(page, "more") is not True or not rows(page, "incidents"):
                    break
        except SourceError:
            self._run.note("incidents that were open and silent could not be asked for")
        self._open = [each for each in objects(found) if _before(at(each, "created_at"), self._window.end)]
        yield from ()

    def _name_silent(self, spoke: set[str | None]) -> None:
        for incident in self._open:
            if text(at(incident, "id")) not in spoke:
                self._run.note(f"{parse.label(incident)} was open and has no entry in the window")

    def _jobs(self, entries: list[parse.Entry]) -> Iterator[Job]:
        by_incident: dict[str, list[parse.Entry]] = {}
        for entry in entries:
            by_incident.setdefault(entry.incident_id or "", []).append(entry)
        for mine in by_incident.values():
            yield self._job(mine)

    def _job(self, entries: list[parse.Entry]) -> Job:
        return lambda: self._incident(entries)

    def _incident(self, entries: list[parse.Entry]) -> Iterator[Event | Gap]:
        """The entries of one incident, with what has to be looked up for them."""
        details = _Details(self._calls, self._window, entries)
        for entry in entries:
            yield from tell(self._run, parse.draft(details.completed(entry)))
        yield from details.gaps


class _Details:
    """What the entries of one incident do not say themselves; each call is made once, if at all."""

    def __init__(self, calls: Calls, window: Window, entries: list[parse.Entry]) -> None:
        self._calls = calls
        self._window = window
        self._entries = entries
        self._found: dict[str, Any] = {}
        self.gaps: list[Gap] = []

    def completed(self, entry: parse.Entry) -> parse.Entry:
        """The entry with its look-ups, where it needs any."""
        if not _inside(entry.raw, self._window) or not entry.incident_id:
            return entry
        if entry.kind == "incident.triggered" and _detailless(entry):
            return parse.Entry(entry.raw, alert=self._alert(entry, entry))
        if entry.kind == "incident.resolved" and parse.by_machine(entry):
            return parse.Entry(entry.raw, opened_by=self._opened_by(entry))
        if entry.kind == "incident.annotated":
            return parse.Entry(entry.raw, note=self._note(entry))
        return entry

    def _alert(self, trigger: parse.Entry, entry: parse.Entry) -> dict[str, Any] | None:
        """The alert behind a trigger without details: the only one, or the one of that second."""
        answer = self._asked(entry, f"incidents/{entry.incident_id}/alerts", "alerts")
        self._miss(entry, answer)
        alerts = objects(at(answer, "alerts"))
        began = at(trigger.raw, "created_at") or at(entry.incident, "created_at")
        same = [alert for alert in alerts if _same_second(at(alert, "created_at"), began)]
        fitting = same if len(alerts) > 1 else alerts
        return fitting[0] if len(fitting) == 1 else None

    def _opened_by(self, entry: parse.Entry) -> str | None:
        """The Datadog event that triggered the incident, looked up when its entry is older than the window.

        By the first trigger; where that cannot be had or says nothing, by the alert behind it.
        """
        answer = self._first(entry)
        found = at(answer, "log_entry")
        trigger = parse.Entry(found if isinstance(found, dict) else {})
        if _detailless(trigger):
            alert = self._alert(trigger, entry)
            self._miss(entry, answer if alert is None else None)
            trigger = parse.Entry(trigger.raw, alert=alert)
        return trigger.datadog[0]

    def _first(self, entry: parse.Entry) -> Any:
        """The incident's first trigger, as an answer that holds it; None where nothing says which it is."""
        first = text(at(entry.incident, "first_trigger_log_entry", "id"))
        triggers = [each for each in self._entries if each.kind == "incident.triggered"]
        for trigger in triggers:
            if text(at(trigger.raw, "id")) == first or (first is None and len(triggers) == 1):
                return {"log_entry": trigger.raw}
        params = {"include[]": ["channels", "incidents"]}
        return self._asked(entry, f"log_entries/{first}", "log_entry", params) if first else None

    def _note(self, entry: parse.Entry) -> str | None:
        """The final words of the note, if they are not those of the log."""
        answer = self._asked(entry, f"incidents/{entry.incident_id}/notes", "notes")
        self._miss(entry, answer)
        words = text(at(entry.raw, "channel", "summary"))
        same = [
            note
            for note in objects(at(answer, "notes"))
            if _same_second(at(note, "created_at"), at(entry.raw, "created_at"))
            and text(at(note, "user", "id")) == text(at(entry.raw, "agent", "id"))
        ]
        final = text(at(same[0], "content")) if len(same) == 1 else None
        return final if final != words else None

    def _asked(self, entry: parse.Entry, path: str, expect: str, params: dict[str, Any] | None = None) -> Any:
        """The answer, or the error that came in its place."""
        if path not in self._found:
            name = f"GET /{path.replace(str(entry.incident_id), ':id')}"
            call = Call(name, path, params=params or {}, where=str(entry.incident_id), expect=expect)
            try:
                self._found[path] = self._calls.json(call)
            except SourceError as error:
                self._found[path] = error
        return self._found[path]

    def _miss(self, entry: parse.Entry, answer: Any) -> None:
        """A gap where that answer is none: the entry is told all the same, so that it is over its own second."""
        if isinstance(answer, SourceError):
            start = read_iso(at(entry.raw, "created_at")).time
            self.gaps.append(Gap.after(answer, self._window, where=entry.incident_id, start=start, end=start + _SECOND))


def _detailless(entry: parse.Entry) -> bool:
    """Whether the trigger's channel says nothing, though an alert stands behind it."""
    channel = at(entry.raw, "channel")
    empty = not any(at(channel, key) for key in ("details", "cef_details", "client_url", "contexts"))
    made_by_alert = at(channel, "type") not in ("web_trigger", "website", "web", "email", "phone", "sms")
    count = at(entry.incident, "alert_counts", "all")
    return empty and made_by_alert and count != 0


def _inside(raw: Any, window: Window) -> bool:
    return iso_time(at(raw, "created_at")) in window


def _same_second(one: Any, other: Any) -> bool:
    """Alerts and notes carry the account's offset, log entries UTC."""
    first, second = iso_time(one), iso_time(other)
    return bool(first and second and abs(first - second) <= _SECOND)


def _before(stamp: Any, end: datetime) -> bool:
    time = iso_time(stamp)
    return time is not None and time < end
