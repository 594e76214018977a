"""`timeline history`: what the alerts and pages of a record were before."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from timeline.cli import sharing, status, texts
from timeline.cli.output import COMPLETE, INTERRUPTED, PARTIAL
from timeline.cli.say import say
from timeline.config.load import find, load_sources, table
from timeline.redaction.policy import How

if TYPE_CHECKING:
    from timeline.facts.histories import Histories
    from timeline.porting.source import Source
    from timeline.record import Timeline


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How far back.")
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--demo", is_flag=True, help="Ask the stand-in of the bundled incident's services.")
@click.option("--again", is_flag=True, help="Ask anew what DIR has already; the earlier answers stay.")
@click.option("--deadline", metavar="SPAN", default="15m", show_default=True, help="How long it may take.")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("--format", "form", type=click.Choice(("md", "json")), help="Write it so; else as -o ends, else md.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
@sharing.options
def history(
    folder: Path,
    days: int,
    config: Path | None,
    *,
    demo: bool,
    again: bool,
    deadline: str,
    quiet: bool,
    form: str | None,
    path: Path | None,
    redact: How | None,
    roles: Path | None,
) -> int:
    """Ask how often each alert and page of a bundle fired before, and what followed until it recovered.

    DIR is what timeline pull wrote. The same sources are asked, by each alert's own filter; messages are not. Answers
    and counts are kept in DIR, which is sealed anew, and stand beside the record's lines from then on. What DIR has
    already is shown, and nobody is asked. One that was killed goes on where it was.

    \b
    Example:
      timeline history incident-4172 --days 90
      timeline history incident-4172 --format json
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415 - only where it is used

    texts.check(path, roles, redact)
    record = load(folder)
    found = None if again else record.history
    if found is None or found.days != days:
        found = _asked(record, folder, days, config, demo=demo, deadline=deadline, quiet=quiet)
    record = record.with_history(found)
    if redact:
        record = sharing.without_names(record, redact, table("redact", config), said=not quiet)
    shown, form = record.history or found, texts.form_of(form, path, {".md": "md", ".json": "json"})
    texts.write(shown.to_json() if form == "json" else shown.to_markdown(), form, path, of=record, roles=roles)
    if not quiet:
        _say_gaps(shown)
    return _verdict(found)


def _asked(
    record: Timeline, folder: Path, days: int, config: Path | None, *, demo: bool, deadline: str, quiet: bool
) -> Histories:
    from timeline.facts.asking import history as asked  # noqa: PLC0415

    with (
        _sources(config, demo=demo) as sources,
        status.lines([source.name for source in sources], quiet=quiet) as progress,
    ):
        return asked(record, sources, days=days, to=folder, progress=progress, deadline=deadline)


def _sources(config: Path | None, *, demo: bool) -> AbstractContextManager[list[Source]]:
    if not demo:
        return nullcontext(load_sources(find(config)))
    from timeline.demo import served  # noqa: PLC0415 - only this option needs it

    return served()


def _say_gaps(found: Histories) -> None:
    for row in found.coverage:
        for gap in row.gaps:
            say(f"gap in {row.source}{f' {gap.where}' if gap.where else ''}: {gap.detail}", err=True)


def _verdict(found: Histories) -> int:
    reasons = {gap.reason for row in found.coverage for gap in row.gaps}
    if "interrupted" in reasons:
        return INTERRUPTED
    return COMPLETE if found.whole else PARTIAL
