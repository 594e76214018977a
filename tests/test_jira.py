"""Jira: tickets found by their last change, then told by their histories and comments; Jira Cloud and a Data Center."""

import json

import pytest

import timeline as tl
from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.jira import account, comment, document, entry, item, stamp, ticket
from timeline.demo.server import Response, StandIn
from timeline.demo.server.jira import JiraApi
from timeline.model.window import read_iso
from timeline.porting.run import Run
from timeline.testing import SimulatedClock

MAX, IDA = account("5c01", "Max Born"), account("5c02", "Ida Noddack")
ROBOT = account("5c99", "Sweeper", app=True)
BEFORE, LATER = at("09:00:00"), at("12:00:00", 27)
BOTH = pytest.mark.parametrize("cloud", [True, False], ids=["cloud", "data center"])
EMAIL = "TIMELINE_TEST_EMAIL"


def world(tickets, *, cloud=True, **more):
    own = {"email": "max@acme.example" if cloud else None, "owner": MAX, "cloud": cloud} | more
    return JiraApi(demo.TOKEN, tickets=list(tickets), **own)


def read(tickets, monkeypatch, *, cloud=True, api=None, fault=None, window=WINDOW, start=None, requests=None, **more):
    monkeypatch.setenv(EMAIL, "max@acme.example")
    config = {"projects": ["OPS"], "email_env": EMAIL} | {
        name: more.pop(name) for name in list(more) if name in ("projects", "jql", "email_env", "app_url")
    }
    return pulled(
        "jira", api or world(tickets, cloud=cloud, **more), monkeypatch, fault=fault, window=window, start=start,
        requests=requests, **config,
    )  # fmt: skip


def one(number="1", name="OPS-1", title="Queue is full", **more):
    return ticket(number, name, title, MAX, more.pop("time", at("18:40:00.125")), **more)


def row(record):
    (found,) = record.coverage
    return found


@BOTH
def test_a_ticket_is_told_by_its_steps(monkeypatch, cloud):
    """Created, assigned, moved, commented on, changed: one event each, with actor, key, address and tags of then."""
    made = one(
        assignee=IDA, status={"name": "Done"}, priority={"name": "High"},
        histories=[
            entry("70", MAX, at("18:41:00.5"), item("assignee", None, "Ida Noddack", to="5c02")),
            entry("71", IDA, at("18:42:00"), item("status", "Open", "Doing")),
            entry("72", ROBOT, at("18:43:00"), item("priority", "Low", "High")),
            entry("73", IDA, at("18:44:00"), item("status", "Doing", "Done"), item("resolution", None, "Fixed")),
        ],
        comments=[comment("9", IDA, at("18:43:30"), document("Drained.") if cloud else "Drained.")],
    )  # fmt: skip
    record = read([made], monkeypatch, cloud=cloud)
    assert [(event.id, event.kind) for event in record] == [
        ("jira:1/created", "ticket.created"), ("jira:1/70/assignee/1", "ticket.assigned"),
        ("jira:1/71/status/1", "ticket.transitioned"), ("jira:1/72/priority/1", "ticket.updated"),
        ("jira:1/comment/9", "ticket.commented"), ("jira:1/73/resolution/1", "ticket.updated"),
        ("jira:1/73/status/1", "ticket.transitioned"),
    ]  # fmt: skip
    assert [event.summary for event in record] == [
        'Jira ticket OPS-1 "Queue is full" created by Max Born',
        'Jira ticket OPS-1 "Queue is full" assigned to Ida Noddack by Max Born',
        'Jira ticket OPS-1 "Queue is full" moved from Open to Doing by Ida Noddack',
        'Jira ticket OPS-1 "Queue is full": priority changed from Low to High by Sweeper',
        'Ida Noddack commented on Jira ticket OPS-1 "Queue is full": "Drained."',
        'Jira ticket OPS-1 "Queue is full": resolution set to Fixed by Ida Noddack',
        'Jira ticket OPS-1 "Queue is full" moved from Doing to Done by Ida Noddack',
    ]
    created, assigned, moved, changed, said, *_ = record
    assert (created.actor, created.precision) == (tl.Actor(id="5c01", name="Max Born", kind="person"), "ms")
    assert created.tags == {"project": "OPS", "type": "Task", "priority": "Low", "status": "Open"}
    assert assigned.tags["assignee"] == "Ida Noddack"
    assert (moved.tags["from"], moved.tags["to"], moved.tags["status"]) == ("Open", "Doing", "Doing")
    assert changed.actor.kind == "bot"
    assert said.body == "Drained."
    assert said.url == "https://acme.atlassian.net/browse/OPS-1?focusedCommentId=9"
    assert {key for event in record for key in event.keys} == {"jira:issue:OPS-1"}
    assert {event.url.partition("?")[0] for event in record} == {"https://acme.atlassian.net/browse/OPS-1"}
    assert record.complete
    assert row(record).closes


