"""Which cells of a table's row say when it happened, and which say what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from timeline.prose.dates import Day, dates_in
from timeline.prose.times import Said, leading, whole
from timeline.prose.zones import zone_in

_WHEN = re.compile(
    r"\b(?:time|times|timestamp|when|start(?:ed)?|from|begin|clock|uhrzeit|zeit|heure|hora|utc|gmt|z|c?est?|from)\b",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:date|day|datum|tag|jour|fecha|día|dia)\b", re.IGNORECASE)
_END = re.compile(r"\b(?:end(?:ed)?|until|till?|to|stop(?:ped)?|bis|ende|fin)\b", re.IGNORECASE)
_NUMBER = re.compile(r"#?\d{1,4}[.)]?")


class Timed(NamedTuple):
    """A row's time and what it says beside it.

    Attributes:
        said: its time.
        rest: the cells that say what happened, and what is left of the one with the time.
        zone: the head of the column in which the time stands.
    """

    said: Said
    rest: tuple[tuple[int, str], ...]
    zone: str


def read(cells: Sequence[str], columns: Sequence[str]) -> Timed | None:
    """The time of a row, from the column that is called so, or from the first cells that are a date or a time."""
    named = [place for place, name in enumerate(columns) if place < len(cells) and _WHEN.search(name)]
    named.sort(key=lambda place: not _names_zone(columns[place]))
    at = next((place for place in named if whole(cells[place])), None)
    if at is None:
        at = _first(cells)
    if at is None:
        return None
    said = leading(cells[at])
    if said is None:
        return None
    used = {at}
    if not said.day and (dated := _date(cells, columns, at)):
        used.add(dated[0])
        said = replace(said, day=dated[1])
    if not said.until and (last := _until(cells, columns, at)):
        used.add(last[0])
        said = replace(said, until=replace(last[1], zone=last[1].zone or said.zone))
    rest = [
        (place, cell) for place, cell in enumerate(cells) if place not in used and cell and not _is_number(place, cell)
    ]
    left = cells[at][said.end :].strip()
    head = columns[at] if at < len(columns) else ""
    return Timed(said, tuple([(at, left), *rest] if left else rest), head)


def _names_zone(column: str) -> bool:
    """Whether a column's head names a zone that has one meaning: of two clocks that one is read."""
    zone = zone_in(column)
    return bool(zone and zone.meant)


def _first(cells: Sequence[str]) -> int | None:
    """The first cell that begins with a time, with nothing but numbers, dates and empty cells before it."""
    for place, cell in enumerate(cells):
        if leading(cell):
            return place
        if cell and not _is_number(place, cell) and not day_of(cell):
            return None
    return None


def _is_number(place: int, cell: str) -> bool:
    return place == 0 and bool(_NUMBER.fullmatch(cell))


def _date(cells: Sequence[str], columns: Sequence[str], at: int) -> tuple[int, Day] | None:
    for place, cell in enumerate(cells):
        called = columns[place] if place < len(columns) else ""
        if place != at and (place < at or _DATE.search(called)) and (day := day_of(cell)):
            return place, day
    return None


def _until(cells: Sequence[str], columns: Sequence[str], at: int) -> tuple[int, Said] | None:
    place = at + 1
    if place < min(len(cells), len(columns)) and _END.search(columns[place]) and (said := whole(cells[place])):
        return place, said
    return None


def day_of(text: str) -> Day | None:
    """The date that a text is, with nothing beside it but marks."""
    days = dates_in(text)
    if len(days) != 1:
        return None
    rest = text.replace(days[0].said, "", 1)
    return days[0] if not re.search(r"\w", rest) else None
