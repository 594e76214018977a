"""Sentry: what became of its issues, told as the service tells it, and what it cannot tell stated."""

import time
from datetime import timedelta

import pytest

import timeline as tl
from support_worlds import VARIABLE, WINDOW, pulled
from timeline.demo.incident.facts import at
from timeline.demo.payloads.sentry import activity, issue, project, user
from timeline.demo.payloads.slack import channel, message, post
from timeline.demo.server import Response, StandIn
from timeline.demo.server.sentry import SentryApi
from timeline.demo.server.slack import SlackApi
from timeline.engine.reconstruct import pull
from timeline.facts.signals import signals
from timeline.joining.posts.sentry import PRODUCT
from timeline.testing import SimulatedClock

NOW = at("19:40:00")
MARIE, ROSA = user("31", "Marie Curie", "marie"), user("32", "Rosa Parks", "rosa")
SHOP, CART = project("81", "shop"), project("82", "cart")
SHA = "5b" * 20


def broken(key="901", done=(), *, first="18:40:10.500", events=("18:40:10.500", "18:41:00"), where=SHOP, **more):
    times = [at(each) for each in events]
    return issue(
        key, f"SHOP-{key}", "ValueError: no cart", where, first=at(first), events=times, activities=list(done), **more
    )


def world(*issues, page=100, **more):
    return SentryApi(
        "stand-in-token-4711", organization="acme", issues=issues, projects=[SHOP, CART], page=page, **more
    )


def read(monkeypatch, *issues, start=NOW, fault=None, requests=None, api=None, window=WINDOW, **config):
    api = api or world(*issues)
    return pulled(
        "sentry",
        api,
        monkeypatch,
        organization="acme",
        start=start,
        fault=fault,
        requests=requests,
        window=window,
        **config,
    )


def answering(response, when=lambda path, number: True):
    """That answer in the service's place, to the requests of which `when` says so."""
    return lambda service, request, number: response if when(request.path, number) else None


def test_an_issue_is_told_from_its_first_sight_to_its_end(monkeypatch):
    """First seen, assigned, commented, resolved, come back: each at its time, by whom the service names."""
    done = [
        activity("1", "assigned", at("18:42:00"), MARIE, assignee="32", assigneeType="user"),
        activity("2", "note", at("18:43:00.250"), ROSA, text="It is the *cart*.\nMore."),
        activity("3", "set_resolved", at("18:50:00"), ROSA),
        activity("4", "set_regression", at("18:55:00"), None, version="shop@2.1"),
        activity("5", "set_priority", at("18:56:00"), None, priority="high"),
    ]
    record = read(monkeypatch, broken(done=done))
    assert [(event.id, event.kind, event.severity, event.actor and event.actor.name) for event in record] == [
        ("sentry:901/first_seen", "error.first_seen", "error", None),
        ("sentry:1", "error.assigned", None, "Marie Curie"),
        ("sentry:2", "error.commented", None, "Rosa Parks"),
        ("sentry:3", "error.resolved", "ok", "Rosa Parks"),
        ("sentry:4", "error.regressed", "error", None),
        ("sentry:5", "error.updated", None, None),
    ]
    called = 'Sentry issue SHOP-901 "ValueError: no cart"'
    assert [event.summary for event in record] == [
        f"{called} was first seen in shop",
        f"{called} was assigned to Rosa Parks by Marie Curie",
        f'Rosa Parks commented on {called}: "It is the *cart*."',
        f"{called} was resolved by Rosa Parks",
        f"{called} came back after it was resolved, in release shop@2.1",
        f"{called} was given priority high",
    ]
    assert record["sentry:2"].body == "It is the *cart*.\nMore."
    assert {event.url for event in record} == {"https://acme.sentry.io/issues/901/"}
    assert all("sentry:issue:901" in event.keys for event in record)
    assert record[0].precision == "ms"
    assert record.complete


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        ("fatal", "error"),
        ("error", "error"),
        ("warning", "warning"),
        ("info", None),
        ("debug", None),
        ("sample", None),
        (None, None),
    ],
)
def test_how_bad_it_is_is_the_services_own_word(monkeypatch, level, severity):
    """Levels that say nothing of it give no severity, where an issue came up as where it came back."""
    record = read(monkeypatch, broken(done=[activity("4", "set_regression", at("18:55:00"))], level=level))
    assert [event.severity for event in record] == [severity, severity]


