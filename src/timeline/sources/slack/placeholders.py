"""What Slack itself puts where no words are: nobody said it."""

from __future__ import annotations

_UNTOLD = "a message whose content Slack does not tell"
_INTERACTIVE = "a message of interactive elements"
#: The text, without its end and its case, and what such a message is.
_PLACEHOLDERS = {
    "this content can't be displayed": _UNTOLD,
    "the content can't be displayed": _UNTOLD,
    "content can't be displayed": _UNTOLD,
    "this message can't be displayed": _UNTOLD,
    "no preview available": _UNTOLD,
    "unable to show preview. tap to see the original message": _UNTOLD,
    "this message contains interactive elements": _INTERACTIVE,
    "message contains interactive elements": _INTERACTIVE,
    "this message was deleted": "a message that was deleted",
    "this message has been deleted": "a message that was deleted",
    "message deleted": "a message that was deleted",
    "this file was deleted": "a file that was deleted",
    "this file has been deleted": "a file that was deleted",
    "this message was hidden": "a message that is hidden",
    "this message is hidden": "a message that is hidden",
    "this message is unavailable": "a message that is not available any more",
    "this message is no longer available": "a message that is not available any more",
    "message unavailable": "a message that is not available any more",
    "your admins have suspended everyone's access to this content": "a message that its workspace's admins suspended",
}
_SHORT = 80


def meaning(words: str) -> str | None:
    """What a message with that text is, where the text is Slack's placeholder."""
    if len(words) > _SHORT:
        return None
    plain = words.replace("\u2019", "'").strip().strip("[]_*. ").casefold()
    return _PLACEHOLDERS.get(plain)


def is_placeholder(words: str) -> bool:
    """Whether the text is Slack's own, in place of words."""
    return meaning(words) is not None


def is_filling(words: str) -> bool:
    """Whether a part of a message says only that Slack cannot show it here; no app would say that of itself."""
    return meaning(words) in (_UNTOLD, _INTERACTIVE)
