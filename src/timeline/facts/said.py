"""How facts say things: times with their precision, lags by the coarser clock, things by their own names.

What others wrote stands in straight quotes. No cause, no judgement and no name but an actor's is said here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from timeline.facts.changes import Change
from timeline.facts.clocks import Clocks
from timeline.formats.lines import Clockface
from timeline.joining import keys
from timeline.joining.keys import INCIDENT, MONITOR, RULE
from timeline.model.event import Event, width
from timeline.model.window import Precision, Window
from timeline.reading import objects

_TITLE = re.compile(r'incident \S+ "(.*)"')
_LONGEST = 100
_ORDER: tuple[Precision, ...] = ("us", "ms", "s", "min")
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FINE = timedelta(minutes=2)
_SAYS = {"incident.annotated": "noted on", "change.commented": "commented on", "change.proposed": "proposed",
         "incident.responder_requested": "asked for responders to"}  # fmt: skip
#: What is said of a change, by the kind of what tells of it.
_OF_CHANGE = {"deploy.started": "started", "deploy.succeeded": "succeeded", "deploy.failed": "failed"}


class Said:
    """Words for the events of one record.

    Args:
        window: what the record is about.
        tz: the zone that times are shown in.
        clocks: what is known of the sources' clocks.
    """

    def __init__(self, window: Window, tz: str, clocks: Clocks) -> None:
        self._clock = Clockface(tz)
        self._days = self._clock.day(window.start) != self._clock.day(window.end - timedelta(microseconds=1))
        self._clocks = clocks

    def at(self, time: datetime, precision: Precision = "s") -> str:
        """`18:42:45 Z`, with as many digits as the precision has; the date where the window has several."""
        local = time.astimezone(self._clock.zone)
        digits = {"min": "%H:%M", "s": "%H:%M:%S"}.get(precision, "%H:%M:%S.%f")
        shown = local.strftime(digits)
        shown = shown[:-3] if precision == "ms" else shown
        day = f"{local:%Y-%m-%d} " if self._days else ""
        return f"{day}{shown} {self._clock.time(time).rpartition(' ')[2]}"

    def time(self, event: Event) -> str:
        """When it happened; `about` where a note says so."""
        about = "about " if event.tags.get("approximate") == "true" else ""
        return about + self.at(event.time, event.precision)

    def lag(self, first: Event, last: Event) -> str:
        """How long after the one the other happened, by the coarser of their clocks."""
        coarser = max(first.precision, last.precision, key=_ORDER.index)
        span = _cut(last.time, width(coarser)) - _cut(first.time, width(coarser))
        return f"{span_of(span, coarser)}{self._clocks.between(first, last)}"


def _cut(time: datetime, to: timedelta) -> datetime:
    return time - (time - _EPOCH) % to


def span_of(span: timedelta, precision: Precision = "s") -> str:
    """`35 s`, `15.786 s`, `9 min 37 s`."""
    if precision == "min" and span < _MINUTE:
        return "less than 1 min"
    if precision in ("us", "ms") and span < _FINE:
        return f"{span // timedelta(milliseconds=1) / 1000:.3f} s"
    return objects.length(span)


def quoted(words: str) -> str:
    """Others' words on one line, in quotes that nothing in them ends."""
    line = " ".join(words.split()).replace('"', "'")
    return f'"{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"}"'


