"""The stand-in in a process of its own, so that what it costs to answer is not measured as ours."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from worlds import WORLDS

from timeline.demo.server import StandIn


def _serve(pipe: Connection, latency: float, world: str) -> None:
    with StandIn(WORLDS[world][0](), latency=latency) as server:
        pipe.send({name: server.url(name) for name in server.apis})
        while pipe.recv() == "log":
            pipe.send(Counter(name for name, _ in server.log))
            server.log.clear()


class Remote:
    """The running server, seen from here."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.urls: dict[str, str] = pipe.recv()

    def requests(self) -> dict[str, int]:
        """How many requests each service got since the last time this was asked."""
        self._pipe.send("log")
        return dict(self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send("stop")


@contextmanager
def running(latency: float, world: str = "large incident") -> Iterator[Remote]:
    """One of the worlds behind a server whose every answer takes that many seconds."""
    context: Any = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, latency, world), daemon=True)
    process.start()
    remote = Remote(here)
    try:
        yield remote
    finally:
        remote.stop()
        process.join(5)
