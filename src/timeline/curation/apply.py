"""`apply`: a document that people edited, or a curation that a page gave, becomes the curation of a bundle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline.bundle import bag
from timeline.bundle.files import load
from timeline.curation import editing, given, store, work
from timeline.curation.editing import Dump
from timeline.curation.merging import Merging
from timeline.curation.paper import Paper, document_of
from timeline.curation.reading import Comparison
from timeline.curation.store import Choice, Curation
from timeline.curation.written import words as written_words
from timeline.formats.lines import is_again
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError
from timeline.prose.document import Document

if TYPE_CHECKING:
    from timeline.record import Timeline


@dataclass(frozen=True)
class Applied:
    """What became of a document.

    Attributes:
        record: with what was decided.
        warnings: what a person should know.
    """

    record: Timeline
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[dict[str, str | None]]]:
        """The whole curation, as it stands now, as the object that the command writes."""
        return told(self.record)


def apply(text: str, folder: str | Path, *, guesses: bool = True) -> Applied:
    """Take what people made of a dump as the curation of a bundle, and keep it in its `work/`.

    Nothing that a person wrote is lost or written over: what has no place is kept as not placed.

    Args:
        text: the edited document, or the JSON of a curation.
        folder: the bundle.
        guesses: apply what was recognised with a doubt; else it is not placed.

    Raises:
        ConfigError: there is no bundle, or it cannot be written.
    """
    path = Path(folder)
    record = load(path)
    if bag.sealed(path) is None:
        raise ConfigError(f"{str(path)!r} is no sealed bundle: nothing can be applied to it")
    before = record.curation or Curation()
    with collector_paused():
        made, warnings = given.taken(text, record) if _is_json(text) else _edited(text, record, path, guesses=guesses)
    if made != before:
        made = replace(made, seal=bag.sealed(path))
        store.write(made, path / bag.WORK)
        work.place(path, before.not_placed, made.not_placed)
    return Applied(record.curated(made or None), tuple(warnings))


def _is_json(text: str) -> bool:
    return text.lstrip("\ufeff \n\r\t").startswith("{")


def _edited(text: str, record: Timeline, folder: Path, *, guesses: bool) -> tuple[Curation, list[str]]:
    """What a document makes of the curation."""
    before = record.curation or Curation()
    warnings = list(_seal_said(text, folder))
    document = document_of(text)
    found = list(editing.dumps(folder / bag.WORK))
    shorts = [short for item in document.items for short in item.ids]
    dump = editing.dump_of(text, shorts, found)
    if dump is None:
        warnings.append("it is not known which dump was edited: nothing counts as left out")
    shown_dump = dump or editing.undumped(record)
    comparison = _comparison(document, record, shown_dump)
    shown = comparison.shown(guesses=guesses)
    if not shown.found:
        warnings.append("no line of this record is in the document: all of it is kept under Not placed")
        whole = text.strip("\n")
        return before.but(not_placed=store.together(before.not_placed, [whole] if whole.strip() else [])), warnings
    if dump is None:
        shown.left_out = ()
    return Merging(record, shown_dump, comparison, shown).merged(), warnings


def _comparison(document: Document, record: Timeline, dump: Dump) -> Comparison:
    before = record.curation or Curation()
    there = {key for line in dump.lines for key in line.events}
    lines = (tuple(event.id for event in line.events) for line in record.curated(None).lines())
    return Comparison(
        Paper.of(document_of(dump.text), record.window, dump.tz),
        Paper.of(document, record.window, dump.tz),
        events=[line.events for line in dump.lines],
        shorts=[line.short for line in dump.lines],
        others={events[0]: events for events in lines if there.isdisjoint(events)},
        people=before.headings,
    )


def _seal_said(text: str, folder: Path) -> Iterable[str]:
    """A warning where a document says that it is of another bundle."""
    named = editing.seals_of(text)
    if named and not set(named) & set(bag.seals(folder)):
        yield f"the document says that it is of another bundle, sealed {named[0]}"


def told(record: Timeline) -> dict[str, list[dict[str, str | None]]]:
    """The curation of a record: what is shown, left out, reworded, added, guessed and not placed."""
    curation = record.curation or Curation()
    every = record.curated(None).lines()
    texts = {event.id: line.text for line in every for event in line.events}
    shown = {event.id for line in record.lines() for event in line.events}

    def rows(found: Iterable[Choice]) -> list[dict[str, str | None]]:
        return [{"id": each.id, "text": _text(each, texts)} for each in found]

    lines: Sequence[Any] = [line for line in record.lines() if not is_again(line)]
    return {
        "shown": [{"id": line.first.id, "text": line.text} for line in lines],
        "left_out": [{"id": line.first.id, "text": line.text} for line in every if shown.isdisjoint(_ids(line))],
        "reworded": rows(each for each in curation.lines if each.words is not None),
        "added": [{"id": each.after, "text": each.text} for each in curation.own],
        "guessed": rows(each for each in curation.lines if each.guessed),
        "not_placed": [{"id": None, "text": each} for each in record.unplaced(record.lines())],
    }


def _ids(line: Any) -> set[str]:
    return {event.id for event in line.events}


def _text(choice: Choice, texts: Mapping[str, str]) -> str:
    if choice.words is not None:
        return written_words(choice.words).plain
    return next((texts[key] for key in choice.all if key in texts), "")
