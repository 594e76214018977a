"""Jira: tickets that were created, transitioned, assigned, commented on or changed, by their own histories."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.sources.http.listing import listed
from timeline.sources.http.settings import Address, Settings, Variable, WebAddress
from timeline.sources.jira.fetch import Reading
from timeline.sources.jira.site import connect, projects
from timeline.sources.jira.states import present

_CLOUD = ".atlassian.net"


def _api(value: str) -> str:
    """The address of the interface, also where only the site's was given."""
    parts = urlsplit(value)
    return f"{value}/rest/api/3" if (parts.hostname or "").endswith(_CLOUD) and not parts.path else value


class Jira(Settings):
    """Tickets of one site, as far as the token sees them.

    Attributes:
        base_url: `https://acme.atlassian.net/rest/api/3`, or a Data Center's `https://HOST/rest/api/2`.
        app_url: where people open tickets; without it, what the site says of itself.
        email_env: the environment variable that holds the e-mail address of the token's owner, for Jira Cloud.
        projects: the keys of the projects to read.
        jql: which tickets to read, in Jira's own words; beside `projects`, those of them.
    """

    label: ClassVar[str] = "Jira"
    default_token_env: ClassVar[str] = "JIRA_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("jira")
    base_url: Annotated[Address, AfterValidator(_api)] | None = None
    app_url: WebAddress | None = None
    email_env: Variable = "JIRA_EMAIL"
    projects: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    jql: Annotated[str, Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if not self.base_url:
            raise ValueError("base_url is not set: write https://SITE.atlassian.net/rest/api/3")
        if not (self.projects or self.jql):
            raise ValueError('say which tickets: projects = ["KEY", …], or jql = "…"')
        return self

    def authorization(self) -> Mapping[str, str]:
        """Jira Cloud takes e-mail address and token together, a Data Center the token alone."""
        email = os.environ.get(self.email_env, "").strip()
        if not email or self._of_data_center:
            return super().authorization()
        return {"Authorization": f"Basic {base64.b64encode(f'{email}:{self.token()}'.encode()).decode()}"}

    @property
    def credential(self) -> str:
        """Where the credential comes from, for people."""
        told = super().credential
        return told if self._of_data_center else f"{told} and the address in {self.email_env}"

    @property
    def _of_data_center(self) -> bool:
        parts = urlsplit(self.base_url or "")
        return parts.path.endswith("/rest/api/2") and not (parts.hostname or "").endswith(_CLOUD)

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield what happened to the tickets; see `Source`."""
        yield from Reading(self, connect(self, run), window, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the projects that the token sees."""
        site = connect(self, run)
        site.whoami()
        yield listed("projects", projects(site), "take the token of somebody who may browse projects")

    def check(self, run: Run) -> Iterator[str]:
        """Say who the token is, and that what is to be read can be searched.

        Raises:
            SourceError: with the remedy.
        """
        yield from Reading(self, connect(self, run), run.window, run).checks()

    def states(self, keys: Sequence[str], run: Run) -> dict[str, str]:
        """The present state of those tickets, by the keys that were given; none of what cannot be seen.

        Raises:
            SourceError: nothing can be asked, with the remedy.
        """
        return present(connect(self, run), keys)