@BOTH
@pytest.mark.parametrize("page", [1, 3, 100])
def test_pages_change_nothing(monkeypatch, cloud, page):
    """Tickets, histories of 250 entries and comments come whole, however few rows a page holds."""
    entries = [
        entry(str(n), IDA, at(f"18:{31 + n // 60:02d}:{n % 60:02d}"), item("labels", f"l{n}", f"l{n + 1}"))
        for n in range(250)
    ]
    said = [comment(str(n), IDA, at("18:45:00"), document(f"word {n}")) for n in range(7)]
    made = [one(histories=entries, comments=said), *(one(str(n), f"OPS-{n}") for n in range(2, 9))]
    record = read(made, monkeypatch, cloud=cloud, page=page)
    assert len(record) == 8 + 250 + 7
    assert record.complete
    assert row(record).closes


@BOTH
def test_a_ticket_that_was_touched_after_the_window_is_told(monkeypatch, cloud):
    """The last change of a ticket says nothing of the ones before; what lies outside is counted, not told."""
    made = one(
        time=BEFORE, updated=LATER, status={"name": "Done"},
        histories=[entry("1", MAX, at("18:50:00"), item("status", "Open", "Doing")), entry("2", MAX, LATER, item("status", "Doing", "Done"))],
    )  # fmt: skip
    record = read([made], monkeypatch, cloud=cloud)
    assert [event.id for event in record] == ["jira:1/1/status/1"]
    assert row(record).out_of_window == 2
    assert record.complete


@BOTH
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def test_the_zone_of_the_owner_changes_nothing(monkeypatch, cloud, zone):
    """What lies at the very ends of the window is found wherever the token's owner lives; no query tells a local time."""
    made = [
        one("1", "OPS-1", time=WINDOW.start),
        one("2", "OPS-2", time=at("19:29:59.999")),
        one("3", "OPS-3", time=WINDOW.end),
    ]
    asked = []
    record = read(made, monkeypatch, cloud=cloud, zone=zone, requests=asked)
    assert [event.id for event in record] == ["jira:1/created", "jira:2/created"]
    assert all('"2019' not in json.dumps(dict(each.query)) + each.body.decode() for each in asked)


@BOTH
def test_items_of_one_field_are_numbered_by_what_they_hold(monkeypatch, cloud):
    """Several items of one field in one entry are events of their own, whose ids do not depend on their order."""
    items = [item("Link", None, f"This ticket blocks OPS-{n}") for n in (7, 5, 6)]
    told = [
        {
            event.id: event.summary
            for event in read([one(histories=[entry("4", IDA, at("18:41:00"), *order)])], monkeypatch, cloud=cloud)
        }
        for order in (items, items[::-1])
    ]
    assert told[0] == told[1]
    assert {f"jira:1/4/Link/{n}" for n in (1, 2, 3)} <= set(told[0])
    assert len(set(told[0].values())) == 4


@BOTH
def test_entries_that_share_a_second_stay_apart(monkeypatch, cloud):
    """The entry's id tells them apart, and by their order the status of then is told."""
    when = at("18:41:00")
    made = one(
        status={"name": "C"},
        histories=[entry("10", IDA, when, item("status", "B", "C")), entry("9", IDA, when, item("status", "A", "B"))],
    )
    record = read([made], monkeypatch, cloud=cloud)
    assert {event.id for event in record} == {"jira:1/created", "jira:1/9/status/1", "jira:1/10/status/1"}
    assert record["jira:1/created"].tags["status"] == "A"


