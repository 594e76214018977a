"""The straightforward script: the same SDKs with their own paging, one call after the other."""

from __future__ import annotations

from typing import Any

import httpx
import pdpyras
from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.events_api import EventsApi
from datadog_api_client.v2.model.events_list_request import EventsListRequest
from slack_sdk import WebClient
from worlds import START, settings

from timeline.demo import TOKEN
from timeline.sources.github import queries

SINCE, UNTIL = START.strftime("%Y-%m-%dT%H:%M:%SZ"), START.replace(hour=2).strftime("%Y-%m-%dT%H:%M:%SZ")


def pull(urls: dict[str, str]) -> int:
    """Everything of the two hours; how many objects came."""
    return sum(len(read(urls)) for read in (slack, datadog, pagerduty, github, terraform))


def slack(urls: dict[str, str]) -> list[Any]:
    client = WebClient(token=TOKEN, base_url=urls["slack"] + "/")
    ids = {each["name"]: each["id"] for page in client.conversations_list(limit=999) for each in page["channels"]}
    found: list[Any] = []
    for name in settings()["slack"]["channels"]:
        key = ids[name.removeprefix("#")]
        span = {"channel": key, "oldest": str(START.timestamp()), "latest": str(START.timestamp() + 7200)}
        messages = [each for page in client.conversations_history(limit=999, **span) for each in page["messages"]]
        found += messages
        for parent in (each for each in messages if each.get("reply_count")):
            found += [
                each
                for page in client.conversations_replies(ts=parent["ts"], limit=999, **span)
                for each in page["messages"]
            ]
    for key in {each["user"] for each in found}:
        client.users_info(user=key)
    return found


def datadog(urls: dict[str, str]) -> list[Any]:
    configuration = Configuration(host=urls["datadog"], api_key={"apiKeyAuth": TOKEN, "appKeyAuth": TOKEN})
    body = EventsListRequest(filter={"query": "source:alert", "from": SINCE, "to": UNTIL}, page={"limit": 1000})
    with ApiClient(configuration) as client:
        return list(EventsApi(client).search_events_with_pagination(body=body))


def pagerduty(urls: dict[str, str]) -> list[Any]:
    session = pdpyras.APISession(TOKEN)
    session.url = urls["pagerduty"]
    span = {"since": SINCE, "until": UNTIL, "include[]": ["channels", "incidents"]}
    return [each for name in ("log_entries", "change_events") for each in session.iter_all(name, params=dict(span))]


def github(urls: dict[str, str]) -> list[Any]:
    found: list[Any] = []
    with httpx.Client(base_url=urls["github"], headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        for repo in settings()["github"]["repos"]:
            owner, name = repo.split("/")
            words = f"repo:{repo} is:pr updated:>={SINCE} created:2008-01-01T00:00:00Z..{UNTIL}"
            for operation, text, variables in (
                ("PullRequests", queries.searches(1), {"q0": words, "size": 25}),
                ("Repositories", queries.repositories(1), {"o0": owner, "n0": name}),
            ):
                body = {"query": text, "variables": variables, "operationName": operation}
                found.append(client.post("/graphql", json=body).json())
            found += client.get(f"/repos/{repo}/activity", params={"per_page": 100}).json()
            runs = client.get(
                f"/repos/{repo}/actions/runs", params={"per_page": 100, "created": f"{SINCE}..{UNTIL}"}
            ).json()
            for run in runs["workflow_runs"]:
                found += client.get(f"/repos/{repo}/actions/runs/{run['id']}/jobs").json()["jobs"]
    return found


def terraform(urls: dict[str, str]) -> list[Any]:
    with httpx.Client(base_url=urls["terraform"], headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        client.get("/organizations/acme/workspaces")
        runs = client.get("/organizations/acme/runs", params={"page[size]": "100"}).json()["data"]
        return [client.get(f"/runs/{run['id']}/run-events").json() for run in runs]
