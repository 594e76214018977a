"""Grafana: what its alert rules went through, and what people and programs noted on its dashboards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, model_validator

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.porting.subject import Subject, alerts_of
from timeline.sources.grafana.dialect import GrafanaDialect
from timeline.sources.grafana.fetch import Reading
from timeline.sources.http.settings import Address, Settings, WebAddress


def _server(value: str) -> str:
    """The address of the server, also where that of its interface was given."""
    return value.removesuffix("/api")


class Grafana(Settings):
    """One organization of a server, as far as the token sees it.

    Attributes:
        base_url: where the server is: `https://acme.grafana.net`.
        app_url: where people open it, if that is elsewhere.
    """

    label: ClassVar[str] = "Grafana"
    default_token_env: ClassVar[str] = "GRAFANA_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("grafana")
    base_url: Annotated[Address, AfterValidator(_server)] | None = None
    app_url: WebAddress | None = None

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if not self.base_url:
            raise ValueError("base_url is not set: write https://SITE.grafana.net, or where your server is")
        return self

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield states of alerts, and annotations; see `Source`."""
        yield from self._reading(window, run).findings()

    def history(self, window: Window, subjects: Sequence[Subject], run: Run) -> Iterator[Event | Gap]:
        """Yield what those alerts went through; see `timeline.porting.hooks.Remembers`."""
        reading = self._reading(window, run)
        for each in alerts_of(subjects, self.name):
            yield from reading.past(each)

    def template(self, run: Run) -> Iterator[str]:
        """Nothing but where the server is: a token sees all of its organization."""
        yield from self._reading(run.window, run).seen()

    def check(self, run: Run) -> Iterator[str]:
        """Say that annotations can be read, and where the states of alerts are kept.

        Raises:
            SourceError: with the remedy.
        """
        yield from self._reading(run.window, run).checks()

    def _reading(self, window: Window, run: Run) -> Reading:
        client = self.client(run, GrafanaDialect)
        return Reading(client, self.app_url or self.base_url or "", window, run)
