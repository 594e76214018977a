"""HCP Terraform and Terraform Enterprise: every run of an organization, with its transitions and comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import Field

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.toml import row
from timeline.model.window import Window
from timeline.porting.payload import at, records
from timeline.porting.run import Run
from timeline.porting.subject import Subject
from timeline.sources.http.exchange import Request
from timeline.sources.http.listing import commented
from timeline.sources.http.settings import Address, Settings, Span, WebAddress
from timeline.sources.terraform.calls import connect
from timeline.sources.terraform.fetch import Reading
from timeline.sources.terraform.history import Past

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Terraform(Settings):
    """Runs of one organization, speculative plans too.

    Attributes:
        organization: its name as it stands in the address.
        workspaces: names or patterns such as `prod-*`; without them, every workspace that the token sees.
        audit_trail: read the organization's audit trail, too; that takes an organization's token, and HCP.
        look_back: runs created up to so long before the window are read, for what happened to them inside it.
        app_url: where people open runs; without it, the host of `base_url`.
    """

    label: ClassVar[str] = "Terraform"
    default_token_env: ClassVar[str] = "TFE_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("terraform")
    base_url: Address = "https://app.terraform.io/api/v2"
    app_url: WebAddress | None = None
    organization: Annotated[str, Field(min_length=1)]
    workspaces: tuple[str, ...] = ()
    audit_trail: bool = False
    look_back: Span = "7d"

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the runs' transitions and comments; see `Source`."""
        client = connect(self, run)
        yield from Reading(self, client, window, run).findings()

    def history(self, window: Window, subjects: Sequence[Subject], run: Run) -> Iterator[Event | Gap]:
        """Yield the runs that name one of those; see `timeline.porting.hooks.Remembers`."""
        yield from Past(self, connect(self, run), window, subjects, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the organizations that the token sees."""
        client = connect(self, run)
        found = records(client.json(Request("GET /organizations", "organizations", expect="data")), "data")
        if not found:
            raise SourceError("its token sees no organization", remedy="take a team's or a user's token")
        first, *others = [str(at(each, "id")) for each in found]
        path, params = f"organizations/{first}/workspaces", {"page[size]": 100}
        request = Request("GET /organizations/:name/workspaces", path, params=params, expect="data")
        names = [str(at(each, "attributes", "name")) for each in records(client.json(request), "data")]
        yield row("organization", first)
        yield from commented([f"or {name}" for name in others])
        yield '# every workspace is read; to choose: workspaces = ["prod-*", …]'
        yield from commented(names)

    def check(self, run: Run) -> Iterator[str]:
        """Say who the token is and that the organization is visible to it.

        Raises:
            SourceError: with the remedy.
        """
        client = connect(self, run)
        yield from Reading(self, client, run.window, run).checks()

    @property
    def app(self) -> str:
        """The address that run links start with; a loopback server stands in for the public service."""
        if self.app_url:
            return self.app_url
        parts = urlsplit(self.base_url)
        return "https://app.terraform.io" if parts.hostname in _LOOPBACK else f"{parts.scheme}://{parts.netloc}"
