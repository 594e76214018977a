"""Datadog: every transition of every group, through a stream that hides its end."""

import pytest

from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads import iso
from timeline.demo.payloads.datadog import downtime, posted, transition
from timeline.demo.server import Response
from timeline.demo.server.datadog import DatadogApi, parse
from timeline.sources.datadog import DEFAULT_QUERY, Datadog

CPU = (7, "cpu")


def read(events, monkeypatch, *, page=1000, downtimes=(), included=(), **more):
    api = DatadogApi(demo.TOKEN, events=events, downtimes=downtimes, included=included, page=page)
    return pulled("datadog", api, monkeypatch, **{"start": at("12:00:00", 25)} | more)


@pytest.mark.parametrize(
    ("states", "kind", "severity", "said"),
    [
        (("OK", "Alert"), "alert.triggered", "error", "alerted"),
        (("Warn", "Alert"), "alert.triggered", "error", "alerted"),
        (("OK", "Warn"), "alert.warned", "warning", "warned"),
        (("Alert", "Warn"), "alert.warned", "warning", "warned"),
        (("OK", "No Data"), "alert.no_data", "warning", "reported no data"),
        (("Alert", "OK"), "alert.recovered", "ok", "recovered after 5 min"),
        (("Alert", "Alert"), "alert.renotified", "error", "notified again"),
    ],
)
def test_transitions_are_told_by_their_states(monkeypatch, states, kind, severity, said):
    """The state reached is the kind; the same state again is a renotification; a recovery says how long it was."""
    event = transition(at("18:40:00"), "848", *CPU, states, group="host:a", minutes=5 if states[1] == "OK" else 0)
    record = read([event], monkeypatch)
    assert (record[0].id, record[0].kind, record[0].severity) == ("datadog:848", kind, severity)
    assert f'Datadog monitor "cpu" {said}' in record[0].summary
    assert "(host:a)" in record[0].summary
    assert {"datadog:monitor:7", "datadog:event:848"} <= set(record[0].keys)


@pytest.mark.parametrize("page", [1, 2, 7, 1000])
def test_every_page_is_read(monkeypatch, page):
    """A short page is not the last one; a cursor after the last row is; each event comes once."""
    events = [
        transition(at(f"18:{30 + n // 2}:{n % 2 * 30:02d}"), str(9000 + n), *CPU, ("OK", "Alert"), group=f"host:{n}")
        for n in range(21)
    ]
    record = read(events, monkeypatch, page=page)
    assert sorted(event.id for event in record) == sorted(f"datadog:{9000 + n}" for n in range(21))
    assert record.complete


def test_edges_are_half_open(monkeypatch):
    """An event exactly on the start is inside, one exactly on the end is not."""
    events = [transition(time, str(n), *CPU, ("OK", "Alert")) for n, time in enumerate((WINDOW.start, WINDOW.end))]
    assert [event.id for event in read(events, monkeypatch)] == ["datadog:0"]


def told(record):
    return [(event.id, event.kind, event.time) for event in record]


@pytest.mark.parametrize("page", [1, 2, 100])
def test_downtimes_of_the_window_are_told(monkeypatch, page):
    """Begun, ended, cancelled: each inside the window once; that the stream has holes meanwhile is a note."""
    downtimes = [
        downtime("d1", at("18:35:00"), at("18:45:00"), "host:a"),
        downtime("d2", at("12:00:00"), at("19:45:00"), "host:b", canceled="2019-06-20T18:50:00.000000+00:00"),
        downtime("d3", at("12:00:00"), None, "*", monitor_identifier={"monitor_id": 7}),
        downtime("d4", at("12:00:00"), at("13:00:00"), "host:old"),
    ]
    record = read([], monkeypatch, downtimes=downtimes, page=page)
    assert told(record) == [
        ("datadog:downtime/d1/started", "alert.muted", at("18:35:00")),
        ("datadog:downtime/d1/ended", "alert.unmuted", at("18:45:00")),
        ("datadog:downtime/d2/ended", "alert.unmuted", at("18:50:00")),
    ]
    assert record.complete
    assert sum("left no events" in note for note in record.coverage[0].notes) == 3


