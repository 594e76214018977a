"""What joins two events: the rules, each by explicit keys only, each link with the key that made it.

Never by similar words, and never because two things lie near in time. Where the keys leave a choice, nothing
is joined. The rules and their evidence: docs/happenings.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from timeline._event import Event, width

Thing = TypeVar("Thing")

_PULLS = frozenset(
    f"change.{verb}" for verb in ("proposed", "approved", "rejected", "reviewed", "merged", "closed", "reopened")
)
_REVIEWS = frozenset({"change.approved", "change.rejected", "change.reviewed"})
_NONE = timedelta(0)
#: What a post that its app rewrites does not come to say: it said so from the beginning.
_ONCE = _REVIEWS | {"change.proposed"}
_UNDER_WAY = frozenset({"pending", "in_progress"})
_BUILT_FROM_PUSH = "tfe-configuration-version"


@dataclass(frozen=True, slots=True)
class Link:
    """Two events that are the same happening.

    Attributes:
        cause: the event of the system that acted first by nature: the alert before the page, the page before its post.
        effect: the other one.
        key: what both carry.
    """

    cause: Event
    effect: Event
    key: str

    @property
    def early(self) -> timedelta:
        """How long the effect is stamped before its cause, beyond what the precision of the two explains; else 0."""
        lead = self.cause.time - self.effect.time
        return max(lead - width(self.effect.precision), _NONE) if lead > _NONE else _NONE


def links(events: Sequence[Event]) -> list[Link]:
    """Every link between those events, in one pass for each rule."""
    index = _Index(events)
    return [*_alerts(index), *_recoveries(index), *_merges(index), *_posts(index)]


class _Index:
    """The events by what the rules ask for."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.alerts: dict[str, list[Event]] = defaultdict(list)
        self.cycles: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self.recoveries: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self.triggers: dict[str, list[Event]] = defaultdict(list)
        self.resolves: list[tuple[str, Event]] = []
        self.states: dict[tuple[str, str], list[Event]] = defaultdict(list)
        self.commits: dict[str, list[Event]] = defaultdict(list)
        self.posts: list[Event] = []
        for event in events:
            self._place(event)

    def _place(self, event: Event) -> None:
        area = event.kind.partition(".")[0]
        if area in ("message", "channel"):
            if "app" in event.tags:
                self.posts.append(event)
        elif area == "alert":
            self._alert(event)
        elif area in ("incident", "change", "deploy", "build"):
            self._state(event)
        if event.kind in ("change.merged", "code.pushed", "change.proposed"):
            for key in _keys(event, "git:"):
                self.commits[key].append(event)

    def _alert(self, event: Event) -> None:
        for key in _keys(event, "datadog:event:"):
            self.alerts[key].append(event)
        for cycle in _keys(event, "datadog:cycle:"):
            place = (event.source, cycle)
            for key in (*_keys(event, "datadog:event:"), *_opened_by(event)):
                self.cycles[key].add(place)
            if event.kind == "alert.recovered":
                self.recoveries[place].append(event)

    def _state(self, event: Event) -> None:
        about = _keys(event, "terraform:run:") or _keys(
            event, "pagerduty:incident:", "pagerduty:change:", "github:pr:", "github:run:"
        )
        for key in about:
            self.states[key, event.kind].append(event)
        for key in _keys(event, "github:review:"):
            self.states[key, event.kind].append(event)
        if event.kind == "incident.triggered":
            for key in _keys(event, "datadog:event:"):
                self.triggers[key].append(event)
        for key in _opened_by(event):
            self.resolves.append((key, event))


def _alerts(index: _Index) -> Iterator[Link]:
    """A monitor's transition and the pages whose details carry its event id: of an incident, and of its alert."""
    for key, triggers in index.triggers.items():
        alert = _only(index.alerts.get(key, ()))
        cause, *effects = [alert, *triggers] if alert else triggers
        yield from (Link(cause, effect, key) for effect in effects)


def _recoveries(index: _Index) -> Iterator[Link]:
    """A resolve by the integration carries no event id: from the trigger's to its cycle, to the cycle's recovery."""
    for key, resolve in index.resolves:
        cycles = index.cycles.get(key, set())
        recovery = _only([each for cycle in cycles for each in index.recoveries.get(cycle, ())])
        if recovery:
            yield Link(recovery, resolve, next(iter(_keys(recovery, "datadog:cycle:"))))


def _merges(index: _Index) -> Iterator[Link]:
    """A merge, the push of the same commit, and the creation of the runs that the push made."""
    for key, events in index.commits.items():
        by_repo: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            by_repo[event.tags.get("repo", "").lower()].append(event)
        for members in by_repo.values():
            yield from _merge(key, members)


def _merge(key: str, events: list[Event]) -> Iterator[Link]:
    merge = _only([event for event in events if event.kind == "change.merged"])
    push = _pushed(merge, [event for event in events if event.kind == "code.pushed"])
    if merge and push:
        yield Link(merge, push, key)
    origin = push or merge
    if origin:
        branch = origin.tags.get("branch") if push else origin.tags.get("base")
        yield from (Link(origin, run, key) for run in _first_runs(events) if run.tags.get("branch") in (None, branch))


