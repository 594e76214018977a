"""A bundle made again from its native answers by today's parsers, events and history: nothing is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from timeline.bundle import archive, bag, events
from timeline.bundle.files import of_bundle, whole
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import VERSIONS, Manifest
from timeline.bundle.remade import Counting, Remade, remade, rows
from timeline.bundle.sources import made
from timeline.bundle.staged import HISTORY, PAGES, link, staged
from timeline.bundle.unfinished import writing
from timeline.engine.reconstruct import pull
from timeline.formats.tables import json_line
from timeline.model.errors import ConfigError
from timeline.porting.clock import SystemClock
from timeline.porting.source import Source
from timeline.record import Timeline

if TYPE_CHECKING:
    from timeline.bundle.diff import Difference

_LONG = timedelta(days=1)


@dataclass(frozen=True)
class Rebuilt:
    """What became of a bundle whose events were made again.

    Attributes:
        record: as today's parsers make it.
        before: as it is kept.
        versions: what made it, by name, on both sides.
        history: what became of the past of its alerts and pages, where that is kept with its answers.
    """

    record: Timeline
    before: Timeline
    versions: tuple[dict[str, str], dict[str, str]]
    history: Remade | None = None

    @property
    def identical(self) -> bool:
        """Whether every event is what it was, to the byte, and so is the history."""
        return self.same and (self.history is None or self.history.identical)

    @property
    def same(self) -> bool:
        """Whether every event of the record is."""
        before, now = self.before.stated, self.record.stated
        return [json_line(each, raw=False) for each in before] == [json_line(each, raw=False) for each in now]

    @property
    def difference(self) -> Difference:
        """What is told otherwise."""
        return self.before.diff(self.record)

    def __str__(self) -> str:
        parts = [f"identical: {len(self.record)} events made again from their native answers"]
        if not self.same:
            before, now = (", ".join(f"{name} {version}" for name, version in each.items()) for each in self.versions)
            parts = [f"different: made by {before}, and now by {now}", str(self.difference).rstrip("\n")]
        return "\n".join([*parts, *([str(self.history)] if self.history else [])])


def rebuild(
    folder: str | Path,
    sources: Sequence[Source] | None = None,
    *,
    write: bool = False,
    counting: Counting | None = None,
) -> Rebuilt:
    """Make the events of a bundle again from its native answers, and its history, and compare.

    No service is asked, and no token is needed.

    Args:
        folder: the bundle.
        sources: those that were pulled, where they cannot be made from what the bundle tells of them.
        write: take the new events and counts, and seal anew; the old seal stays in `bag-info.txt`.
        counting: counts a history; without it, that is left as it is.

    Raises:
        ConfigError: it has no native answers, or a source cannot be made again.
    """
    path = Path(folder)
    before = of_bundle(path)
    with archive.opened(pages_of(path), offline=True) as kept:
        record = replayed(path, kept, sources)
    with whole(path / bag.PAYLOAD / PULL):
        manifest = Manifest.read(path / bag.PAYLOAD)
    past = remade(path, record, counting, sources) if counting else None
    found = Rebuilt(record, before, (dict(manifest.versions), dict(VERSIONS)), past)
    if write and not found.identical:
        _write(path, manifest, found)
    return found


def replayed(folder: Path, kept: archive.Archive, sources: Sequence[Source] | None = None) -> Timeline:
    """The record that the kept answers give, with native payloads."""
    with whole(folder / bag.PAYLOAD / PULL):
        manifest = Manifest.read(folder / bag.PAYLOAD)
    found = list(sources) if sources is not None else [made(each) for each in manifest.sources]
    return pull(manifest.window, found, clock=SystemClock(), deadline=_LONG, now=manifest.clock, archive=kept)


def pages_of(folder: Path) -> Path:
    """The file of its native answers.

    Raises:
        ConfigError: it has none.
    """
    file = folder / bag.PAYLOAD / PAGES
    if not file.is_file():
        raise ConfigError(f"{str(folder)!r} was saved without native answers: nothing can be made again from it")
    return file


def _write(folder: Path, manifest: Manifest, found: Rebuilt) -> None:
    record, old = found.record, folder / bag.PAYLOAD
    with writing(folder), staged(folder, adding=found.same) as data:
        if not found.same:
            link(pages_of(folder), data / PAGES)
            counts = events.write(data / events.FILE, record.window, record.stated, raw=False)
            told = tuple(rows(manifest.coverage, record.coverage))
            now = replace(manifest, events=counts, versions=VERSIONS, coverage=told, profiles=record.profiles)
            now.write(data)
        if found.history and not found.history.identical:
            found.history.write(old / HISTORY, data / HISTORY)