def test_a_downtime_that_the_stream_tells_is_told_once(monkeypatch):
    """Cancelled downtimes leave the list: the stream tells them, and what both tell is counted as a duplicate."""
    tags = ["audit", "downtime", "downtime_id:d1"]
    events = [posted(at("18:35:00"), "900", "Downtime on host:a started", tags)]
    record = read(events, monkeypatch, downtimes=[downtime("d1", at("18:35:00"), None, "host:a")])
    assert told(record) == [("datadog:900", "alert.muted", at("18:35:00"))]
    assert record.coverage[0].duplicates == 1
    assert record.coverage[0].closes


@pytest.mark.parametrize(
    ("times", "more", "expected"),
    [
        pytest.param(("18:50:00", "19:10:00"), {"canceled": "18:40:00"}, [], id="before it began"),
        pytest.param(("18:50:00", None), {"canceled": "18:50:00"}, [], id="in the instant in which it began"),
        pytest.param(
            ("18:35:00", "18:40:00"), {"canceled": "18:50:00"}, [("started", "18:35:00"), ("ended", "18:40:00")],
            id="between two occurrences",
        ),
        pytest.param(
            ("18:35:00", "19:10:00"), {"canceled": "18:50:00"}, [("started", "18:35:00"), ("ended", "18:50:00")],
            id="while it lasted",
        ),
    ],
)  # fmt: skip
def test_a_downtime_that_was_canceled_muted_what_it_muted(monkeypatch, times, more, expected):
    """Before it began: nothing; after an occurrence had ended: not that occurrence; else it ended then."""
    start, end = (time and at(time) for time in times)
    canceled = downtime("d1", start, end, "host:a", canceled=iso(at(more["canceled"]), 6), status="canceled")
    record = read([], monkeypatch, downtimes=[canceled])
    assert [(event.id, event.time) for event in record] == [
        (f"datadog:downtime/d1/{step}", at(time)) for step, time in expected
    ]
    assert record.complete


def test_a_list_of_downtimes_without_a_total_is_read_to_its_end(monkeypatch):
    """The total is not always told: only an empty page is the end then."""
    listed = [downtime(f"d{n}", at("18:35:00"), None, "host:a") for n in range(150)]

    def fault(service, request, number):
        if "downtime" not in request.path:
            return None
        first = int(request.query["page[offset]"])
        return Response.json({"data": listed[first : first + 100]})

    assert len(read([], monkeypatch, fault=fault)) == 150


def test_a_list_of_downtimes_that_repeats_a_page_is_a_gap(monkeypatch):
    """As many rows as are counted are not as many downtimes: it is the different ones that must add up."""
    listed = [downtime(f"d{n}", at("18:35:00"), None, "host:a") for n in range(50)]
    page = Response.json({"data": listed, "meta": {"page": {"total_filtered_count": 100}}})
    fault = lambda service, request, number: page if "downtime" in request.path else None  # noqa: E731
    record = read([], monkeypatch, fault=fault)
    assert len(record) == 50
    assert [(gap.reason, gap.where) for gap in record.coverage[0].gaps] == [("count_mismatch", "downtimes")]


def test_a_list_of_downtimes_that_changes_meanwhile_is_a_gap(monkeypatch):
    """One that is taken away moves another to the page that was read: as many came as are counted last, and not all."""
    listed = [downtime(f"d{n}", at("18:35:00"), None, "host:a") for n in range(150)]

    def fault(service, request, number):
        if "downtime" not in request.path:
            return None
        first = int(request.query["page[offset]"])
        if first:
            del listed[5]
        total = {"page": {"total_filtered_count": len(listed)}}
        return Response.json({"data": listed[first : first + 100], "meta": total})

    record = read([], monkeypatch, fault=fault)
    assert len(record) == 149
    assert [(gap.reason, gap.where) for gap in record.coverage[0].gaps] == [("count_mismatch", "downtimes")]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Downtime on host:a started", "alert.muted"),
        ("ada@acme.example started a downtime on host:a", "alert.muted"),
        ("The downtime on host:a has expired", "alert.unmuted"),
        ("ada@acme.example cancelled a downtime on host:a", "alert.unmuted"),
        ("ada@acme.example scheduled a downtime on host:a", "event.posted"),
    ],
)
def test_the_audit_of_downtimes_is_told_by_its_word(monkeypatch, title, kind):
    """Begun or ended, in whichever order the sentence says it; only scheduled, nothing was muted yet."""
    (event,) = read([posted(at("18:40:00"), "900", title, ["audit", "downtime"])], monkeypatch)
    assert event.kind == kind


