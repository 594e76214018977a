"""The comments on lines, asked for by the ids of the reviews that have some: many reviews in one request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.window import Window
from timeline.porting.payload import at, iso_time, records, text
from timeline.sources.github import queries
from timeline.sources.github.calls import Api
from timeline.sources.github.connections import Connection
from timeline.sources.github.errors import gap_of
from timeline.sources.github.graphql import Nodes

_REVIEWS = 50
_PAGE = 100


class LineComments:
    """The comments of the reviews that it was told of."""

    def __init__(self, api: Api, window: Window) -> None:
        self._api = api
        self._window = window
        self._read: dict[str, Nodes] = {}

    def of(self, review: Any) -> Nodes:
        """What was said on lines with that review; nothing where that could not be read."""
        return self._read.get(text(at(review, "id")) or "", [])

    def ask(self, items: Iterable[Any], where: str) -> Iterator[Gap]:
        """Read the comments of those reviews among the items that were not read yet; yield what is missing."""
        ids = [key for each in items if self._may_tell(each) and (key := text(at(each, "id"))) not in self._read]
        for start in range(0, len(ids), _REVIEWS):
            yield from self._some([key for key in ids[start : start + _REVIEWS] if key], where)

    def _may_tell(self, item: Any) -> bool:
        """A review that says of no comments, or was over before the window, tells none inside it."""
        submitted = iso_time(at(item, "submittedAt"))
        some = at(item, "__typename") == "PullRequestReview" and at(item, "comments", "totalCount") != 0
        return some and submitted is not None and submitted >= self._window.start

    def _some(self, ids: list[str], where: str) -> Iterator[Gap]:
        self._read.update((key, []) for key in ids)
        try:
            data, errors, size = self._api.query(queries.REVIEWS, {"ids": ids}, _PAGE, where=where)
            found = records([each for each in at(data, "nodes") or [] if each is not None])
        except SourceError as error:
            yield Gap.after(error, self._window, where=where)
            return
        yield from (gap_of(self._window, error, where) for error in errors)
        for node in found:
            yield from self._whole(node, size, where)

    def _whole(self, node: dict[str, Any], size: int, where: str) -> Iterator[Gap]:
        key = text(at(node, "id")) or ""
        rest = Connection(queries.COMMENTS, {"id": key}, ("node", "comments"), where, size=size)
        for page in rest.pages(self._api, self._window, at(node, "comments")):
            if isinstance(page, Gap):
                yield page
            else:
                self._read.setdefault(key, []).extend(page)
