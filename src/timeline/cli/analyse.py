"""The commands of a systems analysis, over a record that was kept."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli import catalog, claims, sharing, texts
from timeline.cli.history import history
from timeline.cli.mcp import mcp
from timeline.cli.output import COMPLETE, PARTIAL
from timeline.config.load import table
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
    texts.check(path, roles, redact)
    record = load(saved)
    if redact:
        record = sharing.without_names(record, redact, table("redact"), said=True)
    found = record.facts(tz=tz)
    form = texts.form_of(form, path, {".md": "md", ".json": "json"})
    texts.write(found.to_json() if form == "json" else found.to_markdown(), form, path, of=record, roles=roles)
    return COMPLETE if record.complete else PARTIAL


COMMANDS = (facts, history, *claims.COMMANDS, *catalog.COMMANDS, mcp)
