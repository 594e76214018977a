"""A record on the terminal of somebody who reads it: in its terminal form, through their pager."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from timeline.cli.streams import forget
from timeline.reading.lines import Folding
from timeline.record import Timeline

_LINKING_LESS = 566  # the first that lets links through


def show(record: Timeline, *, tz: str, seconds: bool, fold: Folding) -> None:
    """Show the record and come back when it was read."""
    command = _pager(os.environ)
    pieces = _pieces(record, command, tz=tz, seconds=seconds, fold=fold)
    _page(pieces, command, {**os.environ, "LESS": os.environ.get("LESS", "FRX")})


def _pieces(record: Timeline, command: list[str], *, tz: str, seconds: bool, fold: Folding) -> Iterator[str]:
    """The record in its terminal form."""
    from timeline.formats import terminal  # noqa: PLC0415 - only a terminal needs it

    width = shutil.get_terminal_size().columns
    colour = terminal.coloured(os.environ)
    links = terminal.links_work(os.environ) and _lets_links_through(command)
    made = terminal.pieces(record, width=width, colour=colour, links=links, tz=tz, seconds=seconds, fold=fold)
    return record.checked("terminal", made)


def _pager(environment: Mapping[str, str]) -> list[str]:
    """The command that pages, as a person's `$PAGER` says it.

    None where it only copies, is empty, or is not there, nor on a terminal that cannot page.
    """
    with suppress(ValueError):
        command = shlex.split(environment.get("PAGER", "less -FRX"))
        pages = command and Path(command[0]).name != "cat" and environment.get("TERM") != "dumb"
        if pages and shutil.which(command[0]):
            return command
    return []


def _page(pieces: Iterable[str], command: list[str], environment: Mapping[str, str]) -> None:
    """Give the text to the pager, or to the terminal itself."""
    if not command:
        _write(pieces, sys.stdout.buffer)
        return
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as reader:  # noqa: S603 - a person's own
        try:
            if reader.stdin:
                _write(pieces, reader.stdin)
        except BrokenPipeError:
            forget(reader.stdin)  # it was left before its end, which is no error
        finally:
            _let_read(reader)


def _write(pieces: Iterable[str], out: IO[bytes]) -> None:
    for piece in pieces:
        out.write(piece.encode("utf-8"))
    out.flush()


def _let_read(reader: subprocess.Popen[bytes]) -> None:
    """Wait until it is left; Ctrl-C is the pager's own there."""
    if reader.stdin:
        with suppress(OSError):
            reader.stdin.close()
    while True:
        try:
            reader.wait()
        except KeyboardInterrupt:
            continue
        return


def _lets_links_through(command: list[str]) -> bool:
    """Whether the pager is none, or a `less` that is new enough."""
    if not command:
        return True
    if Path(command[0]).name != "less":
        return False
    try:
        said = subprocess.run([command[0], "--version"], capture_output=True, text=True, timeout=5, check=False).stdout  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return False
    version = re.match(r"less (\d+)", said)
    return version is not None and int(version[1]) >= _LINKING_LESS
