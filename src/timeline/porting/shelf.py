"""What a source reads from files: kept where pulls are kept, and found there again when the files are gone."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from timeline.model.errors import SourceError, StoppedError
from timeline.porting.archive import Asked, Kept
from timeline.porting.run import Run

_FOUND, _REFUSED = 200, 404
_TRIES = 3


class Leaf(NamedTuple):
    """What was read, and the number of the page that it is kept as; 0 where nothing is kept."""

    body: bytes
    number: int = 0


class Shelf:
    """What one source reads in one pull: each thing once, and nothing but what was kept while kept answers are read."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def look(self, call: str, path: str, params: Mapping[str, Any], read: Callable[[], bytes]) -> Leaf:
        """What was kept of that pull, else what `read` gives, which is kept.

        Args:
            call: what is done, as a gap and a page name it.
            path: of what.
            params: what else tells it from other looks.
            read: reads it, in UTF-8 and cleaned.

        Raises:
            SourceError: it cannot be read, or could not when it was kept; or it was not kept.
        """
        archive, asked = self._run.archive, Asked(self._run.source, call, "READ", path, params)
        self._run.check(path or call)
        if archive is None:
            return Leaf(self._read(path, read))
        while kept := archive.find(asked):
            if kept.status == _FOUND:
                return Leaf(kept.body, kept.number)
            if archive.offline:  # else it may be mended since
                raise self._again(path, json.loads(kept.body))
        if archive.offline:
            raise self._again(path, {"why": "it was not kept", "remedy": "pull again", "reason": "unreadable"})
        try:
            status, body = _FOUND, self._read(path, read)
        except StoppedError:
            raise
        except SourceError as error:
            told = {"why": error.detail, "remedy": error.remedy, "reason": error.reason}
            archive.keep(asked, Kept(0, _REFUSED, {}, as_json(told)), self._run.clock.now())
            raise
        return Leaf(body, archive.keep(asked, Kept(0, status, {}, body), self._run.clock.now()))

    def told(self, call: str, path: str, params: Mapping[str, Any], read: Callable[[], Any]) -> Any:
        """As `look`, of what is read as JSON."""
        leaf = self.look(call, path, params, lambda: as_json(read()))
        return self.seen(leaf, json.loads(leaf.body))

    def seen(self, leaf: Leaf, data: Any) -> Any:
        """The data that was read of a leaf, known to be of its page."""
        if self._run.archive is not None:
            self._run.archive.seen(leaf.number, data)
        return data

    def _read(self, path: str, read: Callable[[], bytes]) -> bytes:
        try:
            return read()
        except SourceError as error:
            error.source, error.call = error.source or self._run.source, error.call or path
            raise

    def _again(self, path: str, told: Mapping[str, str]) -> SourceError:
        """The refusal that was kept."""
        return SourceError(
            told["why"], source=self._run.source, call=path, reason=told["reason"], remedy=told["remedy"]
        )


def as_json(value: Any) -> bytes:
    """A value as the body of a page."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def whole(path: Path, most: int, remedy: str = "mend paths") -> bytes:
    """A file's bytes at one moment: what is written meanwhile is read again.

    Args:
        path: the file.
        most: more bytes than that are not read.
        remedy: what to do where there is no such file.

    Raises:
        SourceError: it is not there, is none, may not be read, is too large, or changes all the time.
    """
    try:
        for _ in range(_TRIES):
            before = path.stat()
            if not stat.S_ISREG(before.st_mode):  # a pipe would be waited for, a device read for ever
                raise SourceError("it is no file", reason="unreadable", remedy=remedy)
            if before.st_size > most:
                raise too_large(most)
            data, after = path.read_bytes(), path.stat()
            if (before.st_mtime_ns, before.st_ino, len(data)) == (after.st_mtime_ns, after.st_ino, after.st_size):
                return data
    except (OSError, ValueError) as error:  # the latter of a name with a NUL in it
        why = (getattr(error, "strerror", None) or type(error).__name__).lower()
        raise SourceError(why, reason="unreadable", remedy=remedy) from None
    raise SourceError("it changed while it was read", reason="unreadable", remedy="try again")


def too_large(most: int) -> SourceError:
    """That a file is larger than what is read."""
    return SourceError(f"it is larger than {most >> 20} MiB", reason="too_large", remedy="split it")
