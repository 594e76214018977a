"""What a command prints beside a record: every line of it passes here, for names in it are others' words."""

from __future__ import annotations

import click

from timeline.formats.text import one_line, visible


def say(text: str, *, err: bool = False) -> None:
    """Print one line; whatever a terminal or a log would act on is shown by its number, a credential masked."""
    click.echo(one_line(text), err=err)


def show(text: str, *, err: bool = False) -> None:
    """Print a text of our own that has several lines; names in it are as harmless."""
    click.echo(visible(text), err=err)
