"""Base rates over many incidents: counts that add up, where each was seen, and nothing about people."""

import re
from datetime import timedelta

import numpy as np
import pytest

import timeline as tl
from support_events import WINDOW, event
from timeline.demo import year
from timeline.facts.history import histories
from timeline.fleet import rates
from timeline.fleet.tables import SMALL

COUNTS = ["fired", "paged", "acknowledged", "changed", "recovered_alone"]


def alert(key, minute, *, group="", state="triggered", monitor=5):
    keys = [f"datadog:event:{key}", f"datadog:monitor:{monitor}"]
    severity = {"triggered": "error", "recovered": "ok"}[state]
    tags = {"monitor": "queue lag", "group": group}
    return event(key, minute * 60, source="datadog", kind=f"alert.{state}", keys=keys, severity=severity, tags=tags)


def merged(key, minute, repo="orbit/api"):
    return event(key, minute * 60, source="github", kind="change.merged", tags={"repo": repo}, keys=[f"git:{key * 40}"])


def page(key, minute, of, *, acked=None):
    keys, who = [f"datadog:event:{of}", f"pagerduty:incident:{key}"], tl.Actor(id="P1", name="Ada", kind="person")
    yield event(f"{key}1", minute * 60, source="pagerduty", kind="incident.triggered", keys=keys, severity="error")
    if acked:
        yield event(f"{key}2", acked * 60, source="pagerduty", kind="incident.acknowledged", keys=keys[1:], actor=who)


def built(tmp_path, **records):
    """A catalog of records, each given as its events and its window."""
    made = tl.catalog(tmp_path / "catalog")
    for name, (window, events) in records.items():
        inside = [each for each in events if each.time in window]
        sources = dict.fromkeys(("datadog", "pagerduty", "github"), 0)
        rows = [tl.Coverage(source=each, type=each, status="complete") for each in sources]
        tl.Timeline(window, inside, rows).save(tmp_path / name)
    made.add(*(tmp_path / name for name in records))
    return made


def test_an_alert_s_counts_are_those_of_its_history(bundles, catalog):
    """Over one incident each alert has the counts that its history would have; over many they add up."""
    whole = catalog.alerts().set_index("alert")
    summed = {key: np.zeros(len(COUNTS), int) for key in whole.index}
    for folder in bundles:
        record = tl.load(folder)
        for row in histories(record, record):
            if not row.is_page:
                summed[row.key] += [getattr(row, name) for name in COUNTS]
                assert folder.name in whole.loc[row.key, "incidents"]
    assert {key: each.tolist() for key, each in summed.items()} == {
        key: whole.loc[key, COUNTS].tolist() for key in whole.index
    }


def test_what_is_benign_is_seen(bundles, catalog):
    """The alert that was made noisy recovers alone most often; with whom it was seen and what has gaps is told."""
    found = catalog.alerts().set_index("title")
    noisy = {each.alert: each.noise for each in year.SERVICES}
    alone = found["recovered_alone"] / found["fired"]
    assert set(found.index) == set(noisy)
    assert alone["search p95 latency"] > alone["checkout error rate"]
    assert (found["paged"] == 2).all()  # of eight incidents two are of each
    assert found.loc["ledger replication lag", "with_gaps"] == 1


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ([], [1, 0, 0, 0, 1]),
        ([*page("Q", 11, "a")], [1, 1, 0, 0, 0]),
        ([*page("Q", 11, "a", acked=12)], [1, 1, 1, 0, 0]),
        ([merged("c", 12)], [1, 0, 0, 0, 1]),
        ([merged("c", 12).but(summary="Raise queue lag limit")], [1, 0, 0, 1, 0]),
    ],
)
def test_what_followed_before_it_recovered(tmp_path, more, counts):
    """A page, an acknowledgement, and a change that names it, each by itself."""
    events = [alert("a", 10), alert("b", 20, state="recovered"), *more]
    made = built(tmp_path, one=(WINDOW, events))
    assert made.alerts()[COUNTS].to_numpy().tolist() == [counts]


