"""What a command prints beside a record: every line of it passes here, for names in it are others' words."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from timeline.formats.text import one_line, visible

_UP, _TO_THE_END, _BELOW = "\x1b[{}F", "\x1b[K", "\x1b[J"


def say(text: str, *, err: bool = False) -> None:
    """Print one line; whatever a terminal or a log would act on is shown by its number, a credential masked."""
    click.echo(one_line(text), err=err)


def show(text: str, *, err: bool = False) -> None:
    """Print a text of our own that has several lines; names in it are as harmless."""
    click.echo(visible(text), err=err)


def redraw(rows: Sequence[tuple[str, str]], width: int, *, over: int = 0) -> None:
    """Draw rows on the terminal of standard error, in the place of so many that were drawn before.

    Args:
        rows: words, which are cut where there is no room, and a mark of our own at the row's end.
        width: of the terminal.
        over: how many rows were drawn before.
    """
    drawn = "".join(f"{one_line(words)[:room].ljust(room)}{mark}{_TO_THE_END}\n"
                    for words, mark in rows for room in (width - len(mark),))  # fmt: skip
    click.echo((_UP.format(over) if over else "") + drawn + _BELOW, err=True, nl=False, color=True)
    sys.stderr.flush()
