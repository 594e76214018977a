"""`data/history/history.json`: what was counted of the past of a record's alerts and pages, kept and carried along."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from timeline.bundle import bag, events
from timeline.bundle.files import whole
from timeline.bundle.manifest import Manifest
from timeline.bundle.staged import HISTORY, link
from timeline.formats.files import write_whole
from timeline.formats.tables import json_text
from timeline.model.errors import ConfigError
from timeline.model.window import Window
from timeline.record import Timeline

COUNTS = "history.json"


def counts(folder: Path) -> tuple[dict[str, Any], Window] | None:
    """The counts that a bundle keeps, and of which time; None where it has none.

    Raises:
        ConfigError: they cannot be read.
    """
    data = folder / bag.PAYLOAD / HISTORY
    if not data.is_dir():
        return None
    with whole(data / COUNTS):
        return dict(json.loads((data / COUNTS).read_bytes())), Manifest.read(data).window


def stays(record: Timeline, folder: Path) -> bool:
    """Whether the history that stands in that folder is of this record, which has none of its own."""
    try:
        found = None if record.history else counts(folder)
    except ConfigError:
        found = None
    if found is None:
        return False
    told, window = found
    known = {event.id for event in record.pulled.events}
    return window.end == record.window.start and all(known.issuperset(row["events"]) for row in told["alerts"])


def carry(record: Timeline, data: Path) -> None:
    """Give a record that is kept elsewhere its history: with its native answers where they are at hand.

    Raises:
        ConfigError: it cannot be read.
        OSError: it cannot be written.
    """
    found = record.history
    if found is None:
        return
    new, folder = data / HISTORY, record.folder
    if folder and bag.is_whole(folder, f"{bag.PAYLOAD}/{HISTORY}"):
        old = folder / bag.PAYLOAD / HISTORY
        if (old / COUNTS).read_text(encoding="utf-8") == text_of(found.to_dict()):
            shutil.copytree(old, new, copy_function=link)
            return
    new.mkdir()
    before = Timeline(Window(record.window.start - timedelta(days=found.days), record.window.start), (), found.coverage)
    Manifest.of(before, events.write(new / events.FILE, before.window, before)).write(new)
    write_counts(new, found.to_dict())


def write_counts(data: Path, told: Mapping[str, Any]) -> None:
    """Write them into that folder.

    Raises:
        OSError: it cannot be written.
    """
    write_whole(data / COUNTS, [text_of(told)])


def text_of(told: Mapping[str, Any]) -> str:
    """The file of such counts."""
    return f"{json_text(told)}\n"
