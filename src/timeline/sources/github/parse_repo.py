"""Pushes, deployments, releases and workflow runs, made into drafts. Pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from timeline.joining.keys import COMMIT, DEPLOYMENT, PULL, WORKFLOW
from timeline.model.event import Actor, Severity
from timeline.model.window import Instant, read_iso
from timeline.porting.draft import Draft, by, first_line, readable
from timeline.porting.payload import at, iso_time, needed, objects, text
from timeline.sources.github.actors import QUEUE, person, starter
from timeline.sources.github.then import edited

_PUSHES = {
    "push": "Pushed to",
    "force_push": "Force-pushed to",
    "pr_merge": "Merge pushed to",
    "merge_queue_merge": "Merge queue pushed to",
}
_BRANCHES = {"branch_creation": "Branch created:", "branch_deletion": "Branch deleted:"}
_PUBLISHING = timedelta(seconds=2)  # publishing a release is its last update, told within that time
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


@readable
def push(repo: str, web: str, raw: dict[str, Any]) -> Draft:
    """One activity of a branch. One commit can be pushed twice, so that its id is the activity's own."""
    kind, sha = text(at(raw, "activity_type")), text(at(raw, "after")) or ""
    who, queued_by = _pusher(raw, kind)
    branch = (text(at(raw, "ref")) or "").removeprefix("refs/heads/").removeprefix("refs/")
    words = _PUSHES.get(kind or "") or _BRANCHES.get(kind or "") or (f"Activity {kind} on" if kind else "Activity on")
    real = bool(sha.strip("0"))
    return Draft(
        id=f"{repo}/activity/{needed(raw, 'id')}",
        stamp=at(raw, "timestamp"),
        kind="code.pushed" if kind in _PUSHES else "code.updated",
        summary=f"{words} {branch or 'an unnamed branch'} of {repo}{by(who)}" + (f": {sha[:7]}" if real else ""),
        actor=who,
        url=f"{web}/{repo}/commit/{sha}" if real else None,
        keys=[COMMIT(sha)] if real else [],
        tags={"repo": repo, "branch": branch, "activity": kind, "queued_by": queued_by},
        raw=raw,
    )


def _pusher(raw: Any, kind: str | None) -> tuple[Actor | None, str | None]:
    """Who pushed; for the merge queue, which pushes by itself, the queue and the person whom GitHub names for it."""
    who = person(at(raw, "actor"))
    if kind != "merge_queue_merge":
        return who, None
    return QUEUE, who.id if who and who.kind == "person" else None


@readable
def deployment(repo: str, web: str, raw: dict[str, Any]) -> Draft:
    """A deployment's creation."""
    who, place = person(at(raw, "creator")), text(at(raw, "originalEnvironment")) or text(at(raw, "environment"))
    return Draft(
        id=f"{repo}/deployment/{_own(raw)}",
        stamp=at(raw, "createdAt"),
        kind="deploy.started",
        summary=f"{_deployed(raw)} of {repo} to {place or 'an unnamed environment'} started{by(who)}",
        actor=who,
        url=_environment(repo, web, place),
        body=text(at(raw, "description")),
        keys=_deployment_keys(repo, raw),
        tags=_deployment_tags(repo, raw, place),
        raw={key: value for key, value in raw.items() if key != "statuses"},
    )


@readable
def status(repo: str, web: str, parent: dict[str, Any], raw: dict[str, Any]) -> Draft:
    """One status of a deployment."""
    state = str(at(raw, "state"))
    kind, severity, words = _DEPLOYED.get(state, ("deploy.updated", None, f"became {state.lower().replace('_', ' ')}"))
    who, log, ran = person(at(raw, "creator")), text(at(raw, "logUrl")), run_of(raw)
    place = text(at(raw, "environment")) or text(at(parent, "environment"))
    return Draft(
        id=f"{repo}/deployment/{_own(parent)}/status/{needed(raw, 'id')}",
        stamp=at(raw, "createdAt"),
        kind=kind,
        summary=f"{_deployed(parent)} of {repo} to {place or 'an unnamed environment'} {words}",
        actor=who,
        severity=severity,
        url=log or (_environment(repo, web, place) if place else None),
        body=text(at(raw, "description")),
        keys=[*_deployment_keys(repo, parent), *([WORKFLOW(*ran)] if ran else [])],
        tags={**_deployment_tags(repo, parent, place), "status": state.lower()},
        raw=raw,
    )


