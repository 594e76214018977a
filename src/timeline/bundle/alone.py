"""One process at a time in one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from timeline.model.errors import ConfigError

try:
    import fcntl
except ImportError:  # Windows: two that write into one folder at the same time are on their own
    fcntl = None  # type: ignore[assignment]


@contextmanager
def alone(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """The folder, while nobody else writes into it; the system lets go of it however the process ends.

    Args:
        folder: it is there.
        wait: wait for another process, which is about to end.

    Raises:
        ConfigError: another process writes into it.
    """
    if fcntl is None:
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        raise ConfigError(
            f"another process writes into {str(folder)!r}: wait for it, or choose another folder"
        ) from None
    try:
        yield
    finally:
        os.close(opened)
