"""The commands that check what was kept, and compare it."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.output import COMPLETE, FAILED
from timeline.cli.say import show


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


COMMANDS = (verify,)
