"""`timeline incidents`: the incidents of a span, over the wire, and what could not be listed."""

import pytest

from timeline import demo
from timeline.cli import commands
from timeline.demo.payloads.pagerduty import entry, incident, reference
from timeline.demo.server import Response, StandIn
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.model.window import Window, read_iso
from timeline.porting.run import Run
from timeline.sources.pagerduty import PagerDuty
from timeline.testing import SimulatedClock

DASH = "\N{EN DASH}"
SPAN = Window("2021-03-01T00:00Z", "2021-03-08T00:00Z")
NINA, OMAR = reference("PNINA", "user", "Nina Ferri"), reference("POMAR", "user", "Omar Said")
BOT = reference("PBOT", "events_api_v2_inbound_integration", "Nagios")


def when(text):
    return read_iso(f"2021-{text}:00Z").time


def told(key, number, title, began, *acts, ended=None, priority=None, status=None, service="mail"):
    """An incident's entries: triggered by an integration, then who did what."""
    about = incident(key, number, title, service, when(began)) | {
        "status": status or ("resolved" if ended else "acknowledged"),
        "priority": priority and reference("PP", "priority", priority),
    }
    steps = [("trigger", began, BOT), *acts, *([("resolve", ended, BOT)] if ended else [])]
    return [entry(f"R{key}{at}", kind, when(time), about, agent) for at, (kind, time, agent) in enumerate(steps)]


WORLD = [
    *told("Q1", 501, "mail queue grows", "03-02T10:00", ("acknowledge", "03-02T10:05", NINA),
          ("notify", "03-02T10:01", None), ("annotate", "03-02T10:20", OMAR), ended="03-02T11:30", priority="P2"),
    *told("Q2", 502, "disk of db-4 is full", "03-03T23:50", ended="03-04T00:40", service="db"),
    *told("Q3", 470, "certificate ends soon", "02-27T08:00", ("acknowledge", "02-27T08:10", OMAR),
          ("snooze", "03-05T08:00", NINA)),
    *told("Q4", 400, "long gone", "02-10T08:00", ended="02-10T09:00"),
    *told("Q5", 410, "older than the look-back", "01-05T08:00", ("acknowledge", "01-05T08:10", OMAR), ended="03-01T09:00"),
    *told("Q6", 420, "silent in it, resolved later", "02-20T08:00", ended="03-09T09:00"),
    *told("Q7", 600, "after it", "03-08T00:00", ended="03-08T01:00"),
]  # fmt: skip


def found(monkeypatch, *, fault=None, span=SPAN, world=WORLD, page=100, counts=True, requests=None, **config):
    monkeypatch.setenv("PAGERDUTY_TOKEN", demo.TOKEN)
    api = PagerDutyApi(demo.TOKEN, entries=world, changes=[], notes={}, page=page, counts=counts)
    with StandIn({"pagerduty": api}, fault=fault) as server:
        source = PagerDuty(base_url=server.url("pagerduty"), **config)
        run = Run("pagerduty", span, clock=SimulatedClock(when("04-01T00:00")))
        made = list(source.incidents(span, run))
        if requests is not None:
            requests += server.requests("pagerduty")
    return made


def test_every_incident_that_was_open_in_the_span_is_listed_once(monkeypatch):
    """Triggered in it, open before it, older than the look-back and ended in it, silent in it; none that was over."""
    made = {each.number: each for each in found(monkeypatch)}
    assert sorted(made) == ["410", "420", "470", "501", "502"]
    assert made["501"].priority == "P2"
    assert made["501"].service == "mail"
    assert made["470"].ended is None
    assert made["502"].ended == when("03-04T00:40")


def test_who_was_in_it_acted(monkeypatch):
    """Who acknowledged, wrote or snoozed, by their first act, before the span, too; never whom a machine called."""
    made = {each.number: each.people for each in found(monkeypatch)}
    assert made == {"501": ("Nina Ferri", "Omar Said"), "502": (), "470": ("Omar Said", "Nina Ferri"),
                    "410": ("Omar Said",), "420": ()}  # fmt: skip


@pytest.mark.parametrize("page", [1, 2, 100])
def test_pages_of_any_size_give_the_same(monkeypatch, page):
    """An incident a page or all in one: the same incidents."""
    key = lambda each: each.id  # noqa: E731
    assert sorted(found(monkeypatch, page=page), key=key) == sorted(found(monkeypatch), key=key)


def test_chosen_services_are_asked_for(monkeypatch):
    """Only theirs are listed, those that the log alone knows, too."""
    requests = []
    made = found(monkeypatch, services=("PDB",), requests=requests)
    assert [each.number for each in made] == ["502"]
    assert all(each.lists["service_ids[]"] == ("PDB",) for each in requests if each.path == "/incidents")


@pytest.mark.parametrize("path", ["/incidents", "/log_entries", "/incidents/Q3/log_entries"])
def test_a_list_that_fails_is_a_gap(monkeypatch, path):
    """What could not be had is said, and what was had is listed."""

    def fault(service, request, number):
        return Response.json({"error": {"message": "no"}}, 403) if request.path == path else None

    made = found(monkeypatch, fault=fault)
    assert {each.reason for each in made if hasattr(each, "reason")} == {"denied"}
    assert any(hasattr(each, "number") for each in made)


