"""Grafana: what its alerts went through and what was noted, once each, and no answer that was cut passes for whole."""

import json
from datetime import timedelta

import pytest

import timeline as tl
from support_bundle import words
from support_grafana import GrafanaApi, annotation, frame, ms, noted, state
from support_worlds import VARIABLE, WINDOW, pulled
from timeline.bundle.pulling import pull as keep
from timeline.bundle.rebuild import rebuild
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message, post
from timeline.demo.server import Response, StandIn
from timeline.demo.server.slack import SlackApi
from timeline.engine.reconstruct import pull
from timeline.testing import SimulatedClock

NOW = at("19:40:00")
TOKEN = "stand-in-token-4711"
WEB = "https://watch.acme.example"
HISTORY, ANNOTATIONS = "/api/v1/rules/history", "/api/annotations"
BY_HISTORY = "states of alerts were read from the state history, and not from annotations"
BY_ANNOTATIONS = "states of alerts were read from annotations, and not from the state history"
FIRED = [
    state("18:44:10", "Normal", "Pending"), state("18:45:10.250", "Pending", "Alerting"),
    state("18:50:10", "Alerting", "NoData"), state("18:55:10", "NoData", "Error"), state("18:59:10", "Error", "Normal"),
]  # fmt: skip
NOTED = [noted(41, "18:45:10.250", "Pending", "Alerting"), noted(42, "18:59:10", "Alerting", "Normal")]


def read(monkeypatch, *states, annotations=(), api=None, start=NOW, fault=None, requests=None, window=WINDOW, **more):
    config = {"app_url": WEB} | {name: more.pop(name) for name in ("app_url", "base_url") if name in more}
    api = api or GrafanaApi(TOKEN, states=states, annotations=annotations, **more)
    return pulled("grafana", api, monkeypatch, start=start, fault=fault, requests=requests, window=window, **config)


def answering(path, response, *, sort=None):
    """That answer in the place of one list."""
    return lambda service, request, number: (
        response if request.path == path and sort in (None, request.query.get("type")) else None
    )


def seconds(amount, begins="18:31:00", step=1):
    """So many times, a second apart."""
    return [(at(begins) + timedelta(seconds=n * step)).strftime("%H:%M:%S.%f") for n in range(amount)]


# States


def test_an_alert_is_told_from_its_first_state_to_its_last(monkeypatch):
    """Each at the time that the history tells, by the rule and the labels; nobody acted."""
    record = read(monkeypatch, *FIRED)
    assert [(event.kind, event.severity, event.summary) for event in record] == [
        ("alert.updated", None, 'Grafana rule "cpu" became pending (host:a)'),
        ("alert.triggered", "error", 'Grafana rule "cpu" alerted (host:a)'),
        ("alert.no_data", "warning", 'Grafana rule "cpu" reported no data (host:a)'),
        ("alert.updated", None, 'Grafana rule "cpu" could not be evaluated (host:a)'),
        ("alert.recovered", "ok", 'Grafana rule "cpu" recovered (host:a)'),
    ]
    fired = record[1]
    source, rule, labels, time = fired.id.replace(":", "/", 1).split("/")
    assert (source, rule, time) == ("grafana", "cpu-9", str(ms("18:45:10.250")))
    assert {event.id.split("/")[1] for event in record} == {labels}
    assert (fired.time, fired.precision, fired.actor) == (at("18:45:10.250"), "ms", None)
    assert fired.keys == ("grafana:rule:cpu-9",)
    assert fired.url == f"{WEB}/alerting/grafana/cpu-9/view"
    assert fired.tags == {
        "monitor": "cpu", "group": "host:a", "folder": "web", "from": "Pending", "to": "Alerting", "values": "B=93.2",
    }  # fmt: skip
    assert record.complete
    assert record.coverage[0].closes


