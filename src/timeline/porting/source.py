"""The contract of a source, and the look-up of source types by entry point."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, runtime_checkable

from timeline.model.coverage import Gap
from timeline.model.errors import ConfigError, TimelineError
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run

GROUP = "timeline.sources"


@runtime_checkable
class Source(Protocol):
    """One configured place that events come from.

    `name` prefixes the ids of its events. `fetch` is called in a thread of its own, once a pull, and yields
    every event of the window (more does no harm: the engine clips) and a gap for everything it could not
    read. What it yielded before an exception is kept; the exception becomes a gap.
    """

    @property
    def name(self) -> str:
        """The configured name."""

    def fetch(self, window: Window, run: Run) -> Iterable[Event | Gap]:
        """Yield the events of the window, in any order."""


def hook(source: object, name: str) -> Callable[..., Any] | None:
    """What a source does beside `fetch`, where it does it: `check`, `template`, `plain`, `span_of`, `incidents`."""
    found = getattr(source, name, None)
    return found if callable(found) else None


def source_types() -> dict[str, EntryPoint]:
    """Every installed source type by name, without importing any."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


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


def type_name(source: Source) -> str:
    """The type of a source as configuration names it: its entry point, else its class's name in lower case."""
    where = f"{type(source).__module__}:{type(source).__qualname__}"
    names = [name for name, point in source_types().items() if point.value == where]
    return names[0] if names else type(source).__name__.lower()
