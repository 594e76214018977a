"""What a part of a record leaves out, counted by what it is; each with the option that shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from timeline.joining import keys
from timeline.joining.keys import INCIDENT, STATUS, TICKET
from timeline.model.event import Event
from timeline.reading import objects
from timeline.reading.lines import Folding, Line, lines
from timeline.reading.objects import many

if TYPE_CHECKING:
    from timeline.record import Timeline


class Left(NamedTuple):
    """One reason for which lines are left out.

    Attributes:
        reason: what they are, e.g. `other monitors`.
        lines: how many lines they are, folded by themselves.
        events: how many events.
        text: the same in words, e.g. `610 lines of 63 other monitors`.
        option: what shows them.
    """

    reason: str
    lines: int
    events: int
    text: str
    option: str

    def to_dict(self) -> dict[str, Any]:
        """The row as the JSON object of the contract."""
        return {"reason": self.reason, "lines": self.lines, "events": self.events}


class Sort(NamedTuple):
    """What is counted together.

    Attributes:
        reason: what it is called.
        kinds: how the kinds of it begin.
        of: what an event is of: these things are counted, too.
        said: the words for so many lines, events and things.
    """

    reason: str
    kinds: tuple[str, ...]
    of: Callable[[Event], object]
    said: Callable[[int, int, int], str]


def left(rest: Timeline, fold: Folding = "default") -> list[Left]:
    """The rest in lines of that folding, by reason; every event and every line of it is counted once."""
    by_reason: dict[str, list[Line]] = defaultdict(list)
    for line in lines(rest, fold):
        by_reason[_sort(line.first).reason].append(line)
    return [_counted(sort, by_reason[sort.reason]) for sort in (*_SORTS, _OTHER) if sort.reason in by_reason]


def _sort(event: Event) -> Sort:
    return next((sort for sort in _SORTS if event.kind.startswith(sort.kinds)), _OTHER)


def _counted(sort: Sort, found: Sequence[Line]) -> Left:
    things = len({sort.of(line.first) for line in found})
    events = sum(len(line.events) for line in found)
    options = (f"--kind {kind}" if "*" not in kind else f"--kind '{kind}'" for kind in _kinds(sort, found))
    text = sort.said(len(found), events, things)
    return Left(sort.reason, len(found), events, text, " ".join(("--all", *options)))


def _kinds(sort: Sort, found: Sequence[Line]) -> list[str]:
    """Patterns for the kinds that there are among them."""
    led = {line.first.kind for line in found}
    beginnings = sort.kinds or tuple({f"{kind.partition('.')[0]}." for kind in led})
    present = sorted(each for each in beginnings if any(kind.startswith(each) for kind in led))
    return [f"{each}*" if each.endswith(".") else each for each in present]


def _monitor(event: Event) -> object:
    return (objects.monitor(event) or (event.source, event.tags.get("scope", "")))[:2]


def _incident(event: Event) -> object:
    return keys.first(event, INCIDENT, STATUS) or event.id


def _ticket(event: Event) -> object:
    return keys.first(event, TICKET) or event.id


def _channel(event: Event) -> object:
    return event.source, event.tags.get("channel")


def _place(event: Event) -> object:
    return event.tags.get("workspace") or event.tags.get("repo") or event.source


def _source(event: Event) -> object:
    return event.source


def _lines_of(noun: str, plural: str) -> Callable[[int, int, int], str]:
    return lambda lines, _, things: f"{many(lines, 'line')} of {many(things, noun, plural)}"


def _events_in(noun: str, place: str) -> Callable[[int, int, int], str]:
    return lambda _, events, things: f"{many(events, noun)} in {many(things, place)}"


_SORTS = (
    Sort("other monitors", ("alert.",), _monitor, _lines_of("other monitor", "other monitors")),
    Sort(
        "notifications",
        ("incident.assigned", "incident.notified", "incident.responder_requested"),
        _incident,
        lambda _, events, __: many(events, "notification"),
    ),
    Sort("other incidents", ("incident.", "status."), _incident, _lines_of("other incident", "other incidents")),
    Sort("messages", ("message.",), _channel, _events_in("message", "channel")),
    Sort("channel notices", ("channel.",), _channel, _events_in("notice", "channel")),
    Sort(
        "changes",
        ("change.", "code.", "release."),
        _place,
        _lines_of("place that was changed", "places that were changed"),
    ),
    Sort("deployments", ("deploy.",), _place, _lines_of("repository's deployments", "repositories' deployments")),
    Sort("builds", ("build.",), _place, _lines_of("repository's builds", "repositories' builds")),
    Sort("other tickets", ("ticket.",), _ticket, _lines_of("other ticket", "other tickets")),
)
_OTHER = Sort("other events", (), _source, _events_in("other event", "source"))
