"""The past of a record's alerts and pages: asked for, counted, and kept where the record is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from timeline.bundle import bag
from timeline.bundle.counted import counts
from timeline.bundle.past import keep, replayed
from timeline.bundle.pulling import How
from timeline.bundle.staged import HISTORY, PAGES
from timeline.engine.past import past
from timeline.engine.reconstruct import asked
from timeline.facts.histories import Histories
from timeline.facts.subjects import subjects
from timeline.model.coverage import Coverage, Gap
from timeline.model.errors import ConfigError
from timeline.model.window import Window, parse_span
from timeline.porting.clock import Clock, SystemClock
from timeline.porting.progress import Progress
from timeline.porting.source import Source
from timeline.record import Timeline

DAYS = 90
_MOST = 3650


def history(
    record: Timeline,
    sources: Iterable[Source] | None = None,
    *,
    config: str | Path | None = None,
    days: int = DAYS,
    to: str | Path | None = None,
    progress: Progress | None = None,
    deadline: str | timedelta = "15m",
    clock: Clock | None = None,
) -> Histories:
    """How often each alert and page of a record fired before, and what followed until it recovered.

    The same sources are asked as for the record, each by its own filter: monitors by their ids, incidents by their
    services, changes by what they say. Messages are not asked for.

    Args:
        record: what happened; a part of one is taken for its whole.
        sources: the sources to ask; without them those of the configuration.
        config: a `timeline.toml` to take the sources from.
        days: how far back from where the record's window begins.
        to: the bundle that the record was read from: native answers and counts are kept in it, it is sealed anew, and
            `record.history` has them when it is read again. One that was killed is gone on with.
        progress: called with a source's name and a short text now and then, from any thread.
        deadline: how long it may take, e.g. `"15m"`.
        clock: the clock to wait by.

    Raises:
        ConfigError: neither or both of `sources` and `config`, a faulty file, a number of days that is none, or a
            folder that cannot be written.
        TimelineError: the disk is full.
    """
    if not 0 < days <= _MOST:
        raise ConfigError(f"a history is of 1 to {_MOST} days, not {days}")
    found = asked(sources, config)
    start = record.window.start
    window, about = Window(start - timedelta(days=days), start), subjects(record.pulled.events)
    how = How(parse_span(deadline), progress, clock or SystemClock())
    if to is None:
        before = past(window, found, about, clock=how.clock, deadline=how.deadline, progress=progress)
    else:
        before = keep(
            Path(to),
            window,
            about,
            found,
            how=how,
            counting=lambda read: Histories.counted(whole(record), read, days).to_dict(),
        )
    return Histories.counted(whole(record), before, days)


def kept(record: Timeline, folder: Path) -> Histories | None:
    """The history that a bundle keeps of its record; None where it has none.

    Where something of it is not as it was sealed, it is counted again from the answers that are left; where none are
    kept, its counts are as far as read.

    Raises:
        ConfigError: it cannot be read.
    """
    data = folder / bag.PAYLOAD / HISTORY
    is_whole = bag.is_whole(folder, f"{bag.PAYLOAD}/{HISTORY}")
    if not is_whole and (data / PAGES).is_file():
        return recounted(record, folder)
    if (found := counts(folder)) is None:
        return None
    told, window = found
    before = Histories.read(told, window)
    if is_whole:
        return before
    lost = [row.to_dict() for row in _lost(before.coverage, window)]
    return Histories.read({**told, "coverage": lost}, window)


def recounted(record: Timeline, folder: Path) -> Histories:
    """The history counted again from the kept answers, by today's parsers; of what is not there, a gap.

    Raises:
        ConfigError: what was asked cannot be read.
    """
    before = replayed(folder / bag.PAYLOAD / HISTORY)
    days = (before.window.end - before.window.start).days
    return Histories.counted(whole(record), _marked(before, folder), days)


def _marked(before: Timeline, folder: Path) -> Timeline:
    """The past with a gap for whatever was taken from it."""
    if bag.is_whole(folder, f"{bag.PAYLOAD}/{HISTORY}"):
        return before
    return Timeline(before.window, before, _lost(before.coverage, before.window))


def _lost(coverage: Iterable[Coverage], window: Window) -> list[Coverage]:
    """The rows with a gap: nobody knows what an answer that is not there told."""
    gap = Gap.of(window, "lost", "what was kept of it is not as it was sealed")
    return [
        row if row.status == "skipped" else row.model_copy(update={"status": "partial", "gaps": (*row.gaps, gap)})
        for row in coverage
    ]


def whole(record: Timeline) -> Timeline:
    """All that was pulled, of which the record may be a part."""
    return Timeline(record.window, record.pulled.events, record.coverage)