@pytest.mark.parametrize(
    ("sort", "data", "words", "keys"),
    [
        ("set_resolved_in_release", {"version": "shop@2.2"}, "was resolved in release shop@2.2 by Rosa Parks", []),
        ("set_resolved_in_release", {"version": ""}, "was resolved in the next release by Rosa Parks", []),
        ("set_resolved_in_commit", {"commit": {"id": SHA}}, "was resolved in commit 5b5b5b5 by Rosa Parks", [f"git:{SHA}"]),
        ("set_resolved_in_commit", {"commit": {"id": "11111111"}}, "was resolved in commit 1111111 by Rosa Parks", []),
        ("set_resolved_in_commit", {"commit": None}, "was resolved in a commit by Rosa Parks", []),
        (
            "set_resolved_in_pull_request",
            {"pullRequest": {"id": "7", "repository": {"name": "Acme/Shop"}, "externalUrl": "https://github.com/Acme/Shop/pull/7"}},
            "was set to be resolved by Acme/Shop#7 by Rosa Parks", ["github:pr:acme/shop#7"],
        ),
        (
            "set_resolved_in_pull_request",
            {"pullRequest": {"id": "8", "repository": {"name": "acme/shop", "provider": {"id": "integrations:github"}}}},
            "was set to be resolved by acme/shop#8 by Rosa Parks", ["github:pr:acme/shop#8"],
        ),
        (
            "set_resolved_in_pull_request",
            {"pullRequest": {"id": "8", "repository": {"name": "acme/shop", "provider": {"id": "integrations:gitlab"}}}},
            "was set to be resolved by acme/shop#8 by Rosa Parks", [],
        ),
        ("set_resolved_in_pull_request", {"pullRequest": None}, "was set to be resolved by a pull request by Rosa Parks", []),
        ("create_issue", {"label": "IE-9", "new": True, "location": "https://a.atlassian.net/browse/IE-9"}, "was linked to a new ticket: IE-9 by Rosa Parks", ["jira:issue:IE-9"]),
        ("merge", {"issues": [{"id": "77"}]}, "took in another issue by Rosa Parks", ["sentry:issue:77"]),
        ("referenced_in_commit", {"commit": {"id": SHA}}, "was named in commit 5b5b5b5 by Rosa Parks", [f"git:{SHA}"]),
        ("assigned", {"assignee": "9", "assigneeType": "team", "assigneeName": "payments"}, "was assigned to the team payments by Rosa Parks", []),
        ("assigned", {"assignee": "9", "assigneeType": "team"}, "was assigned to a team by Rosa Parks", []),
        ("assigned", {"assignee": "99", "assigneeType": "user"}, "was assigned to somebody whose name is not told by Rosa Parks", []),
        ("set_ignored", {}, "was archived by Rosa Parks", []),
        ("a_type_of_tomorrow", {}, "was updated: a type of tomorrow by Rosa Parks", []),
    ],
)  # fmt: skip
def test_a_step_says_by_what_and_names_it_for_joining(monkeypatch, sort, data, words, keys):
    """A commit, pull request, ticket or other issue that the activity states is a key; a form that is not known is an update."""
    record = read(monkeypatch, broken(done=[activity("3", sort, at("18:50:00"), ROSA, **data)]))
    event = record["sentry:3"]
    assert event.summary == f'Sentry issue SHOP-901 "ValueError: no cart" {words}'
    assert sorted(event.keys) == sorted(["sentry:issue:901", *keys])
    known = {
        "assigned": "error.assigned",
        **dict.fromkeys(("set_resolved_in_release", "set_resolved_in_commit"), "error.resolved"),
    }
    assert event.kind == known.get(sort, "error.updated")
    assert event.severity == ("ok" if sort in ("set_resolved_in_release", "set_resolved_in_commit") else None)


