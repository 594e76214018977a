"""The native answers, as they came: one gzip member a page, appended and flushed, readable by any tool.

A file that was cut (a killed pull, a broken copy) is read up to its last whole member, and says that it was cut.
"""

from __future__ import annotations

import gzip
import io
import json
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_LEVEL = 6
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """One page of the file.

    Attributes:
        page: the page, as it was written.
        start: where it begins.
        end: the offset behind it: where the file may be cut.
    """

    page: dict[str, Any]
    start: int
    end: int


class Pages:
    """Appends pages to a file. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._out: IO[bytes] = file.open("ab")

    def append(self, page: dict[str, Any]) -> None:
        """Write one page, flushed: a process that is killed later has written it."""
        data = compressed(page)
        with self._lock:
            self._out.write(data)
            self._out.flush()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._out.close()


def compressed(page: dict[str, Any]) -> bytes:
    """A page as one gzip member, without a time or a name in it: equal pages give equal bytes."""
    line = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    return gzip.compress(line, _LEVEL, mtime=0)


def members(file: Path) -> Iterator[Member]:
    """Every whole page of the file, in order; it ends where the file was cut or damaged.

    Whether that was the file's end tells `whole`.
    """
    with file.open("rb") as data:
        start = 0
        while (found := _member(data)) is not None:
            line, size = found
            try:
                page = json.loads(line)
            except ValueError:
                return
            yield Member(page, start, start + size)
            start += size
            data.seek(start)


def page_at(data: IO[bytes], start: int) -> dict[str, Any]:
    """The page that begins there.

    Raises:
        ValueError: there is no whole one.
    """
    data.seek(start)
    found = _member(data)
    if found is None:
        raise ValueError("no whole page")
    return dict(json.loads(found[0]))


def whole(file: Path) -> int:
    """Up to which offset the file holds whole pages."""
    return max((member.end for member in members(file)), default=0)


def cut(file: Path) -> int:
    """Cut the file behind its last whole page; how many bytes were lost."""
    end = whole(file)
    lost = file.stat().st_size - end
    if lost:
        with file.open("r+b") as data:
            data.truncate(end)
    return lost


def _member(data: IO[bytes]) -> tuple[bytes, int] | None:
    """What the member at this place holds, checked, and its size; None where there is no whole one."""
    inflate = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    out, size = io.BytesIO(), 0
    while not inflate.eof:
        chunk = data.read(_CHUNK)
        if not chunk:
            return None
        size += len(chunk)
        try:
            out.write(inflate.decompress(chunk))
        except zlib.error:
            return None
    return out.getvalue(), size - len(inflate.unused_data)
