"""What `dump` and `demo` share: pulling, choosing what is shown, writing it, and the exit code."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, get_args

import click

from timeline.cli.say import say
from timeline.engine.reconstruct import Stream, reconstruct
from timeline.engine.reconstruct import stream as streamed
from timeline.formats.files import check_writable, write_whole, written
from timeline.formats.table import FORMATS, Format
from timeline.formats.table import chosen as format_of
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError, TimelineError
from timeline.model.window import Window, parse_span, utc_text, zone
from timeline.porting.source import Source
from timeline.reading.lines import Folding
from timeline.record import Style, Timeline

COMPLETE, FAILED, BAD_CALL, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Output:
    """What is shown of a record and how, as the options say it."""

    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    actor: str | None
    grep: str | None
    around: str | None
    span: str
    form: str | None
    path: Path | None
    tz: str | None
    seconds: bool
    style: Style
    fold: bool
    raw: bool
    deadline: str
    quiet: bool
    stream: bool

    def check(self) -> None:
        """Refuse what cannot be, before anything is asked.

        Raises:
            WindowError, ConfigError: a zone, a span, a mix of options, or a file that cannot be written.
        """
        zone(self.tz or "UTC")
        parse_span(self.deadline)
        self.format.check()
        if self.format.binary and not self.path and _stdout().isatty():
            raise ConfigError(f"{self.format.name} is no text: give it a file with -o")
        if self.stream and self.format.name != "jsonl":
            raise ConfigError("--stream writes JSON Lines: give it --format jsonl")
        if self.path:
            check_writable(self.path)
        if self.stream or not self.path:
            _stdout()

    @property
    def format(self) -> Format:
        """What --format names, else what the file's ending says, else Markdown."""
        return format_of(self.form, self.path)

    @property
    def selects(self) -> bool:
        """Whether a part is asked for; what is shown is then told beside what there is, even if it is all."""
        return bool(self.kinds or self.channels or self.actor or self.grep or self.around)

    def chosen(self, record: Timeline) -> Timeline:
        """The part that is shown."""
        if self.around:
            record = record.around(self.around, self.span, tz=self.tz)
        return record.where(kind=self.kinds or None, channel=self.channels or None, actor=self.actor, text=self.grep)

    def write(self, record: Timeline) -> None:
        """Write the record in its format, with the options that this format takes."""
        fold: Folding = "default" if self.fold else "none"
        given = {name: getattr(self, name) for name in self.format.options} | {"fold": fold}
        told = {name: value for name, value in given.items() if value is not None and name in self.format.options}
        if self.path:
            with written(self.path) as out:
                self.format.write(record, out, **told)
        else:
            self.format.write(record, _stdout(), **told)
            _stdout().flush()


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that writes a record; it gets them as one `Output`."""

    @click.option(
        "--kind", "kinds", multiple=True, metavar="GLOB", help="Show only such events: 'alert.*'; repeatable."
    )
    @click.option("--channel", "channels", multiple=True, metavar="NAME", help="Show only this channel; repeatable.")
    @click.option("--actor", metavar="NAME", help="Show only what this person or bot did.")
    @click.option("--grep", metavar="TEXT", help="Show only events that say this.")
    @click.option("--around", metavar="T", help="Show only what is near this time.")
    @click.option("--span", default="10m", show_default=True, help="How near.")
    @click.option("--format", "form", type=click.Choice(tuple(FORMATS)), help="Default: by -o's ending, else md.")
    @click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
    @click.option("--tz", metavar="ZONE", help="Show times in this zone, and read those that name none in it.")
    @click.option("--seconds", is_flag=True, help="Markdown: show seconds.")
    @click.option("--style", type=click.Choice(get_args(Style)), default="record", help="Markdown: form.")
    @click.option("--fold/--no-fold", default=True, help="Markdown: one line per happening, or per event.")
    @click.option("--raw", is_flag=True, help="JSON: keep the native payloads.")
    @click.option("--stream", is_flag=True, help="JSON Lines: write events as they come; -o gets the ordered record.")
    @click.option("--deadline", default="15m", show_default=True, help="How long the pull may last.")
    @click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
    @click.pass_context
    def with_output(context: click.Context, /, **given: Any) -> Any:
        names = Output.__dataclass_fields__
        output = Output(**{name: given.pop(name) for name in names})
        return context.invoke(command, output=output, **given)

    with_output.__name__, with_output.__doc__ = command.__name__, command.__doc__
    return with_output


def record(window: Window, asked: Sequence[Source], output: Output, *, ends: float | None = None) -> int:
    """Pull, write, and say on stderr what is missing; the exit code.

    Args:
        window: what to pull.
        asked: the sources.
        output: what is shown, and how.
        ends: when the deadline is, on the monotonic clock, if its time has begun already.
    """
    deadline = parse_span(output.deadline) if ends is None else timedelta(seconds=max(ends - time.monotonic(), 0.0))
    if not output.quiet:
        say(f"window {utc_text(window.start)} to {utc_text(window.end)}", err=True)
    if output.stream:
        found = _streamed(streamed(window, asked, deadline=deadline, progress=_progress(output)), window, output)
    else:
        progress = _progress(output)
        found = reconstruct(window, asked, deadline=deadline, progress=progress, keep_raw=output.raw)
    shown = output.chosen(found)
    if not output.stream or output.path:
        output.write(shown)
    if not output.quiet:
        _summarise(found, shown, output)
    return _verdict(found)


def write(pieces: Iterable[str], path: Path | None) -> None:
    """Write to a file as a whole, or to stdout."""
    if path is not None:
        write_whole(path, pieces)
        return
    out = _stdout()
    with collector_paused():
        for piece in pieces:
            out.write(piece.encode("utf-8"))
    out.flush()


def _stdout() -> BinaryIO:
    """Standard output, which may have been closed before we began.

    Raises:
        TimelineError: it was.
    """
    if sys.stdout is None:
        raise TimelineError("standard output is closed: give a file with -o")
    return sys.stdout.buffer


def _streamed(events: Stream, window: Window, output: Output) -> Timeline:
    from timeline.formats.tables import json_line  # noqa: PLC0415

    out = _stdout()
    for event in events:
        if output.chosen(Timeline(window, [event])):
            out.write(f"{json_line(event, raw=output.raw)}\n".encode())
            out.flush()
    return events.record


def _progress(output: Output) -> Callable[[str, str], None] | None:
    if output.quiet or not sys.stderr.isatty():
        return None
    return lambda source, text: say(f"{source}: {text}", err=True)


def _summarise(record: Timeline, shown: Timeline, output: Output) -> None:
    if output.selects:
        say(f"{len(shown)} of {len(record)} events shown", err=True)
    for row in record.coverage:
        for gap in row.gaps:
            place = f"{row.source} {gap.where}" if gap.where and gap.where != row.source else row.source
            span = f"{utc_text(gap.start)} to {utc_text(gap.end)}"
            say(f"gap in {place}, {span}: {gap.detail}", err=True)
    if output.path:
        say(f"wrote {output.path}", err=True)


def _verdict(record: Timeline) -> int:
    reasons = {gap.reason for row in record.coverage for gap in row.gaps}
    if "interrupted" in reasons:
        return INTERRUPTED
    return COMPLETE if record.complete else PARTIAL
