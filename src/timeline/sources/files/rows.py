"""The rows of a file: an object a line, or a table with a head. Each knows its line, and costs itself alone."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from timeline.model.errors import SourceError
from timeline.porting.payload import NOT_JSON, parsed

#: Of one row, in letters; longer is no record of anything.
LONGEST = 1 << 20
_SEPARATORS = ",;\t|"
_NO_ROW = "it is no row of a table: a quotation mark stands alone, or a cell is too long"
_MOST_BROKEN = 1000  # of lines that are no row of a table: then it is no table
# The package's own bound is below the length of a stack trace, and what goes beyond it loses the rows behind it, too.
csv.field_size_limit(max(csv.field_size_limit(), LONGEST))


class Row(NamedTuple):
    """A row, or why there is none.

    Attributes:
        line: the number of its first line.
        values: by column or key.
    """

    line: int
    values: dict[str, Any]
    why: str = ""


#: Cleans the value that stands under a name.
Clean = Callable[[str, str], str]


def objects(text: str) -> Iterator[Row]:
    """The rows of JSON Lines.

    Raises:
        SourceError: it is one JSON document over many lines.
    """
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip(" \t\r\ufeff" if number == 1 else " \t\r")
        if not words:
            continue
        data = parsed(words.encode("utf-8", "replace"))[0] if len(words) <= LONGEST else None
        if isinstance(data, dict):
            yield Row(number, data)
        elif words[0] in "[{" and number == 1 and _is_document(text):
            raise SourceError(
                "it is one JSON document", reason="unreadable", remedy="write an object a line, e.g. with jq -c '.[]'"
            )
        else:
            yield Row(number, {}, _why_no_object(words, data))


def _is_document(text: str) -> bool:
    data, _ = parsed(text.encode("utf-8", "replace"))
    return data is not NOT_JSON


def _why_no_object(words: str, data: Any) -> str:
    if len(words) > LONGEST:
        return f"it is longer than {LONGEST >> 20} MiB"
    return "it is no JSON" if data is NOT_JSON else "it is no object"


class Table:
    """A table with a head, its columns parted by whichever sign gives it those that are mapped.

    Args:
        text: the file.
        columns: what has to be among them.

    Raises:
        SourceError: it has no such head.
    """

    def __init__(self, text: str, columns: Sequence[str]) -> None:
        self.lines = io.StringIO(text, newline="").readlines()
        self.separator, self._start = self._told()
        heads = {each: self._head(each) for each in (self.separator or _SEPARATORS)}
        fitting = [each for each, (head, _) in heads.items() if all(name in head for name in columns)]
        self.separator = fitting[0] if fitting else max(heads, key=lambda each: len(heads[each][0]))
        self.head, self._start = heads[self.separator]
        for name in columns:
            if self.head.count(name) != 1:
                raise SourceError(_no_column(name, self.head), reason="unreadable", remedy="mend map")

    def rows(self) -> Iterator[Row]:
        """The rows below the head."""
        for first, _, cells, why in self.records():
            if why:
                yield Row(first + 1, {}, why)
            elif len(cells) != len(self.head):
                yield Row(first + 1, {}, f"it has {len(cells)} cells, the head has {len(self.head)}")
            else:
                yield Row(first + 1, dict(zip(self.head, cells, strict=True)))

    def records(self) -> Iterator[tuple[int, int, list[str], str]]:
        """Where each record begins and ends, and its cells, or why they cannot be told apart.

        A line with a quotation that does not end is given up alone: the lines behind it are rows of their own.

        Raises:
            SourceError: so many are broken that it is no table.
        """
        place, broken = self._start, 0
        while place < len(self.lines):
            reader, begun = self._reader(place), place
            try:
                for cells in reader:
                    end = begun + reader.line_num
                    if cells:
                        yield place, end, cells, _too_long(cells)
                    place = end
            except csv.Error:
                yield place, place + 1, [], _NO_ROW
                place, broken = place + 1, broken + 1
            if broken > _MOST_BROKEN:
                raise SourceError("it is no table", reason="unreadable", remedy="see how its cells are quoted")

    def cleaned(self, clean: Clean) -> str:
        """The text with every cell cleaned under the name of its column; a row that is clean stays as it is."""
        made = self.lines[: self._start]
        for first, end, cells, _ in self.records():
            made += self.lines[len(made) : first]
            names = [*self.head, *[""] * len(cells)]
            told = [clean(name, cell) for name, cell in zip(names, cells, strict=False)]
            made += self.lines[first:end] if told == cells else self._written(told, end - first)
        return "".join(made + self.lines[len(made) :])

    def _written(self, cells: list[str], count: int) -> list[str]:
        """A record as so many lines."""
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.separator, lineterminator="\n").writerow(cells)
        lines = io.StringIO(out.getvalue(), newline="").readlines()
        return lines + ["\n"] * (count - len(lines))

    def _reader(self, place: int) -> Any:
        lines = (self.lines[number] for number in range(place, len(self.lines)))
        return csv.reader(lines, delimiter=self.separator or ",", strict=True)

    def _told(self) -> tuple[str, int]:
        """The sign that spreadsheets write above a table, `sep=;`."""
        first = self.lines[0].strip("\r\n\ufeff") if self.lines else ""
        return (first[4], 1) if first.startswith("sep=") and len(first) == 5 else ("", 0)  # noqa: PLR2004

    def _head(self, separator: str) -> tuple[list[str], int]:
        """The names of the columns, and where the rows begin."""
        place = self._start
        while place < len(self.lines) and not self.lines[place].strip("\r\n\ufeff \t"):
            place += 1
        reader = csv.reader((self.lines[number] for number in range(place, len(self.lines))), delimiter=separator)
        try:
            cells = next(reader, [])
        except csv.Error:
            cells = []
        return [cell.strip("\ufeff \t") for cell in cells], place + reader.line_num


def _too_long(cells: list[str]) -> str:
    return f"it is longer than {LONGEST >> 20} MiB" if sum(map(len, cells)) > LONGEST else ""


def _no_column(name: str, head: list[str]) -> str:
    if name in head:
        return f"it has the column {name!r} twice"
    near = difflib.get_close_matches(name, head, 1)
    told = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(filter(None, head)) or 'none'}"
    return f"it has no column {name!r}; {told}"
