"""Statuspage: what a status page told, at the time it was posted, with a key or as anybody may read it."""

from datetime import timedelta

import pytest

import timeline as tl
from support_faults import FAULTS, Fault, verdict
from support_statuspage import HOST, PAGE, WEB, PublicPage, StatuspageApi, incident, stamp, update
from support_worlds import VARIABLE, WINDOW, pulled
from timeline.bundle.pulling import pull as keep
from timeline.bundle.rebuild import rebuild
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message
from timeline.demo.server import Response, StandIn
from timeline.demo.server.slack import SlackApi
from timeline.engine.reconstruct import pull
from timeline.testing import SimulatedClock

NOW = at("19:40:00")
TOKEN = "stand-in-token-4711"
LATE = incident(
    "p31zq0qgs2w1",
    "Webhooks are late",
    update("u1", "investigating", "18:50:00.120", components=[("API", "operational", "partial_outage")]),
    update("u2", "identified", "18:58:00"),
    update("u3", "identified", "19:01:00", "Still on it.\nMore."),
    update("u4", "resolved", "19:20:00", "", components=[("API", "partial_outage", "operational")]),
    update("u5", "postmortem", "19:25:00", "What we learnt"),
    shortlink="https://stspg.io/9f2kq",
)


def read(monkeypatch, *incidents, size=100, fault=None, requests=None, api=None, window=WINDOW, **config):
    api = api or StatuspageApi(TOKEN, incidents=incidents, page=size)
    config = {"page": PAGE} | config
    return pulled("statuspage", api, monkeypatch, start=NOW, fault=fault, requests=requests, window=window, **config)


def public(monkeypatch, *incidents, maintenances=(), **more):
    return read(monkeypatch, api=PublicPage(incidents=incidents, maintenances=maintenances), page=HOST, **more)


def numbered(amount, begins="18:31:00"):
    """So many incidents, a second apart, newest first."""
    first = at(begins)
    times = [(first + timedelta(seconds=n)).strftime("%H:%M:%S") for n in range(amount)]
    return [incident(f"i{n:03}", f"n{n}", update(f"u{n:03}", "investigating", time)) for n, time in enumerate(times)][::-1]  # fmt: skip


def ids(record):
    return [event.id.removeprefix("statuspage:") for event in record]


def test_an_incident_is_told_update_by_update(monkeypatch):
    """Each at the time it was posted: the first publishes, `resolved` resolves, all others update; nobody is named."""
    record = read(monkeypatch, LATE)
    named = 'Status page incident "Webhooks are late" was'
    assert [(event.id, event.kind, event.summary) for event in record] == [
        ("statuspage:u1", "status.published", f'{named} published as investigating: "We are looking into it."'),
        ("statuspage:u2", "status.updated", f'{named} updated to identified: "We are looking into it."'),
        ("statuspage:u3", "status.updated", f'{named} updated, still identified: "Still on it."'),
        ("statuspage:u4", "status.resolved", f"{named} resolved"),
        ("statuspage:u5", "status.updated", f'{named} given a post-mortem: "What we learnt"'),
    ]
    assert {(event.actor, event.severity, event.keys) for event in record} == {
        (None, None, ("statuspage:incident:p31zq0qgs2w1", "statuspage:short:9f2kq"))
    }
    assert {event.url for event in record} == {"https://stspg.io/9f2kq"}
    assert (record[0].time, record[0].precision) == (at("18:50:00.120"), "ms")
    assert record[0].tags == {
        "impact": "minor", "status": "investigating", "components": "API: operational to partial outage",
    }  # fmt: skip
    assert record[2].body == "Still on it.\nMore."
    assert record.complete
    assert record.coverage[0].closes


