"""A status line a source, on the terminal of somebody who waits: how far it is, and about how long it will be."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from timeline.cli.say import redraw
from timeline.porting.progress import Progress, share_of

_BAR = 20
_NARROW = 60  # where a bar would take the room of the words


@contextmanager
def lines(sources: Sequence[str], *, quiet: bool) -> Iterator[Progress | None]:
    """The progress of a pull, drawn while the block runs; none where nobody sees it."""
    if quiet or not sources or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    yield Status(sources)


class Status:
    """The lines; called from any thread."""

    def __init__(self, sources: Sequence[str]) -> None:
        self._said: dict[str, str] = dict.fromkeys(sources, "")
        self._lock = threading.Lock()
        self._drawn = 0

    def __call__(self, source: str, text: str) -> None:
        """Draw all lines anew with what that source says."""
        with self._lock:
            self._said[source] = text
            width = shutil.get_terminal_size().columns - 1
            rows = [(f"{name}: {said}", _bar(said, width)) for name, said in self._said.items() if said]
            redraw(rows, width, over=self._drawn)
            self._drawn = len(rows)


def _bar(said: str, width: int) -> str:
    """How much of the work is done, where that is known and there is room for it."""
    share = share_of(said)
    if share is None or width < _NARROW:
        return ""
    full = int(share * _BAR)
    return f" {'█' * full}{'░' * (_BAR - full)}"
