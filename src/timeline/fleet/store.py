"""The folder of a catalog: new contents are made beside the old ones, and take their place when they are whole.

`events/date=2019-06-20/….parquet` holds one incident's events of one date in UTC, `coverage/all.parquet` what all have
in that table, and so `firings` and `changes`; `catalog.json` says which incidents there are.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.bundle.alone import alone
from timeline.bundle.staged import link
from timeline.fleet.index import FILE, Index
from timeline.fleet.tables import EVENTS, EXTRA, SMALL, TABLES, empty
from timeline.formats.arrow import pyarrow
from timeline.formats.files import refused
from timeline.model.errors import ConfigError

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

_NEW, _OLD = ".new", ".old"
_ALL = "all.parquet"
_PACKED = "zstd"


class Stage:
    """The next contents of a catalog.

    Args:
        folder: where they are made; it is not there yet.
        before: the catalog that they follow.
    """

    def __init__(self, folder: Path, before: Path) -> None:
        self._folder = folder
        self._before = before
        self._small: dict[str, list[pa.Table]] = {name: [empty(name)] for name in SMALL}
        (folder / EVENTS).mkdir(parents=True)

    def add(self, incident: str, events: Iterable[tuple[date, pa.Table]], small: dict[str, pa.Table]) -> None:
        """Take what an incident has; its events are written a date at a time."""
        for day, table in events:
            file = self._folder / EVENTS / f"date={day.isoformat()}" / _file(incident)
            file.parent.mkdir(exist_ok=True)
            pyarrow(EXTRA).parquet.write_table(table, file, compression=_PACKED)
        for name, table in small.items():
            self._small[name].append(table)

    def carry(self, incidents: Collection[str]) -> None:
        """Take over what these have in the catalog before: links to the same files, which are never changed."""
        if not incidents:
            return
        names = set(map(_file, incidents))
        for file in files(self._before, EVENTS):
            if file.name in names:
                here = self._folder / EVENTS / file.parent.name
                here.mkdir(exist_ok=True)
                link(file, here / file.name)
        for name, tables in self._small.items():
            pa = pyarrow(EXTRA)
            whole = pa.parquet.read_table(self._before / name / _ALL, partitioning=None)
            mine = (each in incidents for each in whole.column("incident").to_pylist())
            tables.append(whole.filter(pa.array(mine, pa.bool_())))

    def end(self, index: Index) -> None:
        """Write the small tables in the order of the incidents, and the index, after which it is whole."""
        pa = pyarrow(EXTRA)
        for name, tables in self._small.items():
            (self._folder / name).mkdir()
            table = pa.concat_tables(tables)
            order = sorted(range(len(table)), key=table.column("incident").to_pylist().__getitem__)
            table = table.take(pa.array(order, pa.int64()))
            pa.parquet.write_table(table, self._folder / name / _ALL, compression=_PACKED)
        index.write(self._folder)


@contextmanager
def staged(folder: Path) -> Iterator[tuple[Stage, Index]]:
    """Contents to fill, and the index of those that are there; if the new ones were ended, they take their place.

    Raises:
        ConfigError: something else stands there, another process builds it, or it cannot be written.
        TimelineError: the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            _settle(folder)
            _check(folder)
            before = Index.read(folder) if (folder / FILE).is_file() else Index()
            try:
                yield Stage(folder / _NEW, folder), before
            finally:
                _settle(folder)
                if not any(folder.iterdir()):
                    folder.rmdir()  # it was made for nothing
    except OSError as error:
        raise refused(folder, error) from None


def read(folder: Path) -> Index:
    """The index of a catalog; where a build was killed while contents changed places, that is ended first.

    Raises:
        ConfigError: there is none, or it cannot be read.
    """
    if (folder / _NEW / FILE).is_file() and not (folder / FILE).is_file():
        try:
            with alone(folder, wait=True):
                _settle(folder)
        except OSError as error:
            raise refused(folder, error) from None
    return Index.read(folder)


def files(folder: Path, table: str) -> list[Path]:
    """The files of a table, in the order of their names."""
    return sorted((folder / table).rglob("*.parquet"))


def _settle(folder: Path) -> None:
    """Put new contents that are whole into their place; drop those that are not, and what was there before."""
    new, old = folder / _NEW, folder / _OLD
    if (new / FILE).is_file():
        old.mkdir(exist_ok=True)
        _moved(folder / FILE, old / FILE)  # no reader takes half of the one and half of the other for a catalog
        for name in TABLES:
            if (new / name).is_dir():
                _moved(folder / name, old / name)
                _moved(new / name, folder / name)
        _moved(new / FILE, folder / FILE)
    for each in (new, old):
        shutil.rmtree(each, ignore_errors=True)


def _moved(here: Path, there: Path) -> None:
    if here.exists():
        shutil.rmtree(there, ignore_errors=True)
        here.rename(there)


def _check(folder: Path) -> None:
    """Refuse to write where something else stands."""
    if not (folder / FILE).is_file() and any(folder.iterdir()):
        raise ConfigError(f"{str(folder)!r} is not empty and no catalog: choose another folder")


def _file(incident: str) -> str:
    """The name of its files: readable, and no other incident's; Spark skips what begins with a dot or a line."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", incident)[:80].strip(".-")
    return f"{plain or 'incident'}-{hashlib.sha256(incident.encode()).hexdigest()[:8]}.parquet"
