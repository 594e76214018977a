"""`timeline pull`: a record that lasts, with the native answers it was made of."""

from __future__ import annotations

import time as clocks
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli import status, values, windows
from timeline.cli.output import COMPLETE
from timeline.cli.pulling import say_gaps, verdict
from timeline.cli.say import say, show
from timeline.config.load import chosen, load_sources
from timeline.model.errors import ConfigError
from timeline.model.window import Window, parse_span, utc_text, zone

if TYPE_CHECKING:
    from timeline.porting.source import Source
    from timeline.record import Timeline


@click.command()
@click.option("--from", "start", metavar="T", help="2019-06-20T18:30Z, or 2h (ago), or now.")
@click.option("--to", "end", metavar="T", help="The same; not included. Default: now.")
@click.option("--around", metavar="T", help="A time in the middle of the window.")
@click.option("--span", metavar="SPAN", default="30m", show_default=True, help="How long the window around it is.")
@click.option("--incident", metavar="ID|URL", help="Take the window from this PagerDuty incident.")
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--source", "names", multiple=True, metavar="NAME", shell_complete=values.sources,
              help="Ask only this source; repeatable.")  # fmt: skip
@click.option("--tz", metavar="ZONE", help="Read times that name no zone in this one.")
@click.option("--deadline", metavar="SPAN", default="15m", show_default=True, help="How long the pull may last.")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.option("--demo", is_flag=True, help="Pull the bundled incident, from a local stand-in of its services.")
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), metavar="DIR", help="The new folder.")
@click.option("--resume", type=click.Path(path_type=Path), metavar="DIR", help="End a pull that was killed.")
@click.option("--refresh", type=click.Path(path_type=Path), metavar="DIR",
              help="Pull the same again, and show what is told otherwise; the earlier evidence stays.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "md", "json")), default="text", show_default=True,
              help="How --refresh shows the difference.")  # fmt: skip
def pull(**given: Any) -> int:
    """Pull a past window into a folder that lasts: its record, and the native answers that it was made of.

    Ask often afterwards, and nobody but the folder: timeline dump DIR, verify DIR, rebuild DIR, diff A B.
    The folder is sealed at the end. One that was killed goes on with --resume, and asks nothing again.

    \b
    Example:
      timeline pull --incident 4172 -o incident-4172
      timeline dump incident-4172 --format html -o incident.html
    """  # noqa: D301 - click keeps the lines behind it
    call = _Call(given)
    call.check()
    if given["resume"]:
        return call.resume(given["resume"])
    if given["refresh"]:
        return call.refresh(given["refresh"])
    return call.demo() if given["demo"] else call.begin()


class _Call:
    """One call of the command."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._ends = clocks.monotonic() + parse_span(given["deadline"]).total_seconds()

    def check(self) -> None:
        """Refuse what cannot be, before anything is asked."""
        zone(self._given["tz"] or "UTC")
        folders = [name for name in ("path", "resume", "refresh") if self._given[name]]
        if len(folders) != 1:
            raise ConfigError("say where: -o DIR for a new folder, --resume DIR or --refresh DIR for one that is there")
        window = [name for name in ("start", "end", "around", "incident", "demo", "names") if self._given[name]]
        if window and folders != ["path"]:
            raise ConfigError(f"--{folders[0]} pulls what the folder says: no window and no sources can be given")

    def begin(self) -> int:
        """A new pull."""
        given = self._given
        window = windows.stated(
            given["start"], given["end"], given["incident"], around=given["around"], span=given["span"], tz=given["tz"]
        )
        configured = load_sources(given["config"])
        asked = windows.zoned(chosen(configured, given["names"]), given["tz"])
        return self._pulled(window or windows.of_incident(given["incident"], configured, self._left), asked)

    def demo(self) -> int:
        """The bundled incident."""
        from timeline import demo  # noqa: PLC0415 - only this option needs it

        with demo.served() as sources:
            asked = chosen(sources, self._given["names"])
            demo.check_installed(source.name for source in asked)
            return self._pulled(demo.WINDOW, asked)

    def resume(self, folder: Path) -> int:
        """One that was killed."""
        return self._told(self._run(None, None, folder, resume=True, config=self._given["config"]), folder)

    def refresh(self, folder: Path) -> int:
        """The same again; the difference is what is printed."""
        from timeline.bundle.files import load  # noqa: PLC0415

        before = load(folder)
        record = self._run(None, None, folder, refresh=True, config=self._given["config"])
        show(before.diff(record).written(self._given["form"]))
        return self._told(record, folder)

    @property
    def _left(self) -> float:
        return max(self._ends - clocks.monotonic(), 0.0)

    def _pulled(self, window: Window, asked: Sequence[Source]) -> int:
        if not self._given["quiet"]:
            say(f"window {utc_text(window.start)} to {utc_text(window.end)}", err=True)
        folder = self._given["path"]
        return self._told(self._run(window, asked, folder, incident=self._given["incident"]), folder)

    def _run(self, window: Window | None, asked: Sequence[Source] | None, folder: Path, **how: Any) -> Timeline:
        from timeline.bundle.pulling import pull as into  # noqa: PLC0415

        names = [source.name for source in asked] if asked is not None else _names(folder)
        with status.lines(names, quiet=self._given["quiet"]) as progress:
            return into(window, asked, to=folder, progress=progress, deadline=timedelta(seconds=self._left), **how)

    def _told(self, record: Timeline, folder: Path) -> int:
        from timeline.bundle.bag import sealed  # noqa: PLC0415

        if not self._given["quiet"]:
            say_gaps(record)
            seal = sealed(folder)
            end = f"sealed: {seal}" if seal else f"not sealed: go on with timeline pull --resume {folder}"
            say(f"{len(record)} events in {folder}, {end}", err=True)
            if any(gap.reason == "deadline" for row in record.coverage for gap in row.gaps):
                again = f"timeline pull --refresh {folder} --deadline 1h"
                say(f"it ended at its deadline, with what had come: {again} pulls the same again", err=True)
        return verdict(record)


def _names(folder: Path) -> list[str]:
    """The sources that a folder was pulled from; none where it is no folder of ours, which the pull says itself."""
    from timeline.bundle.manifest import Manifest  # noqa: PLC0415

    try:
        return [str(each["name"]) for each in Manifest.read(folder / "data").sources]
    except (OSError, ValueError, LookupError, TypeError):
        return []


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Take the new events, and seal anew.")
def rebuild(folder: Path, *, write: bool) -> int:
    """Make the events of a folder again from its native answers, and say what differs; nobody is asked.

    Exits with 0 where all is identical, else with 1.
    """
    from timeline.facts.rebuilding import rebuild as made_again  # noqa: PLC0415

    found = made_again(folder, write=write)
    show(str(found))
    return COMPLETE if found.identical else 1
