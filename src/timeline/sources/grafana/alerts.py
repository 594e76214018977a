"""States that alerts went to, made into drafts of events: from the state history, or from annotations. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from timeline.joining.keys import RULE
from timeline.model.window import Instant
from timeline.porting.draft import Draft, first_line, readable
from timeline.porting.payload import block, text
from timeline.sources.grafana import words
from timeline.sources.grafana.frame import Row, milliseconds, moment

# What is shown beside an annotation on its dashboard: a quarter of an hour before it and after.
_AROUND = 900_000
# Labels that say what it is about.
_SHOWN = ("service", "team", "env", "environment", "cluster", "namespace")


@dataclass(frozen=True)
class Alert:
    """One alert of a rule, and the two states that it went between.

    Attributes:
        rule: the rule's uid, where it is known.
        title: what the rule is called.
        labels: which of its alerts it is, as far as that is told.
        before: the state that it left.
        now: the state that it went to.
    """

    rule: str | None
    title: str | None
    labels: Mapping[str, str]
    before: words.State
    now: words.State

    @property
    def summary(self) -> str:
        """`Grafana rule "cpu" alerted (host:a)`, with the reason where the server gives one."""
        noun = f'Grafana rule "{first_line(self.title)}"' if self.title else "A Grafana rule"
        reason = f", reason: {self.now.reason}" if self.now.reason else ""
        which = words.group(self.labels)
        return f"{noun} {words.said(self.now, self.before).words}{reason}{f' ({which})' if which else ''}"

    def url(self, web: str) -> str | None:
        """Where people open the rule."""
        return f"{web}/alerting/grafana/{quote(self.rule, safe='')}/view" if self.rule else None

    @property
    def tags(self) -> dict[str, str | None]:
        """What it says beside its sentence."""
        own = {name: self.labels.get(name) for name in _SHOWN}
        return {
            **own, "env": own.pop("env") or own.pop("environment", None), "monitor": self.title,
            "group": words.group(self.labels) or None, "folder": self.labels.get("grafana_folder"),
            "from": self.before.name or None, "to": self.now.name or None, "reason": self.now.reason,
        }  # fmt: skip


@readable
def state(found: Row, web: str) -> Draft:
    """A row of the state history."""
    line = found.line
    rule, labels = text(line.get("ruleUID")), words.labels_of(line.get("labels"))
    before, now = words.State.read(line.get("previous")), words.State.read(line["current"])
    alert = Alert(rule, text(line.get("ruleTitle")), labels, before, now)
    told = words.said(alert.now, alert.before)
    return Draft(
        id=_place(rule or _nameless(), words.hash_of(labels, text(line.get("fingerprint"))), found.time),
        stamp=found.time,
        kind=told.kind,
        summary=alert.summary,
        severity=told.severity,
        url=alert.url(web),
        body=text(line.get("error")),
        keys=RULE.known(rule),
        tags={**alert.tags, "values": _values(line.get("values"))},
        raw=line,
    )


@readable
def noted(raw: dict[str, Any], web: str, rules: Mapping[str, str]) -> Draft:
    """An annotation that the server made of a state.

    Args:
        raw: as the server tells it.
        web: where people open the server.
        rules: the uids of rules by the numbers that annotations name them by.
    """
    number, body, time = text(raw.get("alertId")), text(raw.get("text")) or "", moment(raw.get("time"))
    rule = text(raw.get("alertUID")) or rules.get(number or "")
    name = text(raw.get("alertName")) or text(raw.get("title"))
    title, labels, values = _parts(body)
    alert = Alert(
        rule, name or title, labels, words.State.read(raw.get("prevState")), words.State.read(raw["newState"])
    )
    told = words.said(alert.now, alert.before)
    key = text(raw.get("id") or None)
    return Draft(
        id=key or _place(rule or number or _nameless(), words.hash_of(labels, title), time),
        stamp=time,
        kind=told.kind,
        summary=alert.summary,
        severity=told.severity,
        url=alert.url(web) or panel(raw, web),
        body=text(block(raw.get("data")).get("error")),
        keys=RULE.known(rule),
        tags={**alert.tags, "values": values},
        raw=raw,
    )


def panel(raw: Mapping[str, Any], web: str) -> str | None:
    """Where people see an annotation: on its dashboard, around its time."""
    board, number, at = text(raw.get("dashboardUID")), text(raw.get("panelId") or None), moment(raw.get("time"))
    if not board or at is None:
        return None
    last = moment(raw.get("timeEnd")) or at
    span = f"from={milliseconds(at) - _AROUND}&to={milliseconds(last) + _AROUND}"
    return f"{web}/d/{quote(board, safe='')}?{span}" + (f"&viewPanel={number}" if number else "")


def _place(rule: str, labels: str, time: Instant | None) -> str:
    """An id for a row that has none."""
    return f"{rule}/{labels}" + (f"/{milliseconds(time)}" if time else "")


def _nameless() -> str:
    raise ValueError("it names no rule")


def _values(told: Any) -> str | None:
    """What was measured: `B=93.2, C=1`."""
    shown = (f"{name}={each}" for name, each in sorted(block(told).items()) if isinstance(each, int | float | str))
    return ", ".join(shown) or None


def _parts(body: str) -> tuple[str | None, Mapping[str, str], str | None]:
    """The title, the labels and the values in `cpu {alertname=cpu, host=a} - B=93.2`; nothing of another text."""
    head, end, values = body.rpartition("} - ")
    title, begin, labels = head.partition(" {")
    if not end or not begin:
        return None, {}, None
    return title or None, words.labels_in(labels), values or None