@pytest.mark.parametrize(
    ("states", "kind", "severity", "words"),
    [
        ("Normal > Alerting (NoData, KeepLast)", "alert.triggered", "error", "alerted, reason: NoData, KeepLast"),
        ("Alerting (Error) > Normal (MissingSeries)", "alert.recovered", "ok", "recovered, reason: MissingSeries"),
        ("Normal > NoData", "alert.no_data", "warning", "reported no data"),
        ("Normal (NoData) > Pending (Error)", "alert.updated", None, "became pending, reason: Error"),
        ("Alerting > Recovering", "alert.updated", None, "began to recover"),
        ("Alerting > Alerting (NoData)", "alert.updated", "error", "stayed alerting, reason: NoData"),
        ("Normal > Normal (Updated)", "alert.updated", "ok", "stayed normal, reason: Updated"),
        ("Normal > Of Tomorrow", "alert.updated", None, "changed to of tomorrow"),
        ("ok > alerting", "alert.triggered", "error", "alerted"),
        ("alerting > ok", "alert.recovered", "ok", "recovered"),
        ("ok > no_data", "alert.no_data", "warning", "reported no data"),
        ("alerting > paused", "alert.updated", None, "was paused"),
    ],
)
def test_a_state_is_read_up_to_its_bracket(monkeypatch, states, kind, severity, words):
    """Reasons stand in it; the same state for another reason is no transition; words of old versions mean the same."""
    before, now = states.split(" > ")
    for record in (
        read(monkeypatch, state("18:45:10", before, now)),
        read(monkeypatch, annotations=[noted(41, "18:45:10", before, now)], backend="annotations"),
    ):
        (event,) = record
        assert (event.kind, event.severity) == (kind, severity)
        assert event.summary == f'Grafana rule "cpu" {words} (host:a)'
        assert record.complete


def test_times_are_asked_for_in_the_unit_of_each_list(monkeypatch):
    """The history counts seconds and annotations milliseconds; both are always asked with both ends and a limit."""
    asked = []
    read(monkeypatch, *FIRED, requests=asked)
    window = (at("18:30:00"), at("19:30:00"))
    by_path = {request.path: request.query for request in asked}
    assert [(by_path[HISTORY]["from"], by_path[HISTORY]["to"])] == [
        tuple(str(int(each.timestamp())) for each in window)
    ]
    assert [(by_path[ANNOTATIONS]["from"], by_path[ANNOTATIONS]["to"])] == [
        tuple(f"{each.timestamp():.0f}000" for each in window)
    ]
    assert by_path[ANNOTATIONS]["type"] == "annotation"
    assert {query["limit"] for query in by_path.values()} == {"5000"}
    assert len(asked) == 2


@pytest.mark.parametrize("unit", [1000, 1 / 1000], ids=["seconds for milliseconds", "microseconds for milliseconds"])
def test_another_unit_than_the_documented_one_is_undated(monkeypatch, unit):
    """It is counted and named, and stands at no wrong time; nor is it told as out of the window."""
    odd = int(ms("18:45:10") / unit)
    api = GrafanaApi(TOKEN)
    rows = {
        HISTORY: Response.json(frame([(odd, FIRED[0][1])])),
        ANNOTATIONS: Response.json([annotation(5, "18:45:10") | {"time": odd}]),
    }
    record = read(monkeypatch, api=api, fault=lambda service, request, number: rows.get(request.path))
    (row,) = record.coverage
    assert (len(record), row.undated, row.out_of_window) == (0, 2, 0)
    assert not record.complete


def test_what_is_finer_than_milliseconds_is_kept(monkeypatch):
    """A frame tells it in a column of its own; the id stays in milliseconds."""
    told = Response.json(frame([FIRED[1]], nanos=[123456]))
    (event,) = read(monkeypatch, fault=answering(HISTORY, told))
    assert (event.time, event.precision) == (at("18:45:10.250123"), "us")
    assert event.id.endswith(f"/{ms('18:45:10.250')}")


def test_a_line_may_be_written_as_text(monkeypatch):
    """JSON in JSON; one that is none is rejected and takes nothing down."""
    told = frame(FIRED, line=json.dumps)
    told["data"]["values"][1][0] = "{oops"
    record = read(monkeypatch, fault=answering(HISTORY, Response.json(told)))
    assert len(record) == 4
    assert (record.coverage[0].rejected, record.coverage[0].raw_rows) == (1, 5)


