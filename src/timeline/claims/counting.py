"""How often it happened, against how often it is said to have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from timeline.claims.asked import asked
from timeline.claims.clause import Clause
from timeline.claims.ground import Ground
from timeline.claims.matching import matches
from timeline.claims.pieces import Count
from timeline.claims.seen import Seen
from timeline.claims.verdict import Part


def counted(clause: Clause, count: Count, ground: Ground) -> Iterator[Part]:
    """How often it happened, against how often it is said to have."""
    if not count.countable:
        yield Part(count.text, "not_checkable", (), f"{count.of} are nothing that is counted here")
        return
    if clause.verb is None or not clause.verb.acts or clause.sort:
        return
    asked_for = replace(clause, counts=())
    each = [replace(asked_for, things=(thing,), agents=()) for thing in clause.things[1:] and clause.things]
    several = len(clause.times) > 1 and all(when.exact for when in clause.times)
    asked_each = (
        [replace(told, times=(when,)) for told in each or [asked_for] for when in clause.times]
        if several
        else each or [asked_for]
    )
    found = [seen for told in asked_each for seen in matches(told, ground.seen, ground)]
    found = [seen for seen in found if not seen.act.startswith("post.")]
    different = {_one_of(count.of, seen) for seen in found}
    if not clause.things and not clause.times and not clause.quotes:
        yield Part(count.text, "not_checkable", (), f"of what {count.text.strip()!r} are counted is not said")
        return
    read = asked(asked_for, ground)
    ids = tuple(seen.event.id for seen in found[:8])
    if count.least <= len(different) <= count.most:
        yield Part(count.text, "supported", ids, f"{len(different)} in the record")
    elif read.read == "complete":
        yield Part(count.text, "contradicted", ids, f"{len(different)} in the record, not {count.text.strip()}")
    else:
        yield Part(count.text, "not_in_record", ids, f"{len(different)} in the record; {read.words}", read.read)


def _one_of(noun: str, seen: Seen) -> str:
    """What is counted once."""
    if noun in ("people", "persons", "engineers", "responders"):
        return "".join(sorted(seen.others if seen.act in ("incident.notified", "incident.assigned") else seen.actor))
    if noun == "monitors":
        return seen.event.tags.get("monitor", seen.event.id)
    return seen.event.happening or seen.event.id
