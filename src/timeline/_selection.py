"""What can be asked of an event, for records and happenings alike."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Sequence

from timeline._event import Event

Test = Callable[[Event], bool]


def fits(
    *,
    kind: str | Sequence[str] | None = None,
    source: str | Sequence[str] | None = None,
    actor: str | None = None,
    text: str | None = None,
    channel: str | Sequence[str] | None = None,
) -> Test:
    """Whether an event fits every condition that is given; see `Timeline.where`."""
    tests: list[Test] = []
    if kind is not None:
        tests.append(lambda event: _one_of(event.kind, kind))
    if source is not None:
        tests.append(lambda event: _one_of(event.source, source))
    if actor is not None:
        tests.append(lambda event: _acted(event, actor.casefold()))
    if text is not None:
        tests.append(lambda event: _says(event, text.casefold()))
    if channel is not None:
        names = [name.removeprefix("#") for name in ((channel,) if isinstance(channel, str) else channel)]
        tests.append(lambda event: "channel" in event.tags and _one_of(event.tags["channel"], names))
    return lambda event: all(test(event) for test in tests)


def _one_of(name: str, patterns: str | Sequence[str]) -> bool:
    several = (patterns,) if isinstance(patterns, str) else patterns
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in several)


def _acted(event: Event, part: str) -> bool:
    actor = event.actor
    return actor is not None and (part in (actor.name or "").casefold() or part == (actor.id or "").casefold())


def _says(event: Event, part: str) -> bool:
    return part in event.summary.casefold() or part in (event.body or "").casefold()
