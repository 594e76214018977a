"""A pull whose native answers are kept as they come: begun, taken up again after it was killed, done again later."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from timeline.bundle import archive, bag, events, unfinished
from timeline.bundle.files import load, of_bundle, whole
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import Manifest
from timeline.bundle.sources import again, differences, told
from timeline.bundle.staged import PAGES, staged
from timeline.bundle.unfinished import Unfinished
from timeline.engine.reconstruct import asked
from timeline.engine.reconstruct import pull as reconstructed
from timeline.model.errors import ConfigError
from timeline.model.window import Window, parse_span
from timeline.porting.cleaning import Cleaning
from timeline.porting.clock import Clock, SystemClock
from timeline.porting.progress import Progress
from timeline.porting.source import Source
from timeline.record import Timeline


def pull(
    window: Window | None = None,
    sources: Iterable[Source] | None = None,
    *,
    to: str | Path,
    incident: str | None = None,
    config: str | Path | None = None,
    resume: bool = False,
    refresh: bool = False,
    progress: Progress | None = None,
    deadline: str | timedelta = "15m",
) -> Timeline:
    """Pull a past window into a folder that lasts, and return its record.

    Native answers are written as they come, without credentials and e-mail addresses; the folder is sealed at the
    end. One that was killed is not sealed: `resume` asks only for what is not there. An interrupted pull is not
    sealed either, and its record has gaps of reason `interrupted`.

    Args:
        window: what to pull; a folder that is taken up or refreshed knows it.
        sources: the sources to ask; without them those of the configuration.
        to: the folder; a new one, or an empty one.
        incident: the one that the window is of: the folder remembers it, and shows it by default.
        config: a `timeline.toml` to take the sources from.
        resume: end a pull that was killed.
        refresh: pull the same again; the earlier evidence stays, under `data/earlier/`.
        progress: called with a source's name and a short text now and then, from any thread.
        deadline: how long the whole pull may last, e.g. `"15m"`.

    Raises:
        ConfigError: the folder is not what was said, the sources are not those that it was begun with, or it cannot
            be written.
        TimelineError: the disk is full; what was kept so far stays, and can be resumed.
    """
    if resume and refresh:
        raise ConfigError("resume or refresh, one of the two")
    folder, how = Path(to), How(parse_span(deadline), progress)
    if refresh:
        return _refreshed(folder, sources, config, how)
    if resume:
        return _resumed(folder, sources, config, how)
    if window is None:
        raise ConfigError("a pull needs a window")
    found = asked(sources, config)
    with unfinished.begun(folder, window, told(found), how.clock.now(), incident=incident) as begun:
        return _read(begun, found, how)


@dataclass(frozen=True, slots=True)
class How:
    """How long it may take, whom to tell how far it is, and by which clock it waits."""

    deadline: timedelta
    progress: Progress | None
    clock: Clock = field(default_factory=SystemClock)


def _read(begun: Unfinished, sources: Sequence[Source], how: How) -> Timeline:
    """Read all that is not kept yet, and seal; unsealed where it was interrupted."""
    with archive.opened(begun.pages) as kept:
        record = reconstructed(
            begun.manifest.window,
            sources,
            clock=how.clock,
            deadline=how.deadline,
            progress=how.progress,
            keep_raw=False,
            now=begun.manifest.clock,
            cleaning=Cleaning(begun.key),
            archive=kept,
        )
    if kept.failure:
        raise kept.failure
    if is_interrupted(record):
        return record
    begun.end(record)
    return of_bundle(begun.folder, sources=sources)


def is_interrupted(record: Timeline) -> bool:
    """Whether its pull was stopped by somebody, and can be taken up again."""
    return any(gap.reason == "interrupted" for row in record.coverage for gap in row.gaps)


def _resumed(folder: Path, sources: Iterable[Source] | None, config: str | Path | None, how: How) -> Timeline:
    with unfinished.again(folder) as begun:
        found = again(begun.manifest.sources, sources, config)
        if changed := differences(begun.manifest.sources, told(found)):
            raise ConfigError(f"{str(folder)!r} was begun with other sources ({', '.join(changed)}): pull anew")
        return _read(begun, found, how)


def _refreshed(folder: Path, sources: Iterable[Source] | None, config: str | Path | None, how: How) -> Timeline:
    if not bag.sealed(folder):
        raise ConfigError(f"no record in {str(folder)!r} to refresh: it is not sealed")
    with whole(folder / bag.PAYLOAD / PULL):
        before = Manifest.read(folder / bag.PAYLOAD)
    beside = folder.with_name(f"{folder.name}.refresh")
    if not bag.sealed(beside):  # else it was killed when all was there
        record = _beside(beside, before, again(before.sources, sources, config), how)
        if is_interrupted(record):
            return record
    with unfinished.writing(folder), staged(folder) as data:
        for name in (PULL, PAGES, events.FILE):
            shutil.copy2(beside / bag.PAYLOAD / name, data / name)
    shutil.rmtree(beside, ignore_errors=True)
    return load(folder)


def _beside(beside: Path, before: Manifest, found: Sequence[Source], how: How) -> Timeline:
    """Pull the same into a folder beside it; one that a killed refresh left is gone on with."""
    if unfinished.is_unfinished(beside):
        with unfinished.again(beside) as begun:
            if not differences(begun.manifest.sources, told(found)):
                return _read(begun, found, how)
        shutil.rmtree(beside)
    with unfinished.begun(beside, before.window, told(found), how.clock.now(), incident=before.incident) as begun:
        return _read(begun, found, how)
