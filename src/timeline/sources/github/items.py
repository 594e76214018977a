"""The steps in a pull request's timeline beside reviews, comments and the merge: what is asked, and what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from timeline.model.event import Actor
from timeline.porting.payload import at, text
from timeline.sources.github.actors import person

ACTOR = "{__typename login ... on User{name}}"
_REVIEWER = (
    "requestedReviewer{__typename ... on User{login name} ... on Bot{login} ... on Mannequin{login} "
    "... on Team{team:name}}"
)
_COMMITS = "beforeCommit{oid} afterCommit{oid}"
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


def _nothing(_: Any) -> str:
    return ""


@dataclass(frozen=True)
class Step:
    """What one sort of item is called.

    Attributes:
        word: its name in ids.
        verb: what happened to the pull request, as the sentence says it.
        fields: what the query asks for beside id, time and actor.
        more: what the item's own fields add, behind who acted.
        kind: the event's.
        acted: who acted; for what GitHub does by itself, nobody.
    """

    word: str
    verb: str
    fields: str = ""
    more: Callable[[Any], str] = _nothing
    kind: str = "change.updated"
    acted: Callable[[Any], Actor | None] = lambda item: person(at(item, "actor"))


def _reviewer(item: Any) -> str:
    who = at(item, "requestedReviewer")
    named = person(who)
    return (named and named.name) or text(at(who, "team")) or "a reviewer"


def _reason(item: Any) -> str:
    words = text(at(item, "reason")) or text(at(item, "lockReason"))
    return f": {words.replace('_', ' ')}" if words else ""


def _moved(item: Any) -> str:
    ends = [text(at(item, end, "oid")) for end in ("beforeCommit", "afterCommit")]
    return f" from {ends[0][:7]} to {ends[1][:7]}" if ends[0] and ends[1] else ""


def _bases(item: Any) -> str:
    old = text(at(item, "previousRefName")) or text(at(item, "oldBase"))
    new = text(at(item, "currentRefName")) or text(at(item, "newBase"))
    return f": {new} instead of {old}" if old and new else ""


def _titles(item: Any) -> str:
    old, new = text(at(item, "previousTitle")), text(at(item, "currentTitle"))
    return f': "{new}" instead of "{old}"' if old and new else ""


def _base(item: Any) -> str:
    name = text(at(item, "baseRefName"))
    return f": {name}" if name else ""


def _deleted(item: Any) -> str:
    who = person(at(item, "deletedCommentAuthor"))
    return f": one by {who.name}" if who else ""


def _by(field: str) -> Callable[[Any], Actor | None]:
    return lambda item: person(at(item, "actor")) or person(at(item, field))


def _itself(_: Any) -> None:
    """GitHub names who merged or deleted the old base; the change it made by itself."""


STEPS: Mapping[str, Step] = {
    "ClosedEvent": Step("closed", "closed", "url", kind="change.closed"),
    "ReopenedEvent": Step("reopened", "reopened", kind="change.reopened"),
    "ReadyForReviewEvent": Step("ready", "marked ready for review"),
    "ConvertToDraftEvent": Step("draft", "converted to a draft"),
    "RenamedTitleEvent": Step("renamed", "renamed", "previousTitle currentTitle", _titles),
    "ReviewRequestedEvent": Step(
        "review-requested", "sent", _REVIEWER, lambda item: f" to {_reviewer(item)} for review"
    ),
    "ReviewRequestRemovedEvent": Step(
        "review-request-removed", "taken", _REVIEWER, lambda item: f" from {_reviewer(item)}, who was to review it"
    ),
    "AutoMergeEnabledEvent": Step("auto-merge", "set to merge automatically", f"enabler{ACTOR}", acted=_by("enabler")),
    "AutoSquashEnabledEvent": Step(
        "auto-squash", "set to be squashed and merged automatically", f"enabler{ACTOR}", acted=_by("enabler")
    ),
    "AutoRebaseEnabledEvent": Step(
        "auto-rebase", "set to be rebased and merged automatically", f"enabler{ACTOR}", acted=_by("enabler")
    ),
    "AutoMergeDisabledEvent": Step(
        "auto-merge-off", "no longer set to merge automatically", f"disabler{ACTOR} reason", _reason,
        acted=_by("disabler"),
    ),
    "AddedToMergeQueueEvent": Step(
        "queued", "added to the merge queue", f"enqueuer{ACTOR}", acted=_by("enqueuer")
    ),
    "RemovedFromMergeQueueEvent": Step("unqueued", "removed from the merge queue", "reason", _reason),
    "HeadRefForcePushedEvent": Step("force-pushed", "force-pushed", _COMMITS, _moved),
    "HeadRefRestoredEvent": Step("head-restored", "given its branch back"),
    "BaseRefForcePushedEvent": Step("base-force-pushed", "force-pushed on its base branch", _COMMITS, _moved),
    "BaseRefChangedEvent": Step(
        "base-changed", "given another base branch", "previousRefName currentRefName", _bases
    ),
    "BaseRefDeletedEvent": Step("base-deleted", "left without its base branch", "baseRefName", _base),
    "AutomaticBaseChangeSucceededEvent": Step(
        "base-changed", "given another base branch automatically", "oldBase newBase", _bases, acted=_itself
    ),
    "AutomaticBaseChangeFailedEvent": Step(
        "base-not-changed", "not given another base branch, which failed", "oldBase newBase", _bases, acted=_itself
    ),
    "CommentDeletedEvent": Step(
        "comment-deleted", "relieved of a comment", f"deletedCommentAuthor{ACTOR}", _deleted
    ),
    "LockedEvent": Step("locked", "locked against comments", "lockReason", _reason),
    "UnlockedEvent": Step("unlocked", "opened to comments again"),
}  # fmt: skip

#: What the timeline could tell and is not asked for, and why.
LEFT_OUT: Mapping[str, str] = {
    **dict.fromkeys(("DEPLOYED_EVENT", "DEPLOYMENT_ENVIRONMENT_CHANGED_EVENT"), "told by the deployments themselves"),
    **dict.fromkeys(("HEAD_REF_DELETED_EVENT", "PULL_REQUEST_COMMIT"), "told by the pushes"),
    **dict.fromkeys(
        ("PULL_REQUEST_REVIEW_THREAD", "PULL_REQUEST_COMMIT_COMMENT_THREAD", "PULL_REQUEST_REVISION_MARKER"),
        "a view of comments and commits, without a time of its own",
    ),
    **dict.fromkeys(
        ("MENTIONED_EVENT", "SUBSCRIBED_EVENT", "UNSUBSCRIBED_EVENT", "REFERENCED_EVENT", "CROSS_REFERENCED_EVENT"),
        "follows from words elsewhere; nothing happened to the change",
    ),
    **dict.fromkeys(
        (
            "ASSIGNED_EVENT", "UNASSIGNED_EVENT", "LABELED_EVENT", "UNLABELED_EVENT", "MILESTONED_EVENT",
            "DEMILESTONED_EVENT", "ADDED_TO_PROJECT_EVENT", "REMOVED_FROM_PROJECT_EVENT",
            "MOVED_COLUMNS_IN_PROJECT_EVENT", "CONVERTED_NOTE_TO_ISSUE_EVENT", "CONNECTED_EVENT",
            "DISCONNECTED_EVENT", "MARKED_AS_DUPLICATE_EVENT", "UNMARKED_AS_DUPLICATE_EVENT",
            "PARENT_ISSUE_ADDED_EVENT", "PARENT_ISSUE_REMOVED_EVENT", "SUB_ISSUE_ADDED_EVENT",
            "SUB_ISSUE_REMOVED_EVENT", "PINNED_EVENT", "UNPINNED_EVENT",
        ),
        "how people keep their lists; the change is the same",
    ),
    **dict.fromkeys(
        ("CONVERTED_TO_DISCUSSION_EVENT", "TRANSFERRED_EVENT", "USER_BLOCKED_EVENT"), "happens to issues and to people"
    ),
}  # fmt: skip


def step_of(item: Any) -> Step:
    """What the item is; of a sort that is not known, its own name says what happened."""
    name = str(at(item, "__typename"))
    words = _WORD.sub(" ", name.removesuffix("Event")).lower()
    return STEPS.get(name) or Step(name.lower(), "updated", more=lambda _: f": {words}")


def item_type(name: str) -> str:
    """How the schema's list of item types spells a type's name."""
    return _WORD.sub("_", name).upper()
