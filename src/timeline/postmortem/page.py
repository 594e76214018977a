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

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_BREAK = re.compile(r"&lt;br\s*/?&gt;", re.IGNORECASE)
_DEEPEST = 100


def page(text: str) -> str:
    """A self-contained HTML page of a document in Markdown."""
    title = next((each.heading for each in sections(text) if each.level), "Post-mortem")
    style = files("timeline.postmortem").joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n{_renderer().render(text)}</body>\n</html>\n"
    )


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
