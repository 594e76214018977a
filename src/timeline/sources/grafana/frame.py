"""The state history's answer: a data frame, which tells its rows by columns. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from pydantic_core import from_json, to_json

from timeline.model.errors import AnswerError
from timeline.model.window import Instant, read_epoch
from timeline.porting.payload import at, block, objects, rows, text
from timeline.sources.grafana.dialect import ELSEWHERE

#: Fewer milliseconds than this since 1970 were meant as seconds, more as finer units: no alert is from before 1973.
_LEAST, _MOST = 10**11, 10**14


class Row(NamedTuple):
    """One row: when, and what is told of it.

    Attributes:
        time: None where it cannot be read.
        line: what is told; empty where it cannot be read.
    """

    time: Instant | None
    line: dict[str, Any]


def states(data: Any) -> list[Row]:
    """The rows of a frame, by their time.

    Raises:
        AnswerError: it is no such frame.
    """
    names = [text(at(each, "name")) for each in objects(at(data, "schema", "fields"))]
    columns = rows(data, "data", "values")
    if not names and not columns:
        raise AnswerError("the server keeps no history of the states of alerts", reason=ELSEWHERE)
    times, lines = (_column(names, columns, name) for name in ("time", "line"))
    if len(times) != len(lines):
        raise AnswerError("the columns of the answer are not of one length")
    fine = _nanoseconds(data, names.index("time"), len(times))
    found = [Row(moment(*told), _line(line)) for told, line in zip(zip(times, fine, strict=True), lines, strict=True)]
    return sorted(found, key=lambda each: (each.time or Instant(_NEVER, "ms"), to_json(each.line, inf_nan_mode="null")))


def moment(value: Any, nanoseconds: int = 0) -> Instant | None:
    """The time of that many milliseconds since 1970; None where another unit was meant."""
    try:
        found = read_epoch(value, "ms")
    except ValueError:
        return None
    if not _LEAST <= int(value) < _MOST:
        return None
    micros = nanoseconds // 1000
    return Instant(found.time + timedelta(microseconds=micros), "us") if micros else found


def milliseconds(time: Instant) -> int:
    """Since 1970, as the server writes it."""
    return (time.time - _EPOCH) // timedelta(milliseconds=1)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEVER = read_epoch(_MOST, "ms").time


def _column(names: list[str | None], columns: list[Any], name: str) -> list[Any]:
    if name not in names or len(columns) != len(names):
        raise AnswerError(f"the answer has no column {name!r}")
    return rows(columns[names.index(name)])


def _nanoseconds(data: Any, place: int, amount: int) -> list[int]:
    """What is finer than milliseconds in that column, where it is told."""
    told = at(data, "data", "nanos")
    found = told[place] if isinstance(told, list) and place < len(told) else None
    if not isinstance(found, list) or len(found) != amount:
        return [0] * amount
    return [each if isinstance(each, int) and 0 <= each < 10**6 else 0 for each in found]


def _line(told: Any) -> dict[str, Any]:
    """An object, or one that is written as a text."""
    if not isinstance(told, str):
        return block(told)
    try:
        return block(from_json(told))
    except ValueError:
        return {}
