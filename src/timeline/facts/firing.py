"""One time that an alert fired or a page was sent, and what followed before its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from timeline.facts.pages import Page


@dataclass(frozen=True)
class Firing:
    """One time that it fired.

    Attributes:
        start: when.
        end: when it recovered or was resolved; where that was not read, when it fired next, or what was read ends.
        over: whether its end was read.
        pages: the incidents that it caused, or is.
    """

    start: datetime
    end: datetime
    over: bool
    pages: tuple[Page, ...]

    def holds(self, time: datetime) -> bool:
        """Whether that lies between its firing and its end, both included."""
        return self.start <= time <= self.end


class Followed(NamedTuple):
    """What followed one firing before it recovered."""

    paged: bool
    acknowledged: bool
    changed: bool
    over: bool

    @property
    def alone(self) -> bool:
        """Whether it recovered with none of these."""
        return self.over and not (self.paged or self.acknowledged or self.changed)


def followed(firing: Firing, changed: list[datetime]) -> Followed:
    """What followed it, where the changes that name it are those."""
    return Followed(
        paged=any(firing.holds(page.trigger.time) for page in firing.pages),
        acknowledged=any(firing.holds(time) for page in firing.pages for time in page.acknowledged),
        changed=any(firing.holds(time) for time in changed),
        over=firing.over,
    )
