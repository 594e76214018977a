"""One pull request as GraphQL tells it, made into drafts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from timeline.joining.keys import COMMIT, PULL, REVIEW
from timeline.porting.draft import Draft, by, first_line, readable
from timeline.porting.payload import at, iso_time, lazy, needed, objects, text
from timeline.sources.github.actors import person
from timeline.sources.github.atlantis import outcome
from timeline.sources.github.items import step_of
from timeline.sources.github.merge import closing, merger
from timeline.sources.github.then import Past, edited
from timeline.sources.github.tickets import tickets

_TERRAFORM = re.compile(
    r"(\.tf|\.tf\.json|\.tfvars|\.tfvars\.json|\.tofu|(^|/)\.terraform\.lock\.hcl|(^|/)terragrunt\.hcl)$"
)
_VERDICTS = {
    "APPROVED": ("change.approved", "approved"),
    "CHANGES_REQUESTED": ("change.rejected", "returned with changes requested"),
}
_DISMISSED = {"APPROVED": "Approval", "CHANGES_REQUESTED": "Request for changes"}


@dataclass(frozen=True)
class PullRequest:
    """A pull request with all its files and timeline items read.

    Attributes:
        raw: its own fields.
        repo: `owner/name` as GitHub spells it.
        files: paths it touches.
        timeline: what happened to it, in no certain order.
    """

    raw: dict[str, Any]
    repo: str
    files: tuple[str, ...]
    timeline: tuple[dict[str, Any], ...] = ()

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
        return PULL(self.repo, self.number)

    @property
    def terraform(self) -> bool:
        """Whether it touches Terraform's files."""
        return any(_TERRAFORM.search(path) for path in self.files)

    @property
    def noun(self) -> str:
        """What the sentences call it."""
        return "Terraform change" if self.terraform else "Pull request"

    @lazy
    def tickets(self) -> list[str]:
        """The keys of the tickets that it links; a link with a label has its address in what was written only."""
        return tickets(text(at(self.raw, "body")) or text(at(self.raw, "bodyText")))

    @lazy
    def past(self) -> Past:
        """What it was before it was changed."""
        return Past(self.timeline)

    def tags(self, stamp: Any) -> dict[str, str | None]:
        """The finer words that its events carry, as they were at that time."""
        return {
            "repo": self.repo,
            "number": self.number,
            "branch": text(at(self.raw, "headRefName")),
            "base": self.past.base(text(at(self.raw, "baseRefName")), iso_time(stamp)),
            "terraform": "true" if self.terraform else None,
        }


@readable
def opened(pull: PullRequest) -> Draft:
    """Its creation, under the title of then."""
    who, stamp = person(at(pull.raw, "author")), at(pull.raw, "createdAt")
    title = pull.past.title(text(at(pull.raw, "title")))
    verb = "created" if pull.terraform else "opened"
    return Draft(
        id=f"{pull.place}/opened",
        stamp=stamp,
        kind="change.proposed",
        summary=f"{pull.noun} {verb}{by(who)}" + (f": {first_line(title)}" if title else "") + f" ({pull.place})",
        actor=who,
        url=text(at(pull.raw, "url")),
        body=text(at(pull.raw, "bodyText")),
        keys=[pull.key, *pull.tickets],
        tags=pull.tags(stamp) | edited(pull.raw, stamp),
        raw=_own(pull.raw),
    )


def items(pull: PullRequest, *, but: Sequence[dict[str, Any]] = ()) -> Iterator[Draft]:
    """Every item of its timeline that is an event, but those told otherwise, as is the closing of a merge."""
    left_out = [closing(pull.raw, pull.timeline), *but]
    for item in pull.timeline:
        if not any(item is each for each in left_out):
            yield from _item(pull, item)
    if at(pull.raw, "mergedAt") and not any(at(item, "__typename") == "MergedEvent" for item in pull.timeline):
        yield _merged(pull, {"createdAt": pull.raw["mergedAt"], "actor": at(pull.raw, "mergedBy")})


@readable
def inline_comment(pull: PullRequest, review: Mapping[str, Any], raw: dict[str, Any]) -> Draft:
    """A comment on a line, made with a review; its number may be that of a comment on the whole."""
    key = _key(review)
    return _comment(pull, raw, "on a line of", REVIEW.known(key), under=f"/review/{key}")


def wordless(pull: PullRequest, review: Mapping[str, Any]) -> bool:
    """Whether a review says nothing but its comments: no verdict, and no words of its own."""
    return pull.past.state(review) == "COMMENTED" and not text(at(review, "bodyText"))


def _item(pull: PullRequest, item: dict[str, Any]) -> Iterator[Draft]:
    kind = at(item, "__typename")
    if kind == "PullRequestReview":
        if at(item, "state") != "PENDING":  # only its author knows of it
            yield review(pull, item)
    elif kind == "IssueComment":
        yield _comment(pull, item, "on", [])
    elif kind == "MergedEvent":
        yield _merged(pull, item)
    elif kind == "ReviewDismissedEvent":
        yield _dismissal(pull, item)
    else:
        yield _step(pull, item)


