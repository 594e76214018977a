"""A record, read once for all sentences: what each event states, who its people are, what its things are called."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from timeline.claims.people import Names
from timeline.claims.seen import Seen
from timeline.claims.verbs import Verb, areas, states, table
from timeline.joining import keys
from timeline.joining.keys import COMMIT, DEPLOYMENT, INCIDENT, ISSUE, MONITOR, PULL, RUN, TICKET, WORKFLOW
from timeline.model.event import Event
from timeline.model.spelling import compared

if TYPE_CHECKING:
    from timeline.record import Timeline

_TITLE = re.compile(r'"([^"]+)"')
_SMALL = re.compile(r"(?<![\w@#/.-])[a-z]{2,30}(?!\w)")
_QUOTED = re.compile(r'"[^"]*(?:"|$)')
_NAMED = (INCIDENT, TICKET, ISSUE, MONITOR, PULL, RUN, COMMIT, WORKFLOW, DEPLOYMENT)
_TITLED = ("incident.", "ticket.", "error.", "build.")
_CODE = {"branch_creation": "code.created", "branch_deletion": "code.deleted"}
_SAME = {"slack_export": "slack"}


class Ground:
    """What claims are held against.

    Args:
        record: the record, of which all that was pulled is read.
    """

    def __init__(self, record: Timeline) -> None:
        self.record = record
        self.window = record.window
        self.coverage = record.coverage
        self.redacted = record.redaction is not None
        own = {event.id: event for event in record}
        # A part of a record is read as part of its whole; its own events bear one name for one person.
        self.events: Sequence[Event] = [own.get(event.id, event) for event in record.pulled.events]
        self.types = {row.source: _SAME.get(row.type, row.type) for row in record.coverage}
        self.names = Names(record.people, self._told_names())
        self.called = self._called()
        self.seen = [self._read(event) for event in self.events]
        self.by_id = {seen.event.id: seen for seen in self.seen}
        self._times = [event.time for event in self.events]
        #: What was looked for already in all events, by what it was.
        self.found: dict[Hashable, Sequence[Seen]] = {}

    def type_of(self, event: Event) -> str:
        """Which service told it."""
        return self.types.get(event.source, event.source)

    def between(self, start: datetime, end: datetime) -> list[Seen]:
        """What happened in `[start, end)`."""
        return self.seen[bisect_left(self._times, start) : bisect_left(self._times, end)]

    def stating(self, verb: Verb) -> Sequence[Seen]:
        """The events whose act, or whose own words, a verb may state; looked for once."""
        key = (verb.acts, verb.stem)
        if key not in self.found:
            self.found[key] = [seen for seen in self.seen if verb.stem in seen.stems or states(verb, seen.act)]
        return self.found[key]

    @cached_property
    def by_key(self) -> dict[str, list[Seen]]:
        """By key, the events that are about it."""
        found = defaultdict(list)
        for seen in self.seen:
            for key in seen.event.keys:
                found[key].append(seen)
        return dict(found)

    @cached_property
    def by_happening(self) -> dict[str, list[Seen]]:
        """By happening, its witnesses."""
        found = defaultdict(list)
        for seen in self.seen:
            if seen.event.happening:
                found[seen.event.happening].append(seen)
        return dict(found)

    @cached_property
    def own_stems(self) -> frozenset[str]:
        """The words by which events say what happened whose kind alone does not."""
        return frozenset(word for seen in self.seen for word in seen.stems)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that it writes in small letters or names things with, and calls nobody by."""
        told = {word for event in self.events for word in _SMALL.findall(f"{event.summary}\n{event.body or ''}")}
        told |= self.naming
        return frozenset(told - self.names.words)

    @cached_property
    def naming(self) -> frozenset[str]:
        """The words by which its things are called."""
        return frozenset(word for name in self.things for word in name)

    @cached_property
    def whole(self) -> str:
        """Everything that the record says, for asking whether something stands there at all."""
        return "\n".join(seen.text for seen in self.seen)

    def act_of(self, event: Event) -> str:
        """What happened, as the table of verbs calls it."""
        area, _, verb = event.kind.partition(".")
        if event.kind == "change.recorded":
            return "recorded.recorded"
        if event.kind == "code.updated":
            return _CODE.get(event.tags.get("activity", ""), event.kind)
        if area == "change":
            area = "run" if any(key.startswith(RUN) for key in event.keys) and not _of_pull(event) else "pull"
        elif area == "message" and event.actor and event.actor.kind != "person":
            area = "post"
        return f"{area}.{verb}"

    def _read(self, event: Event) -> Seen:
        actor = self.names.of_actor(event.source, event.actor)
        named = (
            self.names.named(_QUOTED.sub(" ", event.summary))
            if event.actor is None or _names_more(event)
            else frozenset()
        )
        called = [name for key in keys.of(event, *_NAMED) for name in self.called.get(key, ())]
        return Seen(event, self.act_of(event), actor, named - actor, tuple(dict.fromkeys(called)))

    def _told_names(self) -> Iterator[str]:
        """Whom sentences name who may be in no row: those who were assigned or notified and did nothing."""
        for event in self.events:
            for name in ("assignee", "to", "reviewers"):
                if event.kind.endswith((".assigned", ".approved")) and (told := event.tags.get(name)):
                    yield told
            if found := _GIVEN.search(_QUOTED.sub(" ", event.summary)) if event.kind in _GIVING else None:
                yield from filter(None, (each.strip() for each in found[1].split(", ")))

    def _called(self) -> dict[str, tuple[str, ...]]:
        """By key, what people call the thing."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for event in self.events:
            names = list(_names_of(event))
            for key in keys.of(event, *_NAMED) if names else ():
                found[key].update(dict.fromkeys(names))
        return {key: tuple(names) for key, names in found.items()}

    @cached_property
    def things(self) -> dict[tuple[str, ...], str]:
        """By its words in small letters, each name of a thing that is no everyday word, as it is written."""
        found: dict[tuple[str, ...], str] = {}
        for name in self._thing_names():
            words = tuple(words_of(name))
            if words and len(words) <= _MOST_WORDS and (len(words) > 1 or _is_idlike(name)):
                found.setdefault(tuple(compared(word) for word in words), name)
        return found

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words that stand in names of repositories, services, monitors, groups … and are no words of ours."""
        told = {value for event in self.events for name in _CALLED if (value := event.tags.get(name))}
        words = {word for name in told for word in _PARTS.findall(name.lower())}
        return frozenset(word for word in words - self.names.words if not areas(word) and word not in table())

    def _thing_names(self) -> Iterable[str]:
        told: dict[str, None] = {}
        for event in self.events:
            for name in _TAGS:
                if value := event.tags.get(name):
                    told[value] = None
            if event.tags.get("repo"):
                told[event.tags["repo"].rpartition("/")[2]] = None
        for names in self.called.values():
            told.update(dict.fromkeys(names))
        return told


