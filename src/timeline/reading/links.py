"""The `key` rule: an object with its kin, the messages that link it with their threads, and what those link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from timeline.joining.keys import ALERT, INCIDENT, MONITOR, RULE, THREAD
from timeline.model.event import Event, sort_key
from timeline.reading import objects
from timeline.reading.kin import Kin, family, kin
from timeline.reading.what import Index, Seed

_FEEDS = ("datadog", "pagerduty")
#: What many stories share, so that a link to it does not say which one is meant.
_EVERYBODYS = (THREAD, MONITOR, RULE)


def hangs_together(index: Index, seed: Seed) -> list[Event]:
    """The events that belong to what was named, by keys alone; whole happenings are the caller's to add."""
    found = [index.by_id[key] for key in seed.events]
    for key in seed.keys:
        found += _thread(index, key) if key in index.threads else _object(index, key)
    return found


def incidents(index: Index, seed: Seed) -> list[str]:
    """The incidents that were named, or that belong to what was."""
    keys = [key for key in seed.keys if key not in index.threads]
    return sorted({each for key in keys for each in kin(index, key).keys if each.startswith(INCIDENT)})


def _object(index: Index, key: str) -> list[Event]:
    core, sort = kin(index, key), family(index, key)
    found = list(core.events)
    for message in _linking(index, core):
        found.append(message)
        if _alone(index, message, core, sort):
            thread = _thread_of(index, message, core, sort)
            found += thread
            for each in thread or [message]:
                if _alone(index, each, core, sort):
                    found += _led_to(index, [each], besides=sort)
    return found


def _thread(index: Index, key: str) -> list[Event]:
    """A thread that was named: its messages, those that link it, and what they link."""
    messages = index.threads[key]
    linking = [event for event in index.having(key) if objects.thread(event) != key]
    return [*messages, *linking, *_led_to(index, messages)]


def _linking(index: Index, core: Kin) -> list[Event]:
    """Each message that links it, once, in the record's order."""
    found = {event.id: event for key in core.keys for event in index.having(key) if objects.is_message(event)}
    return sorted(found.values(), key=sort_key)


def _thread_of(index: Index, message: Event, core: Kin, sort: str) -> list[Event]:
    """The message's thread; none of it where others are spoken of in it, too.

    Where its first message links the object, people may name another in it, but no app: that is a feed of all alerts.
    """
    name = objects.thread(message)
    messages = index.threads[name] if name else []
    own = bool(messages) and messages[0].kind != "message.replied" and not core.keys.isdisjoint(messages[0].keys)
    others = (event for event in messages if not _alone(index, event, core, sort))
    return [] if any(not own or event.tags.get("app") in _FEEDS for event in others) else messages


def _alone(index: Index, message: Event, core: Kin, sort: str) -> bool:
    """Whether it links no other object of the sort: beside another one it may be a list, or say what it is not."""
    others = (key for key in message.keys if key not in core.keys and not key.startswith(_EVERYBODYS))
    return not any(family(index, key) == sort for key in others)


def _led_to(index: Index, messages: Iterable[Event], besides: str = "") -> Iterator[Event]:
    """The events of what those messages link; of incidents only where it is one."""
    linked = dict.fromkeys(key for message in messages for key in message.keys if not key.startswith(_EVERYBODYS))
    named = [key for key in linked if family(index, key) != "incident"]
    pages = [key for key in linked if key.startswith(INCIDENT)] or [
        key for key in linked if key.startswith(ALERT) and key not in named
    ]
    for key in (*named, *(pages if len(pages) == 1 else ())):
        if family(index, key) != besides:
            yield from kin(index, key).events
