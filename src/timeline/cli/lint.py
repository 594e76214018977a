"""`timeline lint`: wording of a post-mortem that blames, or judges with hindsight."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli.documents import written
from timeline.cli.output import COMPLETE, FAILED
from timeline.cli.say import say, show

if TYPE_CHECKING:
    from timeline.postmortem.lint import Finding

_ANNOTATION = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("text", "json", "github")), default="text", show_default=True,
              help="Write it so; github is for a check of a pull request.")  # fmt: skip
def lint(file: Path, form: str) -> int:
    """Find wording that blames or judges with hindsight, and say why and what could stand there.

    Only people's words are read: not quotations, code, links' addresses, or lines of the record. FILE is Markdown or
    plain text; - is standard input. Ends with 1 when something was found.

    \b
    Example:
      timeline lint post-mortem.md
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.postmortem.lint import lint as found_in  # noqa: PLC0415 - only this command needs it

    found = found_in(written(file))
    for line in _FORMS[form](str(file), found):
        (show if form == "json" else say)(line)
    return FAILED if found else COMPLETE


def _text(file: str, found: Sequence[Finding]) -> list[str]:
    return [f'{file}:{each.line}:{each.column}: "{each.word}": {each.why}; instead: {each.instead}' for each in found]


def _json(file: str, found: Sequence[Finding]) -> list[str]:
    told = {"schema": "timeline-lint/1", "file": file, "findings": [each.to_dict() for each in found]}
    return [json.dumps(told, indent=2, ensure_ascii=False)]


def _github(file: str, found: Sequence[Finding]) -> list[str]:
    """Workflow commands, which GitHub shows beside the lines."""
    return [
        f"::warning file={file.translate(_PROPERTY)},line={each.line},col={each.column},title=wording::"
        + f'"{each.word}": {each.why}; instead: {each.instead}'.translate(_ANNOTATION)
        for each in found
    ]


_FORMS: dict[str, Callable[[str, Sequence[Finding]], list[str]]] = {"text": _text, "json": _json, "github": _github}
COMMANDS = (lint,)
