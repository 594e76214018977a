"""HCP Terraform: lists that go in circles, are out of order or hide something are never a shorter record."""

from datetime import timedelta

import pytest

from support_worlds import WINDOW, pulled
from test_terraform import ADA, GRACE, STEPS, read, world
from timeline.demo.incident.facts import at
from timeline.demo.payloads.terraform import comment, ingress, run, state, user, workspace
from timeline.demo.server import Response

NOW = at("19:30:00")


def made(count, **minutes_apart):
    step = timedelta(**(minutes_apart or {"minutes": 1}))
    return [run(f"run-{n:03}", "ws-1", at("18:59:00") - n * step, "x", {}) for n in range(count)]


def paged(runs, size, following, path="/runs"):
    """Answers the list in pages of that size; `following` says what stands as the next page."""

    def fault(service, request, number):
        if not request.path.endswith(path):
            return None
        page = int(request.query["page[number]"])
        return Response.json({"data": runs[(page - 1) * size : page * size], **following(page)})

    return fault


def told(number):
    return {"meta": {"pagination": {"next-page": number}}}


@pytest.mark.parametrize(
    "following",
    [lambda page: told(min(page + 1, 2)), lambda page: told(1), lambda page: told("soon")],
    ids=["itself", "back", "no number"],
)
def test_pages_that_lead_back_are_a_gap(monkeypatch, following):
    """What was read stays; that there was more is stated."""
    record = read([], monkeypatch, fault=paged(made(9), 3, following), start=NOW)
    (row,) = record.coverage
    assert row.events
    assert [gap.reason for gap in row.gaps] == ["paging"]


@pytest.mark.parametrize("size", [0, 3])
def test_pages_without_end_are_a_gap_soon(monkeypatch, size):
    """Pages with nothing new, full or empty, are not turned until the deadline."""
    asked = []
    fault = paged(made(3) * 200, size, lambda page: told(page + 1))
    record = read([], monkeypatch, fault=fault, start=NOW, requests=asked)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["paging"]
    assert len(asked) < 12


@pytest.mark.parametrize(
    "following",
    [
        lambda page: told(str(page + 1) if page < 3 else None),
        lambda page: {"links": {"next": "/x" if page < 3 else None}},
    ],
    ids=["digits as text", "links only"],
)
def test_the_next_page_is_understood_however_it_is_told(monkeypatch, following):
    """A number as text, or a link alone: the list goes on."""
    record = read([], monkeypatch, fault=paged(made(9), 3, following), start=NOW)
    assert (len(record), record.complete) == (9, True)


def test_a_full_page_without_a_word_is_not_the_last(monkeypatch):
    """Where nothing says whether more follows, a full page is followed."""
    record = read([], monkeypatch, fault=paged(made(104, seconds=1), 100, lambda page: {}), start=NOW)
    assert (len(record), record.complete) == (104, True)


def test_runs_that_begin_during_the_pull_do_not_undo_the_order(monkeypatch):
    """Several are pushed to the next page at once: the list is newest first all the same, and ends where it did."""
    runs, asked = made(60, hours=12), []
    fresh = [run(f"run-new{n}", "ws-1", at("19:20:00"), "x", {}) for n in range(2)]

    def fault(service, request, number):
        page = int(request.query.get("page[number]", "1"))
        listed = runs if page == 1 else [*fresh, *runs]
        return paged(listed, 5, lambda page: told(page + 1 if page < 12 else None))(service, request, number)

    record = read([], monkeypatch, fault=fault, start=NOW, requests=asked)
    assert (len(record), record.complete) == (1, True)
    assert sum(request.path.endswith("/runs") for request in asked) == 4


def test_a_service_that_answers_a_high_number_with_its_last_page_is_leapt_over_once(monkeypatch):
    """The leap to an old window ends at the last page, whatever stands behind it."""
    later, asked = made(9, seconds=1), []
    for each in later:
        each["attributes"]["created-at"] = each["attributes"]["created-at"].replace("2019", "2020")

    def fault(service, request, number):
        if not request.path.endswith("/runs"):
            return None
        page = min(int(request.query["page[number]"]), 3)
        return Response.json({"data": later[page * 3 - 3 : page * 3], **told(page + 1 if page < 3 else None)})

    record = read([], monkeypatch, fault=fault, requests=asked)
    assert (len(record), record.complete) == (0, True)
    assert len(asked) < 12


def test_a_list_out_of_order_is_read_whole(monkeypatch):
    """The leap takes newest first for granted; where a page shows that it is not, what was leapt over is read."""
    runs = [
        run(f"run-{n:03}", "ws-1", at("18:59:00") + timedelta(days=20) - n * timedelta(hours=6), "x", {})
        for n in range(99)
    ]
    runs.insert(9, runs.pop(80))
    runs[90], runs[91] = runs[91], runs[90]
    fault = paged(runs, 2, lambda page: told(page + 1 if page < 50 else None))
    record = read([], monkeypatch, fault=fault, window=WINDOW)
    assert [event.id for event in record] == ["terraform:run-080/created"]


