"""The same world gives the same bytes, whatever the circumstances."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from timeline.testing.kit.bench import Bench
from timeline.testing.kit.elsewhere import told_elsewhere
from timeline.testing.kit.judging import differing
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import anew

_ZONES = ("Pacific/Kiritimati", "America/St_Johns")


@rule("same.twice", "keep nothing between two pulls: not in the class, not in the module, not in a default")
def twice(bench: Bench) -> Iterator[str]:
    """Two pulls by one source give the same bytes."""
    source = bench.source()
    for _ in range(2):
        yield from differing(bench.right, bench.pull(source=source))


@rule("same.paged", "follow what the service says comes next: neither ids nor words depend on the page")
def paged(bench: Bench) -> Iterator[str]:
    """Whatever pages the rows come in, the events are the same."""
    for size in bench.kit.pages[1:]:
        for found in differing(bench.right, bench.pull(page=size)):
            yield f"{size} a page: {found}"


@rule("same.shuffled", "take nothing from a row's place on its page")
def shuffled(bench: Bench) -> Iterator[str]:
    """In whatever order the rows of a page come, the events are the same."""
    for size in (bench.kit.pages[0], bench.roomy):
        yield from differing(bench.right, bench.pull(page=size, damage=anew(_turned)))


@rule("same.clock", "ask for the window that you are given, and take no time from a clock")
def clock(bench: Bench) -> Iterator[str]:
    """Pulled next week, the window gives the same bytes."""
    later = (bench.kit.now or bench.kit.window.end) + timedelta(days=7, seconds=1234)
    yield from differing(bench.right, bench.pull(now=later))


@rule("same.zone", "make aware times: datetime.fromtimestamp(seconds, UTC), never without a zone")
def zone(bench: Bench) -> Iterator[str]:
    """Whatever the machine's time zone is, the bytes are the same."""
    for name in _ZONES if hasattr(time, "tzset") else ():
        with _machine_in(name):
            yield from differing(bench.right, bench.pull())


@rule("same.seed", "sort what comes out of a set before it is written")
def seed(bench: Bench) -> Iterator[str]:
    """In another process, with another hash seed, the bytes are the same; the kit has to be a name of its module."""
    other = told_elsewhere(bench.kit)
    if isinstance(other, str):
        yield other
        return
    mine = bench.kit.bytes()
    for key in [*mine, *(key for key in other if key not in mine)]:
        if mine.get(key) != other.get(key):
            yield f"{key or 'the coverage'} differs"


def _turned(value: Any) -> Any:
    """The same, each list of rows from its end on; lists inside a row are its own."""
    if isinstance(value, dict):
        return {name: _turned(each) for name, each in value.items()}
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value[::-1]
    return value


@contextmanager
def _machine_in(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ", None)
        os.environ.update({"TZ": before} if before is not None else {})
        time.tzset()
