"""`work/` in a record's folder: what people made of the record, which no seal covers and nothing of the pull holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.bundle import bag
from timeline.bundle import files as bundle
from timeline.curation import store
from timeline.curation.store import Curation
from timeline.formats.appending import appended
from timeline.formats.files import write_whole
from timeline.formats.noted import is_note, line
from timeline.model.coverage import Coverage
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.model.secrets import masked
from timeline.prose.notes import SOURCE, notes_of, said_of

if TYPE_CHECKING:
    from timeline.record import Timeline

#: Where notes are.
NOTES = "notes.md"


@dataclass(frozen=True)
class Work:
    """What people made of a record.

    Attributes:
        seal: that of the bundle that the record was read from.
        curation: what they decided of it.
        notes: the text of their notes.
        noted: the ids of the events that were read from it.
        rows: the coverage without them.
    """

    seal: str | None = None
    curation: Curation | None = None
    notes: str = field(default="", repr=False)
    noted: frozenset[str] = frozenset()
    rows: tuple[Coverage, ...] = ()

    def curated(self, curation: Curation | None) -> Work:
        """The same with another curation."""
        return replace(self, curation=curation)


def loaded(record: Timeline, folder: Path) -> Timeline:
    """The record of a bundle with what people keep in its `work/`.

    Raises:
        ConfigError: a file of theirs cannot be read.
    """
    work = folder / bag.WORK
    kept = Work(bag.sealed(folder), store.read(work), _text(work / NOTES), rows=record.coverage)
    seen = Counter(said_of(each) for each in record if each.source == SOURCE)
    found = notes_of(kept.notes, record.window, path=f"{bag.WORK}/{NOTES}", seen=seen)
    if found.rows:
        record = record.with_notes(found.events, found.row())
    return record.worked(replace(kept, noted=frozenset(note.id for note in found.events)))


def save(record: Timeline, folder: Path) -> Path:
    """Keep a record with people's work; into the bundle that it was read from, their work alone is written.

    Raises:
        ConfigError: it cannot be written, or is a record without names that would take the place of its own evidence.
    """
    work = record.work
    if work.seal and work.seal in bag.seals(folder):
        if record.redaction:
            raise ConfigError(f"{str(folder)!r} is the evidence itself: keep a record without names in another folder")
        _note(folder, record)
    else:
        bundle.save(record.sealed, folder)
        if work.notes and not (folder / bag.WORK / NOTES).exists():
            (folder / bag.WORK).mkdir(exist_ok=True)
            write_whole(folder / bag.WORK / NOTES, [work.notes])
    if work.curation is not None:
        there = [event.id for event in record.pulled.events]
        store.write(work.curation.knowing(there, bag.sealed(folder)), folder / bag.WORK)
    return folder


def place(folder: Path, before: Sequence[str], now: Sequence[str]) -> None:
    """Keep what could not be placed in the notes, too, where it was; nothing else there is touched.

    It stands in a block of code: a line of it is no note before a person makes it one.
    """
    if tuple(before) == tuple(now):
        return
    file = folder / bag.WORK / NOTES
    text, was, made = _text(file), _section(before), _section(now)
    if was and was in text:
        text = text.replace(was, made, 1)
    elif made:
        text = f"{text.rstrip(chr(10))}\n\n{made}" if text.strip() else made
    write_whole(file, [text])


def _section(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    texts = list(map(masked, texts))
    fence = "`" * max(4, *(len(run) + 1 for text in texts for run in re.findall("`+", text)), 0)
    body = "\n\n".join(texts)
    return f"## Not placed\n\n{fence}text\n{body}\n{fence}\n"


def _note(folder: Path, record: Timeline) -> None:
    """Write the notes that stand in no file yet."""
    kept = {event.id for event in bundle.of_bundle(folder)} | record.work.noted
    new = [event for event in record.pulled.events if is_note(event) and event.id not in kept]
    if new:
        (folder / bag.WORK).mkdir(exist_ok=True)
        appended(folder / bag.WORK / NOTES, lambda before: _lines(before, new))


def _lines(before: str, notes: Sequence[Event]) -> str:
    between = "\n" if before and not before.rstrip("\n").rpartition("\n")[2].startswith("- ") else ""
    return between + "".join(f"{line(note)}\n" for note in notes)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ConfigError(f"cannot read {str(file)!r}: {error.strerror or type(error).__name__}") from None


def without(rows: Iterable[Coverage], work: Work) -> list[Coverage]:
    """The rows as they were before people's notes were read."""
    sealed = {row.source: row for row in work.rows}
    return [sealed[row.source] for row in rows if row.source in sealed] if work.noted else list(rows)
