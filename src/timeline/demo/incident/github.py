"""What GitHub knows."""

from __future__ import annotations

from typing import Any

from timeline.demo.incident import facts, past
from timeline.demo.incident.facts import HOOKS, INFRA, at
from timeline.demo.payloads.github import (
    WEB,
    author,
    comment,
    deployment,
    merge,
    person,
    pull_request,
    push,
    release,
    review,
    status,
    workflow_run,
)

_BY_ADA = author("ada-l", facts.ADA, facts.ADA_MAIL)
_BY_GRACE = author("grace-hopper", facts.GRACE, facts.GRACE_MAIL)
_BY_LINUS = author("linusp", facts.LINUS, facts.LINUS_MAIL)
ADA, GRACE, LINUS = person("ada-l", facts.ADA), person("grace-hopper", facts.GRACE), person("linusp", facts.LINUS)
_BOT = person("hcp-terraform[bot]")


def world() -> dict[str, Any]:
    """Two repositories: the rolled back change, and a deployment shortly before that looks guilty and is not."""
    return {
        "pulls": [_new_image(), _rollback(), _guilty_looking(), _open(), *past.pulls()],
        "repositories": {INFRA: _infra(), HOOKS: _hooks()},
    }


def _new_image() -> dict[str, Any]:
    """The cause, merged in the morning: outside the window."""
    url = f"{WEB}/{INFRA}/pull/29"
    return pull_request(
        INFRA, 29, "New AMI for http_hooks_v2", GRACE, at("09:12:40"), files=["hooks/launch_template.tf"],
        head=_BY_GRACE,
        items=[
            review(98870, "APPROVED", LINUS, at("10:01:09"), url),
            *merge(880029, facts.AMI_SHA, GRACE, at("10:02:30"), url),
        ],
    )  # fmt: skip


def _rollback() -> dict[str, Any]:
    url = f"{WEB}/{INFRA}/pull/31"
    return pull_request(
        INFRA, 31, "Roll back AMI", GRACE, at("18:53:05"), files=["hooks/launch_template.tf", "README.md"],
        head=_BY_GRACE,
        items=[
            comment(505011, _BOT, at("18:53:49"), url, "Terraform plan: 0 to add, 1 to change, 0 to destroy."),
            review(99120, "APPROVED", ADA, at("18:54:22"), url, text="Yes, please."),
            *merge(880031, facts.ROLLBACK_SHA, GRACE, at("18:55:03"), url),
        ],
    )  # fmt: skip


def _guilty_looking() -> dict[str, Any]:
    url = f"{WEB}/{HOOKS}/pull/88"
    return pull_request(
        HOOKS, 88, "Retry publishing with a jitter", LINUS, at("16:20:11"), files=["hooks/publish.py"],
        head=_BY_LINUS,
        items=[
            review(99081, "COMMENTED", GRACE, at("18:30:45"), url, text="One question about the cap."),
            comment(504990, LINUS, at("18:31:20"), url, "The cap is 30 s, see the docstring."),
            review(99083, "APPROVED", GRACE, at("18:32:15"), url),
            *merge(880088, facts.HOOKS_SHA, LINUS, at("18:33:08"), url),
            comment(505060, ADA, at("19:20:05"), url, "Not this one: see acme/infra#31."),
        ],
    )  # fmt: skip


def _open() -> dict[str, Any]:
    url = f"{WEB}/{INFRA}/pull/30"
    return pull_request(
        INFRA, 30, "Alert on instances that never become healthy", ADA, at("15:41:00", 19),
        files=["monitors/hooks.tf"], head=_BY_ADA,
        items=[review(99140, "CHANGES_REQUESTED", LINUS, at("19:15:37"), url, text="Please page on it, too.")],
    )  # fmt: skip


def _infra() -> dict[str, list[dict[str, Any]]]:
    return {
        "activity": [
            push(7701, facts.AMI_SHA, at("10:02:30"), "grace-hopper", kind="pr_merge"),
            push(
                7720, facts.BRANCH_SHA, at("18:52:51"), "grace-hopper", kind="branch_creation", branch="roll-back-ami"
            ),
            push(7721, facts.ROLLBACK_SHA, at("18:55:03"), "grace-hopper", kind="pr_merge"),
        ],
        "runs": [],
        "deployments": [],
        "releases": [],
    }


def _hooks() -> dict[str, list[dict[str, Any]]]:
    log = f"{WEB}/{HOOKS}/actions/runs/{facts.DEPLOY_RUN}"
    statuses = [
        status("DES_2", "SUCCESS", at("18:35:39"), log),
        status("DES_1", "IN_PROGRESS", at("18:33:41"), log),
    ]
    return {
        "activity": [push(7711, facts.HOOKS_SHA, at("18:33:08"), "linusp", kind="pr_merge")],
        "runs": [
            workflow_run(HOOKS, facts.DEPLOY_RUN, facts.HOOKS_SHA, at("18:33:11"), at("18:35:44")),
            workflow_run(
                HOOKS, facts.DEPLOY_RUN + 7, f"{89:040x}", at("19:04:50"), at("19:07:12"), conclusion="failure"
            ),
        ],
        "deployments": [deployment(314159, facts.HOOKS_SHA, "production", at("18:33:40"), statuses)],
        "releases": [release(271828, HOOKS, "v2.14.0", facts.HOOKS_SHA, at("18:36:30"))],
    }
