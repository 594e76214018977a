"""Slack: every message and every thread reply of the window, in the channels that are named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.sources.http.listing import listed
from timeline.sources.http.settings import Address, Settings, Span
from timeline.sources.slack.calls import connect
from timeline.sources.slack.channels import Channels
from timeline.sources.slack.fetch import Reading
from timeline.sources.slack.one_thread import OneThread
from timeline.sources.slack.ranking import Ranking
from timeline.sources.slack.workspace import identified

_Channel = Annotated[str, Field(min_length=1)]


_INVITE = "invite the app: /invite @NAME in a channel"


class Slack(Settings):
    """Channels of one workspace.

    Attributes:
        channels: names (with or without `#`, former ones too) or ids; `"joined"` is every channel that the
            token's owner is in.
        team_id: the workspace of an organization-wide token; without it, all that its app was approved for.
        look_back: parents of threads up to so long before the window are looked at, for replies inside it.
    """

    label: ClassVar[str] = "Slack"
    default_token_env: ClassVar[str] = "SLACK_TOKEN"  # noqa: S105 - a variable's name

    name: str = Settings.named("slack")
    base_url: Address = "https://slack.com/api"
    channels: Annotated[tuple[_Channel, ...], Field(min_length=1)] | Literal["joined"]
    team_id: Annotated[str, Field(pattern=r"^[TE][A-Z0-9]+$")] | None = None
    look_back: Span = "7d"

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the messages and replies; see `Source`."""
        yield from Reading(self, connect(self, run), window, run).findings()

    def template(self, run: Run) -> Iterator[str]:
        """Lines of configuration, from the channels that the token's owner is in."""
        client = connect(self, run)
        joined = Channels(client, run, identified(client, self.team_id).teams).joined()
        # A limit must not cost the whole: what is not looked at in half the time stays in its order.
        half = Run(run.source, run.window, deadline=run.remaining() / 2, stop=run.stop)
        asking = connect(self, half)
        ranked = Ranking(asking, half).ranked([each for each in joined if each.name])
        half.close()
        yield listed("channels", [f"#{each.name}" for each in ranked], _INVITE)

    def check(self, run: Run) -> Iterator[str]:
        """Say who the token is and that the channels can be read.

        Raises:
            SourceError: with the remedy.
        """
        yield from Reading(self, connect(self, run), run.window, run).checks()

    def thread(self, channel: str, parent: str, run: Run) -> Iterator[Event | Gap]:
        """Yield the replies of one thread in the run's window."""
        yield from OneThread(self, connect(self, run), run.window, run).replies(channel, parent)
