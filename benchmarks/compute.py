"""Computing: pages of native JSON to an ordered, joined record in two formats, in CPU time against two floors.

The hard floor decodes the same pages, takes structs of ready values, sorts them and encodes them: it states the
distance to what the machine could do. The mapping is what somebody would write by hand for the same pages: a dict an
event, sorted, a line an event; it reads no mrkdwn, joins nothing and masks nothing.
"""

from __future__ import annotations

import gc
import gzip
import json
import math
import resource
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any

import mapping
import msgspec
from pages import Page, events, payloads, recorded

from timeline import load
from timeline.formats.files import write_whole
from timeline.model.collector import collector_paused
from timeline.model.event import Event
from timeline.model.window import Window
from timeline.record import Timeline

Row = tuple[str, float, float, str]


class Ready(msgspec.Struct):
    """An event whose values are there already."""

    id: str
    time: datetime
    source: str
    kind: str
    summary: str
    body: str | None
    keys: list[str]
    tags: dict[str, str]


def ours(window: Window, pages: Iterable[Page], folder: Path) -> int:
    with collector_paused():  # as a pull does
        record = recorded(window, events(window, pages))
    write_whole(folder / "record.jsonl", record.pieces("jsonl"))
    (folder / "record.md").write_text(record.to_markdown())
    return len(record)


def hard(pages: Iterable[Page], ready: list[Ready], folder: Path) -> None:
    for _, page in pages:
        msgspec.json.decode(page)
    encode = msgspec.json.Encoder().encode
    ordered = sorted(ready, key=lambda event: (event.time, event.source, event.id))
    with (folder / "hard.jsonl").open("wb") as out:
        out.writelines(encode(event) + b"\n" for event in ordered)


def spent(work: Callable[[], Any]) -> float:
    """Seconds of CPU: the wall moves by a factor of five on a busy machine."""
    gc.collect()
    began = process_time()
    work()
    return process_time() - began


def best(repeats: int, **works: Callable[[], Any]) -> dict[str, float]:
    """The least of several runs of each, taken in turns."""
    found = dict.fromkeys(works, math.inf)
    for _ in range(repeats):
        for name, work in works.items():
            found[name] = min(found[name], spent(work))
    return found