def test_an_alert_that_did_not_recover_is_not_benign(tmp_path):
    """What is open at the window's end recovered with nothing, as far as anybody knows: it is not counted so."""
    made = built(tmp_path, one=(WINDOW, [alert("a", 10)]))
    assert made.alerts()[COUNTS].to_numpy().tolist() == [[1, 0, 0, 0, 0]]


def test_changes_before_alerts_with_both_rates(tmp_path):
    """Beside how many changes an alert followed stands how many changes and firings there were at all."""
    events = [
        merged("1", 1), alert("a", 5), alert("b", 6, state="recovered"),
        merged("2", 20), merged("3", 40), alert("c", 41), alert("d", 42, state="recovered"),
        merged("4", 50, repo="orbit/web"),
    ]  # fmt: skip
    row = built(tmp_path, one=(WINDOW, events)).changes().to_dict("records")
    assert [{name: each[name] for name in ("place", "changes", "followed", "fired", "preceded")} for each in row] == [
        {"place": "orbit/api", "changes": 3, "followed": 3, "fired": 2, "preceded": 2}
    ]


def test_a_change_stands_before_a_monitor_whichever_group_fired(tmp_path):
    """Groups of one monitor are one row, or a fleet of hosts would be as many; each firing counts."""
    events = [merged("1", 1), alert("a", 5, group="host:1"), alert("b", 6, group="host:2"), alert("c", 45, monitor=6)]
    (row,) = built(tmp_path, one=(WINDOW, events)).changes().to_dict("records")
    assert (row["alert"], row["title"]) == ("datadog:monitor:5", "queue lag")
    assert [row[name] for name in ("changes", "followed", "fired", "preceded")] == [1, 1, 2, 2]


@pytest.mark.parametrize(("lag", "rows"), [(0, 0), (1, 1), (30, 1), (31, 0)])
def test_before_is_within_half_an_hour(tmp_path, lag, rows):
    """A change stands before an alert if it began at most 30 min earlier, as in the facts of one record."""
    assert rates.MINUTES == 30
    made = built(tmp_path, one=(WINDOW, [merged("1", 5), alert("a", 5 + lag)]))
    assert len(made.changes()) == rows


def test_what_stands_in_two_windows_is_counted_once(tmp_path):
    """Windows of incidents overlap: a firing, a page and a change that both tell are each one."""
    events = [merged("1", 8), alert("a", 10), *page("Q", 11, "a"), alert("b", 20, state="recovered")]
    short = tl.Window(WINDOW.start, WINDOW.start + timedelta(minutes=10, seconds=30))
    made = built(tmp_path, whole=(WINDOW, events), short=(short, events))
    (row,) = made.alerts().to_dict("records")
    assert [row[name] for name in COUNTS] == [1, 1, 0, 0, 0]
    assert list(row["incidents"]) == ["short", "whole"]
    (row,) = made.changes().to_dict("records")
    assert [row[name] for name in ("changes", "followed", "fired", "preceded")] == [1, 1, 1, 1]


def test_nothing_is_counted_about_people(catalog):
    """No column of a base rate names, counts or ranks people, nor is there a score, a mean or a cause."""
    never = (
        r"actor|person|people|responder|author|user|login|name\b|avg|mean|median|rank|score|fastest|slowest|cause|mttr"
    )
    told = [*catalog.alerts().columns, *catalog.changes().columns, *SMALL["firings"], *SMALL["changes"]]
    assert [each for each in told if re.search(never, each)] == []
    assert not re.search(never, (rates.ALERTS + rates.CHANGES).replace("dense_rank() over", ""))
    values = f"{catalog.alerts().to_csv()}{catalog.changes().to_csv()}"
    assert not re.search("Amina|Lindqvist|Carla", values)
