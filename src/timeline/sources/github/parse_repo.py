"""Pushes, deployments, releases and workflow runs, made into drafts. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from timeline._event import Severity
from timeline._window import Instant, read_iso
from timeline.sources._draft import Draft, by, readable
from timeline.sources._shape import at, objects, text
from timeline.sources.github.parse_pr import person

_PUSHES = {
    "push": "Pushed to",
    "force_push": "Force-pushed to",
    "pr_merge": "Merge pushed to",
    "merge_queue_merge": "Merge queue pushed to",
}
_RUN = re.compile(r"/([\w.-]+/[\w.-]+)/actions/runs/(\d+)")
_DEPLOYED: dict[str, tuple[str, Severity | None, str]] = {
    "SUCCESS": ("deploy.succeeded", "ok", "succeeded"),
    "FAILURE": ("deploy.failed", "error", "failed"),
    "ERROR": ("deploy.failed", "error", "failed with an error"),
    "QUEUED": ("deploy.updated", None, "was queued"),
    "PENDING": ("deploy.updated", None, "was pending"),
    "WAITING": ("deploy.updated", None, "was waiting"),
    "IN_PROGRESS": ("deploy.updated", None, "was in progress"),
}
_BUILT: dict[str, tuple[str, Severity | None]] = {
    "success": ("build.succeeded", "ok"),
    "failure": ("build.failed", "error"),
    "timed_out": ("build.failed", "error"),
    "startup_failure": ("build.failed", "error"),
}


def pushes(repo: str, web: str, activities: list[dict[str, Any]]) -> Iterator[Draft]:
    """Every push; where one commit was pushed more than once, the later ones name their branch too."""
    by_commit: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for raw in activities:
        by_commit[text(at(raw, "after")) or ""].append(raw)
    for sha, group in by_commit.items():
        group.sort(key=lambda raw: (str(at(raw, "timestamp")), (text(at(raw, "id")) or "").zfill(20)))
        for number, raw in enumerate(group):
            yield _push(repo, web, raw, sha, first=number == 0)


@readable
def _push(repo: str, web: str, raw: dict[str, Any], sha: str, *, first: bool) -> Draft:
    who, kind = person(at(raw, "actor")), str(at(raw, "activity_type"))
    branch = (text(at(raw, "ref")) or "").removeprefix("refs/heads/").removeprefix("refs/")
    pushed = kind in _PUSHES
    words = _PUSHES.get(
        kind,
        "Branch created:"
        if kind == "branch_creation"
        else "Branch deleted:"
        if kind == "branch_deletion"
        else f"Activity {kind} on",
    )
    key = f"push/{sha}" if pushed else f"activity/{text(at(raw, 'id'))}"
    if pushed and not first:
        key += f"@{branch}/{text(at(raw, 'id'))}"
    real = bool(sha.strip("0"))
    return Draft(
        id=f"{repo}/{key}",
        stamp=at(raw, "timestamp"),
        kind="code.pushed" if pushed else "code.updated",
        summary=f"{words} {branch} of {repo}{by(who)}" + (f": {sha[:7]}" if real else ""),
        actor=who,
        url=f"{web}/{repo}/commit/{sha}" if real else None,
        keys=[f"git:{sha.lower()}"] if real else [],
        tags={"repo": repo, "branch": branch, "activity": kind},
        raw=raw,
    )


@readable
def deployment(repo: str, web: str, raw: dict[str, Any]) -> Draft:
    """A deployment's creation."""
    who, place = person(at(raw, "creator")), text(at(raw, "environment"))
    return Draft(
        id=f"{repo}/deployment/{_id(raw)}",
        stamp=at(raw, "createdAt"),
        kind="deploy.started",
        summary=f"Deployment of {repo} to {place or 'an unnamed environment'} started{by(who)}",
        actor=who,
        url=_environment(repo, web, place),
        body=text(at(raw, "description")),
        keys=_deployment_keys(repo, raw),
        tags=_deployment_tags(repo, raw),
        raw={key: value for key, value in raw.items() if key != "statuses"},
    )


@readable
def status(repo: str, web: str, parent: dict[str, Any], raw: dict[str, Any]) -> Draft:
    """One status of a deployment."""
    state = str(at(raw, "state"))
    kind, severity, words = _DEPLOYED.get(state, ("deploy.updated", None, f"became {state.lower().replace('_', ' ')}"))
    who, log, place = person(at(raw, "creator")), text(at(raw, "logUrl")), text(at(parent, "environment"))
    ran = _RUN.search(log or "")
    return Draft(
        id=f"{repo}/deployment/{_id(parent)}/status/{text(at(raw, 'id'))}",
        stamp=at(raw, "createdAt"),
        kind=kind,
        summary=f"Deployment of {repo} to {place or 'an unnamed environment'} {words}",
        actor=who,
        severity=severity,
        url=log or (_environment(repo, web, place) if place else None),
        body=text(at(raw, "description")),
        keys=[*_deployment_keys(repo, parent), *([f"github:run:{ran[1].lower()}/{ran[2]}"] if ran else [])],
        tags={**_deployment_tags(repo, parent), "status": state.lower()},
        raw=raw,
    )


