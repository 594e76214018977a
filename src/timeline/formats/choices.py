"""What a page's script needs, so that people choose among the lines: their events' ids, and what was chosen before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from timeline.formats.lines import is_again
from timeline.model.secrets import masked, masked_in
from timeline.reading.curated import Curated, Written
from timeline.reading.lines import Line

if TYPE_CHECKING:
    from timeline.record import Timeline


def choices(record: Timeline, made: Sequence[Line], title: str, verdict: str) -> dict[str, Any]:
    """The data of a page of those lines: for its file of choices, and for the name under which a browser keeps them."""
    # A line that is shown again, for it says something else since, is decided about where it stands first.
    ids = [[] if is_again(line) else [masked(event.id) for event in line.events] for line in made]
    return {
        "title": title,
        "verdict": verdict,
        "key": _key(ids),
        "seal": None if record.redaction else record.work.seal,
        "redacted": bool(record.redaction),
        "ids": ids,
        "said": {number: dict(_said(line.curated)) for number, line in enumerate(made) if line.curated},
        # A page without names shows what was decided, and gives no file: its ids and words are not the record's.
        "curation": None if record.redaction or not record.curation else masked_in(record.curation.to_dict()),
    }


def _said(curated: Curated) -> Iterator[tuple[str, Any]]:
    """What people made of a line: each text in Markdown, and as a reader sees it."""
    if curated.heading:
        yield "heading", masked(curated.heading)
    if curated.words:
        yield "words", _both(curated.words)
    if curated.above:
        yield "above", [_both(each) for each in curated.above]
    if curated.below:
        yield "below", [_both(each) for each in curated.below]


def _both(text: Written) -> list[str]:
    return [masked(text.markdown), masked(text.plain)]


def _key(ids: Sequence[Sequence[str]]) -> str:
    """The same for a record of the same events, however they are folded."""
    every = "\n".join(sorted(each for line in ids for each in line))
    return hashlib.sha256(every.encode("utf-8", "replace")).hexdigest()[:16]
