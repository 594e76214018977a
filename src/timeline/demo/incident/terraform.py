"""What HCP Terraform knows."""

from __future__ import annotations

from typing import Any

from timeline.demo.incident import facts, past
from timeline.demo.incident.facts import INFRA, at
from timeline.demo.payloads.terraform import applied, comment, ingress, run, user, workspace

_ADA, _GRACE = "user-aDa1815", "user-gRace1906"
_HOOKS, _DNS = "ws-hooksProd", "ws-dnsProd"


def world() -> dict[str, Any]:
    """An organization with two workspaces; one run is from the morning, one is somebody else's."""
    key = facts.ROLLBACK_RUN
    words = {
        "id": "wsc-1", "type": "comments", "attributes": {"body": "Only the AMI id changes. Applying."}
    }  # fmt: skip
    return {
        "organization": "acme",
        "workspaces": [workspace(_HOOKS, "hooks-prod"), workspace(_DNS, "dns-prod")],
        "users": [user(_GRACE, "grace"), user(_ADA, "ada")],
        "emails": {_GRACE: facts.GRACE_MAIL, _ADA: facts.ADA_MAIL},
        "runs": [*_runs(), *past.runs(_HOOKS)],
        "included": {
            key: [
                *ingress(key, INFRA, facts.ROLLBACK_SHA, "grace-hopper"),
                applied(key, 0, 1, 0),
                user(_GRACE, "grace"),
            ],
            facts.SPECULATIVE_RUN: ingress(facts.SPECULATIVE_RUN, INFRA, facts.BRANCH_SHA, "grace-hopper", number=31),
            facts.AMI_RUN: ingress(facts.AMI_RUN, INFRA, facts.AMI_SHA, "grace-hopper"),
        },
        "events": {key: ([comment("wsc-1", key, _GRACE, at("18:56:02.250"))], [words, user(_GRACE, "grace")])},
    }


def _runs() -> list[dict[str, Any]]:
    rollback = run(
        facts.ROLLBACK_RUN, _HOOKS, at("18:55:06.412"), "Merge pull request #31 from acme/roll-back-ami",
        {
            "plan-queued": at("18:55:07"), "planning": at("18:55:12"), "planned": at("18:55:48"),
            "confirmed": at("18:56:20"), "apply-queued": at("18:56:21"), "applying": at("18:56:29"),
            "applied": at("18:58:44"),
        },
        confirmed_by=_GRACE,
    )  # fmt: skip
    speculative = run(
        facts.SPECULATIVE_RUN, _HOOKS, at("18:53:09.087"), "Roll back AMI",
        {"planning": at("18:53:14"), "planned-and-finished": at("18:53:46")}, plan_only=True,
    )  # fmt: skip
    morning = run(
        facts.AMI_RUN, _HOOKS, at("10:02:34.551"), "Merge pull request #29 from acme/new-ami",
        {"planned": at("10:03:12"), "confirmed": at("10:04:00"), "applied": at("10:06:31")}, confirmed_by=_GRACE,
    )  # fmt: skip
    waiting = run("run-8wD1kSj6QhDnsTtl", _DNS, at("17:58:20.900"), "Lower TTLs", {"planned": at("17:59:02")})
    waiting["attributes"]["status-timestamps"]["discarded-at"] = "2019-06-20T19:08:15+00:00"
    return [rollback, speculative, morning, waiting]
