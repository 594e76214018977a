"""The commands of a systems analysis, over a record that was kept."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli import claims
from timeline.cli.output import COMPLETE, PARTIAL, stdout
from timeline.cli.say import say
from timeline.formats.files import check_writable, write_whole
from timeline.model.window import zone


@click.command()
@click.argument("saved", metavar="RECORD", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("md", "json")), help="Write it so; else as -o ends, else md.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--tz", metavar="ZONE", default="UTC", help="Say times in this zone.")
def facts(saved: Path, form: str | None, path: Path | None, tz: str) -> int:
    """List what fixed rules find in a saved record, each fact with the events that it rests on.

    RECORD is a record that was kept: its folder, or its JSON or JSON Lines file. Nothing is asked.

    No cause is named, and nothing is scored: what follows from the facts, people say.

    \b
    Example:
      timeline facts incident-4172 -o facts.md
      timeline facts incident-4172 --format json
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415 - only where it is used

    zone(tz)
    if path:
        check_writable(path)
    record = load(saved)
    found = record.facts(tz=tz)
    as_json = form == "json" or (form is None and path is not None and path.suffix.lower() == ".json")
    text = found.to_json() if as_json else found.to_markdown()
    if path:
        write_whole(path, (text,))
        say(f"wrote {path}", err=True)
    else:
        stdout().write(text.encode())
        stdout().flush()
    return COMPLETE if record.complete else PARTIAL


COMMANDS = (facts, *claims.COMMANDS)
