"""`timeline catalog`: many incidents in one, and questions over all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from timeline.cli.output import COMPLETE, PARTIAL, stdout
from timeline.cli.say import say, show
from timeline.formats.files import check_writable, write_whole

_FORMS = ("md", "csv", "json")


@click.group()
def catalog() -> None:
    """Put many bundles into one catalog, and ask questions over all of them."""


@catalog.command()
@click.argument("folders", metavar="DIR…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", "to", required=True, metavar="CATALOG", type=click.Path(path_type=Path),
              help="Put them into this folder, which is made if it is not there.")  # fmt: skip
def build(folders: Sequence[Path], to: Path) -> int:
    """Put bundles into a catalog: Parquet that DuckDB, pandas and Spark read.

    An incident is called as its folder is. Added again, its rows take the place of the earlier ones. A bundle that is
    not as it was sealed is named and left out, and the exit code is 3. Until all are in, the catalog stays as it was.

    \b
    Example:
      timeline catalog build incidents/* -o catalog
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.fleet.adding import add  # noqa: PLC0415 - only where it is used

    added = add(folders, to)
    show(str(added), err=True)
    return PARTIAL if added.left_out else COMPLETE


def _written(command: Callable[..., Any]) -> Callable[..., Any]:
    form = click.option(
        "--format", "form", type=click.Choice(_FORMS), help="Write it so; else as -o ends, else as a table of Markdown."
    )
    path = click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
    return form(path(command))


@catalog.command()
@click.argument("folder", metavar="CATALOG", type=click.Path(path_type=Path))
@click.argument("sql", metavar="SQL")
@_written
def query(folder: Path, sql: str, form: str | None, path: Path | None) -> int:
    """Answer one SELECT over the tables events, coverage, firings and changes.

    Nothing is written, and no other file is read. Where incidents have gaps, how many is said, and the exit code is 3.
    `describe events` shows the columns of a table.

    \b
    Example:
      timeline catalog query catalog "select kind, count(*) as n from events group by kind order by n desc"
      timeline catalog query catalog "select * from coverage where gap_count > 0" --format csv -o gaps.csv
    """  # noqa: D301 - click keeps the lines behind it
    return _answered(folder, sql, form, path)


@catalog.command()
@click.argument("folder", metavar="CATALOG", type=click.Path(path_type=Path))
@click.option("--about", type=click.Choice(("alerts", "changes")), default="alerts", show_default=True,
              help="Count what alerts were followed by, or which changes stood before alerts.")  # fmt: skip
@_written
def facts(folder: Path, about: str, form: str | None, path: Path | None) -> int:
    """Count over all incidents what alerts were followed by, or which changes stood before alerts.

    Each row says in which incidents it was seen, and how many of these have gaps. No cause is named, nothing is scored,
    and nothing is counted about a person.

    \b
    Example:
      timeline catalog facts catalog
      timeline catalog facts catalog --about changes --format json
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.fleet import rates  # noqa: PLC0415 - only where it is used

    return _answered(folder, rates.ALERTS if about == "alerts" else rates.CHANGES, form, path)


def _answered(folder: Path, sql: str, form: str | None, path: Path | None) -> int:
    from timeline.fleet.catalog import Catalog  # noqa: PLC0415 - only where it is used
    from timeline.fleet.written import FORMS  # noqa: PLC0415

    if path:
        check_writable(path)
    asked = Catalog(folder)
    table, gaps = asked.table(sql), asked.gaps
    ending = path.suffix.lower().removeprefix(".") if path else ""
    text = FORMS[form or (ending if ending in FORMS else "md")](table, gaps)
    if path:
        write_whole(path, (text,))
        say(f"wrote {path}", err=True)
    else:
        stdout().write(text.encode())
        stdout().flush()
    if gaps:
        say(gaps, err=True)
    return PARTIAL if gaps else COMPLETE


COMMANDS = (catalog,)
