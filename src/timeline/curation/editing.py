"""The document that people edit: a dump whose lines end with short ids, and what is kept of it in `work/`."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timeline.bundle import bag
from timeline.bundle.files import of_bundle
from timeline.curation.facts import facts_of
from timeline.curation.ids import shown
from timeline.curation.store import mark
from timeline.formats.files import write_whole
from timeline.formats.lines import Clockface, beside, is_again
from timeline.formats.markdown import Editing, render
from timeline.model.errors import ConfigError
from timeline.model.secrets import masked
from timeline.reading.lines import Folding, Line

if TYPE_CHECKING:
    from timeline.record import Style, Timeline

#: The dump that people edit; those that were made before it stand in a folder beside.
LAST, DUMPS = "last.md", "dumps"
_KEPT = re.compile(r"\n<!-- dump (\{.*\}) -->\n\Z")
_NAMED = re.compile(r"\bdump (\w{8})\b")
_SEALED = re.compile(r"\b[0-9a-f]{64}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dumped:
    """A line of a dump.

    Attributes:
        events: the ids of its events, the one that leads first.
        short: its short id.
        facts: a hash of what its events said.
        beside: what stood beside its words.
        recorded: what was recorded.
        said: what it said, where a person had reworded it.
    """

    events: tuple[str, ...]
    short: str
    facts: str
    beside: str = ""
    recorded: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that somebody may have edited.

    Attributes:
        text: the document as it was written.
        name: a hash of it.
        tz: the zone of its times.
        lines: its lines.
        known: short hashes of the events that the record had.
    """

    text: str
    name: str
    tz: str
    lines: tuple[Dumped, ...]
    known: frozenset[str] = frozenset()


def dumped(
    record: Timeline,
    folder: Path,
    *,
    tz: str = "UTC",
    seconds: bool = False,
    style: Style = "record",
    fold: Folding = "default",
) -> str:
    """The record of a bundle as a document to be edited; kept in `work/`, so that it is known what stood in it.

    Args:
        record: what is shown, which may be a part of it, or without names.
        folder: the bundle.
        tz: the zone that times are shown in.
        seconds: show seconds.
        style: as for `Timeline.to_markdown`.
        fold: as for `Timeline.lines`.

    Raises:
        ConfigError: there is no bundle in that folder, or it cannot be written.
        LeakError: a name is left in it.
    """
    seal = bag.sealed(folder) if folder.is_dir() else None
    if seal is None:
        raise ConfigError(f"--editing is for a record that was kept: {str(folder)!r} is no sealed bundle")
    made = _Made(record, folder, fold)

    def written(name: str) -> str:
        editing = Editing((f"- To be edited: bundle {seal}, dump {name}",), made.end)
        return render(record, tz=tz, seconds=seconds, style=style, fold=fold, editing=editing)

    name = _name(written(""))
    text = "".join(record.checked("md", [written(name)]))
    lines = tuple(made.lines(Clockface(tz, seconds=seconds)))
    _keep(folder / bag.WORK, Dump(text, name, tz, lines, made.known))
    return text


def undumped(record: Timeline) -> Dump:
    """What a dump of the whole record would be, where it is not known which dump somebody edited."""
    made = _Made(record, None, "default")
    text = render(record, editing=Editing((), made.end))
    return Dump(text, "", "UTC", tuple(made.lines(Clockface())), made.known)


class _Made:
    """The short ids of a record's lines; a line that is shown a second time has none."""

    def __init__(self, record: Timeline, folder: Path | None, fold: Folding) -> None:
        self._original = record.redaction.original if record.redaction else str
        self._made = [line for line in record.lines(fold) if not is_again(line)]
        # What is hashed is what the services said, names and all.
        self._facts = facts_of(of_bundle(folder) if record.redaction and folder else record)
        leads = [self._original(line.first.id) for line in self._made]
        there = [self._original(event.id) for event in record.pulled.events]
        self.known = frozenset(map(mark, there))
        self._kin: dict[str, list[str]] = defaultdict(list)
        for event in record.pulled.events:
            self._kin[event.happening or event.id].append(event.id)
        self._shorts = dict(zip(leads, shown(leads, there), strict=True))

    def end(self, line: Line) -> str:
        """` ^k3f9`."""
        return "" if is_again(line) else f" ^{self._short(line)}"

    def lines(self, clock: Clockface) -> Iterator[Dumped]:
        """What is kept of each."""
        listed = {event.id for line in self._made for event in line.events}
        for line in self._made:
            # A filter may have left out a witness: it is the same happening, and what is decided holds for it.
            every = (key for event in line.events for key in self._kin[event.happening or event.id])
            kin = (key for key in every if key not in listed)
            told = tuple(map(self._original, dict.fromkeys((*(event.id for event in line.events), *kin))))
            own = line.said(clock.zone) if line.curated and line.curated.words else ""
            texts = map(masked, (beside(line, clock), line.recorded(clock.zone), own))
            yield Dumped(told, self._short(line), self._facts(told), *texts)

    def _short(self, line: Line) -> str:
        return self._shorts[self._original(line.first.id)]


def _name(text: str) -> str:
    return b32encode(hashlib.sha256(text.encode("utf-8", "replace")).digest()).decode()[:8].lower()


def _keep(work: Path, dump: Dump) -> None:
    """Write it as the last dump; the one before is put beside it, for somebody may be at work on it."""
    work.mkdir(exist_ok=True)
    file = work / LAST
    if file.is_file() and (before := _read(file)) and before.name != dump.name:
        (work / DUMPS).mkdir(exist_ok=True)
        file.replace(work / DUMPS / f"{before.name}.md")
    lines = [[list(each.events), each.short, each.facts, each.beside, each.recorded, each.said] for each in dump.lines]
    kept = {"name": dump.name, "tz": dump.tz, "lines": lines, "known": sorted(dump.known)}
    told = json.dumps(kept, ensure_ascii=True).replace(">", "\\u003e")
    write_whole(file, [f"{dump.text}\n<!-- dump {told} -->\n"])


def dumps(work: Path) -> Iterator[Dump]:
    """The dumps that were made to be edited, the last one first."""
    earlier = sorted((work / DUMPS).glob("*.md"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in (work / LAST, *earlier):
        if file.is_file() and (found := _read(file)):
            yield found


def dump_of(text: str, shorts: Sequence[str], found: Sequence[Dump]) -> Dump | None:
    """The dump that a document was: that which it names; else the last one that has all the ids which it has."""
    names = set(_NAMED.findall(text))
    named = next((each for each in found if each.name in names), None)
    if named or not shorts:
        return named or next(iter(found), None)
    known: Mapping[str, int] = {each.name: len(set(shorts) & {line.short for line in each.lines}) for each in found}
    best = max(known.values(), default=0)
    return next((each for each in found if known[each.name] == best), None) if best else None


def seals_of(text: str) -> list[str]:
    """The seals that a document names."""
    return [each.lower() for each in _SEALED.findall(text)]


def _read(file: Path) -> Dump | None:
    try:
        text = file.read_bytes().decode("utf-8")
        kept = _KEPT.search(text)
        told: Any = json.loads(kept[1]) if kept else None
        lines = tuple(Dumped(tuple(row[0]), *row[1:]) for row in told["lines"])
        return Dump(text[: kept.start()], told["name"], told["tz"], lines, frozenset(told["known"])) if kept else None
    except (OSError, ValueError, LookupError, TypeError):
        return None  # not one of ours any more: what stood in it is not known
