"""What stands between a source and its service's stand-in during one pull: it writes down, and may damage an answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from timeline.demo.server import Api, Request, Response

#: Makes of an answer what a fault makes of it; gets the request and the answer that the stand-in gave.
Damage = Callable[[Request, Response], Response]
#: The same for what is asked, before the stand-in sees it.
Bend = Callable[[Request], Request]
FOR_EVER = 10**9
_SHOWN = 160
_HANG_UP = Response(hang_up=True)


def call_of(request: Request) -> str:
    """A request as text: two of one text are the same call."""
    query = "&".join(f"{name}={value}" for name, values in sorted(request.lists.items()) for value in values)
    return f"{request.method} {request.path}?{query} {request.body.decode(errors='replace')}".rstrip("? ")


def brief(call: str) -> str:
    """A call as people are told of it."""
    return call if len(call) <= _SHOWN else f"{call[:_SHOWN]}…"


@dataclass
class Wire:
    """A stand-in, asked by way of this.

    Attributes:
        api: the stand-in.
        damage: what happens to an answer, if anything.
        bend: what happens to a request, if anything.
        call: which call is damaged; None for all.
        times: how often, beginning with the first.
        most: after so many requests no one is answered any more.
        asked: the requests, with the answers as they were sent.
        broken: what the stand-in itself stumbled over.
    """

    api: Api
    damage: Damage | None = None
    bend: Bend | None = None
    call: str | None = None
    times: int = FOR_EVER
    most: int = FOR_EVER
    asked: list[tuple[Request, Response]] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.base = self.api.base

    @property
    def endless(self) -> bool:
        """Whether more was asked than any walk needs."""
        return len(self.asked) >= self.most

    def answer(self, request: Request) -> Response:
        """The stand-in's answer, or what became of it."""
        if self.endless:
            return _HANG_UP
        try:
            told = self.api.answer(self.bend(request) if self.bend else request)
        except Exception as error:  # noqa: BLE001 - shown by the rule that asks for a whole right world
            self.broken.append(error)
            told = Response.json({"message": "the stand-in failed"}, 500)
        if self.damage and self._mine(request):
            told = self.damage(request, told)
        with self._lock:
            self.asked.append((request, told))
        return told

    def _mine(self, request: Request) -> bool:
        with self._lock:
            if self.call not in (None, call_of(request)) or not self.times:
                return False
            self.times -= 1
            return True


def data_of(response: Response) -> Any:
    """The JSON of an answer; None where it is none."""
    try:
        return json.loads(response.body)
    except ValueError:
        return None


def telling(response: Response, data: Any) -> Response:
    """The answer with another body."""
    return replace(response, body=json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def plainly(response: Response) -> str:
    """The body as text, in which no letter is written by its number."""
    data = data_of(response)
    return response.body.decode(errors="replace") if data is None else json.dumps(data, ensure_ascii=False)


def always(answer: Response) -> Damage:
    """Have that answered, whatever the stand-in says."""

    def damage(_: Request, __: Response) -> Response:
        return answer

    return damage


def anew(change: Callable[[Any], Any]) -> Damage:
    """Have the JSON of an answer changed; what is none stays as it is."""

    def damage(_: Request, told: Response) -> Response:
        data = data_of(told)
        return told if data is None else telling(told, change(data))

    return damage