def test_a_chosen_workspace_that_cannot_be_seen_is_a_gap(monkeypatch):
    """Not existing or not visible is not the same as nothing happened."""
    (gap,) = read(made(1), monkeypatch, workspaces=["prod-*", "billing"]).coverage[0].gaps
    assert (gap.reason, gap.where) == ("denied", "billing")


def test_a_run_whose_workspace_was_not_listed_is_asked_about(monkeypatch):
    """Its name decides whether it was chosen; where nobody tells it, that is a gap."""
    runs = [run(key, f"ws-{key}", at("18:40:00"), "x", {}) for key in ("new", "other", "hidden")]
    names = {"/workspaces/ws-new": "prod-new", "/workspaces/ws-other": "test-other"}

    def fault(service, request, number):
        name = names.get(request.path)
        return Response.json({"data": workspace("x", name)}) if name else None

    record = read(runs, monkeypatch, workspaces=["prod-*"], fault=fault)
    assert [event.id for event in record] == ["terraform:new/created"]
    assert [gap.where for gap in record.coverage[0].gaps] == ["ws-hidden"]
    everything = read(runs, monkeypatch, fault=fault)
    assert (len(everything), everything.complete) == (3, True)


@pytest.mark.parametrize("said", [{}, {"links": {"related": "/x"}}], ids=["nothing", "a link"])
def test_a_run_that_says_nothing_of_comments_is_asked_for_them(monkeypatch, said):
    """No list of comments is not the same as no comments."""
    each = run("run-a", "ws-1", at("18:20:00"), "x", {})
    each["relationships"] |= {"comments": said, "run-events": said}
    events = {"run-a": ([comment("wsc-1", "run-a", GRACE, at("18:42:00"))], [])}
    record = read([each], monkeypatch, events=events)
    assert [event.id for event in record] == ["terraform:run-a/comment/wsc-1"]


def test_a_comment_without_its_event_is_a_gap(monkeypatch):
    """Only a run's events say when: fewer of them than comments is a loss."""
    each = run("run-a", "ws-1", at("18:40:00"), "x", {})
    each["relationships"]["comments"] = {"data": [{"id": f"wsc-{n}", "type": "comments"} for n in (1, 2)]}
    events = {"run-a": ([comment("wsc-1", "run-a", GRACE, at("18:42:00"))], [])}
    (gap,) = read([each], monkeypatch, events=events).coverage[0].gaps
    assert (gap.reason, gap.where, gap.start) == ("count_mismatch", "run-a", at("18:40:00"))


def test_a_cancel_that_only_the_run_itself_dates_is_told(monkeypatch):
    """The run's own `canceled-at` stands where its status timestamps have none, and never twice."""
    alone = run("run-a", "ws-1", at("18:40:00"), "x", {}, canceled_by=GRACE)
    both = run("run-b", "ws-1", at("18:40:00"), "x", {"canceled": at("18:42:00")}, canceled_by=ADA)
    for each in (alone, both):
        each["attributes"]["canceled-at"] = "2019-06-20T18:41:30.000Z"
    record = read([alone, both], monkeypatch).where(kind="change.canceled")
    assert [(event.id, event.time.second) for event in record] == [
        ("terraform:run-a/canceled", 30), ("terraform:run-b/canceled", 0),
    ]  # fmt: skip


def test_a_push_by_an_app_is_a_bots(monkeypatch):
    """The service that names the sender marks its apps."""
    included = {"run-a": ingress("run-a", "acme/api", "ab" * 20, "renovate[bot]")}
    record = read([run("run-a", "ws-1", at("18:40:00"), "x", {})], monkeypatch, included=included)
    assert record[0].actor.kind == "bot"


@pytest.mark.parametrize("following", [told(1), told(2)], ids=["back", "for ever"])
@pytest.mark.parametrize("path", ["/workspaces", "/state-versions"])
def test_the_other_lists_do_not_go_in_circles_either(monkeypatch, path, following):
    """Workspaces and states: a page that leads back is a gap, and what it held is told."""
    states = [state("sv-1", 1, at("18:40:00"), None)]
    local = workspace("ws-3", "laptop", "local")
    rows = {"/workspaces": [local], "/state-versions": states}[path]
    fault = paged(rows * 9, 1, lambda page: following, path)
    api = world([run("run-a", "ws-1", at("18:40:00"), "x", STEPS)], workspaces=[local], states={"laptop": states})
    record = pulled("terraform", api, monkeypatch, organization="acme", fault=fault)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["paging"]
    assert "terraform:sv-1" in [event.id for event in record]


