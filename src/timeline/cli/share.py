"""The commands by which a post-mortem reaches others, and what they say of it comes back."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.output import COMPLETE, PARTIAL
from timeline.cli.say import say, show
from timeline.config.load import load_sources
from timeline.model.coverage import Gap
from timeline.model.errors import ConfigError, SourceError, StoppedError
from timeline.model.event import Event
from timeline.model.window import Window, parse_span
from timeline.porting.run import Run
from timeline.porting.source import source_type
from timeline.porting.within import Aside

if TYPE_CHECKING:
    from timeline.postmortem.threads import Thread
    from timeline.sources.slack import Slack

_GRACE_S = 0.5
_config = click.option(
    "--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder."
)
_deadline = click.option("--deadline", metavar="SPAN", default="1m", show_default=True, help="How long it may last.")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--link", required=True, metavar="URL", help="Where the document is.")
@click.option("--post", "channel", metavar="CHANNEL", help="Send it to this Slack channel, with SLACK_POST_TOKEN.")
@_config
@_deadline
def share(folder: Path, link: str, channel: str | None, config: Path | None, deadline: str) -> int:
    """Print the message that asks for feedback on a post-mortem, or post it to a channel.

    To post is the only call of all commands that writes to a service. It says what it sends and where, and on a
    terminal it asks first. It goes through the base_url of the first Slack source of the configuration.

    \b
    Example:
      timeline share incident-4172 --link https://wiki.example/p/4172
      timeline share incident-4172 --link https://wiki.example/p/4172 --post '#engineering'
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415 - only where it is used
    from timeline.postmortem import share as sharing  # noqa: PLC0415
    from timeline.postmortem.document import Words  # noqa: PLC0415
    from timeline.postmortem.folder import Folder  # noqa: PLC0415
    from timeline.postmortem.threads import FILE, Asked  # noqa: PLC0415

    seconds = parse_span(deadline).total_seconds()
    work = Folder.of(folder)
    words = sharing.message(load(folder), link, Words.of(work).title)
    if channel is None:
        show(words)
        return COMPLETE
    sharing.checked(channel)
    asked = Asked.read(work)
    source = _slack(config)
    say(f"to be sent to {channel} by {sharing.CALL} at {source.base_url}, with {sharing.TOKEN}:", err=True)
    show(words, err=True)
    if is_terminal():
        click.confirm("Send it?", abort=True, err=True)
    thread = sharing.post(source.base_url, channel, words, seconds=seconds)
    work.write({FILE: asked.asking(thread).text()})
    say(f"sent to {channel}; `timeline feedback {folder}` reads the replies", err=True)
    return COMPLETE


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--thread", "address", metavar="URL", help="The message whose replies are read; it is remembered.")
@_config
@_deadline
def feedback(folder: Path, address: str | None, config: Path | None, deadline: str) -> int:
    """Read the replies to the message that asked for feedback, as notes.

    They are written under the heading Feedback of DIR/work/notes.md, each once, and stand in the next post-mortem.
    Nothing is sent.

    \b
    Example:
      timeline feedback incident-4172
      timeline feedback incident-4172 --thread https://acme.slack.com/archives/C024BE91L/p1561056660000200
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.postmortem.feedback import noted  # noqa: PLC0415 - only where it is used
    from timeline.postmortem.folder import Folder  # noqa: PLC0415
    from timeline.postmortem.threads import Asked, Thread  # noqa: PLC0415

    ends = time.monotonic() + parse_span(deadline).total_seconds()
    work = Folder.of(folder)
    asked = Asked.read(work)
    if address:
        asked = asked.asking(Thread.of(address))
    if not asked.threads:
        raise ConfigError("no thread is known: `timeline share --post` remembers one, or give --thread URL")
    found = [each for thread in asked.threads for each in _replies(_slack(config), thread, ends)]
    gaps = [each for each in found if isinstance(each, Gap)]
    events = sorted((each for each in found if isinstance(each, Event)), key=lambda each: (each.time, each.id))
    new = noted(events, asked, work)
    for gap in gaps:
        say(f"not read: {gap.detail}", err=True)
    say(f"{len(new)} new of {len(events)} replies, in {work.path / 'notes.md'}", err=True)
    return PARTIAL if gaps else COMPLETE


def is_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def _slack(config: Path | None) -> Slack:
    """The first Slack source of the configuration.

    Raises:
        ConfigError: there is none.
    """
    kind: type[Slack] = source_type("slack")
    found = next((source for source in load_sources(config) if isinstance(source, kind)), None)
    if found is None:
        raise ConfigError("no Slack source is configured: add [sources.slack] (see docs/tokens.md)")
    return found


def _replies(source: Slack, thread: Thread, ends: float) -> list[Event | Gap]:
    """What was replied in that thread until now, and what could not be read."""
    seconds = max(ends - time.monotonic(), 0.0)
    run = Run("slack", Window(thread.begun, datetime.now(UTC)), deadline=seconds)
    try:
        return Aside(lambda: list(source.thread(thread.channel, thread.parent, run))).result(seconds + _GRACE_S)
    except TimeoutError:
        run.stop.set()
        raise StoppedError("not read before the deadline", source="slack", call="conversations.replies") from None
    except SourceError as error:
        error.source = error.source or "slack"
        raise
    finally:
        run.close()


COMMANDS = (share, feedback)
