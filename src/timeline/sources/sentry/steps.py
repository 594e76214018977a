"""Sentry's types of activity: which kind of event each is, and how it is said. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from timeline.model.event import Severity
from timeline.porting.payload import at, block, objects, text

#: Types that are told as something more exact than an update. A type that is not known is told as an update, too.
#: One that names a pull request is no resolve: it is written when that is opened, and the issue stays as it is.
KINDS: Mapping[str, str] = {
    "set_regression": "error.regressed",
    "set_resolved": "error.resolved",
    "set_resolved_in_release": "error.resolved",
    "set_resolved_in_commit": "error.resolved",
    "set_resolved_by_age": "error.resolved",
    "assigned": "error.assigned",
    "note": "error.commented",
}
# How bad an issue is that came up or came back; other levels say nothing of it.
_LEVELS: Mapping[str, Severity] = {"fatal": "error", "error": "error", "warning": "warning"}
_PLAIN: Mapping[str, str] = {
    "set_regression": "came back after it was resolved",
    "set_resolved": "was resolved",
    "set_unresolved": "was opened again",
    "set_ignored": "was archived",
    "set_public": "was made public",
    "set_private": "was made private",
    "create_issue": "was linked to a ticket",
    "release": "was seen in a release",
    "deploy": "was told of a deploy",
    "unassigned": "was assigned to nobody any more",
    "merge": "took in other issues",
    "unmerge_source": "gave events to another issue",
    "unmerge_destination": "took events from another issue",
    "reprocess": "was processed again",
    "mark_reviewed": "was marked as reviewed",
    "auto_set_ongoing": "became an ongoing issue",
    "set_escalating": "escalated",
    "deleted_attachment": "lost an attachment",
}
_CHOSEN_BY: Mapping[str, str] = {
    "codeowners": "by code owners",
    "projectOwnership": "by ownership rules",
    "suspectCommitter": "by its suspect commit",
}
_SHORT = 7


def kind(sort: str) -> str:
    """The kind of event that a type of activity is."""
    return KINDS.get(sort, "error.updated")


def severity(sort: str, level: str | None) -> Severity | None:
    """From Sentry's own word: its level where an issue came up or came back, ok where it is resolved."""
    if sort in ("first_seen", "set_regression"):
        return _LEVELS.get(level or "")
    return "ok" if kind(sort) == "error.resolved" else None


def said(sort: str, data: Mapping[str, Any], assignee: str) -> str:
    """What became of the issue, as the words behind its name.

    Args:
        sort: the type of activity.
        data: what the activity tells beside it.
        assignee: whom it was given to, where it was.
    """
    if sort == "assigned":
        chosen = _CHOSEN_BY.get(text(data.get("integration")) or "")
        return f"was assigned to {assignee}" + (f" {chosen}" if chosen else "")
    detailed = _DETAILED.get(sort)
    return detailed(data) if detailed else _PLAIN.get(sort, f"was updated: {sort.replace('_', ' ')}")


def pull_request(data: Mapping[str, Any]) -> str:
    """A pull request as people write it."""
    told = block(data.get("pullRequest"))
    number, repo = text(told.get("id")), text(at(told, "repository", "name"))
    return f"{repo}#{number}" if number and repo else f"pull request {number}" if number else "a pull request"


def commit(data: Mapping[str, Any]) -> str:
    """A commit as people write it."""
    found = text(at(data.get("commit"), "id"))
    return f"commit {found[:_SHORT]}" if found else "a commit"


def release(data: Mapping[str, Any]) -> str | None:
    """The release that an activity names."""
    return text(data.get("version"))


def _in_release(data: Mapping[str, Any]) -> str:
    version = release(data)
    return f"was resolved in release {version}" if version else "was resolved in the next release"


def _by_age(data: Mapping[str, Any]) -> str:
    hours = text(data.get("age"))
    return "was resolved by its age" + (f": no event for {hours} h" if hours else "")


def _came_back(data: Mapping[str, Any]) -> str:
    version = release(data)
    return _PLAIN["set_regression"] + (f", in release {version}" if version else "")


def _priority(data: Mapping[str, Any]) -> str:
    told = text(data.get("priority"))
    return f"was given priority {told}" if told else "was given another priority"


def _ticket(data: Mapping[str, Any]) -> str:
    label, made = text(data.get("label")), data.get("new") is True
    told = "a new ticket" if made else "a ticket"
    return f"was linked to {told}" + (f": {label}" if label else "")


def _merged(data: Mapping[str, Any]) -> str:
    count = len(objects(data.get("issues")))
    return "took in another issue" if count == 1 else f"took in {count} other issues" if count else _PLAIN["merge"]


_DETAILED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "set_regression": _came_back,
    "set_resolved_in_release": _in_release,
    "set_resolved_in_commit": lambda data: f"was resolved in {commit(data)}",
    "set_resolved_in_pull_request": lambda data: f"was set to be resolved by {pull_request(data)}",
    "set_resolved_by_age": _by_age,
    "set_priority": _priority,
    "create_issue": _ticket,
    "merge": _merged,
    "referenced_in_commit": lambda data: f"was named in {commit(data)}",
}
