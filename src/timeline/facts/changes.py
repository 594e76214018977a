"""What counts as a change: merges, pushes, applies, deployments, and changes that a service was told of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from timeline.joining import keys
from timeline.joining.keys import DEPLOYMENT
from timeline.model.event import Event

_KINDS = frozenset({
    "change.merged", "change.applied", "change.recorded", "code.pushed", "deploy.started", "deploy.succeeded",
    "deploy.failed",
})  # fmt: skip
#: A run, deployment or build that failed.
FAILED = frozenset({"change.failed", "deploy.failed", "build.failed"})


@dataclass(frozen=True)
class Change:
    """One change, however many events tell of it.

    Attributes:
        events: a merge and its push; a deployment's start and end; else the one event.
    """

    events: tuple[Event, ...]

    @property
    def first(self) -> Event:
        """What tells of it first."""
        return self.events[0]

    @property
    def last(self) -> Event:
        """What tells of it last: a deployment's end."""
        return self.events[-1]


def changes(events: Iterable[Event]) -> list[Change]:
    """The changes among those events, which stand in the record's order; each happening and deployment once."""
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.kind in _KINDS:
            found.setdefault(keys.first(event, DEPLOYMENT) or event.happening or event.id, []).append(event)
    return [Change(tuple(each)) for each in found.values()]
