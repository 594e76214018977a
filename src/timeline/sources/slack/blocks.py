"""Blocks: every type that Slack documents; of an unknown one, all its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from timeline.porting.payload import at, block, text
from timeline.sources.slack.files import attached_file
from timeline.sources.slack.lines import DEEPEST, Line, Piece, TooDeepError, control, joined, phrase, said, shown
from timeline.sources.slack.rich import rich

#: Where texts stand, in the order in which they are shown.
_TEXTS = (
    "rich_text_title", "title", "label", "name", "header", "subtitle", "pretext", "text", "body", "content",
    "description", "caption", "alt_text", "hint", "placeholder", "footer",
)  # fmt: skip
#: What is shown only once somebody acts.
_UNSEEN = frozenset({"confirm", "style", "metadata", "accessibility_label", "dispatch_action_config", "filter"})
#: Fields whose choices stand open.
_OPEN = frozenset({"checkboxes", "radio_buttons"})


def walked(raw: Any, depth: int = 0) -> Iterator[Line]:
    """The lines of a block, of a list of them, or of a part of one.

    Raises:
        TooDeepError: it is nested deeper than any client shows.
    """
    if depth > DEEPEST:
        raise TooDeepError
    if isinstance(raw, list):
        for each in raw:
            yield from walked(each, depth + 1)
    elif isinstance(raw, dict):
        kind = raw.get("type")
        read = _READERS.get(kind) if isinstance(kind, str) else None
        yield from (read or _unknown)(raw, depth)


def _plain(raw: dict[str, Any], depth: int) -> Iterator[Line]:  # noqa: ARG001
    return said(raw.get("text"), form="plain")


def _mrkdwn(raw: dict[str, Any], depth: int) -> Iterator[Line]:  # noqa: ARG001
    return said(raw.get("text"))


def _value(raw: dict[str, Any], depth: int) -> Iterator[Line]:  # noqa: ARG001
    value = raw.get("text", raw.get("value"))
    return said(str(value) if isinstance(value, float) else value, form="plain")


def _section(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    for part in ("text", "fields", "accessory"):
        yield from _loose(raw.get(part), depth + 1)


def _loose(raw: Any, depth: int) -> Iterator[Line]:
    """A text object, or a text where one is expected."""
    return said(raw, form="plain") if isinstance(raw, str) else walked(raw, depth)


def _nothing(raw: dict[str, Any], depth: int) -> Iterator[Line]:  # noqa: ARG001
    return iter(())


def _context(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    return joined(walked(raw.get("elements"), depth + 1), " ")


def _image(raw: dict[str, Any], depth: int) -> Iterator[Line]:  # noqa: ARG001
    yield shown("image", label(raw.get("title")), more=label(raw.get("alt_text")))


def _video(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    name = label(raw.get("title")) or label(raw.get("alt_text"))
    yield shown("video", name, address=raw.get("title_url"))
    yield from (line._replace(role="side") for line in _loose(raw.get("description"), depth + 1))
    by = " · ".join(filter(None, (label(raw.get("author_name")), label(raw.get("provider_name")))))
    yield from said(by, role="side", form="plain")


def _file(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    own = block(raw.get("file"))
    yield from attached_file(own) if own else [shown("file", label(raw.get("title")))]
    yield from walked(raw.get("blocks"), depth + 1)


def _call(raw: dict[str, Any], depth: int) -> Iterator[Line]:  # noqa: ARG001
    request = block(at(raw, "call", "v1")) or block(raw.get("call"))
    name = label(request.get("name")) or label(request.get("title")) or label(request.get("display_id"))
    yield shown("call", name, address=request.get("join_url"))


def _control(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """A button by its label; a field by what it asks for, what is chosen, and the choices that stand open."""
    kind = str(raw.get("type"))
    name = label(raw.get("text")) or label(raw.get("placeholder"))
    if name:
        yield control("button" if "button" in kind else "field", name, raw.get("url"))
    for part in ("positive_button", "negative_button"):
        if name := label(at(raw, part, "text")):
            yield control("button", name)
    chosen = ("initial_option", "initial_options")
    for part in (*chosen, *(("options",) if kind in _OPEN else ())):
        yield from (line._replace(role="side") for line in walked(raw.get(part), depth + 1))


def _input(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    for part in ("label", "element", "hint"):
        yield from _loose(raw.get(part), depth + 1)


def _table(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """A Markdown table; a cell's own lines are one."""
    yield from _loose(raw.get("caption"), depth + 1)
    rows = raw.get("rows")
    for number, row in enumerate(row for row in rows if isinstance(row, list)) if isinstance(rows, list) else ():
        cells = [list(_cell(each, depth + 2)) for each in row]
        heads = [piece.words for cell in cells for piece in cell if piece.form == "plain"]
        yield Line(
            tuple(_row(cells)), "side", thing=phrase("table", _unbarred(", ".join(heads))) if number == 0 else ""
        )
        if number == 0:
            yield Line((Piece("|" + " --- |" * len(row), "plain"),), "side")


