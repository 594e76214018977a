"""What people would use instead: a script over the same SDKs, alone and in five threads; dlt; frames over the same pages.

`make peers` prints it. A package that is not installed is left out, and named.
"""

from __future__ import annotations

import importlib.util
import json
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import elt
import mapping
import plain
from compute import best, ours
from fetch import LATENCY, sources
from pages import Page, payloads
from server import running
from worlds import WORLDS

from timeline.engine.reconstruct import reconstruct


def pulls() -> Iterator[str]:
    """Each world, pulled in each way: seconds of wall and CPU, requests, objects."""
    for world, (_, settings, window) in WORLDS.items():
        with running(LATENCY, world) as server:
            task = plain.Task(server.urls, settings(), window.start, window.end)
            asked = sources(server.urls, settings())
            ways: dict[str, Callable[[], Any]] = {
                "timeline": lambda asked=asked, window=window: len(reconstruct(window, asked, progress=False)),
                "a script over the same SDKs": lambda task=task: plain.pull(task),
                "the same in five threads": lambda task=task: plain.pull(task, threads=True),
            }
            if importlib.util.find_spec("dlt"):
                ways["dlt's rest_api into DuckDB"] = lambda task=task: elt.pull(task)
            else:
                yield f"| {world} | dlt is not installed | | | | |"
            for name, way in ways.items():
                server.requests()
                began, spent = perf_counter(), process_time()
                count = way()
                wall, cpu = perf_counter() - began, process_time() - spent
                asked_for = sum(server.requests().values())
                yield f"| {world} | {name} | {wall:.1f} | {cpu:.1f} | {asked_for} | {count:,} |"


def frames(count: int = 100_000) -> Iterator[str]:
    """The same pages to sorted rows and lines of text, by the tools that people know: CPU an event."""
    window, pages = payloads(count)
    known = {"pandas": pandas, "polars": polars, "duckdb": duckdb}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ways: dict[str, Callable[[], Any]] = {
            "timeline": lambda: ours(window, pages, folder),
            "plain dicts": lambda: mapping.write(pages, folder),
        }
        for each, way in known.items():
            if importlib.util.find_spec(each):
                ways[each] = lambda way=way: way(pages, folder)
            else:
                yield f"| {each} | not installed |"
        for each, seconds in best(2, **ways).items():
            yield f"| {each} | {seconds / count * 1e6:.0f} |" if seconds < math.inf else f"| {each} | failed |"


def pandas(pages: list[Page], folder: Path) -> None:
    import pandas as pd  # noqa: PLC0415

    made = pd.concat([pd.json_normalize(json.loads(page)).assign(source=kind) for kind, page in pages])
    columns = ["ts", "attributes.timestamp", "created_at"]
    made["time"] = made[columns].astype("string").bfill(axis=1).iloc[:, 0]
    made.sort_values(["time", "source"])[["time", "source"]].to_csv(folder / "pandas.md", sep=" ", index=False)


def polars(pages: list[Page], folder: Path) -> None:
    import polars as pl  # noqa: PLC0415

    rows = mapping.mapped(pages)
    pl.DataFrame(rows, strict=False).sort("time", "source", "id").write_csv(folder / "polars.csv")


def duckdb(pages: list[Page], folder: Path) -> None:
    import duckdb as db  # noqa: PLC0415

    for number, (_, page) in enumerate(pages):
        (folder / f"{number}.json").write_bytes(page)
    where = f"read_json('{folder}/*.json', union_by_name=true)"
    db.sql(f"copy (select * from {where} order by ts, created_at) to '{folder}/duck.csv'")


if __name__ == "__main__":
    print("| world | | wall s | CPU s | requests | objects |\n|---|---|---:|---:|---:|---:|")
    for line in pulls():
        print(line, flush=True)
    print("\n| pages to rows | CPU µs an event |\n|---|---:|")
    for line in frames():
        print(line, flush=True)
