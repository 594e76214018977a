"""GitHub: links to pull requests, reviews, workflow runs and commits, and the step that a post's line begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.joining import keys
from timeline.joining.index import Index, by_person, only
from timeline.joining.keys import COMMIT, PULL, REVIEW, WORKFLOW
from timeline.joining.posts._words import NAME, name, plain
from timeline.joining.product import NOTHING, Found, Product, Stated
from timeline.model.event import Event

_OBJECT = re.compile(r"//[^/]+/([\w.-]+/[\w.-]+)/(pull|commit|releases/tag|actions/runs)/([\w-]+)")
_REVIEW = re.compile(r"#pullrequestreview-(\d+)")
_SHA = re.compile(r"[0-9a-fA-F]{40}")
_REPOSITORY = re.compile(r"^[\w.-]{1,100}/[\w.-]{1,100}\] ")
_PULL = re.compile(
    r"^(?:\S{1,40} ){0,2}pull request (?:#\d{1,12} )?"
    r"(opened|created|submitted|merged|closed|reopened|approved) by (?P<who>.+)",
    re.IGNORECASE,
)
_PULLS = {
    "opened": "change.proposed",
    "created": "change.proposed",
    "submitted": "change.proposed",
    "merged": "change.merged",
    "closed": "change.closed",
    "reopened": "change.reopened",
    "approved": "change.approved",
}
_COMMENT = re.compile(r"^comment on #\d+", re.IGNORECASE)
_REVIEWED = re.compile(r" (approved|requested changes (?:on|to)|reviewed|commented on) ", re.IGNORECASE)
_SOMEBODYS = re.compile(r"^(?:(?:\S{1,80} ){0,3}\S{0,80}(?:['\u2019]s|s['\u2019]) )?pull request\b", re.IGNORECASE)
_REVIEWS = {
    "approved": "change.approved",
    "requested": "change.rejected",
    "reviewed": "change.reviewed",
    "commented": "change.reviewed",
}
_DEPLOYS = (
    (
        re.compile(r"\b(?:successfully deployed|deployment succeeded|deployed successfully)\b", re.IGNORECASE),
        "deploy.succeeded",
    ),
    (
        re.compile(r"\b(?:failed (?:to deploy|deploying)|deployment failed|deploy failed)\b", re.IGNORECASE),
        "deploy.failed",
    ),
    (re.compile(r"\bdeploying\b|\bdeployment (?:started|in progress)\b", re.IGNORECASE), "deploy.updated"),
    (re.compile(r"\bworkflow (?:run )?succeeded\b", re.IGNORECASE), "build.succeeded"),
    (re.compile(r"\bworkflow (?:run )?failed\b", re.IGNORECASE), "build.failed"),
)
_OF_PULLS = frozenset(
    f"change.{verb}" for verb in ("proposed", "approved", "rejected", "reviewed", "merged", "closed", "reopened")
)
_OF_REVIEWS = frozenset({"change.approved", "change.rejected", "change.reviewed"})
#: What a post that its app rewrites does not come to say: it said so from the beginning.
_ONCE = _OF_REVIEWS | {"change.proposed"}
_UNDER_WAY = frozenset({"pending", "in_progress"})


def _addresses(address: str) -> Iterator[str]:
    if found := _OBJECT.search(address):
        repo, sort, named = found.groups()
        if sort == "pull" and named.isdecimal():
            yield PULL(repo, named)
            if review := _REVIEW.search(address):
                yield REVIEW(review[1])
        elif sort == "actions/runs" and named.isdecimal():
            yield WORKFLOW(repo, named)
        elif sort == "commit" and _SHA.fullmatch(named):
            yield COMMIT(named)


def _owns(address: str) -> bool:
    """A release and a short commit have no key."""
    return bool(_OBJECT.search(address))


def _statements(lines: Sequence[str]) -> Stated:
    said = [_without_repository(plain(line)) for line in lines]
    for line in said:
        if found := _pull_step(line) or _review(line):
            return found
    for line in said:
        for pattern, kind in _DEPLOYS:
            if pattern.search(line):
                return kind, None
    return NOTHING


def _without_repository(words: str) -> str:
    """A line without the repository before its statement: `[acme/api] Pull request merged by ada`."""
    found = _REPOSITORY.match(words)
    return words[found.end() :] if found else words


def _pull_step(words: str) -> Stated | None:
    if found := _PULL.match(words):
        return _PULLS[found[1].lower()], name(found["who"])
    return ("change.commented", None) if _COMMENT.match(words) else None


def _review(words: str) -> Stated | None:
    """`ada approved grace's pull request`, `ada requested changes on #12`."""
    found = _REVIEWED.search(words[: 2 * NAME])
    if not found:
        return None
    verb = found[1].lower().split()[0]
    if verb != "requested" and not _SOMEBODYS.match(words[found.end() :]):
        return None
    return _REVIEWS[verb], name(words[: found.start()])


def _transition(index: Index, post: Event) -> Found:
    """By the review's id where the link has one, else by the pull request and the stated step; runs by their run."""
    states, who = post.tags.get("states", ""), post.tags.get("states_actor")
    if "rewritten" in post.tags and states not in _ONCE:
        return None  # made at an earlier step, and which one it does not say any more
    if states.partition(".")[0] in ("deploy", "build"):
        return _of_workflow(index, post, states)
    review = only(keys.of(post, REVIEW))
    key = review or only(keys.of(post, PULL))
    if key is None or states not in _OF_PULLS:
        return None
    if review and states not in _OF_REVIEWS:
        return None
    event = by_person(index.states.get((key, states), []), None if review else who)
    return (event, key) if event else None


def _of_workflow(index: Index, post: Event, states: str) -> Found:
    """By the workflow run in the link; the statuses before and after a deployment are no deploying."""
    key = only(keys.of(post, WORKFLOW))
    found = index.states.get((key, states), []) if key else []
    if states == "deploy.updated":
        found = [event for event in found if event.tags.get("status") in _UNDER_WAY]
    event = only(found)
    return (event, key) if event and key else None


_MARKS = ("/pull/", "/commit/", "/releases/tag/", "/actions/runs/")
PRODUCT = Product("github", _addresses, _statements, _transition, marks=_MARKS, owns=_owns)
