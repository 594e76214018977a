"""The worlds that are measured: the tests' labelled day, made larger, with people talking in it."""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from timeline.demo import TOKEN
from timeline.demo.payloads.datadog import transition
from timeline.demo.payloads.github import WEB, merge, person, pull_request, push, review, workflow_run
from timeline.demo.payloads.pagerduty import datadog_channel, entry, incident, reference
from timeline.demo.payloads.slack import channel, message, user
from timeline.demo.payloads.terraform import run, workspace
from timeline.demo.payloads.terraform import user as terraform_user
from timeline.demo.server.datadog import DatadogApi
from timeline.demo.server.github import GitHubApi
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.demo.server.slack import SlackApi
from timeline.demo.server.terraform import TerraformApi
from timeline.model.window import Window

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support_labelled import START, WINDOW, World

_SENTENCE = "the alarm is back on host after rollback we look at queue length and image of instances again please"
_WORDS = _SENTENCE.split()
_REPOS = tuple(f"acme/repo-{number}" for number in range(12))


class Talkative(World):
    """A labelled day in which people talk."""

    def chatter(self, count: int) -> list[dict[str, Any]]:
        """What people say: some marks, a name or a link now and then."""
        chance = random.Random(5)
        step = min(700_000, 86_000_000_000 // max(count, 1))
        said = []
        for number in range(count):
            words = " ".join(chance.choices(_WORDS, k=chance.randrange(4, 30)))
            extra = ("", "", "", " *now*", " <@U1>", " <https://example.com/a|see this>", " `code`")[number % 7]
            moment = START + timedelta(microseconds=number * step + 11)
            said.append(message(moment, f"U{number % 40}", words + extra))
        return said


def labelled(count: int) -> tuple[Window, Talkative]:
    """A day with that many incidents and changes."""
    return WINDOW, Talkative(count)


def day() -> dict[str, Any]:
    """The labelled day with 60 incidents and changes, without chatter: alerts, pages, posts, merges, runs."""
    return dict(World(60).apis())


def large() -> dict[str, Any]:
    """A large incident: 8 channels, 2,000 messages, 150 threads, 600 transitions, 300 entries, 12 repositories, 100 runs."""
    return {
        "slack": _slack(),
        "datadog": DatadogApi(TOKEN, events=[_transition(number) for number in range(600)]),
        "pagerduty": PagerDutyApi(TOKEN, entries=[_entry(number) for number in range(300)], changes=[], notes={}),
        "github": _github(),
        "terraform": _terraform(),
    }


def settings() -> dict[str, dict[str, Any]]:
    """The sources' configuration for the large incident, without addresses and tokens."""
    return _settings(tuple(f"#channel-{number}" for number in range(8)), _REPOS)


def day_settings() -> dict[str, dict[str, Any]]:
    """The same for the labelled day."""
    return _settings(("#infra-alerts", "#deploys", "#incidents"), ("acme/api", "acme/infra", "acme/hooks"))


def _settings(channels: tuple[str, ...], repos: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {
        "slack": {"channels": channels},
        "datadog": {"site": "datadoghq.com"},
        "pagerduty": {},
        "github": {"repos": repos},
        "terraform": {"organization": "acme"},
    }


#: By name: what makes the services, their configuration, and the window.
WORLDS = {
    "large incident": (large, settings, Window(START, START.replace(hour=2))),
    "labelled day": (day, day_settings, WINDOW),
}


def _at(number: int, of: int) -> datetime:
    """The moment of the number-th of so many things, spread over the two hours."""
    return START + timedelta(microseconds=7_000_000_000 * number // of + 1)


def _slack() -> SlackApi:
    messages: dict[str, list[dict[str, Any]]] = {f"C000{number}": [] for number in range(8)}
    for number in range(2000):
        own = messages[f"C000{number % 8}"]
        parent = _at(number, 2000)
        own.append(message(parent, f"U{number % 30:04d}", "we look at the queue"))
        if number < 1200 and number % 8 == 0:
            own += [message(parent + timedelta(seconds=60 + n), f"U{n:04d}", "yes", thread=parent) for n in range(3)]
    channels = [channel(key, f"channel-{number}") for number, key in enumerate(messages)]
    users = [user(f"U{number:04d}", f"p{number}", f"Person {number}") for number in range(30)]
    return SlackApi(TOKEN, channels=channels, users=users, messages=messages)


def _transition(number: int) -> dict[str, Any]:
    states = ("OK", "Alert") if number % 2 else ("Alert", "OK")
    return transition(
        _at(number, 600), str(10**15 + number), 7, "cpu", states, group=f"host:{number // 2}", cycle=str(number // 2)
    )


def _entry(number: int) -> dict[str, Any]:
    about = incident(
        f"Q{number // 6}", number // 6, "cpu", "api", _at(number // 6 * 6, 300), first=f"R{number // 6 * 6}"
    )
    kind = ("trigger", "assign", "notify", "acknowledge", "notify", "resolve")[number % 6]
    more = {"channel": datadog_channel(str(10**15 + number), 7, "cpu")} if kind == "trigger" else {}
    return entry(f"R{number}", kind, _at(number, 300), about, reference("PADA", "user", "Ada"), **more)


def _github() -> GitHubApi:
    pulls, repositories = [], {}
    for place, repo in enumerate(_REPOS):
        url = f"{WEB}/{repo}/pull/1"
        sha = f"{place + 1:040x}"
        items = [
            review(place, "APPROVED", person("ada"), _at(2, 10), url),
            *merge(place, sha, person("ada"), _at(3, 10), url),
        ]
        pulls.append(pull_request(repo, 1, "Change", person("grace"), _at(1, 10), files=["a.py"], items=items))
        runs = [workflow_run(repo, 100 * place + n, sha, _at(4 + n, 10), _at(5 + n, 10)) for n in range(2)]
        repositories[repo] = {
            "activity": [push(place, sha, _at(3, 10), "ada")],
            "runs": runs,
            "deployments": [],
            "releases": [],
        }
    return GitHubApi(TOKEN, pulls=pulls, repositories=repositories)


def _terraform() -> TerraformApi:
    runs = [
        run(
            f"run-{number}",
            "ws-1",
            _at(number, 100),
            "Change",
            {"planned": _at(number, 100), "applied": _at(number, 100)},
        )
        for number in range(100)
    ]
    return TerraformApi(
        TOKEN,
        organization="acme",
        workspaces=[workspace("ws-1", "prod")],
        runs=runs,
        included={},
        events={},
        users=[terraform_user("user-1", "ada")],
    )
