"""The same services by dlt's `rest_api`, as somebody would configure it in an afternoon: into DuckDB, in its own threads.

It pages, and keeps what the answers hold. It joins nothing, names nobody, and does not say what was not read. What it
is not told by a page of a list (the pull requests behind GraphQL beyond the first page, Terraform's comments) is left out.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from plain import Task

from timeline.demo import TOKEN
from timeline.sources.github import queries

_BEARER = {"type": "bearer", "token": TOKEN}


def pull(task: Task) -> int:
    """Everything of the window; how many objects came."""
    os.environ |= {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "CRITICAL"}  # it tells nobody of it
    import dlt  # noqa: PLC0415 - a package of the benchmarks only
    from dlt.sources.rest_api import rest_api_source  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        count = 0
        for service, configured in _SERVICES.items():
            where = dlt.destinations.duckdb(str(Path(name) / f"{service}.duckdb"))
            pipeline = dlt.pipeline(service, destination=where, dataset_name="raw", pipelines_dir=name)
            pipeline.run(rest_api_source(configured(task)))
            counts = pipeline.last_trace.last_normalize_info.row_counts
            count += sum(rows for table, rows in counts.items() if not table.startswith("_") and "__" not in table)
        return count


def _source(url: str, resources: list[Any], **more: Any) -> dict[str, Any]:
    return {"client": {"base_url": url, "auth": _BEARER, **more}, "resources": resources}


def _resource(name: str, path: str, rows: str, paginator: Any, **endpoint: Any) -> dict[str, Any]:
    told = {"path": path, "data_selector": rows, "paginator": paginator, **endpoint}
    return {"name": name, "endpoint": told}


def _slack(task: Task) -> dict[str, Any]:
    pages = {"type": "cursor", "cursor_path": "response_metadata.next_cursor", "cursor_param": "cursor"}
    span = {"oldest": str(task.start.timestamp()), "latest": str(task.end.timestamp()), "limit": 999}
    replies = {"channel": "{resources.parents._channels_id}", "ts": "{resources.parents.ts}", **span}
    history = {"params": {"channel": "{resources.channels.id}", **span}}
    own = {"include_from_parent": ["id"]}
    with_replies = {"processing_steps": [{"filter": lambda row: row.get("reply_count")}], "selected": False}
    return _source(
        f"{task.urls['slack']}/",
        [
            _resource("channels", "conversations.list", "channels", pages, params={"limit": 999}),
            _resource("messages", "conversations.history", "messages", pages, **history) | own,
            _resource("parents", "conversations.history", "messages", pages, **history) | own | with_replies,
            _resource("replies", "conversations.replies", "messages", pages, params=replies),
        ],
    )


def _datadog(task: Task) -> dict[str, Any]:
    asked = {"filter": {"query": "source:alert", "from": task.since, "to": task.until}, "page": {"limit": 1000}}
    pages = {"type": "cursor", "cursor_path": "meta.page.after", "cursor_body_path": "page.cursor"}
    events = _resource("events", "api/v2/events/search", "data", pages, method="POST", json=asked)
    return _source(f"{task.urls['datadog']}/", [events], headers={"DD-API-KEY": TOKEN, "DD-APPLICATION-KEY": TOKEN})


def _pagerduty(task: Task) -> dict[str, Any]:
    pages = {"type": "offset", "limit": 100, "total_path": "total"}
    span = {"since": task.since, "until": task.until, "total": "true"}
    kinds = [_resource(each, each, each, pages, params=span) for each in ("log_entries", "change_events")]
    auth = {"type": "api_key", "name": "Authorization", "api_key": f"Token token={TOKEN}"}
    return _source(f"{task.urls['pagerduty']}/", kinds, auth=auth)


def _github(task: Task) -> dict[str, Any]:
    resources = []
    for number, repo in enumerate(task.settings["github"]["repos"]):
        words = f"repo:{repo} is:pr updated:>={task.since} created:2008-01-01T00:00:00Z..{task.until}"
        search = {
            "query": queries.searches(1).replace("{", "{{").replace("}", "}}"),
            "variables": {"q0": words, "size": 25},
            "operationName": "PullRequests",
        }
        span = {"per_page": 100, "created": f"{task.since}..{task.until}"}
        resources += [
            _resource(f"pulls_{number}", "graphql", "data.s0.nodes", "single_page", method="POST", json=search),
            _resource(f"activity_{number}", f"repos/{repo}/activity", "$", "header_link", params={"per_page": 100}),
            _resource(f"runs_{number}", f"repos/{repo}/actions/runs", "workflow_runs", "header_link", params=span),
            _resource(f"jobs_{number}", f"repos/{repo}/actions/runs/{{resources.runs_{number}.id}}/jobs", "jobs",
                      "header_link"),
        ]  # fmt: skip
    return _source(f"{task.urls['github']}/", resources)


def _terraform(task: Task) -> dict[str, Any]:
    pages = {"type": "page_number", "base_page": 1, "page_param": "page[number]", "total_path": None}
    runs = _resource("runs", "organizations/acme/runs", "data", pages, params={"page[size]": 100})
    events = _resource("events", "runs/{resources.runs.id}/run-events", "data", "single_page")
    return _source(f"{task.urls['terraform']}/", [runs, events])


_SERVICES = {"slack": _slack, "datadog": _datadog, "pagerduty": _pagerduty, "github": _github, "terraform": _terraform}