@pytest.mark.parametrize(
    ("more", "tags"),
    [
        ({"display_at": stamp("18:20:00")}, {"display_at": "2019-06-20T18:20:00.000Z"}),
        ({"display_at": "2019-06-20T18:50:00.000Z"}, {}),
        ({"display_at": None}, {}),
        ({"updated_at": stamp("19:10:00")}, {"edited": "true", "edited_at": "2019-06-20T19:10:00.000Z"}),
        ({"updated_at": stamp("18:50:00")}, {}),
        ({"affected_components": [{"code": "c1", "name": "API", "old_status": "operational", "new_status": "operational"}, {"name": "Web", "new_status": "major_outage"}, {"code": "c3"}]},
         {"components": "API: operational; Web: major outage; c3"}),
        ({"affected_components": {"0": "odd"}}, {}),
    ],
)  # fmt: skip
def test_what_an_update_says_beside_its_words_is_a_tag(monkeypatch, more, tags):
    """The author may set the time that is shown, also into the past: it moves nothing. What was changed later is marked."""
    (event,) = read(monkeypatch, incident("p1", "x", update("u1", "investigating", "18:50:00", **more)))
    assert event.time == at("18:50:00")
    assert {key: value for key, value in event.tags.items() if key not in ("impact", "status")} == tags


def test_what_was_written_afterwards_and_what_was_planned_say_so(monkeypatch):
    """A backfilled incident and a maintenance; the end of one is no `resolved`."""
    after = incident("p1", "Old trouble", update("u1", "resolved", "18:50:00", ""), backfilled=True)
    planned = incident(
        "p2", "New disks", update("u2", "scheduled", "18:51:00", ""), update("u3", "completed", "18:59:00", ""),
        impact="maintenance", scheduled_for="2019-06-20T12:55:00.000-06:00", scheduled_until=stamp("18:59:00"),
    )  # fmt: skip
    record = read(monkeypatch, after, planned)
    assert [(event.kind, event.summary) for event in record] == [
        ("status.published", 'Status page incident "Old trouble" was published as resolved'),
        ("status.published", 'Status page maintenance "New disks" was published as scheduled'),
        ("status.updated", 'Status page maintenance "New disks" was updated to completed'),
    ]
    assert record[0].tags["backfilled"] == "true"
    assert record[1].tags["scheduled_for"] == "2019-06-20T18:55:00.000Z"


def test_an_incident_of_which_nothing_was_told_is_told_by_itself(monkeypatch):
    """Its state is that of today, and is not told as that of then."""
    record = read(monkeypatch, incident("p1", "x", status="resolved"))
    assert [(event.id, event.kind, event.summary) for event in record] == [
        ("statuspage:p1", "status.published", 'Status page incident "x" was published')
    ]


