"""PagerDuty: every log entry of every incident, and change events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError
from timeline.model.event import Event
from timeline.model.window import Window, read_iso
from timeline.porting.incident import Incident
from timeline.porting.payload import at, records, text
from timeline.porting.run import Run
from timeline.porting.subject import Subject
from timeline.sources.http.exchange import Request
from timeline.sources.http.listing import commented
from timeline.sources.http.settings import Address, Settings
from timeline.sources.pagerduty.calls import connect
from timeline.sources.pagerduty.fetch import Reading
from timeline.sources.pagerduty.history import Past
from timeline.sources.pagerduty.incidents import Listing

_BEFORE, _AFTER = timedelta(hours=2), timedelta(minutes=15)  # a change that caused it lies before it


class PagerDuty(Settings):
    """One account, as far as the token sees it.

    Attributes:
        base_url: `https://api.eu.pagerduty.com` for European accounts.
        services: ids; only entries of these services are told.
        teams: ids; only entries of these teams are asked for.
    """

    label: ClassVar[str] = "PagerDuty"
    default_token_env: ClassVar[str] = "PAGERDUTY_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("pagerduty")
    base_url: Address = "https://api.pagerduty.com"
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the log entries and change events; see `Source`."""
        yield from Reading(self, connect(self, run), window, run).findings()

    def history(self, window: Window, subjects: Sequence[Subject], run: Run) -> Iterator[Event | Gap]:
        """Yield what became of those pages, and of what those alerts paged; see `timeline.porting.hooks.Remembers`."""
        yield from Past(self, connect(self, run), window, subjects, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the services that the key sees."""
        client = connect(self, run)
        request = Request("GET /services", "services", params={"limit": 100}, expect="services")
        found = records(client.json(request), "services")
        names = [f"{text(at(each, 'id'))} is {text(at(each, 'name'))}" for each in found]
        yield '# every service is read; to choose: services = ["ID", …]'
        yield from commented(names)

    def span_of(self, incident: str, run: Run) -> Window:
        """The window around an incident, by its number, id or address.

        It begins two hours before the trigger, and ends a quarter of an hour after the resolve, else now.

        Raises:
            SourceError: it cannot be read.
        """
        client = connect(self, run)
        key = re.split("[/?#]", incident.rpartition("/incidents/")[2])[0]
        found = at(
            client.json(Request("GET /incidents/:id", f"incidents/{key}", where=key, expect="incident")), "incident"
        )
        try:
            began = read_iso(at(found, "created_at")).time
            if at(found, "status") != "resolved":
                return Window(began - _BEFORE, max(run.now, began))
            ended = read_iso(at(found, "resolved_at") or at(found, "last_status_change_at")).time
        except ValueError:
            raise AnswerError(f"incident {key} has no readable times", source=self.name) from None
        return Window(began - _BEFORE, max(ended, began) + _AFTER)

    def incidents(self, window: Window, run: Run) -> Iterator[Incident | Gap]:
        """Yield the incidents that were open in the window, and a gap for what could not be listed.

        Raises:
            AuthError: the key is refused.
        """
        client = connect(self, run)
        yield from Listing(self, client, window, run).found()

    def check(self, run: Run) -> Iterator[str]:
        """Say that the token reads log entries, and whose it is.

        Raises:
            SourceError: with the remedy.
        """
        yield from Reading(self, connect(self, run), run.window, run).checks()
