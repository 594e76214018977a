"""The document as a page: the same Markdown, through one renderer, with nothing in it that loads or acts."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from timeline.formats.text import address
from timeline.postmortem.sections import sections

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from timeline.postmortem.proofs import Proofs

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BREAK = re.compile(r"&lt;br\s*/?&gt;", re.IGNORECASE)
_DEEPEST = 100


def page(text: str, proofs: Proofs | None = None) -> str:
    """A self-contained HTML page of a document in Markdown, with the proofs of its sentences where there are any."""
    title = next((each.heading for each in sections(text) if each.level), "Post-mortem")
    style = files("timeline.postmortem").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n{_body(text, proofs)}</body>\n</html>\n"
    )


def _body(text: str, proofs: Proofs | None) -> str:
    made = _renderer()
    tokens = made.parse(text)
    if proofs:
        _put(proofs, tokens)
    return str(made.renderer.render(tokens, made.options, {}))


def _put(proofs: Proofs, tokens: Sequence[Token]) -> None:
    """Marks behind the words that they are of, of a table's row in its last cell; anchors before the record's lines."""
    row: list[int] | None = None
    last: Token | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = token.map
        elif token.type == "tr_close":
            _add(proofs, last, row)
            row = None
        elif token.type == "inline":
            last = token
            if row is None:
                _add(proofs, token, token.map)


def _behind(children: list[Token], end: str, mark: Token) -> None:
    """Put a mark behind the sentence that ends so; behind all where its end is not in one piece."""
    for place, child in enumerate(children):
        found = child.content.find(end) if child.type == "text" else -1
        if found >= 0:
            stop = found + len(end)
            rest = mark.copy(type="text", content=child.content[stop:])
            child.content = child.content[:stop]
            children[place + 1 : place + 1] = [mark, rest]
            return
    children.append(mark)


def _add(proofs: Proofs, token: Token | None, lines: list[int] | None) -> None:
    from markdown_it.token import Token  # noqa: PLC0415 - only a page needs it

    if token is None or token.children is None or not lines:
        return
    first, last = lines[0] + 1, lines[1]
    for mark in proofs.of(first, last):
        _behind(token.children, mark.end, Token("html_inline", "", 0, content=mark.html))
    if first in proofs.anchors:
        token.children.insert(0, Token("html_inline", "", 0, content=f'<a id="line-{first}"></a>'))


@cache
def _renderer() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only a page needs it

    made = MarkdownIt("commonmark", {"html": False, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    made.add_render_rule("text", _text)
    made.add_render_rule("image", _image)
    made.add_render_rule("link_open", _link)
    return made


def _text(_own: Any, tokens: Sequence[Token], place: int, *_: Any) -> str:
    """Words; of all HTML that people write, a line's end in a cell is the one that Markdown has no other way for."""
    return _BREAK.sub("<br>", html.escape(tokens[place].content, quote=False))


def _link(_own: Any, tokens: Sequence[Token], place: int, *_: Any) -> str:
    link = address(str(tokens[place].attrs.get("href", "")))
    return f'<a href="{html.escape(link)}" rel="noreferrer">' if link else "<a>"


def _image(_own: Any, tokens: Sequence[Token], place: int, *_: Any) -> str:
    """A link to the image: the page loads nothing."""
    link = address(str(tokens[place].attrs.get("src", "")))
    words = html.escape(tokens[place].content or "image")
    return f'<a href="{html.escape(link)}" rel="noreferrer">{words}</a>' if link else words
