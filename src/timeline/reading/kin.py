"""What hangs together by the services' own words: an incident with its alert, a change with its steps.

Each edge goes one way that cannot lead to a stranger's: a monitor is shared by incidents and a commit by whoever runs
it again, so that neither is crossed but by the cycle of the alert, and by the steps that the commit's push made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from timeline.joining import keys
from timeline.joining.keys import (
    ALERT,
    COMMIT,
    CYCLE,
    DEPLOYMENT,
    INCIDENT,
    MONITOR,
    OPENED_BY,
    PULL,
    RULE,
    RUN,
    WORKFLOW,
)
from timeline.model.event import Event
from timeline.reading import objects
from timeline.reading.what import Index

_HOPS = 2
_CHANGES = (PULL, COMMIT, RUN, WORKFLOW, DEPLOYMENT)
_OF_PUSH = "tfe-configuration-version"
_ON_PULL = frozenset({"pull_request", "pull_request_target"})
_ON_PUSH = frozenset({"push", "merge_group", *_ON_PULL})
_OF_COMMIT = frozenset({"change.merged", "code.pushed", "release.published"})


@dataclass(frozen=True)
class Kin:
    """What belongs to one object.

    Attributes:
        keys: what a message links that speaks of it.
        events: its events; messages and whole happenings are the reader's to add.
    """

    keys: frozenset[str]
    events: tuple[Event, ...]


def family(index: Index, key: str) -> str:
    """Which sort of object a key names: of one sort, two are two stories.

    An alert and what was only posted have ids of one sort; which of the two it is, its event says.
    """
    if key.startswith(ALERT) and {event.kind for event in _own(index, key)} == {"event.posted"}:
        return "event"
    if key.startswith((INCIDENT, ALERT, MONITOR, RULE)):
        return "incident"
    return "change" if key.startswith(_CHANGES) else key.rpartition(":")[0]


def kin(index: Index, key: str) -> Kin:
    """What hangs together with the object of that key, in up to two hops."""
    if key.startswith(INCIDENT):
        return _incident(index, [key])
    if key.startswith((ALERT, MONITOR, RULE)):
        return _alert(index, key)
    if key.startswith(_CHANGES):
        return _change(index, key)
    return Kin(frozenset({key}), tuple(_own(index, key)))


def _own(index: Index, key: str) -> Iterator[Event]:
    """The events of the object itself: of a message its keys are only what it links."""
    return (event for event in index.having(key) if not objects.is_message(event))


def _incident(index: Index, incidents: Iterable[str]) -> Kin:
    """Its entries, and the cycle of the alert that it was made for."""
    named = list(incidents)
    entries = [event for key in named for event in _own(index, key)]
    told = {key for event in entries for key in _alert_ids(event)}
    alerts = _cycles(index, told)
    return Kin(frozenset({*named, *told, *(key for alert in alerts for key in keys.of(alert, ALERT))}),
               (*entries, *alerts))  # fmt: skip


def _alert(index: Index, key: str) -> Kin:
    """A monitor's alerts, or the cycle of one of them, and the incidents that were made for them."""
    own = [event for event in _own(index, key) if event.kind.startswith("alert.")] or list(_own(index, key))
    alerts = own if not key.startswith(ALERT) else _cycles(index, {key}) or own
    told = {each for alert in alerts for each in _alert_ids(alert)} | ({key} if key.startswith(ALERT) else set())
    pages = (event for each in sorted(told) for event in _own(index, each) if event.kind == "incident.triggered")
    pages_of = _incident(index, dict.fromkeys(key for event in pages for key in keys.of(event, INCIDENT)))
    return Kin(frozenset({key, *told}) | pages_of.keys, (*alerts, *pages_of.events))


def _alert_ids(event: Event) -> list[str]:
    """The alerts that it names: the one that it is or was made for, and the one that began it."""
    return [*keys.of(event, ALERT), *keys.opened_by(event)]


