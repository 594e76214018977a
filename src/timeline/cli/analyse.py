"""The commands of a systems analysis, over a record that was kept."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli import catalog, sharing
from timeline.cli.history import history
from timeline.cli.output import COMPLETE, PARTIAL, stdout
from timeline.cli.say import say
from timeline.config.load import table
from timeline.formats.files import check_writable, write_whole
from timeline.model.window import zone
from timeline.redaction.policy import How


@click.command()
@click.argument("saved", metavar="RECORD", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("md", "json")), help="Write it so; else as -o ends, else md.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--tz", metavar="ZONE", default="UTC", help="Say times in this zone.")
@sharing.options
def facts(saved: Path, *, form: str | None, path: Path | None, tz: str, redact: How | None, roles: Path | None) -> int:
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
    for each in filter(None, (path, roles)):
        check_writable(each)
    record = load(saved)
    if redact:
        record = sharing.without_names(record, redact, table("redact"), said=True)
    found = record.facts(tz=tz)
    as_json = form == "json" or (form is None and path is not None and path.suffix.lower() == ".json")
    text = found.to_json() if as_json else found.to_markdown()
    if record.redaction:
        record.redaction.check("json" if as_json else "md", text)
    if roles:
        sharing.keep(roles, record)
    if path:
        write_whole(path, (text,))
        say(f"wrote {path}", err=True)
    else:
        stdout().write(text.encode())
        stdout().flush()
    return COMPLETE if record.complete else PARTIAL


COMMANDS = (facts, history, *catalog.COMMANDS)
