"""HCP Terraform: runs by the organization's list, newest first, without a total."""

from datetime import timedelta

import pytest

from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.terraform import applied, comment, ingress, run, state, user, workspace
from timeline.demo.server import Response
from timeline.demo.server.terraform import TerraformApi
from timeline.sources.http.transport import HttpTransport

SHA = "ab" * 20
ADA, GRACE = "user-ada", "user-grace"
STEPS = {"planned": at("18:41:00"), "confirmed": at("18:42:00"), "applied": at("18:43:00")}


def world(runs, *, page=100, included=None, events=None, workspaces=(), **more):
    return TerraformApi(
        demo.TOKEN,
        organization="acme",
        workspaces=[workspace("ws-1", "prod-api"), workspace("ws-2", "test-api"), *workspaces],
        runs=list(runs),
        included=included or {},
        events=events or {},
        users=[user(ADA, "ada"), user(GRACE, "grace")],
        page=page,
        **more,
    )


def read(runs, monkeypatch, *, page=100, included=None, events=None, **more):
    api = world(runs, page=page, included=included, events=events)
    return pulled("terraform", api, monkeypatch, organization="acme", **more)


def test_a_run_is_told_by_its_steps(monkeypatch):
    """Created, planned, confirmed by whom, applied with its counts; other status times are no events."""
    made = run(
        "run-a", "ws-1", at("18:40:00.5"), "Change it", {"plan-queued": at("18:40:02"), **STEPS}, confirmed_by=GRACE
    )
    included = {"run-a": [*ingress("run-a", "acme/api", SHA, "ada", number=3), applied("run-a", 1, 2, 3)]}
    record = read([made], monkeypatch, included=included)
    assert [(event.id, event.kind) for event in record] == [
        ("terraform:run-a/created", "change.proposed"), ("terraform:run-a/planned", "change.planned"),
        ("terraform:run-a/confirmed", "change.approved"), ("terraform:run-a/applied", "change.applied"),
    ]  # fmt: skip
    created, _, confirmed, done = record
    assert (created.precision, confirmed.precision) == ("ms", "s")
    assert created.actor.name == "ada"
    assert confirmed.actor.name == "grace"
    assert "1 added, 2 changed, 3 destroyed" in done.summary
    assert {"terraform:run:run-a", f"git:{SHA}", "github:pr:acme/api#3"} <= set(created.keys)
    assert done.url == "https://app.terraform.io/app/acme/workspaces/prod-api/runs/run-a"


def test_a_secret_address_is_dropped(monkeypatch):
    """The address of a log needs no token for a day: it stands in no form of the record."""
    made = run("run-a", "ws-1", at("18:40:00"), "x", STEPS)
    record = read([made], monkeypatch, included={"run-a": [applied("run-a", 0, 0, 0)]})
    assert "archivist" not in record.to_json(raw=True)


@pytest.mark.parametrize(("page", "held"), [(1, 9), (2, 10), (3, 9), (100, 10)])
def test_every_page_is_read_whatever_its_size(monkeypatch, page, held):
    """Runs created days before and confirmed inside are told; pages are asked for back to the look-back, and what the
    last one holds beyond it is told, too.
    """
    runs = [
        run(f"run-{n}", "ws-1", WINDOW.start - timedelta(days=n), "x", {"applied": at("18:50:00")}) for n in range(10)
    ]
    record = read(runs, monkeypatch, page=page)
    assert [event.id for event in record] == [
        *(["terraform:run-0/created"]), *(f"terraform:run-{n}/applied" for n in range(held)),
    ]  # fmt: skip
    assert record.complete


@pytest.mark.parametrize("steps", [{}, {"applied": WINDOW.start - timedelta(days=8)}, {"applied": at("20:40:00")}])
def test_a_run_behind_the_look_back_without_a_step_inside_costs_nothing(monkeypatch, steps):
    """It is not looked into: its log, its people and its end are of no interest."""
    asked = []
    old = run("run-old", "ws-1", WINDOW.start - timedelta(days=9), "x", steps)
    record = read([old], monkeypatch, requests=asked)
    assert not record
    assert not any("run-old" in each.path for each in asked)
    assert record.complete


