"""What a stranger says of their source: how it is made, the service's stand-in, and what has to come out."""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from timeline.demo.server import Api, Response
from timeline.model.errors import ConfigError
from timeline.model.event import Event, Severity
from timeline.model.window import Instant, Window, read_iso
from timeline.porting.source import Source
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.finding import BrokenRulesError, Finding
from timeline.testing.kit.rule import RULES

_LATER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event that has to come out.

    Attributes:
        id: without the source's name.
        time: in ISO 8601, with as many digits as the service gives: they say how fine it is.
        kind: as in `deploy.started`.
        actor: the name, or else the id, of who acted; None where the service names nobody.
        severity: by the service's own word, or None.
    """

    id: str
    time: str
    kind: str
    actor: str | None = None
    severity: Severity | None = None

    @property
    def when(self) -> Instant:
        """The time, with how fine it is."""
        return read_iso(self.time)


@dataclass(eq=False)
class Kit:
    """A source on trial.

    Attributes:
        make: makes the source, from the base address of the stand-in.
        serve: makes the service's stand-in, from how many rows its pages hold: an object with a `base`, the path below
            which the API is, and `answer(request)`. It accepts `timeline.testing.TOKEN` as its token. More than one
            page has to come of the first size in `pages`.
        window: what is pulled.
        happened: all events that have to come out, and no others.
        pages: sizes of pages; the first one is used where nothing else is said.
        posts: paths that the source may POST to because that reads: a search, GraphQL.
        variables: the environment variables of its credentials, where it does not say so itself (`token_env`,
            `default_token_env`).
        absent: names of fields that are empty where there is nothing to tell, such as `finished_at`.
        limited: how the service answers when too much was asked and seven seconds have to pass; without it, 429 with
            `Retry-After`.
        but: rules that do not hold for this source, each with the reason.
        most: try a fault at so many calls and fields at most, drawn by lot, always the same; None for all of them.
        now: when it is pulled; without it, two days after the window.
    """

    make: Callable[[str], Source]
    serve: Callable[[int], Api]
    window: Window
    happened: Sequence[Happened]
    pages: Sequence[int] = (2, 1, 3, 100)
    posts: Sequence[str] = ()
    variables: Sequence[str] = ()
    absent: Sequence[str] = ()
    limited: Response | None = None
    but: Mapping[str, str] = field(default_factory=dict)
    most: int | None = None
    now: datetime | None = None

    def __post_init__(self) -> None:
        _known(self.but)
        self.now = self.now or self.window.end + _LATER
        self._bench = Bench(self)
        weakref.finalize(self, self._bench.close)

    def findings(self, *rules: str) -> list[Finding]:
        """What was found against those rules, or against all of them."""
        _known(rules)
        tried = [rule for name, rule in RULES.items() if name in (rules or RULES) and name not in self.but]
        with self._bench.open():
            self._bench.look()
            return [finding for rule in tried if (finding := rule.finding(self._bench))]

    def check(self, *rules: str) -> None:
        """Try those rules, or all of them.

        Raises:
            BrokenRulesError: at least one is broken; an `AssertionError` that names each, what was seen and the remedy.
        """
        if found := self.findings(*rules):
            raise BrokenRulesError(self._bench.name, found)

    def events(self) -> list[Event]:
        """What the source tells of the right world: to look at, before `happened` is written."""
        with self._bench.open():
            return list(self._bench.right.events.values())

    def bytes(self) -> dict[str, Any]:
        """What the right world's pull tells, by event, with no address of this machine in it."""
        with self._bench.open():
            address = self._bench.server.url("kit").split("/")[2]
            told: dict[str, Any] = json.loads(json.dumps(self._bench.right.bytes()).replace(address, "HOST"))
        return told


def _known(names: Sequence[str] | Mapping[str, str]) -> None:
    for name in names:
        if name not in RULES:
            raise ConfigError(f"the kit has no rule {name!r}; it has {', '.join(RULES)}")