def test_of_two_updates_of_one_moment_the_lower_one_was_first(monkeypatch):
    """The service tells the newest first."""
    told = incident("p1", "x", update("u1", "investigating", "18:50:00"), update("u2", "resolved", "18:50:00"))
    told["incident_updates"] = sorted(told["incident_updates"], key=lambda each: each["id"], reverse=True)
    record = read(monkeypatch, told)
    assert [(event.id, event.kind) for event in record] == [
        ("statuspage:u1", "status.published"), ("statuspage:u2", "status.resolved")
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_pages_are_read_until_one_is_empty(monkeypatch, size):
    """How full a page is says nothing: the service may give fewer than were asked for."""
    asked = []
    record = read(monkeypatch, *numbered(15), size=size, requests=asked)
    assert len(record) == 15
    assert record.complete
    last = -(-15 // size) + 1
    assert [int(request.query["page"]) for request in asked] == [*range(1, last + 1), *range(1, last)]
    assert {request.query["limit"] for request in asked} == {"100"}


def test_a_page_without_a_new_incident_ends_with_a_gap(monkeypatch):
    """A server that does not know `page` gives the first one for ever."""
    asked = []
    record = read(monkeypatch, fault=lambda *_: Response.json(numbered(3)), requests=asked)
    assert len(record) == 3
    assert [(gap.reason, gap.start, gap.end) for gap in record.coverage[0].gaps] == [
        ("paging", WINDOW.start, WINDOW.end)
    ]
    assert len(asked) == 2


def test_an_incident_that_comes_twice_is_told_once(monkeypatch):
    """A list to whose head one was added moves: its last row comes again on the next page."""
    rows = numbered(5)
    pages = {"1": rows[1:3], "2": rows[2:4], "3": rows[4:], "4": []}
    record = read(monkeypatch, fault=lambda service, request, number: Response.json(pages[request.query["page"]]))
    assert ids(record) == ["u000", "u001", "u002", "u003"]
    assert record.coverage[0].duplicates == 1
    assert record.complete


def test_an_incident_that_moves_to_a_page_that_was_read_is_told(monkeypatch):
    """One was deleted meanwhile: the pages before the last are asked for once more."""
    rows, asked = numbered(5), []

    def fault(service, request, number):
        asked.append(request.query["page"])
        there = rows if len(asked) == 1 else rows[1:]
        begins = (int(asked[-1]) - 1) * 2
        return Response.json(there[begins : begins + 2])

    record = read(monkeypatch, fault=fault)
    assert sorted(ids(record)) == [f"u00{n}" for n in range(5)]
    assert record.complete
    assert record.coverage[0].duplicates == 0


def old(key, day, touched=None, **more):
    made = f"2019-{day}T10:00:00.000Z"
    row = incident(key, key, update(f"u-{key}", "investigating", "18:50:00", created_at=made, updated_at=made), **more)
    return row | {"created_at": made, "updated_at": touched or made}


def test_the_walk_ends_where_a_whole_page_is_older_than_the_look_back(monkeypatch):
    """An incident from long before may have an update in the window; that there is a bound is a note."""
    late = update("u9", "postmortem", "18:50:00")
    touched = old("c", "03-01", touched=stamp("18:50:00"))
    touched["incident_updates"] = [late, *touched["incident_updates"]]
    asked = []
    rows = [old("a", "06-01"), old("b", "04-01"), touched, old("d", "02-01"), old("e", "01-01"), old("f", "01-01")]
    record = read(monkeypatch, *rows, size=2, requests=asked, look_back="30d")
    assert [request.query["page"] for request in asked] == ["1", "2", "3", "1", "2"]
    assert ids(record) == ["u9"]
    assert record.complete
    told = "incidents that were last changed more than 30d before the window were not looked for"
    assert told in record.coverage[0].notes
    assert not ids(read(monkeypatch, *[old("a", "01-02"), old("b", "01-01"), touched], size=2))


@pytest.mark.parametrize("status", [420, 429])
def test_a_limit_is_waited_for(monkeypatch, status):
    """The service has a way of its own to say it."""
    record = read(
        monkeypatch, LATE, fault=lambda service, request, number: Response.json({}, status) if number < 2 else None
    )
    assert record.complete
    assert len(record) == 5
    assert record.coverage[0].measured["retries"] == 2


def test_the_published_limit_is_kept_at_the_services_own_host():
    """Sixty calls in a minute; a stand-in or a proxy says its own."""
    from timeline.sources.statuspage.dialect import StatuspageDialect

    assert StatuspageDialect("x", "https://api.statuspage.io/v1").paces[""].calls == 60
    assert not StatuspageDialect("x", "http://127.0.0.1:1/v1").paces


def test_what_cannot_be_read_is_named_and_takes_nothing_down(monkeypatch):
    """An incident without id, an update without one, a time without zone: each is counted."""
    odd = incident("p1", "x", update("w1", "investigating", "18:50:00"), update("w2", "monitoring", "18:51:00", created_at="2019-06-20T18:51:00"),
                   update(None, "monitoring", "18:52:00"))  # fmt: skip
    odd["incident_updates"].append("oops")
    record = read(monkeypatch, LATE, odd, {"name": "no id"}, "oops")
    (row,) = record.coverage
    assert (row.events, row.undated, row.rejected, row.raw_rows) == (6, 1, 4, 11)
    assert row.closes


@pytest.mark.parametrize("body", [{}, {"error": "x"}, None, 17, "x"])
def test_an_answer_without_a_list_is_a_gap(monkeypatch, body):
    """It is no page, and no end of the list either."""
    record = read(monkeypatch, LATE, fault=lambda *_: Response.json(body))
    assert record.coverage[0].gaps
    assert not record.complete


@pytest.mark.parametrize(("status", "word"), [(401, VARIABLE), (403, VARIABLE), (404, "not visible")])
def test_a_key_that_is_refused_is_told_with_the_remedy(monkeypatch, status, word):
    """Nothing of it passes for an empty record."""
    (row,) = read(monkeypatch, LATE, fault=lambda *_: Response.json({"error": "no"}, status)).coverage
    assert row.status == "failed"
    assert word in row.gaps[0].detail


def test_a_public_page_is_read_without_a_key(monkeypatch):
    """Incidents, also resolved ones, and maintenances, which stand apart; a link leads to the page itself."""
    asked = []
    planned = incident("m1", "New disks", update("u8", "scheduled", "18:52:00"), scheduled_for=stamp("19:00:00"))
    record = public(monkeypatch, LATE, maintenances=[planned], requests=asked)
    assert ids(record) == ["u1", "u8", "u2", "u3", "u4", "u5"]
    assert record[0].url == f"{WEB}/incidents/p31zq0qgs2w1"
    assert [request.path for request in asked] == ["/incidents.json", "/scheduled-maintenances.json"]
    assert not any("authorization" in request.headers for request in asked)
    assert record.complete
    keyed = read(monkeypatch, LATE, planned)
    assert [(event.id, event.time, event.summary, event.tags) for event in keyed] == [
        (event.id, event.time, event.summary, event.tags) for event in record
    ]


@pytest.mark.parametrize(("amount", "begins", "gap"), [
    (49, "18:35:00", None), (50, "18:35:00", "18:35:00"), (51, "18:35:00", "18:35:01"), (51, "18:29:00", None), (60, "19:29:30", "19:29:40"),
])  # fmt: skip
def test_the_fifty_first_incident_leaves_a_gap_before_the_fiftieth(monkeypatch, amount, begins, gap):
    """A page tells its fifty newest: where the oldest of them was made inside the window, what was before is not known."""
    record = public(monkeypatch, *numbered(amount, begins))
    found = [(each.reason, each.start, each.end) for each in record.coverage[0].gaps]
    assert found == ([("cap", WINDOW.start, at(gap))] if gap else [])
    notes = " ".join(record.coverage[0].notes)
    assert ("are not told by the page" in notes) == (amount > 50 and not gap)


def test_the_fifty_newest_may_all_be_younger_than_the_window(monkeypatch):
    """Then nothing of it can be seen."""
    record = public(monkeypatch, *numbered(50, "19:31:00"))
    assert [(each.start, each.end) for each in record.coverage[0].gaps] == [(WINDOW.start, WINDOW.end)]


def test_a_list_of_maintenances_may_go_by_their_beginning(monkeypatch):
    """One that was made long ago and begins late says nothing of those that were to begin before it."""
    rows = [
        incident(f"m{n}", f"m{n}", update(f"u{n}", "scheduled", "10:00:00"), scheduled_for=stamp(f"19:{n % 30:02}:00"))
        for n in range(50)
    ]
    record = public(monkeypatch, maintenances=rows)
    assert [(each.start, each.end) for each in record.coverage[0].gaps] == [(WINDOW.start, at("19:00:00"))]


def test_one_of_the_two_lists_that_fails_takes_the_other_not_down(monkeypatch):
    """What it could have told is a gap."""

    def fault(service, request, number):
        return Response.json({}, 404) if request.path == "/incidents.json" else None

    planned = incident("m1", "New disks", update("u8", "scheduled", "18:52:00"), scheduled_for=stamp("19:00:00"))
    record = public(monkeypatch, LATE, maintenances=[planned], fault=fault)
    assert ids(record) == ["u8"]
    assert [(each.reason, each.where) for each in record.coverage[0].gaps] == [("denied", HOST)]


@pytest.mark.parametrize(
    "answer", [Response(302, {"Location": "https://id.example/login"}), Response.json({}, 401), Response.json({}, 403)]
)
def test_a_page_that_is_not_public_says_what_to_do(monkeypatch, answer):
    """It sends its readers to a log-in, or denies that it is there."""
    record = public(monkeypatch, LATE, fault=lambda *_: answer)
    assert not record
    assert record.coverage[0].gaps
    assert all("the page's id and STATUSPAGE_TOKEN" in gap.detail for gap in record.coverage[0].gaps)


@pytest.mark.parametrize(("page", "shown", "base"), [
    (PAGE, PAGE, "https://api.statuspage.io/v1"),
    ("status.acme.example", "status.acme.example", "https://status.acme.example/api/v2"),
    ("https://Status.acme.example/", "status.acme.example", "https://status.acme.example/api/v2"),
    ("localhost:8080", "localhost:8080", "http://localhost:8080/api/v2"),
])  # fmt: skip
def test_a_page_is_an_id_or_a_host(page, shown, base):
    """The one is asked for at the service's API, the other at the page itself."""
    source = tl.Statuspage(page=page)
    assert (source.page, source._base) == (shown, base)


@pytest.mark.parametrize(
    "page", ["", "a b", "https://status.acme.example/history", "ada:pw@status.acme.example", "http://", "x" * 60]
)
def test_what_is_no_page_is_refused(page):
    """In words of ours, without what was written."""
    with pytest.raises(tl.ConfigError, match="write the id of the page") as caught:
        tl.Statuspage(page=page)
    assert "pw@" not in str(caught.value)


@pytest.mark.parametrize("address", [f"{WEB}/incidents/p31zq0qgs2w1", "https://stspg.io/9f2kq"])
def test_a_post_that_links_an_incident_is_found_by_it(monkeypatch, address):
    """By the id in the link, or by its short address, whoever wrote it; a person's message is no witness."""
    said = message(at("18:55:00"), "U1", f"customers see <{address}|this>")
    slack = SlackApi(TOKEN, channels=[channel("C0SHOPOPS", "shop")], users=[], messages={"C0SHOPOPS": [said]})
    monkeypatch.setenv(VARIABLE, TOKEN)
    with StandIn({"statuspage": StatuspageApi(TOKEN, incidents=[LATE]), "slack": slack}) as server:
        sources = [
            tl.Statuspage(base_url=server.url("statuspage"), token_env=VARIABLE, page=PAGE),
            tl.Slack(base_url=server.url("slack"), token_env=VARIABLE, channels=["#shop"]),
        ]
        record = pull(WINDOW, sources, clock=SimulatedClock(NOW))
    found = record.about(address)
    assert {event.source for event in found} == {"slack", "statuspage"}
    assert len(found) == len(record)
    assert not [each for each in record.happenings if len(each.events) > 1]


@pytest.mark.parametrize("name", FAULTS)
def test_no_fault_of_a_public_page_loses_or_invents_an_update(monkeypatch, name):
    """At either of its two lists: nothing invented or moved, nothing lost without a gap over its time."""
    monkeypatch.setattr("timeline.sources.http.client.REQUEST_TIMEOUT_S", 2.0)
    planned = incident("m1", "New disks", update("u8", "scheduled", "18:52:00"), scheduled_for=stamp("19:00:00"))
    healthy = public(monkeypatch, LATE, maintenances=[planned])
    for index in (0, 1):
        fault = Fault("statuspage", index, *FAULTS[name])
        assert not verdict(healthy, public(monkeypatch, LATE, maintenances=[planned], fault=fault))


@pytest.mark.parametrize("way", ["with a key", "as anybody"])
def test_a_bundle_is_made_again_with_the_service_gone_and_without_a_token(monkeypatch, tmp_path, way):
    """The same events from the kept answers."""
    monkeypatch.setenv(VARIABLE, TOKEN)
    with StandIn({"keyed": StatuspageApi(TOKEN, incidents=[LATE]), "public": PublicPage(incidents=[LATE])}) as server:
        if way == "with a key":
            source = tl.Statuspage(page=PAGE, base_url=server.url("keyed"), token_env=VARIABLE)
        else:
            source = tl.Statuspage(page=HOST, base_url=server.url("public"))
        record = keep(WINDOW, [source], to=tmp_path / "b")
    monkeypatch.delenv(VARIABLE)
    assert (record.complete, len(record)) == (True, 5)
    assert rebuild(tmp_path / "b").identical


def test_check_and_init_say_what_is_seen(monkeypatch):
    """The page, and that its incidents can be listed; a configuration is written from the pages of the account."""
    monkeypatch.setenv(VARIABLE, TOKEN)
    apis = {"statuspage": StatuspageApi(TOKEN, incidents=[LATE]), "public": PublicPage(incidents=[LATE])}
    with StandIn(apis) as server:
        place = {"base_url": server.url("statuspage"), "token_env": VARIABLE}
        run = tl.Run("statuspage", WINDOW, clock=SimulatedClock(NOW))
        assert list(tl.Statuspage(page=PAGE, **place).check(run)) == ["page Acme and its incidents are visible"]
        shown = tl.Statuspage(page=HOST, base_url=server.url("public"))
        assert list(shown.check(run)) == [f"what {HOST} tells anybody is visible"]
        with pytest.raises(tl.DeniedError, match="not visible"):
            list(tl.Statuspage(page="nonesuchpage", **place).check(run))
        lines = list(tl.Statuspage.plain(**place).template(run))
        run.close()
    assert lines == ["# Acme", f'page = "{PAGE}"']
