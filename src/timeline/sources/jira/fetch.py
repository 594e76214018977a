"""Finding the tickets that may have moved in the window, then reading the history and the comments of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.payload import block, text
from timeline.porting.pool import Job
from timeline.porting.run import Run
from timeline.sources.jira import parse
from timeline.sources.jira.changes import Change, readable_changes
from timeline.sources.jira.fields import moment, profile
from timeline.sources.jira.site import Site
from timeline.sources.jira.ticket import FIELDS, Ticket

if TYPE_CHECKING:
    from timeline.sources.jira import Jira

#: A search knows of a change after seconds, sometimes minutes.
_INDEXED = timedelta(minutes=10)
#: A search may know times to the minute only.
_MARGIN = timedelta(minutes=1)
_ORDER = re.compile(r"\border\s{1,9}by\b", re.IGNORECASE)
#: What is answered where only the other sort of Jira has the call: each has a search that the other has not.
_ELSEWHERE = ("404", "410")


class Reading:
    """One pull of one site."""

    def __init__(self, config: Jira, site: Site, window: Window, run: Run) -> None:
        self._config = config
        self._site = site
        self._window = window
        self._run = run
        self._seen: set[str] = set()

    def checks(self) -> Iterator[str]:
        """Lines on identity and reach."""
        sort = "Jira Cloud" if self._site.cloud else "Jira Data Center"
        yield f"token of {self._site.whoami()}, {sort}"
        for name, query in self._queries():
            next(iter(self._site.search(query, ("summary",), size=1, where=name)), None)
            yield f"{name} can be searched"

    def findings(self) -> Iterator[Event | Gap]:
        """Every event and gap of the pull."""
        self._run.note("tickets and comments that were deleted since, or moved out of what is searched, were not seen")
        self._run.provisional(self._window.end + _INDEXED)
        yield from self._accepted()
        yield from self._run.gather([self._found])

    def _accepted(self) -> Iterator[Gap]:
        """Nothing where the site knows who asks.

        Raises:
            AuthError: it does not, and would tell only what anybody may see.
        """
        try:
            self._site.whoami()
        except (AuthError, StoppedError):
            raise
        except SourceError as error:
            if error.code == "404":  # a server without that call; an answer to nobody says so itself
                self._run.note("whose token it is could not be asked: GET /myself is not there")
            else:
                yield Gap.after(error, self._window, where="whose token it is")

    def _queries(self) -> Iterator[tuple[str, str]]:
        """What is searched: every project by itself, so that one which is not visible takes no other down."""
        told = _unordered(self._config.jql or "")
        chosen = f"({told})" if told else ""
        if not self._config.projects:
            yield "the tickets of jql", chosen
        for key in dict.fromkeys(self._config.projects):
            named = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
            yield key, " AND ".join(filter(None, (f"project = {named}", chosen)))

    def _found(self) -> Iterator[Gap | Job]:
        """A job for each ticket. An upper bound on the last change would lose what was touched again later."""
        since, until = _epoch(self._window.start - _MARGIN), _epoch(self._window.end + _MARGIN)
        for name, query in self._queries():
            bounds = filter(None, (query, f"updated >= {since}", f"created < {until}"))
            bounded = f"{' AND '.join(bounds)} ORDER BY created ASC, key ASC"
            try:
                for rows in self._pages(bounded, name):
                    for raw in rows:
                        yield from self._ticket(raw)
            except SourceError as error:
                yield Gap.after(error, self._window, where=name)

    def _pages(self, query: str, name: str) -> Iterator[list[Any]]:
        """The rows of every page; by the other search where the site has not this one."""
        begun = False
        try:
            for page in self._site.search(query, FIELDS, where=name):
                begun = True
                yield page.rows("issues")
        except SourceError as error:
            if begun or error.code not in _ELSEWHERE:
                raise
            other = self._site.other()
            yield from self._first_of(other, query, name, error)

    def _first_of(self, other: Site, query: str, name: str, error: SourceError) -> Iterator[list[Any]]:
        pages = other.search(query, FIELDS, where=name)
        try:
            first = next(pages)
        except SourceError:  # it is as the site said, and the call failed for another reason
            raise error from None
        self._site = other
        yield first.rows("issues")
        yield from (page.rows("issues") for page in pages)

    def _ticket(self, raw: Any) -> Iterator[Gap | Job]:
        key, name = text(block(raw).get("id")), text(block(raw).get("key"))
        if key is None or name is None:
            self._run.count(raw_rows=1)
            yield self._run.rejected(
                f"{self._config.name}:{key or name or 'a ticket without id'}", "it has no id or key"
            )
        elif key not in self._seen:
            self._seen.add(key)
            yield self._run.counted("tickets", partial(self._told, raw))

    def _told(self, raw: dict[str, Any]) -> Iterator[Event | Gap]:
        ticket, site = Ticket(raw, (), self._site.web), self._site
        entries, comments = Listed(), Listed()
        yield from self._read(ticket, entries, site.history)
        yield from self._read(ticket, comments, site.comments)
        found = list(readable_changes(entries))
        changes = tuple(each for each in found if isinstance(each, Change))
        ticket = Ticket(raw, changes, site.web, tuple(comments))
        yield from self._run.emit(parse.created(ticket))
        for change in changes:
            yield from self._run.emit(parse.changed(ticket, change))
        for comment in comments:
            yield from self._run.emit(parse.commented(ticket, comment))
        for stamp, who in ticket.acts():
            if moment(stamp) in self._window and (stated := profile(who, self._run.source)):
                self._run.profile(stated)
        for name in (each for each in found if isinstance(each, str)):
            self._run.count(raw_rows=1)
            yield self._run.rejected(f"{self._config.name}:{ticket.id}/{name}", "its items cannot be read")

    def _read(self, ticket: Ticket, into: Listed, ask: Callable[[str], Iterable[Any]]) -> Iterator[Gap]:
        """Read a list of the ticket as far as it goes; what is missing of it happened after the ticket was made."""
        try:
            into.extend(ask(ticket.key))
        except SourceError as error:
            began = moment(ticket.fields.get("created"))
            yield Gap.after(error, self._window, where=ticket.key, start=began)


class Listed(list[Any]):
    """What was read of a list: all that came before it failed."""

    def extend(self, rows: Iterable[Any]) -> None:
        """Take the rows, one at a time, so that those stay that came."""
        for row in rows:
            self.append(row)


def _epoch(time: datetime) -> int:
    """Milliseconds: any other way to write a time in a query means that of the zone of the token's owner."""
    return int((time - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def _unordered(query: str) -> str:
    """The query without the order that it may end with; in quotes the words are somebody's."""
    found = list(_ORDER.finditer(query))
    if not found or any(mark in query[found[-1].end() :] for mark in "\"'"):
        return query
    return query[: found[-1].start()].rstrip()
