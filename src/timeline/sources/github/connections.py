"""Reading a GraphQL connection to its end, from the page that came with its owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.window import Window
from timeline.porting.payload import at, block, rows
from timeline.sources.github.calls import Api
from timeline.sources.github.errors import gap_of
from timeline.sources.github.graphql import Nodes, next_cursor, nodes_of

_PAGE = 100


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

    def pages(self, api: Api, window: Window, first: Any) -> Iterator[Nodes | Gap]:
        """The rows page by page from the first, which is there already; a gap where it breaks."""
        try:
            for connection, errors in self.answers(api, block(first)):
                yield from (gap_of(window, error, self._where) for error in errors)
                yield nodes_of(connection)
        except SourceError as error:
            yield Gap.after(error, window, where=self._where, start=self._start)

    def answers(self, api: Api, first: dict[str, Any] | None) -> Iterator[tuple[dict[str, Any], list[Any]]]:
        """The connection as each page has it, with the errors beside it; the first page is asked for if it is None.

        Raises:
            SourceError: a page could not be had, or there is no end.
        """
        if first is not None:
            if first:
                rows(first, "nodes")
            yield first, []
        cursor = next_cursor(first)
        if first is not None and cursor is None:
            return
        variables = {**self._variables, "after": cursor}
        for data, errors, _ in api.queries(self._query, variables, self._size, self._path, where=self._where):
            rows(data, *self._path, "nodes")
            yield at(data, *self._path), errors
