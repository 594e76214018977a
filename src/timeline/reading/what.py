"""What a person names: an incident, monitor, pull request, run, commit, ticket, error, thread, message or channel."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from timeline.joining import keys
from timeline.joining.keys import (
    COMMIT,
    DEPLOYMENT,
    INCIDENT,
    ISSUE,
    MONITOR,
    PULL,
    RULE,
    RUN,
    STATUS,
    THREAD,
    TICKET,
    WORKFLOW,
)
from timeline.joining.posts import keys_of
from timeline.model.errors import ConfigError
from timeline.model.event import Event
from timeline.reading import objects

_SHORT_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{5,}")
#: What a bare word may be the end of, in the order in which it is tried.
_BARE = (
    INCIDENT, MONITOR, RULE, RUN, TICKET, ISSUE, STATUS, DEPLOYMENT, PULL, WORKFLOW, COMMIT, THREAD,
)  # fmt: skip


@dataclass(frozen=True)
class Seed:
    """One thing that was named, as the record knows it.

    Attributes:
        keys: of the object; empty for a channel, and for an event that is meant alone.
        events: ids of events that are meant by themselves.
        channel: a channel's name.
    """

    keys: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    channel: str | None = None


class Index:
    """The events of a record by what people and rules ask for."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.by_id = {event.id: event for event in events}
        self.by_key: dict[str, list[Event]] = defaultdict(list)
        self.threads: dict[str, list[Event]] = defaultdict(list)
        self.happenings: dict[str, list[Event]] = defaultdict(list)
        for event in events:
            for key in event.keys:
                self.by_key[key].append(event)
            if event.happening:
                self.happenings[event.happening].append(event)
            if name := objects.thread(event):
                self.threads[name].append(event)

    def having(self, key: str) -> list[Event]:
        """The events with that key; none is no error."""
        return self.by_key.get(key, [])

    def numbers(self) -> dict[str, str]:
        """Incidents by the number that people call them by."""
        return {
            event.tags["number"]: key
            for event in self.events
            if event.kind.startswith("incident.") and "number" in event.tags and (key := keys.first(event, INCIDENT))
        }

    def channels(self) -> dict[str, str]:
        """Channels' names by name and by id."""
        found = {}
        for event in self.events:
            name = event.tags.get("channel") if objects.is_message(event) else None
            if name:
                found[name] = name
                found[event.id.removeprefix(f"{event.source}:").partition("/")[0]] = name
        return found


def seeds(index: Index, named: Iterable[str]) -> list[Seed]:
    """What those words name.

    Raises:
        ConfigError: nothing is named, or nothing of that name is in the record; it says the nearest that is.
    """
    words = [str(word).strip() for word in named]
    if not any(words):
        raise ConfigError('say what it is about: an incident, monitor, pull request, run, thread or "#channel"')
    return [_seed(index, word) for word in words if word]


def _seed(index: Index, word: str) -> Seed:
    found = _address(index, word) if "://" in word else _channel(index, word) or _object(index, word)
    if found is None:
        raise ConfigError(f"nothing in this record is called {word!r}{_nearest(index, word)}")
    return found


def _nearest(index: Index, word: str) -> str:
    known, meant = _known(index), next(iter(keys_of(word)), word)
    plain = next((meant.removeprefix(prefix) for prefix in _BARE if meant.startswith(prefix)), meant)
    near = difflib.get_close_matches(plain.casefold(), known, n=1, cutoff=0)
    return f"; the nearest is {known[near[0]]}" if near else ""


def _address(index: Index, address: str) -> Seed | None:
    known = (key for key in keys_of(address) if key in index.by_key or key in index.threads)
    if key := next(known, None):
        return Seed(keys=(key,))
    alone = tuple(event.id for event in index.events if event.url == address)
    return Seed(events=alone) if alone else None


def _channel(index: Index, word: str) -> Seed | None:
    plain = word.removeprefix("#")
    if not word.startswith("#") and not _CHANNEL_ID.fullmatch(word):
        return None
    channels = {name.casefold(): name for name in index.channels()}
    name = channels.get(plain.casefold())
    return Seed(channel=index.channels()[name]) if name else None


def _object(index: Index, word: str) -> Seed | None:
    plain = word.removeprefix("#")
    if plain in (numbers := index.numbers()):
        return Seed(keys=(numbers[plain],))
    for key in (word, *(prefix + spelt for prefix in _BARE for spelt in dict.fromkeys((plain, plain.lower())))):
        if key in index.by_key or key in index.threads:
            return Seed(keys=(key,))
    return _event(index, word) or _ending(index, plain)


def _event(index: Index, word: str) -> Seed | None:
    """An event by its id: a message stands for its thread, any other for itself."""
    event = index.by_id.get(word)
    if event is None:
        return None
    name = objects.thread(event)
    return Seed(keys=(name,)) if name else Seed(events=(word,))


def _ending(index: Index, word: str) -> Seed | None:
    """A run by its number alone, a commit by its beginning: only where one is meant."""
    runs = [key for key in index.by_key if WORKFLOW.read(key)[1:] == (word,)]
    lower = word.lower()
    if not runs and _SHORT_COMMIT.fullmatch(lower):
        runs = [key for key in index.by_key if key.startswith(COMMIT(lower))]
    return Seed(keys=(runs[0],)) if len(runs) == 1 else None


def _known(index: Index) -> dict[str, str]:
    """Everything that can be named, by its small letters."""
    names = [*index.numbers(), *(f"#{name}" for name in index.channels().values())]
    names += [key.removeprefix(prefix) for key in index.by_key for prefix in _BARE if key.startswith(prefix)]
    return {name.casefold(): name for name in sorted(names)}
