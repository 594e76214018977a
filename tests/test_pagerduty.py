"""PagerDuty: the account's log, proved by its count."""

import pytest

import timeline as tl
from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.pagerduty import change, datadog_channel, entry, incident, reference
from timeline.demo.server import Response
from timeline.demo.server.pagerduty import PagerDutyApi

ADA = reference("PADA", "user", "Ada Lovelace")
ABOUT = incident("Q1", 7, "cpu", "api", at("18:31:00"), first="R0")


def read(entries, monkeypatch, *, page=100, changes=(), notes=None, alerts=None, **more):
    kept = {"notes": notes or {}, "alerts": alerts or {}, "page": page}
    api = PagerDutyApi(demo.TOKEN, entries=list(entries), changes=list(changes), **kept)
    return pulled("pagerduty", api, monkeypatch, **more)


def many(count):
    return [entry(f"R{n}", "notify", at(f"18:{31 + n // 60}:{n % 60:02d}"), ABOUT) for n in range(count)]


@pytest.mark.parametrize(
    ("native", "kind"),
    [
        ("trigger", "incident.triggered"), ("acknowledge", "incident.acknowledged"),
        ("unacknowledge", "incident.unacknowledged"),
        ("escalate", "incident.escalated"), ("assign", "incident.assigned"), ("delegate", "incident.assigned"),
        ("reassign", "incident.assigned"), ("notify", "incident.notified"), ("annotate", "incident.annotated"),
        ("snooze", "incident.snoozed"), ("resolve", "incident.resolved"),
        ("priority_change", "incident.priority_changed"),
        ("urgency_change", "incident.urgency_changed"), ("status_update", "incident.status_updated"),
        ("responder_request", "incident.responder_requested"), ("exhaust_escalation_path", "incident.updated"),
        ("something_new", "incident.updated"),
    ],
)  # fmt: skip
def test_entries_are_told_by_their_type(monkeypatch, native, kind):
    """Each type has its kind; an unknown one is kept as an update."""
    (event,) = read([entry("R1", native, at("18:40:00"), ABOUT, ADA)], monkeypatch)
    assert (event.id, event.kind) == ("pagerduty:R1", kind)
    assert "pagerduty:incident:Q1" in event.keys


@pytest.mark.parametrize("page", [1, 3, 10, 100])
def test_every_page_is_read(monkeypatch, page):
    """Offsets go forward by the rows received, whatever limit was asked for."""
    record = read(many(23), monkeypatch, page=page)
    assert len(record) == 23
    assert record.complete


def test_more_than_the_cap_is_halved(monkeypatch):
    """Above 10,000 the window is split; both halves hold the second between them, and each entry comes once."""
    told = [
        entry(
            f"R{n}", "notify", at(f"18:{31 + n % 50}:{n % 60:02d}") if n % 50 < 29 else at(f"19:{n % 25:02d}:00"), ABOUT
        )
        for n in range(10_050)
    ]
    record = read(told, monkeypatch)
    assert len(record) == 10_050
    assert record.complete


def test_a_log_that_tells_fewer_than_it_counts_is_a_gap(monkeypatch):
    """`total` against the different ids that came is the proof; a mismatch is read again, then stated."""
    rows = many(3)

    def fault(service, request, number):
        if request.path == "/log_entries":
            return Response.json({"log_entries": rows, "more": False, "limit": 100, "offset": 0, "total": 5})
        return None

    assert [gap.reason for gap in read([], monkeypatch, fault=fault).coverage[0].gaps] == ["count_mismatch"]


def test_offsets_that_shift_lose_nothing(monkeypatch):
    """An entry added at the head between two pages pushes one onto the next page: each is told once."""
    api = PagerDutyApi(demo.TOKEN, entries=many(6), changes=[], notes={}, page=2)
    seen = []

    def fault(service, request, number):
        if request.path == "/log_entries":
            seen.append(request)
            if len(seen) == 2:
                api._entries.insert(0, entry("RNEW", "notify", at("18:59:00"), ABOUT))

    record = pulled("pagerduty", api, monkeypatch, fault=fault)
    assert {f"pagerduty:R{n}" for n in range(6)} <= {event.id for event in record}
    assert len({event.id for event in record}) == len(record)