def _cycles(index: Index, told: Iterable[str]) -> list[Event]:
    """Everything of the cycles that hold those alerts, from going off to recovery."""
    names = [name for key in sorted(told) for name in (key, *map(OPENED_BY, ALERT.read(key)))]
    found = {event.id: event for key in names for event in _own(index, key) if event.kind.startswith("alert.")}
    cycles = dict.fromkeys(key for event in found.values() for key in keys.of(event, CYCLE))
    found |= {event.id: event for key in cycles for event in _own(index, key)}
    return list(found.values())


def _change(index: Index, key: str) -> Kin:
    """A pull request, commit, run or deployment with the others of its change."""
    repos = {_repo(event) for event in _own(index, key)} if key.startswith(COMMIT) else {""}
    reached = {(key, repo): 0 for repo in sorted(repos)}
    queue = list(reached)
    for node in queue:
        for other in _neighbours(index, *node) if reached[node] < _HOPS else ():
            if other not in reached:
                reached[other] = reached[node] + 1
                queue.append(other)
    events = {event.id: event for node in reached for event in _members(index, *node)}
    return Kin(frozenset({key, *(name for name, _ in reached)}), tuple(events.values()))


def _members(index: Index, key: str, repo: str) -> Iterator[Event]:
    """The events of one of them alone."""
    for event in _own(index, key):
        if key.startswith(COMMIT):
            belongs = event.kind in _OF_COMMIT and _repo(event) == repo
        elif key.startswith(PULL):
            belongs = not keys.of(event, RUN, WORKFLOW)
        else:
            belongs = True
        if belongs:
            yield event


Node = tuple[str, str]


def _neighbours(index: Index, key: str, repo: str) -> Iterator[Node]:
    if key.startswith(COMMIT):
        yield from _beside_commit(index, key, repo)
        return
    for event in _own(index, key):
        if key.startswith(PULL):
            yield from _beside_pull(event)
        else:
            yield from _beside_step(event)


def _beside_commit(index: Index, key: str, repo: str) -> Iterator[Node]:
    """The pull request that it is the merge of, if it is only one's; what its push and its deployment made."""
    here = [event for event in _own(index, key) if _repo(event) in (repo, "")]
    pulls = {each for event in here if event.kind == "change.merged" for each in keys.of(event, PULL)}
    if len(pulls) == 1:
        yield pulls.pop(), ""
    for event in here:
        if _made_by_push(event):
            yield from ((each, "") for each in keys.of(event, RUN, WORKFLOW, DEPLOYMENT))


def _beside_pull(event: Event) -> Iterator[Node]:
    """The commit that it was merged as, and the runs and builds made for it."""
    if event.kind == "change.merged":
        yield from ((each, _repo(event)) for each in keys.of(event, COMMIT))
    yield from ((each, "") for each in keys.of(event, RUN))
    if _pull_of_build(event):
        yield from ((each, "") for each in keys.of(event, WORKFLOW))


def _beside_step(event: Event) -> Iterator[Node]:
    """What a run, build or deployment was made of, and the deployment that a workflow run logs."""
    yield from ((each, "") for each in keys.of(event, DEPLOYMENT, WORKFLOW))
    if _made_by_push(event):
        yield from ((each, _repo(event)) for each in keys.of(event, COMMIT))
    build = event.kind.startswith("build.")
    yield from ((each, "") for each in ([_pull_of_build(event)] if build else keys.of(event, PULL)) if each)


def _made_by_push(event: Event) -> bool:
    """Whether the commit is its reason: it is not where somebody ran the last one again, by hand or by the clock."""
    if event.kind.startswith("build."):
        return event.tags.get("event", "push") in _ON_PUSH
    if keys.of(event, RUN):
        return event.tags.get("run_source", _OF_PUSH) == _OF_PUSH
    return event.kind.startswith("deploy.")


def _pull_of_build(event: Event) -> str | None:
    """The pull request that a build was made for: of several with one branch, none; a push to it names others' too."""
    pulls = keys.of(event, PULL)
    return pulls[0] if len(pulls) == 1 and event.tags.get("event") in _ON_PULL else None


def _repo(event: Event) -> str:
    return event.tags.get("repo", "").lower()