@pytest.mark.parametrize("told", [
    {}, [], None, 17, {"schema": {"fields": [{"name": "time"}]}, "data": {"values": [[1]]}},
    {"schema": {"fields": [{"name": "time"}, {"name": "line"}]}, "data": {"values": [[1], []]}},
    {"schema": {"fields": [{"name": "time"}, {"name": "line"}]}, "data": {"values": [[1]]}},
    {"schema": {"fields": [{"name": "time"}, {"name": "line"}]}, "data": {"values": None}},
    {"schema": {"fields": [{"name": "time"}, {"name": "line"}]}, "data": {"values": [None, None]}},
])  # fmt: skip
def test_an_answer_that_is_no_history_is_a_gap(monkeypatch, told):
    """It is no empty one."""
    record = read(
        monkeypatch, *FIRED, annotations=[annotation(5, "18:45:10")], fault=answering(HISTORY, Response.json(told))
    )
    assert [event.id for event in record] == ["grafana:5"]
    assert [gap.where for gap in record.coverage[0].gaps] == ["state history"]


def test_two_states_of_one_alert_at_one_moment_are_both_told(monkeypatch):
    """Each has an id; the same row twice is one."""
    rows = [state("18:45:10", "Normal", "Pending"), state("18:45:10", "Pending", "Alerting"), state("18:45:10", "Normal", "Alerting", host="b")]  # fmt: skip
    told = [
        read(monkeypatch, fault=answering(HISTORY, Response.json(frame(order))))
        for order in ([*rows, rows[0]], rows[::-1])
    ]
    assert sorted(event.kind for event in told[0]) == ["alert.triggered", "alert.triggered", "alert.updated"]
    assert len({event.id for event in told[0]}) == 3
    assert told[0].to_dicts() == told[1].to_dicts()


# One of the two


@pytest.mark.parametrize("refusal", [500, 400])
def test_states_are_read_from_annotations_where_the_history_is_not_kept(monkeypatch, refusal):
    """The refusal says so at once, and is not tried again; the rule is looked up by its number."""
    asked = []
    record = read(monkeypatch, annotations=NOTED, backend="annotations", refusal=refusal, requests=asked)
    assert [(event.id, event.kind, event.summary) for event in record] == [
        ("grafana:41", "alert.triggered", 'Grafana rule "cpu" alerted (host:a)'),
        ("grafana:42", "alert.recovered", 'Grafana rule "cpu" recovered (host:a)'),
    ]
    assert {event.keys for event in record} == {("grafana:rule:cpu-9",)}
    assert record[0].tags["group"] == "host:a"
    assert record[0].tags["values"] == "B=93.200000"
    assert record.complete
    assert BY_ANNOTATIONS in record.coverage[0].notes
    assert sum(request.path == HISTORY for request in asked) == 1
    assert record.coverage[0].measured["retries"] == 0


def test_where_both_tell_a_state_it_is_told_once(monkeypatch):
    """A server may keep states in both places, and may send states among annotations: one is read, and a note says which."""
    asked = []
    record = read(monkeypatch, *FIRED, annotations=NOTED, requests=asked)
    assert len(record) == len(FIRED)
    assert BY_HISTORY in record.coverage[0].notes
    assert BY_ANNOTATIONS not in record.coverage[0].notes
    assert not any(request.query.get("type") == "alert" for request in asked)
    unsorted = Response.json([*NOTED, annotation(5, "18:45:10")])
    record = read(monkeypatch, *FIRED, fault=answering(ANNOTATIONS, unsorted))
    assert len(record) == len(FIRED) + 1
    record = read(monkeypatch, backend="annotations", fault=answering(ANNOTATIONS, unsorted))
    assert sorted(event.id for event in record) == ["grafana:41", "grafana:42", "grafana:5"]


def test_a_history_that_tells_nothing_lets_annotations_tell(monkeypatch):
    """The server may have kept states elsewhere at that time."""
    record = read(monkeypatch, annotations=NOTED)
    assert [event.id for event in record] == ["grafana:41", "grafana:42"]
    assert BY_ANNOTATIONS in record.coverage[0].notes
    assert read(monkeypatch).complete


@pytest.mark.parametrize("status", [403, 404, 503])
@pytest.mark.parametrize(
    ("settings", "noted", "amount"),
    [
        ({"stateHistory": {"backend": "annotations"}}, [], 0),
        ({"stateHistory": {"backend": "annotations"}}, NOTED, 2),
        ({"alertStateHistoryBackend": "multiple", "alertStateHistoryPrimary": "annotations"}, NOTED, 2),
        ({"alertStateHistoryBackend": "multiple", "alertStateHistoryPrimary": "loki"}, NOTED, None),
        ({"stateHistory": {"backend": "loki"}}, NOTED, None),
        ({}, NOTED, 2),
        (None, NOTED, 2),
        (None, [], None),
    ],
)
def test_a_history_that_is_refused_is_a_gap_unless_states_are_elsewhere(monkeypatch, status, settings, noted, amount):
    """The server says where it keeps states; one that says nothing is believed where its annotations tell some."""
    said = Response.json({}, 403) if settings is None else Response.json({"unifiedAlerting": settings})
    answers = {HISTORY: Response.json({"message": "no"}, status), "/api/frontend/settings": said}
    record = read(monkeypatch, annotations=noted, fault=lambda service, request, number: answers.get(request.path))
    (row,) = record.coverage
    assert (row.events, row.status) == (amount or 0, "partial" if amount is None else "complete")
    assert [gap.where for gap in row.gaps] == ["state history"] * (amount is None)