def test_a_trigger_carries_its_datadog_event(monkeypatch):
    """The integration's details hold the event id; the resolve is led back to it through the first trigger."""
    told = [
        entry("R0", "trigger", at("12:00:00"), ABOUT, channel=datadog_channel("848", 7, "cpu")),
        entry("R1", "trigger", at("18:40:00"), ABOUT, channel=datadog_channel("849", 7, "cpu")),
        entry("R2", "resolve", at("18:50:00"), ABOUT, reference("PDD", "events_api_v2_inbound_integration", "Datadog")),
    ]
    first, second = read(told, monkeypatch)
    assert "datadog:event:849" in first.keys
    assert first.severity == "error"
    assert "datadog:opened-by:848" in second.keys
    assert second.severity == "ok"


def alert(key, event, time="18:31:00+00:00"):
    body = {"details": {"event_id": event, "monitor_state": "Triggered"}, "contexts": []}
    return {"id": key, "type": "alert", "created_at": f"2019-06-20T{time}", "body": body}


INTEGRATION = reference("PDD", "events_api_v2_inbound_integration", "Datadog")
STUB = {"type": "api"}


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("alerts", [("848",), ("848", "849")])
def test_a_resolve_is_led_back_through_the_alert_where_the_trigger_is_mute(monkeypatch, known, alerts):
    """The old trigger is a stub or cannot be had: the incident's alert of its second carries the event id."""
    listed = [alert(f"A{n}", event, f"{20 + n}:31:00+02:00") for n, event in enumerate(alerts)]
    told = [entry("R2", "resolve", at("18:50:00"), ABOUT, INTEGRATION, channel=STUB)]
    answer = Response.json({"log_entry": entry("R0", "trigger", at("18:31:00"), ABOUT, channel=STUB)} if known else {})
    fault = lambda service, request, number: answer if request.path == "/log_entries/R0" else None  # noqa: E731
    record = read(told, monkeypatch, alerts={"Q1": listed}, fault=fault)
    assert "datadog:opened-by:848" in record[-1].keys
    assert record.complete


def test_a_trigger_that_cannot_be_looked_up_is_a_gap_of_the_resolve(monkeypatch):
    """Nothing says what began the incident: only the second of the resolve could have been told about."""
    told = [entry("R2", "resolve", at("18:50:00"), ABOUT, INTEGRATION, channel=STUB)]
    gaps = read(told, monkeypatch).coverage[0].gaps
    assert [(gap.start, gap.end, gap.where) for gap in gaps] == [(at("18:50:00"), at("18:50:01"), "Q1")]


def test_a_resolve_by_time_out_is_no_recovery(monkeypatch):
    """The service ended the incident by its clock: no monitor recovered by that, and nothing is looked up."""
    service = reference("PAPI", "service", "api")
    told = [
        entry("R0", "trigger", at("18:40:00"), ABOUT, INTEGRATION, channel=datadog_channel("848", 7, "cpu")),
        entry("R2", "resolve", at("18:50:00"), ABOUT, service, channel={"type": "timeout"}),
    ]
    assert not any("opened-by" in key for key in read(told, monkeypatch)[1].keys)


def test_the_event_id_in_the_details_is_enough(monkeypatch):
    """Links and the monitor's state may be missing from a template of one's own."""
    channel = {"type": "api", "details": {"event_id": "8481292148889028556", "title": "cpu"}}
    (event,) = read([entry("R1", "trigger", at("18:40:00"), ABOUT, INTEGRATION, channel=channel)], monkeypatch)
    assert "datadog:event:8481292148889028556" in event.keys


def test_the_words_of_resolves_and_requests_are_kept(monkeypatch):
    """What a person wrote when resolving or asking for help is the body."""
    told = [
        entry("R1", "responder_request", at("18:40:00"), ABOUT, ADA, message="Please join"),
        entry("R2", "resolve", at("18:50:00"), ABOUT, ADA, note="Fixed"),
    ]
    assert [event.body for event in read(told, monkeypatch)] == ["Please join", "Fixed"]


def test_silent_incidents_are_asked_for_as_chosen(monkeypatch):
    """Incidents of other services and teams are not called silent: their entries were not asked for."""
    asked = []
    read(many(1), monkeypatch, services=["PAPI"], teams=["PT"], requests=asked)
    (request,) = [each for each in asked if each.path == "/incidents"]
    assert (request.lists["service_ids[]"], request.lists["team_ids[]"]) == (("PAPI",), ("PT",))