def release(repo: str, raw: dict[str, Any]) -> Draft | None:
    """A release's publication; a draft is not published."""
    if at(raw, "isDraft") is True or at(raw, "publishedAt") is None:
        return None
    who, tag, sha = person(at(raw, "author")), text(at(raw, "tagName")), text(at(raw, "tagCommit", "oid"))
    return Draft(
        id=f"{repo}/release/{_id(raw)}",
        stamp=raw["publishedAt"],
        kind="release.published",
        summary=f"Release {text(at(raw, 'name')) or tag or 'without a name'} of {repo} published{by(who)}",
        actor=who,
        url=text(at(raw, "url")),
        keys=[f"git:{sha.lower()}"] if sha else [],
        tags={"repo": repo, "tag": tag, "prerelease": "true" if at(raw, "isPrerelease") is True else None},
        raw=raw,
    )


@readable
def build_started(repo: str, raw: dict[str, Any]) -> Draft:
    """The start of one attempt of a workflow run."""
    who = person(at(raw, "triggering_actor")) or person(at(raw, "actor"))
    return Draft(
        id=f"{repo}/run/{_id(raw)}/{_attempt(raw)}/started",
        stamp=at(raw, "run_started_at") or at(raw, "created_at"),
        kind="build.started",
        summary=f"Workflow {_workflow(raw)} of {repo} started{by(who)} on {text(at(raw, 'head_branch')) or 'a tag'}",
        actor=who,
        url=text(at(raw, "html_url")),
        keys=_run_keys(repo, raw),
        tags=_run_tags(repo, raw),
        raw=raw,
    )


@readable
def build_ended(repo: str, raw: dict[str, Any], when: Instant) -> Draft:
    """The end of one attempt: the end of its last job."""
    conclusion = str(at(raw, "conclusion"))
    kind, severity = _BUILT.get(conclusion, ("build.updated", None))
    words = {"success": "succeeded", "failure": "failed"}.get(conclusion, f"ended as {conclusion.replace('_', ' ')}")
    return Draft(
        id=f"{repo}/run/{_id(raw)}/{_attempt(raw)}/ended",
        stamp=when,
        kind=kind,
        summary=f"Workflow {_workflow(raw)} of {repo} {words} on {text(at(raw, 'head_branch')) or 'a tag'}",
        severity=severity,
        url=text(at(raw, "html_url")),
        keys=_run_keys(repo, raw),
        tags={**_run_tags(repo, raw), "status": conclusion},
        raw=raw,
    )


def last_end(jobs: list[dict[str, Any]]) -> Instant | None:
    """When the last job ended; None where no job has an end."""
    ends = [read_iso(stamp) for job in jobs if (stamp := at(job, "completed_at"))]
    return max(ends, default=None)


def _environment(repo: str, web: str, name: str | None) -> str:
    """Where people see an environment's deployments; its name may hold blanks and slashes."""
    return f"{web}/{repo}/deployments/{quote(name, safe='')}" if name else f"{web}/{repo}/deployments"


def _id(raw: Any) -> str | None:
    return text(at(raw, "databaseId")) or text(at(raw, "id"))


def _attempt(raw: Any) -> str:
    return text(at(raw, "run_attempt")) or "1"


def _workflow(raw: Any) -> str:
    return f'"{text(at(raw, "name")) or "without a name"}"'


def _run_keys(repo: str, raw: Any) -> list[str]:
    sha = text(at(raw, "head_sha"))
    pulls = [
        f"github:pr:{repo.lower()}#{number}"
        for each in objects(at(raw, "pull_requests"))
        if (number := text(at(each, "number")))
    ]
    return [f"github:run:{repo.lower()}/{_id(raw)}", *([f"git:{sha.lower()}"] if sha else []), *pulls]


def _run_tags(repo: str, raw: Any) -> dict[str, str | None]:
    return {
        "repo": repo,
        "workflow": text(at(raw, "name")),
        "branch": text(at(raw, "head_branch")),
        "event": text(at(raw, "event")),
        "attempt": text(at(raw, "run_attempt")),
        "number": text(at(raw, "run_number")),
    }


def _deployment_keys(repo: str, raw: Any) -> list[str]:
    sha = text(at(raw, "commitOid"))
    return [f"github:deployment:{repo.lower()}/{_id(raw)}", *([f"git:{sha.lower()}"] if sha else [])]


def _deployment_tags(repo: str, raw: Any) -> dict[str, str | None]:
    return {
        "repo": repo,
        "environment": text(at(raw, "environment")),
        "branch": text(at(raw, "ref", "name")),
        "task": text(at(raw, "task")),
    }