@pytest.mark.parametrize(
    ("settings", "app"),
    [
        ({"base_url": "https://api.datadoghq.eu"}, "https://app.datadoghq.eu"),
        ({"base_url": "https://api.us3.datadoghq.com"}, "https://us3.datadoghq.com"),
        ({"base_url": "https://api.datadoghq.eu", "site": "us5.datadoghq.com"}, "https://us5.datadoghq.com"),
        ({"base_url": "http://127.0.0.1:8080"}, "https://ap1.datadoghq.com"),
        ({"base_url": "https://datadog.proxy.example"}, "https://ap1.datadoghq.com"),
        ({}, "https://ap1.datadoghq.com"),
    ],
)
def test_links_lead_to_the_site_that_was_asked(monkeypatch, settings, app):
    """An address of the API at one of Datadog's own hosts names the site; else the environment does."""
    monkeypatch.setenv("DD_SITE", "ap1.datadoghq.com")
    assert Datadog(**settings).app == app


def test_a_window_older_than_what_is_kept_is_a_gap(monkeypatch):
    """Nothing there, and nothing kept that long, are two different empties."""
    (row,) = read([], monkeypatch, start=at("12:00:00").replace(year=2026)).coverage
    assert [gap.reason for gap in row.gaps] == ["retention"]


def test_a_list_of_downtimes_that_may_not_be_read_is_a_gap(monkeypatch):
    """Without the scope, mutes of the window may be missing; a server without the list is a limit, not a loss."""

    def answering(status):
        return lambda service, request, number: Response.json({}, status) if "downtime" in request.path else None

    (row,) = read([], monkeypatch, fault=answering(403)).coverage
    assert [gap.where for gap in row.gaps] == ["downtimes"]
    (row,) = read([], monkeypatch, fault=answering(404)).coverage
    assert not row.gaps
    assert any("downtimes could not be asked" in note for note in row.notes)


def test_who_was_alerting_at_the_start_is_named(monkeypatch):
    """The state that each group was in is a note: nothing happened to it in the window."""
    events = [
        transition(at("12:00:00"), "1", *CPU, ("OK", "Alert"), group="host:a"),
        transition(at("12:00:00"), "2", *CPU, ("OK", "Alert"), group="host:b"),
        transition(at("13:00:00"), "3", *CPU, ("Alert", "OK"), group="host:b"),
    ]
    notes = read(events, monkeypatch).coverage[0].notes
    assert 'monitor "cpu" (host:a) was in Alert when the window began' in notes
    assert not any("host:b" in note for note in notes)


def test_a_recovery_is_led_back_to_what_began_it(monkeypatch):
    """The trigger is older than the window: its event id is looked up and kept as a key."""
    events = [
        transition(at("12:00:00"), "100", *CPU, ("OK", "Alert"), group="host:a", cycle="5"),
        transition(at("12:00:00"), "200", *CPU, ("OK", "Alert"), group="host:b", cycle="5"),
        transition(at("18:40:00"), "300", *CPU, ("Alert", "OK"), group="host:a", cycle="5"),
    ]
    (event,) = read(events, monkeypatch)
    assert "datadog:opened-by:100" in event.keys
    assert "datadog:opened-by:200" not in event.keys


