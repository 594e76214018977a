"""A run's own log, its run events: who took a step, when it ended, what was commented. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from timeline.model.window import Instant, read_iso
from timeline.porting.payload import at, objects, text
from timeline.sources.terraform.steps import ACTIONS


def commented(raw: Any) -> list[str]:
    """The ids of the comments that the run names."""
    return [str(at(each, "id")) for each in objects(at(raw, "relationships", "comments", "data"))]


def may_have_comments(raw: Any) -> bool:
    """Whether the run names comments, or says nothing of them and has events of which some may be one."""
    if isinstance(at(raw, "relationships", "comments", "data"), list):
        return bool(commented(raw))
    return bool(at(raw, "relationships", "run-events", "data") != [])


def comments(log: Any) -> Iterator[dict[str, Any]]:
    """The rows that are comments."""
    return (row for row in objects(log) if at(row, "attributes", "action") == "commented")


def actors(log: Any) -> dict[str, str]:
    """By step, the id of the user whom the log names."""
    found: dict[str, str] = {}
    for row in objects(at(log, "data")):
        who = text(at(row, "relationships", "actor", "data", "id"))
        for step, actions in ACTIONS.items():
            if who and at(row, "attributes", "action") in actions:
                found[step] = who
    return found


def time_of(log: Any, step: str) -> Instant | None:
    """When the log says that the step was taken, if it does."""
    actions = (*ACTIONS.get(step, ()), step, step.replace("-", "_"))
    for row in objects(at(log, "data")):
        if at(row, "attributes", "action") in actions:
            try:
                return read_iso(at(row, "attributes", "created-at"))
            except ValueError:
                continue
    return None
