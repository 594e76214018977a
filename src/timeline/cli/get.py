"""The commands that ask the services."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from timeline.cli import listing, starting, times, values, windows
from timeline.cli import pull as pulls
from timeline.cli.checks import Check
from timeline.cli.output import COMPLETE, PARTIAL, Output, options
from timeline.cli.pulling import record, show
from timeline.cli.say import say
from timeline.config.load import chosen, load_sources, table
from timeline.config.people import load_people
from timeline.model.errors import ConfigError
from timeline.model.window import parse_span, zone
from timeline.people.rules import Rules
from timeline.record import Timeline

_deadline = click.option(
    "--deadline", metavar="SPAN", default="1m", show_default=True, help="How long all of it may last."
)
_config = click.option(
    "--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder."
)
_names = click.option(
    "--source", "names", multiple=True, metavar="NAME", shell_complete=values.sources,
    help="Ask only this source; repeatable. Of a saved record: show only this source.",
)  # fmt: skip


@click.command()
@click.argument("saved", metavar="[RECORD]", required=False, type=click.Path(path_type=Path))
@click.option("--from", "start", metavar="T", help="2019-06-20T18:30Z, or 2h (ago), or now.")
@click.option("--to", "end", metavar="T", help="The same; not included. Default: now.")
@click.option(
    "--incident", metavar="ID|URL", help="Take the window from this PagerDuty incident, and show what belongs to it."
)
@click.option("--editing", is_flag=True, help="Write Markdown to be edited: each line ends with an id, for `apply`.")
@_config
@_names
@options
def dump(
    output: Output, *, saved: Path | None, start: str | None, end: str | None, incident: str | None,
    config: Path | None, names: Sequence[str], editing: bool,
) -> int:  # fmt: skip
    """Pull a past window and write its record.

    The window is --from and --to, or --around with its --span, or that of a PagerDuty --incident: from two hours
    before its trigger to a quarter of an hour after it was resolved. With --incident only what belongs to it is
    shown; --all shows the whole window.

    RECORD is a record that was kept: its folder, or its JSON or JSON Lines file. Nothing is asked then. Of a folder,
    what people decided of it is shown, and of one that was pulled for an incident what belongs to that; --all shows
    every line of the window in the record's own words.

    Filters are repeatable. Several of one option are alternatives; several options hold together.

    \b
    Example:
      timeline dump --incident 4172 -o incident.html --format html
      timeline dump --from 2019-06-20T18:30Z --to 2019-06-20T19:30Z --kind 'alert.*' --kind 'change.*'
    """  # noqa: D301 - click keeps the lines behind it
    output = replace(output, shown=replace(output.shown, implied=incident))
    output.check()
    if editing:
        output = replace(output, editing=_edited(saved, output))
    if output.redact:
        output = replace(output, hidden=table("redact", config))
    if saved:
        kept = _part(saved, start, end, output, load_people(config, output.people))
        shown = output.shown.named(incident).of_pull(kept).also("source", tuple(names))
        return show(kept, replace(output, shown=shown))
    window = windows.stated(start, end, incident, around=output.shown.around, span=output.shown.span, tz=output.tz)
    seconds = parse_span(output.deadline).total_seconds()
    ends = time.monotonic() + seconds
    configured = load_sources(config)
    asked = windows.zoned(chosen(configured, names), output.tz)
    rules = load_people(config, output.people)
    window = window or windows.of_incident(incident or "", configured, seconds)
    return record(window, asked, output, ends=ends, rules=rules)


def _edited(saved: Path | None, output: Output) -> Path:
    """The folder of which a dump is to be edited.

    Raises:
        ConfigError: there is none, or it is to be written as something else than Markdown.
    """
    if saved is None or not saved.is_dir():
        raise ConfigError(
            "--editing is for a record that was kept in a folder: timeline dump DIR --editing -o record.md"
        )
    if output.format.name != "md":
        raise ConfigError("--editing writes Markdown")
    return saved


def _part(saved: Path, start: str | None, end: str | None, output: Output, rules: Rules | None) -> Timeline:
    """The record that was kept, between the times that are given."""
    from timeline.bundle.files import load  # noqa: PLC0415

    if output.stream:
        raise ConfigError("--stream writes events while they are pulled: a saved record is written as a whole")
    kept = load(saved)
    kept = kept.with_people(rules) if rules else kept
    if not (start or end):
        return kept
    first = times.time("--from", start, output.tz) if start else kept.window.start
    return kept.between(first, times.time("--to", end, output.tz) if end else kept.window.end)


@click.command()
@click.option("--from", "start", metavar="T", required=True, help="2019-06-20T18:30Z, or 7d (ago).")
@click.option("--to", "end", metavar="T", help="The same; not included. Default: now.")
@_config
@click.option("--tz", metavar="ZONE", help="Show times in this zone, and read those that name none in it.")
@_deadline
def incidents(start: str, end: str | None, config: Path | None, tz: str | None, deadline: str) -> int:
    """List the incidents of a span, to begin from one of them.

    A line says its number, priority, times, service, title, who acted in it, and its id. One that had begun before
    the span and was open in it says so.

    \b
    Example:
      timeline incidents --from 7d
      timeline dump --incident 4172
    """  # noqa: D301 - click keeps the lines behind it
    span, where = windows.between(start, end, tz), zone(tz or "UTC")
    return listing.listed(load_sources(config), span, parse_span(deadline).total_seconds(), where)


@click.command()
@_config
@click.option("--source", "names", multiple=True, metavar="NAME", shell_complete=values.sources,
              help="Try only this source; repeatable.")  # fmt: skip
@_deadline
def check(config: Path | None, names: Sequence[str], deadline: str) -> int:
    """Try the token, the scopes and the address of every configured source."""
    seconds = parse_span(deadline).total_seconds()
    checks = [Check(source, seconds) for source in chosen(load_sources(config), names)]
    for line in (line for each in checks for line in each.lines()):
        say(line)
    return COMPLETE if all(each.fine for each in checks) else PARTIAL


COMMANDS = (dump, pulls.pull, pulls.rebuild, incidents, starting.init, check)