def test_a_server_that_keeps_no_history_says_so_without_columns(monkeypatch):
    """An empty frame: annotations may tell."""
    empty = Response.json({"schema": {"name": "states", "fields": []}, "data": {"values": []}})
    record = read(monkeypatch, annotations=NOTED, fault=answering(HISTORY, empty))
    assert len(record) == 2
    assert record.complete


def test_a_state_without_an_id_is_known_by_rule_labels_and_time(monkeypatch):
    """A server that keeps states in Loki tells them without ids, also as annotations."""
    rows = [
        noted(0, "18:45:10", "Normal", "Alerting"),
        noted(0, "18:45:10", "Normal", "Alerting", labels="alertname=cpu, host=b"),
    ]
    record = read(monkeypatch, annotations=rows, backend="annotations")
    assert len(record) == 2
    assert all(event.id.startswith("grafana:cpu-9/") and event.id.endswith(f"/{ms('18:45:10')}") for event in record)


def test_rules_that_cannot_be_looked_up_are_a_note(monkeypatch):
    """The state is told by its rule's name, with the annotation's own id, and no key is made up."""
    fault = answering("/api/ruler/grafana/api/v1/rules", Response.json({}, 403))
    record = read(monkeypatch, annotations=NOTED, backend="annotations", fault=fault)
    assert {event.keys for event in record} == {()}
    assert record[0].summary == 'Grafana rule "cpu" alerted (host:a)'
    assert record.complete
    assert any("could not be looked up" in note for note in record.coverage[0].notes)


# Limits that cut without a word


@pytest.mark.parametrize(
    "limits",
    [{}, {"most": 100}, {"uses_limit": False}, {"most": 300}],
    ids=["none", "a hundred", "the server's own", "three hundred"],
)
@pytest.mark.parametrize("amount", [100, 101, 250])
def test_no_answer_that_was_cut_passes_for_whole(monkeypatch, limits, amount):
    """A hundred rows, or any round number of them, may be all or not: the span is asked for again in halves."""
    times = seconds(amount)
    for world in (
        {"states": [state(time, "Normal", "Alerting") for time in times]},
        {"annotations": [annotation(n + 1, time) for n, time in enumerate(times)]},
        {
            "annotations": [noted(n + 1, time, "Normal", "Alerting") for n, time in enumerate(times)],
            "backend": "annotations",
        },
    ):
        record = read(monkeypatch, api=GrafanaApi(TOKEN, **world, **limits))
        assert len(record) == amount
        assert record.complete
        assert record.coverage[0].closes


@pytest.mark.parametrize("most", [100, 5000])
@pytest.mark.parametrize("amount", [99, 140])
def test_what_cannot_be_halved_is_a_gap(monkeypatch, most, amount):
    """So many alerts at one moment that an answer may have been cut: the gap is over that moment, and all others are told."""
    rows = [state("18:45:10", "Normal", "Alerting", host=f"h{n}") for n in range(amount)]
    notes = [annotation(n + 1, "18:45:10") for n in range(amount)]
    others = [state("18:31:00", "Normal", "Alerting"), state("19:29:00", "Alerting", "Normal")]
    record = read(monkeypatch, *others, *rows, annotations=notes, most=most)
    cut = amount > most
    assert len(record) == 2 + 2 * min(amount, most)
    assert {(gap.reason, gap.where) for gap in record.coverage[0].gaps} == (
        {("cap", "state history"), ("cap", "annotations")} if cut else set()
    )
    assert all(gap.start <= at("18:45:10") < gap.end <= at("18:45:12") for gap in record.coverage[0].gaps)


