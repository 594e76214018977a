"""`data/history/`: what was asked for the past of a record's alerts and pages, kept as the pull itself is kept.

It is asked into a folder beside the bundle, so that the bundle stays whole until all is there; a folder that was left
there by a process that was killed is gone on with, and nothing that stands in it is asked again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from timeline.bundle import archive, bag, events, unfinished
from timeline.bundle.counted import write_counts
from timeline.bundle.files import whole
from timeline.bundle.manifest import FILE as PULL
from timeline.bundle.manifest import Manifest
from timeline.bundle.pulling import How, is_interrupted
from timeline.bundle.sources import differences, made, told
from timeline.bundle.staged import HISTORY, PAGES, link, staged
from timeline.bundle.unfinished import Unfinished
from timeline.engine.past import past
from timeline.formats.files import write_whole
from timeline.formats.tables import json_text
from timeline.model.errors import ConfigError
from timeline.model.window import Window
from timeline.porting.cleaning import Cleaning
from timeline.porting.clock import SystemClock
from timeline.porting.source import Source
from timeline.porting.subject import Subject
from timeline.record import Timeline

ASKED = "asked.json"
_SCHEMA = "timeline-asked/1"
_LONG = timedelta(days=1)
#: What is made of a past that was read: the counts, as a JSON object.
Counting = Callable[[Timeline], dict[str, Any]]


def keep(
    folder: Path,
    window: Window,
    subjects: Sequence[Subject],
    sources: Sequence[Source],
    *,
    how: How,
    counting: Counting,
) -> Timeline:
    """Ask for the past of those, and keep it in the bundle, which is sealed anew.

    Args:
        folder: the bundle.
        window: the time before its record.
        subjects: whose past is asked for.
        sources: all that are configured.
        how: clock, deadline, and whom to tell how far it is.
        counting: makes the counts.

    Raises:
        ConfigError: the folder is no bundle, or cannot be written.
        TimelineError: the disk is full; what was kept so far stays, and is gone on with.
    """
    if not bag.sealed(folder):
        raise ConfigError(f"no record in {str(folder)!r} to keep a history with: it is not sealed")
    whole_path = folder.resolve()
    beside = whole_path.with_name(f"{whole_path.name}.history")
    if bag.sealed(beside) and _is_of(beside, window, subjects, sources):
        found = replayed(beside / bag.PAYLOAD, sources)  # it was killed when all was there
    else:
        found = _asked(beside, window, subjects, sources, how)
    if is_interrupted(found):
        return found
    with unfinished.writing(folder), staged(folder, adding=True) as data:
        (data / HISTORY).mkdir()
        for name in (PULL, PAGES, events.FILE, ASKED):
            link(beside / bag.PAYLOAD / name, data / HISTORY / name)
        write_counts(data / HISTORY, counting(found))
    shutil.rmtree(beside, ignore_errors=True)
    return found


def replayed(data: Path, sources: Sequence[Source] | None = None) -> Timeline:
    """The past as the kept answers tell it, by today's parsers; of one that is not there, a gap. Nothing is asked.

    Args:
        data: where pages and manifest stand.
        sources: those that were asked, where they cannot be made from what the manifest tells of them.

    Raises:
        ConfigError: something in it cannot be read.
    """
    manifest = _manifest(data)
    window, subjects = _told(data)
    found = list(sources) if sources is not None else [made(each) for each in manifest.sources]
    with whole(data / PAGES), archive.opened(data / PAGES, offline=True) as kept:
        return past(window, found, subjects, clock=SystemClock(), deadline=_LONG, now=manifest.clock, archive=kept)


def _asked(beside: Path, window: Window, subjects: Sequence[Subject], sources: Sequence[Source], how: How) -> Timeline:
    with ExitStack() as stack:
        if unfinished.is_unfinished(beside) and _is_of(beside, window, subjects, sources):
            begun = stack.enter_context(unfinished.again(beside))
        else:
            shutil.rmtree(beside, ignore_errors=True)
            begun = stack.enter_context(unfinished.begun(beside, window, told(sources), how.clock.now()))
            write_whole(beside / bag.PAYLOAD / ASKED, [json_text(_asking(window, subjects)), "\n"])
        return _read(begun, subjects, sources, how)


def _read(begun: Unfinished, subjects: Sequence[Subject], sources: Sequence[Source], how: How) -> Timeline:
    with archive.opened(begun.pages) as kept:
        found = past(
            begun.manifest.window, sources, subjects, clock=how.clock, deadline=how.deadline, progress=how.progress,
            now=begun.manifest.clock, cleaning=Cleaning(begun.key), archive=kept,
        )  # fmt: skip
    if kept.failure:
        raise kept.failure
    if not is_interrupted(found):
        begun.end(found)
    return found


def _asking(window: Window, subjects: Sequence[Subject]) -> dict[str, Any]:
    return {"schema": _SCHEMA, "window": window.to_dict(), "subjects": [each.to_dict() for each in subjects]}


def _is_of(beside: Path, window: Window, subjects: Sequence[Subject], sources: Sequence[Source]) -> bool:
    """Whether the same was asked into that folder."""
    try:
        same = _told(beside / bag.PAYLOAD) == (window, list(subjects))
        return same and not differences(_manifest(beside / bag.PAYLOAD).sources, told(sources))
    except ConfigError:
        return False


def _told(data: Path) -> tuple[Window, list[Subject]]:
    with whole(data / ASKED):
        given: Mapping[str, Any] = json.loads((data / ASKED).read_bytes())
        window = Window(given["window"]["start"], given["window"]["end"])
        return window, [Subject.read(each) for each in given["subjects"]]


def _manifest(data: Path) -> Manifest:
    with whole(data / PULL):
        return Manifest.read(data)
