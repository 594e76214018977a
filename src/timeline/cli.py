"""The command: a record on stdout, everything else on stderr, what happened in the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, NoReturn

import click

from timeline._config import fields_of, load_sources
from timeline._errors import ConfigError, SourceError, TimelineError, WindowError
from timeline._reconstruct import reconstruct
from timeline._run import Run
from timeline._source import Source, source_type, source_types
from timeline._timeline import Timeline
from timeline._version import __version__
from timeline._window import Window, parse_span, utc_text, zone
from timeline.render.bundle import write_whole

COMPLETE, FAILED, BAD_CALL, PARTIAL, INTERRUPTED = 0, 1, 2, 3, 130
FORMATS = ("md", "json", "jsonl", "csv", "html")


def _output_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(
        (
            click.option("--source", "names", multiple=True, metavar="NAME", help="Ask only this source; repeatable."),
            click.option("--kind", "kinds", multiple=True, metavar="GLOB", help="Show only such events: 'alert.*'."),
            click.option("--format", "form", type=click.Choice(FORMATS), default="md", show_default=True),
            click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."),
            click.option("--tz", metavar="ZONE", help="Show times in this zone, and read those that name none in it."),
            click.option("--seconds", is_flag=True, help="Markdown: show seconds."),
            click.option("--style", type=click.Choice(("record", "table")), default="record", help="Markdown: form."),
            click.option("--fold/--no-fold", default=True, help="Markdown: one line per happening, or per event."),
            click.option("--raw", is_flag=True, help="JSON: keep the native payloads."),
            click.option("--deadline", default="15m", show_default=True, help="How long the pull may last."),
            click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors."),
        )
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
def cli() -> None:
    """Reconstruct what happened in an incident, from the systems that saw it.

    Exit codes: 0 complete record, 3 record with gaps, 2 bad call or configuration, 1 anything else,
    130 interrupted.
    """


@cli.command()
@click.option("--from", "start", required=True, metavar="T", help="2019-06-20T18:30Z, or 2h (ago), or now.")
@click.option("--to", "end", default="now", show_default=True, metavar="T", help="The same; not included.")
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@_output_options
def dump(start: str, end: str, config: Path | None, tz: str | None, names: Sequence[str], **options: Any) -> int:
    """Pull a past window and write its record."""
    window = Window(start, end, tz=tz)
    sources = _chosen(load_sources(config), names)
    return _record(window, sources, tz=tz, **options)


@cli.command()
@_output_options
def demo(names: Sequence[str], **options: Any) -> int:
    """Show the bundled incident, pulled from a local stand-in of the five services."""
    from timeline import demo as incident  # noqa: PLC0415 - only this command needs it

    with incident.served() as sources:
        return _record(incident.WINDOW, _chosen(sources, names), **options)


@cli.command()
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; repeatable.")
def check(config: Path | None, names: Sequence[str]) -> int:
    """Try the token, the scopes and the address of every configured source."""
    window = Window("15m", "now")
    fine = [_checked(source, window) for source in _chosen(load_sources(config), names)]
    return COMPLETE if all(fine) else PARTIAL


@cli.command()
def sources() -> int:
    """List the installed source types and their configuration keys."""
    for name in source_types():
        keys = [key for key in fields_of(source_type(name)) if key != "name"]
        click.echo(f"{name}: {', '.join(keys)}")
    return COMPLETE


@cli.command()
def schema() -> int:
    """Print the JSON Schema of the JSON and JSON Lines output."""
    import json  # noqa: PLC0415

    from timeline.render.schema import json_schema  # noqa: PLC0415

    click.echo(json.dumps(json_schema(), indent=2))
    return COMPLETE


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with the contract's exit code."""
    sys.exit(_code(arguments))


def _code(arguments: Sequence[str] | None) -> int:  # noqa: PLR0911 - one return for each way to end
    try:
        return int(cli.main(args=arguments, prog_name="timeline", standalone_mode=False) or COMPLETE)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return BAD_CALL
    except (ConfigError, WindowError) as error:
        return _say(f"timeline: {error}", BAD_CALL)
    except (KeyboardInterrupt, click.Abort):
        return _say("timeline: interrupted", INTERRUPTED)
    except BrokenPipeError:
        # The reader has seen enough; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except TimelineError as error:
        return _say(f"timeline: {error}", FAILED)
    except OSError as error:
        return _say(f"timeline: {error.strerror or type(error).__name__}: {error.filename or ''}", FAILED)


def _say(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code


def _chosen(found: Iterable[Source], names: Sequence[str]) -> list[Source]:
    known = {source.name: source for source in found}
    for name in names:
        if name not in known:
            raise ConfigError(f"no source {name!r} is configured; there are {', '.join(known)}")
    return [source for name, source in known.items() if not names or name in names]


def _record(
    window: Window,
    asked: Sequence[Source],
    *,
    kinds: Sequence[str],
    deadline: str,
    quiet: bool,
    output: Path | None,
    tz: str | None,
    **options: Any,
) -> int:
    zone(tz or "UTC")
    parse_span(deadline)
    if not quiet:
        click.echo(f"window {utc_text(window.start)} to {utc_text(window.end)}", err=True)
    record = reconstruct(window, asked, deadline=deadline, progress=_progress(quiet=quiet))
    shown = record.where(kind=kinds) if kinds else record
    _write(_rendered(shown, tz=tz or "UTC", **options), output)
    if not quiet:
        _summarise(record, shown)
    return _verdict(record)


def _rendered(
    record: Timeline, *, form: Any, tz: str, seconds: bool, style: Literal["record", "table"], fold: bool, raw: bool
) -> Iterable[str]:
    if form == "md":
        return iter([record.to_markdown(tz=tz, seconds=seconds, style=style, fold=fold)])
    return record.pieces(form, raw=raw)


def _write(pieces: Iterable[str], output: Path | None) -> None:
    if output is not None:
        write_whole(output, pieces)
        return
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode("utf-8"))
    sys.stdout.buffer.flush()


def _progress(*, quiet: bool) -> Callable[[str, str], None] | None:
    if quiet or not sys.stderr.isatty():
        return None
    return lambda source, text: click.echo(f"{source}: {text}", err=True)


def _summarise(record: Timeline, shown: Timeline) -> None:
    if len(shown) != len(record):
        click.echo(f"{len(shown)} of {len(record)} events shown", err=True)
    for row in record.coverage:
        for gap in row.gaps:
            place = f"{row.source} {gap.where}" if gap.where and gap.where != row.source else row.source
            span = f"{utc_text(gap.start)} to {utc_text(gap.end)}"
            click.echo(f"gap in {place}, {span}: {gap.detail}", err=True)


def _verdict(record: Timeline) -> int:
    reasons = {gap.reason for row in record.coverage for gap in row.gaps}
    if "interrupted" in reasons:
        return INTERRUPTED
    return COMPLETE if record.complete else PARTIAL


def _checked(source: Source, window: Window) -> bool:
    probe = getattr(source, "check", None)
    if probe is None:
        click.echo(f"{source.name}: nothing to check")
        return True
    try:
        for line in probe(Run(source.name, window, deadline=60)):
            click.echo(f"{source.name}: {line}")
    except SourceError as error:
        error.source = error.source or source.name
        click.echo(f"FAILED {error}")
        return False
    click.echo(f"{source.name}: ok")
    return True