def test_a_list_every_part_of_which_is_full_is_not_asked_for_ever(monkeypatch):
    """Spans that last for the whole window are in every half: after some hundred requests the rest is a gap."""
    asked = []
    notes = [annotation(n + 1, "18:00:00", timeEnd=ms("20:00:00")) for n in range(100)]
    record = read(monkeypatch, annotations=notes, requests=asked)
    assert not record
    assert {gap.reason for gap in record.coverage[0].gaps} == {"cap"}
    assert len(asked) < 500


def test_a_part_that_fails_is_a_gap_over_its_time(monkeypatch):
    """The other half, and what the first answer told, stay."""
    rows = [state(time, "Normal", "Alerting", host=f"h{n}") for n, time in enumerate(seconds(150, step=20))]

    def fault(service, request, number):
        begins = int(request.query.get("from", "0"))
        return Response.json({}, 400) if request.path == HISTORY and begins == int(at("19:00:00").timestamp()) else None

    record = read(monkeypatch, *rows, most=100, fault=fault)
    (gap,) = record.coverage[0].gaps
    assert (gap.start, gap.end) == (at("19:00:00"), WINDOW.end)
    assert len(record) == 150  # the first answer told the newest hundred


def test_a_long_window_is_asked_for_in_parts_that_loki_takes(monkeypatch):
    """Thirty days at once, unless it is set otherwise."""
    asked = []
    window = tl.Window("2019-04-01T00:00Z", "2019-06-20T19:30Z")
    record = read(monkeypatch, *FIRED, window=window, requests=asked)
    spans = [(int(each.query["from"]), int(each.query["to"])) for each in asked if each.path == HISTORY]
    assert len(spans) == 3
    assert all(end - begin <= 30 * 86400 for begin, end in spans)
    assert [end for _, end in spans[:-1]] == [begin for begin, _ in spans[1:]]
    assert len(record) == len(FIRED)


@pytest.mark.parametrize("end", ["19:30:00", "19:29:59.500"])
def test_a_state_on_the_edge_of_the_window_is_in_it_or_not(monkeypatch, end):
    """Half-open, whatever unit a list is asked in."""
    window = tl.Window("2019-06-20T18:30:00.250Z", f"2019-06-20T{end}Z")
    times = ["18:30:00.249", "18:30:00.250", "19:29:59.499", "19:29:59.500", "19:30:00"]
    wanted = [time for time in times if "18:30:00.250" <= time < end]
    notes = [annotation(n + 1, time) for n, time in enumerate(times)]
    record = read(monkeypatch, *[state(time, "Normal", "Alerting") for time in times], annotations=notes, window=window)
    assert sorted(event.time for event in record) == sorted([at(time) for time in wanted] * 2)


def test_a_thousand_states_from_a_server_that_knows_no_limit_are_all_read(monkeypatch):
    """Loki gives a thousand where nobody says how many."""
    rows = [state(time, "Normal", "Alerting") for time in seconds(1100)]
    assert len(read(monkeypatch, *rows, uses_limit=False)) == 1100


# Annotations


def test_what_a_person_or_a_program_noted_is_told_at_the_time_they_chose(monkeypatch):
    """By the number that outlives a login; 0 is nobody; an address stands in no event."""
    rows = [
        annotation(1, "18:45:00", "Deployed *2.1*\nto all", who=(4, "marie"), tags=["deploy", "env:prod", "service:hooks"], dashboardUID="d1", panelId=3),
        annotation(2, "18:46:00", "By a pipeline", who=(5, "sa-1-shipper")),
        annotation(3, "18:47:00", "By nobody", who=(0, "ghost")),
        annotation(4, "18:48:00", "See rosa@acme.example", who=(6, "rosa@acme.example")),
    ]  # fmt: skip
    record = read(monkeypatch, annotations=rows)
    assert [(event.kind, event.summary) for event in record] == [
        ("event.posted", 'marie noted in Grafana: "Deployed *2.1*"'),
        ("event.posted", 'sa-1-shipper noted in Grafana: "By a pipeline"'),
        ("event.posted", 'Noted in Grafana: "By nobody"'),
        ("event.posted", 'User 6 noted in Grafana: "See ⟨e-mail⟩"'),
    ]
    assert [event.actor and (event.actor.id, event.actor.name, event.actor.kind) for event in record] == [
        ("4", "marie", "person"), ("5", "sa-1-shipper", "service"), None, ("6", None, "person"),
    ]  # fmt: skip
    assert record[0].body == "Deployed *2.1*\nto all"
    assert record[0].tags == {"env": "prod", "service": "hooks", "tags": "deploy, env:prod, service:hooks", "dashboard": "d1", "panel": "3"}  # fmt: skip
    span = f"from={ms('18:30:00')}&to={ms('19:00:00')}"
    assert record[0].url == f"{WEB}/d/d1?{span}&viewPanel=3"
    assert (record[1].url, record[0].severity) == (None, None)
    assert "@acme" not in record.to_json()
    assert record.complete


