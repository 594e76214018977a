"""The history of a bundle, made again from its native answers, as the events of its record are: nothing is asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from timeline.bundle import bag, events
from timeline.bundle.counted import COUNTS, text_of, write_counts
from timeline.bundle.files import whole
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import VERSIONS, Manifest
from timeline.bundle.past import ASKED, replayed
from timeline.bundle.staged import HISTORY, PAGES, link
from timeline.formats.tables import json_line
from timeline.model.coverage import Coverage
from timeline.porting.source import Source
from timeline.record import Timeline

#: What is counted of the past for a record: a JSON object.
Counting = Callable[[Timeline, Timeline], dict[str, Any]]
_COUNTS = ("events", "raw_rows", "duplicates", "out_of_window", "undated", "rejected")


@dataclass(frozen=True)
class Remade:
    """What became of a history that was made again.

    Attributes:
        past: its events, as today's parsers make them.
        before: the counts that are kept.
        now: the counts, made again.
        identical: whether every event and every count is what it was, to the byte.
    """

    past: Timeline
    before: dict[str, Any]
    now: dict[str, Any]
    identical: bool

    def __str__(self) -> str:
        days = f"the history of {self.now['days']} days"
        if self.identical:
            return f"identical: {days}, of {len(self.past)} events made again from their native answers"
        before, now = ({row["key"]: row for row in each["alerts"]} for each in (self.before, self.now))
        changed = [key for key in {**before, **now} if before.get(key) != now.get(key)]
        return "\n".join(
            [f"different: {days}", *(f"- {key}: {_fired(before, key)}, now {_fired(now, key)}" for key in changed)]
        )

    def write(self, old: Path, data: Path) -> None:
        """Write it in place of the old one: its answers are the same.

        Raises:
            OSError: it cannot be written.
        """
        data.mkdir()
        for name in (PAGES, ASKED):
            link(old / name, data / name)
        counts = events.write(data / events.FILE, self.past.window, self.past.stated, raw=False)
        manifest = replace(Manifest.read(old), events=counts, coverage=self.past.coverage, versions=VERSIONS)
        manifest.write(data)
        write_counts(data, self.now)


def _fired(rows: dict[str, Any], key: str) -> str:
    return f"fired {rows[key]['fired']} times" if key in rows else "not counted"


def remade(
    folder: Path, record: Timeline, counting: Counting, sources: Sequence[Source] | None = None
) -> Remade | None:
    """The history of that record, made again; None where the bundle keeps none, or none of its native answers.

    Args:
        folder: the bundle.
        record: as today's parsers make it.
        counting: counts the past for it.
        sources: those that were asked, where they cannot be made from what the bundle tells of them.

    Raises:
        ConfigError: something of it cannot be read.
    """
    data = folder / bag.PAYLOAD / HISTORY
    if not (data / PAGES).is_file():
        return None
    found = replayed(data, sources)
    with whole(data / PULL):
        manifest = Manifest.read(data)
    past = Timeline(found.window, found, rows(manifest.coverage, found.coverage), found=found.pulled.found)
    now = text_of(counting(record, past))
    with whole(data / COUNTS):
        before = (data / COUNTS).read_text(encoding="utf-8")
        same = now == before and _lines(data / events.FILE) == [json_line(each, raw=False) for each in past.stated]
        return Remade(past, json.loads(before), json.loads(now), same)


def _lines(file: Path) -> list[str]:
    with events.opened(file) as told:
        return told.read().decode().split("\n")[1:-1]


def rows(kept: tuple[Coverage, ...], now: tuple[Coverage, ...]) -> list[Coverage]:
    """The rows of the pull with what today's parsers count; a gap that they meet beside those of the pull is one."""
    found = {row.source: row for row in now}
    return [_row(row, found[row.source]) if row.source in found else row for row in kept]


def _row(kept: Coverage, now: Coverage) -> Coverage:
    known = {(gap.start, gap.end, gap.where) for gap in kept.gaps}
    new = tuple(gap for gap in now.gaps if (gap.start, gap.end, gap.where) not in known)
    counts = {name: getattr(now, name) for name in _COUNTS}
    status = "partial" if new and kept.status == "complete" else kept.status
    return kept.model_copy(update={**counts, "status": status, "gaps": (*kept.gaps, *new)})
