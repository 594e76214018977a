"""A person's Markdown, read by a CommonMark parser into items that together cover every line of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from timeline.prose import pasted, rows
from timeline.prose.inline import Link, Words, plain, without_tags, words
from timeline.prose.items import Item, Sort
from timeline.prose.times import leading

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 100
_LONGEST = 1 << 14  # letters of a paragraph that are read as Markdown; what is longer was written by no person
_HANGS = 6
_KEPT = 4096
_META = re.compile(r"^(?:[\w-]+:.*|\s.*|#.*|-\s.*|)")
_DEFINES = re.compile(r":\s+")


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes:
        lines: its lines as they are.
        items: what it is made of, in the order of their lines; no line that is not blank is in none of them.
    """

    lines: tuple[str, ...]
    items: tuple[Item, ...]


def read(text: str) -> Document:
    """The document of that text, whatever stands in it."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    meta = _front(lines)
    body = "\n".join(["" if number < meta else line for number, line in enumerate(lines)])
    reader = _Reader(lines)
    for number in range(meta):
        reader.add("meta", number, number + 1, lines[number])
    reader.read(_parser().parse(body, reader.env))
    return Document(tuple(lines), tuple(_covering(reader.items, lines)))


@lru_cache(_KEPT)
def inline(text: str) -> Words:
    """What a piece of Markdown says that stands in a line; a document and what became of it share most of them."""
    found: list[Token] = []
    parser = _parser()
    parser.inline.parse(text, parser, {}, found)
    return words(found)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - loaded only where a document is read

    return (
        MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST})
        .enable(["table", "strikethrough"])
        .disable("inline")
    )


def _front(lines: Sequence[str]) -> int:
    """How many lines at its head are no Markdown but say what the document is, between two rules."""
    if lines[0].rstrip() != "---":
        return 0
    for number, line in enumerate(lines[1:_DEEPEST], 2):
        if line.rstrip() in ("---", "..."):
            return number
        if not _META.fullmatch(line):
            return 0
    return 0


def _covering(items: list[Item], lines: Sequence[str]) -> Iterator[Item]:
    """The items in order; each line that none of them has is one by itself."""
    covered = {number for item in items for number in range(item.first, item.last + 1)}
    left = [
        Item("mark", number, number, line, " ".join(line.split()))
        for number, line in enumerate(lines, 1)
        if number not in covered and line.strip()
    ]
    if not left:
        return iter(items)
    merged = sorted([*items, *left], key=lambda item: item.first)
    # `inside` names places among the items, which the lines between have moved.
    where = {id(item): number for number, item in enumerate(merged)}
    return (replace(item, inside=where[id(items[item.inside])]) if item.inside is not None else item for item in merged)


class _Reader:
    """Walks a parser's tokens."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.items: list[Item] = []
        self.env: dict[str, object] = {}
        self._lines = lines
        self._path: list[tuple[int, str]] = []
        self._inside: list[int | None] = []
        self._fresh = False
        self._columns: tuple[str, ...] = ()

    def read(self, tokens: Sequence[Token]) -> None:
        place = 0
        while place < len(tokens):
            place = self._token(tokens, place)

    def _token(self, tokens: Sequence[Token], place: int) -> int:
        token = tokens[place]
        match token.type:
            case "list_item_open":
                self._inside.append(None)
                self._fresh = True
            case "list_item_close":
                self._inside.pop()
            case "heading_open":
                self._heading(token, tokens[place + 1])
            case "paragraph_open":
                self._paragraph(token, tokens[place + 1])
            case "thead_open":
                self._columns = ()
            case "tr_open":
                return self._row(tokens, place)
            case "fence" | "hr" | "code_block" | "html_block":
                self._block(token)
            case _:
                pass
        return place + 1

    def add(self, sort: Sort, first: int, end: int, written: str, shown: Words | None = None, **more: object) -> None:
        """Add an item of the lines from `first` up to `end`, counted from 0."""
        shown = shown or plain(written)
        text = " ".join(shown.text.split())
        body = " ".join(shown.text[: shown.last].split())
        time = leading(text) if sort in ("item", "heading", "paragraph") else None
        begin = time.end if time else 0
        made = Item(
            sort, first + 1, max(end, first + 1), written, text, text[begin:], body[begin:], shown.links,
            tuple(name for _, name in self._path), len(self._inside), inside=self._owner(), said=time,
        )  # fmt: skip
        self.items.append(replace(made, **more) if more else made)  # type: ignore[arg-type]

    def _owner(self) -> int | None:
        return next((place for place in reversed(self._inside) if place is not None), None)

    def _heading(self, token: Token, inline: Token) -> None:
        first, end = _map(token)
        level = int(token.tag[1])
        pieces = list(self._split(inline, first))
        for begin, last, written, said in pieces[:-1]:  # what a rule below has made a heading of
            self.add("paragraph", begin, last, written, said)
        begin, _, written, said = pieces[-1]
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self.add("heading", begin, end, written, said, level=level)
        self._path.append((level, self.items[-1].text))

    def _paragraph(self, token: Token, inline: Token) -> None:
        first, end = _map(token)
        lines = [self._lines[number] for number in range(first, end)]
        if drawn := pasted.drawn(lines):
            self._pieces(drawn, first, end)
            return
        fresh = self._fresh and bool(self._inside)
        for begin, last, written, said in (
            [(first, end, inline.content, self._inline(inline.content))] if fresh else self._split(inline, first, end)
        ):
            self.add("item" if fresh else "paragraph", begin, last, written, said)
            if fresh:
                self._inside[-1], self._fresh = len(self.items) - 1, False

    def _split(self, inline: Token, first: int, end: int | None = None) -> Iterator[tuple[int, int, str, Words]]:
        """A paragraph as the pieces that begin with a time, each with the lines that follow it."""
        lines = inline.content.split("\n")
        begin = max((end or first + len(lines)) - len(lines), first)
        said = self._inline(inline.content)
        shown = said.text.split("\n")
        if len(shown) != len(lines):
            shown = [self._inline(line).text for line in lines]
        starts = [
            place for place, line in enumerate(shown) if place and leading(line) and not self._hangs(begin, place)
        ]
        if not starts or (len(starts) < 2 and not leading(shown[0])):  # noqa: PLR2004 - one may be a line that was broken there
            yield first, end or first + len(lines), inline.content, said
            return
        for here, there in zip([0, *starts], [*starts, len(lines)], strict=True):
            written = "\n".join(_DEFINES.sub("", line) if _DEFINES.match(line) else line for line in lines[here:there])
            yield (first if here == 0 else begin + here), begin + there, written, self._inline(written)

    def _hangs(self, begin: int, place: int) -> bool:
        """Whether a line stands far to the right of the first: it is the rest of a cell."""
        first, line = self._lines[begin], self._lines[begin + place] if begin + place < len(self._lines) else ""
        return len(line) - len(line.lstrip()) - (len(first) - len(first.lstrip())) >= _HANGS

    def _row(self, tokens: Sequence[Token], place: int) -> int:
        first, end = _map(tokens[place])
        cells: list[tuple[str, Words]] = []
        is_head = False
        while tokens[place].type != "tr_close":
            is_head = is_head or tokens[place].type == "th_open"
            if tokens[place].type == "inline":
                cells.append((tokens[place].content, self._inline(tokens[place].content)))
            place += 1
        self._cells(first, end, cells, is_head=is_head)
        return place + 1

    def _cells(self, first: int, end: int, cells: Sequence[tuple[str, Words]], *, is_head: bool) -> None:
        shown = tuple(" ".join(said.text.split()) for _, said in cells)
        bodies = tuple(" ".join(said.text[: said.last].split()) for _, said in cells)
        links = tuple(link for _, said in cells for link in said.links)
        timed = rows.read(shown, () if is_head else self._columns)
        is_head = is_head and timed is None  # no column is called by a time of day: a person put a row there
        told = timed.rest if timed else tuple((at, cell) for at, cell in enumerate(shown) if cell)
        bare = [bodies[at] if rest == shown[at] else rest for at, rest in told]
        self.add(
            "head" if is_head else "row",
            first,
            end,
            " | ".join(written for written, _ in cells),
            plain(" | ".join(shown)),
            words=" · ".join(rest for _, rest in told),
            bare=" · ".join(filter(None, bare)),
            cells=shown,
            links=links,
            columns=self._columns,
            said=timed.said if timed else None,
            zone=timed.zone if timed else "",
        )
        if is_head:
            self._columns = shown

    def _block(self, token: Token) -> None:
        first, end = _map(token)
        text = token.content
        if token.type == "code_block" and any(leading(line) for line in text.split("\n")):
            for number in range(first, end):  # a list that was pasted with its indentation
                self.add("paragraph", number, number + 1, self._lines[number].strip())
        elif token.type == "html_block":
            found = pasted.html(text)
            self._pieces(iter(found), first, end) if found else self.add(
                "mark", first, end, text.strip(), plain(without_tags(text))
            )
        else:
            self.add("mark" if token.type == "hr" else "code", first, end, text or self._lines[first])

    def _inline(self, text: str) -> Words:
        """The words of a piece of Markdown; definitions of links may stand anywhere in the document."""
        if len(text) > _LONGEST:
            return plain(text)
        if not self.env.get("references"):
            return inline(text)
        found: list[Token] = []
        parser = _parser()
        parser.inline.parse(text, parser, self.env, found)
        return words(found)

    def _pieces(self, found: Iterator[pasted.Piece], first: int, end: int) -> None:
        """What was pasted and is no Markdown, as items; the lines between them are in the item before."""
        self._columns = ()
        for piece in found:
            begin, last = min(first + piece.first, end - 1), min(first + piece.last + 1, end)
            links = tuple(Link(text, address) for text, address in piece.links)
            if piece.cells:
                self._cells(
                    begin,
                    last,
                    [(cell, self._inline(cell) if not links else plain(cell)) for cell in piece.cells],
                    is_head=piece.head,
                )
                self.items[-1] = replace(self.items[-1], links=self.items[-1].links or links)
                continue
            if piece.sort == "heading":
                while self._path and self._path[-1][0] >= piece.level:
                    self._path.pop()
            self.add(piece.sort, begin, last, piece.text, plain(piece.text)._replace(links=links))
            if piece.sort == "heading":
                self.items[-1] = replace(self.items[-1], level=piece.level)
                self._path.append((piece.level, self.items[-1].text))


def _map(token: Token) -> tuple[int, int]:
    first, end = token.map or (0, 0)
    return first, end