def test_a_list_that_holds_less_than_it_counts_is_a_gap(monkeypatch):
    """The service's own total is what proves that nothing is missing."""

    def fault(service, request, number):
        if request.path != "/incidents" or "since" not in request.query:
            return None
        return Response.json({"incidents": [], "more": False, "total": 3})

    reasons = {each.reason for each in found(monkeypatch, fault=fault) if hasattr(each, "reason")}
    assert reasons == {"count_mismatch"}


@pytest.fixture
def command(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PAGERDUTY_TOKEN", demo.TOKEN)

    def run(*arguments, fault=None, world=WORLD):
        api = PagerDutyApi(demo.TOKEN, entries=world, changes=[], notes={})
        with StandIn({"pagerduty": api}, fault=fault) as server:
            file = tmp_path / "timeline.toml"
            file.write_text(f'[sources.pagerduty]\nbase_url = "{server.url("pagerduty")}"\n')
            code = commands._code(["incidents", *arguments, "--config", str(file)])
        return code, *capsys.readouterr()

    return run


TIMES = ("--from", "2021-03-01T00:00Z", "--to", "2021-03-08T00:00Z")


def test_an_incident_is_a_line_and_its_number_stands_once(command):
    """In the order of their beginning, times in the zone that is asked for, marked where they began before."""
    code, out, err = command(*TIMES)
    lines = out.splitlines()
    assert code == 0
    assert [line.split(" · ")[0] for line in lines] == ["410", "420", "470", "501", "502"]
    assert (
        lines[3] == f"501 · P2 · 2021-03-02 10:00{DASH}11:30 Z · mail · mail queue grows · Nina Ferri, Omar Said · Q1"
    )
    assert lines[4] == f"502 · - · 2021-03-03 23:50{DASH}2021-03-04 00:40 Z · db · disk of db-4 is full · - · Q2"
    assert "still open" in lines[2]
    assert ["only open in this span" in line for line in lines] == [True, True, True, False, False]
    assert all(line.count(line.split(" · ")[0]) == 1 for line in lines)
    assert "5 incidents; go on with: timeline dump --incident" in err
    assert f"11:00{DASH}12:30 CET" in command(*TIMES, "--tz", "Europe/Rome")[1]


def test_a_number_in_the_summary_is_not_told_twice(command):
    """Where an incident has no title, its summary begins with the number."""
    world = told("Q8", 701, "", "03-02T10:00", ended="03-02T10:30")
    world = [
        {**each, "incident": {**each["incident"], "title": None, "summary": "[#701] cache is cold"}} for each in world
    ]
    assert command(*TIMES, world=world)[1].count("701") == 1


def test_a_gap_ends_with_3_a_refused_key_with_1_no_source_with_2(command, tmp_path, capsys):
    """As `dump` does: what came is there, what is missing is on stderr."""

    def fault(status, path):
        return lambda service, request, number: Response.json({}, status) if request.path == path else None

    code, out, err = command(*TIMES, fault=fault(403, "/log_entries"))
    assert (code, len(out.splitlines())) == (3, 4)
    assert "gap: pagerduty GET /log_entries" in err
    assert command(*TIMES, fault=fault(401, "/incidents"))[0] == 1
    file = tmp_path / "other.toml"
    file.write_text('[sources.github]\nrepos = ["a/b"]\n')
    assert commands._code(["incidents", "--from", "7d", "--config", str(file)]) == 2
    assert "[sources.pagerduty]" in capsys.readouterr().err


def test_no_incident_is_said(command):
    """An empty list is an answer."""
    code, out, err = command("--from", "2018-01-01T00:00Z", "--to", "2018-01-02T00:00Z")
    assert (code, out) == (0, "")
    assert "no incident was open in this span" in err


@pytest.mark.parametrize(
    "span", [TIMES, ("--from", "2018-01-01T00:00Z", "--to", "2018-01-02T00:00Z")], ids=["some", "none"]
)
def test_what_was_not_looked_for_is_said(command, span):
    """A limit by design is no secret, whether something was found or not."""
    assert "began more than 30 days before the span" in command(*span)[2]


@pytest.mark.parametrize("counts", [True, False])
def test_a_list_that_is_longer_than_the_api_tells_is_read_in_parts(monkeypatch, counts):
    """With totals or without: halved until each part fits, nothing lost, nothing told twice."""
    monkeypatch.setattr("timeline.sources.pagerduty.incidents._CAP", 100)
    world = [each for number in range(150) for each in told(f"Q{number}", number, "x", f"03-02T{10 + number // 60}:{number % 60:02d}",
                                                            ended=f"03-03T{10 + number // 60}:{number % 60:02d}")]  # fmt: skip
    made = found(monkeypatch, world=world, counts=counts)
    assert sorted(int(each.number) for each in made) == list(range(150))
