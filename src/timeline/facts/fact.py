"""One fact: a sentence, the events that it rests on, and all that was looked at for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Known = Literal["yes", "as far as read"]


@dataclass(frozen=True)
class Fact:
    """What a rule found.

    Attributes:
        rule: the rule's name.
        sentence: the same in words; it can be made again from the cited events.
        events: the ids of the events that it rests on, in the record's order.
        looked_at: all that the rule considered for it: the span, the sources, ids, counts.
        known: `"yes"`, or `"as far as read"` where a source that the rule needs had a gap or was not asked.
        about: the ids of the cited events that it is about; a part of a record shows the facts about its own events.
    """

    rule: str
    sentence: str
    events: tuple[str, ...]
    looked_at: Mapping[str, Any] = field(hash=False)
    known: Known
    about: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The fact as the JSON object of the contract."""
        return {
            "rule": self.rule,
            "sentence": self.sentence,
            "events": list(self.events),
            "looked_at": dict(self.looked_at),
            "known": self.known,
        }
