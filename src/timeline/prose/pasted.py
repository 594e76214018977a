"""Tables and lists that are no Markdown but are pasted into it: HTML, and the grids that pandoc draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

GRID = re.compile(r"^\s*\+(?:[-=:]+\+)+\s*")
_BARS, _BAR = re.compile(r"^\s*\|.*\|\s*$"), re.compile(r"(?<!\\)\|")
_BLOCKS = {"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "summary", "blockquote", "pre", "caption"}
_SORTS: dict[str, Literal["item", "heading"]] = {"li": "item", **{f"h{level}": "heading" for level in range(1, 7)}}
Sort = Literal["item", "row", "heading", "paragraph"]


@dataclass
class Piece:
    """What stands in one place: its sort, its lines counted from 0, its text or cells, its links."""

    sort: Sort
    first: int
    last: int = 0
    text: str = ""
    cells: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    level: int = 0
    head: bool = False


def drawn(lines: list[str]) -> Iterator[Piece] | None:
    """The rows of a table that no Markdown has: drawn with `+---+`, or parted from its head; None of other lines."""
    if GRID.fullmatch(lines[0]):
        return grid(lines)
    return _bars(lines) if all(map(_BARS.fullmatch, lines)) else None


def _bars(lines: list[str]) -> Iterator[Piece]:
    for number, line in enumerate(lines):
        cells = [cell.replace("\\|", "|").strip() for cell in _BAR.split(line.strip())[1:-1]]
        if any(cell.strip(":- ") for cell in cells):
            yield Piece("row", number, number, cells=cells)


def grid(lines: list[str]) -> Iterator[Piece]:
    """The rows of a table drawn with `+---+`; those above a `+===+` are its head."""
    begun, rows = 0, list[Piece]()
    for number, line in enumerate(lines):
        if not GRID.fullmatch(line):
            continue
        inside = lines[begun + 1 : number]
        if inside:
            parts = [row.strip().strip("|").split("|") for row in inside]
            width = max(map(len, parts))
            cells = [
                " ".join(" ".join(row[at].split()) for row in parts if at < len(row)).strip() for at in range(width)
            ]
            rows.append(Piece("row", begun + (0 if not rows else 1), number, cells=cells, head="=" in line))
        begun = number
    yield from rows


def html(text: str) -> list[Piece]:
    """The pieces of an HTML block: rows with their cells, list items, headings, paragraphs."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.ended(text.count("\n"))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._now: Piece | None = None
        self._row: Piece | None = None
        self._said: list[str] = []
        self._address = ""
        self._from = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end()
            self._row = Piece("row", self._line())
        elif tag in ("td", "th"):
            self._end()
            if self._row is not None:
                self._row.head = tag == "th" and (self._row.head or not self._row.cells)
        elif tag in _BLOCKS:
            self._block(tag)
        elif tag == "a":
            self._address, self._from = dict(attrs).get("href") or "", len(self._said)
        elif tag == "br":
            self._said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._row is not None:
            self._row.cells.append(" ".join("".join(self._said).split()))
            self._said = []
        elif tag == "tr" and self._row is not None:
            self._row.last = self._line()
            self.pieces.append(self._row)
            self._row, self._said = None, []
        elif tag in _BLOCKS:
            self._end()
        elif tag == "a" and self._address:
            into = self._row or self._now
            if into is not None:
                into.links.append(("".join(self._said[self._from :]).strip(), self._address))
            self._address = ""

    def handle_data(self, data: str) -> None:
        if self._row is None and self._now is None and data.strip():
            self._now = Piece("paragraph", self._line() + data[: len(data) - len(data.lstrip())].count("\n"))
        self._said.append(data)

    def ended(self, last: int) -> list[Piece]:
        """All of them, what the text broke off in, too."""
        if self._row is not None:
            rest = " ".join("".join(self._said).split())
            self._row.cells += [rest] if rest else []
            self._row.last = last
            self.pieces.append(self._row)
            self._row = None
        self._end()
        return [each for each in self.pieces if each.text or any(each.cells)]

    def _block(self, tag: str) -> None:
        if self._row is not None:
            self._said.append(" ")
            return
        self._end()
        level = int(tag[1]) if tag in _SORTS and tag != "li" else 0
        self._now = Piece(_SORTS.get(tag, "paragraph"), self._line(), level=level)

    def _end(self) -> None:
        if self._row is not None:
            return
        if self._now is not None:
            self._now.last = self._line()
            self._now.text = "".join(self._said).strip()
            self.pieces.append(self._now)
        self._now, self._said = None, []

    def _line(self) -> int:
        return self.getpos()[0] - 1
