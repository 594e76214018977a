"""The right world: all of it, nothing else, and complete."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.testing.kit.bench import Bench
from timeline.testing.kit.rule import rule


@rule("told.all", "follow every page to its end, and leave no row out: one that cannot be read is a gap")
def everything(bench: Bench) -> Iterator[str]:
    """Everything that happened in the window is told."""
    for key, each in bench.truth.items():
        if key not in bench.right.events:
            yield f"{key} at {each.time} is missing"


@rule("told.only", "tell what the rows say, one event each; if it is right, add it to `happened`")
def nothing_else(bench: Bench) -> Iterator[str]:
    """Nothing is told that did not happen."""
    for key in bench.right.events:
        if key not in bench.truth:
            yield f"{key} is told, and is not in `happened`"


@rule("told.complete", "count a row for each event (run.emit does), and leave no gap where nothing is missing")
def complete(bench: Bench) -> Iterator[str]:
    """A pull that misses nothing is complete, and its rows add up."""
    row = bench.right.row
    yield from (gap.detail for gap in row.gaps)
    if bench.right.unended:
        yield bench.right.unended
    if not row.closes:
        yield f"{row.raw_rows} rows are not {row.events} events and what else is counted"


@rule("told.pages", "give the stand-in more rows, or `pages` a smaller size first: else no page can be lost")
def pages(bench: Bench) -> Iterator[str]:
    """The world has more than one page, so that one can be lost."""
    if len(bench.right.calls) < 2:  # noqa: PLR2004 - a page and another
        yield "one request told all"