def test_speculative_plans_count(monkeypatch):
    """They are listed only when they are asked for."""
    made = run("run-s", "ws-1", at("18:40:00"), "x", {"planned-and-finished": at("18:41:00")}, plan_only=True)
    record = read([made], monkeypatch)
    assert [event.kind for event in record] == ["change.proposed", "change.planned"]
    assert "speculative" in record[0].summary


@pytest.mark.parametrize(
    ("step", "kind", "severity"),
    [
        ("errored", "change.failed", "error"),
        ("discarded", "change.discarded", None),
        ("canceled", "change.canceled", None),
        ("force-canceled", "change.canceled", None),
        ("applied", "change.applied", "ok"),
        ("planned", "change.planned", None),
    ],
)
def test_ends_have_their_kind(monkeypatch, step, kind, severity):
    """Each end of a run has its kind; failed is an error, applied is ok."""
    made = run("run-a", "ws-1", at("12:00:00"), "x", {step: at("18:41:00")})
    (event,) = read([made], monkeypatch)
    assert (event.kind, event.severity) == (kind, severity)


def test_comments_are_told_with_their_words(monkeypatch):
    """A run's events are asked for only where a person acted."""
    made = run("run-a", "ws-1", at("18:40:00"), "x", {"planned": at("18:41:00")})
    made["relationships"]["comments"] = {"data": [{"id": "wsc-1", "type": "comments"}]}
    other = run("run-b", "ws-1", at("18:40:00"), "x", {"planned": at("18:41:00")})
    words = {"id": "wsc-1", "type": "comments", "attributes": {"body": "Go."}}
    events = {"run-a": ([comment("wsc-1", "run-a", GRACE, at("18:42:00"))], [words, user(GRACE, "grace")])}
    asked = []
    record = read([made, other], monkeypatch, events=events, requests=asked)
    told = record.where(kind="change.commented")[0]
    assert (told.body, told.actor.name) == ("Go.", "grace")
    assert [request.path for request in asked if "run-events" in request.path] == ["/runs/run-a/run-events"]


def test_workspaces_can_be_chosen(monkeypatch):
    """Patterns of names choose workspaces."""
    runs = [run("run-a", "ws-1", at("18:40:00"), "x", {}), run("run-b", "ws-2", at("18:40:00"), "x", {})]
    assert [event.id for event in read(runs, monkeypatch, workspaces=["prod-*"])] == ["terraform:run-a/created"]


def test_an_old_window_is_found_without_reading_all(monkeypatch):
    """Pages are random access: years of later runs are leapt over."""
    later = [run(f"run-l{n}", "ws-1", at("19:30:00") + timedelta(hours=n + 1), "x", {}) for n in range(300)]
    asked = []
    record = read([run("run-a", "ws-1", at("18:40:00"), "x", {}), *later], monkeypatch, page=2, requests=asked)
    assert [event.id for event in record] == ["terraform:run-a/created"]
    lists = [request.query["page[number]"] for request in asked if request.path.endswith("/runs")]
    assert len(lists) < 40
    assert len(lists) == len(set(lists))


def test_a_page_that_fails_is_a_gap_with_what_follows_read(monkeypatch):
    """One page is missed and named; the pages behind it are still read."""
    runs = [run(f"run-{n}", "ws-1", at(f"18:{40 + n}:00"), "x", {}) for n in range(6)]

    def fault(service, request, number):
        third = request.path.endswith("/runs") and request.query.get("page[number]") == "2"
        return Response.json({}, 500) if third else None

    record = read(runs, monkeypatch, page=2, fault=fault, start=at("19:30:00"))
    (gap,) = record.coverage[0].gaps
    assert [event.id for event in record] == [f"terraform:run-{n}/created" for n in (0, 1, 4, 5)]
    assert gap.start <= at("18:42:00") < at("18:43:00") < gap.end


