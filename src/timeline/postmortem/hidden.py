"""People's words without names: what they wrote beside a record that has none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from timeline.postmortem.actions import owner_place
from timeline.prose.document import read
from timeline.redaction.policy import MARK

if TYPE_CHECKING:
    from timeline.redaction.redaction import Redaction

Hide = Callable[[str], str]
_CELLS = re.compile(r"(?<!\\)\|")
_BY = re.compile(r"(>:\s{1,9}(?:\[[^\]]{0,99}\]\s{1,9})?by\s{1,9})([^:]{1,80})(?=:)")
_NAME = re.compile(r"@[\w.-]{1,80}|(?<![\w'.-])[^\W\d_][\w'.-]{1,60}(?:\s{1,9}[^\W\d_][\w'.-]{1,60}){1,3}")


def hiding(redaction: Redaction | None) -> Hide:
    """What takes the names out of a text of people's; of a record with names, nothing."""
    if redaction is None:
        return lambda text: text
    return lambda text: "\n".join(_Hiding(redaction, text).lines())


class _Hiding:
    """Takes names out line by line: a cell is read by itself, and an owner is somebody, whoever knows them."""

    def __init__(self, redaction: Redaction, text: str) -> None:
        self._redaction = redaction
        self._lines = text.split("\n")
        self._owners = {
            number: place
            for item in read(text).items
            if item.sort == "row" and (place := owner_place(item.columns)) is not None
            for number in range(item.first, item.last + 1)
        }

    def lines(self) -> list[str]:
        return [self._line(number, line) for number, line in enumerate(self._lines, 1)]

    def _line(self, number: int, line: str) -> str:
        if line.lstrip().startswith("|"):
            cells = _CELLS.split(line)
            owner = self._owners.get(number)
            return "|".join(self._cell(cell, is_owner=owner == place - 1) for place, cell in enumerate(cells))
        return self._redaction.text(_BY.sub(self._author, line))

    def _cell(self, cell: str, *, is_owner: bool) -> str:
        said = cell.strip()
        told = self._redaction.text(said, cell=True) if said else said
        if is_owner and said and told == said:
            told = MARK
        return cell.replace(said, told) if said else cell

    def _author(self, found: re.Match[str]) -> str:
        """Who wrote a note; one whom the record does not know is nobody to a reader."""
        told = self._redaction.text(found[2], cell=True)
        return found[1] + (MARK if told == found[2] else told)


def named_in(actions: str, notes: str) -> list[str]:
    """The names of people that stand where a person does: owners of action items, and who wrote a note."""
    cells = [
        cell
        for item in read(actions).items
        if item.sort == "row" and (place := owner_place(item.columns)) is not None
        for cell in item.cells[place : place + 1]
    ]
    names = [*cells, *(found[2] for found in _BY.finditer(notes))]
    return [name for name in dict.fromkeys(each.strip() for each in names) if _NAME.fullmatch(name)]
