"""Work that has only so long, whatever it waits for: a name that is not resolved, a byte now and then."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Aside(Generic[Found]):
    """Work in a thread of its own, begun at once.

    A daemon, because neither Ctrl-C nor the interpreter's end may wait for a socket.
    """

    def __init__(self, work: Callable[[], Found]) -> None:
        self._work = work
        self._done: queue.SimpleQueue[tuple[Found | None, BaseException | None]] = queue.SimpleQueue()
        threading.Thread(target=self._do, daemon=True, name="timeline-aside").start()

    def result(self, seconds: float) -> Found:
        """What it returned, or raise what it raised.

        Raises:
            TimeoutError: it has not ended within so many seconds; it is left to itself.
        """
        try:
            found, error = self._done.get(timeout=max(seconds, 0.0))
        except queue.Empty:
            raise TimeoutError from None
        if error:
            raise error
        return found  # type: ignore[return-value] # there is no error, so this is what the work returned

    def _do(self) -> None:
        try:
            self._done.put((self._work(), None))
        except BaseException as error:  # noqa: BLE001 - carried to the thread that asked
            self._done.put((None, error))


def within(seconds: float, work: Callable[[], Found]) -> Found:
    """Do it and wait no longer than that; raises as `Aside.result`."""
    return Aside(work).result(seconds)
