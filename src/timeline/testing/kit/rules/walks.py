"""Lists in pages: to the end, through empty pages, never in a circle, each row once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from timeline.demo.server import Request, Response
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.judging import unfounded, wrong
from timeline.testing.kit.lists import at, lists, put
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import Damage, always, anew, brief, call_of, data_of

_NEXT = re.compile(r'rel="?next\b')


@rule("walk.empty", "go on as long as the service says that there is more, whatever a page holds")
def empty(bench: Bench) -> Iterator[str]:
    """A page without rows that leads on is not the end."""
    for call, _, following in _leading(bench):
        seen = bench.pull(call=call, damage=anew(_emptied))
        left = [each for each in following if each not in seen.calls]
        if left and not seen.row.gaps and bench.right.events.keys() - seen.events:
            yield f"after an empty page at {brief(call)} it never asked for {left[0]}"


@rule("walk.circle", "follow pages with http.follow, which asks nothing twice, and ends with a gap")
def circle(bench: Bench) -> Iterator[str]:
    """A page that leads back to itself ends the walk with a gap."""
    for call, told, following in _leading(bench):
        seen = bench.pull(call=following[0], damage=always(told))
        yield from wrong(bench.right, seen, f"the page after {brief(call)} leads back")


@rule("walk.repeated", "tell each row by its own id: the engine tells an id once")
def repeated(bench: Bench) -> Iterator[str]:
    """A row that comes on two pages, because the list grew meanwhile, is told once."""
    for call, told, following in _leading(bench):
        seen = bench.pull(call=following[0], damage=_growing(told))
        yield from wrong(bench.right, seen, f"the last row of {brief(call)} comes again")
        for found in unfounded(bench.right, seen):
            yield f"the last row of {brief(call)} comes again: {found}"


@rule("walk.ends", "follow pages with http.follow, or count them: no walk goes on for ever")
def ends(bench: Bench) -> Iterator[str]:
    """A pull asks no more than it needs, and ends."""
    for name, damage in (("all well", None), ("the same page for ever", always(bench.right.wire.asked[0][1]))):
        if (seen := bench.pull(damage=damage)).unended:
            yield f"{name}: {seen.unended}"


def _leading(bench: Bench) -> list[tuple[str, Response, list[str]]]:
    """The pages that say themselves where the next one is, and what was asked after each that it led to."""
    found = []
    asked = [(call_of(request), request, told) for request, told in bench.right.wire.asked]
    for index, (call, request, told) in enumerate(asked):
        following = [name for name, later, _ in asked[index + 1 :] if _same_list(request, later)]
        if following and call not in following and _leads_to(told, request, following[0]):
            found.append((call, told, following))
    return bench.some(found)


def _same_list(one: Request, other: Request) -> bool:
    return (one.method, one.path) == (other.method, other.path)


def _leads_to(told: Response, request: Request, following: str) -> bool:
    """Whether the answer, without its rows, still says what is asked next."""
    if _NEXT.search(told.headers.get("Link", "") or told.headers.get("link", "")):
        return True
    asked = call_of(request)
    return any(value in following and value not in asked for value in _scalars(_emptied(data_of(told))))


def _scalars(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from _scalars(value)
    elif isinstance(data, (str, int)) and not isinstance(data, bool) and data not in ("", 0):
        yield str(data)


def _emptied(data: Any) -> Any:
    for path in list(lists(data)):
        data = put(data, path, [])
    return data


def _growing(before: Response) -> Damage:
    """Have the page begin with the last row of the one before it."""
    first = data_of(before)
    known = set(lists(first))

    def grown(data: Any) -> Any:
        for path in known & set(lists(data)):
            data = put(data, path, [at(first, path)[-1], *at(data, path)])
        return data

    return anew(grown)
