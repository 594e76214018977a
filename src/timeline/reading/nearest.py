"""The value that somebody may have meant whose filter matches nothing."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from timeline.model.filter import values_of

if TYPE_CHECKING:
    from timeline.record import Timeline


def nearest(record: Timeline, field: str, value: str) -> str | None:
    """The value of that field in the record that looks most like the one that was asked for.

    Args:
        record: what was asked.
        field: a name of `Timeline.where`: kind, source, actor, channel, service, severity, key or id.
        value: what was asked for, be it a pattern.

    Returns:
        None where no event has a value of that field.
    """
    there = {each.casefold(): each for event in record for each in values_of(event, field)}
    plain = value.removeprefix("#").rstrip("*").rstrip(".").casefold()
    areas = {name.partition(".")[0]: f"{name.partition('.')[0]}.*" for name in there} if field == "kind" else {}
    known = areas | there if value.endswith("*") else there
    found = difflib.get_close_matches(plain, sorted(known), n=1, cutoff=0)
    return known[found[0]] if found else None
