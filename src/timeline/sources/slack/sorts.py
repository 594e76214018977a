"""Sorts of messages: words, or the service's own housekeeping; and who acted in each.

Every subtype, and every message of Slackbot's, is housekeeping until it is shown to be words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.porting.payload import at, text
from timeline.sources.slack.message import SLACKBOT, Message

#: The subtypes under which somebody says something.
WORDS = frozenset({
    "bot_message", "me_message", "file_share", "file_comment", "thread_broadcast", "reply_broadcast",
    "slackbot_response", "slack_audio", "slack_image", "slack_video",
})  # fmt: skip
#: Whoever is named in place of an author who is not told.
NOBODY = frozenset({SLACKBOT, "UREVOKEDU", "USLACK"})
#: What happened, for the sorts whose messages may come without words.
_DID = {
    "channel_join": "joined the channel",
    "channel_leave": "left the channel",
    "channel_archive": "archived the channel",
    "channel_unarchive": "unarchived the channel",
    "channel_convert_to_private": "made the channel private",
    "channel_convert_to_public": "made the channel public",
    "channel_posting_permissions": "changed who may post in the channel",
    "channel_canvas_updated": "changed the channel's canvas",
    "tabbed_canvas_updated": "changed a canvas of the channel",
    "channel_tab_added": "added a tab to the channel",
    "channel_tab_removed": "removed a tab from the channel",
    "channel_tab_renamed": "renamed a tab of the channel",
    "canvas_sharing_message": "shared a canvas",
    "document_mention": "mentioned somebody in a canvas",
    "document_comment_root": "commented in a canvas",
    "pinned_item": "pinned a message to the channel",
    "unpinned_item": "unpinned a message from the channel",
    "bot_add": "added an integration to the channel",
    "bot_remove": "removed an integration from the channel",
    "bot_enable": "enabled an integration of the channel",
    "bot_disable": "disabled an integration of the channel",
    "app_conversation_join": "added an app to the channel",
    "app_conversation_leave": "removed an app from the channel",
    "reminder_add": "set up a reminder in the channel",
    "joiner_notification": "joined the workspace",
    "joiner_notification_for_inviter": "joined the workspace",
    "assistant_app_thread": "opened a thread with an assistant",
    "file_mention": "mentioned a file",
    "message_changed": "changed a message",
    "message_deleted": "deleted a message",
    "message_replied": "replied to a message",
    "retention_threshold": "changed how long messages are kept",
    "automatic_ai_huddle_notes_enabled": "turned on notes of huddles",
}
#: Sorts in which the one whom `user` names was acted on.
_ACTED_ON = frozenset({"app_conversation_join", "app_conversation_leave"})
_JOINED = frozenset({"channel_join", "app_conversation_join"})
#: The fields whose names end like an actor's and name somebody else: who is answered, added, invited, asked.
_OTHERS = (
    "parent_user", "bot_user", "app_user", "target_user", "invited_user", "invitee_user", "added_user",
    "removed_user", "mentioned_user", "recipient_user", "reply_user", "root_user",
)  # fmt: skip


def sort_of(message: Message) -> str:
    """The subtype; those of private channels are named as the others."""
    subtype = message.subtype or ""
    return f"channel_{subtype.removeprefix('group_')}" if subtype.startswith("group_") else subtype


def is_words(message: Message) -> bool:
    """Whether somebody says something in it."""
    if message.user == SLACKBOT:
        return message.subtype == "slackbot_response"
    if message.subtype is None or message.subtype in WORDS:
        return True
    # What a person sends from their own client carries the client's id; a sort that we know is what it is.
    return sort_of(message) not in _DID and bool(text(message.raw.get("client_msg_id")))


def is_call(message: Message) -> bool:
    """Whether it tells of a huddle or a call."""
    return bool(message.room) or message.subtype in ("huddle_thread", "sh_room_created", "sh_room_shared")


def actors(message: Message) -> list[str]:
    """The ids of the users who acted in a message of housekeeping: the sort's own field, else its user."""
    if begun := text(message.room.get("created_by")):
        return [begun]
    sort, inviter = sort_of(message), text(message.raw.get("inviter"))
    if inviter and sort in _JOINED:
        return [inviter]
    if message.user and message.user not in NOBODY:
        return [] if sort in _ACTED_ON or sort == "ekm_access_denied" else [message.user]
    return list(dict.fromkeys(_told(message.raw))) or ([inviter] if inviter and "joiner" not in sort else [])


def added(message: Message) -> str | None:
    """The user whom somebody else added to the channel."""
    inviter = text(message.raw.get("inviter"))
    return message.user if inviter and inviter != message.user and sort_of(message) in _JOINED else None


def _told(raw: dict[str, Any]) -> Iterator[str]:
    """The users whom the sort's own fields name."""
    for name, value in raw.items():
        if name in ("actor_id", "created_by") or (name.endswith(("_user_id", "_user_ids")) and not _is_other(name)):
            for each in value if isinstance(value, list) else [value]:
                if (key := text(each)) and key not in NOBODY:
                    yield key


def _is_other(name: str) -> bool:
    return name.startswith(_OTHERS)


def did(message: Message) -> str:
    """What happened, as a phrase behind a name: for a message that does not say it itself."""
    sort, raw = sort_of(message), message.raw
    if sort in ("channel_topic", "channel_purpose"):
        part = "topic" if sort == "channel_topic" else "description"
        value = text(raw.get(sort.removeprefix("channel_")))
        return f"set the channel {part}: {value}" if value else f"cleared the channel {part}"
    if sort == "channel_name":
        return _renamed(text(raw.get("old_name")), text(raw.get("name")))
    kind = text(at(raw, "item", "type")) or text(raw.get("item_type"))
    if sort in ("pinned_item", "unpinned_item") and kind in ("F", "file"):
        return _DID[sort].replace("a message", "a file")
    return _DID.get(sort) or (f"changed the channel ({sort.replace('_', ' ')})" if sort else "changed the channel")


def _renamed(old: str | None, new: str | None) -> str:
    return "renamed the channel" + (f" from #{old}" if old else "") + (f" to #{new}" if new else "")
