"""Bundles put into a catalog, one after the other: what is broken is left out, and named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.bundle import bag
from timeline.bundle.files import load
from timeline.fleet import store, tables
from timeline.fleet.each import Done, each
from timeline.fleet.index import Entry, Index
from timeline.formats.arrow import pyarrow
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError, TimelineError
from timeline.model.secrets import masked
from timeline.reading.objects import many
from timeline.record import Timeline

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa


@dataclass(frozen=True)
class Added:
    """What became of the bundles that were to be added.

    Attributes:
        index: what the catalog holds now.
        new: the incidents that it did not have.
        replaced: those whose rows took the place of earlier ones.
        left_out: by folder, why it was left out.
    """

    index: Index
    new: tuple[str, ...]
    replaced: tuple[str, ...]
    left_out: dict[Path, str]

    def __str__(self) -> str:
        counts = f"{len(self.new):,} added, {len(self.replaced):,} replaced, {len(self.left_out):,} left out"
        lines = [f"{counts}; the catalog holds {many(len(self.index), 'incident')}, {many(self.index.events, 'event')}"]
        lines += [f"left out: {folder}: {why}" for folder, why in self.left_out.items()]
        return "\n".join([*lines, *filter(None, [self.index.gaps])])


@dataclass(frozen=True)
class Read:
    """A bundle as it was read, before anything of it is written.

    Attributes:
        entry: what the index says of it.
        seals: every seal that it has had, the present one last.
        events: its events, a table a date.
        small: its other tables, by name.
    """

    entry: Entry
    seals: Sequence[str]
    events: list[tuple[date, pa.Table]]
    small: dict[str, pa.Table]


def add(folders: Iterable[str | Path], to: str | Path, *, executor: Executor | None = None) -> Added:
    """Put bundles into a catalog, which is made if it is not there; until all are in, it stays as it was.

    An incident is called as its bundle's folder is. Added again, its rows take the place of the earlier ones.

    Args:
        folders: the bundles; of each the seal is checked.
        to: the catalog.
        executor: reads the bundles, several at a time; without one they are read here, one after the other.

    Raises:
        ConfigError: two of the folders have one name, none can be read, the catalog cannot be written, or the executor
            does not take the work.
        MissingExtra: pyarrow is not installed.
    """
    pyarrow(tables.EXTRA)
    named = _named([Path(each) for each in folders])
    new: list[Entry] = []
    left_out: dict[Path, str] = {}
    with store.staged(Path(to)) as (stage, before):
        for done in each(named.values(), read, executor=executor):
            try:
                new.append(_written(stage, done, before))
            except TimelineError as error:
                left_out[done.folder] = str(error)
        if not new:
            raise ConfigError("; ".join(f"{folder}: {why}" for folder, why in left_out.items()))
        ours = {entry.incident for entry in new}
        kept = [entry for entry in before.values() if entry.incident not in ours]
        stage.carry({entry.incident for entry in kept})
        index = Index([*kept, *new])
        stage.end(index)
    return Added(index, tuple(sorted(ours - set(before))), tuple(sorted(ours & set(before))), left_out)


def read(folder: Path) -> Read:
    """What a bundle has in each table.

    Raises:
        TimelineError: it cannot be read, or is not as it was sealed.
    """
    with collector_paused():
        record, incident, seals = load(folder), _name(folder), _checked(folder)
        entry, small = _entry(record, incident, seals[-1]), tables.small(record, incident, seals[-1])
        return Read(entry, seals, list(tables.dated(record, incident)), small)


def _written(stage: store.Stage, done: Done[Read], before: Index) -> Entry:
    """Write what was read of a bundle.

    Raises:
        TimelineError: it was not read, or another incident has its name.
    """
    if done.made is None:
        raise done.error or TimelineError("it was not read")
    entry = done.made.entry
    _check_same(before.get(entry.incident), entry, done.made.seals)
    stage.add(entry.incident, done.made.events, done.made.small)
    return entry


def _name(folder: Path) -> str:
    return masked(folder.resolve().name)


def _entry(record: Timeline, incident: str, seal: str) -> Entry:
    gaps = tuple(masked(row.source) for row in record.coverage if row.status != "complete" or row.gaps)
    return Entry(incident, seal, record.window, len(record), gaps)


def _checked(folder: Path) -> Sequence[str]:
    """Every seal that a bundle has had, the present one last, if it is as it was sealed.

    Raises:
        ConfigError: it is not, or it is none.
    """
    # A file that somebody laid beside the evidence changes nothing of it.
    beside = f"{bag.PAYLOAD}/"
    found = [each for each in bag.verify(folder) if each.what != "added" or each.path.startswith(beside)]
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        raise ConfigError(f"it is not as it was sealed: {found[0]}{more}; see `timeline verify {folder}`")
    return bag.seals(folder)


def _check_same(known: Entry | None, entry: Entry, seals: Sequence[str]) -> None:
    """Refuse to put one incident in the place of another that has its name."""
    if known and known.seal not in seals and known.window != entry.window:
        raise ConfigError(
            f"the catalog holds another incident {entry.incident!r}, of {known.window}: give the folder another name"
        )


def _named(folders: Sequence[Path]) -> dict[str, Path]:
    """The folders by the names of their incidents.

    Raises:
        ConfigError: there are none, or two have one name.
    """
    if not folders:
        raise ConfigError("no bundle is given")
    places = list(dict.fromkeys(folder.absolute() for folder in folders))
    names = list(map(_name, places))
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        both = " and ".join(str(place) for place, name in zip(places, names, strict=True) if name == twice[0])
        raise ConfigError(f"{both} have one name, and so would be one incident: rename one of them")
    return dict(zip(names, folders if len(folders) == len(places) else places, strict=True))
