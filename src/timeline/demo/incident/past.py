"""What the alerts and pages of the incident were in the ninety days before it: a queue that grows and shrinks again.

It ends more than a week before: no pull of the evening looks back as far.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from timeline.demo.incident import facts
from timeline.demo.incident.facts import INFRA, at
from timeline.demo.payloads.datadog import transition
from timeline.demo.payloads.github import WEB, author, merge, person, pull_request
from timeline.demo.payloads.pagerduty import datadog_channel, entry, incident, reference
from timeline.demo.payloads.terraform import run

_EVENING = at("18:30:00")
_ADA = reference("PADA001", "user", facts.ADA)
_DATADOG = reference("PDDOG01", "events_api_v2_inbound_integration", "Datadog")
_LINUS = person("linusp", facts.LINUS)


class _Firing(NamedTuple):
    """One time that a monitor fired: so many days and minutes before the evening, for so many minutes."""

    days: int
    before: int
    minutes: int
    paged: bool = False
    acknowledged: bool = False

    @property
    def start(self) -> datetime:
        return _EVENING - timedelta(days=self.days, minutes=self.before)

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.minutes)


#: Fourteen times; three times it paged, once somebody looked, and raised the limit.
_QUEUE = (
    _Firing(87, 700, 6), _Firing(81, 95, 4), _Firing(80, 1130, 9), _Firing(74, 60, 5), _Firing(66, 400, 31, paged=True),
    _Firing(61, 85, 7), _Firing(58, 1010, 4), _Firing(49, 70, 12), _Firing(44, 300, 48, paged=True, acknowledged=True),
    _Firing(37, 820, 5), _Firing(30, 55, 6), _Firing(22, 640, 35, paged=True), _Firing(15, 90, 8), _Firing(9, 1200, 5),
)  # fmt: skip
_PUBLISH = (_Firing(52, 210, 33, paged=True, acknowledged=True),)
_INSTANCES = (_Firing(72, 330, 5), _Firing(51, 325, 6), _Firing(28, 335, 5), _Firing(14, 330, 4))
#: Each other day, of one host and of the other.
_LATENCY = tuple(_Firing(days, 37 * days % 1300, 1) for days in range(10, 90, 2))
_DISK = (_Firing(68, 500, 240, acknowledged=True), _Firing(40, 800, 300), _Firing(12, 650, 200, acknowledged=True))


def transitions() -> list[dict[str, Any]]:
    """What Datadog knows of it."""
    queue, publish = (facts.QUEUE, facts.QUEUE_NAME), (facts.PUBLISH, facts.PUBLISH_NAME)
    instances, latency = (facts.INSTANCES, facts.INSTANCES_NAME), (facts.LATENCY, facts.LATENCY_NAME)
    return [
        *_fired(10, queue, _QUEUE, "Alert", "queue:hooks"),
        *_fired(20, publish, _PUBLISH, "Alert", ""),
        *_fired(30, instances, _INSTANCES, "Warn", ""),
        *_fired(40, latency, _LATENCY[::2], "Warn", "host:editor-1"),
        *_fired(50, latency, _LATENCY[1::2], "Warn", "host:editor-2"),
    ]


def _fired(
    series: int, monitor: tuple[int, str], firings: tuple[_Firing, ...], state: str, group: str
) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(firings):
        cycle = f"9{series}{number}"
        yield transition(each.start, _event(series, number), *monitor, ("OK", state), group=group, cycle=cycle)
        yield transition(
            each.end, f"{_event(series, number)}9", *monitor, (state, "OK"), group=group, cycle=cycle,
            minutes=each.minutes,
        )  # fmt: skip


def _event(series: int, number: int) -> str:
    return f"49790{series}{number:03d}"


def entries() -> list[dict[str, Any]]:
    """What PagerDuty knows of it."""
    return [
        *_paged(10, _QUEUE, "rabbitmq", (facts.QUEUE, facts.QUEUE_NAME)),
        *_paged(20, _PUBLISH, "hooks", (facts.PUBLISH, facts.PUBLISH_NAME)),
        *(row for number, each in enumerate(_DISK) for row in _mailed(3300 + number, each)),
    ]


def _paged(
    series: int, firings: tuple[_Firing, ...], service: str, monitor: tuple[int, str]
) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(firings):
        if each.paged:
            channel = datadog_channel(_event(series, number), monitor[0], f"[Triggered] {monitor[1]}")
            yield from _incident(3000 + 10 * series + number, each, (service, monitor[1]), channel, _DATADOG)


def _mailed(number: int, firing: _Firing) -> Iterator[dict[str, Any]]:
    title = "Disk 85 % full on build-3"
    yield from _incident(number, firing, ("builds", title), {"type": "email", "summary": title}, None)


def _incident(
    number: int, firing: _Firing, what: tuple[str, str], channel: dict[str, Any], agent: dict[str, Any] | None
) -> Iterator[dict[str, Any]]:
    """An incident from its trigger to its resolve, four seconds after what it is about."""
    service, title = what
    key, created = f"Q1P{number}", firing.start + timedelta(seconds=4)
    urgency = "low" if service == "builds" else "high"
    about = incident(key, number, title, service, created, urgency=urgency, first=f"R{key}01")
    yield entry(f"R{key}01", "trigger", created, about, agent, channel=channel)
    if firing.acknowledged:
        yield entry(f"R{key}02", "acknowledge", created + timedelta(minutes=3), about, _ADA)
    yield entry(f"R{key}03", "resolve", firing.end + timedelta(seconds=5), about, agent or _ADA)


def pulls() -> list[dict[str, Any]]:
    """What GitHub knows of it: the change that raised the limit, merged while the queue was long."""
    fired = next(each for each in _QUEUE if each.acknowledged)
    url, time = f"{WEB}/{INFRA}/pull/17", fired.start + timedelta(minutes=21)
    return [
        pull_request(
            INFRA, 17, f"{facts.QUEUE_NAME}: fire at 10,000 rather than 5,000", _LINUS, time - timedelta(minutes=9),
            files=["monitors/rabbitmq.tf"], head=author("linusp", facts.LINUS, facts.LINUS_MAIL),
            items=merge(880017, f"{17:040x}", _LINUS, time, url),
        )
    ]  # fmt: skip


def runs(workspace: str) -> list[dict[str, Any]]:
    """What HCP Terraform knows of it: the same change, applied."""
    fired = next(each for each in _QUEUE if each.acknowledged)
    time = fired.start + timedelta(minutes=22)
    steps = {"planned": time + timedelta(seconds=40), "applied": time + timedelta(minutes=2)}
    message = f"{facts.QUEUE_NAME}: fire at 10,000 rather than 5,000 (#17)"
    return [run("run-7mT4rQwLimit5000", workspace, time, message, steps)]
