"""A year of bundles of a company, made by seed and fast: what a pull would have kept, without its pages.

Nothing is copied: every incident has its own ids, times, people, hosts and words, drawn as they are in life: few
kinds, tens of monitors, hundreds of people and groups, and texts that are nearly all different.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from timeline.bundle import bag
from timeline.bundle.events import FILE
from timeline.bundle.manifest import Manifest
from timeline.formats.tables import SCHEMA
from timeline.model.coverage import Coverage, Gap
from timeline.model.window import Window

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_WORDS = [
    f"{a}{b}" for a in ("re", "un", "de", "out", "over", "", "inter", "sub") for b in
    ("start", "load", "queue", "cache", "node", "limit", "shard", "topic", "pool", "lag", "retry", "write", "read",
     "lock", "index", "batch", "route", "host", "key", "page", "roll", "back", "drop", "spike", "flat", "green", "red")
]  # fmt: skip
_SERVICES = [f"service-{number:02}" for number in range(40)]
_PEOPLE = [(f"U{number:04}", f"Person {number} Of Orbit") for number in range(300)]
_SOURCES = ("slack", "datadog", "pagerduty", "github", "terraform")


def bundles(folder: Path, incidents: int, events: int, *, seed: int = 3) -> list[Path]:
    """So many bundles with so many events each, spread over a year; one in twenty has a gap."""
    return [bundle(folder / f"inc-{number:05}", number, incidents, events, seed) for number in range(incidents)]


def bundle(folder: Path, number: int, of: int, events: int, seed: int) -> Path:
    chance = random.Random(seed * 1_000_003 + number)
    start = BEGIN + timedelta(seconds=int(365 * 86400 * number / of) + chance.randrange(7200))
    window = Window(start, start + timedelta(hours=6))
    rows = sorted(_rows(chance, number, start, events), key=lambda row: (row["time"], row["source"], row["id"]))
    data = folder / "data"
    data.mkdir(parents=True)
    lines = [json.dumps({"schema": SCHEMA, "window": window.to_dict()}), *map(_line, rows)]
    (data / FILE).write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 1, mtime=0))
    counts: dict[str, int] = dict.fromkeys(_SOURCES, 0)
    for row in rows:
        counts[row["source"]] += 1
    coverage = tuple(_coverage(name, count, window, gap=name == "slack" and number % 20 == 0)
                     for name, count in counts.items())  # fmt: skip
    sources = tuple({"name": name, "type": name} for name in _SOURCES)
    Manifest(window, sources, coverage, events=counts).write(data)
    bag.seal(folder, bag.SOFTWARE)
    return folder


_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _coverage(name: str, count: int, window: Window, *, gap: bool) -> Coverage:
    gaps = (Gap.of(window, "denied", "a channel cannot be seen", where="#private"),) if gap else ()
    status = "partial" if gap else "complete"
    return Coverage(source=name, type=name, status=status, events=count, raw_rows=count, gaps=gaps)


def _rows(chance: random.Random, number: int, start: datetime, events: int) -> Iterator[dict[str, Any]]:
    """Half of it is talk; then alerts with their pages, and changes."""
    made = 0
    while made < events:
        moment = start + timedelta(microseconds=chance.randrange(5 * 3600 * 10**6))
        of = chance.random()
        story = _talk if of < 0.75 else _alert if of < 0.95 else _change
        for row in story(chance, number * 10**5 + made, moment):
            made += 1
            yield row
            if made == events:
                return


def _row(source: str, key: str, moment: datetime, kind: str, summary: str, **more: Any) -> dict[str, Any]:
    time = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    blank = dict.fromkeys(("actor", "severity", "url", "body"))
    return {
        "id": f"{source}:{key}", "time": time, "precision": "ms", "source": source, "kind": kind, "summary": summary,
        **blank, "keys": [], "tags": {}, "happening": None, **more,
    }  # fmt: skip


def _talk(chance: random.Random, key: int, moment: datetime) -> Iterator[dict[str, Any]]:
    who, name = chance.choice(_PEOPLE)
    words = " ".join(chance.choices(_WORDS, k=chance.randrange(4, 40)))
    stamp = f"{int(moment.timestamp())}.{key % 10**6:06}"
    yield _row(
        "slack", f"C{key % 8:04}/{stamp}", moment, "message.posted", f'{name} says "{words[:120]}"', body=words,
        actor={"id": who, "name": name, "kind": "person"}, tags={"channel": f"inc-{key % 8}"},
        url=f"https://orbit.slack.com/archives/C{key % 8:04}/p{stamp.replace('.', '')}",
        keys=[f"slack:thread:C{key % 8:04}/{stamp}"],
    )  # fmt: skip


def _alert(chance: random.Random, key: int, moment: datetime) -> Iterator[dict[str, Any]]:
    service, group = chance.choice(_SERVICES), f"host:web-{chance.randrange(400):03}"
    monitor, title = 5000 + _SERVICES.index(service), f"{service} latency"
    tags = {"monitor": title, "group": group, "service": service, "env": "prod"}
    own, shared = [f"datadog:event:{key}", f"datadog:monitor:{monitor}"], f"h:{key}"
    url = f"https://app.datadoghq.com/monitors/{monitor}?group={group}&event={key}"
    paged = chance.random() < 0.2
    yield _row(
        "datadog", f"{key}", moment, "alert.triggered", f'Datadog monitor "{title}" alerted ({group})', severity="error",
        tags=tags, keys=own, url=url, happening=shared if paged else None,
    )  # fmt: skip
    if paged:
        yield from _page(chance, key, moment, service, title, own[0], shared)
    end = moment + timedelta(seconds=chance.randrange(60, 3000))
    yield _row(
        "datadog", f"{key}9", end, "alert.recovered", f'Datadog monitor "{title}" recovered ({group})', severity="ok",
        tags=tags, keys=[f"datadog:event:{key}9", own[1]], url=url,
    )  # fmt: skip


def _page(  # noqa: PLR0917 - a page is of an alert
    chance: random.Random, key: int, moment: datetime, service: str, title: str, event: str, shared: str
) -> Iterator[dict[str, Any]]:
    who, name = chance.choice(_PEOPLE)
    keys, url = [f"pagerduty:incident:Q{key}"], f"https://orbit.pagerduty.com/incidents/Q{key}"
    tags = {"service": service, "number": str(key), "urgency": "high"}
    yield _row(
        "pagerduty", f"R{key}1", moment + timedelta(seconds=4), "incident.triggered",
        f'PagerDuty incident {key} triggered: "{title}"', severity="error", keys=[*keys, event], tags=tags, url=url,
        happening=shared,
    )  # fmt: skip
    yield _row(
        "pagerduty", f"R{key}2", moment + timedelta(seconds=chance.randrange(9, 600)), "incident.acknowledged",
        f"PagerDuty incident {key} acknowledged by {name}", keys=keys, tags=tags, url=url,
        actor={"id": f"P{who}", "name": name, "kind": "person"},
    )  # fmt: skip


def _change(chance: random.Random, key: int, moment: datetime) -> Iterator[dict[str, Any]]:
    (who, name), repo = chance.choice(_PEOPLE), f"orbit/{chance.choice(_SERVICES)}"
    title, sha = " ".join(chance.choices(_WORDS, k=6)), f"{key:040x}"
    actor = {"id": who.lower(), "name": name, "kind": "person"}
    keys = [f"github:pr:{repo}#{key}", f"git:{sha}"]
    url, tags = f"https://github.com/{repo}/pull/{key}", {"repo": repo, "number": str(key)}
    words = f"Pull request merged by {name}: {title} ({repo}#{key})"
    yield _row("github", f"{repo}#{key}/merged", moment, "change.merged", words, keys=keys, tags=tags, url=url,
               actor=actor, happening=f"m:{key}", body=title)  # fmt: skip
    yield _row("github", f"{repo}/activity/{key}", moment, "code.pushed", f"{name} pushed to main ({repo})",
               keys=keys[1:], tags=tags, url=f"https://github.com/{repo}/commit/{sha}", actor=actor,
               happening=f"m:{key}")  # fmt: skip
