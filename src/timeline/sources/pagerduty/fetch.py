"""The account's log by offsets at the same time, proved by its own total; then what entries do not say themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import DeniedError, SourceError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.payload import at, iso_time, objects, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import follow, ids, offset
from timeline.sources.pagerduty import parse, people
from timeline.sources.pagerduty.agents import own_name
from timeline.sources.pagerduty.details import Details
from timeline.sources.pagerduty.entry import Entry, label
from timeline.sources.pagerduty.names import Names
from timeline.sources.pagerduty.paging import Kind, Listing

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty

_OPEN_PAGES = 3
_OPEN = offset("incidents", more=("more",))
_LOG: dict[str, Any] = {"time_zone": "UTC", "include[]": ["channels", "incidents", "services", "teams"]}


class Reading:
    """One pull of one account."""

    def __init__(self, config: PagerDuty, client: Client, window: Window, run: Run) -> None:
        self._config = config
        self._client = client
        self._window = window
        self._run = run
        teams: dict[str, Any] = {"team_ids[]": list(config.teams)} if config.teams else {}
        log = Kind("log_entries", "created_at", "log entry", _LOG | teams)
        changes = Kind("change_events", "timestamp", "change event", teams, where="change events")
        self._log, self._changes = Listing(client, run, log), Listing(client, run, changes)
        self._open: list[dict[str, Any]] = []
        self._names = Names(client, run, self._open)

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        try:
            who = self._client.json(Request("GET /users/me", "users/me"))
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
        records = self._log.records()
        entries = [Entry(raw) for raw in records]
        self._names = Names(self._client, self._run, [records, self._open])
        self._name_silent({entry.incident_id for entry in entries})
        chosen = [entry for entry in entries if self._chose({entry.service_id})]
        if len(chosen) != len(entries):
            self._run.note("log entries of services that were not chosen are left out")
        yield from self._recorded()
        yield from self._run.gather(self._jobs(chosen))
        people.state(self._client, self._run, [entry.raw for entry in chosen])

    def _recorded(self) -> Iterator[Event | Gap]:
        """The change events."""
        for raw in self._changes.records():
            if self._chose({text(at(each, "id")) for each in objects(at(raw, "services"))}):
                inside = iso_time(at(raw, "timestamp")) in self._window
                yield from self._run.emit(parse.change(raw, self._names if inside else own_name))

    def _chose(self, services: set[str | None]) -> bool:
        return not self._config.services or bool(services & set(self._config.services))

    def _silent(self) -> Iterator[Gap]:
        """Incidents that were open in the window and said nothing in it: no events, but worth a line."""
        found: list[Any] = []
        chosen = {"team_ids[]": list(self._config.teams), "service_ids[]": list(self._config.services)}
        params: dict[str, Any] = {
            "date_range": "all",
            "statuses[]": ["triggered", "acknowledged"],
            "limit": 100,
            "offset": 0,
        } | {name: keys for name, keys in chosen.items() if keys}
        first = Request("GET /incidents", "incidents", params=params, expect="incidents")
        try:
            for page in islice(follow(self._client, first, _OPEN, keys=ids("incidents")), _OPEN_PAGES):
                found += page.rows("incidents")
        except SourceError:
            self._run.note("incidents that were open and silent could not be asked for")
        self._open = [each for each in objects(found) if _before(at(each, "created_at"), self._window.end)]
        yield from ()

    def _name_silent(self, spoke: set[str | None]) -> None:
        for incident in self._open:
            if text(at(incident, "id")) not in spoke:
                self._run.note(f"{label(incident)} was open and has no entry in the window")

    def _jobs(self, entries: list[Entry]) -> Iterator[Job]:
        by_incident: dict[str, list[Entry]] = {}
        for entry in entries:
            by_incident.setdefault(entry.incident_id or "", []).append(entry)
        for mine in by_incident.values():
            yield self._job(mine)

    def _job(self, entries: list[Entry]) -> Job:
        return self._run.counted("incidents", lambda: self._incident(entries))

    def _incident(self, entries: list[Entry]) -> Iterator[Event | Gap]:
        """The entries of one incident, with what has to be looked up for them."""
        details = Details(self._client, self._run, entries, self._names)
        for entry in entries:
            yield from self._run.emit(parse.draft(details.completed(entry)))
        yield from details.gaps


def _before(stamp: Any, end: datetime) -> bool:
    time = iso_time(stamp)
    return time is not None and time < end
