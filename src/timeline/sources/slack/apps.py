"""Which objects a message links, and for an app's post what it states of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from timeline.sources.slack.message import Message
from timeline.sources.slack.mrkdwn import unescape
from timeline.sources.slack.statements import CHANGE, PAGERDUTY, stated

_ADDRESS = re.compile(r"https?://[^\s<>|\"]+")
_DATADOG = re.compile(r"/monitors[/#](\d+)")
_EVENT = re.compile(r"[?&#](?:link_)?event_id=(\d+)")
_EVENT_ID = re.compile(r"[?&]id=(\d+)")
_GITHUB = re.compile(r"//[^/]+/([\w.-]+/[\w.-]+)/(pull|commit|releases/tag|actions/runs)/([\w.-]+)")
_REVIEW = re.compile(r"#pullrequestreview-(\d+)")
_TERRAFORM = re.compile(r"/app/[\w.-]+/(?:workspaces/)?[\w.-]+/runs/(run-\w+)")
_THREAD = re.compile(r"/archives/([CGD][A-Z0-9]+)/p\d+\?(?:[^\s#/?]*&)?thread_ts=(\d+\.\d+)")


@dataclass(frozen=True)
class Linked:
    """What a message links to and, for an app's post, what it states."""

    keys: frozenset[str] = frozenset()
    tags: dict[str, str] = field(default_factory=dict)


_NOTHING = Linked()


def linked(message: Message) -> Linked:
    """The objects a message links; `app` and `states` only on a bot's post whose headline leads there."""
    lines, bot = message.sources, message.is_bot
    addresses = dict.fromkeys(address for line in lines if "://" in line for address in _ADDRESS.findall(line))
    if not addresses:
        return _NOTHING
    found = {address: list(keys_of(address)) for address in addresses}
    keys = frozenset(chain.from_iterable(found.values()))
    app = next(filter(None, map(_app, found.items())), None) if bot else None
    if app is None:
        return Linked(keys)
    states, actor = stated(app, lines)
    tags = {"app": app, "states": states, "states_actor": actor and unescape(actor)}
    if message.raw.get("edited"):
        tags["rewritten"] = "true"
    return Linked(keys, {name: value for name, value in tags.items() if value})


def parents(message: Message) -> Iterator[tuple[str, str]]:
    """Channel and parent of every thread that a permalink in the message leads into."""
    for line in message.sources:
        if "thread_ts=" in line:
            yield from _THREAD.findall(line)


def keys_of(address: str) -> Iterator[str]:
    """The keys of what an address leads to."""
    if "pagerduty.com/" in address:
        if found := PAGERDUTY.search(address):
            yield f"pagerduty:incident:{found[1]}"
        if found := CHANGE.search(address):
            yield f"pagerduty:change:{found[1]}"
    if "/monitors" in address and (found := _DATADOG.search(address)):
        yield f"datadog:monitor:{found[1]}"
        if event := _EVENT.search(address):
            yield f"datadog:event:{event[1]}"
    elif "/event/event" in address and (event := _EVENT_ID.search(address)):
        yield f"datadog:event:{event[1]}"
    if "/runs/run-" in address and (found := _TERRAFORM.search(address)):
        yield f"terraform:run:{found[1]}"
    if found := _GITHUB.search(address):
        yield from _github_keys(address, found[1].lower(), found[2], found[3])


def _github_keys(address: str, repo: str, kind: str, name: str) -> Iterator[str]:
    if kind == "pull":
        yield f"github:pr:{repo}#{name}"
        if review := _REVIEW.search(address):
            yield f"github:review:{review[1]}"
    elif kind == "actions/runs":
        yield f"github:run:{repo}/{name}"
    elif kind == "commit" and re.fullmatch(r"[0-9a-fA-F]{40}", name):
        yield f"git:{name.lower()}"


def _app(linked: tuple[str, list[str]]) -> str | None:
    """Whose object an address with those keys leads to; a release and a short commit have no key."""
    address, keys = linked
    if not keys:
        return "github" if _GITHUB.search(address) else None
    area = keys[0].partition(":")[0]
    return "github" if area == "git" else area