@pytest.mark.parametrize(
    ("more", "tags"),
    [
        ({"created": ms("19:10:00"), "updated": ms("19:10:00")}, {"created_at": "2019-06-20T19:10:00.000Z"}),
        ({"updated": ms("19:10:00")}, {"edited": "true", "edited_at": "2019-06-20T19:10:00.000Z"}),
        ({"timeEnd": ms("18:55:00")}, {"until": "2019-06-20T18:55:00.000Z"}),
        ({"timeEnd": 0, "created": 0, "updated": 0}, {}),
        ({"timeEnd": None, "created": None, "updated": None, "tags": None}, {}),
    ],
)
def test_other_times_are_tags(monkeypatch, more, tags):
    """Whoever posts it chooses its time: that it was made later, or changed, is marked and moves nothing."""
    (event,) = read(monkeypatch, annotations=[annotation(1, "18:45:00", **more)])
    assert event.time == at("18:45:00")
    assert event.tags == tags


@pytest.mark.parametrize(
    ("rows", "told", "tags", "duplicates"),
    [
        ([("18:45:00", 11), ("18:50:00", 12)], "Noted in Grafana", {"until": "2019-06-20T18:50:00.000Z"}, 1),
        ([("18:45:00", 11)], "Noted in Grafana", {}, 0),
        ([("18:50:00", 12)], "Noted in Grafana, as the end of a span", {}, 0),
    ],
    ids=["both", "the beginning", "the end"],
)
def test_two_rows_of_one_region_are_one_span(monkeypatch, rows, told, tags, duplicates):
    """Old versions store its ends apart: a window or a limit may have cut between them."""
    notes = [annotation(key, time, "x", regionId=11) | {"timeEnd": None} for time, key in rows]
    record = read(monkeypatch, annotations=notes)
    (event,) = record
    assert (event.summary, event.tags, event.id) == (f'{told}: "x"', tags, f"grafana:{rows[0][1]}")
    assert record.coverage[0].duplicates == duplicates
    assert record.coverage[0].closes


def test_what_cannot_be_read_is_named_and_takes_nothing_down(monkeypatch):
    """An annotation without id or time, a row that is no object, a state of no rule."""
    rows = Response.json(
        [annotation(1, "18:45:00"), annotation(0, "18:46:00"), annotation(3, "18:47:00") | {"time": None}, "oops"]
    )
    nameless = state("18:45:10", "Normal", "Alerting")
    nameless[1]["ruleUID"] = ""
    record = read(monkeypatch, nameless, *FIRED, fault=answering(ANNOTATIONS, rows))
    (row,) = record.coverage
    assert (row.events, row.undated, row.rejected, row.raw_rows) == (6, 1, 3, 10)
    assert row.closes


def test_an_address_among_labels_changes_no_id(monkeypatch):
    """It is taken out before the answer is read; two alerts that differ in nothing else are two, at every pull the same."""
    rows = [state("18:45:10", "Normal", "Alerting", owner="marie@acme.example"), state("18:45:10", "Normal", "Alerting", owner="rosa@acme.example")]  # fmt: skip
    first, again = read(monkeypatch, *rows), read(monkeypatch, *rows)
    assert len(first) == 2
    assert [event.id for event in first] == [event.id for event in again]
    assert {event.id.count("/") for event in first} == {2}
    assert first[0].tags["group"] == "owner:⟨e-mail⟩"
    assert "@acme" not in first.to_json(raw=True)


def test_who_is_named_is_stated_as_an_account_of_the_server(monkeypatch):
    """By number, with login and address; nobody is stated where nobody posted, nor who posted outside the window."""
    rows = [
        annotation(1, "18:45:00", who=(4, "marie")),
        annotation(2, "18:46:00"),
        annotation(3, "18:00:00", who=(9, "eve")),
        annotation(4, "18:48:00", who=(6, "rosa@acme.example"), email=""),
    ]
    told = read(monkeypatch, annotations=rows).profiles
    assert sorted((each.id, each.names, each.kind) for each in told) == [
        ("4", ("marie",), "person"),
        ("6", (), "person"),
    ]
    assert all(each.email.startswith("⟨e-mail") for each in told)