def run_of(status: Any) -> tuple[str, str] | None:
    """The repository and the id of the workflow run that a deployment's status links as its log."""
    found = _RUN.search(text(at(status, "logUrl")) or "")
    return (found[1], found[2]) if found else None


@readable
def verdict(repo: str, web: str, parent: Any, run: str, reviews: list[dict[str, Any]], stamp: Any) -> Draft:  # noqa: PLR0917
    """An environment's reviewer let a deployment go on, or stopped it.

    GitHub gives the review no time and no deployment. The deployment's own next state dates it; whose review it was is
    told where only one person gave one of that sort for the environment in this run.
    """
    state, place = str(at(reviews[0], "state")), text(at(parent, "environment"))
    people = list(dict.fromkeys(person(at(review, "user")) for review in reviews))
    who = people[0] if len(people) == 1 else None
    names = ", ".join(sorted(each.name or "" for each in people if each))
    return Draft(
        id=f"{repo}/deployment/{_own(parent)}/{state}" + (f"/{who.id}" if who else ""),
        stamp=stamp,
        kind=f"deploy.{state}",
        summary=f"{_deployed(parent)} of {repo} to {place or 'an unnamed environment'} {state}"
        + (by(who) if who or not names else f" by one of its reviewers ({names})"),
        actor=who,
        url=f"{web}/{repo}/actions/runs/{run}",
        body=text(at(reviews[0], "comment")) if len(reviews) == 1 else None,
        keys=[*_deployment_keys(repo, parent), WORKFLOW(repo, run)],
        tags={**_deployment_tags(repo, parent, place), "dated_by": "status", "reviewers": names if not who else None},
        raw={"reviews": reviews},
    )


@readable
def release(repo: str, raw: dict[str, Any]) -> Draft:
    """A release's publication."""
    who, tag, sha = person(at(raw, "author")), text(at(raw, "tagName")), text(at(raw, "tagCommit", "oid"))
    return Draft(
        id=f"{repo}/release/{_own(raw)}",
        stamp=at(raw, "publishedAt"),
        kind="release.published",
        summary=f"Release {text(at(raw, 'name')) or tag or 'without a name'} of {repo} published"
        + (" as a prerelease" if at(raw, "isPrerelease") is True else "")
        + by(who),
        actor=who,
        url=text(at(raw, "url")),
        keys=COMMIT.known(sha),
        tags={
            "repo": repo,
            "tag": tag,
            "prerelease": "true" if at(raw, "isPrerelease") is True else None,
            **edited(raw, at(raw, "publishedAt"), field="updatedAt", grace=_PUBLISHING),
        },
        raw=raw,
    )


@readable
def build_started(repo: str, raw: dict[str, Any]) -> Draft:
    """The start of one attempt of a workflow run."""
    who, how = starter(raw)
    return Draft(
        id=f"{repo}/run/{_own(raw)}/{_attempt(raw)}/started",
        stamp=at(raw, "run_started_at") or at(raw, "created_at"),
        kind="build.started",
        summary=f"Workflow {_workflow(raw)} of {repo} started{how}{_on(raw)}",
        actor=who,
        url=text(at(raw, "html_url")),
        keys=_run_keys(repo, raw),
        tags=_run_tags(repo, raw),
        raw=raw,
    )


