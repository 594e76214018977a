"""`timeline people`: who is who in a record that was kept."""

from __future__ import annotations

from pathlib import Path

import click

from timeline.cli.output import COMPLETE
from timeline.cli.say import show
from timeline.config.people import load_people
from timeline.formats.people import FORMS
from timeline.model.errors import ConfigError
from timeline.record import Timeline


@click.command()
@click.argument("saved", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--people", "file", type=click.Path(path_type=Path), metavar="FILE",
              help="Take this in place of the people.toml that lies beside the configuration.")  # fmt: skip
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--format", "form", type=click.Choice(tuple(FORMS)), default="md", show_default=True,
              help="Write it so; toml is what a people.toml begins with.")  # fmt: skip
@click.option("--demo", is_flag=True, help="Show the people of the bundled incident.")
def people(saved: Path | None, file: Path | None, config: Path | None, form: str, *, demo: bool) -> int:
    """Show who is who in a record: one row a person, with the key that joined each id.

    Ids are joined only by what services state (the same e-mail address, a GitHub noreply address, a sign-on id) or by
    people.toml. Equal names are a suggestion, commented out, and never a join.

    \b
    Example:
      timeline people incident-4172
      timeline people incident-4172 --format toml >> people.toml
    """  # noqa: D301 - click keeps the lines behind it
    rules = load_people(config, file) if not demo or file else None
    record = _demo() if demo else _kept(saved)
    show(FORMS[form]((record.with_people(rules) if rules else record).people).rstrip("\n"))
    return COMPLETE


def _kept(saved: Path | None) -> Timeline:
    from timeline.bundle.files import load  # noqa: PLC0415

    if saved is None:
        raise ConfigError(
            "say whose people: `timeline people DIR` of a record that was kept (`timeline pull … -o DIR`), "
            "or `timeline people --demo`"
        )
    return load(saved)


def _demo() -> Timeline:
    from timeline import demo  # noqa: PLC0415 - only this command needs it

    return demo.record()


COMMANDS = (people,)
