"""The native answers, as they came: one gzip member a page, appended and flushed, readable by any tool.

A file that was cut (a killed pull, a broken copy) is read up to its last whole member, and says that it was cut.
"""

from __future__ import annotations

import gzip
import hashlib
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
_BEGIN = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # what `compressed` begins every page with


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


def members(file: Path, start: int = 0) -> Iterator[Member]:
    """Every whole page of the file from that offset on, in order; it ends where the file was cut or damaged.

    Whether that was the file's end tells `whole`.
    """
    with file.open("rb") as data:
        data.seek(start)
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


def survey(file: Path) -> Iterator[Member | None]:
    """Every page of the file that is whole, in order, and None for whatever stands between or behind them.

    Behind a damaged page it goes on where the next one begins.
    """
    start, size = 0, file.stat().st_size
    while start < size:
        for member in members(file, start):
            yield member
            start = member.end
        if start < size:
            yield None
            start = _next(file, start + 1)


def unlike(file: Path) -> list[Member]:
    """The whole pages that stand there in other bytes than `compressed` gives them, though they say the same."""
    found, start = [], 0
    with file.open("rb") as data:
        for member in members(file):
            data.seek(start)
            if data.read(member.end - start) != compressed(member.page):
                found.append(member)
            start = member.end
    return found


def fingerprint(body: Any) -> str:
    """The SHA-256, in hex, of a page's stored body: of its text, or of its JSON where it is none."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


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


def _next(file: Path, start: int) -> int:
    """Where a page begins behind that offset, as far as its first bytes tell; else the file's end."""
    with file.open("rb") as data:
        data.seek(start)
        kept = b""
        while chunk := data.read(_CHUNK):
            kept += chunk
            if (found := kept.find(_BEGIN)) >= 0:
                return start + found
            start, kept = start + len(kept) - len(_BEGIN), kept[-len(_BEGIN) :]
    return file.stat().st_size


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
