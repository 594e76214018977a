"""Computing: native payloads to an ordered, joined record in two formats, against the bare floor of the same bytes.

The floor reads the same JSON texts, validates events of the same fields with the collector paused, sorts
them, encodes them and writes the same files: what no implementation over these libraries can leave out.
"""

from __future__ import annotations

import gc
import json
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from worlds import labelled

from timeline._collector import collector_paused
from timeline._event import Actor, Event, sort_key
from timeline._happenings import joined
from timeline._joins import links
from timeline._run import Run
from timeline._timeline import Timeline
from timeline._window import Window
from timeline.sources._draft import known, tell
from timeline.sources.datadog import parse as datadog
from timeline.sources.pagerduty import parse as pagerduty
from timeline.sources.slack import parse as slack
from timeline.sources.slack.channels import Channel


class Names:
    """People whose names are known: looking them up is fetching, not computing."""

    def author(self, message: dict[str, Any]) -> Actor:
        key = message.get("user") or message.get("bot_id")
        return known(key, "Ada Lovelace", "person" if "user" in message else "bot")

    def user(self, key: str) -> str:
        return key

    channel = user


def payloads(count: int) -> tuple[Window, list[tuple[str, str]]]:
    """That many native payloads as JSON texts, with what each is: people's messages for the most part."""
    window, world = labelled(count // 48 + 1)
    found = [("slack", json.dumps(each)) for each in world.chatter(count // 2)]
    found += [("slack", json.dumps(each)) for each in world.messages["C0ALERTS"]]
    found += [("datadog", json.dumps(each)) for each in world.events]
    found += [("pagerduty", json.dumps(each)) for each in world.entries]
    return window, found[:count]


def drafts(kind: str, raw: dict[str, Any], people: Names) -> Any:
    if kind == "slack":
        return slack.draft(raw, Channel("C0ALERTS", "alerts"), people, "https://acme.slack.com/")
    if kind == "datadog":
        return datadog.draft(datadog.Told(raw), "https://app.datadoghq.com")
    return pagerduty.draft(pagerduty.Entry(raw))


def events(window: Window, texts: list[tuple[str, str]], *, raw: bool = True) -> Iterator[Event]:
    """Normalised, each id once."""
    runs = {kind: Run(kind, window) for kind in ("slack", "datadog", "pagerduty")}
    people, found = Names(), {}
    for kind, text in texts:
        for event in tell(runs[kind], drafts(kind, json.loads(text), people)):
            if isinstance(event, Event):
                found.setdefault(event.id, event if raw else event.model_copy(update={"raw": None}))
    return iter(found.values())


def ours(window: Window, texts: list[tuple[str, str]], folder: Path) -> int:
    with collector_paused():  # as a pull does
        ordered = sorted(events(window, texts), key=sort_key)
        found = links(ordered)
        record = Timeline(window, joined(ordered, found), found=found)
    (folder / "record.jsonl").open("w").writelines(record.pieces("jsonl"))
    (folder / "record.md").write_text(record.to_markdown())
    return len(record)


def floor(texts: list[tuple[str, str]], fields: list[dict[str, Any]], markdown: str, folder: Path) -> None:
    gc.disable()
    try:
        for _, text in texts:
            json.loads(text)
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


def measure(count: int, repeats: int = 3) -> tuple[float, float]:
    """Seconds an event: ours and the floor, the best of several runs of each, taken in turns."""
    window, texts = payloads(count)
    found = list(events(window, texts))
    fields = [each.model_dump(exclude={"raw"}) for each in found]
    markdown = Timeline(window, found).to_markdown()
    number = len(found)
    del found
    best = [float("inf")] * 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for _ in range(repeats):
            best[0] = min(best[0], timed(lambda: ours(window, texts, folder)))
            best[1] = min(best[1], timed(lambda: floor(texts, fields, markdown, folder)))
    return best[0] / number, best[1] / number


def memory(count: int) -> float:
    """The record without payloads, as a ratio to a bare list of its events."""
    window, texts = payloads(count)
    tracemalloc.start()
    bare = list(events(window, texts, raw=False))
    alone = tracemalloc.get_traced_memory()[0]
    record = Timeline(window, joined(sorted(bare, key=sort_key), links(sorted(bare, key=sort_key))))
    del bare
    whole = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert len(record)
    return whole / alone


def rows() -> Iterator[tuple[str, float, float, str]]:
    """What was measured, the ratio, its limit and the words beside it."""
    large, small = measure(100_000), measure(10_000)
    yield (
        "100,000 events to JSON Lines and Markdown / bare floor",
        large[0] / large[1],
        1.5,
        f"{large[0] * 1e6:.0f} µs an event",
    )
    yield (
        "cost of an event at 100,000 / at 10,000",
        large[0] / small[0],
        1.2,
        f"{small[0] * 1e6:.0f} µs an event at 10,000",
    )
    yield "memory of the record without payloads / bare list of its events", memory(20_000), 1.3, "20,000 events"


if __name__ == "__main__":
    for row in rows():
        print(row)
