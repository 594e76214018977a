"""Which lane of a drawing an event stands in, and how the lanes are called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from timeline.formats.lines import names
from timeline.formats.noted import is_note
from timeline.formats.text import one_line
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline

By = Literal["source", "service", "actor", "kind"]

_MOST = 40  # lanes; more are no drawing that anybody reads
_NONE, _REST, _NOTED = (
    "",
    "\0",
    "\0notes",
)  # none of them is the text of a lane: nothing to show is no lane's name, and no text shows a NUL


def actor(event: Event) -> str | None:
    """Who acted, by name where it is known."""
    return (event.actor.name or event.actor.id) if event.actor else None


_VALUES: dict[str, Callable[[Event], str | None]] = {
    "source": lambda event: event.source,
    "service": lambda event: event.tags.get("service"),
    "actor": actor,
    "kind": lambda event: event.kind,
}


class Grouping:
    """The lanes of a record.

    Attributes:
        called: the lanes in order, each with what it is called.

    Raises:
        ConfigError: there are no such lanes.
    """

    def __init__(self, record: Timeline, by: str) -> None:
        if by not in _VALUES:
            raise ConfigError(f"by={by!r}: give one of {', '.join(_VALUES)}")
        self._value = _VALUES[by]
        self._apart = False
        if by == "source":
            self.called = names(record)
            self._lanes: dict[str | None, str] = {source: source for source in self.called}
        else:
            self._apart = by in ("service", "actor")
            facts = (event for event in record if not (self._apart and is_note(event)))
            self.called, self._lanes = _by_value(Counter(map(self._value, facts)), by)
            if self._apart and any(map(is_note, record)):
                self.called[_NOTED] = "notes"

    def of(self, event: Event) -> str:
        """The event's lane; people's notes stand in one of their own."""
        if self._apart and is_note(event):
            return _NOTED
        return self._lanes[self._value(event)]


def _by_value(counts: Counter[str | None], by: str) -> tuple[dict[str, str], dict[str | None, str]]:
    """Lanes by name, then one for the rest where there are too many, then one for what has none."""
    shown = {value: one_line(value or "") for value in counts}
    totals: Counter[str] = Counter()
    for value, count in counts.items():
        totals[shown[value]] += count
    named = sorted(totals.keys() - {_NONE}, key=lambda name: (-totals[name], name))
    called = {name: name for name in sorted(named[:_MOST], key=lambda name: (name.casefold(), name))}
    if len(named) > _MOST:
        called[_REST] = many(len(named) - _MOST, f"other {by}")
    if _NONE in totals:
        called[_NONE] = f"no {by}"
    return called, {value: name if name in called else _REST for value, name in shown.items()}
