"""One run as the API tells it, made into drafts of its events. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from timeline.joining.keys import COMMIT, PULL, RUN
from timeline.model.event import Actor, Severity
from timeline.model.window import Instant
from timeline.porting.draft import Draft, by, first_line, readable
from timeline.porting.payload import at, block, needed, objects, text
from timeline.sources.terraform import mode
from timeline.sources.terraform.steps import BY_NAME
from timeline.sources.terraform.users import TRIGGERS

_ACTED_BY = {"confirmed": "confirmed-by", "canceled": "canceled-by", "force-canceled": "canceled-by"}
_SEVERITIES: Mapping[str, Severity] = {"change.failed": "error", "change.applied": "ok"}
# Stages at which a run may wait for a decision that is not that on its plan.
_DECISIONS = re.compile(r"(tf[-_])?policy[-_]|(pre|post)[-_](plan|apply)[-_]")


@dataclass(frozen=True)
class Seen:
    """A run with what was read beside it.

    Attributes:
        raw: the run's JSON:API object.
        included: the objects that came with it, by type and id.
        workspace: its workspace's name, if the map has it.
        actors: by step, the user id that the run's events name.
    """

    raw: dict[str, Any]
    included: Mapping[tuple[str, str], dict[str, Any]]
    workspace: str | None
    actors: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str | None:
        """The run's own id."""
        return text(at(self.raw, "id"))

    @property
    def ingress(self) -> dict[str, Any]:
        """The commit and pull request that the run was made for; empty for runs made by hand."""
        version = self.related("configuration-version") or {}
        key = text(at(version, "relationships", "ingress-attributes", "data", "id")) or ""
        return at(self.included.get(("ingress-attributes", key)), "attributes") or {}

    def related(self, name: str) -> dict[str, Any] | None:
        """The included object that a relationship points to."""
        data = at(self.raw, "relationships", name, "data")
        return self.included.get((text(at(data, "type")) or "", text(at(data, "id")) or ""))

    def actor_id(self, step: str) -> str | None:
        """The id of the user who took that step, if the run or its events name one.

        A run that is applied automatically is confirmed in the name of who made it: that is a stand-in.
        """
        relation = "created-by" if step == "created" else _ACTED_BY.get(step, "")
        named = text(at(self.raw, "relationships", relation, "data", "id"))
        if step == "confirmed" and self.is_auto_applied and named == self.actor_id("created"):
            named = None
        return named or self.actors.get(step)

    @property
    def is_auto_applied(self) -> bool:
        """Whether the run needs nobody to confirm it."""
        return at(self.raw, "attributes", "auto-apply") is True


