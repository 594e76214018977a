"""The straightforward script: the same SDKs with their own paging, one call after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pdpyras
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.events_api import EventsApi
from datadog_api_client.v2.model.events_list_request import EventsListRequest
from slack_sdk import WebClient

from timeline.demo import TOKEN
from timeline.sources.github import queries


@dataclass(frozen=True)
class Task:
    """What the script is to read, and where."""

    urls: dict[str, str]
    settings: dict[str, dict[str, Any]]
    start: datetime
    end: datetime

    @property
    def since(self) -> str:
        return self.start.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def until(self) -> str:
        return self.end.strftime("%Y-%m-%dT%H:%M:%SZ")


def pull(task: Task, *, threads: bool = False) -> int:
    """Everything of the window; how many objects came. With `threads`, a service in each of five."""
    if not threads:
        return sum(len(read(task)) for read in READERS)
    with ThreadPoolExecutor(len(READERS)) as pool:
        return sum(len(found) for found in pool.map(lambda read: read(task), READERS))


def slack(task: Task) -> list[Any]:
    client = WebClient(token=TOKEN, base_url=task.urls["slack"] + "/")
    ids = {each["name"]: each["id"] for page in client.conversations_list(limit=999) for each in page["channels"]}
    found: list[Any] = []
    for name in task.settings["slack"]["channels"]:
        key = ids[name.removeprefix("#")]
        span = {"channel": key, "oldest": str(task.start.timestamp()), "latest": str(task.end.timestamp())}
        messages = [each for page in client.conversations_history(limit=999, **span) for each in page["messages"]]
        found += messages
        for parent in (each for each in messages if each.get("reply_count")):
            found += [
                each
                for page in client.conversations_replies(ts=parent["ts"], limit=999, **span)
                for each in page["messages"]
            ]
    for key in {each["user"] for each in found if "user" in each}:
        client.users_info(user=key)
    return found


def datadog(task: Task) -> list[Any]:
    configuration = Configuration(host=task.urls["datadog"], api_key={"apiKeyAuth": TOKEN, "appKeyAuth": TOKEN})
    body = EventsListRequest(
        filter={"query": "source:alert", "from": task.since, "to": task.until}, page={"limit": 1000}
    )
    with ApiClient(configuration) as client:
        return list(EventsApi(client).search_events_with_pagination(body=body))


def pagerduty(task: Task) -> list[Any]:
    session = pdpyras.APISession(TOKEN)
    session.url = task.urls["pagerduty"]
    span = {"since": task.since, "until": task.until, "include[]": ["channels", "incidents"]}
    return [each for name in ("log_entries", "change_events") for each in session.iter_all(name, params=dict(span))]


def github(task: Task) -> list[Any]:
    found: list[Any] = []
    with httpx.Client(base_url=task.urls["github"], headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        for repo in task.settings["github"]["repos"]:
            owner, name = repo.split("/")
            words = f"repo:{repo} is:pr updated:>={task.since} created:2008-01-01T00:00:00Z..{task.until}"
            for operation, text, variables in (
                ("PullRequests", queries.searches(1), {"q0": words, "size": 25}),
                ("Repositories", queries.repositories(1), {"o0": owner, "n0": name}),
            ):
                body = {"query": text, "variables": variables, "operationName": operation}
                found.append(client.post("/graphql", json=body).json())
            found += client.get(f"/repos/{repo}/activity", params={"per_page": 100}).json()
            runs = client.get(
                f"/repos/{repo}/actions/runs", params={"per_page": 100, "created": f"{task.since}..{task.until}"}
            ).json()
            for run in runs["workflow_runs"]:
                found += client.get(f"/repos/{repo}/actions/runs/{run['id']}/jobs").json()["jobs"]
    return found


def terraform(task: Task) -> list[Any]:
    with httpx.Client(base_url=task.urls["terraform"], headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        client.get("/organizations/acme/workspaces")
        runs = client.get("/organizations/acme/runs", params={"page[size]": "100"}).json()["data"]
        return [client.get(f"/runs/{run['id']}/run-events").json() for run in runs]


READERS: tuple[Callable[[Task], list[Any]], ...] = (slack, datadog, pagerduty, github, terraform)
