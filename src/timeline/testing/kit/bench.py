"""Where a source is tried: the stand-in's server, another host that must not be asked, and the pulls."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from timeline.demo.server import Request, Response, StandIn
from timeline.model.window import Window
from timeline.porting.hooks import variable_of
from timeline.porting.source import Source
from timeline.testing.kit.pulling import Circumstances, Seen, pulled
from timeline.testing.kit.wire import FOR_EVER, Bend, Damage, Wire, call_of, plainly
from timeline.testing.variable import holding

if TYPE_CHECKING:
    from timeline.testing.kit.described import Happened, Kit

#: What a stand-in accepts as the token.
TOKEN = "kit-token-4711-nobody-else"  # noqa: S105 - it opens nothing
# More requests than these are a walk without end: in the right world, and beyond three times as many as that took.
_MOST, _SPARE = 500, 100
Chosen = TypeVar("Chosen")


class _Away:
    """Another host: whoever asks it was led astray."""

    base = "/away"

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def answer(self, request: Request) -> Response:
        self.asked.append(request)
        return Response.json([])


class Bench:
    """The pulls of one kit. What is pulled without a fault is pulled once.

    Attributes:
        kit: what is tried.
        away: the other host.
    """

    def __init__(self, kit: Kit) -> None:
        self.kit = kit
        self.away = _Away()
        self._server: StandIn | None = None
        self._made: dict[str, Any] = {}

    @contextmanager
    def open(self) -> Iterator[None]:
        """Have the server run, and the credentials' variables hold what the stand-in accepts."""
        if self._server is None:
            self._server = StandIn({"kit": Wire(self.kit.serve(self.kit.pages[0])), "away": self.away})
            self._server.__enter__()
        with holding(self._variables(), TOKEN):
            yield

    def close(self) -> None:
        """End the server."""
        if self._server:
            self._server.__exit__(None, None, None)
            self._server = None

    @property
    def server(self) -> StandIn:
        """The server that runs."""
        if self._server is None:
            raise RuntimeError("the bench is not open")
        return self._server

    @property
    def elsewhere(self) -> str:
        """An address of the other host."""
        return self.server.url("away").replace("127.0.0.1", "localhost")

    def source(self) -> Source:
        """The source, made anew."""
        return self.kit.make(self.server.url("kit"))

    @cached_property
    def name(self) -> str:
        """The source's name."""
        return self.source().name

    @cached_property
    def truth(self) -> dict[str, Happened]:
        """What has to come out, by whole id."""
        return {f"{self.name}:{each.id}": each for each in self.kit.happened}

    @cached_property
    def right(self) -> Seen:
        """The pull of the right world."""
        return self.pull()

    def look(self) -> None:
        """Have the right world pulled, under no odd circumstances.

        Raises:
            Exception: the stand-in's own, where that failed.
        """
        if self.right.wire.broken:
            raise self.right.wire.broken[0]

    @property
    def roomy(self) -> int:
        """A size of pages that holds much."""
        return max(self.kit.pages)

    @cached_property
    def calls(self) -> list[str]:
        """The calls that a fault is tried at."""
        return self.some(self.right.calls)

    def answer(self, call: str) -> Response:
        """What that call is answered in the right world."""
        return next(told for request, told in self.right.wire.asked if call_of(request) == call)

    @cached_property
    def told(self) -> str:
        """All that the answers of the right world hold, as text."""
        return "\n".join(plainly(response) for _, response in self.right.wire.asked)

    def once(self, name: str, make: Callable[[], Chosen]) -> Chosen:
        """What was made under that name, or is made now."""
        if name not in self._made:
            self._made[name] = make()
        made: Chosen = self._made[name]
        return made

    def some(self, found: list[Chosen], times: int = 1) -> list[Chosen]:
        """As many of them as the kit tries, drawn by lot, always the same; the last is among them."""
        most = self.kit.most and self.kit.most * times
        if most is None or len(found) <= most:
            return found
        drawn = sorted(random.Random(len(found)).sample(range(len(found) - 1), most - 1))  # noqa: S311 - no secret
        return [found[index] for index in (*drawn, len(found) - 1)]

    def pull(
        self,
        *,
        source: Source | None = None,
        window: Window | None = None,
        page: int | None = None,
        damage: Damage | None = None,
        bend: Bend | None = None,
        call: str | None = None,
        times: int = FOR_EVER,
        now: datetime | None = None,
        deadline: timedelta = timedelta(minutes=15),
        listen: bool = False,
        settle: bool = False,
    ) -> Seen:
        """Pull once: in the right world, unless something is said."""
        most = _MOST if "right" not in vars(self) else min(3 * len(self.right.wire.asked), _MOST) + _SPARE
        wire = Wire(self.kit.serve(page or self.kit.pages[0]), damage, bend, call, times, most)
        self.server.apis["kit"] = wire
        under = Circumstances(
            window or self.kit.window,
            now or self.kit.now or self.kit.window.end,
            deadline,
            listen=listen,
            settle=settle,
        )
        return pulled(source or self.source(), wire, self.server, under)

    def _variables(self) -> list[str]:
        if self.kit.variables:
            return list(self.kit.variables)
        made = self.source()
        return [name for name in (getattr(made, "token_env", None), variable_of(made)) if name]