def _cell(raw: Any, depth: int) -> Iterator[Piece]:
    """What stands in a cell; a bar or a line's end in it would end the cell."""
    lines = walked(raw, depth) if isinstance(raw, (dict, list)) else _value({"value": raw}, depth)
    for line in joined(lines, " "):
        for piece in line.pieces:
            yield (
                piece._replace(words=piece.words.replace("|", r"\|").replace("\n", " ")) if _loose_bar(piece) else piece
            )


def _unbarred(words: str) -> str:
    """Words of cells for a sentence, in which a bar ends nothing."""
    return words.replace(r"\|", "|")


def _loose_bar(piece: Piece) -> bool:
    """Whether a bar in the piece is one; in mrkdwn it may part a link from its label."""
    return piece.form == "plain" or "<" not in piece.words


def _row(cells: list[list[Piece]]) -> Iterator[Piece]:
    yield Piece("| ", "joint")
    for number, cell in enumerate(cells):
        if number:
            yield Piece(" | ", "joint")
        yield from cell
    yield Piece(" |", "joint")


def _task(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """A task says how far it is."""
    name, status = label(raw.get("title")), label(raw.get("status"))
    if name or status:
        yield Line((Piece(" ".join(filter(None, (name, status and f"({status.replace('_', ' ')})"))), "plain"),))
    for part in ("details", "output", "sources"):
        yield from walked(raw.get(part), depth + 1)


def _unknown(raw: dict[str, Any], depth: int) -> Iterator[Line]:
    """Its texts in the order in which texts are shown, then those of what is in it."""
    address = raw.get("url") or raw.get("title_url")
    for name in _TEXTS:
        if isinstance(value := raw.get(name), str):
            yield from said(value, form="plain", address=address)
            address = None
        elif value is not None:
            yield from walked(value, depth + 1)
    for name, value in raw.items():
        if name not in _TEXTS and name not in _UNSEEN:
            yield from walked(value, depth + 1)


def label(raw: Any) -> str | None:
    """A name, as a text or in a text object."""
    words = text(raw) or text(at(raw, "text"))
    return words.strip() or None if words else None


_READERS: dict[str, Callable[[dict[str, Any], int], Iterator[Line]]] = {
    "plain_text": _plain, "raw_text": _plain, "markdown": _plain, "mrkdwn": _mrkdwn, "raw_number": _value,
    "section": _section, "header": _section, "alert": _section, "divider": _nothing, "context": _context,
    "image": _image, "rich_text": rich, "table": _table, "data_table": _table, "video": _video, "file": _file,
    "call": _call, "input": _input, "task_card": _task,
    **dict.fromkeys((
        "button", "workflow_button", "icon_button", "feedback_buttons", "overflow", "checkboxes", "radio_buttons",
        "datepicker", "timepicker", "datetimepicker", "plain_text_input", "rich_text_input", "email_text_input",
        "url_text_input", "number_input", "file_input", "static_select", "external_select", "users_select",
        "conversations_select", "channels_select", "multi_static_select", "multi_external_select",
        "multi_users_select", "multi_conversations_select", "multi_channels_select",
    ), _control),
}  # fmt: skip
