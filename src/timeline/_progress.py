"""What somebody who waits for a pull in a notebook sees: a line for each source, gone when it is over."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from timeline._run import Progress


@contextmanager
def shown(progress: Progress | None, *, quiet: bool) -> Iterator[Progress | None]:
    """The caller's own progress; without one, lines in a notebook's output, and nothing anywhere else."""
    display = None if progress or quiet else _notebook()
    if display is None:
        yield progress
        return
    lines = _Lines(display)
    try:
        yield lines
    finally:
        lines.clear()


def _notebook() -> Any:
    """What makes an output in a notebook's cell that can be changed; None outside of one."""
    if "ipykernel" not in sys.modules or "IPython" not in sys.modules:
        return None
    from IPython import get_ipython  # noqa: PLC0415 - it is there already
    from IPython.display import display  # noqa: PLC0415

    return display if getattr(get_ipython(), "kernel", None) else None


class _Lines:
    """One output, written anew whenever a source says something."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._handle: Any = None
        self._said: dict[str, str] = {}
        self._lock = threading.Lock()

    def __call__(self, source: str, text: str) -> None:
        with self._lock:
            self._said[source] = text
            self._write("\n".join(f"{name}: {said}" for name, said in sorted(self._said.items())))

    def clear(self) -> None:
        if self._handle:
            self._write("")

    def _write(self, text: str) -> None:
        shown_as = {"text/plain": text}
        if self._handle:
            self._handle.update(shown_as, raw=True)
        else:
            self._handle = self._display(shown_as, raw=True, display_id=True)
