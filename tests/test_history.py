"""An alert's history: what is counted of the time before a record, from events that somebody read."""

import json
import random
from datetime import datetime, timedelta

import pytest

import timeline as tl
from support_events import WINDOW, event
from timeline.facts.histories import Histories
from timeline.facts.history import histories

DAYS = 90
BEFORE = tl.Window(WINDOW.start - timedelta(days=DAYS), WINDOW.start)
TYPES = ("datadog", "pagerduty", "github", "terraform")


class Past:
    """Events of the time before, by how many minutes after its beginning they happened."""

    def __init__(self):
        self.events = []
        self.number = 0

    def add(self, source, kind, minute, **fields):
        self.number += 1
        made = event(f"p{self.number}", source=source, kind=kind, precision="s", **fields)
        self.events.append(made.but(time=BEFORE.start + timedelta(minutes=minute)))
        return self.number

    def fire(self, minute, *, lasts=10, group="host:a", severity="error", monitor=5):
        self.number += 1
        name = {"tags": {"monitor": "queue lag", "group": group}}
        key, kind = f"datadog:event:{self.number}", "alert.triggered" if severity == "error" else "alert.warned"
        self.add("datadog", kind, minute, severity=severity, keys=[key, f"datadog:monitor:{monitor}"], **name)
        if lasts:
            self.add(
                "datadog", "alert.recovered", minute + lasts, severity="ok", keys=[f"datadog:monitor:{monitor}"], **name
            )
        return key

    def page(self, minute, *alerts, acked=None, resolved=None, title="queue lag", number=None, raw=None):
        self.number += 1
        key = f"pagerduty:incident:Q{number or self.number}"
        tags, said = {"number": str(self.number), "service": "hooks"}, f'PagerDuty incident {self.number} "{title}"'
        self.add("pagerduty", "incident.triggered", minute, keys=[key, *alerts], tags=tags, severity="error",
                 summary=f"{said} triggered (hooks)", raw=raw)  # fmt: skip
        for step, at in (("acknowledged", acked), ("resolved", resolved)):
            if at is not None:
                self.add("pagerduty", f"incident.{step}", at, keys=[key], tags=tags, summary=f"{said} {step}")

    def change(self, minute, kind="change.merged", words="Tidy up", pull=1, body=None):
        self.add("github", kind, minute, keys=[f"github:pr:acme/a#{pull}"], summary=words, body=body)

    def record(self, *, gap=None, without=(), order=None):
        gaps = (tl.Gap(start=BEFORE.start, end=BEFORE.start, reason="denied", detail="no"),)
        rows = [tl.Coverage(source=each, type=each, status="partial" if each == gap else "complete",
                            gaps=gaps if each == gap else ()) for each in TYPES if each not in without]  # fmt: skip
        events = list(self.events)
        random.Random(order).shuffle(events)
        return tl.Timeline(BEFORE, events, rows)


@pytest.fixture
def past():
    return Past()


def now(*, title="queue lag", raw=None, group="host:a"):
    """A record with one firing and one page of its own."""
    alert = event("a", 60, source="datadog", kind="alert.triggered", severity="error", precision="s",
                  keys=["datadog:event:9999", "datadog:monitor:5"], tags={"monitor": "queue lag", "group": group})  # fmt: skip
    page = event("t", 63, source="pagerduty", kind="incident.triggered", severity="error", precision="s", raw=raw,
                 keys=["pagerduty:incident:QNOW", "datadog:event:9999"], tags={"number": "77", "service": "hooks"},
                 summary=f'PagerDuty incident 77 "{title}" triggered (hooks)')  # fmt: skip
    return tl.Timeline(WINDOW, [alert, page])


def counts(row):
    return (row.fired, row.paged, row.acknowledged, row.changed, row.recovered_alone)


def test_each_firing_is_counted_by_what_followed_it(past):
    """Of five firings one was paged and acknowledged, one paged, one met by a change, one never recovered, one alone."""
    past.page(1, past.fire(0), acked=5, resolved=11)
    past.page(1001, past.fire(1000), resolved=1012)
    past.fire(2000)
    past.change(2005, words="Raise the limit of queue lag")
    past.fire(3000)
    past.fire(4000, lasts=None)
    alert, page = histories(now(), past.record())
    assert counts(alert) == (5, 2, 1, 1, 1)
    assert (alert.key, alert.title, alert.events) == ("datadog:monitor:5/host:a", "queue lag (host:a)", ("datadog:a",))
    assert counts(page) == (2, 2, 1, 0, 1)
    assert (page.key, page.title, page.events) == ("pagerduty:hooks/queue lag", "queue lag", ("pagerduty:t",))


def test_the_sentence_says_what_was_counted(past):
    """How often, in how many days, how often with nothing; and that messages were not read for it."""
    for minute in (0, 1000, 2000):
        past.fire(minute)
    alert, page = histories(now(), past.record())
    assert alert.sentence(DAYS) == (
        "fired 3 times in the 90 days before; 3 times it recovered with no page, acknowledgement or change "
        "(messages were not read for this)"
    )
    assert page.sentence(DAYS) == "was not triggered in the 90 days before"


