"""The rows in an answer: lists of objects, wherever they stand."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def lists(data: Any, path: Path = ()) -> Iterator[Path]:
    """Where lists of objects stand that are not inside a row of another."""
    if isinstance(data, list):
        if any(isinstance(each, dict) for each in data):
            yield path
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from lists(value, (*path, name))


def paged(data: Any) -> bool:
    """Whether it is a page of a list, be it empty: what else a service answers, such as its version, holds no rows."""
    if isinstance(data, list):
        return all(isinstance(each, dict) for each in data)
    return isinstance(data, dict) and any(paged(value) for value in data.values())


def rows(data: Any, path: Path = ()) -> Iterator[Path]:
    """Where objects stand that are members of lists, inside one another too; else the whole, where it is one."""
    found = list(_members(data, path))
    if found or not isinstance(data, dict):
        yield from found
    else:
        yield path


def _members(data: Any, path: Path) -> Iterator[Path]:
    pairs = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
    for key, value in pairs:
        if isinstance(data, list) and isinstance(value, dict):
            yield (*path, key)
        yield from _members(value, (*path, key))


def fields(row: Any, path: Path = ()) -> Iterator[Path]:
    """The fields of a row, also of objects in it, down to where another list of rows begins."""
    for name, value in row.items() if isinstance(row, dict) else ():
        if isinstance(value, dict) and next(lists(value), None) is None:
            yield (*path, name)
            yield from fields(value, (*path, name))
        elif not isinstance(value, (dict, list)):
            yield (*path, name)


def at(data: Any, path: Path) -> Any:
    """What stands there."""
    for key in path:
        data = data[key]
    return data


def put(data: Any, path: Path, value: Any) -> Any:
    """A copy with that value there."""
    if not path:
        return value
    made = copy.deepcopy(data)
    at(made, path[:-1])[path[-1]] = value
    return made


def without(data: Any, path: Path) -> Any:
    """A copy in which nothing stands there."""
    made = copy.deepcopy(data)
    del at(made, path[:-1])[path[-1]]
    return made


def holds(data: Any, path: Path) -> bool:
    """Whether something stands there."""
    try:
        at(data, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True
