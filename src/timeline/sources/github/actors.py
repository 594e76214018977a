"""Who acted: one function makes an actor of an account, whichever interface told of it, and knows the stand-ins."""

from __future__ import annotations

from typing import Any

from timeline.model.event import Actor
from timeline.porting.draft import actor, by
from timeline.porting.payload import at, text

_BOT = "[bot]"
_DELETED = "ghost"
#: What merges for those who queued: the app by which GitHub's merge queue acts.
QUEUE = actor(f"github-merge-queue{_BOT}", f"github-merge-queue{_BOT}", "bot")

# The events that start a workflow run, and whom its `actor` names. Here it is who caused the event.
BY_SOMEBODY = frozenset(
    {
        "branch_protection_rule", "create", "delete", "deployment", "deployment_status", "discussion",
        "discussion_comment", "fork", "gollum", "issue_comment", "issues", "label", "member", "milestone", "project",
        "project_card", "project_column", "public", "pull_request", "pull_request_comment", "pull_request_review",
        "pull_request_review_comment", "pull_request_target", "push", "registry_package", "release",
        "repository_dispatch", "repository_ruleset", "status", "watch", "workflow_dispatch",
    }
)  # fmt: skip
# Here it is the app that acted by itself, or a person who stands in: whose push was checked, whose page was built.
BY_AN_APP = frozenset({"check_run", "check_suite", "dynamic", "image_version", "page_build"})
# Here nobody acted: `actor` is who edited the cron line last, who started the run before, who queued.
BY_ITSELF = {
    "schedule": " by its schedule",
    "workflow_run": " after another workflow",
    "workflow_call": " by another workflow",
    "merge_group": " by the merge queue",
}


def person(raw: Any) -> Actor | None:
    """An account: people by their name where GitHub tells it, else by login; deleted accounts are null.

    REST spells an app's login with `[bot]`, GraphQL without; here it has it always, as a person may be called
    like an app.
    """
    login = text(at(raw, "login"))
    if login is None or login == _DELETED:
        return None
    sort = at(raw, "__typename") or at(raw, "type")
    if sort == "Bot" or login.endswith(_BOT):
        login = f"{login.removesuffix(_BOT)}{_BOT}"
        return actor(login, login, "bot")
    return actor(login, text(at(raw, "name")) or login, "service" if sort == "Organization" else "person")


def starter(run: Any) -> tuple[Actor | None, str]:
    """Who started an attempt of a workflow run, and how the sentence says it; unknown events name nobody."""
    attempt, event = at(run, "run_attempt"), str(at(run, "event"))
    if isinstance(attempt, int) and attempt > 1:
        who = person(at(run, "triggering_actor"))  # `actor` stays the first attempt's
        return who, f" again{by(who)}"
    named = person(at(run, "triggering_actor")) or person(at(run, "actor"))
    if event in BY_SOMEBODY:
        return named, by(named)
    if event in BY_AN_APP and named and named.kind == "bot":
        return named, by(named)
    return (QUEUE if event == "merge_group" else None), BY_ITSELF.get(event, "")