@BOTH
def test_a_ticket_that_was_moved_keeps_its_id(monkeypatch, cloud):
    """Its key of then is told, that of today is where it is found, and both join it; its id stays."""
    moved = entry("8", MAX, at("18:45:00"), item("Key", "OLD-3", "OPS-1"), item("project", "Old", "Ops"))
    after = entry("9", MAX, at("18:46:00"), item("status", "Open", "Done"))
    record = read([one(histories=[moved, after])], monkeypatch, cloud=cloud)
    created, *_, done = record
    assert created.id == "jira:1/created"
    assert created.summary.startswith("Jira ticket OLD-3 ")
    assert done.summary.startswith("Jira ticket OPS-1 ")
    assert (created.tags["project"], done.tags["project"]) == ("OLD", "OPS")
    assert all(set(event.keys) == {"jira:issue:OLD-3", "jira:issue:OPS-1"} for event in record)
    assert {event.url for event in record} == {"https://acme.atlassian.net/browse/OPS-1"}


def test_title_and_description_are_those_of_then(monkeypatch):
    """What was rewritten since is told as it was, where the history says so; a long value stands in the body."""
    made = one(
        title="Fixed: queue", description=document("new words"),
        histories=[entry("5", IDA, at("18:50:00"), item("summary", "Queue is full", "Fixed: queue"),
                         item("description", "old words", "new words\nof two lines"))],
    )  # fmt: skip
    created, *changed = read([made], monkeypatch)
    assert created.summary == 'Jira ticket OPS-1 "Queue is full" created by Max Born'
    assert created.body == "old words"
    described = next(event for event in changed if "/description/" in event.id)
    assert described.summary == 'Jira ticket OPS-1 "Fixed: queue": description changed by Ida Noddack'
    assert described.body == "new words\nof two lines"


@BOTH
def test_a_comment_that_was_edited_says_so(monkeypatch, cloud):
    """Words that were written later than they were told carry the mark; others do not."""
    said = [comment("1", IDA, at("18:41:00"), "as is"), comment("2", IDA, at("18:42:00"), "better", edited=LATER)]
    record = read([one(comments=said)], monkeypatch, cloud=cloud)
    assert "edited" not in record["jira:1/comment/1"].tags
    assert record["jira:1/comment/2"].tags["edited"] == "true"
    assert record["jira:1/comment/2"].tags["edited_at"] == "2019-06-27T12:00:00.000Z"


STAMPS = {
    "no colon": "2019-06-20T20:41:00.250+0200", "colon": "2019-06-20T18:41:00.250+00:00", "Z": "2019-06-20T18:41:00.250Z",
    "milliseconds": int(at("18:41:00.250").timestamp() * 1000),
}  # fmt: skip


@pytest.mark.parametrize("value", STAMPS.values(), ids=STAMPS)
def test_every_form_of_a_time_is_read(monkeypatch, value):
    """An offset with and without a colon, and milliseconds since 1970: the same instant to the millisecond."""
    made = one(histories=[{**entry("1", IDA, BEFORE, item("status", "a", "b")), "created": value}], updated=LATER)
    event = read([made], monkeypatch)["jira:1/1/status/1"]
    assert (event.time, event.precision) == (read_iso(STAMPS["Z"]).time, "ms")


@pytest.mark.parametrize("value", [None, "soon", "2019-06-20T18:41:00", 1.5, True, "20 June"])
def test_a_time_that_cannot_be_read_is_counted(monkeypatch, value):
    """No time is guessed: the entry is undated, and everything else is told."""
    made = one(histories=[{**entry("1", IDA, BEFORE, item("status", "a", "b")), "created": value}], updated=LATER)
    record = read([made], monkeypatch)
    assert [event.id for event in record] == ["jira:1/created"]
    assert row(record).undated == 1
    assert row(record).closes