def test_in_a_redacted_record_nobody_is_named(monkeypatch):
    """A login stands for the person wherever it is written: in the sentence of another's annotation, too."""
    rows = [
        annotation(1, "18:45:00", "Rolled back", who=(4, "mcurie")),
        annotation(2, "18:46:00", "mcurie did it", who=(5, "rosap")),
    ]
    told = read(monkeypatch, annotations=rows).redacted().to_json(raw=True)
    assert "mcurie" not in told
    assert "rosap" not in told
    assert "responder" in told


@pytest.mark.parametrize("backend", ["loki", "annotations"])
def test_a_bundle_is_made_again_with_the_server_gone_and_without_a_token(monkeypatch, tmp_path, backend):
    """The same events from the kept answers, where a span was halved, too; no address stands in the folder."""
    rows = [annotation(n + 1, time, who=(4, "marie")) for n, time in enumerate(seconds(100))]
    monkeypatch.setenv(VARIABLE, TOKEN)
    api = GrafanaApi(
        TOKEN, states=FIRED, annotations=[*rows, noted(501, "18:45:10", "Normal", "Alerting")], backend=backend
    )
    with StandIn({"grafana": api}) as server:
        source = tl.Grafana(base_url=server.url("grafana"), token_env=VARIABLE)
        record = keep(WINDOW, [source], to=tmp_path / "b")
    monkeypatch.delenv(VARIABLE)
    assert record.complete
    assert rebuild(tmp_path / "b").identical
    assert "marie@" not in words(tmp_path / "b")


# What stands around it


def test_notes_say_what_no_answer_tells(monkeypatch):
    """Dashboards that the token may not see, other organizations, annotations that come late."""
    notes = " ".join(read(monkeypatch).coverage[0].notes)
    assert all(word in notes for word in ("may not see", "one organization", "chooses its time"))


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_without_the_permission_is_told_with_the_remedy(monkeypatch, status):
    """The permissions and where the token comes from are named."""
    record = read(monkeypatch, *FIRED, fault=lambda *_: Response.json({"message": "no"}, status))
    (row,) = record.coverage
    assert (row.events, row.status) == (0, "failed")
    assert all(word in row.gaps[0].detail for word in (VARIABLE, "annotations:read", "alert.rules:read"))


@pytest.mark.parametrize(
    "address", ["https://acme.grafana.net", "https://acme.grafana.net/", "https://acme.grafana.net/api"]
)
def test_the_server_is_known_by_its_own_address_or_that_of_its_interface(address):
    """And without one there is nothing to ask."""
    assert tl.Grafana(base_url=address).base_url == "https://acme.grafana.net"
    with pytest.raises(tl.ConfigError, match="base_url is not set"):
        tl.Grafana()


def test_check_and_init_say_what_is_seen(monkeypatch):
    """Whether annotations can be read, and which of the two tells states."""
    monkeypatch.setenv(VARIABLE, TOKEN)
    apis = {"grafana": GrafanaApi(TOKEN), "old": GrafanaApi(TOKEN, backend="annotations"), "no": GrafanaApi("another")}
    apis["old"].base, apis["no"].base = "/old", "/no"
    with StandIn(apis) as server:
        run = tl.Run("grafana", WINDOW, clock=SimulatedClock(NOW))
        new, old, closed = (tl.Grafana(base_url=server.url(name), token_env=VARIABLE) for name in apis)
        assert list(new.check(run)) == ["annotations can be read", "states of alerts are told by the state history"]
        assert list(old.check(run))[1:] == ["states of alerts are told by annotations"]
        with pytest.raises(tl.AuthError, match="annotations:read"):
            list(closed.check(run))
        lines = list(tl.Grafana.plain(base_url=server.url("old"), token_env=VARIABLE).template(run))
        run.close()
    assert lines == ["# annotations can be read", "# states of alerts are told by annotations"]


