"""What became of an attempt to notify somebody. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from timeline.porting.payload import at, text

#: The statuses that say that an attempt reached somebody.
REACHED = frozenset({"success", "succeeded", "delivered", "sent", "answered", "completed"})
#: What the others say; one that is not listed is told by its own word.
FAILURES: Mapping[str, str] = {
    "no_answer": "nobody answered",
    "unanswered": "nobody answered",
    "busy": "the line was busy",
    "failed": "it failed",
    "failure": "it failed",
    "error": "it failed",
    "bad_address": "the address was bad",
    "invalid_address": "the address was bad",
    "unreachable": "the address could not be reached",
    "undelivered": "it was not delivered",
    "bounced": "it was not delivered",
    "rejected": "it was rejected",
    "blocked": "it was blocked",
    "blackout": "it was held back by a blackout",
    "unsubscribed": "the address has unsubscribed",
    "canceled": "it was canceled",
    "cancelled": "it was canceled",
    "expired": "it expired",
    "timeout": "it timed out",
    "timed_out": "it timed out",
}
_PLACES: tuple[tuple[str, ...], ...] = (("channel", "notification"), ("notification",), ("channel",), ())


def status(raw: Mapping[str, Any]) -> str | None:
    """The attempt's status in one spelling: `no_answer`."""
    for path in _PLACES:
        if found := text(at(raw, *path, "status")):
            return "_".join(found.lower().replace("-", " ").replace("_", " ").split())
    return None


def way(raw: Mapping[str, Any]) -> str | None:
    """By which means: `phone`, `sms`, `push`, `email`."""
    for path in _PLACES[:2]:
        if found := text(at(raw, *path, "type")):
            return found.removesuffix("_notification").replace("_", " ")
    return None


def failure(found: str | None) -> str | None:
    """What a status says of an attempt that is not known to have reached anybody, else None."""
    if found is None or found in REACHED:
        return None
    return FAILURES.get(found) or f'its status was "{found.replace("_", " ")}"'


def broken(raw: Mapping[str, Any]) -> str | None:
    """What the status of a step of whatever sort says went wrong, where it says so for certain."""
    return FAILURES.get(status(raw) or "")
