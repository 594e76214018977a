"""One message, made into a draft. Pure but for names."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from timeline._event import Actor
from timeline._window import Instant
from timeline.sources._draft import Draft, first_line
from timeline.sources._shape import objects, text
from timeline.sources.slack.apps import linked
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.content import body
from timeline.sources.slack.mrkdwn import to_words
from timeline.sources.slack.people import People

_TS = re.compile(r"(\d{1,11})\.(\d{6})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUSEKEEPING = frozenset({
    "bot_add", "bot_enable", "bot_disable", "bot_remove", "channel_archive", "channel_canvas_updated",
    "channel_convert_to_private", "channel_convert_to_public", "channel_join", "channel_leave", "channel_name",
    "channel_posting_permissions", "channel_purpose", "channel_topic", "channel_unarchive", "group_archive",
    "group_join", "group_leave", "group_name", "group_purpose", "group_topic", "group_unarchive",
    "huddle_thread", "joiner_notification", "joiner_notification_for_inviter", "pinned_item", "reminder_add",
    "sh_room_created", "tombstone", "unpinned_item",
})  # fmt: skip


def instant(ts: Any) -> Instant:
    """A message's time to the microsecond, without a float in between.

    Raises:
        ValueError: it is no message timestamp.
    """
    found = _TS.fullmatch(ts) if isinstance(ts, str) else None
    if not found:
        raise ValueError("no message timestamp")
    return Instant(_EPOCH + timedelta(seconds=int(found[1]), microseconds=int(found[2])), "us")


def stamp(time: datetime) -> str:
    """A time as a message timestamp."""
    seconds, micros = divmod((time - _EPOCH) // timedelta(microseconds=1), 1_000_000)
    return f"{seconds}.{micros:06d}"


def draft(message: dict[str, Any], channel: Channel, people: People, workspace: str | None) -> Draft:
    """What the message says, by whom, and what it links."""
    ts = str(message.get("ts"))
    try:
        when: Any = instant(message.get("ts"))
    except ValueError:
        when = None
    who, words, found = people.author(message), body(message, people), linked(message)
    thread = text(message.get("thread_ts"))
    kind = _kind(message)
    return Draft(
        id=f"{channel.id}/{ts}",
        stamp=when,
        kind=kind,
        summary=_summary(kind, message, who, words),
        actor=who,
        url=permalink(workspace, channel.id, ts, thread),
        body=words,
        keys=[*found.keys, *([f"slack:thread:{channel.id}/{thread}"] if thread else [])],
        tags={
            "channel": channel.name or channel.id,
            "subtype": text(message.get("subtype")),
            "edited": "true" if message.get("edited") else None,
            **found.tags,
        },
        raw=message,
    )


def permalink(workspace: str | None, channel: str, ts: str, thread: str | None) -> str | None:
    """The address that Slack gives for a message; a reply's names its thread."""
    if workspace is None:
        return None
    address = f"{workspace}archives/{channel}/p{ts.replace('.', '')}"
    return f"{address}?thread_ts={thread}&cid={channel}" if thread and thread != ts else address


def _kind(message: dict[str, Any]) -> str:
    if message.get("subtype") in _HOUSEKEEPING:
        return "channel.updated"
    thread = text(message.get("thread_ts"))
    return "message.replied" if thread and thread != message.get("ts") else "message.posted"


def _summary(kind: str, message: dict[str, Any], who: Actor | None, words: str | None) -> str:
    name = (who and (who.name or who.id)) or "Somebody"
    line = first_line(to_words(words)) if words else ""
    if message.get("subtype") == "tombstone":
        return "A message was deleted"  # by whom is not told: its author is Slack's placeholder
    if kind == "channel.updated":
        changed = line.removeprefix(name).strip()
        return f"{name} {changed}" if changed else f"{name} changed the channel"
    if who and who.kind == "bot":
        return f'{name} posted "{line}"' if line else f"{name} posted a message without words"
    if not text(message.get("text")) and objects(message.get("files")):
        return f"{name} shared {line}"
    return f'{name} says "{line}"' if line else f"{name} posted a message without words"