@pytest.mark.parametrize("sort", ["set_resolved_by_age", "auto_set_ongoing", "set_escalating", "set_regression"])
def test_what_sentry_does_by_itself_is_nobodys_act(monkeypatch, sort):
    """Whoever stands beside it did not act."""
    record = read(monkeypatch, broken(done=[activity("3", sort, at("18:50:00"), ROSA, age=48)]))
    event = record["sentry:3"]
    assert event.actor is None
    assert "Rosa" not in event.summary


@pytest.mark.parametrize("integration", ["codeowners", "projectOwnership", "suspectCommitter"])
def test_a_rule_that_assigns_is_no_person(monkeypatch, integration):
    """The sentence says by what rule; nobody is named as having acted."""
    done = [
        activity(
            "3",
            "assigned",
            at("18:50:00"),
            None,
            assignee="32",
            assigneeType="user",
            assigneeName="Rosa Parks",
            integration=integration,
        )
    ]
    event = read(monkeypatch, broken(done=done))["sentry:3"]
    assert event.actor is None
    assert "was assigned to Rosa Parks by " in event.summary


def test_an_app_is_a_bot_and_an_address_is_no_name(monkeypatch):
    """An account without a name shows its address in its place: that stands in no event."""
    nameless = {"id": "44", "name": "eve@acme.example", "username": "eve@acme.example", "email": "eve@acme.example"}
    robot = {"id": "45", "name": "shipper", "email": "shipper-1@proxy-user.sentry.io"}
    app = activity("3", "set_resolved", at("18:50:00"), MARIE) | {
        "sentry_app": {"id": "5", "name": "Triage", "slug": "triage"}
    }
    done = [
        app,
        activity("4", "set_resolved", at("18:51:00"), nameless),
        activity(
            "5", "assigned", at("18:52:00"), None, assignee="44", assigneeType="user", assigneeEmail="eve@acme.example"
        ),
    ]
    record = read(monkeypatch, broken(done=[*done, activity("6", "set_resolved", at("18:53:00"), robot)]))
    assert (record["sentry:3"].actor.name, record["sentry:3"].actor.kind) == ("Triage", "bot")
    assert (record["sentry:4"].actor.id, record["sentry:4"].actor.name) == ("44", None)
    assert record["sentry:6"].actor.name == "shipper"
    assert not any(each in record.to_json() for each in ("eve@", "e-mail"))


def test_the_first_sight_of_all_times_is_told_and_not_that_of_the_window(monkeypatch):
    """A list that is bounded in time tells the first event within it as `firstSeen`: that began nothing."""
    old = broken("7", first="10:00:00", events=("10:00:00", "18:45:00", "18:46:00"))
    record = read(monkeypatch, old, broken("8"))
    assert [event.id for event in record] == ["sentry:8/first_seen"]
    assert record.complete


def test_events_are_counted_in_the_window_and_in_all_times(monkeypatch):
    """Both are texts; a row that does not tell the second may mean either by the first, unless they differ."""
    events = ("10:00:00", "18:45:00", "18:46:00", "19:35:00")
    done = [activity("3", "set_resolved", at("18:50:00"), ROSA)]
    assert read(monkeypatch, broken(done=done, first="10:00:00", events=events))[0].tags["count"] == "2"
    assert read(monkeypatch, broken(done=done, first="10:00:00", events=events))[0].tags["lifetime_count"] == "4"

    def older(count):
        row = {"id": "901", "shortId": "SHOP-901", "title": "x", "count": count, "firstSeen": "2019-06-20T10:00:00Z"}
        whole = row | {"count": "4", "activity": done}
        return lambda service, request, number: Response.json([row] if request.path.endswith("/issues/") else whole)

    assert read(monkeypatch, fault=older("2"))[0].tags["count"] == "2"
    (event,) = read(monkeypatch, fault=older("4"))
    assert "count" not in event.tags
    assert event.tags["lifetime_count"] == "4"


