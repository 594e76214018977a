"""The command: a record on stdout, everything else on stderr, what happened in the exit code."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

import click

from timeline._version import __version__
from timeline.cli.checks import Check
from timeline.cli.output import BAD_CALL, COMPLETE, FAILED, INTERRUPTED, PARTIAL, Output, options, record, write
from timeline.cli.say import say, show
from timeline.cli.streams import flushed, forget, messages_are_optional
from timeline.config.load import fields_of, load_sources
from timeline.formats.files import check_writable
from timeline.model.errors import ConfigError, StoppedError, TimelineError, WindowError
from timeline.model.window import Window, parse_span
from timeline.porting.hooks import Spans, knows_incidents
from timeline.porting.run import Run
from timeline.porting.source import Source, source_type, source_types
from timeline.porting.within import within

_deadline = click.option("--deadline", default="1m", show_default=True, help="How long all of it may last.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
def cli() -> None:
    """Reconstruct what happened in an incident, from the systems that saw it.

    Exit codes: 0 complete record, 3 record with gaps, 2 bad call or configuration, 1 anything else,
    130 interrupted.
    """


@cli.command()
@click.option("--from", "start", metavar="T", help="2019-06-20T18:30Z, or 2h (ago), or now.")
@click.option("--to", "end", default="now", show_default=True, metavar="T", help="The same; not included.")
@click.option("--incident", metavar="ID|URL", help="Take the window from this PagerDuty incident.")
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Ask only this source; repeatable.")
@options
def dump(
    output: Output, *, start: str | None, end: str, incident: str | None, config: Path | None, names: Sequence[str]
) -> int:
    """Pull a past window and write its record.

    The window is --from and --to, or --around with its --span, or that of a PagerDuty --incident: from half an
    hour before it began to a quarter of an hour after it was resolved.
    """
    output.check()
    ends = time.monotonic() + parse_span(output.deadline).total_seconds()
    configured = load_sources(config)
    sources = _chosen(configured, names)
    return record(_window(start, end, incident, configured, output), sources, output, ends=ends)


@cli.command()
@click.option("--source", "names", multiple=True, metavar="NAME", help="Ask only this source; repeatable.")
@options
def demo(names: Sequence[str], output: Output) -> int:
    """Show the bundled incident, pulled from a local stand-in of the five services."""
    from timeline import demo as incident  # noqa: PLC0415 - only this command needs it

    output.check()
    with incident.served() as sources:
        chosen = _chosen(sources, names)
        incident.check_installed(source.name for source in chosen)
        return record(incident.WINDOW, chosen, output)


@cli.command()
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source; repeatable.")
@_deadline
def check(config: Path | None, names: Sequence[str], deadline: str) -> int:
    """Try the token, the scopes and the address of every configured source."""
    seconds = parse_span(deadline).total_seconds()
    checks = [Check(source, seconds) for source in _chosen(load_sources(config), names)]
    for line in (line for each in checks for line in each.lines()):
        say(line)
    return COMPLETE if all(each.fine for each in checks) else PARTIAL


@cli.command()
@click.option(
    "-o", "--output", "path", type=click.Path(path_type=Path), default=Path("timeline.toml"), show_default=True
)
@_deadline
def init(path: Path, deadline: str) -> int:
    """Write a commented configuration from what the tokens in the environment can see."""
    from timeline.config.starter import template  # noqa: PLC0415 - only this command needs it

    if path.exists():
        raise ConfigError(f"{path} is there already: move it, or write elsewhere with -o")
    check_writable(path)
    lines = list(template(seconds=parse_span(deadline).total_seconds()))
    write((f"{line}\n" for line in lines), path)
    say(f"wrote {path}; try it: timeline check", err=True)
    return COMPLETE


@cli.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> int:
    """Print the completion for a shell: eval "$(timeline completion bash)"."""
    from click.shell_completion import get_completion_class  # noqa: PLC0415

    made = get_completion_class(shell)
    if made is None:
        raise ConfigError(f"no completion for {shell}")
    show(made(cli, {}, "timeline", "_TIMELINE_COMPLETE").source())
    return COMPLETE


@cli.command()
def sources() -> int:
    """List the installed source types and their configuration keys."""
    for name in source_types():
        try:
            keys = [key for key in fields_of(source_type(name)) if key != "name"]
        except TimelineError as error:
            say(f"{name}: {error}")
        else:
            say(f"{name}: {', '.join(keys)}")
    return COMPLETE


@cli.command()
def schema() -> int:
    """Print the JSON Schema of the JSON and JSON Lines output."""
    import json  # noqa: PLC0415

    from timeline.formats.schema import json_schema  # noqa: PLC0415

    show(json.dumps(json_schema(), indent=2))
    return COMPLETE


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with the contract's exit code."""
    with messages_are_optional():
        code = _code(arguments)
        # A reader who has seen enough is the end of it, not a traceback when the interpreter flushes.
        sys.exit(code if flushed() else code or FAILED)


def _code(arguments: Sequence[str] | None) -> int:  # noqa: PLR0911 - one return for each way to end
    try:
        return int(cli.main(args=arguments, prog_name="timeline", standalone_mode=False) or COMPLETE)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        show(said.getvalue().rstrip("\n"), err=True)
        return BAD_CALL
    except (ConfigError, WindowError) as error:
        return _say(f"timeline: {error}", BAD_CALL)
    except (KeyboardInterrupt, click.Abort):
        return _say("timeline: interrupted", INTERRUPTED)
    except BrokenPipeError:
        forget(sys.stdout)
        return FAILED
    except TimelineError as error:
        return _say(f"timeline: {error}", FAILED)
    except OSError as error:
        return _say(
            f"timeline: {error.strerror or type(error).__name__}{f': {error.filename}' if error.filename else ''}",
            FAILED,
        )


def _say(text: str, code: int) -> int:
    say(text, err=True)
    return code


def _chosen(found: Iterable[Source], names: Sequence[str]) -> list[Source]:
    known = {source.name: source for source in found}
    for name in names:
        if name not in known:
            raise ConfigError(f"no source {name!r} is configured; there are {', '.join(known)}")
    return [source for name, source in known.items() if not names or name in names]


def _window(start: str | None, end: str, incident: str | None, sources: Sequence[Source], output: Output) -> Window:
    if incident and start:
        raise ConfigError("give --incident or --from, not both: each says which window")
    if incident:
        return _window_of(incident, sources, parse_span(output.deadline).total_seconds())
    if start:
        return Window(start, end, tz=output.tz)
    if output.around:
        return Window.around(output.around, output.span, tz=output.tz)
    raise ConfigError("say which window: --from T [--to T], --around T --span 30m, or --incident ID")


def _window_of(incident: str, sources: Sequence[Source], seconds: float) -> Window:
    """The window of an incident, from the first source that knows incidents."""
    for source in sources:
        run = Run(source.name, Window("15m", "now"), deadline=seconds)
        if knows_incidents(source):
            return _asked(source, incident, run)
    raise ConfigError("--incident needs a pagerduty source in the configuration")


def _asked(source: Spans, incident: str, run: Run) -> Window:
    try:
        return within(run.remaining(), lambda: source.span_of(incident, run))
    except TimeoutError:
        raise StoppedError("not read before the deadline", source=run.source, call=f"incident {incident}") from None
    finally:
        run.stop.set()
        run.close()
