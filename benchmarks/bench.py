"""Measures everything, prints one table, and with `--write` puts it into docs/performance.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import compute
import fetch
import start

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- the table is written by `{}` -->\n", "<!-- end of the table -->\n"


def table(rows: Iterable[tuple[str, float, float, str]]) -> str:
    lines = ["| measured | result | limit | |", "|---|---:|---:|---|"]
    for name, value, limit, words in rows:
        limited = "" if limit == float("inf") else f"{limit:g}"
        line = f"| {name} | {value:.2f} | {limited} | {words} |"
        print(line, flush=True)
        lines.append(line)
    machine = f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors"
    return "\n".join([*lines, "", f"Measured with {machine}.", ""])


def write(made: str, command: str) -> None:
    begin = BEGIN.format(command)
    before, _, rest = PAGE.read_text().partition(begin)
    PAGE.write_text(f"{before}{begin}\n{made}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    found = table(chain.from_iterable(part.rows() for part in (fetch, compute, start)))
    if "--write" in sys.argv:
        write(found, "make bench")
