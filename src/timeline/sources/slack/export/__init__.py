"""An export of a Slack workspace: the same messages without a token, from the zip or its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.configured import Configured
from timeline.porting.run import Run
from timeline.sources.http.settings import WebAddress
from timeline.sources.slack.channels import UnseenError
from timeline.sources.slack.export.reading import ExportReading

_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]*")


def _whole(value: object) -> object:
    """The address that a workspace's short name stands for; it ends with a slash, as permalinks go on behind it."""
    return f"https://{value}.slack.com" if isinstance(value, str) and _SUBDOMAIN.fullmatch(value) else value


def _channels(given: object) -> object:
    """Names or ids, or all."""
    if given == "all":
        return given
    if not isinstance(given, (list, tuple)) or not given or not all(isinstance(each, str) and each for each in given):
        raise ValueError('write a list of names or ids, or "all"')
    return tuple(given)


def _slash(value: str) -> str:
    """As permalinks go on behind it."""
    return f"{value}/"


class SlackExport(Configured):
    """An export of one workspace.

    Attributes:
        path: the zip, or the folder that it was unpacked to.
        workspace: the address that links are made of, `https://acme.slack.com`, which no export tells.
        channels: names (with or without `#`) or ids, also of direct messages; `"all"` is every channel.
    """

    label: ClassVar[str] = "Slack"

    name: str = Configured.named("slack")
    path: Annotated[str, Field(min_length=1)]
    workspace: Annotated[WebAddress, BeforeValidator(_whole), AfterValidator(_slash)] | None = None
    channels: Annotated[tuple[str, ...] | Literal["all"], BeforeValidator(_channels)] = "all"

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        """Yield the messages and replies; see `Source`."""
        yield from ExportReading(self, window, run).findings()

    def check(self, run: Run) -> Iterator[str]:
        """Say what the export holds, and that the channels are in it.

        Raises:
            SourceError: with the remedy.
        """
        reading = ExportReading(self, run.window, run)
        found = list(reading.conversations)
        yield f"{len(found)} conversations and {len(reading.people)} people, {reading.days}"
        failure: SourceError | None = None
        for each in reading.wanted() if self.channels != "all" else ():
            if isinstance(each, UnseenError):
                yield f"not readable: {each.detail}"
                failure = failure or each
            else:
                yield f"{each.channel.label} is in it"
        if failure:
            raise failure
