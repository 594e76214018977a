"""Reading a GraphQL connection to its end, from the page that came with its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import AnswerError, SourceError
from timeline.model.window import Window
from timeline.porting.payload import at, objects, rows, text
from timeline.sources.github.calls import Api
from timeline.sources.github.errors import gap_of

Nodes = list[dict[str, Any]]
_PAGE = 100


def nodes_of(connection: Any) -> Nodes:
    """The objects on a page."""
    return objects(at(connection, "nodes"))


def after(connection: Any) -> str | None:
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


class Connection:
    """One list of one object.

    Args:
        query: asks for a page of it, with `$size` and `$after`.
        variables: name its owner in that query.
        path: where it stands in the answer.
        size: how many rows a page is to hold.
        start: where a gap begins, when its rows are not older than that.
    """

    def __init__(
        self,
        query: str,
        variables: Mapping[str, Any],
        path: tuple[str, ...],
        where: str,
        *,
        size: int = _PAGE,
        start: datetime | None = None,
    ) -> None:
        self._query = query
        self._variables = variables
        self._path = path
        self._where = where
        self._size = size
        self._start = start

    def pages(
        self, api: Api, window: Window, first: Any, *, last: Callable[[Nodes], bool] | None = None
    ) -> Iterator[Nodes | Gap]:
        """The rows page by page from the first, to the end or the one that is the `last`; a gap where it breaks."""
        connection, seen = first, set()
        while True:
            nodes = nodes_of(connection)
            yield nodes
            try:
                cursor = None if last and last(nodes) else after(connection)
                if cursor is None:
                    return
                if cursor in seen:
                    raise AnswerError(f"a page of {self._path[-1]} leads back to one already read", reason="paging")
                seen.add(cursor)
                connection, errors = self._page(api, cursor)
            except SourceError as error:
                yield Gap.after(error, window, where=self._where, start=self._start)
                return
            yield from (gap_of(window, error, self._where) for error in errors)

    def _page(self, api: Api, cursor: str) -> tuple[Any, list[Any]]:
        variables = {**self._variables, "after": cursor}
        data, errors, self._size = api.query(self._query, variables, self._size, where=self._where)
        connection = at(data, *self._path)
        rows(connection, "nodes")
        return connection, errors
