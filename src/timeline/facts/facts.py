"""The facts of a record: made by the rules, shown as a list, as Markdown and in a notebook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from timeline.facts.fact import Fact
from timeline.facts.ground import Ground
from timeline.facts.rules import RULES
from timeline.model.event import Event
from timeline.model.secrets import masked_in

if TYPE_CHECKING:
    from timeline.record import Timeline

SCHEMA = "timeline-facts/1"


class Facts(Sequence[Fact]):
    """Facts in the order of the rules and then of time, with the events that they cite."""

    def __init__(self, found: Iterable[Fact], events: dict[str, Event]) -> None:
        self._found = tuple(found)
        self._events = events

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, key: int) -> Fact: ...
    @overload
    def __getitem__(self, key: slice | str) -> Facts: ...
    def __getitem__(self, key: int | slice | str) -> Fact | Facts:
        """A fact by position, a part by slice, or what a rule found by its name.

        Raises:
            KeyError: there is no such rule.
        """
        if isinstance(key, str):
            if key not in RULES:
                raise KeyError(f"no rule {key!r}; there are {', '.join(RULES)}")
            return Facts((fact for fact in self if fact.rule == key), self._events)
        return Facts(self._found[key], self._events) if isinstance(key, slice) else self._found[key]

    def __repr__(self) -> str:
        open_ones = sum(fact.known != "yes" for fact in self)
        return f"Facts({len(self)}{f', {open_ones} as far as read' if open_ones else ''})"

    def evidence(self, fact: Fact) -> list[Event]:
        """The events that a fact cites."""
        return [self._events[key] for key in fact.events]

    def to_dict(self) -> dict[str, Any]:
        """The facts as the JSON object of schema `timeline-facts/1`."""
        return {"schema": SCHEMA, "facts": [fact.to_dict() for fact in self]}

    def to_json(self) -> str:
        """The same as text, credentials masked as in every output."""
        return json.dumps(masked_in(self.to_dict()), indent=2, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """The facts as Markdown, a heading a rule, a line a fact, its evidence linked."""
        from timeline.facts import shown  # noqa: PLC0415

        return shown.as_markdown(self)

    def _repr_markdown_(self) -> str:
        return self.to_markdown()

    def _repr_html_(self) -> str:
        from timeline.facts import shown  # noqa: PLC0415

        return shown.in_notebook(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(RULES)


def facts(record: Timeline, *, tz: str = "UTC") -> Facts:
    """What the rules find in the whole record, as far as it is about events of the part that is given.

    A part is read as part of its whole: in a selection, what is first there need not be the first.

    Raises:
        WindowError: no such zone is known.
    """
    ground = Ground(record, tz)
    own = {event.id for event in record}
    found = (fact for rule in RULES.values() for fact in rule(ground))
    return Facts((fact for fact in found if not own.isdisjoint(fact.about)), {e.id: e for e in ground.events})
