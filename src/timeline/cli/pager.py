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
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from timeline.cli.streams import forget
from timeline.reading.lines import Folding
from timeline.record import Timeline

_LINKING_LESS, _LINKING_VTE = 566, 5000  # the first that let links through
#: What a terminal that draws links says of itself.
_LINKING = {"TERM_PROGRAM": ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"),
            "TERM": ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "contour")}  # fmt: skip
_LINKING_IF_SET = ("WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "DOMTERM")


def show(record: Timeline, *, tz: str, seconds: bool, fold: Folding) -> None:
    """Show the record and come back when it was read."""
    environment = os.environ
    command = _pager(environment)
    colour = not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    links = _draws_links(environment) and _lets_links_through(command)
    pieces = _pieces(record, colour=colour, links=links, tz=tz, seconds=seconds, fold=fold)
    _page(pieces, command, {**environment, "LESS": environment.get("LESS", "FRX")})


def _pieces(record: Timeline, *, colour: bool, links: bool, tz: str, seconds: bool, fold: Folding) -> Iterator[str]:
    """The record in its terminal form."""
    try:
        terminal: Any = import_module("timeline.formats.terminal")
    except ModuleNotFoundError:
        return iter([record.to_markdown(tz=tz, seconds=seconds, fold=fold != "none")])
    width = shutil.get_terminal_size().columns
    return iter(terminal.pieces(record, width=width, colour=colour, links=links, tz=tz, seconds=seconds, fold=fold))


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


def _draws_links(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is known to draw links (OSC 8): one that is not may show their addresses as rubbish."""
    term = environment.get("TERM", "")
    if term.startswith(("screen", "tmux", "dumb")) or "TMUX" in environment:
        return False
    vte = environment.get("VTE_VERSION", "")
    named = any(environment.get(name) in known for name, known in _LINKING.items())
    return named or any(name in environment for name in _LINKING_IF_SET) or (vte.isdigit() and int(vte) >= _LINKING_VTE)


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