@pytest.mark.parametrize(
    "entries", [[17], [{"id": "1", "items": None}], [{"items": [item("a", "b", "c")]}], [{"id": "1", "items": ["x"]}]]
)
def test_an_entry_that_cannot_be_read_takes_no_other_down(monkeypatch, entries):
    """It is counted as rejected and named; the ticket and its other entries are told."""
    made = one(histories=[*entries, entry("5", IDA, at("18:41:00"), item("status", "a", "b"))], updated=LATER)
    record = read([made], monkeypatch)
    assert [event.id for event in record] == ["jira:1/created", "jira:1/5/status/1"]
    assert row(record).rejected == 1
    assert row(record).closes


def test_nobody_is_named_who_did_not_act(monkeypatch):
    """No author, no actor; an address that is a login is neither id nor name; a reporter created nothing."""
    made = one(
        histories=[entry("1", None, at("18:41:00"), item("status", "a", "b")),
                   entry("2", {"name": "ida@acme.example", "displayName": "Ida Noddack"}, at("18:42:00"), item("status", "b", "c"))],
        reporter=IDA,
    )  # fmt: skip
    record = read([made], monkeypatch, cloud=False)
    created, nobody, named = record
    assert created.actor.name == "Max Born"
    assert nobody.actor is None
    assert nobody.summary.endswith("moved from a to b")
    assert (named.actor.id, named.actor.name) == (None, "Ida Noddack")
    assert "acme.example" not in record.to_json(raw=True)


def test_a_data_centers_people_are_known_by_their_keys(monkeypatch):
    """A login may be given to somebody else; the key stays, whichever call tells of it."""
    who = {"key": "JIRAUSER10100", "name": "ida", "displayName": "Ida Noddack"}
    said = comment("1", who, at("18:42:00"), "see [~ida] and [the page|https://wiki.example/x]")
    made = one(histories=[entry("1", who, at("18:41:00"), item("status", "a", "b"))], comments=[said])
    record = read([made], monkeypatch, cloud=False)
    assert {event.actor.id for event in record if event.actor.name == "Ida Noddack"} == {"JIRAUSER10100"}
    assert record["jira:1/comment/1"].body == "see @Ida Noddack and [the page](https://wiki.example/x)"


# --- what goes wrong ---


def answered(path, answer, *, at_most=10**9):
    """A fault that answers in the place of one call."""
    seen = []

    def fault(service, request, number):
        if request.path != path or len(seen) >= at_most:
            return None
        seen.append(number)
        return answer(request) if callable(answer) else answer

    return fault


ROWS = [{"id": "1", "key": "OPS-1", "fields": one()["fields"]}]


@pytest.mark.parametrize(
    ("page", "reason"),
    [({"issues": ROWS, "nextPageToken": "again"}, "paging"), ({"issues": ROWS, "isLast": False}, "paging"),
     ({"issues": [], "nextPageToken": "again", "isLast": True}, "paging")],
    ids=["a token that repeats", "more without a token", "empty for ever"],
)  # fmt: skip
def test_pages_that_do_not_end_are_a_gap(monkeypatch, page, reason):
    """What came is told, the rest of the window is a gap."""
    record = read([one()], monkeypatch, fault=answered("/search/jql", Response.json(page)))
    assert [gap.reason for gap in row(record).gaps] == [reason]
    assert [event.id for event in record] == (["jira:1/created"] if page["issues"] else [])
    assert row(record).gaps[0].where == "OPS"


def test_a_token_is_followed_whatever_the_page_says_of_being_the_last(monkeypatch):
    """`isLast` beside a token is not true; an empty page with a token is none of the end."""

    def answer(request):
        token = request.json().get("nextPageToken")
        if token is None:
            return Response.json({"issues": [], "nextPageToken": "b", "isLast": True})
        return Response.json({"issues": ROWS})

    record = read([one()], monkeypatch, fault=answered("/search/jql", answer))
    assert [event.id for event in record] == ["jira:1/created"]
    assert record.complete


