"""An alert's history, asked of the services: what is counted, what it costs, where it is kept, what is missing."""

import json
import shutil
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

import timeline as tl
from support_past import (
    GROUP,
    MONITOR,
    NAME,
    REPOS,
    SERVICE,
    START,
    VARIABLE,
    WINDOW,
    Limits,
    World,
    planted,
    record_of,
    served,
    sources,
)  # fmt: skip
from timeline import demo
from timeline.bundle import bag, pages
from timeline.bundle.files import load
from timeline.bundle.past import replayed
from timeline.bundle.pulling import pull
from timeline.demo.server.terraform import TerraformApi
from timeline.facts.asking import recounted
from timeline.facts.histories import Histories
from timeline.formats import terminal
from timeline.model.errors import ConfigError
from timeline.testing import SimulatedClock

BUDGET = {"datadog": 40, "pagerduty": 80, "github": 60, "terraform": 40}
COUNTS = ("fired", "paged", "acknowledged", "changed", "recovered_alone")
NOW = WINDOW.end + timedelta(days=1)
PAGES = "data/history/pages.jsonl.gz"


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv(VARIABLE, demo.TOKEN)


def counts(row):
    return {name: getattr(row, name) for name in COUNTS}


def asked(world, *, now=NOW, days=90, **given):
    """The rows of the world's record, the requests that they took, and by service."""
    clock = SimulatedClock(now)
    with served(world) as server:
        found = sources(server, **given)
        record = record_of(found, clock=clock)
        before = Counter(name for name, _ in server.log)
        rows = tl.history(record, found, days=days, clock=clock)
        return rows, Counter(name for name, _ in server.log) - before


@pytest.mark.parametrize("seed", range(4))
def test_what_was_planted_is_what_is_counted(seed):
    """Firings, pages, acknowledgements and changes of every sort, each counted once, nothing missing."""
    world = World()
    wanted = planted(world, 30, seed=seed)
    world.now()
    world.merged(5000, "Tidy up")
    world.fire(5100, group="shard:8")
    world.fire(5200, monitor=5150012, name="other")
    rows, requests = asked(world)
    alert = next(row for row in rows if not row.is_page)
    assert counts(alert) == wanted
    assert alert.known == "yes"
    assert (alert.key, alert.title) == (f"datadog:monitor:{MONITOR}/{GROUP}", f"{NAME} ({GROUP})")
    page = next(row for row in rows if row.is_page)
    assert page.key == f"pagerduty:P{SERVICE.upper()}/{NAME}"
    assert (page.fired, page.paged, page.acknowledged) == (wanted["paged"], wanted["paged"], wanted["acknowledged"])
    assert page.known == "yes"
    assert all(requests[name] <= most for name, most in BUDGET.items())


def test_what_lies_outside_the_days_is_not_counted():
    """A firing of the ninety-first day is none of the ninety days, nor is the record's own."""
    world = World()
    for minutes in (60 * 24 * 89, 60 * 24 * 91):
        world.fire(minutes)
    world.now()
    assert asked(world)[0][0].fired == 1
    assert asked(world, days=92)[0][0].fired == 2


def test_a_busy_monitor_takes_minutes_and_keeps_within_its_budget():
    """Two thousand firings in ninety days, twelve repositories, the services' own limits on a simulated clock."""
    world = World()
    wanted = planted(world, 2000, apart=60, acted=0.02)
    world.now()
    clock = SimulatedClock(NOW)
    with served(world) as server:
        found = sources(server)
        record = record_of(found, clock=clock)
        server.fault = Limits(clock)
        before, began = Counter(name for name, _ in server.log), clock.monotonic()
        rows = tl.history(record, found, clock=clock)
        requests = Counter(name for name, _ in server.log) - before
    assert counts(next(row for row in rows if not row.is_page)) == wanted
    assert rows.whole
    assert all(requests[name] <= most for name, most in BUDGET.items()), requests
    assert clock.monotonic() - began < 600