@pytest.mark.parametrize(
    ("before", "inside"),
    [
        pytest.param("12:00:00", [("18:35:00", ("Alert", "Alert"))], id="notified again in the window"),
        pytest.param("12:00:00", [("18:35:00", ("Warn", "Alert"))], id="worse in the window"),
        pytest.param("18:29:59", [], id="begun in the second before the window"),
    ],
)
def test_what_only_goes_on_in_the_window_is_led_back_too(monkeypatch, before, inside):
    """The page was made by what began the alert, not by what the window shows of it before its recovery."""
    told = [(before, ("OK", "Alert")), *inside, ("18:40:00", ("Alert", "OK"))]
    events = [transition(at(time), str(100 + n), *CPU, states, cycle="5") for n, (time, states) in enumerate(told)]
    assert "datadog:opened-by:100" in read(events, monkeypatch)[-1].keys


@pytest.mark.parametrize("page", [3, 1000])
def test_a_beginning_is_looked_for_behind_many_pages(monkeypatch, page):
    """Small pages and a noisy organization: the search goes on by events, and ends where the beginning is."""
    noise = [
        transition(at(f"{13 + n // 60}:{n % 60:02d}:00"), str(1000 + n), *CPU, ("Alert", "Alert"), cycle="5")
        for n in range(120)
    ]
    events = [
        transition(at("11:00:00"), "99", *CPU, ("OK", "Alert"), cycle="4"),
        transition(at("12:00:00"), "100", *CPU, ("OK", "Alert"), cycle="5"),
        *noise,
        transition(at("18:40:00"), "300", *CPU, ("Alert", "OK"), cycle="5"),
    ]
    asked = []
    (event,) = read(events, monkeypatch, page=page, requests=asked)
    assert "datadog:opened-by:100" in event.keys
    assert len(asked) < 121 / page + 10


def test_a_beginning_that_cannot_be_looked_up_is_a_gap_of_the_recovery(monkeypatch):
    """Only the recovery could have been told about by it."""
    fault = lambda service, request, number: Response.json({}, 403) if b'"-timestamp"' in request.body else None  # noqa: E731
    events = [transition(at("18:40:00"), "300", *CPU, ("Alert", "OK"), cycle="5")]
    (gap,) = read(events, monkeypatch, fault=fault).coverage[0].gaps
    assert (gap.start, gap.end) == (at("18:40:00"), at("18:40:01"))


@pytest.mark.parametrize("page", [1, 2, 1000])
def test_a_look_back_does_not_depend_on_the_page_size(monkeypatch, page):
    """A service that gives small pages is asked for more of them: the same recovery is led back to the same trigger."""
    events = [transition(at("12:00:00"), "100", *CPU, ("OK", "Alert"), group="host:a", cycle="5")]
    events += [transition(at(f"13:{n:02d}:00"), f"2{n}", *CPU, ("Alert", "OK"), group="host:b") for n in range(15)]
    events += [transition(at("18:40:00"), "300", *CPU, ("Alert", "OK"), group="host:a", cycle="5")]
    record = read(events, monkeypatch, page=page)
    assert "datadog:opened-by:100" in record[0].keys


def test_a_recovery_that_began_in_the_window_is_led_back_to_nothing(monkeypatch):
    """Its own cycle joins it; nothing is looked up, not even for a trigger at the window's first instant."""
    events = [
        transition(at("18:30:00"), "100", *CPU, ("OK", "Alert"), group="host:a", cycle="5"),
        transition(at("18:40:00"), "300", *CPU, ("Alert", "OK"), group="host:a", cycle="5"),
    ]
    _, recovery = read(events, monkeypatch)
    assert not [key for key in recovery.keys if "opened-by" in key]