@pytest.mark.parametrize("path", ["/issue/OPS-1/changelog", "/issue/OPS-1/comment"])
def test_a_list_that_tells_fewer_than_it_counts_is_a_gap(monkeypatch, path):
    """What came is told; what is missing happened after the ticket was created."""
    rows = "values" if path.endswith("changelog") else "comments"
    told = {"startAt": 0, "total": 3, "maxResults": 100, "isLast": True}
    made = one(
        histories=[entry("1", IDA, at("18:41:00"), item("status", "a", "b"))],
        comments=[comment("1", IDA, at("18:42:00"), "x")],
    )
    own = {"values": made["histories"], "comments": made["comments"]}[rows]

    def answer(request):
        return Response.json(told | {rows: own if request.query["startAt"] == "0" else []})

    record = read([made], monkeypatch, fault=answered(path, answer))
    (gap,) = row(record).gaps
    assert (gap.reason, gap.where, gap.start) == ("count_mismatch", "OPS-1", at("18:40:00.125"))
    assert len(record) == 3


def test_a_data_centers_history_that_was_cut_is_a_gap(monkeypatch):
    """`expand=changelog` is held against its own total."""
    made = one(histories=[entry("1", IDA, at("18:41:00"), item("status", "a", "b"))])
    cut = {"id": "1", "key": "OPS-1", "changelog": {"total": 40, "maxResults": 1, "histories": made["histories"]}}
    record = read([made], monkeypatch, cloud=False, fault=answered("/issue/OPS-1", Response.json(cut)))
    assert [gap.reason for gap in row(record).gaps] == ["count_mismatch"]
    assert len(record) == 2


@BOTH
@pytest.mark.parametrize("anonymous", [True, False])
def test_a_refused_token_is_no_empty_record(monkeypatch, cloud, anonymous):
    """A search with a bad token may be answered as anybody's, with nothing in it: the source fails, and names the token."""
    record = read(
        [one()], monkeypatch, api=world([one()], cloud=cloud, anonymous=anonymous, email="other@acme.example")
    )
    assert row(record).status == "failed"
    assert [gap.reason for gap in row(record).gaps] == ["auth"]
    assert "TIMELINE_TEST_TOKEN" in row(record).gaps[0].detail


