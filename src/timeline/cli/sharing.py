"""What may be shown of a record: the options that take names out, and what is said of it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import click

from timeline.cli.say import say
from timeline.formats.files import written
from timeline.record import Timeline
from timeline.redaction.policy import How, Policy

_OPTION = "--redact"
_SEARCH = "quoted words can still be found by Slack's search: see docs/sharing.md"


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that take names out."""
    made = [
        click.option(_OPTION, type=click.Choice(get_args(How)), metavar="[role|mark]",
                     help="Show people as roles (or as [REDACTED]), and customers and terms of [redact] likewise."),
        click.option("--roles", type=click.Path(path_type=Path), metavar="FILE",
                     help="Write who has which role into this file, to be kept apart."),
    ]  # fmt: skip
    for option in reversed(made):
        command = option(command)
    return command


def with_ways(arguments: Sequence[str]) -> list[str]:
    """The arguments with `--redact` as `--redact=role` where no way follows: what follows may be a record."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    behind = [*arguments[1:], ""]
    return [
        f"{each}=role" if each == _OPTION and place < end and behind[place] not in get_args(How) else each
        for place, each in enumerate(arguments)
    ]


def without_names(record: Timeline, how: How, table: Mapping[str, Any], *, said: bool) -> Timeline:
    """The record without names.

    Raises:
        ConfigError: the table of the configuration holds something else.
    """
    from timeline.redaction.records import redacted  # noqa: PLC0415 - few ask for it, and it knows many words

    made = redacted(record, Policy.of(how, table, "[redact]"), None)
    if said and made.redaction:
        say(str(made.redaction.report), err=True)
        say(_SEARCH, err=True)
    return made


def both_without_names(one: Timeline, other: Timeline, how: How, table: Mapping[str, Any]) -> tuple[Timeline, Timeline]:
    """Two records of the same without names, whoever is in them with one role in both.

    Raises:
        ConfigError: the table of the configuration holds something else.
    """
    from timeline.redaction.records import alike  # noqa: PLC0415 - few ask for it, and it knows many words

    made = alike((one, other), Policy.of(how, table, "[redact]"))
    return made[0], made[1]


def keep(path: Path, record: Timeline) -> None:
    """Write who has which role into a file of its own, which only its owner reads."""
    roles = record.redaction.roles if record.redaction else {}
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))  # before anything stands in it
    path.chmod(0o600)
    with written(path) as out:
        out.write(f"{json.dumps({'roles': roles}, indent=2, ensure_ascii=False)}\n".encode())
