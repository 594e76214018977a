"""Rich text: what people's own clients write. Its text is not escaped, unlike mrkdwn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.porting.payload import at, objects, text
from timeline.sources.slack.lines import DEEPEST, Line, Piece, TooDeepError, marks
from timeline.sources.slack.mrkdwn import date_text

_QUOTED = ("> ", "> ")
_NAMED = ("text", "fallback", "title", "label", "name", "value")


def rich(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """The lines of a `rich_text` block or of one of its elements."""
    if depth > DEEPEST:
        raise TooDeepError
    kind = raw.get("type")
    if kind == "rich_text_list":
        yield from _listed(raw, depth)
    elif kind == "rich_text_quote":
        yield from (line.under(_QUOTED) for line in _section(raw, depth))
    elif kind == "rich_text_preformatted":
        yield from (_fenced(line) for line in _section(raw, depth))
    elif kind == "rich_text":
        for each in objects(raw.get("elements")):
            yield from rich(each, depth + 1)
    else:
        yield from _section(raw, depth)


def _section(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """One paragraph; an element that holds lines of its own ends it."""
    pieces: list[Piece] = []
    for each in objects(raw["elements"]) if "elements" in raw else [raw]:
        if str(each.get("type")).startswith("rich_text_"):
            yield from _paragraph(pieces)
            pieces = []
            yield from rich(each, depth + 1)
        else:
            pieces += inline(each, depth + 1)
    yield from _paragraph(pieces)


def _paragraph(pieces: list[Piece]) -> Iterator[Line]:
    if pieces:
        yield Line(tuple(pieces))


def _listed(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    indent = _number(raw.get("indent"), 8) * "  "
    start = 1 + _number(raw.get("offset"), 10_000)
    for number, item in enumerate(objects(raw.get("elements")), start):
        mark = f"{indent}{number}. " if raw.get("style") == "ordered" else f"{indent}- "
        for place, line in enumerate(rich(item, depth + 1)):
            # What follows the item's first line stands below it.
            yield line.under((mark if place == 0 else " " * len(mark), " " * len(mark)))


def _fenced(line: Line) -> Line:
    return line._replace(pieces=(Piece("```\n", "plain"), *line.pieces, Piece("\n```", "plain")))


def inline(raw: dict[str, Any], depth: int) -> Iterator[Piece]:
    """The pieces of one element inside a paragraph."""
    if depth > DEEPEST:
        raise TooDeepError
    if "elements" in raw:
        for each in objects(raw["elements"]):
            yield from inline(each, depth + 1)
        return
    token, style = _TOKENS.get(str(raw.get("type"))), marks(raw.get("style"))
    key = text(raw.get(token[1])) if token else None
    if token and key:
        yield Piece(token[0].format(key), marks=style)
    elif words := _words(raw):
        yield Piece(words, "plain", text(raw.get("url")), style)
    elif address := text(raw.get("url")):
        yield Piece("", "plain", address, style)


#: Elements that name somebody or something by an id: as mrkdwn writes them.
_TOKENS = {
    "user": ("<@{}>", "user_id"),
    "channel": ("<#{}>", "channel_id"),
    "usergroup": ("<!subteam^{}>", "usergroup_id"),
    "team": ("<!team^{}>", "team_id"),
    "broadcast": ("<!{}>", "range"),
}


def _words(raw: dict[str, Any]) -> str | None:
    kind = raw.get("type")
    if kind == "emoji":
        tone = text(raw.get("skin_tone"))
        return f":{text(raw.get('name')) or 'emoji'}:" + (f":skin-tone-{tone}:" if tone else "")
    if kind == "date":
        return text(raw.get("fallback")) or date_text(raw.get("timestamp"))
    for name in _NAMED:
        if words := text(raw.get(name)) or text(at(raw, name, "text")):
            return words
    return None


def _number(value: Any, most: int) -> int:
    return min(value, most) if isinstance(value, int) and value > 0 else 0
