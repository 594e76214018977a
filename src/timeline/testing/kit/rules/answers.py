"""Answers that are JSON and no answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from timeline.testing.kit.bench import Bench
from timeline.testing.kit.judging import wrong
from timeline.testing.kit.lists import holds, lists, put, without
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import Damage, data_of, telling

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
                yield from wrong(
                    bench.right, bench.pull(call=call, damage=_telling(lambda _, o=other: o)), f"{name} at {call}"
                )
        for path in lists(data):
            if path:
                yield from _without_list(bench, call, path)


def _without_list(bench: Bench, call: str, path: tuple[str | int, ...]) -> Iterator[str]:
    place = f"{'.'.join(map(str, path))} at {call}"
    changes = {name: lambda data, o=other: put(data, path, o) for name, other in _LISTS.items()}
    for name, change in {**changes, "nothing": lambda data: without(data, path)}.items():
        made = _telling(lambda data, c=change: c(data) if holds(data, path) else data)
        yield from wrong(bench.right, bench.pull(call=call, damage=made), f"{name} for {place}")


def _telling(change: Callable[[Any], Any]) -> Damage:
    return lambda request, told: telling(told, change(data_of(told)))
