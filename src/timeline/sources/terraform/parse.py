"""One run as the API tells it, made into its events. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from timeline._event import Actor, Event, Severity
from timeline._window import Instant, read_iso
from timeline.sources._draft import first_line, known
from timeline.sources._shape import at, objects, text

#: The status timestamps that are events, as their id's last part and their kind. The others (queued,
#: planning …) stay in the raw payload.
STEPS: Mapping[str, tuple[str, str]] = {
    "planned-at": ("planned", "change.planned"),
    "planned-and-finished-at": ("planned-and-finished", "change.planned"),
    "confirmed-at": ("confirmed", "change.approved"),
    "applied-at": ("applied", "change.applied"),
    "errored-at": ("errored", "change.failed"),
    "discarded-at": ("discarded", "change.discarded"),
    "canceled-at": ("canceled", "change.canceled"),
    "force-canceled-at": ("force-canceled", "change.canceled"),
}
#: The action in a run's events that tells who took a step.
ACTIONS = {
    "confirmed": ("confirmed", "applied"),
    "discarded": ("discarded",),
    "canceled": ("canceled", "cancelled"),
    "force-canceled": ("force_canceled", "force-canceled"),
}
_ACTED_BY = {"confirmed": "confirmed-by", "canceled": "canceled-by", "force-canceled": "canceled-by"}
_WORDS = {
    "planned": "plan finished",
    "planned-and-finished": "plan finished, and with it the run",
    "confirmed": "run confirmed",
    "applied": "apply finished",
    "errored": "run failed",
    "discarded": "run discarded",
    "canceled": "run canceled",
    "force-canceled": "run force-canceled",
}
_SEVERITIES: Mapping[str, Severity] = {"change.failed": "error", "change.applied": "ok"}


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
        """The id of the user who took that step, if the run or its events name one."""
        relation = "created-by" if step == "created" else _ACTED_BY.get(step, "")
        return text(at(self.raw, "relationships", relation, "data", "id")) or self.actors.get(step)


def included(answer: Any) -> dict[tuple[str, str], dict[str, Any]]:
    """The objects that came with an answer, by type and id."""
    return {
        (text(at(each, "type")) or "", text(at(each, "id")) or ""): each for each in objects(at(answer, "included"))
    }


def steps(raw: dict[str, Any]) -> Iterator[tuple[str, str, Instant | None]]:
    """Every step of the run that is an event: its name, its kind, its instant (None: unreadable)."""
    stamps = at(raw, "attributes", "status-timestamps")
    found = [("created", "change.proposed", at(raw, "attributes", "created-at"))]
    known = {key: stamp for key, stamp in (at(raw, "attributes") or {}).items() if key == "canceled-at"}
    known |= stamps if isinstance(stamps, dict) else {}
    found += [(*STEPS[key], stamp) for key, stamp in known.items() if key in STEPS and stamp is not None]
    for step, kind, stamp in found:
        try:
            yield step, kind, read_iso(stamp)
        except ValueError:
            yield step, kind, None


def event(
    source: str, seen: Seen, step: str, kind: str, *, when: Instant, actor: Actor | None, url: str | None
) -> Event:
    """The event of one step."""
    return Event(
        id=f"{source}:{seen.id}/{step}",
        time=when.time,
        precision=when.precision,
        source=source,
        kind=kind,
        summary=_summary(seen, step, actor),
        actor=actor,
        severity=_SEVERITIES.get(kind),
        url=url,
        body=text(at(seen.raw, "attributes", "message")) if step == "created" else None,
        keys=keys(seen),
        tags=tags(seen, step),
        raw=clean(seen.raw),
    )


def comment(
    source: str, seen: Seen, row: dict[str, Any], *, body: str | None, actor: Actor | None, url: str | None
) -> Event:
    """The event of a comment on a run.

    Raises:
        ValueError: its time cannot be read.
    """
    when = read_iso(at(row, "attributes", "created-at"))
    who = f"{actor.name or actor.id} commented" if actor else "A comment was made"
    return Event(
        id=comment_id(source, seen, row),
        time=when.time,
        precision=when.precision,
        source=source,
        kind="change.commented",
        summary=f"{who} on Terraform run {_place(seen)}" + (f': "{first_line(body)}"' if body else ""),
        actor=actor,
        url=url,
        body=body,
        keys=keys(seen),
        tags=tags(seen, "comment"),
        raw=row,
    )


def comment_id(source: str, seen: Seen, row: dict[str, Any]) -> str:
    """The id of a comment's event: the comment's own, else its run event's."""
    own = text(at(row, "relationships", "comment", "data", "id")) or text(at(row, "id"))
    return f"{source}:{seen.id}/comment/{own}"