@pytest.mark.parametrize(
    ("lines", "states"),
    [
        (["<https://w/alerting/list|[FIRING:1] cpu web (a)>", "Source: x"], "alert.triggered"),
        (["*[FIRING:12] cpu*"], "alert.triggered"),
        (["[RESOLVED] cpu web (a)"], "alert.recovered"),
        (["[RESOLVED:2] cpu"], "alert.recovered"),
        (["[FIRING:1, RESOLVED:1] cpu"], None),
        (["[FIRING:1] DatasourceNoData (cpu)"], "alert.no_data"),
        (["[FIRING:1] DatasourceError (cpu)"], None),
        (["the alert said [FIRING:1] cpu"], None),
        (["cpu", "more", "[FIRING:1] x"], None),
        ([], None),
    ],
)
def test_a_post_states_what_its_headline_says(lines, states):
    """What stands below is the rule's own words."""
    from timeline.joining.posts.grafana import PRODUCT

    assert PRODUCT.statements(lines) == (states, None)


def test_a_post_is_the_state_that_it_links_and_a_message_only_links(monkeypatch):
    """By the rule in the link and the state in the headline; of several of one kind none."""
    source = f"Source: {WEB}/alerting/grafana/cpu-9/view?orgId=1"
    posts = [
        post(at("18:45:40"), "B0GRAFANA", "Grafana", attachments=[{"title": "[FIRING:1] cpu web (a)", "title_link": f"{WEB}/alerting/list", "text": source}]),
        post(at("18:59:40"), "B0GRAFANA", "Grafana", attachments=[{"title": "[RESOLVED] cpu web (a)", "title_link": f"{WEB}/alerting/list", "text": source}]),
        message(at("19:00:00"), "U1", f"[FIRING:1] see <{WEB}/alerting/grafana/cpu-9/view|cpu>"),
    ]  # fmt: skip
    slack = SlackApi(TOKEN, channels=[channel("C0SHOPOPS", "shop")], users=[], messages={"C0SHOPOPS": posts})
    monkeypatch.setenv(VARIABLE, TOKEN)

    def joined(*states):
        with StandIn({"grafana": GrafanaApi(TOKEN, states=states), "slack": slack}) as server:
            sources = [
                tl.Grafana(base_url=server.url("grafana"), token_env=VARIABLE),
                tl.Slack(base_url=server.url("slack"), token_env=VARIABLE, channels=["#shop"]),
            ]
            record = pull(WINDOW, sources, clock=SimulatedClock(NOW))
        assert "grafana:rule:cpu-9" in record[-1].keys
        return [[event.kind for event in each.events] for each in record.happenings if len(each.events) > 1]

    assert joined(*FIRED) == [["alert.triggered", "message.posted"], ["alert.recovered", "message.posted"]]
    assert joined(*FIRED, state("18:45:20", "Pending", "Alerting", host="b")) == [["alert.recovered", "message.posted"]]


def test_an_alert_is_a_signal_and_has_a_past(monkeypatch):
    """It is open until it recovers; how often it fired before is asked for by its rule alone, in either place."""
    earlier = [("2019-05-01T10:00:00", "Normal", "Alerting"), ("2019-05-01T10:20:00", "Alerting", "Normal")]
    past = [
        (int((at("00:00:00").fromisoformat(f"{time}+00:00")).timestamp() * 1000), state("18:45:10", before, now)[1])
        for time, before, now in earlier
    ]
    other = state("18:40:00", "Normal", "Alerting", rule="disk-1", title="disk")
    monkeypatch.setenv(VARIABLE, TOKEN)
    asked = []
    with StandIn({"grafana": GrafanaApi(TOKEN, states=[*FIRED, *past, (past[0][0], other[1])])}) as server:
        sources = [tl.Grafana(base_url=server.url("grafana"), token_env=VARIABLE)]
        record = pull(WINDOW, sources, clock=SimulatedClock(NOW))
        before = len(server.requests("grafana"))
        (row,) = tl.history(record, sources, days=90)
        asked += server.requests("grafana")[before:]
    assert (row.key, row.title, row.fired, row.recovered_alone) == ("grafana:rule:cpu-9/host:a", "cpu (host:a)", 1, 1)
    assert {request.query.get("ruleUID") for request in asked} == {"cpu-9"}
    assert len(asked) <= 4
    facts = {fact.rule for fact in record.facts()}
    assert "first_response" in facts or "changes_before" in facts
    assert not [fact for fact in record.facts() if fact.rule == "alert_without_instruction"]
