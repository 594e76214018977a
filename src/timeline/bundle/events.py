"""`data/events.jsonl.gz`: a header that holds nothing measured, then an event a line, in one gzip member.

Equal records give equal bytes: the member has no time and no name in it.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from pydantic_core import from_json

from timeline.formats.tables import SCHEMA, json_line, json_text
from timeline.model.collector import collector_paused
from timeline.model.event import Event
from timeline.model.window import Window

FILE = "events.jsonl.gz"
_LEVEL = 6
_LINES = 256  # compressed at once: a call for each would cost more than the compressing


def write(file: Path, window: Window, events: Iterable[Event], *, raw: bool = True) -> Counter[str]:
    """Write the events in the order given; by source, how many they were.

    Args:
        file: the new file.
        window: what they are about.
        events: in the one order.
        raw: keep the native payloads that are there.

    Raises:
        OSError: it cannot be written.
    """
    counts: Counter[str] = Counter()
    with file.open("xb") as out, collector_paused():
        _compress(out, _lines(window, events, counts, raw=raw))
    return counts


def read(file: Path) -> Iterator[Any]:
    """The objects of a file of JSON lines, the header first, one after the other; compressed or not.

    Raises:
        OSError, EOFError, ValueError, zlib.error: it cannot be read, or is damaged.
    """
    with opened(file) as lines:
        yield from (_object(line) for line in lines if line.strip())


def opened(file: Path) -> IO[bytes]:
    """The file's bytes, taken out of gzip where they are in it.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as data:
        packed = data.read(2) == b"\x1f\x8b"
    return gzip.open(file, "rb") if packed else file.open("rb")  # type: ignore[return-value]


def _object(line: bytes) -> Any:
    try:
        return from_json(line)
    except ValueError:  # it reads twice as fast, but no half of a surrogate pair, and not as deep
        return json.loads(line)


def _lines(window: Window, events: Iterable[Event], counts: Counter[str], *, raw: bool) -> Iterator[str]:
    yield json_text({"schema": SCHEMA, "window": window.to_dict()})
    for event in events:
        counts[event.source] += 1
        yield json_line(event, raw=raw and event.raw is not None)


def _compress(out: IO[bytes], lines: Iterator[str]) -> None:
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    several: list[str] = []
    for line in lines:
        several.append(line)
        if len(several) == _LINES:
            out.write(deflate.compress("\n".join([*several, ""]).encode()))
            several.clear()
    out.write(deflate.compress("\n".join([*several, ""]).encode() if several else b""))
    out.write(deflate.flush())
