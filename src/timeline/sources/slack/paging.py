"""Walking the pages of a channel or a thread, with a way on when Slack loses its cursor."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from timeline.model.errors import AnswerError, SourceError
from timeline.porting.payload import at, objects, rows, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client, Request
from timeline.sources.slack.message import stamp, time_of

_PAGE = 999  # the most there is
_COHORT = 15  # all that an app outside the Marketplace gets, when it is distributed
_EMPTY = 10


class Walk:
    """One chain of pages between two times, both included.

    Attributes:
        failure: why it ended early, or None.
        last: the time of the last message read.
        odd: how many messages were no objects.
        limited: whether the workspace's plan hides what is older.
    """

    def __init__(
        self, client: Client, run: Run, method: str, params: dict[str, Any], where: str, *, newest_first: bool
    ) -> None:
        self._client = client
        self._run = run
        self._method = method
        self._params = {**params, "inclusive": 1, "limit": _PAGE}
        self._where = where
        self._bound = "latest" if newest_first else "oldest"
        self._cursors: set[str] = set()
        self._seen: set[str] = set()
        self.failure: SourceError | None = None
        self.last: datetime | None = None
        self.odd = 0
        self.limited = False

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """The messages of each page, each message once."""
        cursor, empty = "", 0
        while not self.failure:
            try:
                data = self._page(cursor)
                messages = self._new(rows(data, "messages"))
            except SourceError as error:
                cursor = self._recovered(error)
                continue
            self.limited = self.limited or at(data, "is_limited") is True
            yield messages
            empty = 0 if messages else empty + 1
            following = text(at(data, "response_metadata", "next_cursor")) or ""
            if not following and at(data, "has_more") is not True:
                return
            self._name_cohort(rows(data, "messages"))
            cursor = self._next(following, empty)

    def _name_cohort(self, listed: list[Any]) -> None:
        """Say why it is slow where a page that is not the last holds as many as those apps get."""
        if len(listed) == _COHORT:
            self._run.note(
                "a page held 15 messages: if every page does, this app is held to one request a minute with 15 "
                "messages each; an app of your own, inside your workspace, is not (see docs/tokens.md)"
            )

    def _next(self, following: str, empty: int) -> str:
        """The cursor to go on with; where it is missing or leads back, the last time takes its place."""
        if empty > _EMPTY:
            self.failure = self._error("page after page is empty and says that there are more")
        elif not following or following in self._cursors:
            return self._from_last(self._error("there are more messages and no way to them"))
        self._cursors.add(following)
        return following

    def _recovered(self, error: SourceError) -> str:
        """Cursors expire: the walk goes on from the last message instead."""
        if error.reason == "bad_cursor":
            return self._from_last(error)
        self.failure = error
        return ""

    def _from_last(self, error: SourceError) -> str:
        bound = self.last and stamp(self.last)
        if bound is None or self._params[self._bound] == bound:
            self.failure = error
        else:
            self._params[self._bound] = bound
        return ""

    def _page(self, cursor: str) -> Any:
        params = self._params | ({"cursor": cursor} if cursor else {})
        return self._client.json(
            Request(self._method, params=params, where=self._where, budget=self._method, expect="messages")
        )

    def _new(self, listed: list[Any]) -> list[dict[str, Any]]:
        """The page's messages that were not on one before."""
        self.odd += sum(not isinstance(each, dict) for each in listed)
        found = []
        for message in objects(listed):
            key = str(at(message, "ts"))
            if key in self._seen:
                continue
            self._seen.add(key)
            found.append(message)
        dated = (time_of(message.get("ts")) for message in reversed(found))
        self.last = next(filter(None, dated), self.last)
        return found

    def _error(self, detail: str) -> AnswerError:
        return AnswerError(detail, source=self._run.source, call=f"{self._method} {self._where}", reason="paging")
