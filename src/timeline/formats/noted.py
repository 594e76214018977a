"""People's notes, told from facts: the mark that every format shows, and a note as a line of Markdown."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from timeline.formats.inline import markdown
from timeline.formats.text import one_line
from timeline.model.event import Event
from timeline.model.window import read_iso

_AREA = "note."
_PLAIN = "note.added"
#: What a document says of them, where it holds any.
LEGEND = "[note]: a person's own words, and no fact of a service"


def is_note(event: Event) -> bool:
    """Whether a person noted it, so that no service states it."""
    return event.kind.startswith(_AREA)


def mark(event: Event, zone: tzinfo = UTC) -> str:
    """`[note]`, `[note: impact started, about, until 18:52 Z]`; nothing before a fact."""
    if not is_note(event):
        return ""
    what = "" if event.kind == _PLAIN else f": {event.kind.removeprefix(_AREA).replace('_', ' ')}"
    about = ", about" if event.tags.get("approximate") else ""
    until = _until(event)
    return f"[note{what}{about}{f', until {_clock(until.astimezone(zone))}' if until else ''}] "


def line(event: Event) -> str:
    """A note as it stands in a file of notes: a list item with its whole date, which is read back as this note."""
    about = "~" if event.tags.get("approximate") else ""
    until = _until(event)
    to = f" to {until.astimezone(UTC):%Y-%m-%d %H:%M} Z" if until else ""
    what = "" if event.kind == _PLAIN else f"[{event.kind.removeprefix(_AREA).replace('_', ' ')}] "
    return f"- <{about}{_time(event)} Z{to}>: {what}{markdown(one_line(event.summary))}"


def _until(event: Event) -> datetime | None:
    try:
        return read_iso(event.tags.get("until")).time
    except ValueError:
        return None


def _clock(moment: datetime) -> str:
    name = moment.tzname() or ""
    zone = "Z" if name == "UTC" else name if name.isalpha() else f"{moment:%z}"
    return f"{moment:%H:%M} {zone}"


def _time(event: Event) -> str:
    moment = event.time.astimezone(UTC)
    if event.precision == "min":
        return f"{moment:%Y-%m-%d %H:%M}"
    fraction = {"ms": 3, "us": 6}.get(event.precision, 0)
    return f"{moment:%Y-%m-%d %H:%M:%S}" + (f".{moment.microsecond:06d}"[: fraction + 1] if fraction else "")
