"""What GitHub told at that time of what it has rewritten since.

Rewritten are a review's state (on its dismissal), a pull request's title and base, the words of comments, reviews and
descriptions, a deployment's environment, a release's name, words and `prerelease`, and a workflow run's attempt,
status and times. Where an event, a field or an earlier attempt tells the old value, that is told; else it is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from timeline.porting.payload import at, iso_time, text

_TITLES = {"RenamedTitleEvent": "previousTitle"}
_BASES = {"BaseRefChangedEvent": "previousRefName", "AutomaticBaseChangeSucceededEvent": "oldBase"}
_DISMISSAL = "ReviewDismissedEvent"


class Past:
    """What the timeline of a pull request tells of earlier values."""

    def __init__(self, timeline: Iterable[dict[str, Any]]) -> None:
        items = list(timeline)
        self._titles = _replaced(items, _TITLES)
        self._bases = _replaced(items, _BASES)
        dismissals = [item for item in items if at(item, "__typename") == _DISMISSAL]
        self._states = {
            key: text(at(item, "previousReviewState"))
            for item in dismissals
            for key in (text(at(item, "review", "id")), text(at(item, "review", "fullDatabaseId")))
            if key
        }

    def title(self, now: str | None) -> str | None:
        """The title with which it was opened."""
        return self._titles[0][1] if self._titles else now

    def base(self, now: str | None, when: datetime | None) -> str | None:
        """The base branch at that time: what the first change after it replaced."""
        later = (old for time, old in self._bases if when is not None and time > when)
        return next(later, now)

    def state(self, review: Mapping[str, Any]) -> str:
        """The verdict of a review as it was submitted, be it dismissed since."""
        state = text(at(review, "state")) or ""
        if state != "DISMISSED":
            return state
        keys = (text(at(review, "id")), text(at(review, "fullDatabaseId")))
        return next((old for key in keys if key and (old := self._states.get(key))), state)


def _replaced(items: list[dict[str, Any]], fields: Mapping[str, str]) -> list[tuple[datetime, str]]:
    """When a value was replaced, and which, the first time first."""
    found = [
        (time, old)
        for item in items
        if (field := fields.get(str(at(item, "__typename"))))
        and (time := iso_time(at(item, "createdAt")))
        and (old := text(at(item, field)))
    ]
    return sorted(found, key=lambda each: each[0])


def edited(raw: Any, since: Any, *, field: str = "lastEditedAt", grace: timedelta = timedelta(0)) -> dict[str, str]:
    """The mark of words that were written later than `since`, which is when they were first told."""
    stamp, first = iso_time(at(raw, field)), iso_time(since)
    if stamp is None or (first is not None and stamp <= first + grace):
        return {}
    return {"edited": "true", "edited_at": str(at(raw, field))}
