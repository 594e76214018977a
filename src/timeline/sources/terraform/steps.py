"""The steps of a run that are events, and when it took them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from timeline.model.window import Instant, read_iso
from timeline.porting.payload import at, block, iso_time, text


class Step(NamedTuple):
    """A status timestamp that is an event.

    Attributes:
        name: the last part of the event's id.
        words: its sentence; `run`, `plan` and `apply` are the run's own words for these.
        over: whether a run ends with it.
    """

    name: str
    kind: str
    words: str
    over: bool = False


#: The status timestamps that are events. The others (queued, planning …) stay in the raw payload.
STEPS: Mapping[str, Step] = {
    "planned-at": Step("planned", "change.planned", "{plan} finished"),
    "planned-and-finished-at": Step(
        "planned-and-finished", "change.planned", "{plan} finished{empty}, and with it the run", over=True
    ),
    "planned-and-saved-at": Step("planned-and-saved", "change.planned", "{plan} finished and saved"),
    "policy-soft-failed-at": Step(
        "policy-soft-failed", "change.updated", "policy failed softly for the {run}", over=True
    ),
    "tf-policy-override-at": Step("policy-overridden", "change.updated", "policy failure overridden for the {run}"),
    "confirmed-at": Step("confirmed", "change.approved", "{run} confirmed"),
    "applied-at": Step("applied", "change.applied", "{apply} finished", over=True),
    "errored-at": Step("errored", "change.failed", "{run} failed", over=True),
    "discarded-at": Step("discarded", "change.discarded", "{run} discarded", over=True),
    "canceled-at": Step("canceled", "change.canceled", "{run} canceled", over=True),
    "force-canceled-at": Step("force-canceled", "change.canceled", "{run} force-canceled", over=True),
    "assessed-at": Step("assessed", "change.updated", "{run} finished", over=True),
}
_CREATED = Step("created", "change.proposed", "{run} created")
#: Every step by its name.
BY_NAME: Mapping[str, Step] = {step.name: step for step in (_CREATED, *STEPS.values())}
#: The action in a run's events that tells who took a step.
ACTIONS = {
    "confirmed": ("confirmed", "applied"),
    "discarded": ("discarded",),
    "canceled": ("canceled", "cancelled"),
    "force-canceled": ("force_canceled", "force-canceled"),
}


def taken(raw: dict[str, Any]) -> Iterator[tuple[str, str, Instant | None]]:
    """Every step of the run that is an event: its name, its kind, its instant (None: unreadable)."""
    stamps = at(raw, "attributes", "status-timestamps")
    found = [(_CREATED, at(raw, "attributes", "created-at"))]
    known = {key: stamp for key, stamp in block(at(raw, "attributes")).items() if key == "canceled-at"}
    known |= block(stamps)
    found += [(STEPS[key], stamp) for key, stamp in known.items() if key in STEPS and stamp is not None]
    for step, stamp in found:
        try:
            yield step.name, step.kind, read_iso(stamp)
        except ValueError:
            yield step.name, step.kind, None


def undated_end(raw: dict[str, Any], told: Iterable[str]) -> Step | None:
    """The step with which the run ended, as its status has it, where no timestamp tells when."""
    step = BY_NAME.get((text(at(raw, "attributes", "status")) or "").replace("_", "-"))
    return step if step and step.over and step.name not in told else None


def last_seen(raw: dict[str, Any]) -> datetime | None:
    """The latest time that the run tells of itself: what it does not date came no earlier."""
    stamps = [at(raw, "attributes", "created-at"), *block(at(raw, "attributes", "status-timestamps")).values()]
    return max((time for time in map(iso_time, stamps) if time), default=None)
