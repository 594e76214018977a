"""What a bundle holds beside its events: native payloads, and the page that tells an event; read when asked for."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from timeline.bundle import bag
from timeline.bundle.archive import Archive
from timeline.bundle.manifest import Manifest
from timeline.bundle.pages import page_at
from timeline.bundle.rebuild import pages_of, replayed
from timeline.bundle.sources import made
from timeline.model.errors import ConfigError
from timeline.model.event import Evidence
from timeline.model.window import read_iso
from timeline.porting.source import Source


class FolderOrigin:
    """The bundle that events were read from. The first that is asked for makes all its events again.

    Args:
        folder: the bundle.
        sources: those that were pulled, if they are at hand. Else they are made from what the bundle tells of them;
            of one that cannot be made here, neither payloads nor pages are known.
    """

    def __init__(self, folder: Path, sources: Sequence[Source] | None = None) -> None:
        self._folder = folder
        self._sources = sources
        self._lock = threading.Lock()
        self._raw: dict[str, dict[str, Any] | None] | None = None
        self._pages: dict[str, int] = {}
        self._starts: dict[int, int] = {}

    def __reduce__(self) -> tuple[type[FolderOrigin], tuple[Path, Sequence[Source] | None]]:
        return type(self), (self._folder.absolute(), self._sources)  # another process reads it anew

    def __repr__(self) -> str:
        return f"FolderOrigin({self._folder.name!r})"

    def raw_of(self, id: str) -> dict[str, Any] | None:  # noqa: A002 - an event's id
        """The native payload of that event."""
        return self._read().get(id)

    def evidence_of(self, id: str) -> Evidence | None:  # noqa: A002 - an event's id
        """The page that tells that event."""
        self._read()
        number = self._pages.get(id)
        if number is None:
            return None
        with pages_of(self._folder).open("rb") as data:
            page = page_at(data, self._starts[number])
        fetched: datetime = read_iso(page["fetched"]).time
        return Evidence(number, page["call"], fetched, page["sha256"])

    def _read(self) -> dict[str, dict[str, Any] | None]:
        with self._lock:
            if self._raw is None:
                seeing = _Seeing(pages_of(self._folder))
                try:
                    record = replayed(self._folder, seeing, self._sources or self._makeable())
                finally:
                    seeing.close()
                self._raw = {event.id: event.raw for event in record}
                found = ((event.id, seeing.page_of(event.raw)) for event in record)
                self._pages = {key: number for key, number in found if number is not None}
                self._starts = seeing.starts
            return self._raw

    def _makeable(self) -> list[Source]:
        found = []
        for each in Manifest.read(self._folder / bag.PAYLOAD).sources:
            with suppress(ConfigError):
                found.append(made(each))
        return found


class _Seeing(Archive):
    """An archive that knows of every object which page it came from."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, offline=True)
        self._numbers: dict[int, int] = {}
        self._held: list[Any] = []  # what is not held might share its identity with what comes later
        self._seeing = threading.Lock()

    def seen(self, number: int, data: Any) -> None:
        """Take note of every object of that page."""
        with self._seeing:
            self._held.append(data)
            self._numbers.update((id(each), number) for each in _objects(data))

    def page_of(self, raw: Any) -> int | None:
        """The page that the payload, or the first known part of it, came from."""
        return next((self._numbers[id(each)] for each in _objects(raw) if id(each) in self._numbers), None)


def _objects(value: Any) -> list[Any]:
    """Every object in it, itself first, then by level."""
    found, ahead = [], [value]
    while ahead:
        inner: list[Any] = []
        for each in ahead:
            if isinstance(each, dict):
                found.append(each)
                inner += each.values()
            elif isinstance(each, list):
                inner += each
        ahead = inner
    return found
