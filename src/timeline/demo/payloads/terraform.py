"""HCP Terraform's runs and what comes with them, as JSON:API objects."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.demo.payloads import iso


def workspace(key: str, name: str, mode: str = "remote") -> dict[str, Any]:
    """A workspace."""
    return {"id": key, "type": "workspaces", "attributes": {"name": name, "execution-mode": mode}}


def state(key: str, serial: int, created: datetime, user_key: str | None, run_key: str | None = None) -> dict[str, Any]:
    """A state version; without a run, somebody saved it by hand."""
    return {
        "id": key, "type": "state-versions",
        "attributes": {
            "created-at": iso(created, 3), "serial": serial, "intermediate": False, "vcs-commit-sha": None,
            "hosted-state-download-url": "https://archivist.example/secret-for-a-day",
        },
        "relationships": {
            "run": _to("runs", run_key) if run_key else {"data": None},
            "created-by": _to("users", user_key) if user_key else {"data": None},
        },
    }  # fmt: skip


def user(key: str, name: str) -> dict[str, Any]:
    """A user."""
    return {"id": key, "type": "users", "attributes": {"username": name, "is-service-account": False}}


def membership(user_key: str, email: str) -> dict[str, Any]:
    """What makes a user a member of the organization."""
    return {
        "id": f"ou-{user_key}", "type": "organization-memberships", "attributes": {"status": "active", "email": email},
        "relationships": {"user": _to("users", user_key)},
    }  # fmt: skip


def run(
    key: str,
    workspace_id: str,
    created: datetime,
    message: str,
    steps: dict[str, datetime],
    *,
    plan_only: bool = False,
    **relations: str,
) -> dict[str, Any]:
    """A run; `steps` are its status timestamps without `-at`, `relations` user ids such as `confirmed_by`."""
    users = {name.replace("_", "-"): _to("users", value) for name, value in relations.items()}
    return {
        "id": key, "type": "runs",
        "attributes": {
            "created-at": iso(created, 3), "message": message, "source": "tfe-configuration-version",
            "status": list(steps)[-1].replace("-", "_") if steps else "pending", "trigger-reason": "manual",
            "plan-only": plan_only, "is-destroy": False, "auto-apply": False, "has-changes": True,
            "status-timestamps": {f"{name}-at": iso(time).replace("Z", "+00:00") for name, time in steps.items()},
        },
        "relationships": {
            "workspace": _to("workspaces", workspace_id), "apply": _to("applies", f"apply-{key}"),
            "configuration-version": _to("configuration-versions", f"cv-{key}"),
            "run-events": {"data": []}, "comments": {"data": []}, **users,
        },
        "links": {"self": f"/api/v2/runs/{key}"},
    }  # fmt: skip


def ingress(key: str, repo: str, sha: str, sender: str, *, number: int | None = None) -> list[dict[str, Any]]:
    """The configuration version of a run and the commit it was made for; with `number`, a pull request's."""
    attributes = {
        "branch": "main", "commit-sha": sha, "identifier": repo, "is-pull-request": number is not None,
        "pull-request-number": number, "sender-username": sender, "on-default-branch": number is None,
        "commit-url": f"https://github.com/{repo}/commit/{sha}", "sender-html-url": f"https://github.com/{sender}",
    }  # fmt: skip
    version = {
        "id": f"cv-{key}", "type": "configuration-versions", "attributes": {"source": "github"},
        "relationships": {"ingress-attributes": _to("ingress-attributes", f"ia-{key}")},
    }  # fmt: skip
    return [version, {"id": f"ia-{key}", "type": "ingress-attributes", "attributes": attributes}]


def applied(key: str, added: int, changed: int, destroyed: int) -> dict[str, Any]:
    """The apply of a run."""
    return {
        "id": f"apply-{key}", "type": "applies",
        "attributes": {
            "status": "finished", "resource-additions": added, "resource-changes": changed,
            "resource-destructions": destroyed, "log-read-url": "https://archivist.example/secret-for-a-day",
        },
    }  # fmt: skip


def comment(key: str, run_key: str, actor: str, time: datetime) -> dict[str, Any]:
    """The run event of a comment; the comment's words come with it."""
    return {
        "id": f"re-{key}", "type": "run-events", "attributes": {"action": "commented", "created-at": iso(time, 3)},
        "relationships": {"actor": _to("users", actor), "comment": _to("comments", key), "run": _to("runs", run_key)},
    }  # fmt: skip


def audited(
    key: str, time: datetime, verb: str, thing: tuple[str, str], caller: tuple[str | None, str | None], **more: Any
) -> dict[str, Any]:
    """A row of the audit trail: a verb on a thing (its type and id) by a caller (an account's id and name).

    `kind` and `behind` say what sort of caller it is and who stands behind an impersonated one, `meta` the rest.
    """
    return {
        "id": key, "version": "0", "type": "Resource", "timestamp": iso(time, 3),
        "auth": {
            "accessor_id": caller[0], "description": caller[1], "type": more.get("kind", "Client"),
            "impersonator_id": more.get("behind"), "organization_id": "org-1",
        },
        "request": {"id": f"req-{key}"},
        "resource": {"id": thing[1], "type": thing[0], "action": verb, "meta": more.get("meta")},
    }  # fmt: skip


def _to(kind: str, key: str) -> dict[str, Any]:
    return {"data": {"id": key, "type": kind}}
