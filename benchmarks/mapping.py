"""The mapping by hand: each page to plain dicts, sorted, a JSON line and a Markdown line each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Plain = dict[str, Any]


def slack(raw: Plain) -> Plain:
    return {
        "id": f"slack:C0ALERTS/{raw['ts']}",
        "time": datetime.fromtimestamp(float(raw["ts"]), UTC),
        "source": "slack",
        "kind": "message.posted",
        "summary": f'{raw.get("user") or raw.get("bot_id")} says "{raw.get("text", "")[:200]}"',
        "body": raw.get("text"),
        "url": f"https://acme.slack.com/archives/C0ALERTS/p{raw['ts'].replace('.', '')}",
    }


def datadog(raw: Plain) -> Plain:
    inner = raw["attributes"]["attributes"]
    return {
        "id": f"datadog:{inner['evt']['id']}",
        "time": datetime.fromisoformat(raw["attributes"]["timestamp"]),
        "source": "datadog",
        "kind": "alert",
        "summary": inner.get("title", ""),
        "body": raw["attributes"].get("message"),
        "url": None,
    }


def pagerduty(raw: Plain) -> Plain:
    return {
        "id": f"pagerduty:{raw['id']}",
        "time": datetime.fromisoformat(raw["created_at"]),
        "source": "pagerduty",
        "kind": raw["type"],
        "summary": raw.get("summary", ""),
        "body": None,
        "url": raw.get("html_url"),
    }


_BY_KIND: dict[str, Callable[[Plain], Plain]] = {"slack": slack, "datadog": datadog, "pagerduty": pagerduty}


def mapped(pages: Iterable[tuple[str, bytes]]) -> list[Plain]:
    made = [_BY_KIND[kind](raw) for kind, page in pages for raw in json.loads(page)]
    return sorted(made, key=lambda event: (event["time"], event["source"], event["id"]))


def write(pages: Iterable[tuple[str, bytes]], folder: Path) -> None:
    made = mapped(pages)
    with (folder / "mapping.jsonl").open("w") as out:
        out.writelines(
            json.dumps({**each, "time": each["time"].isoformat()}, ensure_ascii=False) + "\n" for each in made
        )
    with (folder / "mapping.md").open("w") as out:
        out.writelines(
            f"- <{each['time']:%H:%M} Z>: {each['summary']} [{each['source']}]({each['url']})\n" for each in made
        )
