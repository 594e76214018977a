"""Datadog: every monitor transition, and the deployments, autoscaling and change events beside them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field

from timeline.model.coverage import Gap
from timeline.model.errors import AuthError
from timeline.model.event import Event
from timeline.model.toml import row
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.porting.subject import Subject
from timeline.sources.datadog.calls import connect
from timeline.sources.datadog.fetch import Reading
from timeline.sources.datadog.history import Past
from timeline.sources.http.settings import Address, Settings, Span, Variable, WebAddress, secret

#: Monitor alerts, downtimes as the audit tells them, deployments, autoscaling and change events.
DEFAULT_QUERY = (
    "source:alert OR (tags:audit downtime) OR @evt.category:change "
    "OR source:(deploy* OR *autoscaling* OR *auto_scaling*) "
    'OR tags:(deploy* OR autoscaling OR change) OR deploy* OR autoscaling OR "auto scaling" OR rollback'
)
_API = re.compile(r"https://api\.((?:[a-z0-9]+\.)?(?:datadoghq\.com|datadoghq\.eu|ddog-gov\.com))(?:[:/]|$)")
_SITE = r"^[a-z0-9.-]+$"
_PREFIXED = ("us2.", "us3.", "us5.", "ap1.", "ap2.", "uk1.")


class Datadog(Settings):
    """One organization on one site.

    Attributes:
        site: as in the browser's address, e.g. `datadoghq.eu`; without it `DD_SITE`, else `datadoghq.com`.
        base_url: the API's address; without it, that of the site.
        app_url: where people open monitors; without it, that of the site.
        query: which events to read, in the language of Datadog's event search.
        look_back: how far before the window the beginning of an alert is looked for, to join its recovery.
        token_env: the variable with the application key.
        api_key_env: the variable with the API key.
        token_command: prints the API key and the application key, one a line.
    """

    label: ClassVar[str] = "Datadog"
    default_token_env: ClassVar[str] = "DD_APP_KEY"  # noqa: S105 - a variable's name

    name: str = Settings.named("datadog")
    site: Annotated[str, Field(pattern=_SITE)] | None = None
    base_url: Address | None = None
    app_url: WebAddress | None = None
    query: Annotated[str, Field(min_length=1)] = DEFAULT_QUERY
    look_back: Span = "7d"
    api_key_env: Variable = "DD_API_KEY"

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the events of the organization; see `Source`."""
        yield from Reading(self, connect(self, run), window, run).findings()

    def history(self, window: Window, subjects: Sequence[Subject], run: Run) -> Iterator[Event | Gap]:
        """Yield the transitions of those monitors; see `timeline.porting.hooks.Remembers`."""
        yield from Past(self, connect(self, run), window, subjects, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, once the keys are known to be good for this site."""
        list(self.check(run))
        yield row("site", self.on_site)

    def check(self, run: Run) -> Iterator[str]:
        """Say that both keys are good for events on this site.

        Raises:
            SourceError: with the remedy.
        """
        yield from Reading(self, connect(self, run), run.window, run).checks()

    @property
    def credential(self) -> str:
        """Where the keys come from, and for which site."""
        if self.token_command:
            return f"{super().credential}, two keys of the site {self.on_site}"
        return f"{self.api_key_env} and {self.token_env or self.default_token_env}, keys of the site {self.on_site}"

    def credentials(self) -> tuple[str, str]:
        """The API key and the application key.

        Raises:
            AuthError: one is missing.
        """
        if not self.token_command:
            return secret(self.api_key_env, self.name), self.token()
        lines = self.printed().split()
        if len(lines) != 2:  # noqa: PLR2004 - two keys
            raise AuthError("the token command must print two lines: API key, application key", source=self.name)
        return lines[0], lines[1]

    def kept_settings(self) -> Mapping[str, Any]:
        """The fields, with the site in force: the environment may name another one later."""
        return {**self.model_dump(mode="json"), "site": self.on_site}

    @property
    def on_site(self) -> str:
        """The site in force; an address of the API at one of Datadog's own hosts names it, too."""
        return self.site or self._addressed or _told_site()

    @property
    def _addressed(self) -> str | None:
        found = _API.match(self.base_url or "")
        return found and found[1]

    @property
    def api(self) -> str:
        """The API's address in force."""
        return self.base_url or f"https://api.{self.on_site}"

    @property
    def app(self) -> str:
        """Where links lead: sites with a region of their own have no `app.` before them."""
        site = self.on_site
        return self.app_url or (f"https://{site}" if site.startswith(_PREFIXED) else f"https://app.{site}")


def _told_site() -> str:
    """The site of the environment; what is none would lead the keys elsewhere."""
    site = os.environ.get("DD_SITE") or "datadoghq.com"
    if not re.match(_SITE, site):
        remedy = "set it as in the browser's address, e.g. datadoghq.eu"
        raise AuthError("DD_SITE holds no site", call="credentials", remedy=remedy)
    return site
