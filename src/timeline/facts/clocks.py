"""What is known of the sources' clocks: measured at the pull, or proved by effects stamped before their causes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from timeline.joining.rules import Link
from timeline.model.coverage import Coverage
from timeline.model.event import Event


class Clocks:
    """The known offsets of a record's sources.

    Args:
        coverage: where what was measured stands.
        early: the links whose effect is stamped before its cause.
    """

    def __init__(self, coverage: Iterable[Coverage], early: Iterable[Link]) -> None:
        self._ahead = {row.source: int(row.measured.get("clock_offset_s") or 0) for row in coverage}
        self._early: dict[tuple[str, str], timedelta] = {}
        for link in early:
            pair = (link.effect.source, link.cause.source)
            self._early[pair] = max(link.early, self._early.get(pair, timedelta(0)))

    def between(self, first: Event, last: Event) -> str:
        """What is known of the two events' clocks against each other; empty where nothing is, or they are one."""
        one, other = first.source, last.source
        if one == other:
            return ""
        told = [_off(name, self._ahead[name]) for name in dict.fromkeys((one, other)) if self._ahead.get(name)]
        for effect, cause in ((one, other), (other, one)):
            if early := self._early.get((effect, cause)):
                told.append(f"{effect} is stamped up to {early.total_seconds():.3f} s before {cause}")
        return f" ({'; '.join(told)})" if told else ""


def _off(source: str, seconds: int) -> str:
    way = "ahead" if seconds > 0 else "behind"
    return f"the clock of {source} was {abs(seconds)} s {way} at the pull"
