"""An Atlassian document as Markdown: every node that is documented; of an unknown one, its texts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from timeline.porting.payload import at, objects, text

Node = Mapping[str, Any]
_MARKS = {"code": "`", "strike": "~~", "em": "_", "strong": "**"}
#: Nodes that stand inside a line.
_INLINE = frozenset({
    "text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard", "mediaInline", "placeholder",
    "inlineExtension",
})  # fmt: skip
#: Where a node that is not known may keep words of its own.
_TEXTS = ("text", "title", "label", "alt", "url")


def markdown(document: Node, names: Mapping[str, str]) -> str | None:
    """The document's words, or None where there are none.

    Args:
        document: the node that holds all others.
        names: what accounts are called, for mentions that do not say it.
    """
    return "\n".join(_blocks(_named(document, names))).strip("\n") or None


def _named(node: Node, names: Mapping[str, str]) -> Node:
    """The node, with its mentions by name."""
    if node.get("type") == "mention" and not _attribute(node, "text"):
        return {**node, "attrs": {"text": names.get(_attribute(node, "id") or "", "somebody")}}
    inside = [_named(each, names) for each in objects(node.get("content"))]
    return {**node, "content": inside} if inside else node


def _blocks(node: Node) -> Iterator[str]:
    """The lines of the blocks in a node; nodes that stand in a line are gathered to one."""
    line: list[str] = []
    for each in objects(node.get("content")):
        if each.get("type") in _INLINE:
            line.append(_inline(each))
        else:
            yield from _ended(line)
            yield from _block(each)
    yield from _ended(line)


def _ended(line: list[str]) -> Iterator[str]:
    if line:
        yield from "".join(line).split("\n")
        line.clear()


def _block(node: Node) -> Iterator[str]:
    read = _BLOCKS.get(str(node.get("type")))
    yield from read(node) if read else _unknown(node)


def _unknown(node: Node) -> Iterator[str]:
    """All that it says: its title or address, and what stands in it."""
    yield from (told for name in _TEXTS if (told := _attribute(node, name)))
    if (told := text(node.get("text"))) is not None:
        yield told
    yield from _blocks(node)


def _attribute(node: Node, name: str) -> str | None:
    return text(at(node, "attrs", name))


def _heading(node: Node) -> Iterator[str]:
    level = at(node, "attrs", "level")
    mark = "#" * level if isinstance(level, int) and 0 < level <= 6 else "#"  # noqa: PLR2004 - Markdown's levels
    yield f"{mark} {' '.join(_blocks(node))}"


def _listed(node: Node) -> Iterator[str]:
    first = at(node, "attrs", "order")
    start = first if isinstance(first, int) else 1
    for number, item in enumerate(objects(node.get("content")), start):
        mark = f"{number}. " if node.get("type") == "orderedList" else f"- {_box(item)}"
        # A list in a task list is no item of it.
        nested = item.get("type") in ("taskList", "decisionList", "bulletList", "orderedList")
        yield from _under(_block(item), "  ", "  ") if nested else _under(_blocks(item), mark, " " * len(mark))


def _box(item: Node) -> str:
    """Whether a task is done."""
    if item.get("type") not in ("taskItem", "blockTaskItem"):
        return ""
    return "[x] " if _attribute(item, "state") == "DONE" else "[ ] "


def _under(lines: Iterator[str], first: str, rest: str) -> Iterator[str]:
    for place, line in enumerate(lines):
        yield (first if place == 0 else rest) + line


def _quoted(node: Node) -> Iterator[str]:
    return _under(_blocks(node), "> ", "> ")


def _code(node: Node) -> Iterator[str]:
    yield "```"
    yield from "".join(text(each.get("text")) or "" for each in objects(node.get("content"))).split("\n")
    yield "```"


def _rule(node: Node) -> Iterator[str]:  # noqa: ARG001
    yield "---"


def _row(node: Node) -> Iterator[str]:
    yield " | ".join(" ".join(_blocks(cell)) for cell in objects(node.get("content")))


def _media(node: Node) -> Iterator[str]:
    name = next((told for key in ("alt", "__fileName") if (told := _attribute(node, key))), None)
    yield f"[file: {name}]" if name else _attribute(node, "url") or "[file]"


def _card(node: Node) -> Iterator[str]:
    yield _attribute(node, "url") or text(at(node, "attrs", "data", "url")) or "[link]"


_BLOCKS: Mapping[str, Callable[[Node], Iterator[str]]] = {
    "paragraph": _blocks,
    "heading": _heading,
    "bulletList": _listed,
    "orderedList": _listed,
    "taskList": _listed,
    "decisionList": _listed,
    "blockquote": _quoted,
    "codeBlock": _code,
    "rule": _rule,
    "tableRow": _row,
    "media": _media,
    "mediaSingle": _blocks,
    "mediaGroup": _blocks,
    "blockCard": _card,
    "embedCard": _card,
}


def _inline(node: Node) -> str:
    kind = node.get("type")
    if kind == "text":
        return _marked(text(node.get("text")) or "", objects(node.get("marks")))
    read = _INLINES.get(str(kind))
    return read(node) if read else " ".join(_unknown(node))


def _marked(said: str, marks: list[dict[str, Any]]) -> str:
    """The text with its marks; those that Markdown has not are left out."""
    if not said.strip():
        return said
    sorts = {str(each.get("type")): each for each in marks}
    for name, mark in _MARKS.items():
        if name in sorts:
            said = f"{mark}{said}{mark}"
    address = text(at(sorts.get("link"), "attrs", "href"))
    return said if not address or said == address else f"[{said}]({address})"


def _mention(node: Node) -> str:
    return f"@{(_attribute(node, 'text') or '').removeprefix('@')}"


def _date(node: Node) -> str:
    """A day, of which the milliseconds of its begin in UTC are told."""
    told = _attribute(node, "timestamp") or ""
    try:
        return f"{datetime.fromtimestamp(int(told) / 1000, UTC):%Y-%m-%d}"
    except (ValueError, OverflowError, OSError):
        return told


_INLINES: Mapping[str, Callable[[Node], str]] = {
    "hardBreak": lambda _: "\n",
    "mention": _mention,
    "emoji": lambda node: _attribute(node, "text") or _attribute(node, "shortName") or "",
    "date": _date,
    "inlineCard": lambda node: " ".join(_card(node)),
    "mediaInline": lambda node: " ".join(_media(node)),
    # A hint to whoever fills the template in: nobody said it.
    "placeholder": lambda _: "",
}
