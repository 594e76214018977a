"""A year of incidents of a made-up company, told by the local stand-in of its services.

Four services have an alert each. What was planted is known: some alerts go off in most windows and recover by
themselves, and the alert of an incident goes off after a change of its service, or after none.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from timeline.demo import TOKEN
from timeline.demo.payloads.datadog import transition
from timeline.demo.payloads.github import WEB, merge, person, pull_request, push, review
from timeline.demo.payloads.pagerduty import datadog_channel, entry, incident, reference
from timeline.demo.payloads.slack import channel, message, user
from timeline.demo.payloads.terraform import run, workspace
from timeline.demo.payloads.terraform import user as terraform_user
from timeline.demo.server import StandIn
from timeline.demo.server.datadog import DatadogApi
from timeline.demo.server.github import GitHubApi
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.demo.server.slack import SlackApi
from timeline.demo.server.terraform import TerraformApi
from timeline.model.window import Window
from timeline.porting.source import Source, source_type

BEGIN = datetime(2023, 1, 9, 8, tzinfo=UTC)
_DATADOG = reference("PDDOG01", "events_api_v2_inbound_integration", "Datadog")
_PEOPLE = (("U01", "amina", "Amina Yusuf"), ("U02", "bo", "Bo Lindqvist"), ("U03", "carla", "Carla Reyes"))
_SAID = ("I have a look", "that is the limit of the queue again", "rolled back", "numbers fall", "green again")
_CHANNEL, _VARIABLE = "C0INCID", "TIMELINE_DEMO_TOKEN"


class Service(NamedTuple):
    """A service with its alert, and how often that goes off in an incident's window for no reason."""

    name: str
    monitor: int
    alert: str
    noise: float


#: Those whose noise is high have an alert that is mostly benign.
SERVICES = (
    Service("checkout", 4101, "checkout error rate", 0.1),
    Service("search", 4102, "search p95 latency", 0.8),
    Service("mail", 4103, "mail queue depth", 0.6),
    Service("ledger", 4104, "ledger replication lag", 0.2),
)


@dataclass(frozen=True)
class Past:
    """One incident of the year.

    Attributes:
        name: how its folder may be called.
        window: what to pull.
        service: what it was about.
        changed: whether a change of that service stood before it.
    """

    name: str
    window: Window
    service: str
    changed: bool