_MOST_WORDS = 14
_TAGS = (
    "monitor",
    "group",
    "service",
    "repo",
    "workspace",
    "environment",
    "branch",
    "team",
    "workflow",
    "issue",
    "tag",
    "project",
)
#: Of them, those by whose words things are told apart: "the one for mailer".
_CALLED = ("monitor", "group", "service", "repo", "workspace", "environment", "team", "project")
_GIVING = frozenset(("incident.assigned", "incident.notified", "incident.escalated", "incident.responder_requested"))
_GIVEN = re.compile(r"\b(?:(?:re)?assigned to|escalated to|notified|notify|requested) (.+?)(?: by | of | to respond|$)")
_PARTS = re.compile(r"[a-z][a-z0-9]{2,40}")
_EDGE = ",.;:!?()[]{}\"'*<>|"


def words_of(text: str) -> list[str]:
    """The words of a name, without the marks around them."""
    return [word for each in text.split() if (word := each.strip(_EDGE))]


def _is_idlike(name: str) -> bool:
    """Whether a name of one word is none of everyday language."""
    return bool(re.search(r"[\d/:_#]|\w-\w|[a-z][A-Z]", name)) and not name.isdigit()


def _of_pull(event: Event) -> bool:
    return event.id.partition("/")[0].count("#") == 1 or "run-" not in event.id


def _names_more(event: Event) -> bool:
    """Whether a sentence names somebody beside its actor."""
    return event.kind in _GIVING or event.kind.endswith(".assigned") or event.kind.startswith("channel.")


def _names_of(event: Event) -> Iterator[str]:
    """What the thing is called that an event of ours tells of."""
    if event.kind.startswith(_TITLED) and (found := _TITLE.search(event.summary)):
        yield found[1]
    if number := event.tags.get("number"):
        if event.kind.startswith("incident."):
            yield from (f"incident {number}", f"#{number}")
        elif repo := event.tags.get("repo"):
            yield f"{repo}#{number}"
    if event.kind.startswith("alert.") and (name := event.tags.get("monitor")):
        yield name
    if event.kind == "change.proposed" and (title := _title_of_change(event.summary)):
        yield title


def _title_of_change(summary: str) -> str:
    """The title between the colon and the id in brackets: `…: Raise the pool size (acme/api#12)`."""
    told, _, thing = summary.rpartition(" (")
    _, _, title = told.partition(": ")
    return title if thing.endswith(")") and ("#" in thing or thing.startswith("run-")) else ""
