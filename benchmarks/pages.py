"""Pages of native payloads, and the way from them to a record: what a pull does without the network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from worlds import labelled

from timeline.joining.happenings import joined, relinked
from timeline.joining.rules import links
from timeline.model.collector import collector_paused
from timeline.model.event import Event, sort_key
from timeline.model.window import Window
from timeline.porting.payload import parsed
from timeline.porting.run import Run
from timeline.record import Timeline
from timeline.sources.datadog import parse as datadog
from timeline.sources.pagerduty import parse as pagerduty
from timeline.sources.slack import parse as slack
from timeline.sources.slack.channels import Channel
from timeline.sources.slack.message import Message

PAGE = 500
Page = tuple[str, bytes]


class Names:
    """People whose names are known: looking them up is fetching, not computing."""

    def record(self, key: str) -> dict[str, Any]:
        return {"id": key, "real_name": "Ada Lovelace", "is_bot": False}

    def user(self, key: str) -> str:
        return key

    bot = channel = group = team = user


def payloads(count: int) -> tuple[Window, list[Page]]:
    """That many native payloads on pages of JSON: people's messages for one half, then alerts, pages and posts."""
    window, world = labelled(count // 35 + 1)
    rows = [("slack", each) for each in world.chatter(count // 2)]
    rows += [("slack", each) for each in world.messages["C0ALERTS"]]
    rows += [("datadog", each) for each in world.events]
    rows += [("pagerduty", each) for each in world.entries]
    by_kind: dict[str, list[Any]] = {}
    for kind, each in rows[:count]:
        by_kind.setdefault(kind, []).append(each)
    return window, [(kind, page) for kind, mine in by_kind.items() for page in paged(mine)]


def paged(rows: list[Any]) -> Iterator[bytes]:
    left = iter(rows)
    while page := list(islice(left, PAGE)):
        yield json.dumps(page).encode()


def drafts(kind: str, raw: dict[str, Any], people: Names) -> Any:
    if kind == "slack":
        return slack.draft(Message(raw), Channel("C0ALERTS", "alerts"), people, "https://acme.slack.com/")
    if kind == "datadog":
        return datadog.draft(datadog.Told(raw), "https://app.datadoghq.com")
    return pagerduty.draft(pagerduty.Entry(raw))


def events(window: Window, pages: Iterable[Page]) -> Iterator[Event]:
    """Normalised, each id once; without their payloads, as the command keeps them."""
    runs = {kind: Run(kind, window, keep_raw=False) for kind in ("slack", "datadog", "pagerduty")}
    people, found = Names(), {}
    for kind, page in pages:
        for raw in parsed(page)[0]:
            for event in runs[kind].emit(drafts(kind, raw, people)):
                if isinstance(event, Event):
                    found.setdefault(event.id, event)
    return iter(found.values())


def recorded(window: Window, told: Iterable[Event]) -> Timeline:
    """Ordered and joined, as at the end of a pull."""
    with collector_paused():
        ordered = sorted(told, key=sort_key)
        found = links(ordered)
        made = joined(ordered, found)
        return Timeline(window, made, found=relinked(made, found))
