"""Windows: what is asked for, from its first instant on, without its last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from timeline.model.window import Window
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.rule import rule


@rule("window.parts", "ask for exactly the window that you are given; what an event says may not depend on it")
def parts(bench: Bench) -> Iterator[str]:
    """A window in two parts, cut anywhere, tells the same as the whole."""
    whole = bench.kit.window
    for cut in bench.some(_instants(bench)):
        if whole.start < cut < whole.end:
            told: dict[str, object] = {}
            for start, end in ((whole.start, cut), (cut, whole.end)):
                seen = bench.pull(window=Window(start, end))
                told |= seen.bytes()
            yield from _differing(bench, told, cut)


@rule("window.edges", "count the window's start in and its end out: widen what you ask by a second, the engine clips")
def edges(bench: Bench) -> Iterator[str]:
    """A window that begins with an event holds it, and one that ends with it does not."""
    for instant in bench.some(_instants(bench)):
        here = {key for key, each in bench.right.events.items() if each.time == instant}
        after = bench.pull(window=Window(instant, instant + timedelta(seconds=1)))
        if missing := here - set(after.events):
            yield f"{min(missing)} is missing from the window that begins at {instant.isoformat()}"
        before = bench.pull(window=Window(instant - timedelta(seconds=1), instant))
        if more := here & set(before.events):
            yield f"{min(more)} is told in the window that ends at {instant.isoformat()}"


def _instants(bench: Bench) -> list[datetime]:
    return sorted({each.time for each in bench.right.events.values()})


def _differing(bench: Bench, told: dict[str, object], cut: datetime) -> Iterator[str]:
    for key, each in bench.right.bytes().items():
        if not key:
            continue
        if key not in told:
            yield f"{key} is missing when the window is cut at {cut.isoformat()}"
        elif told[key] != each:
            yield f"{key} is told otherwise when the window is cut at {cut.isoformat()}"
