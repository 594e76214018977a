"""The incidents of a span: those that were triggered in it, and those that were open in it; with who acted in them.

Three lists say it: the incidents by when they were created, from a look-back on; those that are open still, however
old; and the log of the span, which names who acted, and older incidents that ended in it. The log of an incident
that reaches beyond the span is read by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, AuthError, SourceError
from timeline.model.event import Event
from timeline.model.window import Window, utc_text
from timeline.porting.incident import Incident
from timeline.porting.payload import at, iso_time, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Count, Page, follow, halves, offset
from timeline.sources.pagerduty.agents import own_name, sort

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty

_PAGE = 100
_CAP = 10_000  # offset + limit may not be more
_SLICES = 8  # read at the same time
_LOOK_BACK = timedelta(days=30)
_LONGEST = timedelta(days=30)  # of a list by time; the API takes six months at most
_STATUSES = ["triggered", "acknowledged", "resolved"]


class Listing:
    """The incidents of one span."""

    def __init__(self, config: PagerDuty, client: Client, span: Window, run: Run) -> None:
        self._client = client
        self._span = span
        self._run = run
        self._teams: dict[str, Any] = {"team_ids[]": list(config.teams)} if config.teams else {}
        self._services: dict[str, Any] = {"service_ids[]": list(config.services)} if config.services else {}
        self._chosen = frozenset(config.services)
        self._found: dict[str, dict[str, Any]] = {}
        self._acts: dict[str, list[dict[str, Any]]] = {}
        self._refused: AuthError | None = None

    def found(self) -> Iterator[Incident | Gap]:
        """Every incident that was open in the span, and a gap for what could not be listed."""
        self._run.note(
            f"incidents that began more than {_LOOK_BACK.days} days before the span, said nothing in it and were "
            "resolved after it were not looked for"
        )
        yield from self._gaps(self._lists())
        if self._refused:
            raise self._refused
        there = [raw for raw in self._found.values() if self._was_open(raw)]
        yield from self._gaps(self._log_job(raw) for raw in there if self._reaches_beyond(raw))
        yield from (made for raw in there if (made := self._made(raw)))

    def _gaps(self, jobs: Iterator[Job]) -> Iterator[Gap]:
        yield from (each for each in self._run.gather(jobs) if isinstance(each, Gap))

    def _lists(self) -> Iterator[Job]:
        asked = {"statuses[]": _STATUSES, "include[]": ["services", "priorities"], **self._teams, **self._services}
        for start, end in _slices(self._span.start - _LOOK_BACK, self._span.end):
            yield self._job("incidents", start, end, asked)
        yield lambda: self._open({**asked, "statuses[]": _STATUSES[:2], "date_range": "all"})
        log = {"include[]": ["incidents"], **self._teams}
        for start, end in _slices(self._span.start, self._span.end):
            yield self._job("log_entries", start, end, log)

    def _job(self, path: str, start: datetime, end: datetime, params: dict[str, Any]) -> Job:
        return self._run.counted("lists", lambda: self._slice(path, start, end, params))

    def _slice(self, path: str, start: datetime, end: datetime, params: dict[str, Any]) -> Iterator[Gap | Job]:
        """One list between two times; in halves where it is longer than the API tells."""
        times = {"since": utc_text(start, "s"), "until": utc_text(end + timedelta(seconds=1), "s"), "time_zone": "UTC"}
        count = Count()
        try:
            for page in self._pages(path, {**times, **params}):
                told = page.records(path)
                count.add(at(page.data, "total"), (text(at(each, "id")) for each in told))
                if (count.told or 0) > _CAP:
                    raise _too_many(count.told)
                self._take(path, told)
            if not count.whole:
                raise count.missing(path.replace("_", " "))
        except SourceError as error:
            parts = halves(start, end) if error.reason == "cap" else ()
            yield from (self._job(path, *part, params) for part in parts)
            if not parts:
                yield self._gap(error, path, start, end)

    def _open(self, params: dict[str, Any]) -> Iterator[Gap]:
        """What is open still, however old."""
        try:
            for page in self._pages("incidents", params):
                self._take("incidents", page.records("incidents"))
        except SourceError as error:
            yield self._gap(error, "incidents", self._span.start, self._span.end)

    def _pages(self, path: str, params: dict[str, Any]) -> Iterator[Page]:
        rows = path.rpartition("/")[2]
        whole = {"limit": _PAGE, "offset": 0, "total": "true", **params}
        after = offset(rows, more=("more",))
        return follow(
            self._client, Request(f"GET /{path}", path, params=whole, expect=rows), lambda page: _told(after(page))
        )

    def _take(self, path: str, told: list[dict[str, Any]]) -> None:
        for raw in told:
            about = raw if path == "incidents" else at(raw, "incident")
            key = text(at(about, "id"))
            if key is None or not isinstance(about, dict):
                continue
            if path != "incidents":
                self._acts.setdefault(key, []).append(raw)
            if not iso_time(at(about, "created_at")):
                continue
            if path == "incidents":
                self._found[key] = about
            elif self._asked_for(about):
                self._found.setdefault(key, about)

    def _asked_for(self, about: dict[str, Any]) -> bool:
        """Whether the log's incident is of a service that was chosen: the log knows no such condition."""
        return not self._chosen or text(at(about, "service", "id")) in self._chosen

    def _was_open(self, raw: dict[str, Any]) -> bool:
        began, ended = iso_time(at(raw, "created_at")), _ended(raw)
        if began is None or began >= self._span.end:
            return False
        return began >= self._span.start or ended is None or ended > self._span.start

    def _reaches_beyond(self, raw: dict[str, Any]) -> bool:
        began, ended = iso_time(at(raw, "created_at")), _ended(raw)
        return (began or self._span.start) < self._span.start or (ended or self._run.now) >= self._span.end

    def _log_job(self, raw: dict[str, Any]) -> Job:
        return self._run.counted("incidents", lambda: self._log(str(raw["id"])))

    def _log(self, key: str) -> Iterator[Event | Gap]:
        """The whole log of one incident."""
        try:
            for page in self._pages(f"incidents/{key}/log_entries", {"time_zone": "UTC"}):
                self._acts.setdefault(key, []).extend(page.records("log_entries"))
        except SourceError as error:
            yield Gap.after(error, self._span, where=f"who acted in {key}")

    def _made(self, raw: dict[str, Any]) -> Incident | None:
        began, number = iso_time(at(raw, "created_at")), at(raw, "incident_number")
        key, title = text(at(raw, "id")), text(at(raw, "title")) or text(at(raw, "summary"))
        if began is None or key is None:
            return None
        title = (title or "").removeprefix(f"[#{number}] ")  # which is how a summary begins
        return Incident(
            key,
            title or "without a title",
            began,
            number=str(number) if isinstance(number, int) else None,
            ended=_ended(raw),
            priority=own_name(at(raw, "priority")),
            service=own_name(at(raw, "service")),
            people=_people(self._acts.get(key, [])),
            url=text(at(raw, "html_url")),
        )

    def _gap(self, error: SourceError, path: str, start: datetime, end: datetime) -> Gap:
        if isinstance(error, AuthError):
            self._refused = error
        error.source, error.call = error.source or self._run.source, error.call or f"GET /{path}"
        start = min(max(start, self._span.start), self._span.end)
        # A page of the look-back that is missing may hold an incident that was open at any time of the span.
        if start >= end or end <= self._span.start:
            start, end = self._span.start, self._span.end
        return Gap.after(error, self._span, where=path.replace("_", " "), start=start, end=end)


