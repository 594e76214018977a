"""An event, a row of coverage, a fact and a claim as an agent gets them: what we say, and fenced what others wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from timeline.agents.fence import Fence
from timeline.agents.known import Known
from timeline.model.event import Event

if TYPE_CHECKING:
    from timeline.claims.verdict import Claim, Part
    from timeline.facts.fact import Fact
    from timeline.model.coverage import Coverage

#: Characters of one text, in a list and alone.
SHORT, LONG = 2_000, 20_000


def told_event(event: Event, known: Known, fence: Fence, most: int = SHORT) -> dict[str, Any]:
    """An event: what our own words say outside, everything that came with it inside the fence."""
    own = event.to_dict()
    cut: list[str] = []
    inside = {name: _cut(name, own[name], most, cut) for name in ("summary", "body", "url", "actor", "tags", "keys")}
    made = {
        "incident": known.name,
        "id": known.id(event.id),
        "cite": known.short(event.id),
        "time": own["time"],
        "kind": own["kind"],
        "source": own["source"],
        "severity": own["severity"],
        "quoted": fence({name: value for name, value in inside.items() if value}),
    }
    return made | ({"cut": cut} if cut else {})


def told_coverage(row: Coverage, known: Known, fence: Fence) -> dict[str, Any]:
    """How well a source was read; what it said of its gaps is its own words."""
    own = row.to_dict()
    gaps = [{name: gap[name] for name in ("start", "end", "reason")} for gap in own["gaps"]]
    said = {"gaps": [{name: gap[name] for name in ("detail", "where")} for gap in own["gaps"]], "notes": own["notes"]}
    return {
        "incident": known.name,
        "source": own["source"],
        "type": own["type"],
        "status": own["status"],
        "events": own["events"],
        "gaps": gaps,
        "quoted": fence(said),
    }


def told_fact(fact: Fact, known: Known, fence: Fence) -> dict[str, Any]:
    """A fact; its sentence quotes events."""
    return {
        "incident": known.name,
        "rule": fact.rule,
        "known": fact.known,
        "events": [known.id(key) for key in fact.events],
        "quoted": fence({"sentence": fact.sentence, "looked_at": dict(fact.looked_at)}),
    }


def told_claim(claim: Claim, known: Known, fence: Fence) -> dict[str, Any]:
    """A sentence with its verdict; why it has it quotes events."""
    return {
        "line": claim.line,
        **_verdict(claim, known, fence),
        "parts": [_verdict(part, known, fence) for part in claim.parts],
    }


def _verdict(claim: Claim | Part, known: Known, fence: Fence) -> dict[str, Any]:
    return {
        "text": claim.text,
        "verdict": claim.verdict,
        "events": [known.id(key) for key in claim.events],
        "quoted": fence({"why": claim.why}),
    }


def _cut(name: str, value: Any, most: int, cut: list[str]) -> Any:
    """The value, no longer than that; what is cut says so."""
    if isinstance(value, str) and len(value) > most:
        cut.append(f"{name}: {most} of {len(value)} characters")
        return value[:most]
    if isinstance(value, Mapping):
        return {key: _cut(name, each, most, cut) for key, each in value.items()}
    if isinstance(value, list):
        return [_cut(name, each, most, cut) for each in value]
    return value
