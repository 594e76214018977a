"""PagerDuty: every log entry of every incident, and change events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError
from timeline.model.event import Event
from timeline.model.window import Window, read_iso
from timeline.porting.payload import at, records, text
from timeline.porting.run import Run
from timeline.sources.http.client import Request
from timeline.sources.http.listing import commented
from timeline.sources.http.settings import Address, Settings
from timeline.sources.pagerduty.calls import connect
from timeline.sources.pagerduty.fetch import Reading

_BEFORE, _AFTER = timedelta(minutes=30), timedelta(minutes=15)


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
        yield from Reading(self, connect(self.base_url, self.token(), run, self.credential), window, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the services that the key sees."""
        client = connect(self.base_url, self.token(), run, self.credential)
        request = Request("GET /services", "services", params={"limit": 100}, expect="services")
        found = records(client.json(request), "services")
        names = [f"{text(at(each, 'id'))} is {text(at(each, 'name'))}" for each in found]
        yield '# every service is read; to choose: services = ["ID", …]'
        yield from commented(names)

    def span_of(self, incident: str, run: Run) -> Window:
        """The window around an incident, by its id or address: half an hour before it to a quarter after its end.

        Raises:
            SourceError: it cannot be read.
        """
        client = connect(self.base_url, self.token(), run, self.credential)
        key = re.split("[/?#]", incident.rpartition("/incidents/")[2])[0]
        found = at(
            client.json(Request("GET /incidents/:id", f"incidents/{key}", where=key, expect="incident")), "incident"
        )
        try:
            began = read_iso(at(found, "created_at")).time
            ended = read_iso(at(found, "resolved_at") or at(found, "last_status_change_at")).time
        except ValueError:
            raise AnswerError(f"incident {key} has no readable times", source=self.name) from None
        if at(found, "status") != "resolved":
            ended = run.clock.now()
        return Window(began - _BEFORE, max(ended, began) + _AFTER)

    def check(self, run: Run) -> Iterator[str]:
        """Say that the token reads log entries, and whose it is.

        Raises:
            SourceError: with the remedy.
        """
        yield from Reading(self, connect(self.base_url, self.token(), run, self.credential), run.window, run).checks()