@dataclass
class _World:
    """What the services know of the year so far."""

    chance: random.Random
    transitions: list[dict[str, Any]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    pulls: list[dict[str, Any]] = field(default_factory=list)
    pushes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    runs: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0

    def fire(self, service: Service, start: datetime, minutes: int) -> str:
        """The alert goes off for so long."""
        self.number += 1
        key = f"62{self.number:07d}"
        named = (service.monitor, service.alert)
        self.transitions.append(transition(start, key, *named, ("OK", "Alert"), cycle=key, service=service.name))
        end = start + timedelta(minutes=minutes)
        self.transitions.append(
            transition(end, f"{key}9", *named, ("Alert", "OK"), cycle=key, service=service.name, minutes=minutes)
        )
        return key

    def page(self, service: Service, alert: str, start: datetime, minutes: int) -> None:
        """It pages somebody, who acknowledges."""
        self.number += 1
        key, created = f"QY{self.number:05d}", start + timedelta(seconds=5)
        about = incident(key, 5000 + self.number, service.alert, service.name, created, first=f"R{key}1")
        who = self.chance.choice(_PEOPLE)
        agent = reference(f"P{who[0]}", "user", who[2])
        sent = datadog_channel(alert, service.monitor, f"[Triggered] {service.alert}")
        self.entries += [
            entry(f"R{key}1", "trigger", created, about, _DATADOG, channel=sent),
            entry(f"R{key}2", "acknowledge", created + timedelta(minutes=self.chance.randrange(1, 9)), about, agent),
            entry(f"R{key}3", "resolve", start + timedelta(minutes=minutes, seconds=6), about, _DATADOG),
        ]

    def merged(self, repo: str, time: datetime) -> None:
        """Somebody's pull request is approved and merged, and applied where it is of the infrastructure."""
        self.number += 1
        number, sha = self.number, f"{self.number:040x}"
        (_, login, name), (_, other, _) = self.chance.sample(_PEOPLE, 2)
        who, url = person(login, name), f"{WEB}/{repo}/pull/{number}"
        items = [
            review(number, "APPROVED", person(other), time - timedelta(minutes=4), url),
            *merge(number, sha, who, time, url),
        ]
        title = f"Change {number} of {repo.partition('/')[2]}"
        made = pull_request(repo, number, title, who, time - timedelta(hours=2), files=["app.py"], items=items)
        self.pulls.append(made)
        self.pushes.setdefault(repo, []).append(push(number, sha, time, login))
        if repo.endswith("infra"):
            steps = {"planned": time + timedelta(seconds=40), "applied": time + timedelta(minutes=2)}
            self.runs.append(run(f"run-{number:016d}", "ws-prod", time + timedelta(seconds=9), title, steps))

    def talk(self, start: datetime, minutes: int) -> None:
        """People say what they do."""
        for place, words in enumerate(_SAID):
            moment = start + timedelta(seconds=40 + place * minutes * 12, microseconds=self.chance.randrange(10**6))
            self.messages.append(message(moment, self.chance.choice(_PEOPLE)[0], words))

    def apis(self) -> dict[str, Any]:
        """The services that tell it."""
        repos = {name: {"activity": self.pushes.get(name, []), "runs": [], "deployments": [], "releases": []}
                 for name in _repos()}  # fmt: skip
        users = [user(key, login, name) for key, login, name in _PEOPLE]
        return {
            "slack": SlackApi(
                TOKEN, channels=[channel(_CHANNEL, "incidents")], users=users, messages={_CHANNEL: self.messages}
            ),
            "datadog": DatadogApi(TOKEN, events=self.transitions),
            "pagerduty": PagerDutyApi(TOKEN, entries=self.entries, changes=[], notes={}),
            "github": GitHubApi(TOKEN, pulls=self.pulls, repositories=repos),
            "terraform": TerraformApi(
                TOKEN, organization="orbit", workspaces=[workspace("ws-prod", "prod")], runs=self.runs,
                included={}, events={}, users=[terraform_user("user-1", "amina")],
            ),
        }  # fmt: skip


def _repos() -> tuple[str, ...]:
    return (*(f"orbit/{service.name}" for service in SERVICES), "orbit/infra")


@contextmanager
def served(count: int = 12, *, seed: int = 7) -> Iterator[tuple[list[Source], list[Past]]]:
    """The sources of the company while the block runs, and the incidents of its year, the first one first.

    Args:
        count: how many incidents the year has.
        seed: which year it is.
    """
    world, found = _made(count, seed)
    with StandIn(world.apis()) as server:
        os.environ[_VARIABLE] = TOKEN
        settings: dict[str, dict[str, Any]] = {
            "slack": {"channels": ("#incidents",)},
            "datadog": {"site": "datadoghq.com", "api_key_env": _VARIABLE},
            "pagerduty": {},
            "github": {"repos": _repos()},
            "terraform": {"organization": "orbit"},
        }
        sources = [
            source_type(name)(base_url=server.url(name), token_env=_VARIABLE, **given)
            for name, given in settings.items()
        ]
        yield sources, found


def _made(count: int, seed: int) -> tuple[_World, list[Past]]:
    """The year, an incident every so many days, each with its noise."""
    chance = random.Random(seed)
    world, found = _World(chance), []
    for number in range(count):
        start = BEGIN + timedelta(days=365 * number / count, minutes=chance.randrange(600))
        start = start.replace(second=0, microsecond=0)
        service, changed = SERVICES[number % len(SERVICES)], chance.random() < 2 / 3
        _incident(world, service, start, changed=changed)
        window = Window(start - timedelta(minutes=45), start + timedelta(minutes=60))
        found.append(Past(f"inc-{1001 + number}", window, service.name, changed))
    return world, found


def _incident(world: _World, service: Service, start: datetime, *, changed: bool) -> None:
    chance = world.chance
    minutes = chance.randrange(15, 40)
    if changed:
        repo = "infra" if chance.random() < 1 / 3 else service.name
        world.merged(f"orbit/{repo}", start - timedelta(minutes=chance.randrange(3, 20)))
    world.merged(f"orbit/{chance.choice(SERVICES).name}", start - timedelta(minutes=chance.randrange(32, 43)))
    for other in SERVICES:
        if other.noise > chance.random() and other is not service:
            world.fire(other, start + timedelta(minutes=chance.randrange(-40, 30)), chance.randrange(2, 9))
    world.page(service, world.fire(service, start, minutes), start, minutes)
    world.talk(start, minutes)
