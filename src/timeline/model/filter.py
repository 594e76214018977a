"""What can be asked of an event, for records and happenings alike."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict, Unpack

from timeline.model.errors import ConfigError
from timeline.model.event import Event

Test = Callable[[Event], bool]
Words = str | Sequence[str]


class Conditions(TypedDict, total=False):
    """What an event may have to fit; see `Timeline.where`. What is None asks nothing."""

    kind: Words | None
    source: Words | None
    actor: Words | None
    text: Words | None
    channel: Words | None
    service: Words | None
    severity: Words | None
    key: Words | None
    id: Words | None
    not_kind: Words | None
    not_source: Words | None
    test: Test | None


def fits(**asked: Unpack[Conditions]) -> Test:
    """Whether an event fits every condition that is given; of several values of one, one must fit.

    Raises:
        ConfigError: a value is no text, or `test` cannot be called.
    """
    tests = [_TESTS[name](_several(name, asked.get(name))) for name in _TESTS if asked.get(name) is not None]
    own = asked.get("test")
    if own is not None:
        if not callable(own):
            raise ConfigError(f"test= is a function of an event, not {type(own).__name__}")
        tests.append(own)
    return tests[0] if len(tests) == 1 else lambda event: all(test(event) for test in tests)


def values_of(event: Event, name: str) -> list[str]:
    """What an event has that a condition of that name may ask for."""
    return _VALUES[name](event)


def _several(name: str, value: object) -> list[str]:
    wanted = [value] if isinstance(value, str) else list(value) if isinstance(value, Iterable) else [value]
    for each in wanted:
        if not isinstance(each, str):
            raise ConfigError(f"{name}= is a text or several, not {type(each).__name__}")
    return [str(each) for each in wanted]


def _services(event: Event) -> list[str]:
    return [part.strip() for part in event.tags["service"].split(",")] if "service" in event.tags else []


_VALUES: dict[str, Callable[[Event], list[str]]] = {
    "kind": lambda event: [event.kind],
    "source": lambda event: [event.source],
    "actor": lambda event: [part for part in (event.actor.name, event.actor.id) if part] if event.actor else [],
    "channel": lambda event: [event.tags["channel"]] if "channel" in event.tags else [],
    "service": _services,
    "severity": lambda event: [event.severity] if event.severity else [],
    "key": lambda event: list(event.keys),
    "id": lambda event: [event.id],
}


def _is(name: str, *, mark: str = "") -> Callable[[list[str]], Test]:
    """The test that one of an event's values of that name is one that is wanted, or fits a pattern that is."""
    values = _VALUES[name]

    def asked(wanted: list[str]) -> Test:
        plain = [each.removeprefix(mark) for each in wanted]
        exact, pattern = frozenset(plain), re.compile("|".join(map(fnmatch.translate, plain)) or r"(?!)")
        return lambda event: any(value in exact or pattern.match(value) for value in values(event))

    return asked


def _not(asked: Callable[[list[str]], Test]) -> Callable[[list[str]], Test]:
    def unwanted(wanted: list[str]) -> Test:
        test = asked(wanted)
        return lambda event: not test(event)

    return unwanted


def _acted(wanted: list[str]) -> Test:
    parts = [each.casefold() for each in wanted]

    def test(event: Event) -> bool:
        if event.actor is None:
            return False
        name, key = (event.actor.name or "").casefold(), (event.actor.id or "").casefold()
        return any(part in name or part == key for part in parts)

    return test


def _says(wanted: list[str]) -> Test:
    parts = [each.casefold() for each in wanted]

    def test(event: Event) -> bool:
        said = (event.summary.casefold(), (event.body or "").casefold())
        return any(part in words for part in parts for words in said)

    return test


_TESTS: dict[str, Callable[[list[str]], Test]] = {
    "kind": _is("kind"),
    "source": _is("source"),
    "actor": _acted,
    "text": _says,
    "channel": _is("channel", mark="#"),
    "service": _is("service"),
    "severity": _is("severity"),
    "key": _is("key"),
    "id": _is("id"),
    "not_kind": _not(_is("kind")),
    "not_source": _not(_is("source")),
}
