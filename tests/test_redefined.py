"""A monitor that was given another query is another alert: how often it fired before is not told in silence as one."""

from datetime import timedelta

import pytest

import timeline as tl
from support_past import START, VARIABLE, WINDOW, World, planted, record_of, served, sources
from timeline import demo
from timeline.bundle.past import replayed
from timeline.bundle.pulling import pull
from timeline.facts.histories import Histories
from timeline.testing import SimulatedClock

NOW = WINDOW.end + timedelta(days=1)
OLD, NEW = "avg(last_5m):depth > 900", "avg(last_5m):depth > 100"


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv(VARIABLE, demo.TOKEN)


def rows(world):
    clock = SimulatedClock(NOW)
    with served(world) as server:
        found = sources(server)
        record = record_of(found, clock=clock)
        return tl.history(record, found, clock=clock)


def changes(row):
    return [(each.what, each.fired) for each in row.redefined]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"query": OLD}, {"query": NEW}, "its query was changed"),
        ({"query": OLD, "options": {"thresholds": {"critical": 900}}}, {"query": OLD, "options": {"thresholds": {"critical": 100}}},
         "its thresholds were changed"),
        ({"query": OLD, "options": {"timeout_h": 0}}, {"query": OLD, "options": {"timeout_h": 1}}, "its options were changed"),
        ({"query": None, "modified": 1700000000000}, {"query": None, "modified": 1710000000000},
         "it was modified (what in it is not told)"),
    ],
)  # fmt: skip
def test_a_monitor_that_was_changed_is_said_to_be(before, after, said):
    """Between which two transitions, and how many firings were before; the count stays that of all."""
    world = World()
    for minutes in (5000, 4000, 3000):
        world.fire(minutes, **before)
    world.fire(2000, **after)
    world.now(**after)
    made = rows(world)
    alert = next(row for row in made if not row.is_page)
    start, end = (f"{START - timedelta(minutes=each):%Y-%m-%d %H:%M} Z" for each in (2990, 2000))
    assert alert.sentence(90) == (
        "fired 4 times in the 90 days before; 4 times it recovered with no page, acknowledgement or change (messages "
        f"were not read for this); {said} between {start} and {end}, and 3 of the 4 were before that"
    )
    assert alert.to_dict()["redefined"][0]["fired"] == 3
    assert Histories.read(made.to_dict(), made_window(made)).to_dict() == made.to_dict()


def made_window(made):
    return tl.Window(WINDOW.start - timedelta(days=made.days), WINDOW.start)


@pytest.mark.parametrize(
    "given",
    [({}, {}), ({"query": OLD}, {"query": OLD, "modified": 5}), ({"query": OLD, "options": {"thresholds": {"critical": 9}}}, {"query": OLD}),
     ({"query": OLD, "message": "a"}, {"query": OLD, "message": "b"}),
     ({"query": OLD, "options": {"renotify_interval": 5}}, {"query": OLD, "options": {"renotify_interval": 9}})],
)  # fmt: skip
def test_what_does_not_decide_when_it_fires_is_no_change(given):
    """A new text, whom it tells, or what only one of the two payloads has: the alert is the same."""
    world = World()
    world.fire(5000, **given[0])
    world.now(**given[1])
    made = rows(world)
    assert not any(row.redefined for row in made)
    assert "redefined" not in made[0].to_dict()


def test_a_change_after_its_last_firing_is_seen_in_the_record():
    """All that is counted is of another alert; the monitor's own time of it is the bound where it is told."""
    world = World()
    world.fire(5000, query=OLD)
    at = START - timedelta(minutes=70)
    world.now(query=NEW, modified=int(at.timestamp() * 1000))
    alert = next(row for row in rows(world) if not row.is_page)
    (change,) = alert.redefined
    assert (change.after, change.before, change.fired) == (START - timedelta(minutes=4990), at, 1)
    assert alert.sentence(90).endswith(f"and {at:%Y-%m-%d %H:%M} Z, and 1 of the 1 was before that")


def test_each_change_is_told_and_another_group_shows_it_too():
    """The query is the monitor's: where only another group spoke between, that bounds it; its page has the same."""
    world = World()
    world.page(4999, world.fire(5000, query=OLD))
    world.fire(4000, query=NEW, group="shard:8")
    world.fire(3000, query=OLD)
    world.now(query=NEW)
    made = rows(world)
    alert, page = sorted(made, key=lambda row: row.is_page)
    assert changes(alert) == [("query", 1), ("query", 1), ("query", 2)]
    assert "; its query was changed between" in alert.sentence(90)
    assert alert.sentence(90).endswith("and 2 of the 2 were before the last of these")
    assert changes(page) == [("query", 1), ("query", 1), ("query", 1)]
    assert "; its monitor's query was changed between" in page.sentence(90)


def test_another_monitors_change_is_not_told():
    """Each monitor has its own query."""
    world = World()
    world.fire(5000, monitor=7, name="other", query=OLD)
    world.fire(4000, query=NEW)
    world.now(query=NEW)
    assert not any(row.redefined for row in rows(world))


def test_it_is_kept_and_counted_again(tmp_path):
    """The transitions themselves say it; a bundle keeps it in its rows, and what is counted again has it."""
    clock = SimulatedClock(NOW)
    world = World()
    planted(world, 10)
    world.fire(100, query=OLD)
    world.now(query=NEW)
    with served(world) as server:
        found = sources(server)
        pull(WINDOW, found, to=tmp_path / "inc")
        tl.history(tl.load(tmp_path / "inc"), found, clock=clock, to=tmp_path / "inc")
    record = tl.load(tmp_path / "inc")
    alert = next(row for row in record.history if not row.is_page)
    assert [each.what for each in alert.redefined] == ["query", "query"]
    again = Histories.counted(record, replayed(tmp_path / "inc/data/history", found), 90)
    assert again.to_dict()["alerts"] == record.history.to_dict()["alerts"]
    assert "its query was changed between" in record.to_markdown()
