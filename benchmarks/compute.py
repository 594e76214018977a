"""Computing: pages of native JSON to an ordered, joined record in two formats, against the bare floor of the same bytes.

The floor reads the same JSON pages, validates events of the same fields with the collector paused, sorts
them, encodes them and writes the same files: what no implementation over these libraries can leave out.
"""

from __future__ import annotations

import gc
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from worlds import labelled

from timeline._collector import collector_paused
from timeline._event import Event, sort_key
from timeline._happenings import joined, relinked
from timeline._joins import links
from timeline._run import Run
from timeline._timeline import Timeline
from timeline._window import Window
from timeline.render.bundle import write_whole
from timeline.sources._draft import tell
from timeline.sources._shape import parsed
from timeline.sources.datadog import parse as datadog
from timeline.sources.pagerduty import parse as pagerduty
from timeline.sources.slack import parse as slack
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.message import Message

PAGE = 500
Page = tuple[str, bytes]


class Names:
    """People whose names are known: looking them up is fetching, not computing."""

    def record(self, key: str) -> dict[str, Any]:
        return {"id": key, "real_name": "Ada Lovelace", "is_bot": False}

    def user(self, key: str) -> str:
        return key

    bot = channel = group = team = user


def payloads(count: int) -> tuple[Window, list[Page]]:
    """That many native payloads on pages of JSON: people's messages for one half, then alerts, pages and posts."""
    window, world = labelled(count // 35 + 1)
    rows = [("slack", each) for each in world.chatter(count // 2)]
    rows += [("slack", each) for each in world.messages["C0ALERTS"]]
    rows += [("datadog", each) for each in world.events]
    rows += [("pagerduty", each) for each in world.entries]
    by_kind: dict[str, list[Any]] = {}
    for kind, each in rows[:count]:
        by_kind.setdefault(kind, []).append(each)
    return window, [(kind, page) for kind, mine in by_kind.items() for page in paged(mine)]


def paged(rows: list[Any]) -> Iterator[bytes]:
    left = iter(rows)
    while page := list(islice(left, PAGE)):
        yield json.dumps(page).encode()


def drafts(kind: str, raw: dict[str, Any], people: Names) -> Any:
    if kind == "slack":
        return slack.draft(Message(raw), Channel("C0ALERTS", "alerts"), people, "https://acme.slack.com/")
    if kind == "datadog":
        return datadog.draft(datadog.Told(raw), "https://app.datadoghq.com")
    return pagerduty.draft(pagerduty.Entry(raw))


def events(window: Window, pages: Iterable[Page]) -> Iterator[Event]:
    """Normalised, each id once; without their payloads, as the command keeps them."""
    runs = {kind: Run(kind, window, keep_raw=False) for kind in ("slack", "datadog", "pagerduty")}
    people, found = Names(), {}
    for kind, page in pages:
        for raw in parsed(page):
            for event in tell(runs[kind], drafts(kind, raw, people)):
                if isinstance(event, Event):
                    found.setdefault(event.id, event)
    return iter(found.values())


def recorded(window: Window, told: Iterable[Event]) -> Timeline:
    ordered = sorted(told, key=sort_key)
    found = links(ordered)
    events = joined(ordered, found)
    return Timeline(window, events, found=relinked(events, found))


def ours(window: Window, pages: Iterable[Page], folder: Path) -> int:
    with collector_paused():  # as a pull does
        record = recorded(window, events(window, pages))
    write_whole(folder / "record.jsonl", record.pieces("jsonl"))
    (folder / "record.md").write_text(record.to_markdown())
    return len(record)


def floor(pages: Iterable[Page], fields: list[dict[str, Any]], markdown: str, folder: Path) -> None:
    gc.disable()
    try:
        for _, page in pages:
            json.loads(page)
        made = [Event.model_validate(each) for each in fields]
        made.sort(key=lambda event: (event.time, event.source, event.id))
        with (folder / "floor.jsonl").open("w") as out:
            out.writelines(json.dumps(event.to_dict(), ensure_ascii=False) + "\n" for event in made)
        (folder / "floor.md").write_text(markdown)
    finally:
        gc.enable()


def timed(work: Callable[[], Any]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(count: int, repeats: int = 5) -> tuple[float, float]:
    """Seconds an event: ours and the floor, the best of several runs of each, taken in turns."""
    window, pages = payloads(count)
    found = list(events(window, pages))
    fields = [each.model_dump(exclude={"raw"}) for each in found]
    markdown = Timeline(window, found).to_markdown()
    number = len(found)
    del found
    best = [float("inf")] * 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(repeats):
            best[0] = min(best[0], timed(lambda: ours(window, pages, folder)))
            best[1] = min(best[1], timed(lambda: floor(pages, fields, markdown, folder)))
    return best[0] / number, best[1] / number


def parts(count: int, repeats: int = 5) -> dict[str, float]:
    """Seconds an event of each part of the work, the best of several."""
    window, pages = payloads(count)
    best: dict[str, float] = {}

    def part(name: str, work: Callable[[], Any]) -> Any:
        gc.collect()
        with collector_paused():
            began = time.perf_counter()
            made = work()
            best[name] = min(best.get(name, math.inf), time.perf_counter() - began)
        return made

    for _ in range(repeats):
        found = part("pages to events", lambda: list(events(window, pages)))
        record = part("order and happenings", lambda found=found: recorded(window, found))
        part("JSON Lines", lambda record=record: sum(map(len, record.pieces("jsonl"))))
        part("Markdown", record.to_markdown)
    return {name: seconds / len(record) for name, seconds in best.items()}


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
    """That many events in a fresh process: its peak of memory in GiB, seconds an event, how many there were."""
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
    began = time.perf_counter()
    with (folder / "pages").open("rb") as file:
        pages = ((line.partition(b" ")[0].decode(), line.partition(b" ")[2]) for line in file)
        count = ours(window, pages, folder)
    seconds = (time.perf_counter() - began) / count
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, seconds, count)


def rows() -> Iterator[tuple[str, float, float, str]]:
    """What was measured, the ratio, its limit and the words beside it."""
    large, small = measure(100_000), measure(10_000)
    yield (
        "100,000 events to JSON Lines and Markdown / bare floor",
        large[0] / large[1],
        1.5,
        f"{large[0] * 1e6:.0f} µs an event",
    )
    for name, seconds in parts(100_000).items():
        yield (
            f"&nbsp; of it: {name} / the whole floor",
            seconds / large[1],
            math.inf,
            f"{seconds * 1e6:.0f} µs an event",
        )
    yield (
        "cost of an event at 100,000 / at 10,000",
        large[0] / small[0],
        1.2,
        f"{small[0] * 1e6:.0f} µs an event at 10,000",
    )
    yield "memory of the record without payloads / bare list of its events", memory(20_000), 1.3, "20,000 events"
    peak, seconds, count = in_one_go(1_000_000)
    yield "a million events in one go, GiB at most", peak, 24, f"{count:,} events, {seconds * 1e6:.0f} µs an event"


if __name__ == "__main__":
    for row in rows():
        print(row)