def test_states_out_of_order_are_read_whole(monkeypatch):
    """An old state before a newer one does not end the list."""
    times = ("18:40:00", "18:50:00", "12:00:00", "18:45:00")
    states = [state(f"sv-{n}", n, at(time), None) for n, time in enumerate(times)]
    api = world([], page=1, workspaces=[workspace("ws-3", "laptop", "local")], states={"laptop": states})
    record = pulled("terraform", api, monkeypatch, organization="acme")
    assert [event.id for event in record] == ["terraform:sv-0", "terraform:sv-3", "terraform:sv-1"]


def test_a_service_account_is_a_service(monkeypatch):
    """The organization's own account acts as a service, not as a person."""
    account = user(ADA, "api-org-acme")
    account["attributes"]["is-service-account"] = True
    included = {"run-a": [account]}
    each = run("run-a", "ws-1", at("18:40:00"), "x", {}, created_by=ADA)
    assert read([each], monkeypatch, included=included)[0].actor.kind == "service"


@pytest.mark.parametrize(
    ("attributes", "events"),
    [(None, 1), ("x", 1), ([1], 1), ({"created-at": "2019-06-20T18:40:00Z", "status-timestamps": "x"}, 2)],
    ids=["none", "a text", "a list", "timestamps"],
)
def test_a_run_of_another_shape_is_rejected_alone(monkeypatch, attributes, events):
    """It is counted and named, and the runs beside it are told."""
    odd = run("run-odd", "ws-1", at("18:40:00"), "x", {}) | {"attributes": attributes}
    rows = [run("run-a", "ws-1", at("18:50:00"), "x", {}), odd]
    (row,) = read([], monkeypatch, fault=paged(rows, 9, lambda page: told(None)), start=NOW).coverage
    assert (row.events, row.rejected, row.status, row.closes) == (events, 1, "partial", True)
    assert "run-odd" in row.gaps[0].detail


@pytest.mark.parametrize("following", [told(1), told(2), told("soon")], ids=["back", "for ever", "no number"])
def test_the_audit_trail_does_not_go_in_circles(monkeypatch, following):
    """A page that leads back is a gap, and what it held is told once."""
    row = {
        "id": "ae-1",
        "timestamp": "2019-06-20T18:40:00Z",
        "resource": {"type": "team", "id": "t", "action": "create"},
    }
    fault = paged([row] * 9, 1, lambda page: following, "/audit-trail")
    record = pulled("terraform", world([]), monkeypatch, organization="acme", audit_trail=True, fault=fault)
    assert "paging" in [gap.reason for gap in record.coverage[0].gaps]
    assert [event.id for event in record] == ["terraform:audit/ae-1"]


@pytest.mark.parametrize("body", [{"data": {}}, {"data": "x"}, {"data": None}, []], ids=str)
def test_a_page_that_holds_no_list_is_missed_like_one_that_failed(monkeypatch, body):
    """It is named, and the pages behind it are still read."""
    plain = paged(made(6), 2, lambda page: told(page + 1 if page < 3 else None))

    def fault(service, request, number):
        second = request.path.endswith("/runs") and request.query.get("page[number]") == "2"
        return Response.json(body) if second else plain(service, request, number)

    record = read([], monkeypatch, fault=fault, start=NOW)
    assert {event.id for event in record} == {f"terraform:run-00{n}/created" for n in (0, 1, 4, 5)}
    assert len(record.coverage[0].gaps) == 1


def test_a_list_that_leads_back_before_the_leap_is_a_gap(monkeypatch):
    """Pages that were leapt over may be asked for once; not again and again."""
    later = [run(f"run-l{n}", "ws-1", at("19:30:00") + timedelta(hours=30 - n), "x", {}) for n in range(20)]
    asked = []

    def following(page):
        return told(page + 1 if page < 11 else 3)

    fault = paged([*later, *made(2)], 2, following)
    record = read([], monkeypatch, fault=fault, requests=asked)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["paging"]
    assert {event.id for event in record} == {"terraform:run-000/created", "terraform:run-001/created"}
    assert len([each for each in asked if each.path.endswith("/runs")]) < 25


def test_nobody_is_looked_up_for_what_is_not_told(monkeypatch):
    """Steps outside the window are counted, and cost no question for who took them."""
    asked = []
    old = run(
        "run-a", "ws-1", at("12:00:00"), "x", {"confirmed": at("12:01:00")}, created_by="user-x", confirmed_by="user-y"
    )
    (row,) = read([old], monkeypatch, requests=asked).coverage
    assert (row.out_of_window, row.events, row.closes) == (2, 0, True)
    assert not [each.path for each in asked if each.path.startswith("/users")]
