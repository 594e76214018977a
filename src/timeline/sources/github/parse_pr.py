"""One pull request as GraphQL tells it, made into drafts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timeline._event import Actor
from timeline._window import read_iso
from timeline.sources._draft import Draft, by, first_line, known, readable
from timeline.sources._shape import at, objects, text
from timeline.sources.github.atlantis import outcome

_TERRAFORM = re.compile(
    r"(\.tf|\.tf\.json|\.tfvars|\.tfvars\.json|\.tofu|(^|/)\.terraform\.lock\.hcl|(^|/)terragrunt\.hcl)$"
)
_VERDICTS = {
    "APPROVED": ("change.approved", "approved"),
    "CHANGES_REQUESTED": ("change.rejected", "returned with changes requested"),
}
_OTHER = {
    "ReadyForReviewEvent": ("ready", "marked ready for review"),
    "ConvertToDraftEvent": ("draft", "converted to a draft"),
    "ReviewRequestedEvent": ("review-requested", "given a review request"),
    "ReviewDismissedEvent": ("review-dismissed", "given a review dismissal"),
    "HeadRefForcePushedEvent": ("force-pushed", "force-pushed"),
    "BaseRefChangedEvent": ("base-changed", "given another base branch"),
    "BaseRefForcePushedEvent": ("base-force-pushed", "force-pushed on its base branch"),
    "AddedToMergeQueueEvent": ("queued", "added to the merge queue"),
    "RemovedFromMergeQueueEvent": ("unqueued", "removed from the merge queue"),
    "AutoMergeEnabledEvent": ("auto-merge", "set to merge automatically"),
}


@dataclass(frozen=True)
class PullRequest:
    """A pull request with all its files and timeline items read.

    Attributes:
        raw: its own fields.
        repo: `owner/name` as GitHub spells it.
        files: paths it touches.
    """

    raw: dict[str, Any]
    repo: str
    files: tuple[str, ...]

    @property
    def number(self) -> str:
        """Its number in the repository."""
        return text(at(self.raw, "number")) or "?"

    @property
    def place(self) -> str:
        """How people refer to it: `acme/infra#31`."""
        return f"{self.repo}#{self.number}"

    @property
    def key(self) -> str:
        """What it is about, for joining."""
        return f"github:pr:{self.repo.lower()}#{self.number}"

    @property
    def terraform(self) -> bool:
        """Whether it touches Terraform's files."""
        return any(_TERRAFORM.search(path) for path in self.files)

    @property
    def noun(self) -> str:
        """What the sentences call it."""
        return "Terraform change" if self.terraform else "Pull request"

    @property
    def tags(self) -> dict[str, str | None]:
        """The finer words that all its events carry."""
        return {
            "repo": self.repo,
            "number": self.number,
            "branch": text(at(self.raw, "headRefName")),
            "base": text(at(self.raw, "baseRefName")),
            "terraform": "true" if self.terraform else None,
        }


def person(raw: Any) -> Actor | None:
    """An account: people by their name where GitHub tells it, else by login; deleted accounts are null."""
    login = text(at(raw, "login"))
    if login is None or login == "ghost":
        return None
    bot = at(raw, "__typename") == "Bot" or at(raw, "type") == "Bot" or login.endswith("[bot]")
    return known(login, text(at(raw, "name")) or login, "bot" if bot else "person")


@readable
def opened(pull: PullRequest) -> Draft:
    """Its creation."""
    who = person(at(pull.raw, "author"))
    title = text(at(pull.raw, "title"))
    verb = "created" if pull.terraform else "opened"
    return Draft(
        id=f"{pull.place}/opened",
        stamp=at(pull.raw, "createdAt"),
        kind="change.proposed",
        summary=f"{pull.noun} {verb}{by(who)}" + (f": {first_line(title)}" if title else "") + f" ({pull.place})",
        actor=who,
        url=text(at(pull.raw, "url")),
        body=text(at(pull.raw, "bodyText")),
        keys=[pull.key],
        tags=pull.tags,
        raw=_own(pull.raw),
    )


def items(pull: PullRequest, timeline: list[dict[str, Any]]) -> Iterator[Draft]:
    """Every item of its timeline that is an event, the closing that belongs to the merge left out."""
    told_with_merge = merge_closing(pull, timeline)
    for item in timeline:
        if item is not told_with_merge:
            yield from _item(pull, item)
    if at(pull.raw, "mergedAt") and not any(at(item, "__typename") == "MergedEvent" for item in timeline):
        yield _merged(pull, {"createdAt": pull.raw["mergedAt"], "actor": at(pull.raw, "mergedBy")})