def test_what_is_asked(monkeypatch):
    """Every state and project, in UTC, by start and end and never by a period; paths end with a slash."""
    asked = []
    read(monkeypatch, broken(), requests=asked)
    lists = [request for request in asked if request.path.endswith("/issues/")]
    assert [(each.query["start"], each.query["end"]) for each in lists] == [
        ("2019-06-20T18:30:00", "2019-06-20T19:30:00"), ("2019-06-13T18:30:00", "2019-06-20T18:30:00"),
    ]  # fmt: skip
    for each in lists:
        assert (each.query["query"], each.query["project"], each.query["utc"]) == ("", "-1", "true")
        assert "statsPeriod" not in each.query
    assert all(request.path.endswith("/") and request.method == "GET" for request in asked)


def test_resolved_and_archived_issues_are_found(monkeypatch):
    """The list tells open ones only unless it is asked for all."""
    assert len(read(monkeypatch, broken("1", status="resolved"), broken("2", status="ignored"), broken("3"))) == 3


def test_what_was_done_to_an_issue_without_an_event_in_the_window_is_told(monkeypatch):
    """It is found by the look-back; what had its last event before that is a note."""
    done = [activity("3", "set_resolved", at("18:50:00"), ROSA)]
    near = broken("1", done, first="18:00:00", events=("18:00:00",))
    far = broken("2", [activity("4", "set_resolved", at("18:50:00"), ROSA)])
    far |= {"firstSeen": "2019-05-01T00:00:00Z", "events": ["2019-05-01T00:00:00Z"]}
    record = read(monkeypatch, near, far)
    assert [event.id for event in record] == ["sentry:3"]
    assert record.complete
    assert (
        "issues without an event from 7d before the window to its end were not looked for" in record.coverage[0].notes
    )
    assert "count" not in record[0].tags


@pytest.mark.parametrize("page", [1, 2, 3, 100])
def test_pages_are_read_until_the_next_link_says_that_nothing_is_there(monkeypatch, page):
    """The previous link of the first page says so, too, and ends nothing; the link's other host is never asked."""
    record = read(monkeypatch, api=world(*(broken(str(number)) for number in range(1, 8)), page=page))
    assert len(record) == 7
    assert record.complete


def linking(link, rows=None):
    """Lists with that Link header; `rows` makes the rows of a page by its cursor."""

    def fault(service, request, number):
        if not request.path.endswith("/issues/"):
            return None
        body = rows(request) if rows else [broken_row("1")]
        return Response.json(body, headers={"Link": link(request)} if link(request) else {})

    return fault


def broken_row(key):
    return {"id": key, "shortId": f"SHOP-{key}", "lastSeen": "2019-06-20T18:45:00Z"}


def following(cursor):
    return f'<https://sentry.io/api/0/x/?cursor={cursor}>; rel="next"; results="true"; cursor="{cursor}"'