@pytest.mark.parametrize("count", [60, 400, 1200])
def test_many_pages_are_read_by_the_cheaper_way(count):
    """Incident by incident, or as the account's own log: whichever takes fewer requests, and none beyond the budget."""
    world = World()
    for number in range(count):
        key = world.fire(200 + 60 * number)
        world.page(199 + 60 * number, key, acked=2 if number % 3 == 0 else None, notified=3)
    world.now()
    rows, requests = asked(world)
    page = next(row for row in rows if row.is_page)
    assert (page.fired, page.acknowledged) == (count, -(-count // 3))
    assert page.known == "yes"
    assert requests["pagerduty"] <= BUDGET["pagerduty"]


def test_what_the_budget_does_not_reach_is_as_far_as_read():
    """Where both ways take too many requests, every firing is counted, and that acknowledgements may be missing is said."""
    world = World()
    for number in range(120):
        world.page(200 + 60 * number, world.fire(201 + 60 * number), acked=2)
    for number in range(4000):  # another service's, so that the account's log is long
        world.page(300 + 30 * number, title="noise", service="noise", acked=1)
    world.now()
    rows, requests = asked(world)
    page = next(row for row in rows if row.is_page)
    assert page.fired == 120
    assert 0 < page.acknowledged < 120
    assert page.sentence(90).startswith("as far as read: ")
    assert requests["pagerduty"] <= BUDGET["pagerduty"]


def test_an_alert_that_paged_nobody_now_may_have_paged_before():
    """Which service it paged is not known: the account's incidents are looked through, unless they are too many."""
    world = World()
    world.page(499, world.fire(500), acked=2)
    world.now(paged=False)
    rows, _ = asked(world)
    assert [counts(row)["paged"] for row in rows] == [1]
    assert rows[0].known == "yes"


def test_where_too_many_incidents_were_what_paged_nobody_is_as_far_as_read(monkeypatch):
    """Only the alert whose service nobody knows: another one that paged is known."""
    monkeypatch.setattr("timeline.sources.pagerduty.history._LISTED", 0)
    world = World()
    world.now()
    world.fire(-7, monitor=515002, name="quiet one")
    world.page(499, world.fire(500), acked=2)
    rows, _ = asked(world)
    assert {row.title: row.known for row in rows if not row.is_page} == {
        f"{NAME} ({GROUP})": "yes",
        f"quiet one ({GROUP})": "as far as read",
    }


def test_a_monitor_with_more_events_than_are_read_is_as_far_as_read(monkeypatch):
    """A chain of pages ends at a bound, and the time behind it is a gap."""
    monkeypatch.setattr("timeline.sources.datadog.history._PAGES", 1)
    world = World()
    for number in range(700):
        world.fire(200 + 60 * number)
    world.now()
    rows, requests = asked(world)
    assert rows[0].fired == 500
    assert rows[0].known == "as far as read"
    assert requests["datadog"] == 1


def test_a_page_without_details_is_known_by_its_alert():
    """A trigger that carries nothing stands for the alert that the incident has."""
    world = World()
    world.page(499, world.fire(500), acked=2, bare=True)
    world.now()
    rows, _ = asked(world)
    assert counts(rows[0])["paged"] == 1


@pytest.mark.parametrize("gone", ["pagerduty", "github", "terraform"])
def test_without_a_source_nothing_becomes_false(gone):
    """One that is not configured: what rests on it is as far as read, and is said so."""
    world = World()
    world.page(499, world.fire(500), acked=2)
    world.now()
    rows, _ = asked(world, **{gone: None})
    assert rows[0].fired == 1
    assert all(row.known == "as far as read" for row in rows)
    assert rows[0].sentence(90).startswith("as far as read: fired once in the 90 days before")


def test_what_is_not_kept_any_more_is_a_bound_of_the_past():
    """Datadog forgets after fifteen months: a history that reaches beyond is as far as read, with the reason."""
    world = World()
    world.fire(60 * 24 * 10)
    world.now()
    rows, _ = asked(world, now=START + timedelta(days=420))
    assert rows[0].known == "as far as read"
    (gap,) = next(row for row in rows.coverage if row.source == "datadog").gaps
    assert (gap.reason, gap.start) == ("retention", START - timedelta(days=90))
    assert asked(world, now=START + timedelta(days=300))[0][0].known == "yes"


def test_a_repository_that_cannot_be_seen_is_missing():
    """A search in what is hidden finds nothing and says nothing: each repository is asked for first."""
    world = World()
    world.now()
    rows, _ = asked(world, github={"repos": (*REPOS, "orbit/hidden")})
    assert rows[0].known == "as far as read"
    assert [gap.where for row in rows.coverage for gap in row.gaps] == ["orbit/hidden"]


@pytest.mark.parametrize(
    ("settings", "changed"),
    [({"terraform": {"workspaces": ("sync-*",)}}, 2), ({"terraform": {"workspaces": ("*-prod", "dns-*")}}, 2),
     ({"github": {"repos": (), "organization": "orbit"}}, 2), ({"github": {"repos": REPOS[:3]}}, 1)],
)  # fmt: skip
def test_only_what_is_configured_is_asked(settings, changed):
    """Workspaces by their patterns, repositories by name or all of an organization."""
    world = World()
    for before in (3000, 4000):
        world.fire(before, lasts=30)
    world.merged(2990, f"Deeper queues for {NAME}", repo=REPOS[7])
    world.applied(3990, f"Deeper queues for {NAME}")
    world.now()
    assert asked(world, **settings)[0][0].changed == changed


class Deaf(TerraformApi):
    """A server that knows no search: it tells all runs, whatever is asked for."""

    def answer(self, request):
        query = {name: value for name, value in request.query.items() if name != "search[basic]"}
        return super().answer(
            request.__class__(**{**{each: getattr(request, each) for each in request.__slots__}, "query": query})
        )


def test_a_server_without_a_search_is_walked_once(monkeypatch):
    """Where a run comes that says nothing of what is searched for, the walk has all, and no second one is made."""
    monkeypatch.setattr("support_past.TerraformApi", Deaf)
    world = World()
    world.fire(60 * 500, lasts=30)
    world.applied(60 * 500 - 9, f"Deeper queues for {NAME}")
    for number in range(1500):
        world.applied(300 + 80 * number, "Nightly")
    world.now()
    rows, requests = asked(world)
    assert counts(rows[0])["changed"] == 1
    assert rows[0].known == "yes"
    assert requests["terraform"] <= BUDGET["terraform"]


def test_slack_is_not_asked_and_coverage_says_so():
    """Sources that cannot tell a history have a row that says so, and no request."""
    with demo.served() as found:
        record = tl.reconstruct(demo.WINDOW, found)
        rows = tl.history(record, found)
    status = {row.source: row.status for row in rows.coverage}
    assert status["slack"] == "skipped"
    assert "requests" not in next(row for row in rows.coverage if row.source == "slack").measured
    assert rows.whole


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The demo's bundle with its history, made by the command, and work of people's in it."""
    folder = tmp_path_factory.mktemp("kept") / "inc"
    run("pull", "--demo", "-o", folder, "--quiet")
    seal = bag.sealed(folder)
    (folder / "work").mkdir()
    (folder / "work" / "notes.md").write_text("mine")
    told = run("history", folder, "--demo", "--format", "json")
    return folder, seal, json.loads(told)


def run(*words):
    done = subprocess.run(
        [sys.executable, "-m", "timeline", *map(str, words)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_command_keeps_it_in_the_bundle(bundle):
    """Pages, events and counts below data/history, sealed anew with the earlier seal; people's work stays."""
    folder, seal, told = bundle
    assert told["schema"] == "timeline-history/1"
    assert list(told) == ["schema", "days", "alerts", "coverage"]
    assert tl.verify(folder).ok
    assert seal in bag.earlier_seals(folder)
    assert (folder / "work" / "notes.md").read_text() == "mine"
    here = {each.name for each in (folder / "data" / "history").iterdir()}
    assert here == {"pages.jsonl.gz", "events.jsonl.gz", "pull.json", "history.json", "asked.json"}
    assert json.loads((folder / "data" / "history" / "history.json").read_text()) == told
    assert not folder.with_name("inc.history").exists()
    assert not (folder / "data" / "earlier").exists()


def test_the_talks_queue_page_has_its_benign_history(bundle):
    """Fourteen times before, eleven of them with nothing; it stands beside the line in every form, and decides nothing."""
    folder, _, _ = bundle
    record = tl.load(folder)
    sentence = "fired 14 times in the 90 days before; 11 times it recovered with no page, acknowledgement or change"
    rows = {row.key: row for row in record.history}
    queue = rows["datadog:monitor:7340117/queue:hooks"]
    assert (queue.paged, queue.acknowledged, queue.changed) == (3, 1, 1)
    assert queue.sentence(90).startswith(sentence)
    lines = [line for line in record.lines() if sentence in line.before]
    assert [line.first.id for line in lines] == ["datadog:4980866172548216958"]
    assert f"*{sentence} (messages were not read for this)*" in record.to_markdown()
    assert sum(f"({sentence} (messages" in line for line in record.to_html().split("<tr")) == 1
    assert "<summary>The 90 days before</summary>" in record.to_html()
    shown = " ".join("".join(terminal.pieces(record)).split())
    assert f"({sentence} (messages were not read for this))" in shown
    plain = demo.record()
    assert [line.text for line in plain.lines()] == [line.text for line in record.lines()]
    assert plain.history is None


def test_a_part_and_a_redacted_record_have_it_too(bundle):
    """Whatever is made of the record keeps the rows, beside the events that it has; no name comes back by it."""
    folder, _, _ = bundle
    record = tl.load(folder)
    assert len(record.about("4171").history) == len(record.history)
    assert sum(bool(line.before) for line in record.where(kind="alert.triggered").lines()) == 2
    redacted = record.redacted()
    assert [row.fired for row in redacted.history] == [row.fired for row in record.history]
    assert "fired 14 times" in redacted.to_html()


def test_what_is_there_is_shown_and_nobody_is_asked(bundle, monkeypatch, capsys):
    """A second call reads the bundle; other days, or --again, ask anew, and the earlier answers stay."""
    folder, _, told = bundle
    assert json.loads(run("history", folder, "--format", "json")) == told
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    run("history", copy, "--demo", "--days", "30")
    assert tl.verify(copy).ok
    assert tl.load(copy).history.days == 30
    assert json.loads((copy / "data/earlier/1/history/history.json").read_text()) == told


def test_counts_are_made_again_from_what_is_kept(bundle):
    """From the pages by today's parsers, and from the events: the same rows."""
    folder, _, told = bundle
    record = tl.load(folder)
    assert recounted(record, folder).to_dict()["alerts"] == told["alerts"]
    past = replayed(folder / "data" / "history")
    assert Histories.counted(record, past, 90).to_dict()["alerts"] == told["alerts"]
    kept = load_events(folder)
    assert [event.id for event in past] == kept


def load_events(folder):
    from timeline.bundle import events

    rows = events.read(folder / "data" / "history" / "events.jsonl.gz")
    next(rows)
    return [row["id"] for row in rows]


@pytest.mark.parametrize("lost", ["first", "middle", "damaged"])
def test_a_page_that_was_lost_is_said(bundle, tmp_path, lost):
    """Counted from what is left, as far as read; verify names the page."""
    folder = tmp_path / "inc"
    shutil.copytree(bundle[0], folder)
    file = folder / PAGES
    data, members = file.read_bytes(), list(pages.members(file))
    hit = members[
        0 if lost == "first" else next(n for n, each in enumerate(members) if "log_entries" in each.page["path"])
    ]
    rest = b"" if lost != "damaged" else bytes([data[hit.start]]) + b"\0" * (hit.end - hit.start - 1)
    file.write_bytes(data[: hit.start] + rest + data[hit.end :])
    record = tl.load(folder)
    assert all(row.known == "as far as read" for row in record.history)
    assert all(row.sentence(90).startswith("as far as read: ") for row in record.history)
    assert any(each.path == PAGES for each in tl.verify(folder).findings)


def test_killed_and_gone_on_with_nothing_is_asked_twice(tmp_path):
    """At several moments: what stands whole is not asked again, and the end has the same events to the byte."""
    world = World()
    planted(world, 60, seed=3)
    world.now()
    copies = {}

    def seen(service, request, number):
        beside = tmp_path / "inc.history"
        if (
            beside.exists()
            and (at := number - begun[0]) in (1, 7, 15, 30)
            and (beside / "data/pages.jsonl.gz").exists()
        ):
            shutil.copytree(beside, copies.setdefault(at, tmp_path / f"killed-{at}"))

    begun = [10**9]
    with served(world, fault=seen) as server:
        found = sources(server)
        pull(WINDOW, found, to=tmp_path / "inc")
        shutil.copytree(tmp_path / "inc", tmp_path / "bare")
        begun[0] = len(server.log)
        tl.history(tl.load(tmp_path / "inc"), found, to=tmp_path / "inc")
        all_of_it = len(list(pages.members(tmp_path / "inc" / PAGES)))
        assert len(copies) >= 3
        for at, copy in copies.items():
            folder = tmp_path / f"again-{at}"
            shutil.copytree(tmp_path / "bare", folder)
            copy.rename(folder.with_name(f"{folder.name}.history"))
            kept = len(list(pages.members(folder.with_name(f"{folder.name}.history") / "data/pages.jsonl.gz")))
            before = len(server.log)
            rows = tl.history(tl.load(folder), found, to=folder)
            assert len(server.log) - before == all_of_it - kept
            assert rows.to_dict()["alerts"] == tl.load(tmp_path / "inc").history.to_dict()["alerts"]
            name = "data/history/events.jsonl.gz"
            assert (folder / name).read_bytes() == (tmp_path / "inc" / name).read_bytes()
            assert tl.verify(folder).ok


def test_a_notebook_shows_small_bars(bundle):
    """A table with a bar a row, gaps in the open, and Altair's chart of the same."""
    history = tl.load(bundle[0]).history
    shown = history._repr_html_()
    assert shown.count("<svg") == len(history)
    assert "14, of which 11 recovered alone" in shown
    pytest.importorskip("altair")
    assert "RabbitMQ queue length" in history.plot().to_json()


def test_what_cannot_be_is_refused(bundle, tmp_path):
    """No days, no source, a folder that is no bundle."""
    record = tl.load(bundle[0])
    with demo.served() as found:
        for days in (0, -1, 10_000):
            with pytest.raises(ConfigError, match="a history is of"):
                tl.history(record, found, days=days)
        with pytest.raises(ConfigError, match="not sealed"):
            tl.history(record, found, to=tmp_path / "none")
    with pytest.raises(ConfigError):
        tl.history(record)
    assert load(bundle[0]).history is not None
