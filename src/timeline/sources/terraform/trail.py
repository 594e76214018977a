"""The organization's audit trail: read after the runs, which tell some of it themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Actor, Event
from timeline.model.window import utc_text
from timeline.porting.draft import actor, by
from timeline.porting.payload import Once, at, iso_time, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.terraform.audit import Row
from timeline.sources.terraform.paging import pages
from timeline.sources.terraform.users import Users, sort

_KEPT = timedelta(days=14)


class Trail:
    """Tells what changed; who only looked is counted in a note, and what the runs told is not told again.

    Args:
        told: whether an event whose id ends so was told.
    """

    def __init__(self, client: Client, run: Run, users: Users, told: Callable[[str], bool]) -> None:
        self._client = client
        self._run = run
        self._users = users
        self._told = told
        self._run_of = Once(self._asked_run_of)
        self._reads: Counter[str] = Counter()

    def read(self) -> Iterator[Event | Gap]:
        """Read it; it is kept for two weeks and has no end to ask for."""
        window = self._run.window
        if window.start < self._run.now - _KEPT:
            end = self._run.now - _KEPT
            detail = "the audit trail is kept for 14 days, and the window begins before that"
            yield Gap.of(window, "retention", detail, where="audit trail", end=end)
        try:
            for page in pages(self._client, self._first()):
                for raw in page.records("data"):
                    yield from self._taken(Row(raw))
        except SourceError as error:
            yield Gap.after(error, window, where="audit trail")
        self._name_reads()

    def _first(self) -> Request:
        params = {"since": utc_text(self._run.window.start, "s"), "page[number]": 1}
        return Request("GET /organization/audit-trail", "organization/audit-trail", params=params, expect="data")

    def _taken(self, row: Row) -> Iterator[Event | Gap]:
        if row.is_read:
            when = iso_time(row.raw.get("timestamp"))
            self._reads[row.verb] += when is None or when in self._run.window
        elif text(row.raw.get("id")) is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._run.source}: a row of the audit trail", "it has no id")
        elif self._is_told(row):
            self._run.count(raw_rows=1, duplicates=1)
        else:
            actor, caller = self._caller(row)
            yield from self._run.emit(row.draft(actor, caller))

    def _is_told(self, row: Row) -> bool:
        """Whether another event tells the same; a state, if the run that made it was told."""
        if row.twin is None:
            return False
        if row.sort == "state_version" and row.key and not self._told(row.twin):
            run = self._run_of(row.key)
            return bool(run and self._told(f"{run}/applied"))
        return self._told(row.twin)

    def _asked_run_of(self, state: str) -> str | None:
        """The run that made a state; one that cannot be had leaves the row to be told."""
        try:
            request = Request("GET /state-versions/:id", f"state-versions/{state}", where=state, expect="data")
            found = self._client.json(request)
        except SourceError:
            return None
        return text(at(found, "data", "relationships", "run", "data", "id"))

    def _caller(self, row: Row) -> tuple[Actor | None, str]:
        """Who acted, by the sort of caller, and how the sentence names them.

        An impersonated account did nothing: who stood behind it did.
        """
        auth = row.raw.get("auth")
        account, name = text(at(auth, "accessor_id")), text(at(auth, "description"))
        behind = text(at(auth, "impersonator_id"))
        kind = (text(at(auth, "type")) or "").lower()
        if kind == "impersonated" or behind:
            who = self._users.actor(behind, {})
            return who, f"{by(who)} in the name of {name or account or 'somebody'}"
        if not (account or name):
            return None, " by the service itself" if kind == "system" else ""
        if kind == "system":
            who = actor(account, name, "service")
        else:
            who = self._account(account, name, certain=kind == "client")
        return who, by(who) or f" by {name or account}"

    def _account(self, account: str | None, name: str | None, *, certain: bool) -> Actor | None:
        """The account that called; where neither the trail nor the account says what it is, nobody is named."""
        attributes = at(self._users.record(account), "attributes") or {}
        if not attributes and not certain:
            return None
        return actor(account, text(attributes.get("username")) or name, sort(attributes, name))

    def _name_reads(self) -> None:
        looked = {verb: count for verb, count in self._reads.items() if count}
        if looked:
            words = ", ".join(f"{verb} {count}" for verb, count in sorted(looked.items()))
            self._run.note(f"rows of the audit trail that only say that somebody looked are not told: {words}")
