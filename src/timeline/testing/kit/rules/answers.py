"""Answers that are JSON and no answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from timeline.demo.server import Response
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.judging import wrong
from timeline.testing.kit.lists import Path, holds, lists, put, without
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import always, anew, brief, data_of

_WHOLE: dict[str, Any] = {
    "null": None,
    "a number": 17,
    "a text": "oops",
    "an empty object": {},
    "a list of texts": ["oops"],
}
_LISTS: dict[str, Any] = {"null": None, "a text": "oops", "an object": {}, "texts": ["oops"]}


@rule("answer.told", "read lists with page.rows(…) or http.records(…), which refuse what is none: never `or []`")
def shapes(bench: Bench) -> Iterator[str]:
    """An answer of another shape is a gap, never no rows."""
    for call in bench.calls:
        data = data_of(bench.answer(call))
        for name, other in _WHOLE.items():
            if other != data:
                damage = always(Response.json(other))
                yield from wrong(bench.right, bench.pull(call=call, damage=damage), f"{name} at {brief(call)}")
        for path in lists(data):
            if path:
                yield from _without_list(bench, call, path)


@rule(
    "answer.words",
    "read what may be missing with http.at, and lists with page.rows(…), whose errors say what was no answer",
)
def worded(bench: Bench) -> Iterator[str]:
    """An answer that is none is told in words, not as an error of a program."""
    for call in bench.calls:
        for name, other in _WHOLE.items():
            gaps = bench.pull(call=call, damage=always(Response.json(other))).row.gaps
            yield from (f"{name} at {brief(call)}: {gap.detail}" for gap in gaps if gap.reason == "error")


def _without_list(bench: Bench, call: str, path: Path) -> Iterator[str]:
    place = f"{'.'.join(map(str, path))} at {brief(call)}"
    faults = {name: anew(_putting(path, other)) for name, other in _LISTS.items()}
    for name, damage in {**faults, "nothing": anew(_leaving_out(path))}.items():
        yield from wrong(bench.right, bench.pull(call=call, damage=damage), f"{name} for {place}")


def _putting(path: Path, other: Any) -> Callable[[Any], Any]:
    return lambda data: put(data, path, other) if holds(data, path) else data


def _leaving_out(path: Path) -> Callable[[Any], Any]:
    return lambda data: without(data, path) if holds(data, path) else data
