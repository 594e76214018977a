"""Where an event stands: its channel, repository, workspace, incident; and whether a gap lies over it."""

from __future__ import annotations

import re
from collections.abc import Callable

from timeline.joining.keys import INCIDENT, RUN, THREAD
from timeline.model.coverage import Gap
from timeline.model.event import Event
from timeline.model.window import utc_text

#: The tags that name a place, each with the setting that lists such places.
TAGS = {"channel": "channels", "repo": "repos", "workspace": "workspaces", "project": "projects"}
_THREAD = " thread "
_CHANNEL = re.compile(r"#\S.*|[CGD][A-Z0-9]{7,}(?: thread .*)?")
_REPOSITORY = re.compile(r"^(?:repo:)?([\w.-]+/[\w.-]+)(?:$|[#, ])")
#: What a gap of a whole list is called, and what that list tells.
_LISTS: dict[str, Callable[[Event], bool]] = {
    "change events": lambda event: event.kind == "change.recorded",
    "downtimes": lambda event: event.kind in ("alert.muted", "alert.unmuted"),
    "runs": lambda event: any(key.startswith(RUN) for key in event.keys) and "/audit/" not in event.id,
    "audit trail": lambda event: ":audit/" in event.id,
    "workspaces": lambda event: "workspace" in event.tags,
}
#: What such a call tells and no other of its service; a gap of another call is one of everything at its place.
_CALLS: dict[str, Callable[[Event], bool]] = {
    "GET /repos/:repo/activity": lambda event: event.kind.startswith("code."),
    "GET /repos/:repo/actions/runs": lambda event: event.kind.startswith("build."),
    "GraphQL ": lambda event: event.kind.startswith(("change.", "deploy.", "release.")),
    "GET /log_entries": lambda event: event.kind.startswith("incident."),
    "POST /api/v2/events/search": lambda event: ":downtime/" not in event.id,
}
#: These say that one object is missing, which they name.
_OF_ONE = frozenset({"undated", "rejected"})


def places(event: Event) -> frozenset[str]:
    """The names by which a gap or a setting may call where the event stands, small and without `#`."""
    own = event.id.removeprefix(f"{event.source}:")
    named = [event.id, own, own.partition("/")[0], *home(event)]
    if "repo" in event.tags and "number" in event.tags:
        named.append(f"{event.tags['repo']}#{event.tags['number']}")
    named += [f"{event.tags.get('channel')}{_THREAD}{THREAD.read(key)[1]}" for key in event.keys if THREAD.read(key)]
    return frozenset(map(plain, named))


def home(event: Event) -> frozenset[str]:
    """The place that it stands in, as itself says it: others that stand there were read with it."""
    named = {event.tags[tag] for tag in TAGS if tag in event.tags}
    if not event.kind.startswith(("message.", "channel.")):  # those have the keys of what they link
        named |= {name for sort in (INCIDENT, RUN) for key in event.keys for name in sort.read(key)}
    return frozenset(map(plain, named))


def plain(name: str) -> str:
    """A place's name as it is compared."""
    return name.strip().removeprefix("repo:").lstrip("#").casefold()


def covers(gap: Gap, event: Event) -> bool:
    """Whether the gap surely lies over the event: over its time, and in the call that tells it."""
    inside = gap.start <= event.time < gap.end or gap.start == event.time == gap.end
    return inside and _is_there(gap, event) and _is_told_by(gap, event)


def may_cover(gap: Gap, event: Event) -> bool:
    """Whether the gap may lie over the event; not, if it names another place of the same sort."""
    return gap.start <= event.time <= gap.end and (_is_there(gap, event) or not _is_elsewhere(gap, event))


def _is_there(gap: Gap, event: Event) -> bool:
    if gap.where is None or gap.where == event.source:
        return True
    told = _LISTS.get(gap.where)
    if told:
        return told(event)
    return not places(event).isdisjoint(map(plain, gap.where.split(", ")))


def _is_elsewhere(gap: Gap, event: Event) -> bool:
    where = gap.where or ""
    if gap.reason in _OF_ONE or where in _LISTS:
        return True
    if "channel" in event.tags and _CHANNEL.fullmatch(where):
        return _THREAD in where or plain(where) not in places(event)
    found = _REPOSITORY.match(where)
    return "repo" in event.tags and found is not None and plain(found[1]) not in places(event)


def _is_told_by(gap: Gap, event: Event) -> bool:
    """Whether the gap's call tells the event, as far as that is known."""
    said = gap.detail.removeprefix(f"{event.source} ")
    return next((told(event) for call, told in _CALLS.items() if said.startswith(call)), True)


def span(gap: Gap) -> str:
    """The gap in words: where, when and why."""
    return f"{gap.where or 'all of it'}, {utc_text(gap.start)} to {utc_text(gap.end)}: {gap.detail}"
