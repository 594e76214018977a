"""What a message's files show: names, what became of them, and the text that Slack shows of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.porting.payload import at, objects, text
from timeline.sources.slack.lines import Line, Piece, said, shown

_QUOTED = ("> ", "> ")
#: A file whose record says no more than why it cannot be seen.
_GONE = {
    "tombstone": "deleted file",
    "hidden_by_limit": "file hidden by the workspace's plan",
    "check_file_info": "file of another workspace",
    "access_denied": "file that this token may not see",
    "file_not_found": "file that is not available any more",
    "file_access": "file that this token may not see",
}
_SORTS = {
    "slack_image": "image", "slack_audio": "audio clip", "slack_video": "video clip", "email": "email",
    "quip": "canvas", "canvas": "canvas", "list": "list", "image": "image", "video": "video", "audio": "audio file",
}  # fmt: skip


def attached_file(raw: dict[str, Any]) -> Iterator[Line]:
    """The line of a file, and those of its text."""
    sort = _sort(raw)
    yield shown(sort, name(raw), more=text(raw.get("alt_txt")))
    yield from _details(raw)


def name(raw: dict[str, Any]) -> str | None:
    """The name that Slack shows."""
    subject = text(raw.get("subject")) or text(at(raw, "headers", "subject"))
    return text(raw.get("title")) or subject or text(raw.get("name"))


def _sort(raw: dict[str, Any]) -> str:
    """What became of it, where it cannot be seen; else its own sort, where it has no name that tells one."""
    for field in ("mode", "file_access"):
        if gone := _GONE.get(str(raw.get(field))):
            access = _GONE.get(str(raw.get("file_access")))
            return access or gone
    for kind in (raw.get("subtype"), raw.get("mode"), raw.get("filetype")):
        if isinstance(kind, str) and kind in _SORTS:
            return _SORTS[kind]
    return "file" if name(raw) else _SORTS.get(str(raw.get("mimetype")).partition("/")[0], "file")


def _details(raw: dict[str, Any]) -> Iterator[Line]:
    """What Slack shows below the name: an email's text, a snippet's beginning, what is heard in a clip."""
    comment = at(raw, "initial_comment", "comment")
    yield from said(comment)
    mail = text(raw.get("plain_text")) or text(raw.get("preview_plain_text"))
    senders = ", ".join(filter(None, (text(each.get("original")) or text(each.get("address"))
                                      for each in objects(raw.get("from")))))  # fmt: skip
    for words in (f"From: {senders}" if senders else None, mail, _heard(raw)):
        if words and words.strip():
            yield Line((Piece(words.strip(), "plain"),), "side", _QUOTED)
    if raw.get("mode") == "snippet" and (preview := text(raw.get("preview"))):
        yield Line((Piece(f"```\n{preview.rstrip()}\n```", "plain"),), "side")


def _heard(raw: dict[str, Any]) -> str | None:
    return text(at(raw, "transcription", "preview", "content"))
