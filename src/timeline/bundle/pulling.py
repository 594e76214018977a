"""A pull whose native answers are kept as they come: begun, taken up again after it was killed, done again later."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from timeline.bundle import archive, bag, events, unfinished
from timeline.bundle.files import load
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import Manifest
from timeline.bundle.sources import differences, told
from timeline.bundle.staged import PAGES, staged
from timeline.bundle.unfinished import Unfinished
from timeline.engine.reconstruct import asked as _asked
from timeline.engine.reconstruct import pull as reconstructed
from timeline.model.errors import ConfigError
from timeline.model.window import Window, parse_span
from timeline.porting.cleaning import Cleaning
from timeline.porting.clock import Clock, SystemClock
from timeline.porting.progress import Progress
from timeline.porting.source import Source
from timeline.record import Timeline

_FILES = (PULL, PAGES, events.FILE)


def pull(
    window: Window | None = None,
    sources: Iterable[Source] | None = None,
    *,
    to: str | Path,
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
    folder, how = Path(to), _How(progress, parse_span(deadline), SystemClock())
    found = _asked(sources, config)
    if refresh:
        return refreshed(folder, found, how)
    if resume:
        return resumed(folder, found, how, window)
    if window is None:
        raise ConfigError("a pull needs a window")
    with unfinished.begun(folder, window, told(found), how.clock.now()) as begun:
        record = _read(begun, found, how)
    return _ended(begun, record)
