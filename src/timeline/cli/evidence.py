"""The commands that check what was kept, and compare it."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli import sharing, texts
from timeline.cli.output import COMPLETE, FAILED
from timeline.cli.say import show
from timeline.config.load import table
from timeline.redaction.policy import How


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def verify(folder: Path) -> int:
    """Check that a bundle is as it was sealed, and that its counts add up.

    Every changed, missing, added or renamed file is named, and of the native answers the page; what people keep in
    work/ is their own. Exit code 0 says that nothing was found, 1 that something was, 2 that DIR is no bundle.

    \b
    Example:
      timeline verify incident-4172
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.verifying import verify as checked  # noqa: PLC0415

    verdict = checked(folder)
    show(str(verdict))
    return COMPLETE if verdict.ok else FAILED


@click.command()
@click.argument("before", metavar="A", type=click.Path(path_type=Path))
@click.argument("after", metavar="B", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(("text", "md", "json")), help="Write it so; else as -o ends, else text."
)
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
@sharing.options
def diff(
    before: Path, after: Path, *, form: str | None, path: Path | None, redact: How | None, roles: Path | None
) -> int:
    """Compare two records of the same, A the earlier one: bundles, or files of records.

    Every event that was added, removed or changed is told, with the reason where it is known: edited or deleted at
    the service, late, a gap that was closed, or not asked for. A deletion is told only where B read that place whole.

    \b
    Example:
      timeline diff incident-4172 incident-4172-later
      timeline diff monday.json friday.json --format md -o changes.md
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415

    texts.check(path, roles, redact)
    one, other = load(before), load(after)
    made = one.diff(other)
    if redact:
        one, other = sharing.both_without_names(one, other, redact, table("redact"))
        made = made.under(one, other, one.redaction.key if one.redaction else str)
    form = texts.form_of(form, path, {"": "text", ".md": "md", ".json": "json"})
    texts.write(made.written(form), form, path, of=other, roles=roles)
    return COMPLETE


COMMANDS = (verify, diff)