@pytest.mark.parametrize("page", [1, 2, 100])
def test_states_that_no_run_made_are_told(monkeypatch, page):
    """A workspace whose runs happen elsewhere tells its states; those of a run are told by the run."""
    states = [
        state("sv-3", 3, at("19:40:00"), GRACE), state("sv-2", 2, at("18:40:00.123"), GRACE),
        state("sv-r", 2, at("18:39:00"), GRACE, "run-a"), state("sv-1", 1, at("12:00:00"), None),
    ]  # fmt: skip
    api = world([], page=page, workspaces=[workspace("ws-3", "laptop", "local")], states={"laptop": states})
    record = pulled("terraform", api, monkeypatch, organization="acme")
    assert [(event.id, event.kind) for event in record] == [("terraform:sv-2", "change.updated")]
    assert record[0].summary == "Terraform state 2 saved by grace in laptop without a run"
    assert record.complete
    assert "archivist" not in record.to_json(raw=True)


def trail(*rows):
    auth = {"accessor_id": GRACE, "description": "grace"}
    return [
        {"id": f"a{n}", "timestamp": f"2019-06-20T{time}.000Z", "auth": auth, "resource": {"id": "x", "type": kind, "action": "update"}}
        for n, (time, kind) in enumerate(rows)
    ]  # fmt: skip


@pytest.mark.parametrize("page", [1, 100])
def test_the_audit_trail_is_read_where_it_is_asked_for(monkeypatch, page):
    """Only where it is asked for, page by page, and no further than the window."""
    rows = trail(("18:40:00", "var"), ("18:42:00", "policy_check"), ("19:31:00", "var"))
    api = world([], page=page, trail=rows)
    settings = {"organization": "acme", "start": at("20:00:00")}
    record = pulled("terraform", api, monkeypatch, audit_trail=True, **settings)
    assert [event.id for event in record] == ["terraform:audit/a0", "terraform:audit/a1"]
    assert not pulled("terraform", api, monkeypatch, **settings)


def test_an_audit_trail_that_cannot_be_read_is_a_gap(monkeypatch):
    """It was asked for: a token that may not read it leaves a gap, and so does a window that is too old."""
    fault = lambda service, request, number: Response.json({}, 404) if "audit" in request.path else None  # noqa: E731
    record = pulled("terraform", world([]), monkeypatch, organization="acme", audit_trail=True, fault=fault)
    assert {gap.reason for gap in record.coverage[0].gaps} == {"denied", "retention"}


def test_a_time_that_cannot_be_read_is_undated(monkeypatch):
    """The step is counted and named; the others are told."""
    made = run("run-a", "ws-1", at("18:40:00"), "x", STEPS)
    made["attributes"]["status-timestamps"]["applied-at"] = "soon"
    (row,) = read([made], monkeypatch).coverage
    assert (row.events, row.undated, row.status) == (3, 1, "partial")


def test_a_hidden_organization_names_its_remedy(monkeypatch):
    """What the token may not see does not exist: the gap says both."""
    api = world([])
    record = pulled("terraform", api, monkeypatch, organization="other")
    gaps = record.coverage[0].gaps
    assert {gap.where for gap in gaps} == {"workspaces", "runs"}
    assert all("not existing or not visible" in gap.detail for gap in gaps)


def test_its_connections_are_closed_with_the_run(monkeypatch):
    """However often it connects, nothing stays open behind a pull."""
    opened, closed = [], []
    made, close = HttpTransport.__init__, HttpTransport.close
    monkeypatch.setattr(HttpTransport, "__init__", lambda self, *given: opened.append(self) or made(self, *given))
    monkeypatch.setattr(HttpTransport, "close", lambda self: closed.append(self) or close(self))
    read([], monkeypatch)
    assert opened
    assert closed == opened
