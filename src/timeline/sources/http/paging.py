"""Walking from page to page without going round in circles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from pydantic_core import to_json

from timeline.model.errors import AnswerError
from timeline.sources.http.client import Answer, Call, Calls

# A comma separates links, and may stand in an address, too.
_LINK = re.compile(r"<([^<>]*)>([^,]*)")
# A service that filters what it has read may give empty pages on the way; so many in a row are no way.
_EMPTY = 25

#: The call for the page after this one, or None at the end.
Follow = Callable[[Any, Answer], Call | None]


def pages(calls: Calls, first: Call, follow: Follow) -> Iterator[Any]:
    """Every page from the first, as parsed JSON, each asked for once.

    Raises:
        AnswerError: a page leads back to one that was read, or on and on without a new row (reason `paging`).
        SourceError: a page could not be had.
    """
    guard = _Guard()
    call: Call | None = first
    while call:
        guard.asks(call)
        data, answer = calls.send(call)
        yield data
        more = follow(data, answer)
        if more:
            guard.goes_on(call, data)
        call = more


class _Guard:
    """What was asked for and read so far: pages that bring nothing new have no end."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._rows: set[bytes] = set()
        self._empty = 0

    def asks(self, call: Call) -> None:
        """Let a call go once."""
        key = json.dumps([call.path, dict(call.params), call.body], sort_keys=True, default=str)
        if key in self._asked:
            raise AnswerError("a page leads back to one already read", call=call.label, reason="paging")
        self._asked.add(key)

    def goes_on(self, call: Call, data: Any) -> None:
        """Let the page after this one be asked for, if this one brought a row that is new."""
        rows = {to_json(row, inf_nan_mode="null", fallback=str) for row in _rows(data)}
        self._empty = 0 if rows else self._empty + 1
        if self._empty >= _EMPTY:
            raise AnswerError(f"{_EMPTY} empty pages in a row lead on", call=call.label, reason="paging")
        if rows and rows <= self._rows:
            raise AnswerError("a page brings no new row and leads on", call=call.label, reason="paging")
        self._rows |= rows


def _rows(data: Any) -> list[Any]:
    """What a page tells: what stands in its lists, however they are called; without any, all of it."""
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return [data]
    lists = _lists(data) or [each for inner in data.values() if isinstance(inner, dict) for each in _lists(inner)]
    return [row for each in lists for row in each] if lists else [data]


def _lists(data: dict[str, Any]) -> list[list[Any]]:
    return [each for each in data.values() if isinstance(each, list)]


def next_link(answer: Answer) -> str | None:
    """The address of the next page in a `Link` header (RFC 8288), if there is one.

    A service may always give one, and say with `results="false"` that nothing is there.
    """
    for address, attributes in _LINK.findall(answer.headers.get("link", "")):
        told = dict(map(_attribute, attributes.split(";")))
        if "next" in told.get("rel", "").split() and told.get("results") != "false":
            return str(address)
    return None


def _attribute(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip().lower(), value.strip().strip('"').lower()
