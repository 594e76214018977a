"""A year of incidents in one catalog: what it costs to make, and to ask; each measured in a process of its own.

`make fleet` prints it and, with `--write`, puts it into docs/performance.md. The year is made by seed in a temporary
folder, which is gone afterwards: 2,000 bundles and their catalog take about a gigabyte and a half. `--small` is a
hundredth of it.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from timeline.bundle import events
from timeline.fleet import rates
from timeline.fleet.catalog import Catalog

Row = tuple[str, float, float, str]
INCIDENTS, EVENTS = 2_000, 3_000
_SAMPLE = 40

QUESTIONS = {
    "events by kind": "select kind, count(*) as n from events group by kind order by n desc",
    "a word in any text": "select incident, count(*) as n from events where body ilike '%spike%' group by incident",
    "page to acknowledgement, each incident": """
        select page.incident, min(date_diff('second', page.time, ack.time)) as seconds
        from (select incident, time, unnest(keys) as key from events where kind = 'incident.triggered') page
        join (select incident, time, unnest(keys) as key from events where kind = 'incident.acknowledged') ack
        using (incident, key) group by page.incident""",
    "one week": "select source, count(*) as n from events where date between '2025-03-03' and '2025-03-09' group by source",
    "incidents that share a host": """
        select tags['group'] as host, count(distinct incident) as incidents
        from events where kind = 'alert.triggered' group by host order by incidents desc limit 20""",
    "alerts, with what followed": rates.ALERTS,
    "changes before alerts": rates.CHANGES,
}


def child(work: str, *arguments: object) -> dict[str, Any]:
    """A function of this file in a fresh process: its result, its seconds, its peak of memory in GiB."""
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import fleet; fleet.measured(sys.argv[1:])"
    command = [sys.executable, "-c", code, work, *map(str, arguments)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def measured(arguments: list[str]) -> None:
    work: Callable[..., Any] = globals()[arguments[0]]
    began, spent = perf_counter(), process_time()
    made = work(*arguments[1:])
    wall, cpu = perf_counter() - began, process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"made": made, "wall": wall, "cpu": cpu, "peak": peak}))


def generate(folder: str, incidents: str, count: str) -> int:
    import year  # noqa: PLC0415 - what only this child needs

    return len(year.bundles(Path(folder), int(incidents), int(count)))


def build(folder: str, to: str) -> int:
    import pyarrow.parquet  # noqa: F401, PLC0415 - that it is loaded is not what is measured

    return Catalog(to).add(*sorted(Path(folder).iterdir())).index.events


def bare(folder: str, to: str) -> int:
    """The floor of a build: the same events by `json`, gzip and Arrow alone, a file a bundle, not checked or masked."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    Path(to).mkdir()
    count = 0
    for bundle in sorted(Path(folder).iterdir())[:_SAMPLE]:
        _, *rows = events.read(bundle / "data" / events.FILE)
        for row in rows:
            row["tags"] = json.dumps(row["tags"])
        pq.write_table(pa.Table.from_pylist(rows), Path(to) / f"{bundle.name}.parquet", compression="zstd")
        count += len(rows)
    return count


def sample(folder: str, to: str) -> int:
    import pyarrow.parquet  # noqa: F401, PLC0415

    return Catalog(to).add(*sorted(Path(folder).iterdir())[:_SAMPLE]).index.events


def ask(catalog: str, name: str) -> int:
    return len(Catalog(catalog).table(QUESTIONS[name]))


def unguarded(catalog: str, name: str) -> int:
    """The floor of a question: DuckDB over the same files, and nothing else."""
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    connection.execute("set threads = 2; set enable_progress_bar = false")
    for table, below in (("events", "*/*"), ("coverage", "*"), ("firings", "*"), ("changes", "*")):
        files = f"'{catalog}/{table}/{below}.parquet', hive_partitioning = {table == 'events'}"
        connection.execute(f"create view {table} as select * from read_parquet({files})")
    return len(connection.sql(QUESTIONS[name]).to_arrow_table())


def rows(incidents: int = INCIDENTS, count: int = EVENTS) -> Iterator[Row]:
    """What was measured, the value, its limit and the words beside it."""
    with tempfile.TemporaryDirectory(prefix="timeline-year-") as name:
        folder, catalog = Path(name) / "bundles", Path(name) / "catalog"
        child("generate", folder, incidents, count)
        yield from _building(folder, catalog, Path(name))
        yield from _asking(catalog)


def _building(folder: Path, catalog: Path, place: Path) -> Iterator[Row]:
    floor, ours = child("bare", folder, place / "bare"), child("sample", folder, place / "sample")
    each = [told["cpu"] / told["made"] for told in (ours, floor)]
    words = f"{each[0] * 1e6:.0f} µs an event of {each[1] * 1e6:.0f} µs"
    yield "bundles into a catalog / json, gzip and Arrow alone", each[0] / each[1], 4, words
    whole = child("build", folder, catalog)
    number = len(list(folder.iterdir()))
    words = f"{number:,} incidents, {whole['made']:,} events, {whole['cpu']:.0f} s of CPU"
    yield (
        "a year into a catalog: an event of all / of the first forty",
        whole["cpu"] / whole["made"] / each[0],
        1.35,
        words,
    )
    yield "&nbsp; of it: memory, GiB at most", whole["peak"], 1, ""
    kept, made = (sum(file.stat().st_size for file in each.rglob("*") if file.is_file()) for each in (folder, catalog))
    words = f"{made / 2**20:.0f} MiB of {kept / 2**20:.0f} MiB"
    yield "&nbsp; of it: on disk / the bundles without pages", made / kept, math.inf, words


def _asking(catalog: Path) -> Iterator[Row]:
    told = {name: child("ask", catalog, name) for name in QUESTIONS}
    floor = {name: child("unguarded", catalog, name) for name in QUESTIONS}
    assert {name: each["made"] for name, each in told.items()} == {name: each["made"] for name, each in floor.items()}
    ours, bare_ = (sum(each["cpu"] for each in found.values()) for found in (told, floor))
    words = f"{ours:.1f} s of CPU of {bare_:.1f} s, {len(told)} questions, a fresh process each"
    yield "a year's questions / DuckDB alone over the same files", ours / bare_, 1.5, words
    yield "&nbsp; of it: memory, GiB at most", max(each["peak"] for each in told.values()), 1, ""
    for name, each in told.items():
        words = f"{each['cpu']:.1f} s of CPU, {each['peak']:.2f} GiB, {each['made']:,} rows"
        yield f"&nbsp; {name}, s", each["wall"], 10, words


def main() -> None:
    import bench  # noqa: PLC0415 - it writes tables

    size = (20, EVENTS) if "--small" in sys.argv else (INCIDENTS, EVENTS)
    made = bench.table(rows(*size))
    if "--write" in sys.argv:
        bench.write(made, "make fleet")


if __name__ == "__main__":
    main()
