"""A text in pieces that can be told apart, so that what two people changed in it stands, both of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from timeline.formats.inline import in_cell
from timeline.prose.document import read
from timeline.prose.items import Item, alike, without_ids

_DELIMITER = re.compile(r"\s{0,9}\|?\s{0,9}:?-+:?\s{0,9}(?:\|\s{0,9}:?-+:?\s{0,9})*\|?\s{0,9}")
_BOX, _TICKED = re.compile(r"^(?:\[ ?\]|[\u2610\u25a1])\s{0,9}"), re.compile(r"^(?:\[[xX]\]|[\u2611\u2612])\s{0,9}")
_TABLE = ("row", "head")


@dataclass(frozen=True, slots=True)
class Unit:
    """A list item, a row, a heading, a paragraph: its lines as they were written.

    Attributes:
        key: its words as they compare, whatever an editor made of them.
        text: its lines.
        apart: whether an empty line stands before it.
    """

    key: str
    text: str
    apart: bool


def units(text: str) -> list[Unit]:
    """The pieces of a text, which together hold all that is written in it."""
    document = read(text)
    lines, items = document.lines, document.items
    made: list[Unit] = []
    last = 0
    for place, item in enumerate(items):
        first = item.first
        if item.last <= last:  # the line is told already: the words of a list item that stand behind it
            continue
        end = item.last
        if item.sort == "head" and end < len(lines) and _DELIMITER.fullmatch(lines[end]):
            end += 1
        end = max(end, *(other.last for other in items[place + 1 : place + 2] if other.first <= end), 0)
        written = "\n".join(lines[max(first - 1, last) : end])
        is_apart = first > 1 and not lines[first - 2].strip()
        made.append(Unit(_key(item.text), _row(item, written) or written, is_apart))
        last = end
    return made


def _key(text: str) -> str:
    """The words as they compare; a box that is not ticked is lost on many ways, one that is ticked says something."""
    return alike(_TICKED.sub("[x] ", _BOX.sub("", without_ids(text))))


def _row(item: Item, written: str) -> str:
    """A row of a table that is drawn with lines or in HTML, as a row between bars."""
    if item.sort not in _TABLE or written.lstrip().startswith("|") or " | " in written:
        return ""
    cells = f"| {' | '.join(_linked(item, cell) for cell in item.cells)} |"
    return f"{cells}\n|{'---|' * len(item.cells)}" if item.sort == "head" else cells


def _linked(item: Item, cell: str) -> str:
    told = in_cell(cell)
    for link in item.links:
        if link.text and link.text in cell and link.text != link.address:
            return told.replace(in_cell(link.text), f"[{in_cell(link.text)}]({link.address})", 1)
    return told


def written(pieces: Sequence[Unit]) -> str:
    """The pieces as a text that ends with a line break; nothing of none."""
    parts: list[str] = []
    for number, piece in enumerate(pieces):
        parts += ["\n" if number and piece.apart else "", piece.text, "\n"]
    return "".join(parts)


def without(pieces: Iterable[Unit], known: Iterable[Unit]) -> list[Unit]:
    """Those of the pieces that are not among the known ones, each of which takes one away."""
    left = Counter(piece.key for piece in known)
    made = []
    for piece in pieces:
        if left[piece.key]:
            left[piece.key] -= 1
        else:
            made.append(piece)
    return made


def merged(base: str, mine: Sequence[Unit], theirs: str) -> str:
    """What a person made of a text that has changed elsewhere meanwhile: both changes stand.

    Args:
        base: the text as the person got it.
        mine: the pieces that came back.
        theirs: the text as it is now. Where nobody changed a piece, it stays as it is written there.
    """
    was, now = units(base), units(theirs)
    if [piece.key for piece in mine] == [piece.key for piece in was]:
        return theirs
    kept = {piece.key: piece for piece in now}
    gone = {piece.key for piece in was} - kept.keys()
    own = [_as_it_was(piece, kept) for piece in mine if piece.key not in gone]
    added = without(without(now, was), mine)
    return written([*own, *added])


def _as_it_was(piece: Unit, kept: dict[str, Unit]) -> Unit:
    there = kept.get(piece.key)
    return Unit(piece.key, there.text, piece.apart) if there else piece
