"""The short ids of lines: a visible `^k3f9` that comes through every editor."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

#: As many letters are shown at least.
LEAST = 4


def id_of(event: str) -> str:
    """The whole id of a line that the event of that id leads; what is shown is its beginning."""
    return base64.b32encode(hashlib.sha256(event.encode("utf-8", "replace")).digest()).decode().rstrip("=").lower()


def shown(leads: Sequence[str], others: Iterable[str] = ()) -> list[str]:
    """The short id of each line: as many letters as no other event's id begins with.

    Args:
        leads: the ids of the events that lead the lines.
        others: the ids of the other events of the record, any of which stands for its line.
    """
    whole = [id_of(each) for each in leads]
    known = sorted({*whole, *map(id_of, others)})
    return [each[: _enough(each, known)] for each in whole]


def _enough(own: str, known: Sequence[str]) -> int:
    place = bisect_left(known, own)
    beside = (*known[max(place - 1, 0) : place], *known[place + 1 : place + 2])
    return max([LEAST, *(_shared(own, other) + 1 for other in beside)])


def _shared(one: str, other: str) -> int:
    return next(
        (number for number, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


class Ids:
    """Finds lines by short ids.

    Args:
        lines: by a line's number, the ids of its events, the one that leads first.
    """

    def __init__(self, lines: Mapping[int, Sequence[str]]) -> None:
        self._leads = {id_of(events[0]): number for number, events in lines.items() if events}
        self._known = sorted((id_of(event), number) for number, events in lines.items() for event in events)

    def lines(self, short: str) -> list[int]:
        """The lines of which an event's id begins so; of several, those that such an event leads."""
        place = bisect_left(self._known, (short, -1))
        found: dict[int, bool] = {}
        while place < len(self._known) and self._known[place][0].startswith(short):
            whole, number = self._known[place]
            found[number] = found.get(number, False) or self._leads.get(whole) == number
            place += 1
        leads = [number for number, leading in found.items() if leading]
        return leads or list(found)