def measure(count: int, repeats: int = 3) -> dict[str, float]:
    """Seconds of CPU an event: ours, the mapping and the hard floor."""
    window, pages = payloads(count)
    ready = [_ready(each) for each in events(window, pages)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = best(
            repeats,
            ours=lambda: ours(window, pages, folder),
            mapping=lambda: mapping.write(pages, folder),
            hard=lambda: hard(pages, ready, folder),
        )
    return {name: seconds / len(ready) for name, seconds in found.items()}


def _ready(event: Event) -> Ready:
    fields = {name: getattr(event, name) for name in ("id", "time", "source", "kind", "summary", "body", "tags")}
    return Ready(keys=list(event.keys), **fields)


def parts(count: int, repeats: int = 3) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of CPU an event: of each part of the work, and of each output and question."""
    window, pages = payloads(count)
    with collector_paused():
        record = recorded(window, events(window, pages))
    work = best(
        repeats,
        **{
            "pages to events": lambda: list(events(window, pages)),
            "order and happenings": lambda: recorded(window, record),
        },
    )
    with tempfile.TemporaryDirectory() as name:
        record.save(Path(name) / "record")
        outputs = best(repeats, **outputs_of(record, Path(name)))
    each = 1 / len(record)
    return {name: s * each for name, s in work.items()}, {name: s * each for name, s in outputs.items()}


def outputs_of(record: Timeline, folder: Path) -> dict[str, Callable[[], Any]]:
    return {
        "Markdown": record.to_markdown,
        "JSON": record.to_json,
        "JSON Lines": record.to_jsonl,
        "CSV": record.to_csv,
        "HTML": record.to_html,
        "notebook": record._repr_html_,
        "save": lambda: record.save(folder / "again"),
        "load": lambda: load(folder / "record"),
        "happenings": lambda: len(record.happenings),
    }


def memory(count: int) -> float:
    """The record without payloads, as a ratio to a bare list of its events."""
    window, pages = payloads(count)
    tracemalloc.start()
    bare = list(events(window, pages))
    alone = tracemalloc.get_traced_memory()[0]
    record = recorded(window, bare)
    del bare
    whole = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(record)
    return whole / alone


def in_one_go(count: int) -> tuple[float, float, int]:
    """That many events in a fresh process: its peak of memory in GiB, seconds of CPU an event, how many there were."""
    window, pages = payloads(count)
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "pages"
        file.write_bytes(b"\n".join(kind.encode() + b" " + page for kind, page in pages))
        del pages
        code = (
            f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import compute; compute.child(sys.argv)"
        )
        command = [sys.executable, "-c", code, name, str(window)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(told[0]), float(told[1]), int(told[2])


def child(arguments: list[str]) -> None:
    """The work of `in_one_go`, page by page from the file."""
    folder, window = Path(arguments[1]), Window.parse(arguments[2])
    began = process_time()
    with (folder / "pages").open("rb") as file:
        pages = ((line.partition(b" ")[0].decode(), line.partition(b" ")[2]) for line in file)
        count = ours(window, pages, folder)
    seconds = (process_time() - began) / count
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, seconds, count)


def kept(count: int) -> Iterator[Row]:
    """Saving a record as a bundle and reading it, beside bare `json` and gzip of the same events in the same process."""
    window, pages = payloads(count)
    with collector_paused():
        record = recorded(window, events(window, pages))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        record.save(folder / "record")
        rows, bare = [event.to_dict(raw=True) for event in record], folder / "bare.json.gz"

        def dump() -> None:
            bare.write_bytes(gzip.compress(json.dumps(rows, ensure_ascii=False).encode(), 6))

        dump()
        found = best(
            3,
            save=lambda: record.save(folder / "again"),
            load=lambda: load(folder / "record"),
            dump=dump,
            read=lambda: json.loads(gzip.decompress(bare.read_bytes())),
        )
    for way, plain, limit in (("save", "dump", 3), ("load", "read", 4)):
        words = f"{len(record):,} events, {found[way] / len(record) * 1e6:.0f} µs an event"
        yield (
            f"{way} a bundle of 100,000 events / bare json and gzip (level 6)",
            found[way] / found[plain],
            limit,
            words,
        )


def rows() -> Iterator[Row]:
    """What was measured, the ratio, its limit and the words beside it."""
    found = measure(100_000)
    words = f"{found['ours'] * 1e6:.0f} µs an event of {found['mapping'] * 1e6:.0f} µs"
    yield "100,000 events to JSON Lines and Markdown / a mapping by hand", found["ours"] / found["mapping"], 4, words
    words = f"of {found['hard'] * 1e6:.1f} µs"
    yield "100,000 events to JSON Lines and Markdown / hard floor", found["ours"] / found["hard"], math.inf, words
    (work, outputs), (_, few) = parts(80_000), parts(8_000)
    for name, seconds in work.items():
        yield f"&nbsp; of it: {name}, µs an event", seconds * 1e6, math.inf, ""
    for name, seconds in outputs.items():
        words = f"{seconds * 1e6:.1f} µs an event of {few[name] * 1e6:.1f} µs"
        yield f"{name}: an event of 80,000 / of 8,000", seconds / few[name], 1.35, words
    yield from kept(100_000)
    yield "memory of the record without payloads / bare list of its events", memory(20_000), 1.3, "20,000 events"
    peak, seconds, count = in_one_go(1_000_000)
    yield "a million events in one go, GiB at most", peak, 24, f"{count:,} events, {seconds * 1e6:.0f} µs an event"


if __name__ == "__main__":
    for row in rows():
        print(row)
