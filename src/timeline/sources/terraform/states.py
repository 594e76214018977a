"""The states that somebody saved by hand: what changes without a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from timeline.joining.keys import COMMIT
from timeline.model.coverage import Gap
from timeline.model.errors import SourceError
from timeline.model.event import Event
from timeline.porting.draft import Draft, by, readable
from timeline.porting.payload import at, needed, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.terraform.paging import PAGE, Order, pages
from timeline.sources.terraform.users import Users


class States:
    """Reads them for one organization.

    Args:
        users: who stands behind an account.
        told: called with the id of every state that was seen.
    """

    def __init__(
        self,
        organization: str,
        client: Client,
        run: Run,
        users: Users,
        told: Callable[[str], None],
    ) -> None:
        self._organization = organization
        self._client = client
        self._run = run
        self._window = run.window
        self._users = users
        self._told = told

    def of(self, workspace: str) -> Iterator[Event | Gap]:
        """The states of a workspace that no run made, newest first."""
        order = Order(self._window.start)
        try:
            for page in pages(self._client, self._first(workspace)):
                found = page.records("data")
                order.read(found)
                for raw in filter(_by_hand, found):
                    self._told(str(at(raw, "id")))
                    yield from self._run.emit(self._state(workspace, raw))
                if order.done:
                    return
        except SourceError as error:
            # Newest first: what was not read is older than the last state that was.
            yield Gap.after(error, self._window, where=workspace, end=order.reached if order.sorted else None)

    def _first(self, workspace: str) -> Request:
        """The request for the first page."""
        names = {"filter[organization][name]": self._organization, "filter[workspace][name]": workspace}
        params = {**names, "page[size]": PAGE, "page[number]": 1}
        return Request("GET /state-versions", "state-versions", params=params, where=workspace, expect="data")

    @readable
    def _state(self, workspace: str, raw: dict[str, Any]) -> Draft:
        serial, commit = text(at(raw, "attributes", "serial")), text(at(raw, "attributes", "vcs-commit-sha"))
        who = self._users.actor(text(at(raw, "relationships", "created-by", "data", "id")), {})
        return Draft(
            id=needed(raw, "id"),
            stamp=at(raw, "attributes", "created-at"),
            kind="change.updated",
            summary=f"Terraform state {serial or 'of no number'} saved{by(who)} in {workspace} without a run",
            actor=who,
            keys=[COMMIT(commit)] if commit and len(commit) == 40 else [],  # noqa: PLR2004 - a whole sha
            tags={"workspace": workspace, "serial": serial},
            raw=raw,
        )


def _by_hand(raw: dict[str, Any]) -> bool:
    """Whether a state is final and no run made it."""
    return at(raw, "relationships", "run", "data") is None and at(raw, "attributes", "intermediate") is not True
