"""`timeline apply`: what people made of a dump, taken as the curation of a record's folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.documents import written
from timeline.cli.output import COMPLETE
from timeline.cli.say import say, show
from timeline.model.secrets import masked_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_COUNTED = ("shown", "left_out", "reworded", "added", "guessed", "not_placed")


@click.command(name="apply")
@click.argument("document", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--no-guesses", is_flag=True, help="Keep under Not placed what is recognised with a doubt.")
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="Say so what holds now.")  # fmt: skip
def apply(document: Path, folder: Path, form: str, *, no_guesses: bool) -> int:
    """Take an edited dump, or a curation.json of a page, as what is shown of a record's folder.

    FILE is what people made of `timeline dump DIR --editing`, in whatever editor: lines reworded, deleted, moved, put
    under headings, with words of their own between them. The facts stay as they are; what is not recognised is kept
    under Not placed. Of a post-mortem, summary, analysis, action items and feedback are kept, too. `-` reads standard
    input.

    \b
    Example:
      timeline dump incident-4172 --editing -o record.md
      timeline apply record.md incident-4172
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.postmortem.taken import apply as applied  # noqa: PLC0415 - only this command needs it

    made = applied(written(document), folder, guesses=not no_guesses)
    for warning in made.warnings:
        say(f"warning: {warning}", err=True)
    told = made.to_dict()
    if form == "json":
        show(json.dumps(masked_in(told), ensure_ascii=False, indent=1))
    else:
        for line in _lines(told):
            show(line)
    return COMPLETE


def _lines(told: Mapping[str, Sequence[Mapping[str, str | None]]]) -> Iterator[str]:
    """How many of each there are, and what a person should look at."""
    yield ", ".join(f"{len(told[name])} {name.replace('_', ' ')}" for name in _COUNTED)
    for name in ("guessed", "not_placed"):
        for each in told[name]:
            yield f"{name.replace('_', ' ')}: {' '.join((each['text'] or '').split())}"


COMMANDS = (apply,)