def test_a_status_update_is_told_with_its_words(monkeypatch):
    """What was told to the stakeholders is the fact, not that something was told."""
    (update,) = read(
        [entry("R1", "status_update", at("18:40:00"), ABOUT, ADA, message="Half of the\nhooks fail")], monkeypatch
    )
    assert update.summary == 'Ada Lovelace posted a status update on PagerDuty incident 7 "cpu": "Half of the"'
    assert update.body == "Half of the\nhooks fail"


def test_low_urgency_is_a_warning_and_other_steps_have_no_severity(monkeypatch):
    """Severity is the source's own word on triggers, escalations and resolves only."""
    low = incident("Q2", 8, "disk", "api", at("18:31:00"), urgency="low")
    told = [entry("R1", "trigger", at("18:40:00"), low), entry("R2", "acknowledge", at("18:41:00"), low, ADA)]
    assert [event.severity for event in read(told, monkeypatch)] == ["warning", None]


def test_edges_are_half_open(monkeypatch):
    """An entry exactly on the start is inside, one exactly on the end is not; so are change events."""
    ends = (WINDOW.start, WINDOW.end)
    told = [entry(f"R{n}", "notify", time, ABOUT) for n, time in enumerate(ends)]
    changes = [change(f"C{n}", time, "deploy", "api", "https://x.example") for n, time in enumerate(ends)]
    assert [event.id for event in read(told, monkeypatch, changes=changes)] == ["pagerduty:R0", "pagerduty:C0"]


def test_services_can_be_chosen(monkeypatch):
    """Only the entries of the services that are named; that others were left out is a note."""
    other = incident("Q2", 8, "disk", "disks", at("18:31:00"))
    told = [entry("R1", "trigger", at("18:40:00"), ABOUT), entry("R2", "trigger", at("18:41:00"), other)]
    record = read(told, monkeypatch, services=["PAPI"])
    assert [event.id for event in record] == ["pagerduty:R1"]
    assert any("not chosen" in note for note in record.coverage[0].notes)


def test_an_entry_without_a_time_is_undated(monkeypatch):
    """It is counted and named."""
    rows = [{**entry("R1", "notify", at("18:40:00"), ABOUT), "created_at": "yesterday"}, "text"]
    page = Response.json({"log_entries": rows, "more": False, "limit": 100, "offset": 0, "total": 2})
    fault = lambda service, request, number: page if request.path == "/log_entries" else None  # noqa: E731
    (row,) = read([], monkeypatch, fault=fault).coverage
    assert (row.undated, row.rejected) == (1, 1)
    assert row.closes


def test_a_refused_token_names_its_remedy(monkeypatch):
    """The gap names the call and the variable."""
    fault = lambda *_: Response.json({"error": {"message": "Unauthorized", "code": 2006}}, 401)  # noqa: E731
    (row,) = read([], monkeypatch, fault=fault).coverage
    assert row.status == "failed"
    assert "TIMELINE_TEST_TOKEN" in row.gaps[0].detail


def test_the_first_page_that_fails_is_a_gap_of_the_window(monkeypatch):
    """Nothing was read: the gap is the whole window, and the change events are still there."""
    fault = lambda service, request, number: Response.json({}, 500) if request.path == "/log_entries" else None  # noqa: E731
    changes = [change("C1", at("18:40:00"), "deploy", "api", "https://x.example")]
    record = read(many(3), monkeypatch, changes=changes, fault=fault)
    assert [event.kind for event in record] == ["change.recorded"]
    assert tl.Gap(start=WINDOW.start, end=WINDOW.end, reason="x", detail="").start == record.coverage[0].gaps[0].start


@pytest.mark.parametrize(
    ("token", "scheme"), [("pdus+_0X_a-b", "Bearer"), ("pdeu+_0X_a", "Bearer"), ("u+x-Yz20Zzzz1CY", "Token token=")]
)
def test_each_sort_of_credential_has_its_scheme(monkeypatch, token, scheme):
    """A key, or what an app was granted with scopes: a whole way of installing the service hangs on it."""
    sent = []

    def fault(service, request, number):
        sent.append(request.headers["authorization"])

    monkeypatch.setattr(demo, "TOKEN", token)
    read([], monkeypatch, fault=fault)
    assert {each.replace(token, "").strip() for each in sent} == {scheme}
