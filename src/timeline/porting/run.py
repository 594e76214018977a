"""What the engine gives a source for one pull: deadline, cancel flag, counts, and a pool for independent work."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from timeline.model.coverage import Gap, Tally
from timeline.model.errors import StoppedError, raised
from timeline.model.event import Event
from timeline.model.profile import Profile, in_order
from timeline.model.window import Instant, Window, read_iso
from timeline.porting.archive import Archive
from timeline.porting.cleaning import Cleaning
from timeline.porting.clock import Clock, SystemClock
from timeline.porting.draft import Draft
from timeline.porting.payload import text
from timeline.porting.pool import Job, Pool
from timeline.porting.progress import Ahead, Progress, Told

_NO_CLOCK = 86400.0  # what is a day off is no clock


class Run:
    """One source's part of one pull. Safe to use from several threads.

    Args:
        source: the configured source's name.
        window: the window being pulled.
        deadline: how many seconds the pull may last from now.
        clock: the clock to wait by.
        stop: set when the pull is over for everybody.
        progress: called with the source's name and a short text, e.g. while waiting for a limit.
        keep_raw: whether events keep their native payloads.
        now: the time of the pull, which shapes what is asked; without it, that of the clock.
        cleaning: takes credentials and addresses out of what services answer.
        archive: keeps the answers, if anything does.

    Attributes:
        now: the time of the pull, one for all sources: what shapes requests and gaps is worked out from it.
    """

    def __init__(
        self,
        source: str,
        window: Window,
        *,
        deadline: float = 900.0,
        clock: Clock | None = None,
        stop: threading.Event | None = None,
        progress: Progress | None = None,
        keep_raw: bool = True,
        now: datetime | None = None,
        cleaning: Cleaning | None = None,
        archive: Archive | None = None,
    ) -> None:
        self.keep_raw = keep_raw
        self.cleaning = cleaning or Cleaning()
        self.archive = archive
        self.source = source
        self.window = window
        self.clock = clock or SystemClock()
        self.now = now or self.clock.now()
        self.stop = stop or threading.Event()
        self.tally = Tally()
        self._ends = self.clock.monotonic() + deadline
        self._progress = progress
        self._ahead = Ahead()
        self._lock = threading.Lock()
        self._notes: set[str] = set()
        self._profiles: set[Profile] = set()
        self._provisional_until: datetime | None = None
        self._said = -math.inf
        self._offset = (-math.inf, math.inf)
        self._closers: list[Callable[[], None]] = []

    @property
    def offline(self) -> bool:
        """Whether nothing may be asked: what was kept is read again."""
        return self.archive is not None and self.archive.offline

    def count(self, **amounts: float) -> None:
        """Add to this source's counts.

        `raw_rows` (native records that each tell of one event), and what became of those that are not
        yielded: `out_of_window`, `duplicates`. Measured: `requests`, `answers`, `retries`, `waited_s`. Events that are
        yielded are counted by the engine.
        """
        self.tally.add(amounts)

    def undated(self, what: str) -> Gap:
        """Count a record whose time cannot be read; yield the gap, which names it."""
        self.count(undated=1)
        return Gap.of(
            self.window, "undated", f"{what} has no readable time and stands nowhere in the order", where=what
        )

    def rejected(self, what: str, why: str) -> Gap:
        """Count a record that cannot be made into an event; yield the gap, which names it."""
        self.count(rejected=1)
        return Gap.of(self.window, "rejected", f"{what} could not be read: {why}", where=what)

    def emit(self, draft: Draft) -> Iterator[Event | Gap]:
        """The event of a draft, if it lies in the window; counted as a raw row either way."""
        self.count(raw_rows=1)
        key = f"{self.source}:{draft.id}"
        if not draft.kind or text(draft.id) is None:
            yield self.rejected(key, "it has no id" if draft.kind else draft.summary)
            return
        try:
            when = draft.stamp if isinstance(draft.stamp, Instant) else read_iso(draft.stamp)
        except ValueError:
            yield self.undated(key)
            return
        if not self.window.start <= when.time < self.window.end:
            self.count(out_of_window=1)
            return
        try:
            made = draft.event(self.source, when, raw=self.keep_raw)
        except Exception as error:  # noqa: BLE001 - whatever shape it has, the others are to be read
            yield self.rejected(key, raised(error))
        else:
            yield made

    def clock_seen(self, told: datetime, sent: datetime, received: datetime) -> None:
        """Bound the service's clock by what it said in an answer, in whole seconds, between two times of ours."""
        low, high = (told - received).total_seconds(), (told - sent).total_seconds() + 1
        with self._lock:
            self._offset = (max(low, self._offset[0]), min(high, self._offset[1]))

    def measured(self) -> dict[str, float]:
        """What describes the pull: requests, retries, seconds waited, and by how much the service's clock is off.

        `clock_offset_s` is the least that its `Date` headers prove, in whole seconds, ahead of this machine's
        clock (behind: negative); 0 where they agree with it.
        """
        made: dict[str, float] = {name: int(self.tally[name]) for name in ("requests", "retries")}
        made["waited_s"] = round(self.tally["waited_s"], 1)
        low, high = self._offset
        if -_NO_CLOCK < low <= high < _NO_CLOCK:
            made["clock_offset_s"] = int(max(low, 0) + min(high, 0))
        return made

    def note(self, text: str) -> None:
        """State a limit by design in the coverage, once."""
        with self._lock:
            self._notes.add(text)

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes so far, in a fixed order."""
        with self._lock:
            return tuple(sorted(self._notes))

    def profile(self, profile: Profile) -> None:
        """State what the service says of one of its ids: names, and the keys by which another service may know it."""
        with self._lock:
            self._profiles.add(replace(profile, source=self.source))

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles so far, in a fixed order."""
        with self._lock:
            return in_order(self._profiles)

    def provisional(self, until: datetime) -> None:
        """Say that this source may still receive events of the window until then."""
        with self._lock:
            self._provisional_until = max(until, self._provisional_until or until)

    @property
    def provisional_until(self) -> datetime | None:
        """The latest of the times given to `provisional`, if it is still to come."""
        until = self._provisional_until
        return until if until and until > self.now else None

    def at_end(self, close: Callable[[], None]) -> None:
        """Have something closed when this source has been read, however that ends; once, whoever asks for it."""
        if close not in self._closers:
            self._closers.append(close)

    def close(self) -> None:
        """Close what was to be closed at the end; called by the engine."""
        while self._closers:
            self._closers.pop()()

    def remaining(self) -> float:
        """Seconds until the deadline."""
        return self._ends - self.clock.monotonic()

    def check(self, call: str = "") -> None:
        """Go on only if the pull does.

        Raises:
            StoppedError: interrupted, or past the deadline.
        """
        if self.stop.is_set():
            raise StoppedError(
                "not read: the pull was interrupted", source=self.source, call=call, reason="interrupted"
            )
        if self.remaining() <= 0:
            raise StoppedError(
                "not read before the deadline", source=self.source, call=call, remedy="give a longer --deadline"
            )

    def wait(self, seconds: float, why: str, *, since: float | None = None) -> None:
        """Let that time pass, counted and shown; returns early when the pull is stopped or its deadline is there.

        Args:
            seconds: how long, from now or from `since`, which the clock's `monotonic` told.
            why: shown to the person who waits.
            since: when the time began that is to pass.
        """
        began = self.clock.monotonic() if since is None else since
        seconds = min(seconds, self._ends - began)
        if seconds <= 0:
            return
        self._show(self._with_share(f"waiting {seconds:.0f} s: {why}"))
        self.count(waited_s=seconds)
        self.clock.wait_until(began + seconds, self.stop)

    def say(self, text: str, *, last: bool = False) -> None:
        """Tell the person who waits how far this is: once a second at most, and in any case what is said last."""
        now = time.monotonic()
        if last or now - self._said >= 1.0:
            self._said = now
            self._show(text)

    def counted(self, what: str, job: Job) -> Job:
        """The job, as one of those whose number a person is told: `61 of 150 threads, about 2 min`.

        Args:
            what: what they are called, in the plural.
            job: for `gather`; it counts as done when it has ended, however that was.
        """
        self._ahead.add(what, self.clock.monotonic())

        def counting() -> Iterator[Event | Gap | Job]:
            try:
                yield from job()
            finally:
                self._ahead.did(what)
                self.progressed()

        return counting

    def progressed(self) -> None:
        """Tell the person who waits how far this is: of what is counted, else how many answers came."""
        known = self._ahead.told(self.clock.monotonic())
        answers = int(self.tally["answers"])
        self.say(known or f"{answers} answer{'s' * (answers != 1)}")

    def _with_share(self, text: str) -> str:
        known = self._ahead.told(self.clock.monotonic())
        return Told.of(f"{known}; {text}", known.share) if known else text

    def _show(self, text: str) -> None:
        """Show it; a display that fails is not asked again, and costs no event."""
        try:
            if self._progress:
                self._progress(self.source, text)
        except Exception:  # noqa: BLE001 - the caller's own display may raise anything
            self._progress = None

    def gather(self, jobs: Iterable[Job]) -> Iterator[Event | Gap]:
        """Do independent jobs at the same time and yield what they find, in no particular order.

        A job is a function that returns an iterable of events, gaps and further jobs. A job that fails
        loses only itself: its error becomes a gap over the whole window, so a job that knows better yields
        its own gap. What is no error (`KeyboardInterrupt`, `SystemExit`) is raised here once the others are done.
        """
        yield from Pool(self.source, self.window, jobs).results()