def _pushed(merge: Event | None, pushes: list[Event]) -> Event | None:
    """The push of the commit; where it was pushed to several branches, that to the merge's own."""
    if merge and merge.tags.get("base"):
        return _only([push for push in pushes if push.tags.get("branch") == merge.tags["base"]])
    return _only(pushes)


def _first_runs(events: list[Event]) -> Iterator[Event]:
    """The first run of each workspace that a push made: later ones of the same commit are runs of it again."""
    seen: set[str | None] = set()
    for event in events:
        of_push = event.tags.get("run_source", _BUILT_FROM_PUSH) == _BUILT_FROM_PUSH and "plan_only" not in event.tags
        if event.kind == "change.proposed" and of_push and event.tags.get("workspace") not in seen:
            seen.add(event.tags.get("workspace"))
            yield event


def _posts(index: _Index) -> Iterator[Link]:
    """An app's post, and the transition of the linked object that it states."""
    for post in index.posts:
        rule = _RULES.get(post.tags["app"])
        found = rule(index, post) if rule else None
        if found:
            yield Link(found[0], post, found[1])


Found = tuple[Event, str] | None


def _alert_post(index: _Index, post: Event) -> Found:
    """By the event id in the link; where Datadog itself was not asked, the page of the same event."""
    key = _only(_keys(post, "datadog:event:"))
    if key is None:
        return None
    alert = _only(index.alerts.get(key, ())) or next(iter(index.triggers.get(key, ())), None)
    if alert is None or _contradicts(post, alert):
        return None
    return alert, key


def _contradicts(post: Event, alert: Event) -> bool:
    """Whether the post says that it is over and the linked event that it is not, or the other way round."""
    states = post.tags.get("states")
    return states is not None and (states == "alert.recovered") != (alert.kind == "alert.recovered")


def _incident_post(index: _Index, post: Event) -> Found:
    """By the incident and the stated transition; several of one kind by the person who is named."""
    change = _only(_keys(post, "pagerduty:change:"))
    if change:
        event = _only(index.states.get((change, "change.recorded"), ()))
        return (event, change) if event else None
    key = _only(_keys(post, "pagerduty:incident:"))
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


def _pull_post(index: _Index, post: Event) -> Found:
    """By the review's id where the link has one, else by the pull request and the stated step; runs by their run."""
    states, who = post.tags.get("states", ""), post.tags.get("states_actor")
    if "rewritten" in post.tags and states not in _ONCE:
        return None  # made at an earlier step, and which one it does not say any more
    if states.partition(".")[0] in ("deploy", "build"):
        return _workflow_post(index, post, states)
    review = _only(_keys(post, "github:review:"))
    key = review or _only(_keys(post, "github:pr:"))
    if key is None or states not in _PULLS:
        return None
    if review and states not in _REVIEWS:
        return None
    event = _by_person(index.states.get((key, states), []), None if review else who)
    return (event, key) if event else None


def _workflow_post(index: _Index, post: Event, states: str) -> Found:
    """By the workflow run in the link; the statuses before and after a deployment are no deploying."""
    key = _only(_keys(post, "github:run:"))
    found = index.states.get((key, states), []) if key else []
    if states == "deploy.updated":
        found = [event for event in found if event.tags.get("status") in _UNDER_WAY]
    event = _only(found)
    return (event, key) if event and key else None


def _run_post(index: _Index, post: Event) -> Found:
    """By the run and the stated step; a word that may mean several steps means the only one that the run took."""
    key = _only(_keys(post, "terraform:run:")) or ""
    states = post.tags.get("states", "")
    for kind, fits in _RUN_STEPS.get(states, ((states, _any),)) if key else ():
        found = [event for event in index.states.get((key, kind), ()) if fits(event)]
        if found:
            event = _only(found)
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


_RULES: Mapping[str, Callable[[_Index, Event], Found]] = {
    "datadog": _alert_post,
    "pagerduty": _incident_post,
    "github": _pull_post,
    "terraform": _run_post,
}


def _by_person(events: Sequence[Event], name: str | None) -> Event | None:
    """The only one; of several, the only one that the named person did. A name that contradicts joins nothing."""
    if name is None:
        return _only(events)
    wanted = name.casefold()
    named = [event for event in events if event.actor and wanted in _names(event)]
    nameless = [event for event in events if event.actor is None]
    return _only(named) or (_only(nameless) if not named and len(events) == 1 else None)


def _names(event: Event) -> set[str]:
    actor = event.actor
    return {part.casefold() for part in (actor.id, actor.name) if part} if actor else set()


def _keys(event: Event, *prefixes: str) -> list[str]:
    return [key for key in event.keys if key.startswith(prefixes)]


def _opened_by(event: Event) -> list[str]:
    return [key.replace("opened-by", "event", 1) for key in _keys(event, "datadog:opened-by:")]


def _only(found: Sequence[Thing]) -> Thing | None:
    """The only one there is; of several, none: choosing would be a guess."""
    return found[0] if len(found) == 1 else None
