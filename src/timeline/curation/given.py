"""A curation that was made elsewhere, on a page, put over the one that is there.

A file says what a person did, and from what: where nobody else did anything since, that holds; else both are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from timeline.curation import store
from timeline.curation.doors import by_heading
from timeline.curation.facts import facts_of
from timeline.curation.store import Choice, Curation, Own

if TYPE_CHECKING:
    from timeline.record import Timeline


def taken(text: str, record: Timeline) -> tuple[Curation, list[str]]:
    """What the file makes of the curation of a record, and what a person should know of it.

    Raises:
        ConfigError: it is no curation, or holds what is not known here.
    """
    given = store.parsed(text.lstrip("\ufeff"), "the curation")
    before = record.curation or Curation()
    there = {event.id for event in record.pulled.events}
    rows, lost = _rows(given, before, record, there)
    named = {key for each in rows for key in each.all}
    rest = [each for each in before.lines if named.isdisjoint(each.all)]
    not_placed = store.together(store.together(before.not_placed, given.not_placed), lost)
    own, headings = (*given.own, *_kept(before.own, given)), (*given.headings, *before.headings)
    made = by_heading(replace(before, lines=(*rows, *rest), own=own, not_placed=not_placed, headings=headings).but())
    known = before.known or given.known
    made = replace(made, known=known) if known else made.knowing(there, None)
    warnings = [] if rows else ["no line of this record is in the curation: its words are kept under Not placed"]
    return made, [*warnings, *_seal(given, record)]


def _rows(given: Curation, before: Curation, record: Timeline, there: set[str]) -> tuple[list[Choice], list[str]]:
    """What is decided of the lines of this record, and the words that have no place."""
    rows: list[Choice] = []
    lost: list[str] = []
    lines = {event.id: line for line in record.curated(None).lines() for event in line.events}
    facts = facts_of(record)
    for each in given.lines:
        if there.isdisjoint(each.all):
            lost += [each.words] if each.words is not None else []
            continue
        was = next(filter(None, map(before.choice, each.all)), None)
        words, over = _words(each, was)
        lost += over
        line = lines.get(each.id)
        more = was.all if was else (event.id for event in line.events) if line and not each.events else ()
        made = replace(
            each, words=words, replaced=None, events=tuple(dict.fromkeys((*each.all, *more))),
            time=each.time or (was.time if was else None),
        )  # fmt: skip
        if was and was.words == words:
            made = replace(made, original=was.original, facts=was.facts)
        elif words is None:
            made = replace(made, original=None, facts=None)
        else:
            made = replace(made, original=line.text if line else made.original, facts=facts(made.all))
        rows.append(made)
    return rows, lost


def _words(given: Choice, was: Choice | None) -> tuple[str | None, list[str]]:
    """The words of a line: whose author changed them; those of the file where both did, and then the others, too."""
    there = was.words if was else None
    if given.words == given.replaced:
        return there, []
    is_conflict = there not in (None, given.words, given.replaced)
    return given.words, [there] if is_conflict and there is not None else []


def _kept(own: Iterable[Own], given: Curation) -> Iterator[Own]:
    """People's own words of which the file does not say that they stand elsewhere, or were taken away."""
    named = Counter([*(each.text for each in given.own), *given.deleted])
    for each in own:
        named[each.text] -= 1
        if named[each.text] < 0:
            yield each


def _seal(given: Curation, record: Timeline) -> Iterator[str]:
    if given.seal and record.work.seal and given.seal != record.work.seal:
        yield f"the curation says that it is of a bundle sealed {given.seal}"