@readable
def build_ended(repo: str, raw: dict[str, Any], when: Any, *, dated_by: str | None = None) -> Draft:
    """The end of one attempt: the end of its last job, or what else dates it."""
    conclusion = text(at(raw, "conclusion"))
    kind, severity = _BUILT.get(conclusion or "", ("build.updated", None))
    ended = f"ended as {conclusion.replace('_', ' ')}" if conclusion else "ended"
    words = {"success": "succeeded", "failure": "failed"}.get(conclusion or "", ended)
    return Draft(
        id=f"{repo}/run/{_own(raw)}/{_attempt(raw)}/ended",
        stamp=when,
        kind=kind,
        summary=f"Workflow {_workflow(raw)} of {repo} {words}{_on(raw)}",
        severity=severity,
        url=text(at(raw, "html_url")),
        keys=_run_keys(repo, raw),
        tags={**_run_tags(repo, raw), "status": conclusion, "dated_by": dated_by},
        raw=raw,
    )


def last_end(jobs: list[dict[str, Any]]) -> Instant | None:
    """When the last job ended; None where there is none, or one has no end: then a part that ended before is not it.

    Raises:
        ValueError: an end cannot be read.
    """
    ran = [job for job in jobs if at(job, "completed_at") or at(job, "conclusion") != "skipped"]
    if not all(at(job, "completed_at") for job in ran):
        return None
    return max((read_iso(at(job, "completed_at")) for job in ran), default=None)


def known_end(jobs: list[dict[str, Any]]) -> datetime | None:
    """When the last of those jobs ended that have an end; the run was over no sooner."""
    return max((time for job in jobs if (time := iso_time(at(job, "completed_at")))), default=None)


def _environment(repo: str, web: str, name: str | None) -> str:
    """Where people see an environment's deployments; its name may hold blanks and slashes."""
    return f"{web}/{repo}/deployments/{quote(name, safe='')}" if name else f"{web}/{repo}/deployments"


def _id(raw: Any) -> str | None:
    return text(at(raw, "databaseId")) or text(at(raw, "id"))


def _own(raw: Any) -> str:
    """The id of what cannot be told without one."""
    return _id(raw) or needed(raw, "id")


def _attempt(raw: Any) -> str:
    return text(at(raw, "run_attempt")) or "1"


def _workflow(raw: Any) -> str:
    name = _workflow_name(raw)
    return f'"{name}"' if name else "without a name"


def _workflow_name(raw: Any) -> str | None:
    """The workflow's name, else its file's; a name that is empty or still a template is none."""
    names = (text(at(raw, "name")), (text(at(raw, "path")) or "").partition("@")[0])
    return next((name for each in names if each and "{{" not in each and (name := " ".join(each.split()))), None)


def _on(raw: Any) -> str:
    """The branch or tag that a run is of, as the end of a sentence."""
    branch = text(at(raw, "head_branch"))
    return f" on {branch}" if branch else ""


def _run_keys(repo: str, raw: Any) -> list[str]:
    sha = text(at(raw, "head_sha"))
    pulls = [PULL(repo, number) for each in objects(at(raw, "pull_requests")) if (number := text(at(each, "number")))]
    return [*WORKFLOW.known(repo, _id(raw)), *COMMIT.known(sha), *pulls]


def _run_tags(repo: str, raw: Any) -> dict[str, str | None]:
    return {
        "repo": repo,
        "workflow": _workflow_name(raw),
        "branch": text(at(raw, "head_branch")),
        "event": text(at(raw, "event")),
        "attempt": text(at(raw, "run_attempt")),
        "number": text(at(raw, "run_number")),
    }


def _deployed(raw: Any) -> str:
    """What a deployment does, where it is not to deploy: a rollback is one, too."""
    task = text(at(raw, "task"))
    return f"Deployment ({first_line(task)})" if task and task != "deploy" else "Deployment"


def _deployment_keys(repo: str, raw: Any) -> list[str]:
    sha = text(at(raw, "commitOid"))
    return [*DEPLOYMENT.known(repo, _id(raw)), *COMMIT.known(sha)]


def _deployment_tags(repo: str, raw: Any, place: str | None) -> dict[str, str | None]:
    return {
        "repo": repo,
        "environment": place,
        "branch": text(at(raw, "ref", "name")),
        "task": text(at(raw, "task")),
    }
