"""`timeline mcp`: saved records for agents."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from timeline.cli import sharing
from timeline.cli.output import COMPLETE
from timeline.config.load import table
from timeline.model.errors import ConfigError

#: What a process needs to find its files and its language. What else stands in an environment may be a token.
_KEPT = frozenset(
    ("HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "PWD", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "TZ", "USER",
     "USERPROFILE", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONIOENCODING", "PYTHONPATH", "PYTHONUTF8", "PYTHONWARNINGS")
)  # fmt: skip
_KEPT_FAMILIES = ("LC_", "XDG_")


@click.command()
@click.argument("folders", metavar="DIR...", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--names", is_flag=True, help="Show people's names; without it they have roles.")
def mcp(folders: Sequence[Path], *, names: bool) -> int:
    """Answer agents' questions about saved records, over the Model Context Protocol on stdin and stdout.

    DIR is a record that was kept; each is called by its folder's name. No service is asked, nothing is written, and no
    token is in the process: it starts anew without what its environment holds, and it cannot connect to anything.

    Tools: find, event, coverage, facts, check_claims. Names are roles, and every answer is looked through for names.

    \b
    Example:
      timeline mcp incident-4172
      timeline mcp incidents/*
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.agents.server import server  # noqa: PLC0415 - only where it is used
    from timeline.bundle.files import load  # noqa: PLC0415

    _without_tokens()
    sys.addaudithook(_offline)
    records: dict[str, Any] = {}
    for folder in folders:
        name = folder.resolve().name
        if name in records:
            raise ConfigError(f"two records are called {name!r}: give each folder a name of its own")
        record = load(folder)
        records[name] = record if names else sharing.without_names(record, "role", table("redact"), said=False)
        if records[name].redaction:
            records[name].redaction.check("file name", name)
    server(records).run("stdio")
    return COMPLETE


def kept(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment cannot be a token."""
    return {name: value for name, value in environment.items() if name in _KEPT or name.startswith(_KEPT_FAMILIES)}


def _without_tokens() -> None:
    """Start anew without the rest of the environment, so that not even the system's own table of it has a token."""
    left = kept(os.environ)
    if left == dict(os.environ):
        return
    if sys.platform == "win32":  # a process cannot be replaced there
        os.environ.clear()
        os.environ.update(left)
        return
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], left)  # noqa: S606 - it is this very command


def _offline(event: str, given: tuple[Any, ...]) -> None:
    """Refuse every connection; on Windows an event loop speaks to itself by one."""
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        place = given[1] if event == "socket.connect" else None
        if not (isinstance(place, tuple) and place[0] in ("127.0.0.1", "::1") and sys.platform == "win32"):
            raise PermissionError("this server connects to nothing")