def user(raw: dict[str, Any] | None, key: str) -> Actor:
    """The person or service account of that id."""
    attributes = at(raw, "attributes") or {}
    service = attributes.get("is-service-account") is True
    return known(key, text(attributes.get("username")), "service" if service else "person")


def keys(seen: Seen) -> tuple[str, ...]:
    """What the run is about: itself, its commit, its pull request."""
    found = {f"terraform:run:{seen.id}"}
    commit, repo = text(seen.ingress.get("commit-sha")), text(seen.ingress.get("identifier"))
    number = text(seen.ingress.get("pull-request-number"))
    if commit:
        found.add(f"git:{commit.lower()}")
    if repo and number:
        found.add(f"github:pr:{repo.lower()}#{number}")
    return tuple(sorted(found))


def tags(seen: Seen, step: str) -> dict[str, str]:
    """The finer words of the run, for readers and for joining."""
    attributes = at(seen.raw, "attributes") or {}
    found = {
        "workspace": seen.workspace,
        "status": text(attributes.get("status")),
        "run_source": text(attributes.get("source")),
        "trigger": text(attributes.get("trigger-reason")),
        "repo": text(seen.ingress.get("identifier")),
        "branch": text(seen.ingress.get("branch")),
        "number": text(seen.ingress.get("pull-request-number")),
    } | {
        name: "true"
        for name in ("plan_only", "auto_apply", "is_destroy")
        if attributes.get(name.replace("_", "-")) is True
    }
    if _policies(attributes):
        found["policy_stage"] = "true"
    if step == "applied":
        found |= _counts(seen)
    return {name: value for name, value in found.items() if value}


def _policies(attributes: Mapping[str, Any]) -> bool:
    """Whether policies were checked between plan and apply, or a task's decision waited for."""
    stamps = attributes.get("status-timestamps")
    stages = [*(stamps if isinstance(stamps, dict) else ()), str(attributes.get("status")).replace("_", "-")]
    return any(stage.startswith("policy-") or "awaiting-decision" in stage for stage in stages)


def clean(raw: Any) -> Any:
    """The payload without the addresses of logs and states: they are secrets for a day."""
    if isinstance(raw, dict):
        return {key: clean(value) for key, value in raw.items() if not _is_blob(key)}
    return [clean(each) for each in raw] if isinstance(raw, list) else raw


def _is_blob(key: str) -> bool:
    return key.endswith(("read-url", "download-url", "upload-url")) or key == "json-output-redacted"


def _summary(seen: Seen, step: str, actor: Actor | None) -> str:
    by = f" by {actor.name or actor.id}" if actor else ""
    if step == "created":
        message = text(at(seen.raw, "attributes", "message"))
        plan = "speculative plan" if at(seen.raw, "attributes", "plan-only") is True else "run"
        return (
            f"Terraform {plan} created{by} {_in(seen)}"
            + (f": {first_line(message)}" if message else "")
            + f" ({seen.id})"
        )
    counts = _counts(seen) if step == "applied" else {}
    told = ", ".join(f"{number} {word}" for word, number in counts.items())
    return f"Terraform {_WORDS[step]}{by} {_in(seen)}" + (f": {told}" if told else "") + f" ({seen.id})"


def _in(seen: Seen) -> str:
    return f"in {seen.workspace}" if seen.workspace else "in an unnamed workspace"


def _place(seen: Seen) -> str:
    return f"{seen.id} {_in(seen)}"


def _counts(seen: Seen) -> dict[str, str]:
    attributes = at(seen.related("apply"), "attributes") or {}
    words = {"added": "additions", "changed": "changes", "destroyed": "destructions", "imported": "imports"}
    found = {word: text(attributes.get(f"resource-{key}")) for word, key in words.items()}
    if found["imported"] == "0":
        found["imported"] = None
    return {word: number for word, number in found.items() if number}
