"""The command that holds a text against a saved record."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from timeline.cli.output import COMPLETE, FAILED, stdout
from timeline.cli.say import say
from timeline.model.errors import ConfigError
from timeline.model.window import zone


@click.command("check-claims")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("saved", metavar="RECORD", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(("md", "json", "github")),
    default="md",
    help="Write it as md, json, or annotations of a GitHub workflow.",
)
@click.option("--require-citations", is_flag=True, help="A sentence that can be checked must cite an event, too.")
@click.option("--tz", metavar="ZONE", help="The zone of times that name none.")
def check_claims(file: Path, saved: Path, form: str, tz: str | None, *, require_citations: bool) -> int:
    """Hold every sentence of a post-mortem against a saved record.

    FILE is Markdown; - reads it from stdin. RECORD is a record that was kept: its folder, or its JSON or JSON Lines
    file. Each sentence is supported, contradicted, not in the record, or not checkable: by rule, without a model. A
    sentence that cites an event, by a short id or a link, is held against that event only.

    Ends with 1 where anything is contradicted, is not in the record although its source was read whole, or, with
    --require-citations, cites nothing.

    \b
    Example:
      timeline check-claims postmortem.md incident-4172
      timeline check-claims postmortem.md incident-4172 --format github --require-citations
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415 - only where it is used
    from timeline.claims import shown  # noqa: PLC0415

    if tz:
        zone(tz)
    text = _read(file)
    found = load(saved).check_claims(text, tz=tz)
    if form == "json":
        told = found.to_json()
    elif form == "github":
        told = shown.as_annotations(found, str(file), cited=require_citations)
    else:
        told = found.to_markdown()
    stdout().write(told.encode())
    stdout().flush()
    uncited = found.uncited if require_citations else ()
    for claim in uncited if form != "github" else ():
        say(f"line {claim.line}: not cited: {claim.text}", err=True)
    if form != "md":
        say(f"{found.counted}", err=True)
    return FAILED if found.fail or uncited else COMPLETE


def _read(file: Path) -> str:
    """The text of a file.

    Raises:
        ConfigError: it cannot be read.
    """
    if str(file) == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from None


COMMANDS = (check_claims,)