@pytest.mark.parametrize(
    ("link", "rows"),
    [
        pytest.param(lambda request: following("0:100:0"), None, id="a cursor that repeats"),
        pytest.param(lambda request: following(f"0:{len(request.query.get('cursor', ''))}:0" + request.query.get("cursor", "")[:900]), lambda request: [], id="empty pages for ever"),
        pytest.param(lambda request: following("1" + request.query.get("cursor", "")), None, id="nothing new for ever"),
        pytest.param(lambda request: "", lambda request: [broken_row(str(n)) for n in range(100)], id="a full page without a word"),
        pytest.param(lambda request: '<https://sentry.io/api/0/stolen/>; rel="next"; results="true"', None, id="a link to elsewhere"),
    ],
)  # fmt: skip
def test_a_list_that_does_not_end_is_a_gap_soon(monkeypatch, link, rows):
    """What was read stays; pages are not turned until the deadline."""
    asked = []
    record = read(monkeypatch, *(broken(str(n)) for n in range(3)), fault=linking(link, rows), requests=asked)
    (row,) = record.coverage
    assert {gap.reason for gap in row.gaps} & {"paging", "bad_link"}
    assert any(gap.start == WINDOW.start and gap.end == WINDOW.end for gap in row.gaps)
    assert sum(request.path.endswith("/issues/") for request in asked) < 70


def test_a_hundred_activities_leave_a_gap_before_the_oldest(monkeypatch):
    """The API tells the newest hundred: what came before the oldest of them is not known; ninety-eight are all."""
    done = [activity(str(n), "note", at("18:50:00") + n * timedelta(seconds=1), ROSA, text="x") for n in range(140)]
    record = read(monkeypatch, broken(done=done))
    (gap,) = record.coverage[0].gaps
    assert (gap.reason, gap.where, gap.start, gap.end) == ("cap", "SHOP-901", WINDOW.start, at("18:50:40"))
    assert len(record.where(kind="error.commented")) == 100
    assert "sentry:901/first_seen" in {event.id for event in record}
    assert read(monkeypatch, broken(done=done[:98])).complete


def test_the_row_of_the_first_sight_among_activities_has_no_id_of_its_own(monkeypatch):
    """Its id is 0 for every issue: it is told with the issue's id, once."""
    record = read(monkeypatch, broken("1"), broken("2"))
    assert {event.id for event in record} == {"sentry:1/first_seen", "sentry:2/first_seen"}


@pytest.mark.parametrize("listed", [True, False])
def test_a_merged_issue_is_told_once_as_the_one_that_it_became(monkeypatch, listed):
    """It answers under the other's id, listed beside it or not; a link to the old one still leads there."""
    done = [activity("3", "set_resolved", at("18:50:00"), ROSA)]
    into = broken("2", done, events=("18:40:10.500",) if listed else ("19:35:00",))
    whole = world(into)

    def fault(service, request, number):
        if request.path.endswith("/issues/1/"):
            return whole.answer(
                type(request)(
                    request.method,
                    request.path.replace("/1/", "/2/"),
                    request.query,
                    request.lists,
                    request.headers,
                    b"",
                )
            )
        if request.path.endswith("/issues/"):
            return Response.json([broken_row("1"), *([broken_row("2")] if listed else [])])
        return None

    record = read(monkeypatch, fault=fault, api=whole)
    assert [event.id for event in record] == ["sentry:2/first_seen", "sentry:3"]
    assert record.complete
    assert "SHOP-1 was merged into SHOP-2, and is told as that" in record.coverage[0].notes
    assert record["sentry:3"].keys == (("sentry:issue:2",) if listed else ("sentry:issue:1", "sentry:issue:2"))


def test_an_issue_that_is_gone_meanwhile_is_a_gap(monkeypatch):
    """It was listed, and its own answer is a 404: what was done to it cannot be had; its first sight was told."""
    gone = answering(Response.json({"detail": "gone"}, 404), lambda path, number: path.endswith("/issues/1/"))
    record = read(monkeypatch, broken("1"), broken("2"), fault=gone)
    (gap,) = record.coverage[0].gaps
    assert (gap.reason, gap.where) == ("denied", "SHOP-1")
    assert [event.id for event in record] == ["sentry:1/first_seen", "sentry:2/first_seen"]


def test_activities_are_asked_for_apart_where_the_issue_does_not_tell_them(monkeypatch):
    """The other list is on no document, so it comes second."""
    done = [activity("3", "set_resolved", at("18:50:00"), ROSA)]
    record = read(monkeypatch, api=world(broken(done=done), documented=False))
    assert [event.id for event in record] == ["sentry:901/first_seen", "sentry:3"]
    assert record.complete


