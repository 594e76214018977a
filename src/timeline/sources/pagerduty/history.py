"""What was paged for over a long time: incidents by their services, and the log of those that matter.

Who acknowledged stands in the log only. It is read incident by incident, or as the account's log of what is most
important, whichever takes fewer requests; and no more of it than a bounded number of requests tells.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.payload import at, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.porting.subject import Subject, alerts_of, pages_of, words_of
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Count, follow, offset
from timeline.sources.pagerduty import parse
from timeline.sources.pagerduty.agents import own_name
from timeline.sources.pagerduty.details import Details, detailless
from timeline.sources.pagerduty.entry import Entry
from timeline.sources.pagerduty.matter import Matter
from timeline.sources.pagerduty.paging import Kind, Listing

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty

_PAGE = 100
_REQUESTS = 76  # for each page, all in all
_LISTED = 4000  # incidents of the whole account, where nobody knows which service an alert would page
_FEW = 20  # logs that are read one by one without a look at the other way
_LONGEST = timedelta(days=150)  # of incidents; the API takes six months
_KINDS = frozenset({"incident.triggered", "incident.acknowledged", "incident.resolved"})
_INCLUDED = ["channels", "incidents", "services"]
_OVERVIEW: dict[str, Any] = {"time_zone": "UTC", "is_overview": "true", "include[]": _INCLUDED}
_ASKED: dict[str, Any] = {
    "statuses[]": ["triggered", "acknowledged", "resolved"],
    "include[]": ["first_trigger_log_entries", "services"],
    "time_zone": "UTC",
}


class Past:
    """The incidents of those pages, and of those alerts, in one account."""

    def __init__(
        self, config: PagerDuty, client: Client, window: Window, subjects: Sequence[Subject], run: Run
    ) -> None:
        self._client = client
        self._window = window
        self._run = run
        self._alerts, self._pages = alerts_of(subjects), pages_of(subjects, config.name)
        self._words = [each.casefold() for each in words_of(subjects)]
        self._teams: dict[str, Any] = {"team_ids[]": list(config.teams)} if config.teams else {}
        self._chosen = config.services
        self._left = _REQUESTS * max(1, len(self._pages))

    def findings(self) -> Iterator[Event | Gap]:
        """Triggers, acknowledgements and resolves, and the changes that name one of the subjects."""
        self._run.note("of incidents, what triggered, acknowledged and resolved them was read, and of those alone")
        everywhere = yield from self._everywhere()
        services = self._services(everywhere=everywhere)
        if services is not None:
            found = yield from self._incidents(services)
            yield from self._logs(found)
        if self._alerts or self._pages:
            yield from self._changes()

    def _everywhere(self) -> Generator[Gap, None, bool]:
        """Whether the incidents of all services are listed: what paged nobody in the record may have paged before."""
        homeless = [each for each in (*self._alerts, *self._pages) if not each.services]
        if not homeless:
            return False
        listing = self._listing({})
        self._left -= 1
        total = listing.total()
        if total is not None and total <= _LISTED:
            return True
        for each in homeless:
            detail = f"its service is not known, and the account has {total or 'many'} incidents in this time"
            yield Gap.of(self._window, "cap", detail, where=each.where)
        return False

    def _services(self, *, everywhere: bool) -> dict[str, Any] | None:
        """What chooses the incidents; None where there are none to be listed."""
        known = sorted({service for each in (*self._alerts, *self._pages) for service in each.services})
        listed = [*self._chosen] if everywhere else [each for each in known if each in (self._chosen or known)]
        if not listed and not everywhere:
            return None
        return {"service_ids[]": listed} if listed else {}

    def _listing(self, services: dict[str, Any]) -> Listing:
        kind = Kind("incidents", "created_at", "incident", _ASKED | services | self._teams, longest=_LONGEST)
        return Listing(self._client, self._run, kind)

    def _incidents(self, services: dict[str, Any]) -> Generator[Event | Gap, None, list[Matter]]:
        """Those that matter, newest first."""
        listing = self._listing(services)
        yield from self._run.gather([listing.read])
        yield from listing.again()
        yield from listing.rejected()
        listed = listing.records()
        self._left -= -(-len(listed) // _PAGE) + 1
        found = [each for raw in listed if (each := Matter(raw)).is_of(self._pages, self._alerts)]
        return sorted(found, key=lambda each: each.order, reverse=True)

    def _logs(self, found: list[Matter]) -> Iterator[Event | Gap]:
        asked = sum(each.cost for each in found)
        log = Listing(self._client, self._run, Kind("log_entries", "created_at", "log entry", _OVERVIEW | self._teams))
        whole = self._requests(log) + sum(each.cost - 1 for each in found) if asked > _FEW else asked + 1
        if whole < asked and whole <= self._left:
            self._left -= whole
            yield from self._of_account(log, found)
            return
        read, rest = self._as_many(found)
        yield from self._run.gather(self._job(each) for each in read)
        yield from self._unread(rest)

    def _requests(self, listing: Listing) -> int:
        """How many requests a list takes; too many to be read where that is not known."""
        self._left -= 1
        try:
            total = listing.total()
        except SourceError:
            total = None
        return _REQUESTS * 1000 if total is None else -(-total // _PAGE)

    def _as_many(self, found: list[Matter]) -> tuple[list[Matter], list[Matter]]:
        """The newest, as many as the requests that are left tell of, and the others."""
        for number, each in enumerate(found):
            if each.cost > self._left:
                return found[:number], found[number:]
            self._left -= each.cost
        return found, []

    def _of_account(self, log: Listing, found: list[Matter]) -> Iterator[Event | Gap]:
        """The account's log, as far as it is about those."""
        yield from self._run.gather([log.read])
        yield from log.again()
        yield from log.rejected()
        about: dict[str | None, list[Entry]] = {each.id: [] for each in found}
        for entry in map(Entry, log.records()):
            if entry.incident_id in about:
                about[entry.incident_id].append(entry)
        for entries in about.values():
            yield from self._told(entries)

    def _job(self, matter: Matter) -> Job:
        return self._run.counted("incidents", lambda: self._log(matter))

    def _log(self, matter: Matter) -> Iterator[Event | Gap]:
        path = f"incidents/{matter.id}/log_entries"
        params = {**_OVERVIEW, "limit": _PAGE, "offset": 0, "total": "true"}
        request = Request("GET /incidents/:id/log_entries", path, params=params, where=matter.id, expect="log_entries")
        count, entries = Count(), list[Entry]()
        try:
            for page in follow(self._client, request, offset("log_entries", more=("more",))):
                listed = page.records("log_entries")
                count.add(at(page.data, "total"), (text(at(each, "id")) for each in listed))
                entries += map(Entry, listed)
            count.prove("log entries")
        except SourceError as error:
            yield Gap.after(error, self._window, where=matter.id, start=matter.began, end=matter.ended)
        yield from self._told(entries or matter.trigger)

    def _told(self, entries: Sequence[Entry]) -> Iterator[Event | Gap]:
        """The entries that count, a trigger with what stands behind it."""
        seen: dict[str | None, Entry] = {text(at(each.raw, "id")): each for each in entries if each.kind in _KINDS}
        details = Details(self._client, self._run, list(seen.values()), own_name)
        for entry in seen.values():
            bare = entry.kind == "incident.triggered" and detailless(entry)
            yield from self._run.emit(parse.draft(details.completed(entry) if bare else entry))
        yield from details.gaps

    def _unread(self, rest: Sequence[Matter]) -> Iterator[Event | Gap]:
        """Incidents whose log is not read: that they were triggered is known, what followed is not."""
        if not rest:
            return
        for each in rest:
            for entry in each.trigger:
                yield from self._run.emit(parse.draft(entry))
        detail = f"the logs of {len(rest)} incidents were not read: a history takes no more than so many requests"
        times = [time for each in rest for time in (each.began, each.ended) if time]
        yield Gap.of(self._window, "cap", detail, start=min(times, default=None), end=max(times, default=None))

    def _changes(self) -> Iterator[Event | Gap]:
        """The change events that name one of the subjects."""
        kind = Kind("change_events", "timestamp", "change event", self._teams, where="change events")
        listing = Listing(self._client, self._run, kind)
        needed = self._requests(listing)
        if needed > self._left:
            detail = "too many change events lie in this time to be looked through for a history"
            yield Gap.of(self._window, "cap", detail, where=kind.where)
            return
        yield from self._run.gather([listing.read])
        yield from listing.again()
        yield from listing.rejected()
        for raw in listing.records():
            if self._is_named(_texts(raw)):
                yield from self._run.emit(parse.change(raw))

    def _is_named(self, texts: Iterable[str]) -> bool:
        said = "\n".join(texts).casefold()
        return any(word in said for word in self._words)


def _texts(value: Any) -> Iterator[str]:
    """Every text in it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
