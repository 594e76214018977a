"""GitHub's pull requests and deployments as GraphQL gives them, pushes and workflow runs as REST does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.demo.payloads import iso

WEB = "https://github.com"


def person(login: str, name: str | None = None) -> dict[str, Any]:
    """An account."""
    return {"__typename": "Bot" if login.endswith("[bot]") else "User", "login": login, "name": name}


def author(login: str, name: str, email: str) -> dict[str, Any]:
    """The author of a commit, whose address GitHub knows to be that account's."""
    return {"name": name, "email": email, "user": {"login": login}}


def pull_request(
    repo: str,
    number: int,
    title: str,
    author: dict[str, Any],
    created: datetime,
    *,
    files: list[str],
    items: list[dict[str, Any]],
    head: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A pull request with its timeline; merged and updated as the items say. `head` wrote its last commit."""
    merge = next((item for item in items if item["__typename"] == "MergedEvent"), None)
    times = [item.get("submittedAt") or item["createdAt"] for item in items]
    return {
        "id": f"PR_{repo}_{number}", "number": number, "title": title, "url": f"{WEB}/{repo}/pull/{number}",
        "isDraft": False, "state": "MERGED" if merge else "OPEN", "createdAt": iso(created),
        "updatedAt": max([iso(created), *times]), "mergedAt": merge and merge["createdAt"],
        "closedAt": merge and merge["createdAt"], "baseRefName": "main", "headRefName": f"change-{number}",
        "headRefOid": f"{number:040x}", "bodyText": "", "repository": {"nameWithOwner": repo}, "author": author,
        "mergedBy": merge and merge["actor"], "mergeCommit": merge and {**merge["mergeSha"], "author": head},
        "headRef": None if merge else {"target": {"author": head}},
        "files": [{"path": path} for path in files], "timelineItems": items,
    }  # fmt: skip


def review(
    number: int, state: str, author: dict[str, Any], time: datetime, url: str, *, text: str = ""
) -> dict[str, Any]:
    """A submitted review without comments on lines."""
    return {
        "__typename": "PullRequestReview", "id": f"PRR_{number}", "fullDatabaseId": str(number), "state": state,
        "submittedAt": iso(time), "url": f"{url}#pullrequestreview-{number}", "author": author, "bodyText": text,
        "comments": [],
    }  # fmt: skip


def comment(number: int, author: dict[str, Any], time: datetime, url: str, text: str) -> dict[str, Any]:
    """A comment on a pull request."""
    return {
        "__typename": "IssueComment", "id": f"IC_{number}", "fullDatabaseId": str(number), "createdAt": iso(time),
        "url": f"{url}#issuecomment-{number}", "author": author, "bodyText": text,
    }  # fmt: skip


def merge(number: int, sha: str, actor: dict[str, Any], time: datetime, url: str) -> list[dict[str, Any]]:
    """A merge and the closing that is recorded with it."""
    shared = {"createdAt": iso(time), "actor": actor}
    merged = {"__typename": "MergedEvent", "id": f"ME_{number}", "mergeSha": {"oid": sha}, "mergeRefName": "main"}
    closed = {"__typename": "ClosedEvent", "id": f"CE_{number}", "url": f"{url}#event-{number + 1}"}
    return [{**merged, **shared, "url": f"{url}#event-{number}"}, {**closed, **shared}]


def push(
    key: int, sha: str, time: datetime, login: str | None, *, kind: str = "push", branch: str = "main"
) -> dict[str, Any]:
    """An entry of a repository's activity."""
    actor = login and {"login": login, "type": "User"}
    return {
        "id": key, "node_id": f"PSH_{key}", "before": "0" * 40, "after": sha, "ref": f"refs/heads/{branch}",
        "timestamp": iso(time), "activity_type": kind, "actor": actor,
    }  # fmt: skip


def workflow_run(
    repo: str, key: int, sha: str, started: datetime, ended: datetime | None, *, conclusion: str = "success"
) -> dict[str, Any]:
    """A workflow run; `_ended` is for the stand-in's jobs, not part of the payload."""
    return {
        "id": key, "name": "CI", "head_sha": sha, "head_branch": "main", "run_number": key % 1000, "run_attempt": 1,
        "event": "push", "status": "completed" if ended else "in_progress", "conclusion": conclusion if ended else None,
        "created_at": iso(started), "run_started_at": iso(started), "updated_at": iso(ended or started),
        "html_url": f"{WEB}/{repo}/actions/runs/{key}", "actor": {"login": "grace-hopper", "type": "User"},
        "triggering_actor": {"login": "grace-hopper", "type": "User"}, "pull_requests": [],
        "_ended": ended and iso(ended),
    }  # fmt: skip


def deployment(key: int, sha: str, environment: str, time: datetime, statuses: list[dict[str, Any]]) -> dict[str, Any]:
    """A deployment with its statuses, newest first."""
    return {
        "id": f"DE_{key}", "databaseId": key, "createdAt": iso(time), "commitOid": sha, "environment": environment,
        "task": "deploy", "description": None, "ref": {"name": "main"}, "creator": person("deploybot[bot]"),
        "statuses": statuses,
    }  # fmt: skip


def status(key: str, state: str, time: datetime, log: str | None = None) -> dict[str, Any]:
    """One status of a deployment."""
    return {
        "id": key, "state": state, "createdAt": iso(time), "creator": person("deploybot[bot]"), "logUrl": log,
        "environmentUrl": None, "description": None,
    }  # fmt: skip


def release(key: int, repo: str, tag: str, sha: str, time: datetime) -> dict[str, Any]:
    """A published release."""
    return {
        "databaseId": key, "tagName": tag, "name": tag, "url": f"{WEB}/{repo}/releases/tag/{tag}", "isDraft": False,
        "createdAt": iso(time), "publishedAt": iso(time), "isPrerelease": False, "tagCommit": {"oid": sha},
        "author": person("grace-hopper", "Grace Hopper"),
    }  # fmt: skip
