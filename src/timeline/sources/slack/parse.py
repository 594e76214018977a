"""One message, made into drafts. Pure but for names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

from timeline.joining.keys import THREAD
from timeline.joining.product import Note, quietly
from timeline.model.event import Actor
from timeline.model.window import Instant, utc_text
from timeline.porting.draft import Draft
from timeline.porting.payload import at, text
from timeline.sources.slack.actors import Directory, acted
from timeline.sources.slack.apps import linked
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.message import Message, time_of
from timeline.sources.slack.mrkdwn import Names
from timeline.sources.slack.sentences import call_end, of_housekeeping, of_words
from timeline.sources.slack.sorts import is_call, is_words


class Known(Names, Directory, Protocol):
    """Where names and records come from."""


def drafts(
    message: Message, channel: Channel, known: Known, workspace: str | None, note: Note = quietly
) -> Iterator[Draft]:
    """The message, and the end of the huddle that it tells of."""
    told = draft(message, channel, known, workspace, note)
    yield told
    if ended := call_ended(message):
        took_part = [known.user(key) for key in message.participants]
        yield Draft(
            id=f"{told.id}/ended",
            stamp=Instant(ended, "s"),
            kind="channel.updated",
            summary=call_end(message, told.actor, _lasted(message.time, ended), took_part),
            url=told.url,
            keys=told.keys,
            tags={"channel": told.tags["channel"], "subtype": message.subtype},
            raw=message.raw,
        )


def draft(message: Message, channel: Channel, known: Known, workspace: str | None, note: Note = quietly) -> Draft:
    """What the message says, by whom, and what it links."""
    who, words, found = acted(message, known), is_words(message), linked(message, note)
    edited = message.raw.get("edited")
    return Draft(
        id=f"{channel.id}/{message.ts}",
        stamp=message.time and Instant(message.time, "us"),
        kind=_kind(message, words),
        summary=(of_words if words else of_housekeeping)(message, who, known),
        actor=who,
        url=permalink(workspace, channel.id, message),
        body=body(message, known),
        keys=[*found.keys, *_thread(message, channel)],
        tags={
            "channel": channel.name or channel.id,
            "subtype": message.subtype,
            "via": _carrier(message, who),
            "edited": "true" if edited else None,
            "edited_at": _time(at(edited, "ts")) if edited else None,
            # Only an app of its own witnesses what it links; a person may paste anything.
            **(found.tags if who and who.kind == "bot" else {}),
        },
        raw=message.raw,
    )


def call_ended(message: Message) -> datetime | None:
    """When the huddle or call ended that the message tells of, once it has."""
    return _seconds(message.room.get("date_end")) if is_call(message) else None


def body(message: Message, known: Names) -> str | None:
    """All that its reader sees, as Markdown, or None where there is nothing."""
    told = zip(message.lines, message.markdown(known), strict=True)
    kept = [made for line, words in told if (made := words.rstrip() if line.prefix[0] else words.strip("\n "))]
    return "\n".join(kept) or None


def permalink(workspace: str | None, channel: str, message: Message) -> str | None:
    """The address that Slack gives for a message; a reply's names its thread."""
    if workspace is None or message.ts is None:
        return None
    address = f"{workspace}archives/{channel}/p{message.ts.replace('.', '')}"
    return f"{address}?thread_ts={message.thread}&cid={channel}" if message.is_reply else address


def _kind(message: Message, words: bool) -> str:
    if not words:
        return "channel.updated"
    return "message.replied" if message.is_reply else "message.posted"


def _thread(message: Message, channel: Channel) -> list[str]:
    return THREAD.known(channel.id, message.thread)


def _carrier(message: Message, who: Actor | None) -> str | None:
    """The app that sent it with a person's token."""
    return text(at(message.raw, "bot_profile", "name")) if who and who.kind == "person" else None


def _time(ts: Any) -> str | None:
    found = time_of(ts)
    return utc_text(found) if found else None


def _seconds(value: Any) -> datetime | None:
    """A time in seconds; 0 is none yet."""
    try:
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) and value > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _lasted(began: datetime | None, ended: datetime) -> str:
    seconds = round((ended - began).total_seconds()) if began else 0
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if count]
    return " ".join(parts) or "0 s"