def test_a_time_without_zone_is_undated_and_takes_nothing_down(monkeypatch):
    """It is counted and named; so is an activity without an id, and one whose id was told of something else."""
    done = [
        activity("3", "set_resolved", at("18:50:00"), ROSA) | {"dateCreated": "2019-06-20T18:50:00"},
        activity("4", "note", at("18:51:00"), ROSA, text="x") | {"id": None},
        activity("5", "note", at("18:52:00"), ROSA, text="x"), activity("5", "set_resolved", at("18:53:00"), ROSA),
    ]  # fmt: skip
    record = read(monkeypatch, broken(done=done))
    (row,) = record.coverage
    assert (row.events, row.undated, row.rejected, row.raw_rows) == (2, 1, 2, 5)
    assert row.closes
    assert {gap.where for gap in row.gaps} >= {"sentry:3", "sentry:5"}


def limits(**told):
    """Sentry's headers; the window ends so many seconds after the server's own time, which its `Date` tells."""
    told |= {"Reset": str(int(time.time()) + told["Reset"])}
    return {name if name == "Retry-After" else f"X-Sentry-Rate-Limit-{name}": value for name, value in told.items()}


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"Remaining": "0", "Reset": 90}, 90),
        ({"Remaining": "12", "ConcurrentRemaining": "0", "Reset": 90}, 1),
        ({"Remaining": "0", "ConcurrentRemaining": "0", "Reset": 90}, 90),
        ({"Retry-After": "4", "Remaining": "0", "Reset": 90}, 4),
    ],
    ids=["of a window", "of calls at the same time", "of both", "as seconds"],
)  # fmt: skip
def test_both_limits_are_waited_for(monkeypatch, headers, least):
    """A limit of a window until it is over, by the service's own clock; one of calls at the same time until some ended."""
    limited = iter([Response.json({"detail": "slow"}, 429, limits(**headers))])
    record = read(
        monkeypatch, broken(), fault=lambda service, request, number: next(limited, None) if number == 1 else None
    )
    assert record.complete
    waited = record.coverage[0].measured["waited_s"]
    assert least - 2 < waited < least + 3


def test_a_window_that_is_used_up_is_not_asked_again_before_it_is_over(monkeypatch):
    """A good answer says that it was the last one."""
    last = limits(Remaining="0", Reset=20)
    record = read(monkeypatch, fault=answering(Response.json([], headers=last), lambda path, number: number == 0))
    assert (record.coverage[0].measured["retries"], record.coverage[0].measured["waited_s"] > 18) == (0, True)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_without_the_scope_is_told_with_the_remedy(monkeypatch, status):
    """The scopes and where the token comes from are named; nothing of it passes for an empty record."""
    record = read(monkeypatch, broken(), fault=answering(Response.json({"detail": "no permission"}, status)))
    (row,) = record.coverage
    assert row.status == "failed"
    assert "event:read" in row.gaps[0].detail
    assert "TIMELINE_TEST_TOKEN" in row.gaps[0].detail


def test_projects_are_chosen_by_slug_id_or_pattern(monkeypatch):
    """One that is not there is a gap; where none is, nothing is asked in their place."""
    issues = [broken("1"), broken("2", where=CART)]
    for wanted, ids in ((["shop"], ["1"]), (["82"], ["2"]), (["*a*", "shop"], ["1", "2"])):
        record = read(monkeypatch, *issues, projects=wanted)
        assert [event.id for event in record] == [f"sentry:{key}/first_seen" for key in ids]
        assert record.complete
    record = read(monkeypatch, *issues, projects=["shop", "nowhere"])
    assert [(gap.reason, gap.where) for gap in record.coverage[0].gaps] == [("denied", "nowhere")]
    asked = []
    assert not read(monkeypatch, *issues, projects=["nowhere"], requests=asked)
    assert [request.path for request in asked] == ["/organizations/acme/projects/"]
    closed = SentryApi(
        "stand-in-token-4711", organization="acme", issues=issues, projects=[project("81", "shop", seen=False)]
    )
    record = read(monkeypatch, api=closed, projects=["shop"])
    assert [gap.detail for gap in record.coverage[0].gaps] == ["project 'shop': the token may not read it"]


