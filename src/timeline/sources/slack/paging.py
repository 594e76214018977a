"""The pages of a channel or a thread, with a way on when Slack loses its cursor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from timeline.model.errors import AnswerError, SourceError
from timeline.porting.payload import at, objects
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, follow, ids
from timeline.sources.slack.calls import NEXT
from timeline.sources.slack.message import stamp, time_of

_PAGE = 999  # the most there is
_COHORT = 15  # all that an app outside the Marketplace gets, when it is distributed
_LOST = frozenset({"bad_cursor", "paging"})  # cursors expire, are missing, lead back


class Messages:
    """The messages of a channel or a thread between two times, both included.

    Attributes:
        failure: why they ended early, or None.
        last: the time of the last message read.
        odd: how many messages were no objects.
        limited: whether the workspace's plan hides what is older.
    """

    def __init__(
        self, client: Client, run: Run, method: str, params: dict[str, Any], where: str, *, newest_first: bool
    ) -> None:
        self._client = client
        self._run = run
        params = {**params, "inclusive": 1, "limit": _PAGE}
        self._first = Request(method, params=params, where=where, budget=method, expect="messages")
        self._bound = "latest" if newest_first else "oldest"
        self._seen: set[str] = set()
        self.failure: SourceError | None = None
        self.last: datetime | None = None
        self.odd = 0
        self.limited = False

    def pages(self) -> Iterator[list[dict[str, Any]]]:
        """The messages of each page, each message once."""
        keys = ids("messages", key="ts")
        try:
            for page in follow(self._client, self._first, self._after, keys=keys, recover=self._from_last):
                self.limited = self.limited or at(page.data, "is_limited") is True
                yield self._new(page.rows("messages"))
        except SourceError as error:
            self.failure = self._client.named(error, self._first)

    def _after(self, page: Page) -> Request | None:
        """By the cursor; Slack may say that there are more without giving one."""
        following = NEXT(page)
        if not following and at(page.data, "has_more") is not True:
            return None
        self._name_cohort(page.rows("messages"))
        if not following:
            raise AnswerError("there are more messages and no way to them", reason="paging")
        return following

    def _name_cohort(self, listed: list[Any]) -> None:
        """Say why it is slow where a page that is not the last holds as many as those apps get."""
        if len(listed) == _COHORT:
            self._run.note(
                "a page held 15 messages: if every page does, this app is held to one request a minute with 15 "
                "messages each; an app of your own, inside your workspace, is not (see docs/tokens.md)"
            )

    def _from_last(self, error: SourceError) -> Request | None:
        """Where the cursor is lost: on from the last message."""
        if error.reason not in _LOST or self.last is None:
            return None
        return replace(self._first, params={**self._first.params, self._bound: stamp(self.last)})

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
