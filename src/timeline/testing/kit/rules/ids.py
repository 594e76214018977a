"""Ids: the service's own, whole, and each for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.model.event import Event
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.rule import rule

_PIECE = re.compile(r"[^/#:\s]+")
_COUNT = re.compile(r"\d{1,2}")  # several things of one row are counted


@rule("id.prefix", "let run.emit make the event of a Draft, or write f'{self.name}:{id}'")
def prefixed(bench: Bench) -> Iterator[str]:
    """An id begins with the source's name and a colon."""
    for key in bench.right.events:
        if not key.startswith(f"{bench.name}:"):
            yield f"{key!r} does not begin with {bench.name}:"


@rule("id.unique", "take the id of the row itself, not of what it is about")
def unique(bench: Bench) -> Iterator[str]:
    """Two things that happened have two ids."""
    known: dict[str, Event] = {}
    for each in bench.right.yielded:
        if isinstance(each, Event) and known.setdefault(each.id, each) != each:
            yield f"{each.id} is told of two different rows"


@rule("id.stated", "keep an id as the text that came: `http.text(row['id'])`, never a float, a counter or a hash")
def stated(bench: Bench) -> Iterator[str]:
    """An id is made of what the service states, letter by letter."""
    for key in bench.right.events:
        for piece in _PIECE.findall(key.removeprefix(f"{bench.name}:")):
            if re.search(r"\d", piece) and not _COUNT.fullmatch(piece) and piece not in bench.told:
                yield f"{key}: no answer holds {piece!r}"
