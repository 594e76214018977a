"""A record kept as a folder, and read back as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from timeline.formats.files import write_whole
from timeline.formats.tables import SCHEMA, json_pieces
from timeline.model.collector import collector_paused
from timeline.model.coverage import Coverage
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.record import Timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = "record.json"


def save(record: Timeline, folder: str | Path) -> Path:
    """Write the record with its native payloads into that folder, which is made if it is not there.

    Raises:
        ConfigError: it cannot be written.
    """
    path = Path(folder)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "no such name is possible"
        raise ConfigError(f"cannot write {str(path)!r}: {why}") from None
    write_whole(path / _FILE, json_pieces(record.stated, raw=True))
    return path


def load(path: str | Path) -> Timeline:
    """A record that was saved: its folder, or a `.json` or `.jsonl` file of it.

    Raises:
        ConfigError: there is none, or it is not one of ours.
    """
    file = Path(path)
    if file.is_dir():
        file /= _FILE
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"no record can be read from {str(path)!r} ({type(error).__name__})") from None
    try:
        with collector_paused():
            document = _document(text)
            if document.get("schema") != SCHEMA:
                raise ConfigError(f"{file} is not a record of the schema {SCHEMA}")
            return _record(document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        kind = "ValidationError" if isinstance(error, ValidationError) else type(error).__name__
        raise ConfigError(f"{file} is not a whole record ({kind})") from None


def _document(text: str) -> dict[str, Any]:
    head, _, rest = text.partition("\n")
    try:
        header = json.loads(head)
    except ValueError:
        return dict(json.loads(text))
    if "events" in header:
        return dict(header)
    return {**header, "events": list(_json_lines(rest))}


def _json_lines(text: str) -> Iterator[Any]:
    return (json.loads(line) for line in text.split("\n") if line)


def _record(document: dict[str, Any]) -> Timeline:
    window = Window(document["window"]["start"], document["window"]["end"])
    events = [Event.model_validate(_fields(each)) for each in document["events"]]
    return Timeline(window, events, [Coverage.model_validate(each) for each in document["coverage"]])


def _fields(event: dict[str, Any]) -> dict[str, Any]:
    """The event's own fields: why it was chosen is a statement about the record that it was chosen from."""
    return {name: value for name, value in event.items() if name != "about"}