@pytest.mark.parametrize("cursors", ["ab", "aa"], ids=["to and fro", "the same"])
def test_a_look_back_whose_cursors_go_round_is_a_gap(monkeypatch, cursors):
    """Each page is read once, the recovery is told, and what its beginning would have joined is no silent loss."""
    noise = transition(at("12:00:00"), "100", *CPU, ("Alert", "Alert"), group="host:b", cycle="6")

    def fault(service, request, number):
        if b'"-timestamp"' not in request.body:
            return None
        following = cursors[1] if request.json()["page"].get("cursor") == cursors[0] else cursors[0]
        return Response.json({"data": [noise], "meta": {"page": {"after": following}, "status": "done"}})

    asked = []
    events = [transition(at("18:40:00"), "300", *CPU, ("Alert", "OK"), group="host:a", cycle="5")]
    record = read(events, monkeypatch, fault=fault, requests=asked)
    assert [event.kind for event in record] == ["alert.recovered"]
    assert len(asked) < 12
    (row,) = record.coverage
    assert (row.status, [gap.reason for gap in row.gaps]) == ("partial", ["paging"])
    assert (row.gaps[0].start, row.gaps[0].end) == (at("18:40:00"), at("18:40:01"))
    assert not any("5000 events" in note for note in row.notes)


def test_long_ids_stay_text(monkeypatch):
    """An id above 2^53 is not rounded."""
    (event,) = read([transition(at("18:40:00"), "4980866172548217311", *CPU, ("OK", "Alert"))], monkeypatch)
    assert event.id == "datadog:4980866172548217311"


def test_the_default_query_takes_in_what_the_record_needs():
    """Monitor alerts, deployments, autoscaling; not the chatter of everything else."""
    test = parse(DEFAULT_QUERY)
    assert test(transition(at("18:40:00"), "1", *CPU, ("OK", "Alert")))
    assert test(posted(at("18:40:00"), "2", "Last instance launched", ["source:autoscaling"]))
    assert test(posted(at("18:40:00"), "3", "hooks", ["source:deployment"]))
    assert not test(posted(at("18:40:00"), "4", "Comment on a dashboard", ["source:my_apps"]))


@pytest.mark.parametrize("meta", [{"status": "timeout"}, {"status": "done", "warnings": [{"code": "unknown_index"}]}])
def test_an_answer_that_says_it_is_not_whole_is_a_gap(monkeypatch, meta):
    """`meta.status` and `warnings` are read."""
    page = Response.json({"data": [], "meta": meta})
    fault = lambda service, request, number: page if b'"timestamp"' in request.body else None  # noqa: E731
    assert read([], monkeypatch, fault=fault).coverage[0].gaps[0].reason == "partial_answer"


def test_a_refused_cursor_is_gone_on_from_the_last_event(monkeypatch):
    """Cursors expire: the stream begins anew where it was, and tells nothing twice."""
    events = [transition(at(f"18:4{n}:00"), str(n), *CPU, ("OK", "Alert"), group=f"host:{n}") for n in range(6)]
    bad = Response.json({"errors": ["input_validation_error(Field 'page' is invalid: invalid cursor)"]}, 400)
    refused = []

    def fault(service, request, number):
        if b'"cursor"' in request.body and b'"timestamp"' in request.body and not refused:
            refused.append(request)
            return bad
        return None

    record = read(events, monkeypatch, page=2, fault=fault)
    assert refused
    assert len(record) == 6
    assert record.complete


def test_an_event_without_time_or_id_is_counted(monkeypatch):
    """It is neither dropped in silence nor given another time."""
    lost, nameless = (transition(at("18:40:00"), str(n), *CPU, ("OK", "Alert")) for n in (1, 2))
    lost["attributes"]["timestamp"] = "soon"
    lost["attributes"]["attributes"]["timestamp"] = None
    nameless["attributes"]["attributes"]["evt"] = {}
    nameless["id"] = None
    page = Response.json({"data": [lost, nameless, "text"]})
    fault = lambda service, request, number: page if b'"timestamp"' in request.body else None  # noqa: E731
    (row,) = read([], monkeypatch, fault=fault).coverage
    assert (row.undated, row.rejected, row.status) == (1, 2, "partial")
    assert row.closes


def test_wrong_keys_name_site_and_scope(monkeypatch):
    """A 403 may be the key, the scope or the site: all are named."""
    (row,) = read([], monkeypatch, fault=lambda *_: Response.json({"errors": ["Forbidden"]}, 403)).coverage
    assert row.status == "failed"
    assert all(word in row.gaps[0].detail for word in ("TIMELINE_TEST_TOKEN", "datadoghq.com", "events_read"))
