"""Sentry: the issues of an organization, and what was done about them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.toml import row
from timeline.model.window import Window
from timeline.porting.payload import at, records
from timeline.porting.run import Run
from timeline.sources.http.exchange import Request
from timeline.sources.http.listing import commented
from timeline.sources.http.settings import Address, Settings, Span
from timeline.sources.sentry.dialect import SentryDialect
from timeline.sources.sentry.fetch import Reading
from timeline.sources.sentry.projects import Projects

Name = Annotated[str, Field(min_length=1, pattern=r"^[\w.-]+$")]


class Sentry(Settings):
    """Issues of one organization: first seen, come back, resolved, assigned, commented.

    Attributes:
        organization: its slug, as it stands in the address.
        projects: slugs, ids or patterns such as `hooks-*`; without them, every project that the token may read.
        look_back: issues whose last event is so much older than the window are read, for what people did to them in it.
    """

    label: ClassVar[str] = "Sentry"
    default_token_env: ClassVar[str] = "SENTRY_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("sentry")
    base_url: Address = "https://sentry.io/api/0"
    organization: Name
    projects: tuple[str, ...] = ()
    look_back: Span = "7d"

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield what became of the issues; see `Source`."""
        client = self.client(run, SentryDialect)
        yield from Reading(self, client, window, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the organizations that the token sees."""
        client = self.client(run, SentryDialect)
        found = records(client.json(Request("GET /organizations/", "organizations/")))
        if not found:
            raise SourceError("its token sees no organization", remedy="give it the scope org:read")
        first, *others = [str(at(each, "slug")) for each in found]
        yield row("organization", first)
        yield from commented([f"or {name}" for name in others])
        yield '# every project is read; to choose: projects = ["hooks", …]'
        yield from commented(Projects(first, (), client, run).slugs())

    def check(self, run: Run) -> Iterator[str]:
        """Say that the organization, its projects and its issues are visible to the token.

        Raises:
            SourceError: with the remedy.
        """
        client = self.client(run, SentryDialect)
        yield from Reading(self, client, run.window, run).checks()
