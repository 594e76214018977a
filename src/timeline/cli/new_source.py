"""`timeline new-source`: a package for a source of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.output import COMPLETE
from timeline.cli.say import say


@click.command("new-source")
@click.argument("name", metavar="NAME")
@click.option("-o", "--output", "folder", metavar="DIR", type=click.Path(path_type=Path),
              help="Write it into this folder, new or empty. Default: ./timeline-NAME.")  # fmt: skip
def new_source(name: str, folder: Path | None) -> int:
    """Lay out a package for a source of your own, with a test that passes.

    NAME is the type that timeline.toml will know, such as buildkite or my-tool. The source reads a service that does
    not exist; its test tries it by the rules of timeline.testing, and says what is missing while you make it yours.
    Nothing is written over.

    \b
    Example:
      timeline new-source my-tool && cd timeline-my-tool && pytest
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.testing.laying import lay  # noqa: PLC0415 - only this command needs it

    place = folder or Path(f"timeline-{name}")
    for path in lay(name, place):
        say(f"wrote {path}")
    say(f"next: cd {place}, then pytest; README.md says how to go on", err=True)
    return COMPLETE


COMMANDS = (new_source,)
