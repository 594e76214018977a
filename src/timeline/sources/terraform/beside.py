"""What changes without a run: states that somebody saved by hand, and what the audit trail tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from timeline._coverage import Gap
from timeline._errors import SourceError
from timeline._event import Actor, Event
from timeline._run import Run
from timeline._window import utc_text
from timeline.sources._calls import Call, Calls
from timeline.sources._draft import Draft, by, known, readable, tell
from timeline.sources._shape import at, text
from timeline.sources.terraform.parse import clean
from timeline.sources.terraform.walk import PAGE, Walk, pages

_KEPT = timedelta(days=14)
# Runs, their comments and the states they leave are told by the runs themselves.
_TOLD_ELSEWHERE = frozenset({"run", "comment", "state_version"})


class Beside:
    """Reads both for one organization.

    Args:
        person: who stands behind a user's id.
    """

    def __init__(self, organization: str, calls: Calls, run: Run, person: Callable[[str | None], Actor | None]) -> None:
        self._organization = organization
        self._calls = calls
        self._run = run
        self._window = run.window
        self._person = person

    def states(self, workspace: str) -> Iterator[Event | Gap]:
        """The states of a workspace that no run made, newest first."""
        params = {"filter[organization][name]": self._organization, "filter[workspace][name]": workspace}
        walk = Walk(self._window.start)

        def numbered(page: int) -> Call:
            paged = {**params, "page[size]": PAGE, "page[number]": page}
            return Call("GET /state-versions", "state-versions", params=paged, where=workspace, expect="data")

        try:
            for found in pages(self._calls, numbered, walk):
                for raw in filter(_by_hand, found):
                    yield from tell(self._run, self._state(workspace, raw))
        except SourceError as error:
            # Newest first: what was not read is older than the last state that was.
            yield Gap.after(error, self._window, where=workspace, end=walk.reached if walk.sorted else None)

    @readable
    def _state(self, workspace: str, raw: dict[str, Any]) -> Draft:
        serial, commit = text(at(raw, "attributes", "serial")), text(at(raw, "attributes", "vcs-commit-sha"))
        who = self._person(text(at(raw, "relationships", "created-by", "data", "id")))
        return Draft(
            id=str(at(raw, "id")),
            stamp=at(raw, "attributes", "created-at"),
            kind="change.updated",
            summary=f"Terraform state {serial or 'of no number'} saved{by(who)} in {workspace} without a run",
            actor=who,
            keys=[f"git:{commit.lower()}"] if commit and len(commit) == 40 else [],  # noqa: PLR2004 - a whole sha
            tags={"workspace": workspace, "serial": serial},
            raw=clean(raw),
        )

    def trail(self) -> Iterator[Event | Gap]:
        """What the audit trail tells beside the runs; it is kept for two weeks and has no end to ask for."""
        if self._window.start < self._run.clock.now() - _KEPT:
            end = self._run.clock.now() - _KEPT
            detail = "the audit trail is kept for 14 days, and the window begins before that"
            yield Gap.of(self._window, "retention", detail, where="audit trail", end=end)

        try:
            for found in pages(self._calls, self._trail_page, Walk()):
                for raw in found:
                    if at(raw, "resource", "type") not in _TOLD_ELSEWHERE:
                        yield from tell(self._run, _audited(raw))
        except SourceError as error:
            yield Gap.after(error, self._window, where="audit trail")

    def _trail_page(self, number: int) -> Call:
        params = {"since": utc_text(self._window.start, "s"), "page[number]": number}
        return Call("GET /organization/audit-trail", "organization/audit-trail", params=params, expect="data")


def _by_hand(raw: dict[str, Any]) -> bool:
    """Whether a state is final and no run made it."""
    return at(raw, "relationships", "run", "data") is None and at(raw, "attributes", "intermediate") is not True


@readable
def _audited(raw: dict[str, Any]) -> Draft:
    kind, action = text(at(raw, "resource", "type")) or "object", text(at(raw, "resource", "action")) or "changed"
    thing, key = kind.replace("_", " "), text(at(raw, "resource", "id"))
    name = text(at(raw, "auth", "description"))
    account = text(at(raw, "auth", "accessor_id"))
    who = known(account, name, "person") if account or name else None
    return Draft(
        id=f"audit/{at(raw, 'id')}",
        stamp=at(raw, "timestamp"),
        kind="change.updated",
        summary=f"Terraform {thing} {key or 'without id'}: {action}{by(who)}",
        actor=who,
        tags={"resource": kind, "action": action},
        raw=clean(raw),
    )
