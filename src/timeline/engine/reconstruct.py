"""Ask every source in a thread of its own, clip, remove duplicates, order, and say what is missing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from timeline.engine.incomplete import IncompleteError
from timeline.engine.intake import Pull
from timeline.engine.progress import shown
from timeline.joining.happenings import joined, relinked, skewed
from timeline.joining.rules import links
from timeline.model.collector import collector_paused
from timeline.model.errors import ConfigError
from timeline.model.event import Event, sort_key
from timeline.model.profile import in_order
from timeline.model.window import Window, parse_span
from timeline.people.rules import Rules
from timeline.porting.archive import Archive
from timeline.porting.cleaning import Cleaning
from timeline.porting.clock import Clock, SystemClock
from timeline.porting.progress import Progress
from timeline.porting.run import Run
from timeline.porting.source import Source
from timeline.porting.subject import Subject
from timeline.record import Timeline

#: A source that is cut off at the deadline gets this long to say itself what it had not read.
_GRACE_S = 5.0


def reconstruct(
    window: Window,
    sources: Iterable[Source] | None = None,
    *,
    config: str | Path | None = None,
    on_gap: Literal["keep", "raise"] = "keep",
    progress: Progress | Literal[False] | None = None,
    deadline: str | timedelta = "15m",
    executor: Executor | None = None,
    keep_raw: bool = True,
) -> Timeline:
    """Pull a past window from every source and merge it into one ordered record.

    A source that fails becomes a gap in the coverage and never takes the others down. Ctrl-C ends the
    pull at once and returns what had come, with gaps of reason `interrupted`.

    Args:
        window: the half-open span to reconstruct.
        sources: the sources to ask; without them those of the configuration.
        config: a `timeline.toml` to take the sources from.
        on_gap: `"raise"` refuses an incomplete record.
        progress: called with a source's name and a short text now and then, from any thread. Without it a
            notebook shows a bar for each source while it waits (extra `notebook`); `False` shows nothing.
        deadline: how long the whole pull may last, e.g. `"15m"`.
        executor: any `concurrent.futures.Executor` whose calls run in this process, such as a
            `ThreadPoolExecutor`: it runs the sources instead of our own threads, one call each.
        keep_raw: keep the native payloads, for `save` and `to_json(raw=True)`; they are most of the memory.

    Raises:
        ConfigError: neither or both of `sources` and `config`, something that is no source, two sources of
            one name, an executor that cannot take the work, or a faulty file.
        IncompleteError: `on_gap="raise"` and something is missing; holds the partial record.
    """
    if on_gap not in ("keep", "raise"):
        raise ConfigError(f'on_gap is "keep" or "raise", not {on_gap!r}')
    found, rules = asked(sources, config), _rules(config)
    if executor is not None:
        _check_executor(executor)
    with shown(progress or None, [source.name for source in found], quiet=progress is False) as told:
        record = pull(
            window,
            found,
            clock=SystemClock(),
            deadline=parse_span(deadline),
            progress=told,
            executor=executor,
            keep_raw=keep_raw,
        )
    record = record.with_people(rules) if rules else record
    if on_gap == "raise" and not record.complete:
        raise IncompleteError(record)
    return record


def stream(
    window: Window,
    sources: Iterable[Source] | None = None,
    *,
    config: str | Path | None = None,
    progress: Progress | None = None,
    deadline: str | timedelta = "15m",
) -> Stream:
    """Pull a past window and hand out its events as their pages come; the ordered record is there at the end.

    Args:
        window: the half-open span to pull.
        sources: the sources to ask; without them those of the configuration.
        config: a `timeline.toml` to take the sources from.
        progress: called with a source's name and a short text now and then, from any thread.
        deadline: how long the whole pull may last, e.g. `"15m"`.

    Raises:
        ConfigError: as `reconstruct`.
    """
    found = asked(sources, config)
    return Stream(window, found, clock=SystemClock(), deadline=parse_span(deadline), progress=progress, aloud=True)


def pull(
    window: Window,
    sources: Sequence[Source],
    *,
    clock: Clock,
    deadline: timedelta = timedelta(minutes=15),
    progress: Progress | None = None,
    executor: Executor | None = None,
    keep_raw: bool = True,
    now: datetime | None = None,
    cleaning: Cleaning | None = None,
    archive: Archive | None = None,
    subjects: Sequence[Subject] | None = None,
) -> Timeline:
    """`reconstruct` with the clock to wait by, the time of the pull, and where answers are kept and found again.

    With `subjects`, what the sources tell of the past of these alerts and pages in the window.
    """
    with collector_paused():
        return Stream(
            window,
            sources,
            clock=clock,
            deadline=deadline,
            progress=progress,
            executor=executor,
            keep_raw=keep_raw,
            now=now,
            cleaning=cleaning,
            archive=archive,
            subjects=subjects,
        ).record


class Stream(Iterator[Event]):
    """The events of a pull, in no order, each as soon as it is read; made by `stream`.

    An event's `happening` is not known before all are there: it stands in `record` only.
    """

    def __init__(
        self,
        window: Window,
        sources: Sequence[Source],
        *,
        clock: Clock,
        deadline: timedelta,
        progress: Progress | None = None,
        executor: Executor | None = None,
        keep_raw: bool = True,
        aloud: bool = False,
        now: datetime | None = None,
        cleaning: Cleaning | None = None,
        archive: Archive | None = None,
        subjects: Sequence[Subject] | None = None,
    ) -> None:
        self._window = window
        now, cleaning = now or clock.now(), cleaning or Cleaning()  # one for all sources
        self._stop = threading.Event()
        self._told: queue.SimpleQueue[Event | Pull] = queue.SimpleQueue()
        self._interrupted = False
        self._record: Timeline | None = None
        told = self._told if aloud else None
        run = partial(
            Run,
            window=window,
            deadline=deadline.total_seconds(),
            clock=clock,
            stop=self._stop,
            progress=progress,
            keep_raw=keep_raw,
            now=now,
            cleaning=cleaning,
            archive=archive,
        )
        self._pulls = [Pull(source, run(source.name), told=told, subjects=subjects) for source in sources]
        self._waiting = len(self._pulls)
        for each in self._pulls:
            _start(each, self._told, executor)

    def __next__(self) -> Event:
        while self._waiting:
            found = self._next()
            if isinstance(found, Event):
                return found
        self._stop.set()
        raise StopIteration

    @property
    def record(self) -> Timeline:
        """The ordered record, once every source has ended; what was not yet handed out is in it, too."""
        for _ in self:
            pass
        if self._record is None:
            self._record = self._made()
        return self._record

    def _next(self) -> Event | None:
        """The next event; None when a source ended, time passed, or the pull is over."""
        left = max(each.run.remaining() for each in self._pulls) + _GRACE_S
        try:
            found = self._told.get(timeout=max(min(left, 1.0), 0.01))
        except queue.Empty:
            if left <= 0:
                self._waiting = 0
            return None
        except KeyboardInterrupt:
            self._interrupted, self._waiting = True, 0
            return None
        if isinstance(found, Event):
            return found
        self._waiting -= 1
        return None

    def _made(self) -> Timeline:
        rows = [each.close(interrupted=self._interrupted) for each in self._pulls]
        events = sorted((event for each in self._pulls for event in each.events.values()), key=sort_key)
        failed: list[str] = []
        found = links(events, failed.append)
        notes = skewed(found)
        rows = [row.noting(*notes.get(row.source, ()), *failed) for row in rows]
        events = joined(events, found)
        profiles = [profile for each in self._pulls for profile in each.run.profiles]
        return Timeline(self._window, events, rows, found=relinked(events, found), profiles=in_order(profiles))


def asked(sources: Iterable[Source] | None, config: str | Path | None) -> list[Source]:
    """The sources that are given, or those of the configuration.

    Raises:
        ConfigError: neither or both, something that is no source, two sources of one name, or a faulty file.
    """
    if (sources is None) == (config is None):
        raise ConfigError("give either sources or config=, one of the two")
    if sources is None:
        from timeline.config.load import load_sources  # noqa: PLC0415 - configuration stands above the engine

        sources = load_sources(config)
    found = [_checked(source) for source in sources]
    names = [source.name for source in found]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"two sources are named {name!r}: ids would collide; give one of them another name=")
    return found


def _checked(source: Source) -> Source:
    if not isinstance(getattr(source, "name", None), str) or not callable(getattr(source, "fetch", None)):
        raise ConfigError(f"no source: {type(source).__name__!r} object; a source has a name and fetch(window, run)")
    return source


def _rules(config: str | Path | None) -> Rules | None:
    """What the files beside the configuration say of people; sources that are given come without."""
    if config is None:
        return None
    from timeline.config.people import load_people  # noqa: PLC0415 - configuration stands above the engine

    return load_people(config)


def _check_executor(executor: Executor) -> None:
    """Give it a call that can only be answered here, as a pull can: its threads share clock, counts and Ctrl-C."""
    here = threading.Event()
    try:
        executor.submit(here.set).result(timeout=_GRACE_S)
    except TimeoutError:
        return  # it is busy, which is no reason to refuse it
    except Exception as error:  # noqa: BLE001 - an executor may refuse in any way
        why = f"it answers with {type(error).__name__}"
    else:
        why = "its calls run elsewhere"
        if here.is_set():
            return
    raise ConfigError(
        f"executor= cannot take the work of a pull ({why}): give one whose calls run in this process, such as a "
        "ThreadPoolExecutor; other processes can each reconstruct a window or a source of their own"
    )


def _start(each: Pull, done: queue.SimpleQueue[Event | Pull], executor: Executor | None) -> None:
    def work() -> None:
        try:
            each.read()
        finally:
            done.put(each)

    def ended(future: Future[None]) -> None:
        # The executor may also drop the call, or be unable to make it.
        if future.cancelled() or future.exception():
            each.given_up(CancelledError() if future.cancelled() else future.exception())
        done.put(each)

    if executor:
        try:
            executor.submit(each.read).add_done_callback(ended)
        except Exception as error:  # noqa: BLE001 - an executor may refuse in any way
            each.given_up(error)
            done.put(each)
    else:
        # A daemon, because neither Ctrl-C nor the interpreter's end may wait for a socket.
        threading.Thread(target=work, daemon=True, name=f"timeline-{each.source.name}").start()
