"""What commands make of a record, and write: refused where a name that was taken out is left in it."""

from __future__ import annotations

from pathlib import Path

from timeline.cli import sharing
from timeline.cli.output import stdout
from timeline.cli.say import say
from timeline.formats.files import check_writable, write_whole
from timeline.model.errors import ConfigError
from timeline.record import Timeline
from timeline.redaction.policy import How


def check(path: Path | None, roles: Path | None, redact: How | None) -> None:
    """Refuse what cannot be written, before anything is asked.

    Raises:
        ConfigError: a file that cannot be written, or roles without names taken out.
    """
    if roles and not redact:
        raise ConfigError("--roles writes who has which role: give it --redact")
    for file in filter(None, (path, roles)):
        check_writable(file)


def write(text: str, form: str, path: Path | None, *, of: Timeline, roles: Path | None = None) -> None:
    """Write what was made of a record to its file or to standard output, if no name that was taken out is left in it.

    Args:
        text: what was made.
        form: the format that it is in.
        path: its file.
        of: the record.
        roles: the file for who has which role.

    Raises:
        LeakError: a name is left; nothing is written.
    """
    if of.redaction:
        of.redaction.check(form, text)
        if path:
            of.redaction.check("file name", path.name)
    if roles:
        sharing.keep(roles, of)
    if path:
        write_whole(path, (text,))
        say(f"wrote {path}", err=True)
    else:
        stdout().write(text.encode())
        stdout().flush()


def form_of(form: str | None, path: Path | None, endings: dict[str, str]) -> str:
    """What was asked for; else what the file's ending says, else the first that there is."""
    return form or endings.get(path.suffix.lower() if path else "") or next(iter(endings.values()))
