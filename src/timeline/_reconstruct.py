"""Ask every source in a thread of its own, clip, remove duplicates, order, and say what is missing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from timeline._clock import Clock, SystemClock
from timeline._collector import collector_paused
from timeline._coverage import Coverage, Gap, Status, in_order
from timeline._errors import ConfigError, IncompleteError, SourceError
from timeline._event import Event, sort_key
from timeline._happenings import joined, links, skewed
from timeline._run import Progress, Run
from timeline._source import Source, type_name
from timeline._timeline import Timeline
from timeline._window import Window, parse_span

#: A source that is cut off at the deadline gets this long to say itself what it had not read.
_GRACE_S = 5.0


def reconstruct(
    window: Window,
    sources: Iterable[Source] | None = None,
    *,
    config: str | Path | None = None,
    on_gap: Literal["keep", "raise"] = "keep",
    progress: Progress | None = None,
    deadline: str | timedelta = "15m",
    executor: Executor | None = None,
) -> Timeline:
    """Pull a past window from every source and merge it into one ordered record.

    A source that fails becomes a gap in the coverage and never takes the others down. Ctrl-C ends the
    pull at once and returns what had come, with gaps of reason `interrupted`.

    Args:
        window: the half-open span to reconstruct.
        sources: the sources to ask; without them those of the configuration.
        config: a `timeline.toml` to take the sources from.
        on_gap: `"raise"` refuses an incomplete record.
        progress: called with a source's name and a short text now and then, from any thread.
        deadline: how long the whole pull may last, e.g. `"15m"`.
        executor: runs the sources instead of our own threads, one call each.

    Raises:
        ConfigError: neither or both of `sources` and `config`, two sources of one name, or a faulty file.
        IncompleteError: `on_gap="raise"` and something is missing; holds the partial record.
    """
    asked = _sources(sources, config)
    record = pull(
        window, asked, clock=SystemClock(), deadline=parse_span(deadline), progress=progress, executor=executor
    )
    if on_gap == "raise" and not record.complete:
        raise IncompleteError(record)
    return record


def pull(
    window: Window,
    sources: Sequence[Source],
    *,
    clock: Clock,
    deadline: timedelta = timedelta(minutes=15),
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Timeline:
    """`reconstruct` with the clock to wait by."""
    with collector_paused():
        return _pull(window, sources, clock=clock, deadline=deadline, progress=progress, executor=executor)


def _pull(
    window: Window,
    sources: Sequence[Source],
    *,
    clock: Clock,
    deadline: timedelta,
    progress: Progress | None,
    executor: Executor | None,
) -> Timeline:
    stop = threading.Event()
    seconds = deadline.total_seconds()
    pulls = [
        _Pull(source, Run(source.name, window, deadline=seconds, clock=clock, stop=stop, progress=progress))
        for source in sources
    ]
    done: queue.SimpleQueue[_Pull] = queue.SimpleQueue()
    for each in pulls:
        _start(each, done, executor)
    interrupted = _await(pulls, done, stop)
    rows = [each.close(interrupted=interrupted) for each in pulls]
    events = sorted((event for each in pulls for event in each.events.values()), key=sort_key)
    found = links(events)
    notes = skewed(found)
    rows = [row.model_copy(update={"notes": (*row.notes, *notes.get(row.source, ()))}) for row in rows]
    return Timeline(window, joined(events, found), rows)


def _sources(sources: Iterable[Source] | None, config: str | Path | None) -> list[Source]:
    if (sources is None) == (config is None):
        raise ConfigError("give either sources or config=, one of the two")
    if sources is None:
        from timeline._config import load_sources  # noqa: PLC0415 - configuration stands above the engine

        sources = load_sources(config)
    asked = list(sources)
    names = [source.name for source in asked]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"two sources are named {name!r}: ids would collide; give one of them another name=")
    return asked


def _start(each: _Pull, done: queue.SimpleQueue[_Pull], executor: Executor | None) -> None:
    def work() -> None:
        try:
            each.read()
        finally:
            done.put(each)

    if executor:
        executor.submit(work)
    else:
        # A daemon, because neither Ctrl-C nor the interpreter's end may wait for a socket.
        threading.Thread(target=work, daemon=True, name=f"timeline-{each.source.name}").start()


def _await(pulls: Sequence[_Pull], done: queue.SimpleQueue[_Pull], stop: threading.Event) -> bool:
    """Wait for every source, the deadline or Ctrl-C; true when it was Ctrl-C."""
    waiting = len(pulls)
    try:
        while waiting:
            left = max(each.run.remaining() for each in pulls) + _GRACE_S
            try:
                done.get(timeout=max(min(left, 1.0), 0.01))
                waiting -= 1
            except queue.Empty:
                if left <= 0:
                    break
    except KeyboardInterrupt:
        return True
    finally:
        stop.set()
    return False


@dataclass
class _Pull:
    """What one source has given so far. Closed once; what a late thread adds after that is not seen."""

    source: Source
    run: Run
    events: dict[str, Event] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    yielded: int = 0
    finished: bool = False
    failed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    def read(self) -> None:
        try:
            for found in self.source.fetch(self.run.window, self.run):
                if not self._take(found):
                    return
        except SourceError as error:
            self._fail(Gap.after(error, self.run.window))
        except Exception as error:  # noqa: BLE001 - a stranger's source may raise anything; it is told, by type only
            # The message may quote a payload or a header, so only the type is told.
            where = _raised_at(error)
            self._fail(
                Gap.of(self.run.window, "error", f"{self.source.name} stopped with {type(error).__name__} {where}")
            )
        else:
            with self._lock:
                self.finished = True
        finally:
            self.run.close()

    def close(self, *, interrupted: bool) -> Coverage:
        """The coverage row; from here on nothing more is taken."""
        with self._lock:
            self._closed = True
            self.events = dict(self.events)
        if not self.finished and not self.failed:
            reason, why = ("interrupted", "interrupted") if interrupted else ("deadline", "cut off at the deadline")
            self.gaps.append(Gap.of(self.run.window, reason, f"{self.source.name} was {why} before it had read all"))
        return self._row()

    def _take(self, found: object) -> bool:
        with self._lock:
            if self._closed:
                return False
            if isinstance(found, Gap):
                self.gaps.append(found)
            elif isinstance(found, Event) and found.source == self.source.name:
                self._take_event(found)
            else:
                self.yielded += 1
                self.gaps.append(self.run.rejected(*_not_ours(found, self.source.name)))
        return True

    def _take_event(self, event: Event) -> None:
        self.yielded += 1
        if event.time not in self.run.window:
            self.run.count(out_of_window=1)
        elif event.id in self.events:
            self.run.count(duplicates=1)
            # Read twice while it was being edited: the choice must not depend on which thread was first.
            self.events[event.id] = min(event, self.events[event.id], key=lambda each: repr(each.to_dict(raw=True)))
        else:
            self.events[event.id] = event

    def _fail(self, gap: Gap) -> None:
        with self._lock:
            self.failed = True
            self.gaps.append(gap)

    def _row(self) -> Coverage:
        tally = self.run.tally
        told = {name: int(tally[name]) for name in ("duplicates", "out_of_window", "undated", "rejected")}
        row = Coverage(
            source=self.source.name,
            type=type_name(self.source),
            status="complete",
            events=len(self.events),
            # A source that counts no rows has as many as it told of.
            raw_rows=int(tally["raw_rows"]) or len(self.events) + sum(told.values()),
            gaps=in_order(self.gaps),
            provisional_until=self.run.provisional_until,
            notes=self.run.notes,
            measured=self.run.measured(),
            **told,
        )
        return row.model_copy(update=self._verdict(row))

    def _verdict(self, row: Coverage) -> dict[str, object]:
        gaps = row.gaps
        if not row.closes and not gaps:
            detail = f"{self.source.name} read {row.raw_rows} rows and accounts for another number of them"
            gaps = (Gap.of(self.run.window, "count_mismatch", detail),)
        if self._unanswered and not gaps:
            detail = f"not one call of {self.source.name} was answered, and it says nothing of it"
            gaps = (Gap.of(self.run.window, "unavailable", detail),)
        status: Status = "complete" if not gaps else "failed" if self._saw_nothing(row) else "partial"
        return {"gaps": gaps, "status": status}

    def _saw_nothing(self, row: Coverage) -> bool:
        """Whether it gave nothing because it failed, or because not one of its calls was answered."""
        return not row.events and (self.failed or self._unanswered)

    @property
    def _unanswered(self) -> bool:
        return bool(self.run.tally["requests"]) and not self.run.tally["answers"]


def _raised_at(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "somewhere"


def _not_ours(found: object, name: str) -> tuple[str, str]:
    if isinstance(found, Event):
        return found.id, f"it says it is of source {found.source!r}, but {name!r} yielded it"
    return type(found).__name__, "it is neither an Event nor a Gap"