@pytest.mark.parametrize(
    ("days", "rows", "gap"),
    [
        (1, False, False),
        (29, False, False),
        (40, False, True),
        (40, True, False),
        (200, False, True),
        (200, True, False),
    ],
)
def test_what_may_not_be_kept_any_more_is_a_gap_and_not_nothing(monkeypatch, days, rows, gap):
    """An old window is empty for either reason; what was found in it or before shows that it is kept."""
    record = read(
        monkeypatch,
        *([broken(first="18:29:00", events=("18:29:00",))] if rows else []),
        start=NOW + timedelta(days=days),
    )
    assert [each.reason for each in record.coverage[0].gaps] == ["retention"] * gap


@pytest.mark.parametrize(
    ("lines", "states"),
    [
        (["Issue marked as regression", "<https://acme.sentry.io/issues/1/|*x*>"], ("error.regressed", None)),
        (["*Rosa Parks* marked <https://acme.sentry.io/issues/1/|SHOP-1> as resolved"], ("error.resolved", "Rosa Parks")),
        (["Rosa Parks marked this issue as resolved in 2.1"], ("error.resolved", "Rosa Parks")),
        (["*Issue resolved by <@U031>*"], ("error.resolved", None)),
        (["Issue marked as resolved in 2.1 by Rosa Parks"], ("error.resolved", "Rosa Parks")),
        (["Issue assigned to Marie Curie by Rosa Parks"], ("error.assigned", "Rosa Parks")),
        (["Issue automatically assigned to #payments"], ("error.assigned", None)),
        (["New comment by Rosa Parks"], ("error.commented", "Rosa Parks")),
        ([":red_circle: <https://acme.sentry.io/issues/1/?a=b|*Issue resolved by Rosa*>", "x"], (None, None)),
        (["<https://sentry.io/organizations/a/issues/1/|x>", "shop via Send a notification for new issues"], ("error.first_seen", None)),
        (["<https://a.sentry.io/issues/1/|x>", "Project: <https://a|shop>    Alert: <https://a/alerts|Send a notification for new issues>    Short ID: SHOP-1"], ("error.first_seen", None)),
        (["<https://a.sentry.io/issues/1/|x>", "State: *New*   First Seen: *Just now*", "Alert: <https://a|Cart is broken>"], (None, None)),
        (["<https://a.sentry.io/issues/1/|x>", "via Send a notification for new issues", "more", "Alert: <https://a|Mine>"], (None, None)),
        ([], (None, None)),
    ],
)  # fmt: skip
def test_a_post_states_what_its_headline_says(lines, states):
    """The title of an error may hold any words; the state of an issue stands for a week and is no transition."""
    assert PRODUCT.statements(lines) == states