def listed(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def page(event: Event) -> str:
    """`PagerDuty incident 4171 "RabbitMQ queue length"`."""
    key, titled = keys.first(event, INCIDENT), title(event)
    number = event.tags.get("number") or (key and key.removeprefix(INCIDENT)) or event.id
    return f"PagerDuty incident {number}{f' {quoted(titled)}' if titled else ''}"


def title(event: Event) -> str | None:
    """The title of the incident that it is an entry of."""
    found = _TITLE.search(event.summary)
    return found[1] if found else None


def page_of(event: Event) -> tuple[str, str]:
    """What is paged for: a service and a title; an incident without either is one of its own."""
    titled = title(event)
    return (event.tags.get("service", ""), titled) if titled else ("", event.id)


def monitor(event: Event) -> str:
    """`Datadog monitor "RabbitMQ queue length"`, without its group."""
    product = {MONITOR: "Datadog monitor", RULE: "Grafana rule"}
    key = keys.first(event, MONITOR, RULE)
    what = next((words for sort, words in product.items() if key and key.startswith(sort)), "Monitor")
    name = event.tags.get("monitor")
    return f"{what} {quoted(name) if name else key.rpartition(':')[2] if key else quoted(event.summary)}"


def signal(event: Event) -> str:
    """What the event is a signal of: a monitor with its group, an incident, an error."""
    if event.kind.startswith("incident."):
        return page(event)
    if not event.kind.startswith("alert."):
        return f"Error {quoted(event.summary)}"
    group = event.tags.get("group")
    return f"{monitor(event)}{f' ({quoted(group)})' if group else ''}"


def went(event: Event) -> str:
    """What a signal did: `alerted`, `triggered`, `notified again`."""
    if event.kind == "alert.renotified":
        return "notified again"
    return objects.STATES.get(event.kind, (event.kind.partition(".")[2].replace("_", " "), 0))[0]


def changed(change: Change) -> str:
    """`Merge of acme/hooks#88`, `deployment of acme/hooks to production`."""
    event = change.first
    tags = event.tags
    if event.kind == "change.recorded":
        return f"recorded change {quoted(event.summary)}"
    where = tags.get("workspace") or tags.get("repo") or event.source
    if event.kind.startswith("deploy."):
        return f"deployment of {where} to {tags.get('environment', 'an environment')}"
    if event.kind == "code.pushed":
        return f"push to {tags['branch']} of {where}" if "branch" in tags else f"push to {where}"
    return f"{'merge' if event.kind == 'change.merged' else 'apply'} of {_object(event)}"


def step(event: Event) -> str:
    """What a deployment's event says beside its name: `started`; nothing of another change."""
    return _OF_CHANGE.get(event.kind, "")


def ran(event: Event) -> str:
    """What ran: a workflow, a run, a deployment."""
    if event.kind.startswith("build."):
        workflow = event.tags.get("workflow")
        return f"Workflow {f'{quoted(workflow)} ' if workflow else ''}of {event.tags.get('repo', event.source)}"
    if event.kind.startswith("deploy."):
        where = event.tags.get("repo", event.source)
        return f"Deployment of {where} to {event.tags.get('environment', 'an environment')}"
    return f"Terraform run {_object(event)}" if keys.first(event, keys.RUN) else f"Change {_object(event)}"


def acted(event: Event) -> str:
    """What a person did: `wrote in #incidents`, `acknowledged PagerDuty incident 4171`."""
    area, _, verb = event.kind.partition(".")
    verb = _SAYS.get(event.kind, verb.replace("_", " "))
    if area == "message":
        return f"wrote in {channel(event)}"
    if area == "channel":
        return f"acted in {channel(event)}"
    if area == "incident":
        return f"{verb} {page(event)}"
    if event.kind == "code.pushed":
        return changed(Change((event,))).replace("push", "pushed", 1)
    if area in ("change", "deploy", "build"):
        return f"{verb} {_of(event)}"
    return f"acted: {quoted(event.summary)}"


def channel(event: Event) -> str:
    """`#incidents`."""
    return f"#{event.tags['channel']}" if "channel" in event.tags else "a channel"


def _of(event: Event) -> str:
    return _object(event) if event.kind.startswith("change.") else ran(event)[0].lower() + ran(event)[1:]


def _object(event: Event) -> str:
    """The pull request or run that it is a step of: `acme/infra#31`, `run-9kQ2 in hooks-prod`."""
    run, pull = keys.first(event, keys.RUN), keys.first(event, keys.PULL)
    if run:
        where = event.tags.get("workspace")
        return run.removeprefix(keys.RUN) + (f" in {where}" if where else "")
    return pull.removeprefix(keys.PULL) if pull else quoted(event.summary)
