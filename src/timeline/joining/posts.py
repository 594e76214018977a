"""Which transition an app's post states: by the object that it links and by its own words, never by time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from timeline.joining.index import Index, keys_of, only
from timeline.model.event import Event

_PULLS = frozenset(
    f"change.{verb}" for verb in ("proposed", "approved", "rejected", "reviewed", "merged", "closed", "reopened")
)
_REVIEWS = frozenset({"change.approved", "change.rejected", "change.reviewed"})
#: What a post that its app rewrites does not come to say: it said so from the beginning.
_ONCE = _REVIEWS | {"change.proposed"}
_UNDER_WAY = frozenset({"pending", "in_progress"})


#: The event of the transition, and the key that the post and the event carry.
Found = tuple[Event, str] | None


def transition(index: Index, post: Event) -> Found:
    """What an app's post states: one event, or none where it is not clear which."""
    rule = _RULES.get(post.tags["app"])
    return rule(index, post) if rule else None


def _alert_post(index: Index, post: Event) -> Found:
    """By the event id in the link; where Datadog itself was not asked, the page of the same event."""
    key = only(keys_of(post, "datadog:event:"))
    if key is None:
        return None
    alert = only(index.alerts.get(key, ())) or next(iter(index.triggers.get(key, ())), None)
    if alert is None or _contradicts(post, alert):
        return None
    return alert, key


def _contradicts(post: Event, alert: Event) -> bool:
    """Whether the post says that it is over and the linked event that it is not, or the other way round."""
    states = post.tags.get("states")
    return states is not None and (states == "alert.recovered") != (alert.kind == "alert.recovered")


def _incident_post(index: Index, post: Event) -> Found:
    """By the incident and the stated transition; several of one kind by the person who is named."""
    change = only(keys_of(post, "pagerduty:change:"))
    if change:
        event = only(index.states.get((change, "change.recorded"), ()))
        return (event, change) if event else None
    key = only(keys_of(post, "pagerduty:incident:"))
    if key is None:
        return None
    states, who = post.tags.get("states", ""), post.tags.get("states_actor")
    if "rewritten" in post.tags:
        # It shows the incident as it is now, and who did that; the post itself was made when it began.
        states, who = "incident.triggered", None
    entries = index.states.get((key, states), [])
    if states == "incident.triggered":
        entries = entries[:1]  # later triggers add alerts to an incident that has begun
    entry = _by_person(entries, who)
    return (entry, key) if entry else None


def _pull_post(index: Index, post: Event) -> Found:
    """By the review's id where the link has one, else by the pull request and the stated step; runs by their run."""
    states, who = post.tags.get("states", ""), post.tags.get("states_actor")
    if "rewritten" in post.tags and states not in _ONCE:
        return None  # made at an earlier step, and which one it does not say any more
    if states.partition(".")[0] in ("deploy", "build"):
        return _workflow_post(index, post, states)
    review = only(keys_of(post, "github:review:"))
    key = review or only(keys_of(post, "github:pr:"))
    if key is None or states not in _PULLS:
        return None
    if review and states not in _REVIEWS:
        return None
    event = _by_person(index.states.get((key, states), []), None if review else who)
    return (event, key) if event else None


def _workflow_post(index: Index, post: Event, states: str) -> Found:
    """By the workflow run in the link; the statuses before and after a deployment are no deploying."""
    key = only(keys_of(post, "github:run:"))
    found = index.states.get((key, states), []) if key else []
    if states == "deploy.updated":
        found = [event for event in found if event.tags.get("status") in _UNDER_WAY]
    event = only(found)
    return (event, key) if event and key else None


def _run_post(index: Index, post: Event) -> Found:
    """By the run and the stated step; a word that may mean several steps means the only one that the run took."""
    key = only(keys_of(post, "terraform:run:")) or ""
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


_RULES: Mapping[str, Callable[[Index, Event], Found]] = {
    "datadog": _alert_post,
    "pagerduty": _incident_post,
    "github": _pull_post,
    "terraform": _run_post,
}


def _by_person(events: Sequence[Event], name: str | None) -> Event | None:
    """The only one; of several, the only one that the named person did. A name that contradicts joins nothing."""
    if name is None:
        return only(events)
    wanted = name.casefold()
    named = [event for event in events if event.actor and wanted in _names(event)]
    nameless = [event for event in events if event.actor is None]
    return only(named) or (only(nameless) if not named and len(events) == 1 else None)


def _names(event: Event) -> set[str]:
    actor = event.actor
    return {part.casefold() for part in (actor.id, actor.name) if part} if actor else set()
