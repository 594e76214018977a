"""How well the sources were read that would tell a claim: whole, with a gap over its time, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from timeline.claims.acts import SPEECH
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.verdict import Read
from timeline.model.coverage import Coverage, Gap
from timeline.model.window import utc_text

#: What tells of each sort of thing; one of them is enough to have asked.
_TELLING = {
    "alert": ("datadog", "grafana"), "event": ("datadog", "grafana"),
    "incident": ("pagerduty",), "recorded": ("pagerduty",),
    "pull": ("github",), "code": ("github",), "release": ("github",), "deploy": ("github",), "build": ("github",),
    "run": ("terraform",), "message": ("slack",), "post": ("slack",), "channel": ("slack",), "error": ("sentry",),
    "ticket": ("jira",), "status": ("statuspage",), "note": ("notes",),
}  # fmt: skip
#: Sources that many records do without: that one of them was not asked says something only where nothing else tells it.
SPOKEN = frozenset(SPEECH.split())
_EXTRA = frozenset(("statuspage", "notes", "grafana", "sentry", "jira"))
_NAMES = {
    "datadog": "Datadog", "grafana": "Grafana", "pagerduty": "PagerDuty", "github": "GitHub",
    "terraform": "HCP Terraform", "slack": "Slack",
    "sentry": "Sentry", "jira": "Jira", "statuspage": "Statuspage", "notes": "people's notes",
}  # fmt: skip


class Asked(NamedTuple):
    """How well it was read, and the same in words."""

    read: Read
    words: str


def asked(clause: Clause, ground: Ground, known: Iterable[str] = ()) -> Asked:
    """How well the sources were read that would tell that.

    Args:
        clause: what is claimed.
        ground: the record.
        known: the areas of the events that are about the same things.
    """
    rows = ground.coverage
    types = {ground.types[row.source] for row in rows if row.status != "skipped"}
    groups = _groups(clause, set(known), types)
    groups += [(type_,) for type_ in _named(clause)]
    missing = [group for group in groups if types.isdisjoint(group)]
    told = [group for group in missing if not set(group) <= _EXTRA or group[0] in _named(clause)]
    if told or (missing and len(missing) == len(groups)):
        missing = told or missing
        names = sorted({_NAMES[group[0]] for group in missing})
        return Asked("not asked", f"{' and '.join(names)} {'was' if len(names) == 1 else 'were'} not asked")
    wanted = {type_ for group in groups for type_ in group} or types
    needed = [row for row in rows if ground.types[row.source] in wanted]
    outside = _outside(clause, ground)
    if outside:
        return Asked("not asked", outside)
    for row in needed:
        if found := _gap(row, clause):
            return Asked("gap", _told(row, found, ground))
        if row.status == "failed" and not row.gaps:
            return Asked("gap", f"{_name(row, ground)} could not be read")
    names = sorted({_name(row, ground) for row in needed})
    return Asked("complete", f"{', '.join(names)} {'was' if len(names) == 1 else 'were'} read whole" if names else "")


def _named(clause: Clause) -> list[str]:
    """The services that it names."""
    words = clause.left.lower()
    return [type_ for type_, name in _NAMES.items() if type_ != "notes" and re.search(rf"\b{name.lower()}\b", words)]


def _groups(clause: Clause, known: set[str], types: set[str]) -> list[tuple[str, ...]]:
    """The sources that would tell it, each with those that would do in its place."""
    if clause.verb and clause.verb.speech and clause.verb.acts == SPOKEN and not clause.areas and "slack" not in types:
        return [("slack",)]
    shapes = {thing.type for thing in clause.things if thing.type in _NAMES}
    areas = {act.partition(".")[0] for act in clause.verb.acts} if clause.verb else set()
    if shapes:
        if shapes & {"jira"} and "error" in areas | known:
            shapes = {"sentry"} if "error" in known else shapes
        if not areas or any(set(_TELLING.get(area, ())) & shapes for area in areas):
            return [(shape,) for shape in sorted(shapes)]
    if "event" in clause.areas:
        areas |= {"event"}
    areas = (areas & clause.areas) or areas
    unasked = {
        area for area in areas if types.isdisjoint(_TELLING.get(area, ())) and not set(_TELLING.get(area, ())) <= _EXTRA
    }
    areas = (areas & known) | unasked if areas & known else areas
    if clause.quotes and clause.verb and clause.verb.speech:
        areas = (areas & known) or {"message"}
    return sorted({_TELLING[area] for area in areas if area in _TELLING})


def _outside(clause: Clause, ground: Ground) -> str:
    """That its time lies before or behind what the record is about."""
    spans = [span for when in clause.times for span in when.spans]
    if spans and all(end <= ground.window.start for _, end in spans):
        return f"the record begins at {utc_text(ground.window.start)}: what was before was not asked"
    if spans and all(start >= ground.window.end for start, _ in spans):
        return f"the record ends at {utc_text(ground.window.end)}: what came after was not asked"
    return ""


def _gap(row: Coverage, clause: Clause) -> Gap | None:
    """A gap in which it may be lost."""
    spans = [span for when in clause.times for span in when.spans]
    for gap in row.gaps:
        if not spans or any(
            (gap.start < end and start < gap.end) or gap.start == gap.end == start for start, end in spans
        ):
            return gap
    return None


def _told(row: Coverage, gap: Gap, ground: Ground) -> str:
    where = f", {gap.where}" if gap.where else ""
    return f"{_name(row, ground)} has a gap from {utc_text(gap.start)} to {utc_text(gap.end)}{where} ({gap.reason})"


def _name(row: Coverage, ground: Ground) -> str:
    return _NAMES.get(ground.types[row.source], row.source)