def merge_closing(pull: PullRequest, timeline: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The closing that GitHub records with a merge: the last one of a merged pull request, not reopened since."""
    if not at(pull.raw, "mergedAt"):
        return None
    closings = [item for item in timeline if at(item, "__typename") == "ClosedEvent"]
    last = max(closings, key=_time, default=None)
    merge = _time({"createdAt": at(pull.raw, "mergedAt")})
    return last if last and (_time(last) - merge).total_seconds() >= -1 else None


@readable
def inline_comment(pull: PullRequest, review: Mapping[str, Any], raw: dict[str, Any]) -> Draft:
    """A comment on a line, made with a review; its number may be that of a comment on the whole."""
    key = _key(review)
    return _comment(pull, raw, "on a line of", [f"github:review:{key}"], under=f"/review/{key}")


def _time(item: dict[str, Any]) -> datetime:
    try:
        return read_iso(at(item, "createdAt")).time
    except ValueError:
        return read_iso("1970-01-01T00:00:00Z").time


def _item(pull: PullRequest, item: dict[str, Any]) -> Iterator[Draft]:
    kind = at(item, "__typename")
    if kind == "PullRequestReview":
        yield from _review(pull, item)
    elif kind == "IssueComment":
        yield _comment(pull, item, "on", [])
    elif kind == "MergedEvent":
        yield _merged(pull, item)
    elif kind in ("ClosedEvent", "ReopenedEvent"):
        word = "closed" if kind == "ClosedEvent" else "reopened"
        yield _plain(pull, item, f"change.{word}", word, word)
    else:
        word, words = _OTHER.get(str(kind), (str(kind).lower(), "updated"))
        yield _plain(pull, item, "change.updated", word, words)


def _review(pull: PullRequest, item: dict[str, Any]) -> Iterator[Draft]:
    if at(item, "submittedAt") is None:
        return  # pending: only its author knows of it
    state = str(at(item, "state"))
    kind, words = _VERDICTS.get(state, ("change.reviewed", "reviewed"))
    who, key = person(at(item, "author")), _key(item)
    yield Draft(
        id=f"{pull.place}/review/{key}",
        stamp=item["submittedAt"],
        kind=kind,
        summary=f"{pull.noun} {words}{by(who)} ({pull.place})",
        actor=who,
        url=text(at(item, "url")) or text(at(pull.raw, "url")),
        body=text(at(item, "bodyText")),
        keys=[pull.key, f"github:review:{key}"],
        tags={**pull.tags, "status": state.lower()},
        raw=item,
    )


@readable
def _comment(pull: PullRequest, item: dict[str, Any], where: str, keys: list[str], *, under: str = "") -> Draft:
    who, body = person(at(item, "author")), text(at(item, "bodyText"))
    name = (who and (who.name or who.id)) or "Somebody"
    ran = outcome(body or "", name)
    said = ran.sentence if ran else f'"{first_line(body)}"' if body else "without words"
    return Draft(
        id=f"{pull.place}{under}/comment/{_key(item)}",
        stamp=at(item, "createdAt"),
        kind="change.commented",
        summary=f"{said} ({pull.place})" if ran else f"{name} commented {where} {pull.place}: {said}",
        actor=who,
        url=text(at(item, "url")) or text(at(pull.raw, "url")),
        body=body,
        keys=[pull.key, *keys],
        tags={**pull.tags, **(ran.tags if ran else {})},
        raw=item,
    )


@readable
def _merged(pull: PullRequest, item: dict[str, Any]) -> Draft:
    who = person(at(item, "actor")) or person(at(pull.raw, "mergedBy"))
    sha = text(at(item, "mergeSha", "oid")) or text(at(pull.raw, "mergeCommit", "oid"))
    return Draft(
        id=f"{pull.place}/merged",
        stamp=at(item, "createdAt"),
        kind="change.merged",
        summary=f"{pull.noun} merged{by(who)} ({pull.place})",
        actor=who,
        url=text(at(item, "url")) or text(at(pull.raw, "url")),
        keys=[pull.key, *([f"git:{sha.lower()}"] if sha else [])],
        tags=pull.tags,
        raw=item,
    )


@readable
def _plain(pull: PullRequest, item: dict[str, Any], kind: str, word: str, words: str) -> Draft:
    who = person(at(item, "actor"))
    return Draft(
        id=f"{pull.place}/{word}/{text(at(item, 'id'))}",
        stamp=at(item, "createdAt"),
        kind=kind,
        summary=f"{pull.noun} {words}{by(who)} ({pull.place})",
        actor=who,
        url=text(at(item, "url")) or text(at(pull.raw, "url")),
        keys=[pull.key],
        tags=pull.tags,
        raw=item,
    )


def paths(connection: Any) -> tuple[str, ...]:
    """The paths in a files connection."""
    return tuple(path for each in objects(at(connection, "nodes")) if (path := text(at(each, "path"))))


def _key(item: Any) -> str | None:
    """The number that addresses and links name it by, else the node's own id."""
    return text(at(item, "fullDatabaseId")) or text(at(item, "id"))


def _own(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in ("timelineItems", "files")}
