"""What a document is made of: list items, table rows, headings, paragraphs, each with its lines, words and time."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from timeline.prose.inline import Link
from timeline.prose.times import Said

Sort = Literal["item", "row", "heading", "paragraph", "head", "code", "mark", "meta"]
_ID = re.compile(r"(?<![\w^\[])\^\s?([A-Za-z0-9]{2,52})(?![\w^])")
_QUOTES = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | {"\u2026": "...", "\u00a0": " ", "\u202f": " ", "\u200b": "", "\ufeff": ""}
)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a document.

    Attributes:
        sort: what it is: `item` of a list, table `row`, `heading`, `paragraph`; a table's `head`, `code`, a line of
            the document's `meta`; `mark` is what says nothing by itself, a rule or a link's definition.
        first, last: its lines in the source, from 1, both included.
        written: its Markdown, without the marks of the list or quotation that it stands in.
        text: its words in one line, as a reader sees them.
        words: the same without the time that it begins with.
        bare: the same without the links that it ends with, the evidence.
        links: all links of it.
        path: the headings that it stands under, the outermost first.
        level: a heading's level; of all else, how deep in lists it stands.
        cells: of a row, the text of each.
        columns: of a row, what its table's columns are called.
        inside: the place among the items of the list item that it belongs to.
        said: the time that it begins with, as it is said.
        zone: where a column's head names the zone of its time, that head.
    """

    sort: Sort
    first: int
    last: int
    written: str
    text: str
    words: str = ""
    bare: str = ""
    links: tuple[Link, ...] = ()
    path: tuple[str, ...] = ()
    level: int = 0
    cells: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    inside: int | None = None
    said: Said | None = None
    zone: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The short ids in it, `^k3f9`, in small letters and in order; which of them are known is for others to say."""
        return tuple(found.lower() for found in _ID.findall(self.text))


def without_ids(text: str, known: frozenset[str] | None = None) -> str:
    """The text without its short ids, all of them or those that are known."""

    def left(found: re.Match[str]) -> str:
        return "" if known is None or found[1].lower() in known else found[0]

    return " ".join(_ID.sub(left, text).split())


def alike(text: str) -> str:
    """The text as it compares: editors and formatters change quotation marks, dashes, spaces and capitals."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_QUOTES)).casefold().split())