def _slices(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A span in parts that are read at the same time, none longer than the API takes."""
    first, width = start.replace(microsecond=0), min(max((end - start) / _SLICES, timedelta(hours=1)), _LONGEST)
    while first < end:
        last = min((first + width).replace(microsecond=0), end)
        yield first, last
        first = last if last > first else end


def _told(request: Request | None) -> Request | None:
    """The next page.

    Raises:
        AnswerError: it lies beyond what the API tells of one list (reason `cap`).
    """
    if request and int(request.params["offset"]) + _PAGE > _CAP:
        raise _too_many(None)
    return request


def _too_many(count: int | None) -> AnswerError:
    return AnswerError(f"{count or 'more'} rows lie between two times, and the API tells {_CAP}", reason="cap")


def _ended(raw: dict[str, Any]) -> datetime | None:
    """When it was resolved: older accounts' incidents have no time of their own for it."""
    if at(raw, "status") != "resolved":
        return None
    return iso_time(at(raw, "resolved_at")) or iso_time(at(raw, "last_status_change_at"))


def _people(entries: list[dict[str, Any]]) -> tuple[str, ...]:
    """The people whom the log names as who acted, by their first act."""
    acts = sorted(entries, key=lambda each: (text(at(each, "created_at")) or "", text(at(each, "id")) or ""))
    people = (agent for each in acts if sort(agent := at(each, "agent")) == "person")
    return tuple(dict.fromkeys(name for each in people if (name := own_name(each) or text(at(each, "id")))))
