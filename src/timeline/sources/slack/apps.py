"""Which objects a message links, and for an app's post what it states of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from timeline.sources._shape import at, objects, text
from timeline.sources.slack.content import attachments, is_bot
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


def linked(message: dict[str, Any]) -> Linked:
    """The objects a message links; `app` and `states` only on a bot's post whose headline leads there."""
    bot = is_bot(message)
    words = message.get("text")
    if not bot and isinstance(words, str) and words and "://" not in words:
        return _NOTHING  # every link of a person's message stands in its text
    lines = _lines(message)
    addresses = dict.fromkeys(address for line in lines if "://" in line for address in _ADDRESS.findall(line))
    found = {address: list(keys_of(address)) for address in addresses}
    keys = frozenset(chain.from_iterable(found.values()))
    app = next(filter(None, map(_app, found.items())), None) if bot else None
    if app is None:
        return Linked(keys)
    states, actor = stated(app, lines)
    tags = {"app": app, "states": states, "states_actor": actor and unescape(actor)}
    if message.get("edited"):
        tags["rewritten"] = "true"
    return Linked(keys, {name: value for name, value in tags.items() if value})


def parents(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Channel and parent of every thread that a permalink in the message leads into."""
    for line in _lines(message):
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


def _lines(message: dict[str, Any]) -> list[str]:
    """The message's lines in reading order, with the addresses of titles, blocks and buttons, which stand unescaped.

    Angle brackets stay escaped: those of a title would end the link that it is the label of.
    """
    told = [message.get("text"), *_in_blocks(message.get("blocks"))]
    for each in attachments(message):
        told += _in_attachment(each)
    said = (words.replace("&amp;", "&") for words in told if words and isinstance(words, str))
    return [line for words in said for line in words.splitlines()]


def _in_attachment(raw: dict[str, Any]) -> Iterator[Any]:
    title, link = text(raw.get("title")), text(raw.get("title_link"))
    yield raw.get("pretext")
    yield _link(link, title or "")
    yield raw.get("text")
    for item in objects(raw.get("fields")):
        yield item.get("title")
        yield item.get("value")
    yield from _in_blocks(raw.get("blocks"))
    yield raw.get("fallback")
    yield raw.get("footer")
    for action in objects(raw.get("actions")):
        yield action.get("url")


def _in_blocks(blocks: Any) -> Iterator[Any]:
    for block in objects(blocks):
        yield at(block, "text", "text")
        for each in [
            *objects(block.get("fields")),
            *objects(block.get("elements")),
            *objects([block.get("accessory")]),
        ]:
            yield at(each, "text", "text") or each.get("text")
            yield each.get("url")
            if parts := objects(each.get("elements")):
                yield "".join(map(_inline, parts))


def _inline(part: dict[str, Any]) -> str:
    return _link(text(part.get("url")), text(part.get("text")) or "")


def _link(address: str | None, label: str) -> str:
    return f"<{address}|{label.replace('<', '&lt;').replace('>', '&gt;')}>" if address else label
