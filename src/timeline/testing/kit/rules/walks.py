"""Lists in pages: to the end, through empty pages, never in a circle, each row once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from timeline.demo.server import Request, Response
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.judging import unfounded, wrong
from timeline.testing.kit.lists import at, lists, put
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import Damage, always, anew, brief, call_of, data_of


@rule("walk.empty", "go on as long as the service says that there is more, whatever a page holds")
def empty(bench: Bench) -> Iterator[str]:
    """A page without rows that leads on is not the end."""
    for call, _, following in _leading(bench):
        seen = bench.pull(call=call, damage=anew(_emptied))
        if following not in seen.calls and not seen.row.gaps and bench.right.events.keys() - seen.events:
            yield f"after an empty page at {brief(call)} it never asked for {brief(following)}"


@rule("walk.circle", "follow pages with http.follow, which asks nothing twice, and ends with a gap")
def circle(bench: Bench) -> Iterator[str]:
    """A page that leads back to itself ends the walk with a gap."""
    for call, told, following in _leading(bench):
        seen = bench.pull(call=following, damage=always(told))
        yield from wrong(bench.right, seen, f"the page after {brief(call)} leads back")


@rule("walk.repeated", "tell each row by its own id: the engine tells an id once")
def repeated(bench: Bench) -> Iterator[str]:
    """A row that comes on two pages, because the list grew meanwhile, is told once."""
    for call, told, following in _leading(bench):
        seen = bench.pull(call=following, damage=_growing(told))
        yield from wrong(bench.right, seen, f"the last row of {brief(call)} comes again")
        for found in unfounded(bench.right, seen):
            yield f"the last row of {brief(call)} comes again: {found}"


@rule("walk.ends", "follow pages with http.follow, or count them: no walk goes on for ever")
def ends(bench: Bench) -> Iterator[str]:
    """A pull asks no more than it needs, and ends."""
    for name, damage in (("all well", None), ("the same page for ever", always(bench.right.wire.asked[0][1]))):
        if (seen := bench.pull(damage=damage)).unended:
            yield f"{name}: {seen.unended}"


class _Leading(NamedTuple):
    """A page that says itself where the next one is."""

    call: str
    told: Response
    following: str


def _leading(bench: Bench) -> list[_Leading]:
    asked = bench.right.wire.asked
    found = []
    for index, (request, told) in enumerate(asked):
        following = next((later for later, _ in asked[index + 1 :] if _leads_to(request, told, later)), None)
        if following:
            found.append(_Leading(call_of(request), told, call_of(following)))
    return bench.some(found)


def _leads_to(request: Request, told: Response, later: Request) -> bool:
    """Whether that request is the same but for one thing, and the answer, without its rows, says which."""
    if (request.method, request.path) != (later.method, later.path):
        return False
    before, after = _told_in(request), _told_in(later)
    changed = [value for name, value in after.items() if before.get(name) != value]
    way = " ".join(value for name, value in told.headers.items() if name.lower() == "link")
    return len(changed) == 1 and (changed[0] in _scalars(_emptied(data_of(told))) or changed[0] in way)


def _told_in(request: Request) -> dict[str, str]:
    """What a request asks with, by name: its query, and its body, be it a form or JSON."""
    try:
        body = dict(_flat(request.json()))
    except ValueError:
        body = request.form()
    return dict(request.query) | body


def _flat(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{name}.{key}")
    elif data is not None:
        yield name, str(data)


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
