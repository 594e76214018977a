"""One pull of a source from its stand-in, and all that was seen of it."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from timeline.demo.server import StandIn
from timeline.engine.reconstruct import pull
from timeline.model.coverage import Coverage, Gap
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.porting.run import Run
from timeline.porting.source import Source
from timeline.porting.within import within
from timeline.record import Timeline
from timeline.testing.kit.wire import Wire, call_of
from timeline.testing.simulated import SimulatedClock

#: How long a pull may last that waits for nothing.
PATIENCE_S = 20.0
_SETTLES_S = 1.0
# What was measured depends on the pull, and the type is ours that watches.
_OF_THE_PULL = ("measured", "type", "provisional_until")


class _Watched:
    """A source, and what it yielded before the engine looked at it."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.source = source
        self.yielded: list[Any] = []

    def fetch(self, window: Window, run: Run) -> Iterator[Event | Gap]:
        for each in self.source.fetch(window, run):
            self.yielded.append(each)
            yield each


@dataclass(frozen=True)
class Seen:
    """One pull.

    Attributes:
        record: what came out; None where the pull did not end.
        yielded: what the source yielded, in its order.
        wire: what was asked.
        waited: seconds that it waited, on a clock that lets no time pass.
        log: what was logged, if somebody listened.
        open: how many more connections were open when it had ended, if somebody waited to see.
        unended: why it did not end, or an empty text.
    """

    record: Timeline | None
    yielded: list[Any]
    wire: Wire
    waited: float = 0.0
    log: str = ""
    open: int = 0
    unended: str = ""
    events: dict[str, Event] = field(default_factory=dict)

    @property
    def row(self) -> Coverage:
        """Its coverage; of a pull that did not end, an empty one with a gap."""
        if self.record is None:
            return Coverage(source="", type="", status="failed")
        return self.record.coverage[0]

    @property
    def whole(self) -> bool:
        """Whether it claims to be complete."""
        return self.row.status == "complete"

    @property
    def calls(self) -> list[str]:
        """What was asked, each once, in the order of the first time."""
        return list(dict.fromkeys(call_of(request) for request, _ in self.wire.asked))

    def bytes(self) -> dict[str, Any]:
        """What has to be the same at every pull, by event; the coverage under an empty name."""
        told: dict[str, Any] = {key: each.to_dict(raw=True) | {"happening": None} for key, each in self.events.items()}
        return told | {"": {name: value for name, value in self.row.to_dict().items() if name not in _OF_THE_PULL}}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a pull is made under; with `listen`, logs are heard; with `settle`, connections are seen to be closed."""

    window: Window
    now: datetime
    deadline: timedelta = timedelta(minutes=15)
    listen: bool = False
    settle: bool = False


def pulled(source: Source, wire: Wire, server: StandIn, under: Circumstances) -> Seen:
    """Pull it; one that does not end is left, and its server answers it no more."""
    watched, clock, before = _Watched(source), SimulatedClock(under.now), server.open

    def work() -> Timeline:
        return pull(under.window, [watched], clock=clock, deadline=under.deadline, now=under.now)

    with _listening(on=under.listen) as log:
        try:
            record, unended = within(PATIENCE_S, work), ""
        except TimeoutError:
            record, unended = None, f"it had not ended after {PATIENCE_S:.0f} s and {len(wire.asked)} requests"
            wire.most = 0
            clock.pass_by(under.deadline.total_seconds())
    if wire.endless and not unended:
        unended = f"it asked {wire.most} times and would have gone on"
    left = _left_open(server, before) if under.settle else 0
    told = {each.id: each for each in record or ()}
    return Seen(record, watched.yielded, wire, sum(clock.waits), "\n".join(log), left, unended, told)


def _left_open(server: StandIn, before: int) -> int:
    """How many connections stay open; the server needs a moment to see that one was closed."""
    ends = time.monotonic() + _SETTLES_S
    while server.open > before and time.monotonic() < ends:
        time.sleep(0.002)
        if time.monotonic() > ends - _SETTLES_S / 2:
            gc.collect()  # what nobody holds any more is no connection that is kept
    return max(server.open - before, 0)


@contextmanager
def _listening(*, on: bool) -> Iterator[list[str]]:
    """All that is logged meanwhile, at every level."""
    lines: list[str] = []
    if not on:
        yield lines
        return
    root, handler = logging.getLogger(), logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign] # one use
    before, others = root.level, root.handlers[:]
    root.handlers[:] = [handler]  # nobody else is to read all that
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.setLevel(before)
        root.handlers[:] = others
