"""Ninety days before a record: worlds in which it is known what was planted, told by the services' stand-ins."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

import timeline as tl
from timeline import demo
from timeline.demo.payloads.datadog import transition
from timeline.demo.payloads.github import merge, person, pull_request
from timeline.demo.payloads.pagerduty import change, datadog_channel, entry, incident, reference
from timeline.demo.payloads.terraform import run, workspace
from timeline.demo.server import Response, StandIn
from timeline.demo.server.datadog import DatadogApi
from timeline.demo.server.github import GitHubApi
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.demo.server.terraform import TerraformApi
from timeline.engine.reconstruct import pull
from timeline.porting.source import source_type
from timeline.testing import SimulatedClock

VARIABLE = "TIMELINE_TEST_TOKEN"
START = datetime.fromisoformat("2024-05-14T06:00:00+00:00")
WINDOW = tl.Window(START, START + timedelta(hours=1))
MONITOR, NAME, GROUP, SERVICE = 515001, "sync backlog: too deep", "shard:7", "sync"
GRACE = reference("PGRA001", "user", "Grace Hopper")
DATADOG = reference("PDDG777", "events_api_v2_inbound_integration", "Datadog")
REPOS = tuple(f"orbit/repo-{number}" for number in range(12))
SETTINGS = {
    "datadog": {"site": "datadoghq.com", "api_key_env": VARIABLE},
    "pagerduty": {},
    "github": {"repos": REPOS},
    "terraform": {"organization": "orbit"},
}


@dataclass
class World:
    """What the services know; `fire` and the like plant something so many minutes before the record."""

    transitions: list = field(default_factory=list)
    entries: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    pulls: list = field(default_factory=list)
    runs: list = field(default_factory=list)
    alerts: dict = field(default_factory=dict)
    number: int = 0

    def fire(self, before, *, lasts=10, group=GROUP, monitor=MONITOR, name=NAME, **asks):
        """A firing; `asks` is what the monitor says of itself beside: `query`, `options`, `modified`."""
        self.number += 1
        key, start = f"77{self.number:07d}", START - timedelta(minutes=before)
        self.transitions.append(transition(start, key, monitor, name, ("OK", "Alert"), group=group, cycle=key))
        if lasts:
            end = start + timedelta(minutes=lasts)
            self.transitions.append(
                transition(end, f"{key}9", monitor, name, ("Alert", "OK"), group=group, cycle=key, minutes=lasts)
            )
        for each in self.transitions[-2 if lasts else -1 :]:
            each["attributes"]["attributes"]["monitor"].update(asks)
        return key

    def page(self, before, alert=None, *, acked=None, lasts=10, title=NAME, service=SERVICE, bare=False, notified=1):
        self.number += 1
        key, start = f"QP{self.number:06d}", START - timedelta(minutes=before)
        about = incident(key, 9000 + self.number, title, service, start, first=f"R{key}01")
        channel = (
            datadog_channel(alert, MONITOR, f"[Triggered] {title}") if alert else {"type": "email", "summary": title}
        )
        if bare:
            self.alerts[key] = [{"created_at": start.isoformat(), "body": channel}]
            channel = {"type": "api"}
        told = [("trigger", start, DATADOG, {"channel": channel})]
        told += [("notify", start, None, {"user": GRACE})] * notified
        if acked is not None:
            told.append(("acknowledge", start + timedelta(minutes=acked), GRACE, {}))
        if lasts is not None:
            told.append(("resolve", start + timedelta(minutes=lasts), DATADOG, {"channel": {"type": "api"}}))
        self.entries += [
            entry(f"R{key}{place:02d}", kind, time, about, agent, **more)
            for place, (kind, time, agent, more) in enumerate(told, start=1)
        ]
        return key

    def merged(self, before, title, *, body="", repo=REPOS[3]):
        self.number += 1
        time, who = START - timedelta(minutes=before), person("grace-hopper")
        made = pull_request(
            repo, self.number, title, who, time - timedelta(days=100), files=["a.py"],
            items=merge(self.number, f"{self.number:040x}", who, time, f"https://github.com/{repo}/pull/{self.number}"),
        )  # fmt: skip
        self.pulls.append(made | {"bodyText": body, "body": body})

    def applied(self, before, message):
        self.number += 1
        time = START - timedelta(minutes=before)
        self.runs.append(
            run(f"run-{self.number:08d}", "ws-sync", time, message, {"applied": time + timedelta(seconds=5)})
        )

    def recorded(self, before, summary):
        self.number += 1
        time = START - timedelta(minutes=before)
        self.changes.append(change(f"PC{self.number:05d}", time, summary, SERVICE, "https://ci.example/1"))

    def now(self, *, paged=True, **asks):
        """What happens in the record: it fires, and pages."""
        alert = self.fire(-5, **asks)
        if paged:
            self.page(-6, alert)

    def apis(self):
        repositories = {repo: {"activity": [], "runs": [], "deployments": [], "releases": []} for repo in REPOS}
        return {
            "datadog": DatadogApi(demo.TOKEN, events=self.transitions),
            "pagerduty": PagerDutyApi(
                demo.TOKEN, entries=self.entries, changes=self.changes, notes={}, alerts=self.alerts
            ),
            "github": GitHubApi(demo.TOKEN, pulls=self.pulls, repositories=repositories),
            "terraform": TerraformApi(
                demo.TOKEN, organization="orbit", workspaces=[workspace("ws-sync", "sync-prod")], runs=self.runs,
                included={}, events={}, users=[],
            ),
        }  # fmt: skip


def planted(world, count, *, seed=0, apart=60, acted=0.5):
    """Plant so many firings; the counts that a history must tell."""
    rules, found = (
        random.Random(seed),
        dict.fromkeys(("fired", "paged", "acknowledged", "changed", "recovered_alone"), 0),
    )
    for number in range(count):
        before = 200 + apart * number
        paged, acked, changed, over = (rules.random() < acted for _ in range(4))
        over = over or acted < 0.5
        key = world.fire(before, lasts=30 if over else None)
        if paged:
            world.page(before - 1, key, acked=5 if acked else None, lasts=30)
        if changed:
            way = rules.choice((world.merged, world.applied, world.recorded))
            way(before - 9, f"Deeper queues for {NAME}" if number % 2 else f"see /monitors/{MONITOR}?group=x")
        counts = (1, paged, paged and acked, changed, over and not paged and not changed)
        found = {name: found[name] + int(value) for name, value in zip(found, counts, strict=True)}
    return found


def sources(server, **given):
    """The sources of the world, asked at a running stand-in."""
    made = []
    for name, settings in SETTINGS.items():
        more = given.get(name, {})
        if more is not None:
            own = {"base_url": server.url(name), "token_env": VARIABLE} | settings | more
            made.append(source_type(name)(**own))
    return made


def record_of(found, *, clock=None):
    """The record of the hour after."""
    return pull(WINDOW, found, clock=clock or SimulatedClock(WINDOW.end + timedelta(days=1)))


class Limits:
    """What the services let through in a simulated minute: as they publish it, or as it was seen."""

    RATES: ClassVar = {"datadog": (10, 10), "pagerduty": (960, 60), "github": (900, 60), "terraform": (30, 60)}

    def __init__(self, clock):
        self._clock = clock
        self._asked = {}

    def __call__(self, service, request, number):
        most, seconds = self.RATES[service]
        now = self._clock.monotonic()
        slot = (service, int(now // seconds))
        self._asked[slot] = self._asked.get(slot, 0) + 1
        if self._asked[slot] <= most:
            return None
        left = str(int(seconds - now % seconds) + 1)
        names = ("retry-after", "x-ratelimit-reset", "ratelimit-reset")
        return Response.json({"errors": ["limit"]}, 429, dict.fromkeys(names, left))


def served(world, **given):
    return StandIn(world.apis(), **given)
