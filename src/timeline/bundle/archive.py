"""The native answers of one pull, kept as they come and found again by what was asked."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from timeline.bundle import pages
from timeline.formats.files import refused
from timeline.model.errors import StoppedError, TimelineError
from timeline.model.window import utc_text
from timeline.porting.archive import Asked, Kept


class Archive:
    """What is kept of a pull, and what comes to it. Safe to use from several threads.

    Attributes:
        offline: nothing may be asked that is not kept.
        starts: by a page's number, where it begins in the file, of those that stood there.
        failure: why nothing more can be written, once that is so.
    """

    def __init__(self, file: Path, *, offline: bool) -> None:
        """Read what stands in the file.

        Args:
            file: the pages; a new one begins where there is none.
            offline: only read; else what comes is written behind the last whole page.
        """
        self.offline = offline
        self.failure: TimelineError | None = None
        self._file = file
        self._lock = threading.Lock()
        self._left: dict[bytes, deque[int]] = {}
        self.starts: dict[int, int] = {}
        self._last = 0
        if file.exists():
            self._index()
        elif not offline:
            file.touch()
        self._in = file.open("rb")
        self._out = None if offline else pages.Pages(file)

    def find(self, asked: Asked) -> Kept | None:
        """The next answer to that request that was not given yet."""
        with self._lock:
            left = self._left.get(_key(asked))
            if not left:
                return None
            page = pages.page_at(self._in, left.popleft())
        return Kept(page["n"], page["status"], page["headers"], page["body"].encode(), page.get("url", ""))

    def seen(self, number: int, data: Any) -> None:
        """What was read of a page is known by nobody here."""

    def keep(self, asked: Asked, answer: Kept, fetched: datetime) -> int:
        """Write an answer, flushed; its page's number.

        Raises:
            StoppedError: it cannot be written, which ends the pull.
        """
        with self._lock:
            self._go_on(asked)
            number = self._last + 1
            try:
                self._write(_page(number, asked, answer, fetched))
            except OSError as error:
                self.failure = refused(self._file, error)
                self._go_on(asked)
            self._last = number
        return number

    def close(self) -> None:
        """Close the file."""
        self._in.close()
        if self._out:
            self._out.close()

    def _index(self) -> None:
        if not self.offline:
            pages.cut(self._file)
        for member in pages.members(self._file):
            page = member.page
            asked = Asked(page["source"], page["call"], page["method"], page["path"], page["params"])
            self._left.setdefault(_key(asked), deque()).append(member.start)
            self.starts[page["n"]] = member.start
            self._last = page["n"]

    def _write(self, page: dict[str, Any]) -> None:
        if self._out is None:
            raise OSError("nothing is written while kept answers are read")
        self._out.append(page)

    def _go_on(self, asked: Asked) -> None:
        if self.failure:
            raise StoppedError("not read: what comes cannot be kept", source=asked.source, reason="interrupted")


@contextmanager
def opened(file: Path, *, offline: bool = False) -> Iterator[Archive]:
    """The archive of that file, closed at the end."""
    archive = Archive(file, offline=offline)
    try:
        yield archive
    finally:
        archive.close()


def _key(asked: Asked) -> bytes:
    """Short for what was asked: a GraphQL query is long."""
    return hashlib.sha256(asked.key.encode("utf-8", "replace")).digest()


def _page(number: int, asked: Asked, answer: Kept, fetched: datetime) -> dict[str, Any]:
    made = {
        "n": number,
        "source": asked.source,
        "call": asked.call,
        "method": asked.method,
        "path": asked.path,
        "params": dict(asked.params),
        "status": answer.status,
        "headers": dict(answer.headers),
        "fetched": utc_text(fetched),
        "sha256": hashlib.sha256(answer.body).hexdigest(),
        "body": answer.body.decode(),
    }
    return made | ({"url": answer.url} if answer.url else {})
