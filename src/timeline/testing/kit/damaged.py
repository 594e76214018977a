"""One field of one row missing, null, or of another sort: a pull for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from timeline.demo.server import Request, Response
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.lists import Path, at, fields, holds, put, rows, without
from timeline.testing.kit.pulling import Seen
from timeline.testing.kit.wire import Damage, anew, brief, call_of, data_of

_MISSING = "nothing"
_WORD = "unheard-of"


class Damaged(NamedTuple):
    """A pull in which one field of one row was damaged.

    Attributes:
        where: what was done, where.
        field: the field's name.
        hollow: whether nothing stands in the field, so that the row says less, and nothing else.
        seen: the pull.
        own: the events that the row tells; None where it is not known.
    """

    where: str
    field: str
    hollow: bool
    seen: Seen
    own: frozenset[str] | None


class _Place(NamedTuple):
    """A field of a row in an answer."""

    call: str
    row: Path
    field: Path
    value: Any


def damaged(bench: Bench) -> list[Damaged]:
    """A pull for each field of each sort of row, and each way to damage it; made once."""
    return bench.once("damaged", lambda: list(_all(bench)))


def _all(bench: Bench) -> Iterator[Damaged]:
    for place in bench.some(_places(bench), times=4):
        own = _own(bench, place)
        for name, other in _others(place.value):
            seen = bench.pull(page=bench.roomy, call=place.call, damage=_with(place, name, other))
            where = f"{name} for {'.'.join(map(str, place.field))} of a row at {brief(place.call)}"
            yield Damaged(where, str(place.field[-1]), name in (_MISSING, "null"), seen, own)


def _places(bench: Bench) -> list[_Place]:
    """Each field once for each sort of row, in the first row that has it."""
    found: dict[tuple[str, Path, Path], _Place] = {}
    for request, told in _answers(bench):
        data = data_of(told)
        for row in rows(data):
            for field in fields(at(data, row)):
                sort = (request.path, tuple("*" if isinstance(key, int) else key for key in row), field)
                value = at(at(data, row), field)
                if sort not in found and value is not None:
                    found[sort] = _Place(call_of(request), row, field, value)
    return list(found.values())


def _answers(bench: Bench) -> list[tuple[Request, Response]]:
    """What is asked and answered where pages are large: damage is tried once a sort of row, not once a page."""
    return bench.once("roomy", lambda: bench.pull(page=bench.roomy).wire.asked)


def _others(value: Any) -> Iterator[tuple[str, Any]]:
    yield from ((_MISSING, None), ("null", None), (f"{_WORD!r}", _WORD))
    if isinstance(value, str):
        yield "17", 17


def _with(place: _Place, name: str, other: Any) -> Damage:
    path = (*place.row, *place.field)

    def changed(data: Any) -> Any:
        if not holds(data, path):
            return data
        return without(data, path) if name == _MISSING else put(data, path, other)

    return anew(changed)


def _own(bench: Bench, place: _Place) -> frozenset[str] | None:
    """The events that are missing when the row is."""
    if not place.row or not isinstance(place.row[-1], int):
        return None

    def own() -> frozenset[str]:
        answer = next(told for request, told in _answers(bench) if call_of(request) == place.call)
        row = at(data_of(answer), place.row)
        seen = bench.pull(page=bench.roomy, damage=anew(lambda data: _less(data, row)))
        return frozenset(bench.right.events.keys() - seen.events)

    return bench.once(f"own {place.call} {place.row}", own)


def _less(data: Any, row: Any) -> Any:
    """The same without that row, wherever it stands."""
    if isinstance(data, dict):
        return {name: _less(value, row) for name, value in data.items()}
    return [_less(each, row) for each in data if each != row] if isinstance(data, list) else data
