"""What an export holds: its lists, and the days of its conversations. Each file is a page of the pull."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from timeline.model.errors import SourceError
from timeline.model.window import Window
from timeline.porting.payload import NOT_JSON, parsed
from timeline.porting.run import Run
from timeline.porting.shelf import Shelf
from timeline.sources.slack.export.place import Place, opened

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)\.json")
# The token of an export, with which the links in it open their files to everybody.
_AND = rb"(?:&|\\u0026)(?:amp;)?"
_TOKEN = re.compile(rb"(\?)t=xox[a-z]-[\w%%.-]+%s|(?:\?|%s)t=xox[a-z]-[\w%%.-]+" % (_AND, _AND))
#: Zones are up to so much ahead of UTC, and behind it.
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Listing:
    """Which files there are.

    Attributes:
        root: those beside the folders.
        folders: by folder, those whose messages may be of the window.
        first, last: the first and the last day that any conversation has.
    """

    root: tuple[str, ...]
    folders: dict[str, list[str]]
    first: date | None
    last: date | None


class Held:
    """An export in one pull: opened when something is read that was not kept.

    Args:
        path: the zip or the folder.
    """

    def __init__(self, path: str, window: Window, run: Run) -> None:
        self._path = path
        self._window = window
        self._run = run
        self._shelf = Shelf(run)
        self._place: Place | None = None

    @property
    def listing(self) -> Listing:
        """Which files there are.

        Raises:
            SourceError: there is no export.
        """
        days = days_of(self._window)
        params = {"from": days[0].isoformat(), "to": days[1].isoformat()}
        told = self._shelf.told("LIST export", self._path, params, lambda: _listed(self._opened.names(), days))
        first, last = (date.fromisoformat(each) if each else None for each in told["span"])
        return Listing(tuple(told["root"]), told["folders"], first, last)

    def rows(self, name: str) -> list[Any]:
        """The list that a file is.

        Raises:
            SourceError: it cannot be read, or is none.
        """
        leaf = self._shelf.look("READ export", name, {}, lambda: self._cleaned(name))
        data, cut = parsed(leaf.body)
        if not isinstance(data, list):
            why = "it is no JSON" if data is NOT_JSON else "it holds no list"
            raise SourceError(why, source=self._run.source, call=name, reason="unreadable", remedy="export it again")
        if cut:
            self._run.note(f"{name}: what is nested too deep was cut")
        return list(self._shelf.seen(leaf, data))

    @property
    def changed(self) -> bool:
        """Whether it was written to while it was read."""
        return bool(self._shelf.told("CHECK export", self._path, {}, lambda: self._opened.changed))

    @property
    def _opened(self) -> Place:
        if self._place is None:
            self._place = opened(self._path)
            self._run.at_end(self._place.close)
        return self._place

    def _cleaned(self, name: str) -> bytes:
        body = self._opened.read(name)
        try:
            body.decode()
        except UnicodeDecodeError:
            self._run.note(f"{name} is not all UTF-8: what is none stands as U+FFFD")
        return self._run.cleaning.body(_TOKEN.sub(rb"\1", body.removeprefix(b"\xef\xbb\xbf")))


def days_of(window: Window) -> tuple[date, date]:
    """The days whose files may hold messages of the window, for nothing says in which zone a day begins."""
    return window.start.date() - _ONE, window.end.date() + _ONE


def span_of(name: str) -> tuple[datetime | None, datetime | None]:
    """Between which times the messages of a file may lie; None where its name is no day."""
    day = _day(name.rpartition("/")[2])
    if day is None:
        return None, None
    begins = datetime.combine(day, time(), UTC)
    return begins - _AHEAD, begins + _ONE + _BEHIND


def _listed(names: Iterable[str], days: tuple[date, date]) -> dict[str, Any]:
    """The names that matter: the lists, and by folder what may be of those days."""
    root: list[str] = []
    folders: dict[str, list[str]] = {}
    span: list[date] = []
    for name in sorted(names):
        folder, slash, file = name.partition("/")
        if not slash:
            root.append(name)
        elif folder and "/" not in file:
            kept = folders.setdefault(folder, [])
            day = _day(file)
            span += [day] if day else []
            kept += [file] if _matters(file, day, days) else []
    told = [min(span).isoformat(), max(span).isoformat()] if span else [None, None]
    return {"root": [name for name in root if name.endswith(".json")], "folders": folders, "span": told}


def _matters(file: str, day: date | None, days: tuple[date, date]) -> bool:
    """Whether messages of those days may stand in it; of a file whose name is no day one cannot tell."""
    if day:
        return days[0] <= day <= days[1]
    return file.endswith(".json") and not file.startswith("canvas")


def _day(file: str) -> date | None:
    found = _DAY.fullmatch(file)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
