"""What a page's script needs to let people choose among the lines: the ids of their events, and whose record it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from timeline.model.secrets import masked
from timeline.reading.lines import Line

if TYPE_CHECKING:
    from timeline.record import Timeline


def choices(record: Timeline, made: Sequence[Line], title: str, verdict: str) -> dict[str, Any]:
    """The data of a page of those lines: for its file of choices, and for the name under which a browser keeps them."""
    ids = [[masked(event.id) for event in line.events] for line in made]
    return {
        "title": title,
        "verdict": verdict,
        "key": _key(ids),
        "seal": None,
        "ids": ids,
        "redacted": bool(record.redaction),
        "curation": None,
    }


def _key(ids: Sequence[Sequence[str]]) -> str:
    """The same for a record of the same events, however they are folded."""
    every = "\n".join(sorted(each for line in ids for each in line))
    return hashlib.sha256(every.encode("utf-8", "replace")).hexdigest()[:16]
