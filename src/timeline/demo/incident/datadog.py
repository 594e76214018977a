"""What Datadog knows."""

from __future__ import annotations

from typing import Any

from timeline.demo.incident import facts, past
from timeline.demo.incident.facts import at
from timeline.demo.payloads.datadog import posted, transition

_HOSTS = ("i-0a41", "i-0b52", "i-0c63", "i-0d74", "i-0e85", "i-0f96")


def world() -> dict[str, Any]:
    """The event stream."""
    return {"events": [*_alarm(), *_instances(), *_noise(), *past.transitions()]}


def _alarm() -> list[dict[str, Any]]:
    publish = (facts.PUBLISH, facts.PUBLISH_NAME)
    queue = (facts.QUEUE, facts.QUEUE_NAME)
    group = "queue:hooks"
    return [
        transition(at("18:46:02"), facts.PUBLISH_ALERT, *publish, ("OK", "Alert"), cycle="71", service="hooks"),
        transition(
            at("19:01:02"), facts.PUBLISH_AGAIN, *publish, ("Alert", "Alert"), cycle="71", service="hooks",
            renotify=True,
        ),
        transition(
            at("19:12:10"), facts.PUBLISH_OK, *publish, ("Alert", "OK"), cycle="71", service="hooks", minutes=26.1
        ),
        transition(at("18:42:45"), facts.QUEUE_ALERT, *queue, ("OK", "Alert"), group=group, cycle="39"),
        transition(
            at("19:10:31"), facts.QUEUE_OK, *queue, ("Alert", "OK"), group=group, cycle="39", minutes=27.8
        ),
    ]  # fmt: skip


def _instances() -> list[dict[str, Any]]:
    """The rotation of the instances: what was noticed first, and put down to the change that caused it all."""
    monitor = (facts.INSTANCES, facts.INSTANCES_NAME)
    launches = [
        posted(
            at(f"18:{32 + 2 * number}:{10 + number}"), f"49808661725482168{number:02d}",
            f"Instance {host} of http_hooks_v2 was launched", ["autoscaling_group:http_hooks_v2", "source:autoscaling"],
        )
        for number, host in enumerate(_HOSTS[:-1])
    ]  # fmt: skip
    return [
        *launches,
        posted(
            at("18:44:10"), facts.LAST_LAUNCH, "Last new instance was launched",
            ["autoscaling_group:http_hooks_v2", "source:autoscaling"],
            f"Instance {_HOSTS[-1]} of http_hooks_v2 is in service; 6 of 6 run the new image.",
        ),
        transition(at("18:42:30"), facts.INSTANCES_WARN, *monitor, ("OK", "Warn"), cycle="12", service="hooks"),
        transition(
            at("18:47:30"), facts.INSTANCES_OK, *monitor, ("Warn", "OK"), cycle="12", service="hooks", minutes=5
        ),
    ]  # fmt: skip


def _noise() -> list[dict[str, Any]]:
    """A monitor that flaps beside it all, for two hosts, and a deployment marker."""
    made: list[dict[str, Any]] = []
    for number, minute in enumerate((31, 38, 45, 52, 59)):
        host = f"host:editor-{number % 2 + 1}"
        monitor, cycle = (facts.LATENCY, facts.LATENCY_NAME), str(200 + number)
        up, down = f"49808661725482180{2 * number:02d}", f"49808661725482180{2 * number + 1:02d}"
        made += [
            transition(at(f"18:{minute}:07"), up, *monitor, ("OK", "Warn"), group=host, cycle=cycle),
            transition(at(f"18:{minute}:52"), down, *monitor, ("Warn", "OK"), group=host, cycle=cycle, minutes=0.75),
        ]
    tags = ["service:hooks", "source:deployment", "env:prod"]
    made.append(posted(at("18:35:41"), "4980866172548216700", "Deployed hooks 91ad4f0 to production", tags))
    return made
