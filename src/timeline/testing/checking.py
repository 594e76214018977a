"""One call that says whether a source keeps the contract, and tells what it told when its record was last looked at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

from timeline.engine.reconstruct import pull
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.clock import SystemClock
from timeline.porting.source import Source
from timeline.record import Timeline
from timeline.testing.golden import differences
from timeline.testing.replay import Answers, Replay


def check_source(
    source: Source, window: Window, *, answers: Answers | None = None, golden: str | Path | None = None
) -> list[str]:
    """What this source does against the contract, one sentence each; an empty list when it keeps it.

    It is pulled twice. The clock waits for real, so give it a server that answers at once.

    Args:
        source: with `answers`, one that takes a `base_url`; the variable with its token need not be set.
        window: what to pull.
        answers: recorded answers, told over a server on this machine in the service's place: a folder of JSON files, or
            an answer for each `GET /path?name=value` or `POST /path {"name": "value"}` below the base address. Of query
            and body only what is written here has to be asked for. What was not recorded and is asked for is a fault,
            and so is what is never asked for.
        golden: a file that holds what the source told when somebody last looked: its events, and its coverage without
            what was measured. A difference is a fault; a gap that stands in there is none. With `TIMELINE_GOLDEN=write`
            in the environment it is written.
    """
    replay = nullcontext(None) if answers is None else Replay(source, answers)
    with replay as recorded:
        asked = recorded.source if recorded else source
        first, second = _pulled(asked, window), _pulled(asked, window)
    faults = list(recorded.faults()) if recorded else []
    faults += [] if golden else [f"the pull left a gap: {gap.detail}" for gap in first.coverage[0].gaps]
    faults += _faults_of_events(source, first)
    if [event.to_dict() for event in first] != [event.to_dict() for event in second]:
        faults.append("two pulls of the same window differ")
    faults += differences(first, Path(golden), recorded.original if recorded else str) if golden else []
    return faults


def _pulled(source: Source, window: Window) -> Timeline:
    return pull(window, [source], clock=SystemClock(), deadline=timedelta(minutes=2))


def _faults_of_events(source: Source, record: Timeline) -> Iterator[str]:
    row = record.coverage[0]
    if row.duplicates:
        yield f"{row.duplicates} events share their id with another one"
    if not row.closes:
        yield "raw rows are not events + duplicates + out of window + undated + rejected"
    if row.out_of_window and not row.events:
        yield "every event it told lies outside the window: does it use the window it is given?"
    for event in record:
        if not event.id.startswith(f"{source.name}:"):
            yield f"the id {event.id!r} does not start with the source's name"
        if not _survives_json(event):
            yield f"{event.id!r} does not survive JSON"


def _survives_json(event: Event) -> bool:
    try:
        return Event.model_validate_json(event.model_dump_json()) == event
    except ValueError:
        return False
