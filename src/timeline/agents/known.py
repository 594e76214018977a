"""One saved record under a name, and the ids by which it can be asked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.curation.ids import LEAST, Ids, shown
from timeline.model.errors import ConfigError
from timeline.model.event import Event

if TYPE_CHECKING:
    from timeline.facts.facts import Facts
    from timeline.record import Timeline

#: An id of a file's own column may be any text: what is more than one word stands inside a fence only.
_PLAIN = re.compile(r"[!-~]{1,300}")


class Known:
    """A record that is asked again and again.

    Attributes:
        name: the name of its folder.
        record: the record, mostly without names.
    """

    def __init__(self, name: str, record: Timeline) -> None:
        self.name = name
        self.record = record

    def find(self, key: str) -> int | None:
        """The place of the event of that id, or short id, in the record; None where there is none, or several."""
        if key in self._places:
            return self._places[key]
        short = key.removeprefix("^")
        found = self._ids.lines(short) if len(short) >= LEAST else []
        return found[0] if len(found) == 1 else None

    def id(self, key: str) -> str:
        """The id by which an event is asked for: its own, or the short one where its own is no single word."""
        return key if _PLAIN.fullmatch(key) else self.short(key)

    def short(self, key: str) -> str:
        """The id by which a text cites an event, as it stands behind the lines of the record."""
        place = self._places.get(key)
        return f"^{self._shorts[place]}" if place is not None else key

    def around(self, place: int, most: int) -> tuple[Sequence[Event], Sequence[Event]]:
        """The events before it and behind it."""
        return self.record[max(place - most, 0) : place], self.record[place + 1 : place + 1 + most]

    @cached_property
    def facts(self) -> Facts:
        """What rules find in it."""
        return self.record.facts()

    def check(self, answer: object) -> None:
        """Find out whether a name is left in an answer.

        Raises:
            LeakError: one is.
        """
        if self.record.redaction:
            self.record.redaction.check("json", json.dumps(answer, ensure_ascii=False))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {event.id: place for place, event in enumerate(self.record)}

    @cached_property
    def _originals(self) -> list[str]:
        """The ids as they were: what people cite is the same whether names are shown or not."""
        redaction = self.record.redaction
        return [redaction.original(event.id) if redaction else event.id for event in self.record]

    @cached_property
    def _shorts(self) -> list[str]:
        return shown(self._originals)

    @cached_property
    def _ids(self) -> Ids:
        return Ids({place: (key,) for place, key in enumerate(self._originals)})


def known(found: dict[str, Known], name: str | None) -> list[Known]:
    """The record of that name, or all where none is named.

    Raises:
        ConfigError: there is none of that name.
    """
    if name is None:
        return list(found.values())
    if name not in found:
        raise ConfigError(f"no incident {name!r}; there are {', '.join(found)}")
    return [found[name]]
