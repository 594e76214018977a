"""A bounded pool for independent work: one job that fails loses only itself."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError, raised
from timeline.model.event import Event
from timeline.model.window import Window

#: A piece of independent work: what it yields is a finding, or more work of the same sort.
Job = Callable[[], Iterable["Event | Gap | Job"]]
#: How many jobs of one source run at the same time.
WORKERS = 8


class Pool:
    """Does jobs of one source at the same time, in daemon threads: Ctrl-C must not wait for a socket.

    Args:
        source: whose jobs they are.
        window: the window being pulled.
        jobs: to begin with.
    """

    def __init__(self, source: str, window: Window, jobs: Iterable[Job]) -> None:
        self._source = source
        self._window = window
        self._waiting: deque[Job] = deque(jobs)
        self._threads = 0
        self._busy = 0
        self._change = threading.Condition()
        self._found: queue.SimpleQueue[Event | Gap | BaseException | None] = queue.SimpleQueue()
        self._closed = False

    def results(self) -> Iterator[Event | Gap]:
        """What they find, in no particular order; raises what was no error once the others are done."""
        failure: BaseException | None = None
        try:
            self._hire()
            while self._threads:
                found = self._found.get()
                if found is None:
                    self._threads -= 1
                elif isinstance(found, BaseException):
                    failure = failure or found
                else:
                    yield found
        finally:
            self._close()
        if failure:
            raise failure

    def _hire(self) -> None:
        for _ in range(WORKERS):
            self._threads += 1
            threading.Thread(target=self._work, daemon=True, name=f"timeline-{self._source}").start()

    def _close(self) -> None:
        with self._change:
            self._closed = True
            self._waiting.clear()
            self._change.notify_all()

    def _work(self) -> None:
        try:
            while job := self._next():
                self._do(job)
        finally:
            self._found.put(None)

    def _next(self) -> Job | None:
        with self._change:
            self._change.wait_for(lambda: self._closed or self._waiting or not self._busy)
            if self._closed or not self._waiting:
                self._change.notify_all()
                return None
            self._busy += 1
            return self._waiting.popleft()

    def _do(self, job: Job) -> None:
        try:
            for found in job():
                self._take(found)
        except SourceError as error:
            self._found.put(Gap.after(error, self._window))
        except Exception as error:  # noqa: BLE001 - one record must not take down what other jobs read
            detail = f"a part of {self._source} stopped with {raised(error)}"
            self._found.put(Gap.of(self._window, "error", detail))
        except BaseException as error:  # noqa: BLE001 - carried to the thread that asked
            self._found.put(error)
        finally:
            with self._change:
                self._busy -= 1
                self._change.notify_all()

    def _take(self, found: Event | Gap | Job) -> None:
        if isinstance(found, (Event, Gap)):
            self._found.put(found)
            return
        with self._change:
            self._waiting.append(found)
            self._change.notify()
