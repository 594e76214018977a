"""What a file of rows holds: its text, cleaned, and its rows."""

from __future__ import annotations

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

from timeline.model.errors import SourceError
from timeline.porting.run import Run
from timeline.porting.shelf import too_large, whole
from timeline.sources.files.rows import Row, Table, objects

#: Of one file, unpacked.
LARGEST = 64 << 20
_GZIP = b"\x1f\x8b"
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HALVES = re.compile("[\udc80-\udcff]")  # what stands for a byte that is no UTF-8

Form = Literal["objects", "table"]
_FORMS: dict[str, Form] = {
    ".jsonl": "objects", ".ndjson": "objects", ".json": "objects", ".csv": "table", ".tsv": "table",
}  # fmt: skip


class Content(NamedTuple):
    """A file as it is kept.

    Attributes:
        broken: the lines with bytes that are no text.
        note: what is to be known of how it was read.
    """

    text: str
    form: Form
    broken: frozenset[int] = frozenset()
    note: str = ""

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """Its rows.

        Raises:
            SourceError: it has not the form that it should have.
        """
        found = objects(self.text) if self.form == "objects" else Table(self.text, columns).rows()
        for row in found:
            yield Row(row.line, {}, "its bytes are no UTF-8") if row.line in self.broken else row

    def kept(self) -> dict[str, Any]:
        """It as JSON."""
        return self._asdict() | {"broken": sorted(self.broken)}

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Content:
        """What was kept of a file."""
        return cls(**kept | {"broken": frozenset(kept["broken"])})


def content(path: Path, columns: Sequence[str], run: Run) -> Content:
    """What the file holds, without credentials and addresses.

    Raises:
        SourceError: it cannot be read.
    """
    data = whole(path, LARGEST)
    name = path.name.lower()
    if data.startswith(_GZIP):
        data, name = _unpacked(data), name.removesuffix(".gz")
    text, note = _text(data)
    form = _FORMS.get(Path(name).suffix) or ("objects" if text.lstrip("\ufeff \t\r\n")[:1] == "{" else "table")
    broken = frozenset(_broken(text, form, columns))
    text = _HALVES.sub("\ufffd", text)
    return Content(_cleaned(text, form, columns, run), form, broken, note and f"{path.name} {note}")


def _unpacked(data: bytes) -> bytes:
    """What gzip holds, no more of it than is read."""
    try:
        with gzip.open(io.BytesIO(data)) as file:
            found = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise SourceError("it is cut off, or no gzip", reason="unreadable", remedy="copy it again") from None
    if len(found) > LARGEST:
        raise too_large(LARGEST)
    return found


def _text(data: bytes) -> tuple[str, str]:
    """The text, and what is to be known of it; bytes that are no UTF-8 stand as halves of pairs."""
    wide = next((name for mark, name in _WIDE if data.startswith(mark)), None)
    if wide:
        return data.decode(wide, "replace"), ""
    text = data.decode("utf-8", "surrogateescape")
    if _HALVES.search(text) and text.isascii() is False and not re.search("[^\x00-\x7f\udc80-\udcff]", text):
        return data.decode("cp1252", "replace"), "is not UTF-8: it was read as Windows-1252"
    return text, ""


def _broken(text: str, form: Form, columns: Sequence[str]) -> Iterator[int]:
    """The first lines of the rows that hold such bytes."""
    if not _HALVES.search(text):
        return
    if form == "objects":
        yield from (number for number, line in enumerate(text.split("\n"), 1) if _HALVES.search(line))
        return
    table = Table(text, columns)
    for first, end, _, _ in table.records():
        if any(map(_HALVES.search, table.lines[first:end])):
            yield first + 1


def _cleaned(text: str, form: Form, columns: Sequence[str], run: Run) -> str:
    if form == "table":
        return Table(text, columns).cleaned(run.cleaning.value)
    lines = (run.cleaning.body(line.encode("utf-8", "replace")).decode() for line in text.split("\n"))
    return "\n".join(lines)
