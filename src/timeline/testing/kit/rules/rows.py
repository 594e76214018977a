"""Rows that are not as documented: each is told for what it says, or counted, and takes no other down."""

from __future__ import annotations

from collections.abc import Iterator

from timeline.model.event import Actor
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.damaged import Damaged, damaged
from timeline.testing.kit.judging import silent
from timeline.testing.kit.rule import rule
from timeline.testing.kit.rules.words import HOLLOW


@rule(
    "row.kept", "tell a sort that you do not know as `area.updated`, and yield run.rejected(…) for what cannot be read"
)
def kept(bench: Bench) -> Iterator[str]:
    """A row of an unknown sort, or with a field missing or odd, is told or leaves a gap."""
    for each in damaged(bench):
        if each.seen.unended:
            yield f"{each.where}: {each.seen.unended}"
        elif lost := _lost(bench, each):
            yield f"{each.where}: {lost} is missing, and no gap says so"


@rule("row.alone", "read each row by itself: decorate what makes a Draft of it with @http.readable")
def alone(bench: Bench) -> Iterator[str]:
    """A row that cannot be read takes no other row down."""
    for each in damaged(bench):
        others = set(bench.right.events) - set(each.seen.events) - (each.own or frozenset())
        if each.own is not None and others and each.seen.row.gaps:
            yield f"{each.where}: {min(others)} of another row is missing, too ({each.seen.row.gaps[0].detail})"
        elif each.own is None and any(gap.reason == "error" for gap in each.seen.row.gaps):
            yield f"{each.where}: {each.seen.row.gaps[0].detail}"


@rule("row.time", "never borrow a time: what has none is undated (run.emit, run.undated)")
def time(bench: Bench) -> Iterator[str]:
    """A row without a readable time is told at no other time."""
    for each in damaged(bench):
        for key, told in each.seen.events.items():
            known = bench.right.events.get(key)
            if known and known.time != told.time:
                yield f"{each.where}: {key} is told at {told.time:%T}, and happened at {known.time:%T}"


@rule("row.actor", "name nobody where the service names nobody: no fallback to another field")
def actor(bench: Bench) -> Iterator[str]:
    """Where a row does not say who acted, nobody else is named."""
    for each in damaged(bench):
        for key, told in each.seen.events.items() if each.hollow else ():
            known = bench.right.events.get(key)
            if known and told.actor and not _less(known.actor, told.actor):
                yield f"{each.where}: {key} names {told.actor.name or told.actor.id}"


@rule("row.severity", "leave severity out where the row does not say it: no default")
def severity(bench: Bench) -> Iterator[str]:
    """Where a row does not say how bad it is, no severity is told."""
    for each in damaged(bench):
        for key, told in each.seen.events.items() if each.hollow else ():
            known = bench.right.events.get(key)
            if known and told.severity not in (known.severity, None):
                yield f"{each.where}: {key} is {told.severity}"


@rule("row.words", "write the sentence and the id of what is there; without the id there is no event (@http.readable)")
def words(bench: Bench) -> Iterator[str]:
    """Where a row says less, so does its sentence, and its id is no placeholder."""
    for each in damaged(bench):
        for key, told in each.seen.events.items():
            for text in (told.summary, key):
                if found := HOLLOW.search(text):
                    yield f"{each.where}: {found[0]!r} stands in {text!r}"


def _lost(bench: Bench, each: Damaged) -> str | None:
    """An event that is gone without a word; what has another id or lies outside by now is not gone."""
    if each.hollow and each.field in bench.kit.absent:
        return None
    missing = silent(bench.right, each.seen)
    others = len(set(each.seen.events) - set(bench.right.events))
    outside = each.seen.row.out_of_window - bench.right.row.out_of_window
    return missing[0].id if len(missing) > others + max(outside, 0) else None


def _less(known: Actor | None, told: Actor) -> bool:
    """Whether nobody else is named: the same id, be it by another name that the service has, or less of it."""
    if known is None or told.id not in (known.id, None):
        return False
    return told.name in (known.name, None) or (told.id is not None and told.id == known.id)
