"""Reading native payloads without trusting their shape."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic_core import from_json

from timeline.model.errors import AnswerError
from timeline.model.window import read_iso

Found = TypeVar("Found")


class _NotJson:
    """Stands for a body that is no JSON."""


NOT_JSON = _NotJson()
#: Deeper than any service nests its answers; the quick reader goes to 200, and what walks a payload calls itself.
DEPTH = 100
_CUT = json.dumps(f"[cut: nested deeper than {DEPTH} levels]").encode()
_TOKEN = re.compile(rb'[\[{]|[]}]|"(?:[^"\\]|\\.)*+"?', re.DOTALL)


def parsed(body: bytes) -> tuple[Any, bool]:
    """The body as JSON, or `NOT_JSON`; and whether it was nested too deep and was cut."""
    try:
        return from_json(body, allow_inf_nan=False, cache_strings="keys"), False
    except ValueError:
        whole = _shallow(body)
        return _read_patiently(whole), whole != body


def _shallow(body: bytes) -> bytes:
    """The body without what is nested too deep; each such part is a text that says so."""
    kept, begin, depth = [], 0, 0
    for token in _TOKEN.finditer(body):
        mark = token[0]
        if mark in b"[{":
            depth += 1
            if depth == DEPTH + 1:
                kept += [body[begin : token.start()], _CUT]
        elif mark in b"]}":
            begin = token.end() if depth == DEPTH + 1 else begin
            depth -= 1
    return b"".join([*kept, body[begin:]]) if depth <= DEPTH else body


def _read_patiently(body: bytes) -> Any:
    """What the quick reader refuses: half a surrogate pair, NaN and Infinity (null here, as they are no JSON)."""
    try:
        return json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return NOT_JSON


def at(value: Any, *path: str) -> Any:
    """What stands at that path of nested objects, or None where there is none."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def block(value: Any) -> dict[str, Any]:
    """The object, or an empty one where it is none: for reading several things in it."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str | None:
    """A text with something in it, or a whole number as text; None for all else."""
    if isinstance(value, str):
        return value or None
    if value is None:  # most often
        return None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


class MissingFieldError(ValueError):
    """A record has not what an event is made of; says which field, and nothing of what stands in it."""


def needed(value: Any, *path: str) -> str:
    """The text or whole number at that path, as text, without which there is no event.

    Raises:
        MissingFieldError: there is none; what is made by a `readable` is then told as rejected, and says why.
    """
    found = text(at(value, *path))
    if found is None:
        raise MissingFieldError(f"it has no {'.'.join(path)}")
    return found


def iso_time(value: Any) -> datetime | None:
    """The time that an ISO 8601 text tells, or None where it cannot be read."""
    try:
        return read_iso(value).time
    except ValueError:
        return None


def rows(value: Any, *path: str) -> list[Any]:
    """The list at that path, or the value itself.

    Raises:
        AnswerError: there is no list.
    """
    found = at(value, *path)
    if not isinstance(found, list):
        raise AnswerError(f"the answer has no list {'.'.join(path)!r}" if path else "the answer is no list")
    return found


def records(value: Any, *path: str) -> list[dict[str, Any]]:
    """The list of objects at that path, or the value itself.

    Raises:
        AnswerError: there is no list, or something in it is no object.
    """
    found = rows(value, *path)
    if not all(isinstance(each, dict) for each in found):
        name = f" {'.'.join(path)!r}" if path else ""
        raise AnswerError(f"the list{name} holds something that is no object")
    return found


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a list, or nothing where it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


class lazy(Generic[Found]):  # noqa: N801 - a decorator
    """A property worked out once, as `functools.cached_property`, which takes a lock each time before Python 3.12."""

    def __init__(self, work: Callable[[Any], Found]) -> None:
        self._work = work
        self.__doc__ = work.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> Found:
        found = owner.__dict__[self._work.__name__] = self._work(owner)
        return found


class Once(Generic[Found]):
    """Looks each key up once, whichever thread asks first; the others wait for that answer."""

    def __init__(self, look_up: Callable[[str], Found]) -> None:
        self._look_up = look_up
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._found: dict[str, Found] = {}

    def __call__(self, key: str) -> Found:
        """What was found for the key."""
        with self._lock:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            if key not in self._found:
                self._found[key] = self._look_up(key)
            return self._found[key]
