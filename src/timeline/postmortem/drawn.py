"""Tables that are drawn with dashes, as pandoc writes them, made into tables with bars, as everybody reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_COLUMNS = re.compile(r"^ {0,8}-{2,}+(?: +-{2,}+)+\s*")
_RULE = re.compile(r" {0,8}-{6,}\s*")
_RUN = re.compile(r"-+")


def with_bars(text: str) -> str:
    """The text with its drawn tables as tables between bars; all else as it is."""
    lines = text.split("\n")
    made: list[str] = []
    place = 0
    while place < len(lines):
        found = _table(lines, place, made)
        if found is None:
            made.append(lines[place])
            place += 1
        else:
            place = found
    return "\n".join(made)


def _table(lines: Sequence[str], place: int, made: list[str]) -> int | None:
    """Add the table whose columns that line draws; the number of the line behind it, or None where there is none."""
    if not _COLUMNS.fullmatch(lines[place]) or not made or not made[-1].strip():
        return None
    begins = [run.start() for run in _RUN.finditer(lines[place])]
    head = [made.pop()]
    top = next((n for n in range(len(made) - 1, max(len(made) - 9, -1), -1) if _RULE.fullmatch(made[n])), None)
    if top is not None and all(line.strip() for line in made[top + 1 :]):
        head = [*made[top + 1 :], *head]
        del made[top:]
        end, rows = _tall(lines, place + 1)
    else:
        end, rows = _flat(lines, place + 1)
    names = _cells(head, begins)
    made += [_row(names), f"|{'---|' * len(names)}", *(_row(_cells(row, begins)) for row in rows)]
    return end


def _tall(lines: Sequence[str], place: int) -> tuple[int, list[list[str]]]:
    """The rows of a table whose rows have several lines, each behind an empty one, down to the rule that ends it."""
    rows: list[list[str]] = [[]]
    while place < len(lines) and not _RULE.fullmatch(lines[place]):
        if lines[place].strip():
            rows[-1].append(lines[place])
        elif rows[-1]:
            rows.append([])
        place += 1
    return min(place + 1, len(lines)), [row for row in rows if row]


def _flat(lines: Sequence[str], place: int) -> tuple[int, list[list[str]]]:
    """The rows of a table with a line a row, down to the first empty one."""
    rows = []
    while place < len(lines) and lines[place].strip() and not _COLUMNS.fullmatch(lines[place]):
        rows.append([lines[place]])
        place += 1
    return place, rows


def _cells(lines: Sequence[str], begins: Sequence[int]) -> list[str]:
    edges = [0, *begins[1:], max(map(len, lines), default=0) + begins[-1] + 1]
    return [" ".join(filter(None, (line[one:other].strip() for line in lines))) for one, other in pairwise(edges)]


def _row(cells: Sequence[str]) -> str:
    return (
        f"| {' | '.join(cell.replace('|', chr(92) + '|') if chr(92) + '|' not in cell else cell for cell in cells)} |"
    )
