"""The command: a record on stdout, everything else on stderr, what happened in the exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from timeline._version import __version__
from timeline.cli import analyse, get, prepare, read, share
from timeline.cli.families import Families
from timeline.cli.output import BAD_CALL, COMPLETE, FAILED, INTERRUPTED
from timeline.cli.say import say, show
from timeline.cli.streams import flushed, forget, messages_are_optional
from timeline.model.errors import ConfigError, TimelineError, WindowError, raised


@click.group(cls=Families, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
def cli() -> None:
    """Reconstruct what happened in an incident, from the systems that saw it.

    Begin with `timeline demo`, which needs no account, or with `timeline init`.

    Exit codes: 0 complete record, 3 record with gaps, 2 bad call or configuration, 1 anything else,
    130 interrupted.
    """


_COMMANDS = {
    "get": get.COMMANDS,
    "read": read.COMMANDS,
    "prepare": prepare.COMMANDS,
    "analyse": analyse.COMMANDS,
    "share": share.COMMANDS,
}
for _family, _commands in _COMMANDS.items():
    for _command in _commands:
        cli.add(_family, _command)


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
    except Exception as error:  # noqa: BLE001 - our own mistake: its place helps us, its frames help nobody else
        return _say(f"timeline: it stopped with {raised(error)}, which is a mistake of ours", FAILED)


def _say(text: str, code: int) -> int:
    say(text, err=True)
    return code
