"""The rules, one a file: each a pure function of a record's ground to rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from timeline.facts.fact import Fact
from timeline.facts.ground import Ground
from timeline.facts.rules import (
    alert_without_instruction,
    at_the_same_time,
    changes_before,
    first_response,
    joined_when,
    never_acknowledged,
    quiet,
    signals_together,
    tried_again,
)

#: By name, in the contract's order, in which facts stand.
RULES: dict[str, Callable[[Ground], Iterator[Fact]]] = {
    rule.NAME: rule.rows
    for rule in (
        signals_together, changes_before, first_response, joined_when, alert_without_instruction, tried_again,
        never_acknowledged, quiet, at_the_same_time,
    )
}  # fmt: skip
