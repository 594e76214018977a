"""A GraphQL query as a request, and what came of it: data, errors beside them, the way to the next page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from timeline.model.errors import AnswerError
from timeline.porting.payload import at, objects, text
from timeline.sources.github.errors import HOLLOW
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import After, Page

Nodes = list[dict[str, Any]]


class Answer(NamedTuple):
    """What came of a query.

    Attributes:
        data: what was found.
        errors: what is missing in it.
        size: how many rows a page was to hold, which may be fewer than were asked for at first.
    """

    data: Any
    errors: list[Any]
    size: int


def request(address: str, words: str, variables: Mapping[str, Any], where: str) -> Request:
    """The request that asks it; `size` among the variables is how many rows a page is to hold."""
    name = words.split("(", 1)[0].removeprefix("query ")
    body = {"query": words, "variables": dict(variables), "operationName": name}
    return Request(f"GraphQL {name}", address, method="POST", body=body, where=where, budget="graphql", expect="data")


def answer(page: Page) -> Answer:
    """What the page says."""
    data, errors = at(page.data, "data"), objects(at(page.data, "errors"))
    if not errors and _hollow(data):
        errors = [{"type": HOLLOW}]
    return Answer(data, errors, page.request.body["variables"]["size"])


def nodes_of(connection: Any) -> Nodes:
    """The objects on a page of it."""
    return objects(at(connection, "nodes"))


def next_cursor(connection: Any) -> str | None:
    """The cursor of the next page, or None at the end.

    Raises:
        AnswerError: there are more, and no way to them.
    """
    page = at(connection, "pageInfo")
    if at(page, "hasNextPage") is not True:
        return None
    cursor = text(at(page, "endCursor"))
    if cursor is None:
        raise AnswerError("there are more pages and no cursor leads to them", reason="paging")
    return cursor


def following(*path: str) -> After:
    """The next page of the connection at that path of the data; raises as `next_cursor`."""

    def after(page: Page) -> Request | None:
        cursor = next_cursor(at(page.data, "data", *path))
        body = page.request.body
        variables = {**body["variables"], "after": cursor}
        return replace(page.request, body={**body, "variables": variables}) if cursor else None

    return after


def _hollow(data: Any) -> bool:
    """Whether anything in the answer's `nodes` is missing or no object."""
    if isinstance(data, list):
        return any(map(_hollow, data))
    if not isinstance(data, dict):
        return False
    nodes = data.get("nodes")
    if isinstance(nodes, list) and not all(isinstance(node, dict) for node in nodes):
        return True
    return any(map(_hollow, data.values()))
