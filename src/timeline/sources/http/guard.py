"""What keeps a walk over pages from going round."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable

from timeline.model.errors import AnswerError
from timeline.sources.http.exchange import Request

# Lists shift while they are read, so that a page may hold only rows that were read; so many in a row are a circle.
STALE = 3
# A service that filters what it has read may give empty pages on the way; so many in a row are no way.
EMPTY = 25


class Guard:
    """What was asked for and read so far: a walk asks nothing twice, and does not go on for ever without a new row."""

    def __init__(self, stale: int = STALE, empty: int = EMPTY) -> None:
        self._most_stale = stale
        self._most_empty = empty
        self._asked: set[str] = set()
        self._seen: set[Hashable] = set()
        self._empty = self._stale = 0

    def ask(self, request: Request) -> None:
        """Let a request go once.

        Raises:
            AnswerError: it was sent before (reason `paging`).
        """
        if self.knows(request):
            raise AnswerError("a page leads back to one already read", call=request.label, reason="paging")
        self._asked.add(_key(request))

    def knows(self, request: Request) -> bool:
        """Whether that request was sent before."""
        return _key(request) in self._asked

    def goes_on(self, request: Request, keys: Iterable[Hashable]) -> None:
        """Let this be asked for after a page with those rows.

        Raises:
            AnswerError: page after page is empty, or holds nothing new (reason `paging`).
        """
        rows = set(keys)
        self._empty = 0 if rows else self._empty + 1
        self._stale = 0 if not rows <= self._seen else self._stale + bool(rows)
        self._seen |= rows
        if self._empty >= self._most_empty:
            detail = f"{self._most_empty} empty pages in a row lead on"
            raise AnswerError(detail, call=request.label, reason="paging")
        if self._stale >= self._most_stale:
            raise AnswerError("pages bring no new row and lead on", call=request.label, reason="paging")


def _key(request: Request) -> str:
    return json.dumps([request.path, dict(request.params), request.body], sort_keys=True, default=str)
