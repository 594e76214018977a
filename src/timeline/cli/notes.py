"""`timeline note`: a person's note, put into a record's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.output import COMPLETE
from timeline.cli.say import say
from timeline.formats.inline import markdown
from timeline.model.errors import ConfigError, WindowError
from timeline.model.window import Window, parse_time, utc_text

if TYPE_CHECKING:
    from timeline.model.event import Event

#: Where the notes of a bundle are.
FILE = Path("work", "notes.md")

_WITHOUT = "it names no zone: write 18:43Z, or say which, --tz Europe/Paris"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("time", metavar="T")
@click.argument("text")
@click.option("--tz", metavar="ZONE", help="Read T in this zone, where it names none.")
def note(folder: Path, time: str, text: str, tz: str | None) -> int:
    """Add a note to a record's folder: a person's own words, shown as such beside the facts.

    T is 18:43Z, 2019-06-20T18:43:10Z, ~18:45 CET, 18:45-18:52 UTC; of a time without a date, the day is the record's.
    What the note is may stand before its words: "[impact start]", "[impact end]", "declared:", "action:", "report:",
    "measure:". The notes are DIR/work/notes.md, which anybody may edit.

    \b
    Example:
      timeline note incident-4172 18:43Z "[impact start] no hooks are published"
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415
    from timeline.formats.appending import appended  # noqa: PLC0415
    from timeline.formats.noted import line  # noqa: PLC0415

    made = _noted(time, text, load(folder).window, tz)
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    appended(path, lambda before: _fitting(before, line(made), path))
    say(f"{line(made).removeprefix('- ')} (in {path})", err=True)
    return COMPLETE


def _noted(time: str, text: str, window: Window, tz: str | None) -> Event:
    """The note, as it will be read.

    Raises:
        WindowError: its time cannot be read, names no zone, or is none of the record's.
        ConfigError: it says nothing.
    """
    from timeline.prose.notes import notes_of  # noqa: PLC0415
    from timeline.prose.times import whole  # noqa: PLC0415

    if not text.strip():
        raise ConfigError("a note says something: TEXT is empty")
    said = time if whole(time) else utc_text(parse_time(time, tz=tz))
    notes = notes_of(f"- <{said}>: {_words(text)}", window, tz)
    for gap in notes.gaps:
        why = gap.detail.partition(": ")[2]
        raise WindowError(f"cannot read the time {time!r}: {_WITHOUT if why.startswith('no zone') else why}")
    if not notes.events:
        raise WindowError(
            f"the time {time!r} is not in the record, which is from {utc_text(window.start)} to {utc_text(window.end)}"
        )
    return notes.events[0]


def _words(text: str) -> str:
    """The words as Markdown that says just that; a mark of what the note is stays one."""
    return markdown(" ".join(text.split()))


def _fitting(before: str, added: str, path: Path) -> str:
    """The line so that it is an item of its own behind what stands there.

    Raises:
        ConfigError: it would be a part of that.
    """
    from timeline.prose.document import read  # noqa: PLC0415

    for between in ("", "\n"):
        last = read(f"{before}{between}{added}").items[-1]
        if last.said and last.sort == "item":
            return f"{between}{added}\n"
    raise ConfigError(f"{path} ends within a block of code: close it, so that a note can stand behind it")


COMMANDS = (note,)
