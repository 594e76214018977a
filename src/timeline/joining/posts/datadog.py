"""Datadog: links to monitors and events, and the state at the beginning of a post's title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from timeline.joining import keys
from timeline.joining.index import Index, only
from timeline.joining.keys import ALERT, MONITOR
from timeline.joining.posts._words import plain
from timeline.joining.product import NOTHING, Found, Product, Stated
from timeline.model.event import Event

_MONITOR = re.compile(r"/monitors[/#](\d+)")
_EVENT = re.compile(r"[?&#](?:link_)?event_id=(\d+)")
_EVENT_ID = re.compile(r"[?&]id=(\d+)")
_ALERTS = (
    (re.compile(r"re-?(?:triggered|warn(?:ed|ing)?|no data|notified)\b|renotify\b", re.IGNORECASE), "alert.renotified"),
    (re.compile(r"triggered\b", re.IGNORECASE), "alert.triggered"),
    (re.compile(r"warn(?:ed|ing)?\b", re.IGNORECASE), "alert.warned"),
    (re.compile(r"recovered\b", re.IGNORECASE), "alert.recovered"),
    (re.compile(r"no data\b", re.IGNORECASE), "alert.no_data"),
)
_LEADING = re.compile(r"^\W{0,20}([^\[\]]{1,60})\]\s{0,5}")


def _addresses(address: str) -> Iterator[str]:
    """A link to a monitor carries the event beside it, in the query or behind the fragment's own."""
    if found := _MONITOR.search(address):
        if event := _EVENT.search(address):
            yield ALERT(event[1])
        yield MONITOR(found[1])
    elif "/event/event" in address and (event := _EVENT_ID.search(address)):
        yield ALERT(event[1])


def _statements(lines: Sequence[str]) -> Stated:
    for said in map(plain, lines):
        for pattern, kind in _ALERTS:
            if pattern.match(_unprefixed(said)):
                return kind, None
    return NOTHING


def _unprefixed(said: str) -> str:
    """A title without the bracketed parts before its state: `[P1] [Triggered on {host:a}] cpu`."""
    for _ in range(4):
        found = _LEADING.match(said)
        if not found or any(pattern.match(found[1]) for pattern, _ in _ALERTS):
            break
        said = said[found.end() :]
    return said.lstrip(" [*_")


def _transition(index: Index, post: Event) -> Found:
    """By the event id in the link; where Datadog itself was not asked, the page of the same event."""
    key = only(keys.of(post, ALERT))
    if key is None:
        return None
    alert = only(index.alerts.get(key, ())) or next(iter(index.triggers.get(key, ())), None)
    if alert is None or _contradicts(post, alert):
        return None
    return alert, key


def _contradicts(post: Event, alert: Event) -> bool:
    """Whether the post says that it is over and the linked event that it is not, or the other way round."""
    states = post.tags.get("states")
    return states is not None and (states == "alert.recovered") != (alert.kind == "alert.recovered")


PRODUCT = Product("datadog", _addresses, _statements, _transition, marks=("/monitors", "/event/event"))
