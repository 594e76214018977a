"""Datadog's events: monitor transitions, and what else is posted to the stream."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from timeline.demo.payloads import iso

_STATUS = {"Alert": "error", "Warn": "warning", "No Data": "warning", "OK": "success"}
_TYPE = {"Alert": "alert", "Warn": "warning", "No Data": "no data"}
_TITLE = {"Alert": "Triggered", "Warn": "Warn", "No Data": "No data", "OK": "Recovered"}


def transition(
    time: datetime,
    event: str,
    monitor: int,
    name: str,
    states: tuple[str, str],
    *,
    group: str = "",
    cycle: str = "1",
    service: str = "undefined",
    minutes: float = 0,
    renotify: bool = False,
) -> dict[str, Any]:
    """A monitor's group going from one state to another; `minutes` is how long the alert lasted that ended."""
    source, target = states
    kind = "renotify" if renotify else _TYPE.get(target, f"{source.lower()} recovery")
    groups = [group] if group else []
    title = f"[{_TITLE[target]}{' on {' + group + '}' if group else ''}] {name}"
    inner: dict[str, Any] = {
        "timestamp": int(time.timestamp()) * 1000, "status": _STATUS[target], "priority": "normal", "title": title,
        "sourcecategory": "monitor_alert", "service": service, "aggregation_key": f"agg-{monitor}-{group}",
        "evt": {
            "id": event, "uid": f"uid-{event}", "integration_id": "monitor-alert-event", "source_id": 36,
            "type": "query_alert", "name": name,
        },
        "monitor_id": monitor, "monitor_groups": groups,
        "monitor": {
            **_monitor(monitor, name, groups), "alert_cycle_key_txt": cycle,
            "transition": {"source_state": source, "destination_state": target, "transition_type": kind},
            "result": {
                "result_ts": int(time.timestamp()), "result_id_txt": cycle, "group_key": "",
                "alert_url": f"/monitors/{monitor}?group={group}&event_id={event}",
            },
        },
    }  # fmt: skip
    if minutes:
        inner["duration"] = int(minutes * 60) * 1_000_000_000
    message = f"%%%\n{name}\n\n@slack-infra-alerts\n%%%"
    return _event(time, event, message, ["env:prod", "monitor", "source:alert"], inner)


def _monitor(monitor: int, name: str, groups: list[str]) -> dict[str, Any]:
    """What an event holds of its monitor, whatever happened to it."""
    return {
        "id": monitor, "name": name, "templated_name": name, "type": "query alert", "query": "avg(last_5m)",
        "message": "@slack-infra-alerts", "tags": ["env:prod"], "groups": groups, "group_status": 0,
    }  # fmt: skip


def downtime(key: str, start: datetime, end: datetime | None, scope: str, **more: Any) -> dict[str, Any]:
    """A downtime with one occurrence; `more` overrides or adds attributes."""
    attributes = {
        "scope": scope, "status": "ended", "canceled": None, "monitor_identifier": {"monitor_tags": ["*"]},
        "schedule": {"start": iso(start, 6), "end": end and iso(end, 6)}, "message": None,
    }  # fmt: skip
    return {"id": key, "type": "downtime", "attributes": attributes | more}


def posted(time: datetime, event: str, title: str, tags: list[str], message: str = "") -> dict[str, Any]:
    """An event that something else than a monitor posted."""
    inner = {
        "timestamp": int(time.timestamp()) * 1000, "status": "info", "priority": "normal", "title": title,
        "service": "undefined", "evt": {"id": event, "source_id": 100, "type": "event"},
    }  # fmt: skip
    return _event(time, event, message, tags, inner)


def _event(time: datetime, event: str, message: str, tags: list[str], inner: dict[str, Any]) -> dict[str, Any]:
    attributes = {"timestamp": iso(time), "message": message, "tags": tags, "attributes": inner}
    return {"id": f"AwAAA{event}", "type": "event", "attributes": attributes}