@pytest.mark.parametrize("header", [{"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}, {"X-AUSERNAME": "anonymous"}])
@pytest.mark.parametrize("path", ["/search/jql", "/issue/OPS-1/changelog", "/issue/OPS-1/comment"])
def test_an_answer_to_nobody_is_none(monkeypatch, header, path):
    """A token that expires meanwhile is answered as anybody's, and the answer says so."""
    empty = Response.json({"issues": [], "values": [], "comments": [], "total": 0, "isLast": True}, 200, header)
    record = read([one()], monkeypatch, fault=answered(path, empty))
    assert [gap.reason for gap in row(record).gaps] == ["auth"]
    assert row(record).status in ("partial", "failed")


def test_one_project_that_is_not_visible_takes_no_other_down(monkeypatch):
    """Each is searched by itself: the others are complete, and the gap names the one."""
    record = read([one()], monkeypatch, projects=["NOPE", "OPS"])
    assert [event.id for event in record] == ["jira:1/created"]
    (gap,) = row(record).gaps
    assert gap.where == "NOPE"
    assert "projects" in gap.detail


@BOTH
def test_the_old_search_and_the_new_one(monkeypatch, cloud):
    """Where the site does not say what it is, the search that it has is found: 410 and 404 name the other."""
    record = read([one()], monkeypatch, cloud=cloud, fault=answered("/serverInfo", Response.json({}, 404)))
    assert record.complete
    assert len(record) == 1
    wrong = Response.json({"deploymentType": "Server" if cloud else "Cloud", "baseUrl": "https://jira.acme.example"})
    record = read([one()], monkeypatch, cloud=cloud, fault=answered("/serverInfo", wrong))
    assert [event.id for event in record] == ["jira:1/created"]
    assert record.complete


LIMITS = {
    "seconds": {"Retry-After": "7"},
    "a time to the minute": {"X-RateLimit-Reset": "2019-06-20T20:01Z", "RateLimit-Reason": "jira-burst-based"},
    "a time to the second": {"X-RateLimit-Reset": "2019-06-20T20:00:40Z"},
}


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("status", [429, 503])
def test_a_limit_is_waited_for(monkeypatch, name, status):
    """Seconds, or a time that is waited out as finely as it is told."""
    headers = LIMITS[name] | ({"Retry-After": "7"} if status == 503 else {})
    limit = Response.json({}, status, headers)
    start = at("20:00:00")
    record = read([one()], monkeypatch, fault=answered("/search/jql", limit, at_most=1), start=start)
    assert record.complete
    waited = row(record).measured["waited_s"]
    assert (
        waited
        >= {"seconds": 7, "a time to the minute": 60, "a time to the second": 40}[name if status == 429 else "seconds"]
    )
    assert waited < 130


def test_what_is_used_up_is_not_asked_for(monkeypatch):
    """A good answer may say that nothing is left, and until when."""
    told = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2019-06-20T20:00:30Z"}
    who = Response.json(MAX, 200, told)
    record = read([one()], monkeypatch, fault=answered("/myself", who), start=at("20:00:00"))
    assert row(record).measured["waited_s"] >= 30
    assert record.complete


def test_a_window_that_ends_now_is_provisional(monkeypatch):
    """A search knows of a change only after a while."""
    assert row(read([one()], monkeypatch, start=WINDOW.end)).provisional_until is not None
    assert row(read([one()], monkeypatch, start=LATER)).provisional_until is None


# --- configuration, hooks ---


@pytest.mark.parametrize(
    ("given", "asked"),
    [({"projects": ["OPS"]}, 'project = "OPS" AND updated'),
     ({"projects": (), "jql": 'labels = fire OR text ~ "order by" order  by rank'}, '(labels = fire OR text ~ "order by") AND updated'),
     ({"projects": ["OPS"], "jql": "labels = fire"}, 'project = "OPS" AND (labels = fire) AND updated'),
     ({"projects": (), "jql": 'text ~ "order by x"'}, '(text ~ "order by x") AND updated')],
)  # fmt: skip
def test_what_is_searched(monkeypatch, given, asked):
    """Each project by itself, the query in brackets and without its own order."""
    requests = []
    read([one()], monkeypatch, requests=requests, **given)
    queries = [each.json()["jql"] for each in requests if each.path == "/search/jql"]
    assert len(queries) == 1
    assert queries[0].startswith(asked)
    assert queries[0].endswith(" ORDER BY created ASC, key ASC")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"base_url": "https://acme.atlassian.net"},
        {"projects": ["A"]},
        {"projects": [""], "base_url": "https://x.example"},
    ],
)
def test_a_table_that_says_too_little_is_refused(given):
    """Where it is and which tickets are to be said; the error names the key."""
    from timeline.sources.jira import Jira

    with pytest.raises(tl.ConfigError, match=r"base_url|projects"):
        Jira(**given)


@pytest.mark.parametrize(
    ("base", "email", "scheme"),
    [("https://acme.atlassian.net", "a@b.example", "Basic"), ("https://acme.atlassian.net/rest/api/2", "a@b.example", "Basic"),
     ("https://jira.acme.example/rest/api/2", "a@b.example", "Bearer"), ("https://jira.acme.example/rest/api/2", "", "Bearer"),
     ("https://api.atlassian.com/ex/jira/1/rest/api/3", "", "Bearer")],
)  # fmt: skip
def test_how_the_token_goes(monkeypatch, base, email, scheme):
    """With the address of its owner to Jira Cloud, alone to a Data Center, though an address is set for another source."""
    from timeline.sources.jira import Jira

    monkeypatch.setenv("JIRA_TOKEN", "token")
    monkeypatch.setenv("JIRA_EMAIL", email)
    assert Jira(base_url=base, projects=["A"]).authorization()["Authorization"].startswith(scheme)
    assert (
        Jira(base_url="https://acme.atlassian.net", projects=["A"]).base_url == "https://acme.atlassian.net/rest/api/3"
    )


