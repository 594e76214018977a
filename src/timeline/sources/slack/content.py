"""Where a message's words are: its text, else its blocks, else its attachments, else its files. Pure but for names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.sources._shape import at, objects, text
from timeline.sources.slack.mrkdwn import Names, to_markdown

_PREVIEW = ("from_url", "original_url", "is_app_unfurl", "is_msg_unfurl")


def is_bot(message: dict[str, Any]) -> bool:
    """Whether a bot posted it."""
    return bool(text(message.get("bot_id"))) or message.get("subtype") == "bot_message"


def body(message: dict[str, Any], names: Names) -> str | None:
    """All the words of a message as Markdown, or None where there are none."""
    words, bot = text(message.get("text")), is_bot(message)
    if words and not bot and not message.get("files"):
        return to_markdown(words, names).strip() or None
    parts = [to_markdown(words, names)] if words else list(_blocks(message.get("blocks"), names))
    if bot or not parts:
        for attachment in attachments(message):
            parts += [part for part in _attachment(attachment, names) if part not in parts]
    parts += [f"[file {name}]" for each in objects(message.get("files")) if (name := _file(each))]
    kept = [part.strip() for part in parts if part.strip()]
    return "\n".join(kept) or None


def attachments(message: dict[str, Any]) -> list[dict[str, Any]]:
    """A message's own attachments; previews of links in it are somebody else's words."""
    return [each for each in objects(message.get("attachments")) if not any(map(each.get, _PREVIEW))]


def _attachment(raw: dict[str, Any], names: Names) -> Iterator[str]:
    title, link = text(raw.get("title")), text(raw.get("title_link"))
    told = [
        _md(raw.get("pretext"), names),
        (f"[{to_markdown(title, names)}]({link})" if link else to_markdown(title, names)) if title else "",
        _md(raw.get("text"), names),
        *(f"{_md(at(each, 'title'), names)}: {_md(at(each, 'value'), names)}" for each in objects(raw.get("fields"))),
        *_blocks(raw.get("blocks"), names),
    ]
    found = [part for part in told if part.strip(": ")]
    yield from found or [_md(raw.get("fallback"), names)]


def _blocks(blocks: Any, names: Names) -> Iterator[str]:
    for block in objects(blocks):
        kind = block.get("type")
        if kind == "rich_text":
            yield "\n".join(_rich(each, names) for each in objects(block.get("elements")))
        elif kind == "context":
            yield " ".join(_composed(each, names) for each in objects(block.get("elements")))
        elif kind == "markdown":
            yield text(block.get("text")) or ""
        else:
            yield _composed(block.get("text"), names)
            for each in objects(block.get("fields")):
                yield _composed(each, names)


def _composed(raw: Any, names: Names) -> str:
    """A text object: mrkdwn is converted, plain text stands as it is."""
    words = text(at(raw, "text")) or ""
    return to_markdown(words, names) if at(raw, "type") == "mrkdwn" else words


def _rich(element: dict[str, Any], names: Names) -> str:
    kind, parts = element.get("type"), objects(element.get("elements"))
    if kind == "rich_text_list":
        mark = "1." if element.get("style") == "ordered" else "-"
        return "\n".join(f"{mark} {_rich(each, names)}" for each in parts)
    words = "".join(_inline(each, names) for each in parts)
    if kind == "rich_text_quote":
        return "\n".join(f"> {line}" for line in words.splitlines())
    return f"```\n{words}\n```" if kind == "rich_text_preformatted" else words


def _inline(raw: dict[str, Any], names: Names) -> str:
    """One element; its text is not escaped, unlike mrkdwn."""
    kind = raw.get("type")
    if kind == "link":
        address, label = text(raw.get("url")) or "", text(raw.get("text"))
        return f"[{label}]({address})" if label and label != address else address
    if kind == "user":
        return f"@{names.user(str(at(raw, 'user_id')))}"
    if kind == "channel":
        return f"#{names.channel(str(at(raw, 'channel_id')))}"
    if kind == "emoji":
        return f":{text(at(raw, 'name'))}:"
    if kind in ("broadcast", "usergroup"):
        return f"@{text(at(raw, 'range')) or text(at(raw, 'usergroup_id'))}"
    return _styled(text(raw.get("text")) or text(raw.get("fallback")) or "", raw.get("style"))


def _styled(words: str, style: Any) -> str:
    for name, mark in (("code", "`"), ("strike", "~~"), ("italic", "_"), ("bold", "**")):
        if at(style, name) is True and words.strip():
            words = f"{mark}{words}{mark}"
    return words


def _md(value: Any, names: Names) -> str:
    words = text(value)
    return to_markdown(words, names) if words else ""


def _file(raw: dict[str, Any]) -> str | None:
    return text(raw.get("title")) or text(raw.get("name"))
