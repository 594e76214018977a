"""Whether all was read that a statement rests on: the sources that it needs, over the span that it looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from timeline.facts.fact import Known
from timeline.model.coverage import Coverage

#: What says "first" or "nobody" about acts of people; what lists changes; what is about pages.
ACTS = ("slack", "pagerduty", "github", "terraform")
CHANGES = ("github", "terraform")
PAGES = ("pagerduty",)
#: What tells of alerts: one of them is enough to have asked.
ALERTS = ("datadog", "grafana")
#: A source that tells the same as another.
_SAME = {"slack_export": "slack"}


def type_of(row: Coverage) -> str:
    """Which service it is, by whatever way it was read."""
    return _SAME.get(row.type, row.type)


def needed(coverage: Iterable[Coverage], types: Collection[str], sources: Collection[str] = ()) -> list[Coverage]:
    """The rows of every source of those types, and of those sources by name."""
    return [row for row in coverage if type_of(row) in types or row.source in sources]


def known(
    coverage: Sequence[Coverage],
    start: datetime,
    end: datetime,
    types: Collection[str] = (),
    *,
    sources: Collection[str] = (),
    one_of: Collection[str] = (),
) -> Known:
    """Whether every source that is needed was asked, and has no gap from `start` to `end`.

    Args:
        coverage: what was asked.
        start: where the span begins.
        end: where it ends; both ends belong to it.
        types: services that must have been asked; of several sources of one type, each is needed.
        sources: names of sources that are needed, too.
        one_of: services of which one must have been asked.
    """
    asked = {type_of(row) for row in coverage}
    rows = needed(coverage, {*types, *one_of}, sources)
    missing = set(types) - asked or set(sources) - {row.source for row in rows} or (one_of and asked.isdisjoint(one_of))
    return "as far as read" if missing or any(_misses(row, start, end) for row in rows) else "yes"


def _misses(row: Coverage, start: datetime, end: datetime) -> bool:
    """Whether something of that span may be missing; what was not read at all has no need of a gap that says so."""
    if row.status in ("failed", "skipped"):
        return True
    return any(gap.start <= end and gap.end >= start for gap in row.gaps)
