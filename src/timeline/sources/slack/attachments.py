"""Attachments: an app's own, messages that somebody forwards, and previews of links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.porting.payload import at, objects, text
from timeline.sources.slack.blocks import walked
from timeline.sources.slack.files import attached_file
from timeline.sources.slack.lines import DEEPEST, Line, Piece, Role, TooDeepError, control, said, shown
from timeline.sources.slack.placeholders import is_placeholder

#: Stands for the author of a forwarded message who is not told.
NOBODY_TOLD = "Somebody"
_QUOTED = ("> ", "> ")
_FORWARDED = ("is_share", "is_msg_unfurl", "is_reply_unfurl", "is_thread_root_unfurl")
_PREVIEW = ("from_url", "original_url", "is_app_unfurl", "app_unfurl_url")


def attached(raw: dict[str, Any], depth: int = 0) -> Iterator[Line]:
    """The lines of an attachment, as its sort has them."""
    if depth > DEEPEST:
        raise TooDeepError
    if any(map(raw.get, _FORWARDED)):
        yield from _forwarded(raw, depth)
    elif any(map(raw.get, _PREVIEW)):
        yield from _preview(raw, depth)
    else:
        yield from _own(raw, depth)


def _own(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """In the order in which Slack shows them; the fallback alone only where there is nothing else."""
    told = [
        *said(raw.get("pretext")),
        *said(raw.get("author_name"), role="side", form="plain", address=raw.get("author_link")),
        *said(raw.get("title"), address=raw.get("title_link")),
        *said(raw.get("text")),
        *_fields(raw),
        *walked(raw.get("blocks"), depth + 1),
        *_media(raw),
        *_inner(raw, depth),
    ]
    yield from told
    fallback = text(raw.get("fallback"))
    if fallback and not is_placeholder(fallback):
        yield from said(fallback, role="fallback" if any(line.pieces[0].words.strip() for line in told) else "words")
    yield from said(raw.get("footer"), role="side")
    for each in objects(raw.get("actions")):
        if name := text(each.get("text")) or text(at(each, "text", "text")):
            yield control("button", name, each.get("url"))


def _fields(raw: dict[str, Any]) -> Iterator[Line]:
    """`Title: value`, or the one of them that is there."""
    for each in objects(raw.get("fields")):
        title, value = list(said(each.get("title"))), list(said(each.get("value")))
        joint = [Piece(": ", "joint")] if title and value else []
        pieces = [*(piece for line in title for piece in line.pieces), *joint,
                  *(piece for line in value for piece in line.pieces)]  # fmt: skip
        if pieces:
            yield Line(tuple(pieces))


def _media(raw: dict[str, Any]) -> Iterator[Line]:
    """An image or a video that stands alone; beside words it has no words of its own."""
    if any(text(raw.get(each)) for each in ("pretext", "title", "text")) or raw.get("fields") or raw.get("blocks"):
        return
    sort = "image" if raw.get("image_url") or raw.get("thumb_url") else "video" if raw.get("video_html") else None
    fallback = text(raw.get("fallback"))
    if sort:
        yield shown(
            sort, text(raw.get("filename")) or (fallback if fallback and not is_placeholder(fallback) else None)
        )


def _inner(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """What an attachment holds that is a message's part itself."""
    for each in objects(raw.get("files")):
        yield from attached_file(each)
    for each in objects(raw.get("attachments")):
        yield from attached(each, depth + 1)


def _forwarded(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """Who wrote it, and the words below, quoted."""
    words = [line for line in _original(raw, depth) if line.role != "fallback"]
    fallback = text(raw.get("fallback"))
    if not words and fallback and not is_placeholder(fallback):
        words = list(said(fallback))
    author = _author(raw)
    link = text(raw.get("from_url"))
    wrote = (Piece("wrote", "plain", link), Piece(":", "plain"))
    yield Line((author or Piece(NOBODY_TOLD, "plain"), Piece(" ", "plain"), *wrote), "forwarded")
    for line in words:
        yield line.under(_QUOTED)._replace(role="forwarded", thing="")


def _author(raw: dict[str, Any]) -> Piece | None:
    """By the name that the answer holds, else by the id."""
    if name := text(raw.get("author_name")) or text(raw.get("author_subname")):
        return Piece(name, "plain")
    key = text(raw.get("author_id"))
    return Piece(f"<@{key}>") if key else None


def _original(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """The forwarded message's own blocks, else its text; then what else it shows."""
    blocks = [line for each in objects(raw.get("message_blocks"))
              for line in walked(at(each, "message", "blocks") or each.get("blocks"), depth + 2)]  # fmt: skip
    blocks = blocks or list(walked(raw.get("blocks"), depth + 1))
    yield from said(raw.get("pretext"))
    yield from said(raw.get("title"), address=raw.get("title_link"))
    words = text(raw.get("text"))
    yield from blocks or (said(words) if words and not is_placeholder(words) else ())
    yield from _fields(raw)
    yield from _media(raw)
    yield from _inner(raw, depth)


def _preview(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """What the page behind a link says, quoted: nobody in the channel wrote it."""
    role: Role = "preview"
    told = [
        *said(raw.get("service_name") or raw.get("author_name"), form="plain"),
        *said(raw.get("title"), address=raw.get("title_link")),
        *said(raw.get("text")),
        *_fields(raw),
        *walked(raw.get("blocks"), depth + 1),
    ]
    fallback = text(raw.get("fallback"))
    if not told and fallback and not is_placeholder(fallback):
        told = list(said(fallback))
    for line in told:
        yield line.under(_QUOTED)._replace(role=role, thing="")
