"""What `dump` and `demo` share: what is shown of a record, in which form, and where it is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, get_args

import click

from timeline.cli import pager, selection, sharing
from timeline.cli.selection import Selection
from timeline.formats.files import check_writable, write_whole
from timeline.formats.table import FORMATS, Format
from timeline.formats.table import chosen as format_of
from timeline.model.errors import ConfigError, TimelineError
from timeline.model.window import parse_span, zone
from timeline.reading.lines import Folding
from timeline.record import Style, Timeline
from timeline.redaction.policy import How

COMPLETE, FAILED, BAD_CALL, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Output:
    """What is shown of a record and how, as the options say it."""

    shown: Selection
    form: str | None
    path: Path | None
    tz: str | None
    seconds: bool
    style: Style
    fold: Folding
    raw: bool
    deadline: str
    quiet: bool
    stream: bool
    redact: How | None
    roles: Path | None
    hidden: Mapping[str, Any]
    people: Path | None = None
    editing: Path | None = None

    def check(self) -> None:
        """Refuse what cannot be, before anything is asked.

        Raises:
            WindowError, ConfigError: a zone, a span, a mix of options, or a file that cannot be written.
        """
        zone(self.tz or "UTC")
        parse_span(self.deadline)
        self.shown.check(self.tz)
        self.format.check()
        if self.format.binary and not self.path and stdout().isatty():
            raise ConfigError(f"{self.format.name} is no text: give it a file with -o")
        if self.stream and self.format.name != "jsonl":
            raise ConfigError("--stream writes JSON Lines: give it --format jsonl")
        if self.stream and self.shown.is_about:
            raise ConfigError("--stream writes events before it is known what they belong to: give it --all")
        if self.stream and self.redact:
            raise ConfigError("--stream writes events before all names are known: it cannot be redacted")
        if self.roles and not self.redact:
            raise ConfigError("--roles writes who has which role: give it --redact")
        for path in filter(None, (self.path, self.roles)):
            check_writable(path)
        if self.stream or not self.path:
            stdout()

    @property
    def format(self) -> Format:
        """What --format names, else what the file's ending says, else Markdown."""
        return format_of(self.form, self.path)

    @property
    def is_for_a_terminal(self) -> bool:
        """Whether somebody reads it where it is written: Markdown has a form for that."""
        return self.format.name == "md" and self.style == "record" and not self.path and sys.stdout.isatty()

    def of(self, record: Timeline) -> Timeline:
        """The record as it may be shown.

        Raises:
            ConfigError: what is to be hidden is said wrongly.
        """
        if not self.redact:
            return record
        return sharing.without_names(record, self.redact, self.hidden, said=not self.quiet)

    def write(self, record: Timeline) -> None:
        """Write the record in the chosen form, to its file, to a reader, or to standard output."""
        if self.editing:
            self._write_edited(record, self.editing)
        elif self.is_for_a_terminal:
            pager.show(record, tz=self.tz or "UTC", seconds=self.seconds, fold=self.fold)
        elif self.path:
            self.format.save(record, self.path, **self._told)
        else:
            self.format.write(record, stdout(), **self._told)
            stdout().flush()
        if self.roles:
            sharing.keep(self.roles, record)

    def _write_edited(self, record: Timeline, folder: Path) -> None:
        from timeline.curation.editing import dumped  # noqa: PLC0415 - only --editing needs it

        if self.path and record.redaction:
            record.redaction.check("file name", self.path.name)
        text = dumped(record, folder, tz=self.tz or "UTC", seconds=self.seconds, style=self.style, fold=self.fold)
        if self.path:
            write_whole(self.path, [text])
        else:
            stdout().write(text.encode())
            stdout().flush()

    @property
    def _told(self) -> dict[str, Any]:
        """The options that this format takes, as far as they are given."""
        given = {name: getattr(self, name) for name in self.format.options}
        return {name: value for name, value in given.items() if value is not None}


#: In the order of the help.
_OPTIONS: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...] = (
    selection.options,
    click.option("--format", "form", type=click.Choice(tuple(FORMATS)), help="Write it so; else as -o ends, else md."),
    click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file."),
    click.option("--tz", metavar="ZONE", help="Show times in this zone, and read those that name none in it."),
    click.option("--seconds", is_flag=True, help="Show seconds."),
    click.option("--style", type=click.Choice(get_args(Style)), default="record", show_default=True,
                 help="Write Markdown as a list, a table, or a list without links."),
    click.option("--fold", type=click.Choice(get_args(Folding)), default="default", show_default=True,
                 help="Show repeats in one line, only happenings, none, or replies under their parent, too."),
    click.option("--no-fold", "fold", flag_value="none", help="The same as --fold none: a line an event."),
    click.option("--raw", is_flag=True, help="Keep the native payloads in JSON."),
    click.option("--stream", is_flag=True,
                 help="Write events as JSON Lines while they come; -o gets the ordered record."),
    sharing.options,
    click.option("--deadline", metavar="SPAN", default="15m", show_default=True, help="How long the pull may last."),
    click.option("--people", type=click.Path(path_type=Path), metavar="FILE",
                 help="Say who is who by this file, in place of the people.toml beside the configuration."),
    click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors."),
)  # fmt: skip


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that writes a record; it gets them as one `Output`."""

    @click.pass_context
    def with_output(context: click.Context, /, **given: Any) -> Any:
        names = [name for name in Output.__dataclass_fields__ if name not in ("shown", "hidden", "editing")]
        output = Output(Selection.taken(given), **{name: given.pop(name) for name in names}, hidden={})
        return context.invoke(command, output=output, **given)

    with_output.__name__, with_output.__doc__ = command.__name__, command.__doc__
    made: Callable[..., Any] = with_output
    for option in reversed(_OPTIONS):
        made = option(made)
    return made


def stdout() -> BinaryIO:
    """Standard output, which may have been closed before we began.

    Raises:
        TimelineError: it was.
    """
    if sys.stdout is None:
        raise TimelineError("standard output is closed: give a file with -o")
    return sys.stdout.buffer
