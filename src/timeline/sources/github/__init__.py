"""GitHub: pull requests, pushes, deployments, releases and workflow runs of repositories or an organization."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from timeline.model.coverage import Gap
from timeline.model.errors import DeniedError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.payload import at, records
from timeline.porting.run import Run
from timeline.porting.subject import Subject
from timeline.sources.github.calls import Api, connect
from timeline.sources.github.fetch import Reading
from timeline.sources.github.history import Past
from timeline.sources.http.listing import listed
from timeline.sources.http.settings import Address, Settings, Span

_Repository = Annotated[str, Field(pattern=r"^[\w.-]+/[\w.-]+$")]


class GitHub(Settings):
    """Repositories by name, or all of an organization.

    Attributes:
        repos: `owner/name` each.
        organization: instead of `repos`, every repository of it that the token sees.
        look_back: deployments created up to so long before the window are read, for a status inside it: one may wait
            for its approval.
        sso: read by which sign-on ids the organization's SAML service knows people; only its owners may ask.
    """

    label: ClassVar[str] = "GitHub"
    default_token_env: ClassVar[str] = "GITHUB_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("github")
    base_url: Address = "https://api.github.com"
    repos: tuple[_Repository, ...] = ()
    organization: Annotated[str, Field(pattern=r"^[\w.-]+$")] | None = None
    look_back: Span = "7d"
    sso: bool = False

    @model_validator(mode="after")
    def _one_scope(self) -> Self:
        if bool(self.repos) == bool(self.organization):
            raise ValueError("give either repos or organization, one of the two")
        return self

    @property
    def graphql_url(self) -> str:
        """Where queries go: beside the REST address, except on Enterprise Server."""
        if self.base_url.endswith("/api/v3"):
            return f"{self.base_url.removesuffix('/v3')}/graphql"
        return f"{self.base_url}/graphql"

    @property
    def web(self) -> str:
        """Where people open repositories; a loopback server stands in for github.com.

        An enterprise of its own on GHE.com has its API under `api.`, as github.com has; a server of one's own has not.
        """
        parts = urlsplit(self.base_url)
        if parts.hostname in ("127.0.0.1", "localhost", "::1"):
            return "https://github.com"
        hosted = (parts.hostname or "").endswith((".github.com", ".ghe.com"))
        return f"{parts.scheme}://{parts.netloc.removeprefix('api.') if hosted else parts.netloc}"

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield what happened in the repositories; see `Source`."""
        api = connect(self, run)
        yield from Reading(self, api, window, run).findings()

    def history(self, window: Window, subjects: Sequence[Subject], run: Run) -> Iterator[Event | Gap]:
        """Yield the pull requests that name one of those; see `timeline.porting.hooks.Remembers`."""
        yield from Past(self, connect(self, run), window, subjects, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the repositories that the token sees, the last pushed first."""
        names = list(_seen(connect(self, run)))
        yield listed("repos", names, 'give it repositories, or write organization = "NAME" here')

    def check(self, run: Run) -> Iterator[str]:
        """Say who the token is and which repositories it sees.

        Raises:
            SourceError: with the remedy.
        """
        api = connect(self, run)
        yield from Reading(self, api, run.window, run).checks()


def _seen(api: Api) -> Iterator[str]:
    """The repositories that a user's token sees, the last pushed first; or those that an app is installed for."""
    try:
        found, _ = api.get("user/repos", params={"per_page": 100, "sort": "pushed"}, name="/user/repos")
    except DeniedError:
        told, _ = api.get("installation/repositories", params={"per_page": 100}, name="/installation/repositories")
        found = at(told, "repositories")
    yield from (str(at(each, "full_name")) for each in records({"repos": found}, "repos"))
