"""People's work on a record whose names were taken out: their words go through the same redaction as the facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.curation.store import Choice, Curation, Own, mark
from timeline.curation.work import Work

if TYPE_CHECKING:
    from timeline.redaction.redaction import Redaction


def renamed(work: Work, redaction: Redaction) -> Work:
    """The same work, without names; under no seal, for it is beside no evidence any more."""
    return replace(
        work,
        curation=work.curation and _curation(work.curation, redaction),
        notes=redaction.text(work.notes),
        noted=frozenset(map(redaction.key, work.noted)),
        rows=tuple(map(redaction.coverage, work.rows)),
    )


def _curation(made: Curation, redaction: Redaction) -> Curation:
    told = redaction.text
    return replace(
        made,
        lines=tuple(_choice(each, redaction) for each in made.lines),
        own=tuple(
            Own(told(each.text), each.after and redaction.key(each.after), each.heading and told(each.heading))
            for each in made.own
        ),
        headings=tuple(map(told, made.headings)),
        not_placed=tuple(map(told, made.not_placed)),
        deleted=(),
        # Ids change with the names in them.
        known=made.known | {mark(redaction.key(key)) for each in made.lines for key in each.all},
    )


def _choice(line: Choice, redaction: Redaction) -> Choice:
    told = redaction.text
    return replace(
        line,
        id=redaction.key(line.id),
        events=tuple(map(redaction.key, line.events)),
        heading=line.heading and told(line.heading),
        words=line.words and told(line.words),
        original=line.original and told(line.original),
        replaced=None,
    )
