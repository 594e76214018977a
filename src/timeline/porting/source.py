"""The contract of a source, and the look-up of source types by entry point."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from timeline.model.coverage import Gap
from timeline.model.errors import ConfigError, TimelineError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.hooks import label_of
from timeline.porting.run import Run

GROUP = "timeline.sources"
#: The names of products, by source type, that this process has seen.
_labels: dict[str, str] = {}


@runtime_checkable
class Source(Protocol):
    """One configured place that events come from.

    `name` prefixes the ids of its events. `fetch` is called in a thread of its own, once a pull, and yields
    every event of the window (more does no harm: the engine clips) and a gap for everything it could not
    read. What it yielded before an exception is kept; the exception becomes a gap. What it may do beside that
    stands in `timeline.porting.hooks`.
    """

    @property
    def name(self) -> str:
        """The configured name."""

    def fetch(self, window: Window, run: Run) -> Iterable[Event | Gap]:
        """Yield the events of the window, in any order."""


def source_types() -> dict[str, EntryPoint]:
    """Every installed source type by name, without importing any."""
    return dict(_installed(tuple((place, _changed(place)) for place in sys.path)))


@lru_cache(maxsize=1)
def _installed(_: tuple[tuple[str, float], ...]) -> dict[str, EntryPoint]:
    """The same, looked for anew when a package has come in: finding them takes as long as a small pull."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def _changed(place: str) -> float:
    """When that folder changed last."""
    try:
        return Path(place or ".").stat().st_mtime
    except OSError:
        return 0.0


def source_type(name: str) -> type[Any]:
    """The class of that source type.

    Raises:
        ConfigError: no package offers such a type, or its package cannot be loaded.
        MissingExtra: its package lacks what it needs.
    """
    known = source_types()
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known) or 'none'}"
        raise ConfigError(f"unknown source type {name!r}: {hint}")
    try:
        loaded: type[Any] = known[name].load()
    except TimelineError:
        raise
    except Exception as error:  # noqa: BLE001 - a stranger's package may fail to import in any way
        raise ConfigError(f"the source type {name!r} cannot be loaded: {type(error).__name__}") from None
    if not callable(loaded):
        raise ConfigError(f"the source type {name!r} cannot be loaded: its entry point is no class")
    return loaded


def product(kind: str) -> str | None:
    """How the product of that source type is called, where it was asked in this process or is installed, and says so.

    A record that was loaded from a file holds types only, and is read where they are not installed, too.
    """
    if kind not in _labels and (point := source_types().get(kind)):
        try:
            label = label_of(point.load())
        except Exception:  # noqa: BLE001 - a stranger's package may fail in any way, and the record is shown all the same
            label = None
        _labels.update({kind: label} if label else {})
    return _labels.get(kind)


def type_name(source: Source) -> str:
    """The type of a source as configuration names it: its entry point, else its class's name in lower case."""
    where = f"{type(source).__module__}:{type(source).__qualname__}"
    names = [name for name, point in source_types().items() if point.value == where]
    kind = names[0] if names else type(source).__name__.lower()
    if label := label_of(source):
        _labels[kind] = label
    return kind
