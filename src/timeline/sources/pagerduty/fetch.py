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
from timeline.sources._shape import at, objects, rows, text
from timeline.sources.pagerduty import parse
from timeline.sources.pagerduty.changes import Changes
from timeline.sources.pagerduty.log import Log

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty

_OPEN_PAGES = 3


class Reading:
    """One pull of one account."""

    def __init__(self, config: PagerDuty, calls: Calls, window: Window, run: Run) -> None:
        self._config = config
        self._calls = calls
        self._window = window
        self._run = run

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        try:
            who = self._calls.json(Call("GET /users/me", "users/me"))
            yield f"key of {text(at(who, 'user', 'name')) or 'a user'}: it sees what that user sees"
        except SourceError as error:
            if isinstance(error, DeniedError) or error.reason != "bad_answer":
                raise
            yield "an account key"  # only users' own keys have a user to name
        Log(self._calls, self._run, self._config.teams).probe()
        yield "log entries are readable"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        log = Log(self._calls, self._run, self._config.teams)
        changes = Changes(self._calls, self._run, self._config)
        yield from self._run.gather([*log.jobs(), changes.found, lambda: self._silent(log)])
        yield from log.again()
        entries = [parse.Entry(raw) for raw in log.entries()]
        yield from log.rejected()
        chosen = [entry for entry in entries if not self._config.services or entry.service_id in self._config.services]
        if len(chosen) != len(entries):
            self._run.note("log entries of services that were not chosen are left out")
        yield from self._run.gather(self._jobs(chosen))

    def _silent(self, log: Log) -> Iterator[Gap]:
        """Incidents that were open in the window and said nothing in it: no events, but worth a line."""
        found: list[Any] = []
        params: dict[str, Any] = {"date_range": "all", "statuses[]": ["triggered", "acknowledged"], "limit": 100}
        try:
            for _ in range(_OPEN_PAGES):
                call = Call("GET /incidents", "incidents", params={**params, "offset": len(found)}, expect="incidents")
                page = self._calls.json(call)
                found += rows(page, "incidents")
                if at(page, "more") is not True or not rows(page, "incidents"):
                    break
        except SourceError:
            self._run.note("incidents that were open and silent could not be asked for")
        log.open_incidents = [each for each in objects(found) if _before(at(each, "created_at"), self._window.end)]
        yield from ()

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
        if entry.kind == "incident.triggered":
            return self._detailed(entry)
        if entry.kind == "incident.resolved" and parse.by_machine(entry):
            return parse.Entry(entry.raw, opened_by=self._opened_by(entry))
        if entry.kind == "incident.annotated":
            return parse.Entry(entry.raw, note=self._note(entry))
        return entry

    def _detailed(self, trigger: parse.Entry) -> parse.Entry:
        """The trigger with the alert behind it, where its own channel says nothing."""
        return parse.Entry(trigger.raw, alert=self._alert(trigger)) if _detailless(trigger) else trigger

    def _alert(self, entry: parse.Entry) -> dict[str, Any] | None:
        """The alert behind a trigger without details: the only one, or the one of that second."""
        alerts = objects(at(self._asked(entry, f"incidents/{entry.incident_id}/alerts", "alerts"), "alerts"))
        same = [alert for alert in alerts if _same_second(at(alert, "created_at"), at(entry.raw, "created_at"))]
        fitting = same if len(alerts) > 1 else alerts
        return fitting[0] if len(fitting) == 1 else None

    def _opened_by(self, entry: parse.Entry) -> str | None:
        """The Datadog event that triggered the incident, looked up when its entry is older than the window."""
        first = text(at(entry.incident, "first_trigger_log_entry", "id"))
        triggers = [each for each in self._entries if each.kind == "incident.triggered"]
        for trigger in triggers:
            if text(at(trigger.raw, "id")) == first or (first is None and len(triggers) == 1):
                return self._detailed(trigger).datadog[0]
        if first is None:
            return None
        answer = self._asked(entry, f"log_entries/{first}", "log_entry", {"include[]": ["channels"]})
        found = at(answer, "log_entry")
        if not isinstance(found, dict):
            return None
        # Asked for alone it only refers to its incident, of which the resolve says more.
        return self._detailed(parse.Entry({**found, "incident": entry.incident})).datadog[0]

    def _note(self, entry: parse.Entry) -> str | None:
        """The final words of the note, if they are not those of the log."""
        answer = self._asked(entry, f"incidents/{entry.incident_id}/notes", "notes")
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
        if path not in self._found:
            name = f"GET /{path.replace(str(entry.incident_id), ':id')}"
            try:
                self._found[path] = self._calls.json(
                    Call(name, path, params=params or {}, where=str(entry.incident_id), expect=expect)
                )
            except SourceError as error:
                self._found[path] = None
                self.gaps.append(Gap.after(error, self._window, where=entry.incident_id))
        return self._found[path]


def _detailless(entry: parse.Entry) -> bool:
    """Whether the trigger's channel says nothing, though an alert stands behind it."""
    channel = at(entry.raw, "channel")
    empty = not any(at(channel, key) for key in ("details", "cef_details", "client_url", "contexts"))
    made_by_alert = at(channel, "type") not in ("web_trigger", "website", "web", "email", "phone", "sms")
    count = at(entry.incident, "alert_counts", "all")
    return empty and made_by_alert and count != 0


def _inside(raw: Any, window: Window) -> bool:
    try:
        return read_iso(at(raw, "created_at")).time in window
    except ValueError:
        return False


def _same_second(one: Any, other: Any) -> bool:
    """Alerts and notes carry the account's offset, log entries UTC."""
    try:
        return abs(read_iso(one).time - read_iso(other).time) <= timedelta(seconds=1)
    except ValueError:
        return False


def _before(stamp: Any, end: datetime) -> bool:
    try:
        return read_iso(stamp).time < end
    except ValueError:
        return False
