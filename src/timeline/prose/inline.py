"""The words of a piece of Markdown as a reader sees them, and the links in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token

_BARE = re.compile(r"(?<![\w/])https?://[^\s<>\"'`|\\^{}]+", re.IGNORECASE)
_ENDS = ".,;:!?\"')]}*_~"
_BREAKS = re.compile(r"<(?:br|/?p|/?div|/?li|/?td|/?tr)\b", re.IGNORECASE)
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[A-Za-z][^<>]*>|<[!?][^<>]*>", re.DOTALL)


class Link(NamedTuple):
    """A link: what it is called and where it leads."""

    text: str
    address: str


class Words(NamedTuple):
    """What a piece of Markdown says, its lines kept apart.

    Attributes:
        text: as a reader sees it.
        links: in order, those that stand bare in the text, too.
        last: where the words end and nothing but links and what parts them begins.
    """

    text: str
    links: tuple[Link, ...]
    last: int


def words(tokens: Sequence[Token]) -> Words:
    """The words of a line's tokens."""
    said = _Said()
    for token in tokens:
        said.take(token)
    text = "".join(said.parts)
    return Words(text, tuple(said.links) or tuple(bare_links(text)), _before_links(text, said.spans))


def plain(text: str) -> Words:
    """The words of a text that is no Markdown: what is left of HTML."""
    return Words(text, tuple(bare_links(text)), len(text))


def without_tags(text: str) -> str:
    """What is read of a piece of HTML."""
    return unescape(_TAG.sub(lambda tag: " " if _BREAKS.match(tag[0]) else "", text))


def bare_links(text: str) -> list[Link]:
    """The addresses that stand in a text as they are."""
    found = []
    for match in _BARE.finditer(text):
        address = match[0].rstrip(_ENDS)
        if match[0][len(address) : len(address) + 1] == ")" and "(" in address:
            address += ")"
        found.append(Link(address, address))
    return found


class _Said:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.spans: list[tuple[int, int]] = []
        self._length = 0
        self._open: list[tuple[str, int]] = []

    def take(self, token: Token) -> None:
        match token.type:
            case "text" | "code_inline" | "text_special":
                self._say(token.content)
            case "softbreak" | "hardbreak":
                self._say("\n")
            case "link_open":
                self._open.append((str(token.attrs.get("href", "")), self._length))
            case "link_close":
                self._close()
            case "image":
                self._image(token)
            case "html_inline":
                self._say(" " if _BREAKS.match(token.content) else "")
            case _:  # a mark that is not read
                pass

    def _say(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def _close(self) -> None:
        address, begin = self._open.pop()
        text = "".join(self.parts)[begin:] if self._length < 1 << 16 else address
        self.links.append(Link(" ".join(text.split()), address))
        self.spans.append((begin, self._length))

    def _image(self, token: Token) -> None:
        begin = self._length
        self._say(token.content)
        self.links.append(Link(token.content, str(token.attrs.get("src", ""))))
        self.spans.append((begin, self._length))


_GAP = r"[\s·•,;….|/()\[\]&\u2013\u2014-]*+"
_OURS = (
    r"\^\s?[a-z0-9]{2,52}\b[\s`]*+|tie\s+of\s+\d+|and\s|\+\d{1,9}\s+\w{1,40}(?:\s+\d{1,9}\s+min)?"
    r"|\d{1,9}\s+events?\s+within\s(?>[\w\s.]{1,60}?(?=$|\s?tie|\s?\^))"
)
_BETWEEN = re.compile(rf"{_GAP}(?:(?:{_OURS}){_GAP})*+", re.IGNORECASE)
_LAST = re.compile(r"\s(?:tie of \d{1,9}|\^\s?[a-z0-9]{2,52})$", re.IGNORECASE)
_NEAR = 64  # letters that hold the last of our marks


def _before_links(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Where the run of links begins with which a text ends, marks and ids of ours between and behind them."""
    end = len(text)
    for begin, last in reversed(spans):
        if end - last > 1 << 10 or not _BETWEEN.fullmatch(text, last, end):
            break
        end = begin
    return _before_marks(text[:end]) if end < len(text) or text[-1:].isalnum() else len(text)


def _before_marks(text: str) -> int:
    """Where the marks of ours begin with which a text ends."""
    end = len(text.rstrip())
    while found := _LAST.search(text, max(end - _NEAR, 0), end):
        end = len(text[: found.start()].rstrip())
    return end
