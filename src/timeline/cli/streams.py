"""The standard streams of a command, each of which may be closed, or lose its reader at any time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any


class _Heard:
    """A text stream that goes on without its reader: what nobody reads any more is no error.

    Args:
        stream: standard error, or None where it was closed from the beginning.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return int(self._stream.write(text))
        except (OSError, ValueError):
            forget(self._stream)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except (OSError, ValueError):
            forget(self._stream)


@contextmanager
def messages_are_optional() -> Iterator[None]:
    """Let standard error be closed, or end, without a word: it is not worth the record."""
    was = sys.stderr
    if was is None:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device
            sys.stderr = nowhere
            try:
                yield
            finally:
                sys.stderr = was
        return
    sys.stderr = _Heard(was)
    try:
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = was


def flushed() -> bool:
    """Whether all that was written to standard output has gone; the interpreter would ask, and complain, at its end."""
    try:
        if sys.stdout:
            sys.stdout.flush()
    except (OSError, ValueError):
        forget(sys.stdout)
        return False
    return True


def forget(stream: Any) -> None:
    """Let go what is still to be written there: its reader has left, and every later flush would fail again."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, stream.fileno())
        finally:
            os.close(nowhere)
