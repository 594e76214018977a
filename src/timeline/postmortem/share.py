"""The message that asks for feedback, and the one call of this project that writes to a service."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from timeline.formats.text import address, one_line
from timeline.model.errors import ConfigError, SourceError, TransientError
from timeline.model.window import Window
from timeline.porting.payload import at, parsed, text
from timeline.porting.run import Run
from timeline.postmortem.parts import named
from timeline.postmortem.threads import Thread
from timeline.sources.http.exchange import Broken, BrokenConnection, Limited, Request
from timeline.sources.http.opening import opened
from timeline.sources.http.settings import secret
from timeline.sources.slack.calls import SlackDialect

if TYPE_CHECKING:
    from timeline.record import Timeline

#: The environment variable with the token that may post; the one that reads never does.
TOKEN = "SLACK_POST_TOKEN"  # noqa: S105 - a variable's name
CALL = "chat.postMessage"
_CHANNEL = re.compile(r"#[^\s#@,]{1,80}|[CGD][A-Z0-9]{6,}")
_MARKS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_UNKNOWN = "whether it was posted is not known: look into the channel before you post it again"


def message(record: Timeline, link: str, title: str = "") -> str:
    """The message that asks for feedback on a document, in Slack's mrkdwn.

    Args:
        record: what the document is about.
        link: where the document is.
        title: what people call it.

    Raises:
        ConfigError: the link is no address that a person may click.
    """
    found = address(link)
    if not found or urlsplit(found).scheme not in ("http", "https") or re.search(r"[\s<>|]", link):
        raise ConfigError(f"--link is the address of the document, https://…, not {one_line(link)!r}")
    start, end = record.window.start, record.window.end
    span = f"{start:%Y-%m-%d %H:%M} to {end:%H:%M} UTC"
    about = named(record)
    what = f"{one_line(title or f'incident {about}')} ({span})" if title or about else f"the incident of {span}"
    return (
        f"Hi everyone, we would love feedback on another post-mortem: {what.translate(_MARKS)}\n<{found}>\n"
        "Please answer in this thread: what did you see that is not in it, and what was otherwise than it says? "
        "Replies here are read back into it as notes, with your name."
    )


def post(base_url: str, channel: str, words: str, *, seconds: float = 30.0) -> Thread:
    """Post the message, once: what may have been posted is not posted again.

    Raises:
        ConfigError: that is no channel.
        SourceError: it was not posted, or nobody knows.
    """
    checked(channel)
    run = Run("slack", Window.around(datetime.now(UTC), timedelta(minutes=1)), deadline=seconds)
    request = Request(
        CALL, CALL, method="POST", body={"channel": channel, "text": words, "unfurl_links": False}, where=channel
    )
    try:
        transport = opened(run, base_url, {"Authorization": f"Bearer {secret(TOKEN, 'slack')}"})
        response = transport.send(request, seconds)
        data, _ = parsed(response.body)
        verdict = SlackDialect(TOKEN, base_url).judge(request, response, data, run.clock.now())
    except BrokenConnection as error:
        raise SourceError(str(error), source="slack", call=CALL, remedy=_UNKNOWN) from None
    finally:
        run.close()
    if isinstance(verdict, SourceError):
        verdict.source, verdict.call = verdict.source or "slack", verdict.call or request.label
        raise verdict
    if isinstance(verdict, Limited):
        raise TransientError("Slack limits how often one posts", source="slack", call=CALL, remedy="try again later")
    key, stamp = text(at(data, "channel")), text(at(data, "ts"))
    if isinstance(verdict, Broken) or not key or not stamp:
        detail = verdict.detail if isinstance(verdict, Broken) else "the answer names no message"
        raise SourceError(detail, source="slack", call=CALL, remedy=_UNKNOWN)
    return Thread(key, stamp)


def checked(channel: str) -> str:
    """The channel, if it can be one.

    Raises:
        ConfigError: it is none.
    """
    if not _CHANNEL.fullmatch(channel):
        raise ConfigError(f"--post takes a channel, '#incidents' or its id, not {one_line(channel)!r}")
    return channel
