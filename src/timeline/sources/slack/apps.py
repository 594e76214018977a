"""Which objects a message links, and for an app's post what it states of them, by its product's rules. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from timeline.joining.keys import THREAD
from timeline.joining.posts import keys_of, led
from timeline.joining.product import Note, Product, quietly
from timeline.sources.slack.message import Message
from timeline.sources.slack.mrkdwn import unescape

_ADDRESS = re.compile(r"https?://[^\s<>|\"]+")


@dataclass(frozen=True)
class Linked:
    """What a message links to and, for an app's post, what it states."""

    keys: frozenset[str] = frozenset()
    tags: dict[str, str] = field(default_factory=dict)


_NOTHING = Linked()


def linked(message: Message, note: Note = quietly) -> Linked:
    """The objects a message links; `app` and `states` only on a bot's post whose headline leads there.

    The key of a thread says where a message stands: those that it links are no keys of it.
    """
    addresses = _addresses(message)
    if not addresses:
        return _NOTHING
    found = [led(address, note) for address in addresses]
    keys = frozenset(key for each in found for key in each.keys if not key.startswith(THREAD))
    app = next((each.app for each in found if each.app), None) if message.is_bot else None
    return Linked(keys, _tags(message, app, note) if app else {})


def parents(message: Message) -> Iterator[tuple[str, str]]:
    """Channel and parent of every thread that a permalink in the message leads into."""
    for address in _addresses(message, "thread_ts="):
        for key in keys_of(address):
            if key.startswith(THREAD):
                channel, parent = THREAD.read(key)
                yield channel, parent


def _addresses(message: Message, holding: str = "://") -> dict[str, None]:
    """The addresses in its lines that hold those letters, each once."""
    lines = (line for line in message.sources if holding in line)
    return dict.fromkeys(address for line in lines for address in _ADDRESS.findall(line) if holding in address)


def _tags(message: Message, app: Product, note: Note) -> dict[str, str]:
    states, actor = app.stated(message.sources, note)
    tags = {"app": app.name, "states": states, "states_actor": actor and unescape(actor)}
    if message.raw.get("edited"):
        tags["rewritten"] = "true"
    return {name: value for name, value in tags.items() if value}
