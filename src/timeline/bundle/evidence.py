"""Whether every event that a bundle holds is told by a native answer that stands beside it: its evidence.

The answers are read again by today's parsers, as for `rebuild`; nobody is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from timeline.bundle import archive, bag, events, pages, past
from timeline.bundle.manifest import VERSIONS, Manifest
from timeline.bundle.rebuild import replayed
from timeline.bundle.sources import made
from timeline.bundle.staged import HISTORY, PAGES
from timeline.model.errors import ConfigError
from timeline.porting.source import Source


@dataclass(frozen=True)
class Untold:
    """What no kept answer tells.

    Attributes:
        ids: by source, those of the events.
        unseen: the sources whose answers cannot be read here, so that nothing is known of their events.
        is_ours: whether the parsers that made the bundle are today's.
    """

    ids: dict[str, list[str]] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    is_ours: bool = True


def untold(folder: Path, part: str) -> Untold:
    """The events of that part of a bundle that no kept answer tells, of the sources that have any.

    Raises:
        ConfigError, OSError, EOFError, ValueError, LookupError, TypeError: it cannot be read.
    """
    data = folder / part
    manifest = Manifest.read(data)
    answered = {str(member.page["source"]) for member in pages.members(data / PAGES)}
    sources = _makeable(manifest, answered)
    seen = {source.name for source in sources}
    known = _ids(folder, data, sources)
    rows = events.read(data / events.FILE)
    next(rows)
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["source"] in seen and row["id"] not in known:
            found[row["source"]].append(row["id"])
    return Untold(dict(found), tuple(sorted(answered - seen)), dict(manifest.versions) == VERSIONS)


def _makeable(manifest: Manifest, answered: set[str]) -> list[Source]:
    """The sources that have answers and can be made here."""
    found = []
    for each in manifest.sources:
        if each["name"] in answered:
            with suppress(ConfigError):
                found.append(made(each))
    return found


def _ids(folder: Path, data: Path, sources: Sequence[Source]) -> frozenset[str]:
    if data.name == HISTORY:
        return frozenset(event.id for event in past.replayed(data, sources))
    with archive.opened(folder / bag.PAYLOAD / PAGES, offline=True) as kept:
        return frozenset(event.id for event in replayed(folder, kept, sources))
