"""`timeline postmortem`: the document."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from timeline.cli import sharing, texts
from timeline.cli.output import COMPLETE, PARTIAL
from timeline.cli.say import say
from timeline.cli.selection import Selection
from timeline.config.load import table
from timeline.config.people import load_people
from timeline.model.errors import ConfigError
from timeline.model.spelling import compared
from timeline.model.window import zone
from timeline.record import Timeline
from timeline.redaction.policy import How

if TYPE_CHECKING:
    from timeline.postmortem.folder import Folder


@click.command()
@click.argument("saved", metavar="DIR", type=click.Path(path_type=Path))
@click.option("-o", "--output", "path", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--format", "form", type=click.Choice(("md", "html")), help="Write it so; else as -o ends, else md.")
@click.option("--template", type=click.Path(path_type=Path), metavar="FILE",
              help="Put the parts where this Markdown has its places, such as {{record}}.")  # fmt: skip
@click.option(
    "--about",
    multiple=True,
    metavar="WHAT",
    help="Show of the record what belongs to this; repeatable. Default: the incident that it was pulled for.",
)
@click.option("--all", "whole", is_flag=True, help="Show the whole window.")
@click.option(
    "--editing", is_flag=True, help="End each line of the record with a short id, by which it is known again."
)
@click.option("--tz", metavar="ZONE", default="UTC", help="Show times in this zone.")
@sharing.options
@click.option("--config", type=click.Path(path_type=Path), help="Default: ./timeline.toml, then the user's folder.")
@click.option("--people", type=click.Path(path_type=Path), metavar="FILE", help="Say who is who by this file.")
def postmortem(
    *, saved: Path, path: Path | None, form: str | None, template: Path | None, about: tuple[str, ...], whole: bool,
    tz: str, redact: How | None, roles: Path | None, config: Path | None, people: Path | None, editing: bool,
) -> int:  # fmt: skip
    """Write the post-mortem of a record: a document to be filled in, with the record, its facts and its coverage.

    Its parts are {{title}} {{summary}} {{record}} {{analysis}} {{actions}} {{feedback}} {{coverage}}. People's words
    are kept in DIR/work: action items in actions.md, feedback in notes.md, everything else in postmortem.md. They can
    be edited there, or in the document, which `timeline apply` takes back.

    \b
    Example:
      timeline postmortem incident-4172 -o post-mortem.md
      timeline postmortem incident-4172 --redact -o post-mortem.html
    """  # noqa: D301 - click keeps the lines behind it
    from timeline.bundle.files import load  # noqa: PLC0415 - only where it is used
    from timeline.postmortem.document import postmortem as made_of  # noqa: PLC0415
    from timeline.postmortem.folder import Folder  # noqa: PLC0415

    zone(tz)
    texts.check(path, roles, redact)
    if editing and redact:
        raise ConfigError("a document without names does not come back: give --editing or --redact")
    folder = Folder.of(saved)
    record = load(saved)
    if rules := load_people(config, people):
        record = record.with_people(rules)
    hidden = _hidden(table("redact", config), record, folder) if redact else {}
    shown = record if whole else Selection(about).of_pull(record).of(record, tz=tz, remarks=False).record
    shown = sharing.without_names(shown, redact, hidden, said=True) if redact else shown
    document = made_of(shown, saved, template, tz=tz, kept=True, ids=editing)
    form = texts.form_of(form, path, {".md": "md", ".html": "html", ".htm": "html"})
    texts.write(document.formed(form, shown), form, path, of=shown, roles=roles)
    for name in document.homeless:
        say(f"the template has no place for {{{{{name}}}}}: what people wrote of it is not in the document", err=True)
    return COMPLETE if record.complete else PARTIAL


def _hidden(told: Mapping[str, Any], record: Timeline, folder: Folder) -> dict[str, Any]:
    """What is to be hidden, with the names of those whom only people's words name."""
    from timeline.postmortem.folder import ACTIONS, NOTES  # noqa: PLC0415
    from timeline.postmortem.hidden import named_in  # noqa: PLC0415

    known = {compared(name) for person in record.people for name in (person.name, *person.names)}
    found = named_in(folder.text(ACTIONS), folder.text(NOTES))
    names = [name for name in found if compared(name) not in known]
    terms = told.get("terms", [])
    return {**told, "terms": [*terms, *names] if isinstance(terms, list) else terms}


COMMANDS = (postmortem,)