@pytest.fixture
def asked(monkeypatch):
    """Call a hook of the source against a world; with what was asked."""

    def call(hook, api, *given, fault=None, whole=False, **config):
        from timeline.sources.jira import Jira

        monkeypatch.setenv("JIRA_TOKEN", demo.TOKEN)
        monkeypatch.setenv(EMAIL, "max@acme.example")
        with StandIn({"jira": api}, fault=fault) as server:
            source = Jira.plain(base_url=server.url("jira"), email_env=EMAIL, **({"projects": ("OPS",)} | config))
            run = Run("jira", WINDOW, clock=SimulatedClock())
            try:
                made = getattr(source, hook)(*given, run)
                told = (made if isinstance(made, dict) else list(made)), server.requests("jira")
                return (*told, run) if whole else told
            finally:
                run.close()

    return call


@BOTH
def test_check_says_who_it_is_and_what_can_be_searched(asked, cloud):
    """A line each; a project that cannot be searched is an error with its remedy."""
    lines, _ = asked("check", world([one()], cloud=cloud))
    assert lines == [f"token of Max Born, Jira {'Cloud' if cloud else 'Data Center'}", "OPS can be searched"]
    with pytest.raises(tl.SourceError, match="projects"):
        asked("check", world([one()], cloud=cloud), projects=("NOPE",))
    with pytest.raises(tl.AuthError, match="JIRA_TOKEN"):
        asked("check", world([one()], cloud=cloud, anonymous=True, email="other@acme.example"))


@BOTH
def test_template_lists_the_projects(asked, cloud):
    """Those that the token sees, one a line."""
    lines, _ = asked("template", world([one(), one("2", "WEB-1")], cloud=cloud))
    assert "\n".join(lines).split() == ["projects", "=", "[", '"OPS",', '"WEB-1"'.replace("-1", "") + ",", "]"]


@BOTH
def test_states_are_asked_in_one_request(asked, cloud):
    """The present state of each ticket by the key that was given; what cannot be seen is left out."""
    tickets = [one(status={"name": "Done"}), one("2", "OPS-2"), one("3", "WEB-3", status={"name": "Doing"})]
    found, requests = asked("states", world(tickets, cloud=cloud), ["OPS-1", "WEB-3", "OPS-2", "no key"])
    assert found == {"OPS-1": "Done", "WEB-3": "Doing", "OPS-2": "To Do"}
    assert len(requests) == 2


def test_a_key_that_is_not_there_costs_no_other_its_state(asked):
    """The search refuses it: each is then asked by itself, also one that has another key by now."""
    moved = replace_key(one(status={"name": "Done"}), "OPS-9")
    refuse = answered("/search/jql", Response.json({"errorMessages": ["no such key"]}, 400))
    found, _ = asked("states", world([moved, one("2", "OPS-2")]), ["OPS-2", "OPS-404", "OPS-9"], fault=refuse)
    assert found == {"OPS-2": "To Do", "OPS-9": "Done"}
    with pytest.raises(tl.SourceError):
        asked("states", world([moved]), ["OPS-2"], fault=lambda *_: Response.json({}, 503))


def replace_key(made, key):
    return {**made, "key": key}


def test_no_credential_stands_in_a_repr():
    """Neither the token nor the address that goes with it."""
    from timeline.sources.jira import Jira

    assert "@" not in repr(Jira(base_url="https://acme.atlassian.net", projects=["A"]))


def test_the_stamp_is_jiras_own():
    """The worlds of these tests tell times as Jira does."""
    assert stamp(at("18:40:00.125")) == "2019-06-20T18:40:00.125+0000"


@BOTH
def test_people_are_stated_who_acted_in_the_window(asked, cloud):
    """With the names and the address by which another service may know them, for whoever did something in it."""
    max_ = {
        **MAX,
        "emailAddress": "max@acme.example",
        **({} if cloud else {"accountId": None, "key": "U7", "name": "max"}),
    }
    made = ticket("1", "OPS-1", "Queue", max_, at("18:40:00"), comments=[comment("1", IDA, LATER, "later")])
    _, _, run = asked("fetch", world([made], cloud=cloud), WINDOW, whole=True)
    (found,) = run.profiles
    assert (found.id, found.name, found.kind) == ("5c01" if cloud else "U7", "Max Born", "person")
    assert found.names == (() if cloud else ("max",))
    assert found.email == "max@acme.example" or found.email.startswith("⟨e-mail ")