@pytest.mark.parametrize("source", TYPES)
@pytest.mark.parametrize("how", ["gap", "without"])
def test_what_was_not_read_whole_is_said(past, source, how):
    """A source that was not asked, or lost a part, makes it as far as read; another row's source does not."""
    past.fire(0)
    record = past.record(gap=source) if how == "gap" else past.record(without=(source,))
    alert, page = histories(now(), record)
    assert alert.sentence(DAYS).startswith("as far as read: ")
    assert page.known == ("yes" if source == "datadog" else "as far as read")


def test_another_group_monitor_or_service_has_another_history(past):
    """Only the same monitor and group count, and of pages the same service and title."""
    past.fire(0, group="host:b")
    past.fire(100, monitor=6)
    past.page(200, title="disk", resolved=210)
    assert [counts(row) for row in histories(now(), past.record())] == [(0, 0, 0, 0, 0)] * 2


def test_a_page_is_known_by_its_alert_key(past):
    """Where the integration states a key it is that, whatever the title; where it has none, service and title."""
    raw = {"service": {"id": "PSVC"}, "incident": {"incident_key": "lag/a"}}
    past.page(0, title="queue lag: 7 wait", resolved=10, raw=raw)
    past.page(100, title="queue lag", resolved=110, raw={**raw, "incident": {"incident_key": "lag/b"}})
    page = histories(now(raw=raw), past.record())[1]
    assert page.key == "pagerduty:PSVC/lag/a"
    assert page.fired == 1


@pytest.mark.parametrize(
    ("words", "body", "counts_it"),
    [("Fix Queue Lag", None, True), ("Tidy up", "for https://app.datadoghq.com/monitors/5?x", True),
     ("Tidy up", "for https://app.datadoghq.com/monitors/57", False), ("queue lagging", None, False),
     ("Tidy up", None, False)],
)  # fmt: skip
def test_a_change_counts_where_it_names_the_alert(past, words, body, counts_it):
    """By the whole name or a link to it, in title or text, between firing and recovery."""
    past.fire(0)
    past.change(5, words=words, body=body)
    assert histories(now(), past.record())[0].changed == int(counts_it)


def test_a_title_holds_for_every_step_of_its_change(past):
    """Proposed before it fired and merged while it did: it is the proposal that has the title."""
    past.change(-5 + 10, "change.proposed", "Fix queue lag")
    past.fire(10)
    past.change(15, words="Pull request merged")
    past.fire(100)
    past.change(105, "change.commented", "queue lag again", pull=2)
    alert = histories(now(), past.record())[0]
    assert (alert.changed, alert.recovered_alone) == (1, 1)


def test_a_renotification_is_no_firing_and_a_worse_state_is_the_same(past):
    """What says an alert again, or worse, counts once."""
    past.fire(0, lasts=None, severity="warning")
    past.fire(5, lasts=10)
    tags = {"tags": {"monitor": "queue lag", "group": "host:a"}, "severity": "error"}
    past.add("datadog", "alert.renotified", 8, keys=["datadog:monitor:5"], **tags)
    assert counts(histories(now(), past.record())[0]) == (1, 0, 0, 0, 1)


def test_the_object_is_of_the_contract(past):
    """Schema, days, rows with the contract's keys, and the coverage of what was read."""
    past.fire(0)
    record = past.record()
    told = json.loads(json.dumps(Histories.counted(now(), record, DAYS).to_dict()))
    assert list(told) == ["schema", "days", "alerts", "coverage"]
    assert told["schema"] == "timeline-history/1"
    assert [list(row) for row in told["alerts"]] == [
        ["key", "title", "fired", "paged", "acknowledged", "changed", "recovered_alone", "events"]
    ] * 2
    assert [row["source"] for row in told["coverage"]] == sorted(TYPES)


@pytest.mark.parametrize("seed", range(20))
def test_counts_are_those_that_were_planted(seed):
    """In made pasts of many firings, in whatever order events come, each count is the one that was planted."""
    rules, past = random.Random(seed), Past()
    planted = [0] * 5
    for number in range(rules.randint(0, 40)):
        paged, acted, changed, over = (rules.random() < 0.5 for _ in range(4))
        minute = 60 * number
        key = past.fire(minute, lasts=30 if over else None)
        if paged:
            past.page(minute + 1, key, acked=minute + 5 if acted else None, resolved=minute + 31)
        if changed:
            past.change(minute + 9, words="Queue lag: more workers", pull=number)
        alone = over and not paged and not changed
        planted = [one + other for one, other in zip(planted, (1, paged, paged and acted, changed, alone), strict=True)]
    # a firing that is followed by another without a recovery between them is one that was not seen to end
    assert counts(histories(now(), past.record(order=seed))[0]) == tuple(planted)
    assert datetime.fromisoformat("2019-03-22T18:30+00:00") == BEFORE.start
