"""PagerDuty: every log entry of every incident, and change events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from timeline._coverage import Gap
from timeline._event import Event
from timeline._run import Run
from timeline._window import Window
from timeline.sources._settings import Address, Settings
from timeline.sources.pagerduty.calls import connect
from timeline.sources.pagerduty.fetch import Reading


class PagerDuty(Settings):
    """One account, as far as the token sees it.

    Attributes:
        base_url: `https://api.eu.pagerduty.com` for European accounts.
        services: ids; only entries of these services are told.
        teams: ids; only entries of these teams are asked for.
    """

    default_token_env: ClassVar[str] = "PAGERDUTY_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("pagerduty")
    base_url: Address = "https://api.pagerduty.com"
    services: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the log entries and change events; see `Source`."""
        yield from Reading(self, connect(self.base_url, self.token(), run, self.credential), window, run).findings()

    def check(self, run: Run) -> Iterator[str]:
        """Say that the token reads log entries, and whose it is.

        Raises:
            SourceError: with the remedy.
        """
        yield from Reading(self, connect(self.base_url, self.token(), run, self.credential), run.window, run).checks()