def included(response: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The objects that came with an answer, by type and id."""
    return {
        (text(at(each, "type")) or "", text(at(each, "id")) or ""): each for each in objects(at(response, "included"))
    }


@readable
def step(seen: Seen, name: str, kind: str, when: Instant | None, *, actor: Actor | None, url: str | None) -> Draft:
    """The event of one step; without a time where that cannot be read."""
    return Draft(
        id=f"{needed(seen.raw, 'id')}/{name}",
        stamp=when,
        kind=kind,
        summary=_summary(seen, name, actor),
        actor=actor,
        severity=_SEVERITIES.get(kind),
        url=url,
        body=text(at(seen.raw, "attributes", "message")) if name == "created" else None,
        keys=keys(seen),
        tags=tags(seen, name),
        raw=seen.raw,
    )


@readable
def comment(row: dict[str, Any], seen: Seen, *, body: str | None, actor: Actor | None, url: str | None) -> Draft:
    """The event of a comment on a run; its id is the comment's own, else its run event's."""
    own = text(at(row, "relationships", "comment", "data", "id")) or text(at(row, "id"))
    who = f"{actor.name or actor.id} commented" if actor else "A comment was made"
    return Draft(
        id=f"{needed(seen.raw, 'id')}/comment/{own or needed(row, 'id')}",
        stamp=at(row, "attributes", "created-at"),
        kind="change.commented",
        summary=f"{who} on Terraform run {_place(seen)}" + (f': "{first_line(body)}"' if body else ""),
        actor=actor,
        url=url,
        body=body,
        keys=keys(seen),
        tags=tags(seen, "comment"),
        raw=row,
    )


def keys(seen: Seen) -> tuple[str, ...]:
    """What the run is about: itself, its commit, its pull request."""
    commit, repo = text(seen.ingress.get("commit-sha")), text(seen.ingress.get("identifier"))
    number = text(seen.ingress.get("pull-request-number"))
    return tuple(sorted([*RUN.known(seen.id), *COMMIT.known(commit), *PULL.known(repo, number)]))


def tags(seen: Seen, step: str) -> dict[str, str]:
    """The finer words of the run, for readers and for joining."""
    attributes = block(at(seen.raw, "attributes"))
    found = {
        "workspace": seen.workspace,
        "run_source": text(attributes.get("source")),
        "trigger": text(attributes.get("trigger-reason")),
        "triggered_by_run": text(at(seen.raw, "relationships", "triggering-run", "data", "id")),
        "policy_stage": "true" if step == "planned" and _has_policy_stage(seen.raw) else None,
        "repo": text(seen.ingress.get("identifier")),
        "branch": text(seen.ingress.get("branch")),
        "number": text(seen.ingress.get("pull-request-number")),
    } | dict(mode.tags(seen.raw))
    found |= _counts(seen) if step == "applied" else {}
    return {name: value for name, value in found.items() if value}


def _has_policy_stage(raw: dict[str, Any]) -> bool:
    """Whether the run came to a stage, of policies or of run tasks, at which it may wait for another decision."""
    stages = [text(at(raw, "attributes", "status")) or "", *block(at(raw, "attributes", "status-timestamps"))]
    checks = at(raw, "relationships", "policy-checks", "data") or at(
        raw, "relationships", "tf-policy-evaluations", "data"
    )
    return bool(checks) or any(_DECISIONS.match(stage) for stage in stages)


def _summary(seen: Seen, step: str, actor: Actor | None) -> str:
    raw = seen.raw
    empty = " without changes" if at(raw, "attributes", "has-changes") is False else ""
    words = BY_NAME[step].words.format(run=mode.run(raw), plan=mode.plan(raw), apply=mode.apply(raw), empty=empty)
    told = _message(raw) if step == "created" else _told_counts(seen) if step == "applied" else ""
    who = by(actor) or _by_nobody(seen, step)
    return f"Terraform {words}{who} {_in(seen)}{mode.scope(raw)}{told} ({seen.id})"


def _by_nobody(seen: Seen, step: str) -> str:
    """What brought a step about that no person took."""
    if step == "confirmed" and seen.is_auto_applied:
        return " by auto-apply"
    trigger = TRIGGERS.get(text(at(seen.raw, "attributes", "source")) or "") if step == "created" else None
    origin = text(at(seen.raw, "attributes", "triggering-source-name"))
    return f" by {trigger}" + (f" of {origin}" if origin else "") if trigger else ""


def _message(raw: dict[str, Any]) -> str:
    line = first_line(text(at(raw, "attributes", "message")) or "")
    return f": {line}" if line else ""


def _told_counts(seen: Seen) -> str:
    told = ", ".join(f"{number} {word}" for word, number in _counts(seen).items())
    return f": {told}" if told else ""


def _in(seen: Seen) -> str:
    key = text(at(seen.raw, "relationships", "workspace", "data", "id"))
    return f"in {seen.workspace or (f'workspace {key}' if key else 'an unnamed workspace')}"


def _place(seen: Seen) -> str:
    return f"{seen.id} {_in(seen)}"


def _counts(seen: Seen) -> dict[str, str]:
    attributes = at(seen.related("apply"), "attributes") or {}
    words = {"added": "additions", "changed": "changes", "destroyed": "destructions", "imported": "imports"}
    found = {word: text(attributes.get(f"resource-{key}")) for word, key in words.items()}
    if found["imported"] == "0":
        found["imported"] = None
    return {word: number for word, number in found.items() if number}