@readable
def review(pull: PullRequest, item: dict[str, Any]) -> Draft:
    """A review with the verdict that it had when it was submitted."""
    state = pull.past.state(item)
    kind, words = _VERDICTS.get(state, ("change.reviewed", "reviewed"))
    who, key, stamp = person(at(item, "author")), _key(item), at(item, "submittedAt")
    rewritten = {"edited": "true"} if state == "DISMISSED" else {}  # and what it said before is told nowhere
    return Draft(
        id=f"{pull.place}/review/{key or needed(item, 'id')}",
        stamp=stamp,
        kind=kind,
        summary=f"{pull.noun} {words}{by(who)} ({pull.place})",
        actor=who,
        url=text(at(item, "url")) or text(at(pull.raw, "url")),
        body=text(at(item, "bodyText")),
        keys=[pull.key, *REVIEW.known(key)],
        tags={**pull.tags(stamp), "status": state.lower(), **rewritten, **edited(item, stamp)},
        raw=item,
    )


@readable
def _dismissal(pull: PullRequest, item: dict[str, Any]) -> Draft:
    """A review that was taken back, by a person or because of a push."""
    what = _DISMISSED.get(str(at(item, "previousReviewState")), "Review")
    author, key = person(at(item, "review", "author")), text(at(item, "review", "fullDatabaseId"))
    stale = text(at(item, "pullRequestCommit", "commit", "oid"))
    return _change(
        pull,
        item,
        id=f"{pull.place}/review-dismissed/{needed(item, 'id')}",
        summary=(
            f"{what}{by(author)} dismissed"
            + (f" as stale after a push ({stale[:7]})" if stale else "")
            + f"{by(person(at(item, 'actor')))} ({pull.place})"
        ),
        body=text(at(item, "dismissalMessage")),
        keys=[pull.key, *REVIEW.known(key)],
    )


@readable
def _comment(pull: PullRequest, item: dict[str, Any], where: str, keys: list[str], *, under: str = "") -> Draft:
    who, body, stamp = person(at(item, "author")), text(at(item, "bodyText")), at(item, "createdAt")
    name = (who and (who.name or who.id)) or "Somebody"
    ran = outcome(body or "", name)
    said = ran.sentence if ran else f'"{first_line(body)}"' if body else "without words"
    return Draft(
        id=f"{pull.place}{under}/comment/{_key(item) or needed(item, 'id')}",
        stamp=stamp,
        kind="change.commented",
        summary=f"{said} ({pull.place})" if ran else f"{name} commented {where} {pull.place}: {said}",
        actor=who,
        url=text(at(item, "url")) or text(at(pull.raw, "url")),
        body=body,
        keys=[pull.key, *keys],
        tags={**pull.tags(stamp), **(ran.tags if ran else {}), **edited(item, stamp)},
        raw=item,
    )


@readable
def _merged(pull: PullRequest, item: dict[str, Any]) -> Draft:
    """The merge: by whom, or by what they had set to do it."""
    merge = merger(pull.raw, pull.timeline, item)
    sha = text(at(item, "mergeSha", "oid")) or text(at(pull.raw, "mergeCommit", "oid"))
    return _change(
        pull,
        item,
        id=f"{pull.place}/merged",
        kind="change.merged",
        summary=f"{pull.noun} merged{merge.words} ({pull.place})",
        actor=merge.actor,
        keys=[pull.key, *COMMIT.known(sha), *pull.tickets],
        tags=pull.tags(at(item, "createdAt")) | merge.tags,
    )


@readable
def _step(pull: PullRequest, item: dict[str, Any]) -> Draft:
    """Any other step."""
    step = step_of(item)
    who = step.acted(item)
    return _change(
        pull,
        item,
        id=f"{pull.place}/{step.word}/{needed(item, 'id')}",
        kind=step.kind,
        summary=f"{pull.noun} {step.verb}{by(who)}{step.more(item)} ({pull.place})",
        actor=who,
    )


def _change(pull: PullRequest, item: dict[str, Any], **told: Any) -> Draft:
    """What an item of the timeline says, where nothing else is said of it."""
    stamp = at(item, "createdAt")
    usual = {
        "stamp": stamp,
        "kind": "change.updated",
        "actor": person(at(item, "actor")),
        "url": text(at(item, "url")) or text(at(pull.raw, "url")),
        "keys": [pull.key],
        "tags": pull.tags(stamp),
        "raw": item,
    }
    return Draft(**{**usual, **told})


def paths(connection: Any) -> tuple[str, ...]:
    """The paths in a files connection."""
    return tuple(path for each in objects(at(connection, "nodes")) if (path := text(at(each, "path"))))


def _key(item: Any) -> str | None:
    """The number that addresses and links name it by, else the node's own id."""
    return text(at(item, "fullDatabaseId")) or text(at(item, "id"))


def _own(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if key not in ("timelineItems", "files")}
