"""A line more in a file that others may write at the same time: nothing of theirs or ours is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from timeline.formats.files import check_writable, refused

try:
    import fcntl
except ImportError:  # Windows: what is appended is still one write
    fcntl = None  # type: ignore[assignment]

_TRIES = 10


def appended(path: Path, piece: Callable[[str], str]) -> None:
    """Write a piece of text behind what stands in a file, which is made if it is not there.

    Args:
        path: the file.
        piece: what to write, from what stands there, which ends with a line break.

    Raises:
        ConfigError: it cannot be written.
        TimelineError: the disk is full, or broken.
    """
    check_writable(path)
    try:
        for _ in range(_TRIES):
            if _appended(path, piece):
                return
    except OSError as error:
        raise refused(path, error) from None
    raise refused(path, OSError(0, "it is replaced all the time"))


def _appended(path: Path, piece: Callable[[str], str]) -> bool:
    """Whether it was written into the file of that name: an editor may have put another in its place meanwhile."""
    with path.open("a+b") as file:
        if fcntl:
            fcntl.flock(file, fcntl.LOCK_EX)
        if not _is_there(path, file.fileno()):
            return False
        file.seek(0)
        before = file.read()
        end = b"" if not before or before.endswith((b"\n", b"\r")) else b"\n"
        file.write(end + piece((before + end).decode("utf-8-sig", "replace")).encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
        return _is_there(path, file.fileno())


def _is_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