def test_a_post_is_the_step_that_it_states_and_a_message_only_links(monkeypatch):
    """By the issue in the link and the stated step; of several steps of one kind, that of the person who is named."""
    done = [activity("3", "set_resolved", at("18:50:00"), ROSA), activity("4", "set_resolved", at("18:55:00"), MARIE)]
    link = "<https://acme.sentry.io/issues/901/?referrer=slack|SHOP-901>"
    posts = [
        post(at("18:40:12"), "B0SENTRY", "Sentry", attachments=[{"title": "ValueError: no cart", "title_link": "https://acme.sentry.io/issues/901/", "footer": "SHOP-901 via Send a notification for new issues"}]),
        post(at("18:55:02"), "B0SENTRY", "Sentry", text=f"*Marie Curie* marked {link} as resolved"),
        message(at("18:56:00"), "U1", f"Rosa Parks marked {link} as resolved"),
    ]  # fmt: skip
    slack = SlackApi(
        "stand-in-token-4711", channels=[channel("C0SHOPOPS", "shop")], users=[], messages={"C0SHOPOPS": posts}
    )
    monkeypatch.setenv(VARIABLE, "stand-in-token-4711")
    with StandIn({"sentry": world(broken(done=done)), "slack": slack}) as server:
        sources = [
            tl.Sentry(base_url=server.url("sentry"), token_env=VARIABLE, organization="acme"),
            tl.Slack(base_url=server.url("slack"), token_env=VARIABLE, channels=["#shop"]),
        ]
        record = pull(WINDOW, sources, clock=SimulatedClock(NOW))
    joined = sorted(
        sorted(event.id.partition("/")[0] for event in each.events)
        for each in record.happenings
        if len(each.events) > 1
    )
    assert joined == [["sentry:4", "slack:C0SHOPOPS"], ["sentry:901", "slack:C0SHOPOPS"]]
    assert "sentry:issue:901" in record[-1].keys


def test_check_and_init_say_what_is_seen(monkeypatch):
    """The organization, its issues and every chosen project are tried; a configuration is written from what is seen."""
    monkeypatch.setenv(VARIABLE, "stand-in-token-4711")
    with StandIn({"sentry": world(broken())}) as server:
        place = {"base_url": server.url("sentry"), "token_env": VARIABLE}
        run = tl.Run("sentry", WINDOW, clock=SimulatedClock(NOW))
        source = tl.Sentry(organization="acme", projects=["shop"], **place)
        assert list(source.check(run)) == ["organization acme and its issues are visible"]
        with pytest.raises(tl.DeniedError, match="nowhere"):
            list(tl.Sentry(organization="acme", projects=["nowhere"], **place).check(run))
        with pytest.raises(tl.DeniedError, match="org:read, project:read and event:read"):
            list(tl.Sentry(organization="other", **place).check(run))
        lines = list(tl.Sentry.plain(**place).template(run))
        run.close()
    assert lines[0] == 'organization = "acme"'
    assert [line for line in lines if "shop" in line or "cart" in line]


def test_who_is_named_is_stated_as_an_account_of_the_service(monkeypatch):
    """By whom an answer names: who acted, who takes part, whom it was given to; a team is nobody's account."""
    told = []
    monkeypatch.setattr(tl.Run, "profile", lambda run, profile: told.append(profile))
    more = {"assignedTo": {"type": "team", "id": "9", "name": "payments"}, "participants": [MARIE | {"type": "user"}]}
    done = [activity("3", "set_resolved", at("18:50:00"), ROSA | {"email": "rosa@acme.example", "isActive": False})]
    read(
        monkeypatch,
        fault=answering(Response.json(broken(done=done) | more), lambda path, number: path.endswith("/901/")),
        api=world(broken()),
    )
    found = {each.id: each for each in told}
    assert {key: (each.name, each.names, each.kind, each.active) for key, each in found.items()} == {
        "31": ("Marie Curie", ("marie",), "person", True), "32": ("Rosa Parks", ("rosa",), "person", False),
    }  # fmt: skip
    assert found["32"].email.startswith("⟨e-mail")


def test_an_issue_is_open_until_it_is_resolved(monkeypatch):
    """A pull request that is to resolve it ends no signal: the error is as open as it was until it is resolved itself."""
    steps = [("3", "set_resolved_in_pull_request", "18:50:00"), ("4", "set_resolved_in_commit", "18:58:00")]
    done = [activity(key, sort, at(time), ROSA) for key, sort, time in steps]
    (signal,) = signals(read(monkeypatch, broken(done=done)))
    assert signal.ended.id == "sentry:4"
