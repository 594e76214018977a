"""The proof: what was written is read back, and nothing that was to be taken out is found in it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timeline.model.errors import ConfigError, TimelineError
from timeline.redaction.finder import Finder
from timeline.redaction.forms import Hit
from timeline.redaction.words import FURNITURE

_CHUNK = 1 << 18
_OVERLAP = 2000
_CELL = 80
_STRING = re.compile(r'"((?:[^"\\]|\\.){1,200})"(?!\s*:)|"(?:id|\w{1,40}_id|user)":\s?(\d+)')
_ELEMENT = re.compile(r">([^<>]{1,200})<")
_TABLE = re.compile(r"(?<=\|)([^|\n]{1,200})(?=\|)")


class LeakError(TimelineError):
    """What was to be taken out is still there: nothing is written. It names the place and the class, never the name."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that was written.

    Attributes:
        place: where it stands, for people.
        text: what it says.
        cell: whether it is all that its place holds.
    """

    place: str
    text: str
    cell: bool = False


def check(finder: Finder, form: str, made: Any, *, reader: str | None = None) -> None:
    """Refuse what still names somebody.

    Args:
        finder: finds names.
        form: what was written: a format's name, or a file's.
        made: what came of it, as that format's reader takes it.
        reader: the format by whose rules it is read, if not that one.

    Raises:
        LeakError: a name was found.
        ConfigError: nobody can read that format back.
    """
    reader = reader or form
    if reader not in READERS:
        raise ConfigError(f"{form} cannot be redacted: it has no leak check")
    for part in READERS[reader](made):
        if part.cell and (len(part.text) > _CELL or part.text.strip().lower() in FURNITURE):
            continue
        for hit in finder.find(part.text, cell=part.cell).hits:
            raise LeakError(f"a name is left in {form}, {_place(part, hit)}; nothing was written")


def _place(part: Part, hit: Hit) -> str:
    how = f", {hit.how}" if hit.how else ""
    if part.place.startswith("line "):
        first = int(part.place.removeprefix("line "))
        line = first + part.text.count("\n", 0, hit.start)
        column = hit.start - part.text.rfind("\n", 0, hit.start)
        return f"line {line}, column {column} ({hit.sort}{how})"
    return f"{part.place} ({hit.sort}{how})"


def read(file: Path) -> str:
    """The text of a file, also of a packed one."""
    told = file.read_bytes()
    return (gzip.decompress(told) if file.suffix == ".gz" else told).decode("utf-8", "replace")


def _text(made: str) -> Iterator[Part]:
    """The text in pieces of whole lines; each begins with the last line of the one before it."""
    line = 1
    for start, end in _chunks(made):
        yield Part(f"line {line}", made[start:end])
        begin = max(start, made.rfind("\n", start, max(start, end - 1)) + 1)
        line += made.count("\n", start, begin if end - begin < _OVERLAP and begin > start else end)


def _chunks(made: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(made):
        end = made.find("\n", start + _CHUNK) + 1 or len(made)
        yield start, end
        begin = made.rfind("\n", start, end - 1) + 1
        start = begin if end < len(made) and start < begin and end - begin < _OVERLAP else end


def _with_cells(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Part]]:
    """The text, and what the pattern says to be cells in it."""

    def parts(made: str) -> Iterator[Part]:
        yield from _text(made)
        found = {next(filter(None, each.groups()), "") for each in pattern.finditer(made)}
        yield from (Part("a cell", each, cell=True) for each in sorted(found))

    return parts


def _csv(made: str) -> Iterator[Part]:
    yield from _text(made)
    rows = csv.reader(io.StringIO(made))
    yield from (Part("a cell", each, cell=True) for each in sorted({cell for row in rows for cell in row}))


def _values(made: Any) -> Iterator[Part]:
    """Values as a program gets them."""
    text = json.dumps(made, default=str, ensure_ascii=False)
    yield from _with_cells(_STRING)(text)


def _arrow(made: Any) -> Iterator[Part]:
    """An Arrow table."""
    yield from _values({str(key): str(value) for key, value in (made.schema.metadata or {}).items()})
    yield from _values(made.to_pylist())


def _parquet(made: bytes) -> Iterator[Part]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - whoever wrote it has it

    yield from _arrow(pq.read_table(io.BytesIO(made)))


def _frame(made: Any) -> Iterator[Part]:
    """A data frame of pandas."""
    yield from _values([made.to_dict("records"), {str(key): value for key, value in made.attrs.items()}])


def _name(made: str) -> Iterable[Part]:
    return (Part("the file's name", made, cell=True),)


#: By format, what reads it back. A format that is not here cannot be redacted.
READERS: dict[str, Callable[[Any], Iterable[Part]]] = {
    "md": _with_cells(_TABLE),
    "json": _with_cells(_STRING),
    "jsonl": _with_cells(_STRING),
    "csv": _csv,
    "html": _with_cells(_ELEMENT),
    "parquet": _parquet,
    "timesketch": _with_cells(_STRING),
    "mermaid": _text,
    "slack": _text,
    "terminal": _text,
    "notebook": _with_cells(_ELEMENT),
    "chart": _with_cells(_ELEMENT),
    "altair": _with_cells(_STRING),
    "dicts": _values,
    "arrow": _arrow,
    "frame": _frame,
    "text": _text,
    "file name": _name,
}
