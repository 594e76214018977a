"""Fetching a large incident: against the floor of the same run, and against the straightforward script."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import plain
from server import running
from worlds import START, large, settings

from timeline.demo import TOKEN
from timeline.demo.server import Request, Response, StandIn
from timeline.engine.reconstruct import pull, reconstruct
from timeline.model.window import Window
from timeline.porting.source import Source, source_type
from timeline.testing import SimulatedClock

LATENCY = 0.08
IN_FLIGHT = 8
WINDOW = Window(START, START.replace(hour=2))
VARIABLE = "TIMELINE_BENCHMARK_TOKEN"
# How many requests of each source must wait for another one, and the least that tells everything:
# Slack: list, history, replies; identity, 8 histories, 150 threads, one page of people.
# Datadog: a page and the empty one behind it, of the window and of the look-back; downtimes.
# PagerDuty: the first page tells how many there are: two more; change events, open incidents.
# GitHub: one search and one query for 12 repositories, activity and runs of each, the jobs of 24 runs.
# Terraform: workspaces, the list; an old window is leapt to.
CHAINS = {"slack": 3, "datadog": 2, "pagerduty": 2, "github": 2, "terraform": 2}
LEAST = {"slack": 1 + 1 + 8 + 150 + 1, "datadog": 5, "pagerduty": 5, "github": 2 + 24 + 24, "terraform": 2}
# Requests a minute of the services, by what a path contains; Slack counts each method on its own.
LIMITS = {
    "conversations.list": 20,
    "conversations.history": 50,
    "conversations.replies": 50,
    "users.info": 100,
    "users.list": 20,
    "/runs": 30,
}


def sources(urls: dict[str, str], chosen: dict[str, dict[str, Any]] | None = None) -> list[Source]:
    os.environ[VARIABLE] = TOKEN
    chosen = chosen or settings()
    keys: dict[str, dict[str, Any]] = {"datadog": {"api_key_env": VARIABLE}}
    return [
        source_type(name)(base_url=url, token_env=VARIABLE, **chosen[name], **keys.get(name, {}))
        for name, url in urls.items()
    ]


def floor(requests: dict[str, int]) -> float:
    """The slowest source: its chain one after the other, the rest in full waves."""
    waves = (CHAINS[name] + math.ceil(max(count - CHAINS[name], 0) / IN_FLIGHT) for name, count in requests.items())
    return max(waves) * LATENCY


def timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def rows() -> Iterator[tuple[str, float, float, str]]:
    """What was measured, the ratio, its limit and the words beside it."""
    with running(LATENCY) as server:
        asked = sources(server.urls)
        reconstruct(WINDOW, asked)  # imports aside
        server.requests()
        best = math.inf
        for _ in range(3):
            best = min(best, timed(lambda: reconstruct(WINDOW, asked)))
            requests = server.requests()
        task = plain.Task(server.urls, settings(), WINDOW.start, WINDOW.end)
        script = timed(lambda: plain.pull(task))
        scripted = sum(server.requests().values())
    least = floor(LEAST)
    yield "wall clock of a pull at 80 ms a request / floor", best / least, 1.25, f"{best:.2f} s of {least:.2f} s"
    told = ", ".join(f"{name} {count} of {LEAST[name]}" for name, count in sorted(requests.items()))
    yield "requests / the least possible", sum(requests.values()) / sum(LEAST.values()), 1.05, told
    yield (
        "the straightforward script / ours (more is better, at least 8)",
        script / best,
        math.inf,
        f"{script:.1f} s, {scripted} requests",
    )
    yield from limited()


class Limiter:
    """Refuses what exceeds a service's real limit, by the pull's own clock."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self._sent: dict[str, list[float]] = {}
        self._lock = threading.Lock()
        self.refused = 0

    def __call__(self, _: str, request: Request, __: int) -> Response | None:
        name = next((each for each in LIMITS if request.path.endswith(each)), None)
        if name is None:
            return None
        with self._lock:
            now = self._clock.monotonic()
            recent = [sent for sent in self._sent.get(name, []) if sent > now - 60]
            self._sent[name] = [*recent, now]
            if len(recent) < LIMITS[name]:
                return None
            self.refused += 1
            return Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "60"})


class Patient(SimulatedClock):
    """Lets what is under way arrive before it moves on: a request does not take a minute."""

    def wait_until(self, moment: float, stop: threading.Event) -> None:
        time.sleep(0.1)
        super().wait_until(moment, stop)


def limited() -> Iterator[tuple[str, float, float, str]]:
    """With the real limits, on a simulated clock: 150 threads at 50 a minute take two minutes at least."""
    clock = Patient()
    limiter = Limiter(clock)
    # The published limits hold at the services' own hosts; here the stand-in is taken for them.
    with StandIn(large(), fault=limiter) as server, patch("timeline.sources.http.client.published", return_value=True):
        record = pull(WINDOW, sources({name: server.url(name) for name in server.apis}), clock=clock)
    assert record.complete
    least = 60 * (150 // LIMITS["conversations.replies"] - 1)
    yield (
        "wait for the services' real limits / their floor",
        clock.monotonic() / least,
        1.10,
        f"{clock.monotonic():.0f} s of {least} s",
    )
    yield "limits provoked (429), none allowed", limiter.refused, 0, ""


if __name__ == "__main__":
    for row in rows():
        print(row)
