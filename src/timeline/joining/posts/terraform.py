"""HCP Terraform: links to runs, and the step that a line of a post is nothing but."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from timeline.joining import keys
from timeline.joining.index import Index, only
from timeline.joining.keys import RUN
from timeline.joining.posts._words import plain
from timeline.joining.product import Found, Product, Stated
from timeline.model.event import Event

_ADDRESS = re.compile(r"/app/[\w.-]+/(?:workspaces/)?[\w.-]+/runs/(run-\w+)")
_STEP = re.compile(
    r"\brun (created|planning|planned and finished|planned|needs attention|confirmed|applying|applied|completed|errored"
    r"|discarded|(?:force-)?cancell?ed)\b",
    re.IGNORECASE,
)
#: What is under way is no transition.
_RUNS = {
    "created": "change.proposed",
    "planned": "change.planned",
    "planned and finished": "change.planned",
    "needs attention": "run.needs_attention",
    "confirmed": "change.approved",
    "applied": "change.applied",
    "completed": "change.applied",
    "errored": "change.failed",
    "discarded": "change.discarded",
    "canceled": "change.canceled",
    "cancelled": "change.canceled",
    "force-canceled": "change.canceled",
    "force-cancelled": "change.canceled",
}


def _addresses(address: str) -> Iterator[str]:
    if found := _ADDRESS.search(address):
        yield RUN(found[1])


def _statements(lines: Sequence[str]) -> Stated:
    """The line that is nothing but the statement; without one, what all other lines agree on.

    A run's message is anybody's words, and may speak of runs, too.
    """
    said = [plain(line).strip(" *_.!:") for line in lines]
    whole = {found[1].lower() for line in said if (found := _STEP.fullmatch(line))}
    told = whole or {found[1].lower() for line in said for found in _STEP.finditer(line)}
    return (_RUNS.get(told.pop()) if len(told) == 1 else None), None


def _transition(index: Index, post: Event) -> Found:
    """By the run and the stated step; a word that may mean several steps means the only one that the run took."""
    key = only(keys.of(post, RUN)) or ""
    states = post.tags.get("states", "")
    for kind, fits in _RUN_STEPS.get(states, ((states, _any),)) if key else ():
        found = [event for event in index.states.get((key, kind), ()) if fits(event)]
        if found:
            event = only(found)
            return (event, key) if event else None
    return None


def _any(event: Event) -> bool:  # noqa: ARG001
    """The word means every event of that kind."""
    return True


def _ended(event: Event) -> bool:
    """Whether the plan ended the run, so that there was nothing to confirm or to apply."""
    return event.id.endswith("/planned-and-finished")


def _waited(event: Event) -> bool:
    """Whether nothing but a person's confirmation can have been waited for after the plan."""
    return not _ended(event) and not any(tag in event.tags for tag in ("auto_apply", "plan_only", "policy_stage"))


#: HCP Terraform's words of which its documentation names several meanings: input may be a confirmation or the override
#: of a policy; a run ends early by an error or by being canceled, and well by an apply or by a plan without changes.
_RUN_STEPS: Mapping[str, Sequence[tuple[str, Callable[[Event], bool]]]] = {
    "run.needs_attention": (("change.planned", _waited),),
    "change.failed": (("change.failed", _any), ("change.canceled", _any)),
    "change.applied": (("change.applied", _any), ("change.planned", _ended)),
}


PRODUCT = Product("terraform", _addresses, _statements, _transition, marks=("/runs/run-",))
