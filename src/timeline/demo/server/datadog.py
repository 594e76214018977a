"""Datadog's event search over events in memory, with its query language as far as it is used."""

from __future__ import annotations

import base64
import fnmatch
import operator
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from timeline.demo.server import Request, Response

_TOKEN = re.compile(r'(\(|\)|-(?=[\w@("])|[@\w.*-]+:(?=\()|[@\w.*-]+:"[^"]*"|"[^"]*"|[^\s()]+)')
Test = Callable[[dict[str, Any]], bool]


class DatadogApi:
    """An organization's event stream.

    Args:
        token: accepted as both keys.
        events: native events.
        downtimes: native downtimes.
        included: the users and monitors that come with them where they are asked for.
        page: the most rows that a page holds, whatever limit is asked for.
        ends: whether the window's start and its end count; which is so is not documented.
    """

    base = "/datadog"

    def __init__(
        self,
        token: str,
        *,
        events: list[dict[str, Any]],
        downtimes: Sequence[dict[str, Any]] = (),
        included: Sequence[dict[str, Any]] = (),
        page: int = 1000,
        ends: tuple[bool, bool] = (True, False),
    ) -> None:
        self._token = token
        self._events = sorted(((_stamp(each), each) for each in events), key=lambda pair: (pair[0], pair[1]["id"]))
        self._downtimes = list(downtimes)
        self._included = list(included)
        self._page = page
        self._from = operator.ge if ends[0] else operator.gt
        self._to = operator.le if ends[1] else operator.lt

    def answer(self, request: Request) -> Response:
        """The answer to a search; wrong keys are forbidden, not unknown."""
        keys = (request.headers.get("dd-api-key"), request.headers.get("dd-application-key"))
        if keys != (self._token, self._token):
            return Response.json({"errors": ["Forbidden"]}, 403)
        if (request.method, request.path) == ("GET", "/api/v1/validate"):
            return Response.json({"valid": True})
        if (request.method, request.path) == ("POST", "/api/v2/events/search"):
            return self._search(request.json())
        if (request.method, request.path) == ("GET", "/api/v2/downtime"):
            return self._listed(request)
        return Response.json({"errors": ["Not found"]}, 404)

    def _listed(self, request: Request) -> Response:
        offset, size = int(request.query["page[offset]"]), min(int(request.query.get("page[limit]", "30")), self._page)
        page: dict[str, Any] = {
            "data": self._downtimes[offset : offset + size],
            "meta": {"page": {"total_filtered_count": len(self._downtimes)}},
        }
        return Response.json(page | ({"included": self._included} if "include" in request.query else {}))

    def _search(self, body: dict[str, Any]) -> Response:
        asked, page = body.get("filter", {}), body.get("page", {})
        size = int(page.get("limit", 10))
        if size > 1000:
            return Response.json({"errors": ["invalid page limit"]}, 400)
        test = parse(asked.get("query", "*"))
        first, last = _time(asked["from"]), _time(asked["to"])
        inside = (each for time, each in self._events if self._from(time, first) and self._to(time, last))
        rows = [each for each in inside if test(each)]
        if str(body.get("sort", "")).startswith("-"):
            rows.reverse()
        try:
            start = int(base64.b64decode(page["cursor"], validate=True)) if "cursor" in page else 0
        except ValueError:
            return Response.json({"errors": ["input_validation_error(Field 'page' is invalid: invalid cursor)"]}, 400)
        return self._answered(rows, start, min(size, self._page))

    def _answered(self, rows: list[dict[str, Any]], start: int, size: int) -> Response:
        """The last page has a cursor too; the one behind it is empty and says nothing else."""
        limits = {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Period": "10",
            "X-RateLimit-Remaining": "299",
            "X-RateLimit-Reset": "3",
        }
        part = rows[start : start + size]
        if not part:
            return Response.json({"data": []}, headers=limits)
        cursor = base64.b64encode(str(start + len(part)).encode()).decode()
        meta = {"page": {"after": cursor}, "status": "done", "elapsed": 7}
        return Response.json({"data": part, "meta": meta}, headers=limits)


def parse(query: str) -> Test:
    """The query as a test: `key:value`, `@path:value`, words, `AND`, `OR`, `-`, parentheses, wildcards."""
    tokens = [found[1] for found in _TOKEN.finditer(query)]
    return _either(tokens, "") if tokens else lambda _: True


def _either(tokens: list[str], key: str) -> Test:
    tests = [_both(tokens, key)]
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        tests.append(_both(tokens, key))
    return lambda event: any(test(event) for test in tests)


def _both(tokens: list[str], key: str) -> Test:
    tests = [_one(tokens, key)]
    while tokens and tokens[0] not in ("OR", ")"):
        if tokens[0] == "AND":
            tokens.pop(0)
        tests.append(_one(tokens, key))
    return lambda event: all(test(event) for test in tests)


def _one(tokens: list[str], key: str) -> Test:
    word = tokens.pop(0)
    if word == "-":
        inner = _one(tokens, key)
        return lambda event: not inner(event)
    if word == "(" or word.endswith(":"):
        if word != "(":
            tokens.pop(0)
        test = _either(tokens, word[:-1] if word != "(" else key)
        if tokens:
            tokens.pop(0)
        return test
    name, colon, value = word.partition(":")
    return _leaf(name if colon else key, (value if colon else word).strip('"').lower())


def _leaf(key: str, value: str) -> Test:
    if value == "*" and not key:
        return lambda _: True
    if key.startswith("@"):
        return lambda event: fnmatch.fnmatchcase(_facet(event, key[1:]).lower(), value)
    if key == "tags":
        return lambda event: any(
            fnmatch.fnmatchcase(part, value) for tag in _tags(event) for part in (tag, tag.partition(":")[0])
        )
    if key:
        return lambda event: any(fnmatch.fnmatchcase(tag, f"{key}:{value}") for tag in _tags(event))
    pattern = re.compile(rf"\b{r'[^ ]*'.join(map(re.escape, value.split('*')))}\b")
    return lambda event: bool(pattern.search(_words(event)))


def _tags(event: dict[str, Any]) -> list[str]:
    return [tag.lower() for tag in event["attributes"]["tags"]]


def _facet(event: dict[str, Any], path: str) -> str:
    value: Any = event["attributes"]["attributes"]
    for name in path.split("."):
        value = value.get(name, {}) if isinstance(value, dict) else {}
    return "" if isinstance(value, dict) else str(value)


def _words(event: dict[str, Any]) -> str:
    return f"{event['attributes']['attributes'].get('title', '')} {event['attributes'].get('message', '')}".lower()


def _stamp(event: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(event["attributes"]["timestamp"])


def _time(value: str) -> datetime:
    """Milliseconds as digits, or ISO 8601."""
    return datetime.fromtimestamp(int(value) / 1000, UTC) if value.isdigit() else datetime.fromisoformat(value)
