"""Whether Spark reads a catalog as DuckDB does: `make fleet-spark`, which needs a Java and fetches pyspark.

It compares, over a made-up year, the counts by kind and by date of every reader, the values of maps and lists, and
that a question about one date reads that date's files only. It ends with 1 where they differ.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import timeline as tl
from timeline.demo import year
from timeline.fleet.catalog import Catalog


def built(folder: Path) -> Catalog:
    """The catalog of a year, each incident pulled on its own."""
    with year.served(24) as (sources, incidents):
        for incident in incidents:
            tl.pull(incident.window, sources, to=folder / "bundles" / incident.name)
    catalog = tl.catalog(folder / "catalog")
    catalog.add(*sorted((folder / "bundles").iterdir()))
    return catalog


PAIRS = {
    "events by kind": "select kind, count(*) from events group by kind order by kind",
    "events by date": "select date, count(*) from events group by date order by date",
    "times, to the microsecond": "select id, cast(time as string) from events order by incident, id",
    "maps": "select tags['repo'], count(*) from events where tags['repo'] is not null group by tags['repo'] order by 1",
    "lists": "select count(*), sum({size}(keys)) from events",
    "coverage": "select incident, source, status, gap_count from coverage order by incident, source",
    "firings": "select alert, count(*), count_if(recovered_alone) from firings group by alert order by alert",
    "changes": "select place, count(*), sum({size}(events)) from changes group by place order by place",
}


def main() -> int:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only this command needs it

    with tempfile.TemporaryDirectory() as name:
        catalog = built(Path(name))
        spark = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", value=False)
            .config("spark.ui.showConsoleProgress", value=False)
            .config("spark.sql.session.timeZone", "UTC")
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("ERROR")
        for table in ("events", "coverage", "firings", "changes"):
            spark.read.parquet(str(catalog.folder / table)).createOrReplaceTempView(table)
        wrong = sum([_differs(catalog, spark, name, sql) for name, sql in PAIRS.items()])
        day = str(catalog.frame("select min(date) as d from events")["d"][0])[:10]
        read = spark.sql(f"select distinct input_file_name() from events where date = '{day}'").collect()
        print(f"files read for one date: {len(read)} of {len(list(catalog.folder.rglob('events/*/*.parquet')))}")
        print(f"Spark {spark.version}")
        spark.stop()
    return 1 if wrong else 0


def _differs(catalog: Catalog, spark: Any, name: str, sql: str) -> bool:
    ours = [tuple(map(_plain, row.values())) for row in catalog.table(_duck(sql)).to_pylist()]
    theirs = [tuple(map(_plain, row)) for row in spark.sql(sql.format(size="size")).collect()]
    print(
        f"{name}: {len(ours)} rows of DuckDB's, {len(theirs)} of Spark's, {'equal' if ours == theirs else 'DIFFERENT'}"
    )
    if ours != theirs:
        print(*next((pair for pair in zip(ours, theirs, strict=False) if pair[0] != pair[1]), ()), sep="\n")
    return ours != theirs


def _duck(sql: str) -> str:
    return sql.format(size="len").replace("cast(time as string)", "cast(time at time zone 'UTC' as varchar)")


def _plain(value: Any) -> Any:
    return str(value) if value is not None and not isinstance(value, int) else value


if __name__ == "__main__":
    sys.exit(main())
