"""What joins two events: the rules, each by explicit keys only, each link with the key that made it.

Never by similar words, and never because two things lie near in time. Where the keys leave a choice, nothing
is joined. The rules and their evidence: docs/happenings.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from timeline.joining import keys
from timeline.joining.index import Index, only
from timeline.joining.keys import CYCLE
from timeline.joining.posts import transition
from timeline.joining.product import Note, quietly
from timeline.joining.strangers import strangers
from timeline.model.event import Event, width
from timeline.model.secrets import masked

_NONE = timedelta(0)
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

    def __repr__(self) -> str:
        return masked(f"Link(cause={self.cause!r}, effect={self.effect!r}, key={self.key!r})")

    @property
    def early(self) -> timedelta:
        """How long the effect is stamped before its cause, beyond what the precision of the two explains; else 0."""
        lead = self.cause.time - self.effect.time
        return max(lead - width(self.effect.precision), _NONE) if lead > _NONE else _NONE


Rule = Callable[[Index], Iterable[Link]]


def links(events: Sequence[Event], note: Note = quietly) -> list[Link]:
    """Every link between those events, in one pass for each rule of the table; what fails in a stranger's is noted."""
    index = Index(events)
    return [*(link for rule in TABLE for link in rule(index)), *_strangers(index, note)]


def _alerts(index: Index) -> Iterator[Link]:
    """A monitor's transition and the pages whose details carry its event id: of an incident, and of its alert."""
    for key, triggers in index.triggers.items():
        alert = only(index.alerts.get(key, ()))
        cause, *effects = [alert, *triggers] if alert else triggers
        yield from (Link(cause, effect, key) for effect in effects)


def _recoveries(index: Index) -> Iterator[Link]:
    """A resolve by the integration carries no event id: from the trigger's to its cycle, to the cycle's recovery."""
    for key, resolve in index.resolves:
        cycles = index.cycles.get(key, set())
        recovery = only([each for cycle in cycles for each in index.recoveries.get(cycle, ())])
        if recovery:
            yield Link(recovery, resolve, keys.of(recovery, CYCLE)[0])


def _merges(index: Index) -> Iterator[Link]:
    """A merge, the push of the same commit, and the creation of the runs that the push made."""
    for key, events in index.commits.items():
        by_repo: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            by_repo[event.tags.get("repo", "").lower()].append(event)
        for members in by_repo.values():
            yield from _merge(key, members)


def _merge(key: str, events: list[Event]) -> Iterator[Link]:
    merge = only([event for event in events if event.kind == "change.merged"])
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
        return only([push for push in pushes if push.tags.get("branch") == merge.tags["base"]])
    return only(pushes)


def _first_runs(events: list[Event]) -> Iterator[Event]:
    """The first run of each workspace that a push made: later ones of the same commit are runs of it again."""
    seen: set[str | None] = set()
    for event in events:
        of_push = event.tags.get("run_source", _BUILT_FROM_PUSH) == _BUILT_FROM_PUSH and "plan_only" not in event.tags
        if event.kind == "change.proposed" and of_push and event.tags.get("workspace") not in seen:
            seen.add(event.tags.get("workspace"))
            yield event


def _posts(index: Index) -> Iterator[Link]:
    """An app's post, and the transition of the linked object that it states."""
    for post in index.posts:
        if found := transition(index, post):
            yield Link(found[0], post, found[1])


def _strangers(index: Index, note: Note) -> Iterator[Link]:
    """What the rules of other packages join, in the order of their names."""
    known, failed = strangers()
    for sentence in failed:
        note(sentence)
    yield from (Link(*pair) for stranger in known for pair in stranger.pairs(index, note))


#: What joins two events. Other packages add rules by an entry point of the group `timeline.joining`.
TABLE: tuple[Rule, ...] = (_alerts, _recoveries, _merges, _posts)
