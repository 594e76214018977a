"""The one table of formats: for the command as for the record. A new text format is one file and one row.

Nothing is loaded before a record is written in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from timeline.formats.files import written
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError, MissingExtra

if TYPE_CHECKING:
    from timeline.record import Timeline


@dataclass(frozen=True, slots=True)
class Format:
    """How a record is written.

    Attributes:
        name: what `--format` and `record.pieces` call it.
        made: the module beside this one and its function: of a text format one that gives the text, or pieces of
            it; of a binary one a function that writes into a file that is given.
        options: what the function takes beside the record.
        ending: that of a file whose name says enough.
        binary: whether it is no text.
        needs: a package and the extra that installs it.
    """

    name: str
    made: str
    options: tuple[str, ...] = ()
    ending: str | None = None
    binary: bool = False
    needs: tuple[str, str] | None = None

    def check(self) -> None:
        """Find out whether it can be written here.

        Raises:
            MissingExtra: its package is not installed.
        """
        if self.needs and find_spec(self.needs[0]) is None:
            raise MissingExtra(*self.needs)

    def pieces(self, record: Timeline, **options: Any) -> Iterator[str]:
        """The record as text, piece by piece.

        Raises:
            ConfigError: it is no text, or takes no such option.
        """
        if self.binary:
            raise ConfigError(f"{self.name} is no text: write it into a file")
        made: str | Iterable[str] = self._made(record, **options)
        return record.checked(self.name, (made,) if isinstance(made, str) else made)

    def write(self, record: Timeline, out: IO[bytes], **options: Any) -> None:
        """Write the record into an open file."""
        self.check()
        with collector_paused():
            if self.binary:
                self._write_binary(record, out, **options)
                return
            for piece in self.pieces(record, **options):
                out.write(piece.encode("utf-8"))

    def save(self, record: Timeline, path: Path, **options: Any) -> Path:
        """Write the record into a file, as a whole or not at all."""
        self.check()
        if record.redaction:
            record.redaction.check("file name", path.name)
        with written(path) as out:
            self.write(record, out, **options)
        return path

    def _write_binary(self, record: Timeline, out: IO[bytes], **options: Any) -> None:
        if not record.redaction:
            self._made(record, out, **options)
            return
        whole = BytesIO()
        self._made(record, whole, **options)
        record.redaction.check(self.name, whole.getvalue())
        out.write(whole.getvalue())

    def _made(self, record: Timeline, *rest: Any, **options: Any) -> Any:
        if unknown := options.keys() - set(self.options):
            takes = ", ".join(self.options) or "none"
            raise ConfigError(f"{self.name} has no option {min(unknown)!r}; it takes {takes}")
        module, _, function = self.made.partition(".")
        return getattr(import_module(f"timeline.formats.{module}"), function)(record, *rest, **options)


FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format("md", "markdown.render", ("tz", "seconds", "style", "fold"), ".md"),
        Format("json", "tables.json_pieces", ("raw",), ".json"),
        Format("jsonl", "tables.jsonl_pieces", ("raw",), ".jsonl"),
        Format("csv", "tables.csv_pieces", (), ".csv"),
        Format("html", "html.document", ("fold",), ".html"),
        Format("parquet", "arrow.write", (), ".parquet", binary=True, needs=("pyarrow", "parquet")),
        Format("timesketch", "tables.timesketch_pieces"),
        Format("mermaid", "mermaid.render", ("fold",)),
        Format("slack", "slack.pieces", ("tz", "seconds", "fold")),
    )
}


def named(name: str) -> Format:
    """The format of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in FORMATS:
        raise ConfigError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name]


def chosen(name: str | None, path: Path | None) -> Format:
    """The format that is asked for; else the one that the file's ending says; else Markdown."""
    if name:
        return named(name)
    ending = path.suffix.lower() if path else None
    return next((row for row in FORMATS.values() if ending and row.ending == ending), FORMATS["md"])
