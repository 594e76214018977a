"""PagerDuty's log entries: every type, every status, every place where words stand."""

import re

import pytest

from support_worlds import pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.pagerduty import change, entry, incident, reference
from timeline.demo.server import Response
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.sources.pagerduty.agents import acting
from timeline.sources.pagerduty.delivery import FAILURES, REACHED
from timeline.sources.pagerduty.entry import KINDS, Entry
from timeline.sources.pagerduty.parse import draft
from timeline.sources.pagerduty.words import details, plain

MEI, TOM = reference("PMEI", "user", "Mei Tanaka"), reference("PTOM", "user", "Tom Reyes")
ABOUT = incident("QDISK", 88, "Disk full on db-2", "ledger", at("18:31:00"), first="RFIRST")
NOON = at("18:40:00")
SUBJECT = 'PagerDuty incident 88 "Disk full on db-2"'

#: The types of the published schema, and those that are met beside it.
TYPES = (
    "acknowledge", "acknowledgement", "annotate", "assign", "delegate", "escalate", "exhaust_escalation_path", "notify",
    "reach_ack_limit", "reach_trigger_limit", "repeat_escalation_path", "resolve", "snooze", "trigger", "unacknowledge",
    "urgency_change", "field_value_change", "custom_field_value_change",
    "priority_change", "status_update", "incident_status_update", "responder_request", "responder_accept",
    "responder_decline", "event_rule_action", "reassign", "merge", "link", "unlink", "conference_bridge_change",
    "incident_workflow_start", "workflow_step_finished", "something_new", "",
)  # fmt: skip


def read(entries, monkeypatch, *, notes=None, alerts=None, changes=(), people=None, **more):
    kept = {"notes": notes or {}, "alerts": alerts or {}, "named": people or {}}
    api = PagerDutyApi(demo.TOKEN, entries=list(entries), changes=list(changes), **kept)
    return pulled("pagerduty", api, monkeypatch, **more)


def told(kind, agent=None, **more):
    return draft(Entry(entry("R1", kind, NOON, ABOUT, agent, **more)))


FULL = {
    "assignees": [TOM], "user": TOM, "responders": [{"user": TOM, "state": "pending"}], "message": "Please look",
    "note": "It was the log", "changeset": [{"name": "impact", "old": "low", "new": "high"}],
    "channel": {"type": "website", "summary": "Words", "notification": {"type": "sms_notification", "status": "success"}},
    "changed_actions": [{"type": "unacknowledge", "at": "2019-06-20T22:40:00Z"}],
}  # fmt: skip


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("empty", [None, "summary", *FULL])
@pytest.mark.parametrize("agent", [MEI, None], ids=["agent", "nobody"])
def test_every_type_reads_as_a_sentence_with_any_part_missing(kind, empty, agent):
    """The sentence names the incident and what happened: no glue, no `None`, no verb without its object."""
    parts = {name: value for name, value in FULL.items() if name != empty}
    made = told(kind, agent, **({"channel": {}} | parts), **({"summary": ""} if empty == "summary" else {}))
    assert SUBJECT in made.summary
    assert not re.search(r"None|\(\)|\bby$|\bto$|: *$|\bof$|  |\"\"|[,:] *,|: \(", made.summary)
    assert made.summary.split(SUBJECT)[0] or made.summary.split(SUBJECT)[1].strip(" :")
    assert made.kind == f"incident.{KINDS.get(kind, 'updated')}"
    assert made.actor == (acting(agent) if agent else None)


def test_what_was_acted_on_did_not_act():
    """Who is notified, assigned or asked stands in the sentence, and is the actor of nothing."""
    for kind in ("notify", "assign", "escalate", "responder_request"):
        made = told(kind, **FULL)
        assert "Tom Reyes" in made.summary
        assert made.actor is None


@pytest.mark.parametrize("status", [*FAILURES, "No-Answer", "something_else", "pending"])
def test_an_attempt_that_reached_nobody_is_told_as_one(status):
    """Every status but those that say that it arrived: in the sentence, and in the tag in one spelling."""
    channel = {"type": "auto", "notification": {"type": "phone_notification", "status": status}}
    made = told("notify", user=TOM, channel=channel)
    assert made.summary.startswith(f"PagerDuty tried to notify Tom Reyes by phone of {SUBJECT}: ")
    assert made.tags["delivery"] == status.lower().replace("-", "_")


@pytest.mark.parametrize("kind", [each for each in TYPES if each != "notify"])
@pytest.mark.parametrize(
    "place", [lambda status: {"channel": {"type": "api", "status": status}}, lambda status: {"status": status}]
)
def test_no_step_of_any_sort_is_told_as_done_that_failed(kind, place):
    """An action that ended in an error did not simply run; a status that does not say so for certain adds nothing."""
    usual = told(kind, MEI, **place("joined"), summary="Something ran").summary
    assert not told(kind, MEI, **place("joined")).tags["delivery"]
    made = told(kind, MEI, **place("error"), summary="Something ran")
    assert made.summary == f"{usual}, but it failed"
    assert made.tags["delivery"] == "error"


@pytest.mark.parametrize("status", [*sorted(REACHED), None])
def test_an_attempt_that_arrived_is_told_as_that(status):
    """A status that says so, or none."""
    channel = {"type": "auto", "notification": {"type": "push_notification", "status": status}}
    made = told("notify", user=TOM, channel=channel)
    assert made.summary == f"PagerDuty notified Tom Reyes by push of {SUBJECT}"
    assert made.tags["delivery"] == status


@pytest.mark.parametrize(
    ("native", "kind"),
    [
        ("user_reference", "person"), ("user", "person"), ("bot_user_reference", "bot"),
        ("service_reference", "service"), ("integration_reference", "service"),
        ("generic_email_inbound_integration_reference", "service"),
        ("events_api_v2_inbound_integration", "service"), ("escalation_policy_reference", "service"),
        ("incident_workflow_reference", "service"), ("event_orchestration", "service"), ("api_key_reference", "service"),
        ("something_new", None), (None, None),
    ],
)  # fmt: skip
def test_each_sort_of_agent_is_told_as_what_it_is(native, kind):
    """By the service's own word; of a sort that is not known, nobody is said to have acted."""
    agent = {"id": "PX", "type": native, "summary": "X"}
    found = acting(agent)
    assert (found and found.kind) == kind
    if kind is None and native:
        assert told("acknowledge", agent).tags["agent"] == "X"


DEEP = {"error": {"code": 28, "text": "No space left"}, "hosts": ["db-2", "db-3"], "page": True, "none": None}
LINES = "error.code: 28\nerror.text: No space left\nhosts: db-2\nhosts: db-3\npage: true"


@pytest.mark.parametrize(
    ("more", "body"),
    [
        ({"channel": {"type": "web_trigger", "details": "Ledger is read-only"}}, "Ledger is read-only"),
        ({"channel": {"type": "web_trigger", "subject": "Disk full on db-2", "details": ""}}, "Disk full on db-2"),
        ({"channel": {"type": "api", "details": DEEP}}, LINES),
        ({"channel": {"type": "api", "details": [{"name": "disk"}, "full"]}}, "name: disk\nfull"),
        ({"channel": {"type": "api", "details": {"custom_details": {"disk": "97 %"}}}}, "custom_details.disk: 97 %"),
        ({"channel": {"type": "api", "cef_details": {"details": "Full", "description": "Disk"}}}, "Disk\nFull"),
        ({"channel": {"type": "api", "description": "Mount /var is full"}}, "Mount /var is full"),
        ({"channel": {"type": "email", "subject": "ALERT", "body": "db-2\nis full"}}, "ALERT\ndb-2\nis full"),
        (
            {"channel": {"type": "email", "body_content_type": "text/html", "body": "<style>p{}</style><p>db-2 &amp; db-3<br>full</p>"}},
            "db-2 & db-3\nfull",
        ),
        ({"channel": {"type": "api"}, "event_details": "Everything is full"}, "Everything is full"),
        ({"channel": {"type": "api"}, "event_details": {"description": "Disk", "note": "rack 4"}}, "Disk\nnote: rack 4"),
        ({"channel": {"type": "api", "details": {"event_id": "84", "body": "%%%\nSee wiki\n%%%"}}}, "See wiki"),
        ({"channel": {"type": "api", "details": {"body": "Read this", "owner": "storage"}}}, "body: Read this\nowner: storage"),
        ({"channel": {"type": "api", "details": 7}}, "7"),
        ({"channel": None}, None),
    ],
)  # fmt: skip
def test_what_an_incident_was_opened_with_is_its_body(more, body):
    """A text where an object is expected, an object where a text is, nested or as a list; from the web, a mail, the API."""
    assert told("trigger", MEI, **more).body == body


def test_an_incident_that_carries_its_body_is_read():
    """Opened through the REST API, the words stand in the incident."""
    about = ABOUT | {"body": {"type": "incident_body", "details": "Ledger is read-only"}}
    assert draft(Entry(entry("R1", "trigger", NOON, about, MEI, channel={"type": "api"}))).body == "Ledger is read-only"


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in ("trigger", "annotate")])
@pytest.mark.parametrize("place", [{"note": "It was the log"}, {"message": "It was the log"}, {"channel": {"type": "x", "note": "It was the log"}}])  # fmt: skip
def test_a_note_is_the_body_of_any_entry(kind, place):
    """People write beside whatever they do: a resolve, a snooze, a request, what is not known."""
    assert told(kind, MEI, **place).body == "It was the log"


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("snooze", {"changed_actions": [{"type": "escalate", "at": "2019-06-20T19:00:00Z"}, {"type": "unacknowledge", "at": "2019-06-20T23:05:00+02:00"}]}, " snoozed until 2019-06-20 21:05 Z by Mei Tanaka"),
        ("snooze", {"changed_actions": [], "channel": {"type": "website", "duration": 5400}}, " snoozed for 1 h 30 min by Mei Tanaka"),
        ("priority_change", {"channel": {"old_priority": {"name": "P3"}, "new_priority": {"summary": "P1"}}}, ": priority changed from P3 to P1 by Mei Tanaka"),
        ("priority_change", {"channel": {"old_priority": None, "new_priority": {"summary": "P1"}}}, ": priority changed to P1 by Mei Tanaka"),
        ("priority_change", {"channel": {"old_priority": {"summary": "P1"}, "new_priority": None}}, ": priority P1 removed by Mei Tanaka"),
        ("priority_change", {"summary": "Raised to P1"}, ": Raised to P1 (by Mei Tanaka)"),
        ("urgency_change", {"channel": {"old_urgency": "low", "new_urgency": "high"}}, ": urgency changed from low to high by Mei Tanaka"),
        ("responder_accept", {"summary": "Mei Tanaka accepted"}, ": Mei Tanaka accepted"),
        ("merge", {"summary": "Merged #87 into this incident."}, ": Merged #87 into this incident (by Mei Tanaka)"),
        ("conference_bridge_change", {"summary": ""}, ": conference bridge change (by Mei Tanaka)"),
        ("custom_field_value_change", {"summary": "Fields changed", "changeset": ["Updated rack to 4"]}, ": Fields changed (Updated rack to 4; by Mei Tanaka)"),
        ("custom_field_value_change", {"summary": "Fields changed", "channel": {"changeset": {"customer_fields": [{"name": "rack", "old_value": None, "value": ["4", "5"]}]}}}, ": Fields changed (rack changed to 4, 5; by Mei Tanaka)"),
        ("trigger", {"channel": {"type": "web_trigger"}}, " triggered by Mei Tanaka (ledger)"),
        ("resolve", {}, " resolved by Mei Tanaka"),
        ("delegate", {"assignees": [reference("PEP", "escalation_policy", "Storage")]}, " assigned to Storage by Mei Tanaka"),
    ],
)  # fmt: skip
def test_the_sentence_says_what_was_done(kind, more, said):
    """Until when, from what to what, to whom, by whom."""
    assert told(kind, MEI, **more).summary == f"{SUBJECT}{said}"


def test_a_request_names_who_was_asked_and_with_which_words():
    """By whom, where that is told; else that it was done."""
    request = {"responders": [{"user": TOM}], "message": "Is it yours?"}
    made, nobody = told("responder_request", MEI, **request), told("responder_request", **request)
    assert made.summary == f'Mei Tanaka requested Tom Reyes to respond to {SUBJECT}: "Is it yours?"'
    assert nobody.summary == f'Tom Reyes was requested to respond to {SUBJECT}: "Is it yours?"'


def test_what_a_time_out_did_is_told_as_that():
    """The service's clock acted on the incident: nobody else did."""
    made = told("unacknowledge", reference("PLED", "service", "ledger"), channel={"type": "timeout"})
    assert made.summary == f"{SUBJECT} unacknowledged by a time-out of ledger"


def test_names_come_from_the_answer_then_from_one_call_then_from_a_note(monkeypatch):
    """A bare id is named by another entry, else asked for once; what cannot be had is noted, and loses nothing."""
    bare = [{"id": key, "type": "user_reference"} for key in ("PTOM", "PNEW", "PGONE")]
    rows = [entry("R0", "acknowledge", at("18:39:00"), ABOUT, TOM)]
    rows += [entry(f"R{n}", "acknowledge", NOON, ABOUT, agent) for n, agent in enumerate(bare * 2, start=1)]
    asked = []
    record = read(rows, monkeypatch, people={"users/PNEW": "Nia Okoro"}, requests=asked)
    names = {event.actor.id: event.actor.name for event in record}
    assert names == {"PTOM": "Tom Reyes", "PNEW": "Nia Okoro", "PGONE": None}
    assert sorted(request.path for request in asked if "/users/" in request.path) == ["/users/PGONE", "/users/PNEW"]
    assert any("the name of the user PGONE could not be had" in note for note in record.coverage[0].notes)
    assert record.complete


def test_services_policies_and_teams_are_named_alike(monkeypatch):
    """Each sort of object that a sentence or a tag shows has its own call."""
    about = ABOUT | {"service": {"id": "PLED", "type": "service_reference"}}
    policy, team = {"id": "PEP", "type": "escalation_policy_reference"}, {"id": "PTEAM", "type": "team_reference"}
    row = entry("R1", "escalate", NOON, about, assignees=[policy], teams=[team])
    people = {"services/PLED": "ledger", "escalation_policies/PEP": "Storage", "teams/PTEAM": "Core"}
    (event,) = read([row], monkeypatch, people=people)
    assert "escalated to Storage" in event.summary
    assert (event.tags["service"], event.tags["team"]) == ("ledger", "Core")


def test_an_incident_that_is_only_named_by_id_is_looked_up(monkeypatch):
    """A reference has number and title in its summary; one without is asked for once; if that fails, a note."""
    stub = {"id": "QREF", "type": "incident_reference", "summary": "[#9] Queue is long"}
    bare = [{"id": key, "type": "incident_reference", "summary": None} for key in ("QDISK", "QGONE")]
    service = reference("PLED", "service", "ledger")
    rows = [
        entry(f"R{n}", "acknowledge", NOON, {**about, "service": service}, MEI) for n, about in enumerate([stub, *bare])
    ]

    def fault(service, request, number):
        if request.path == "/incidents/QDISK":
            return Response.json({"incident": ABOUT})
        return Response.json({}, 404) if request.path == "/incidents/QGONE" else None

    record = read(rows, monkeypatch, fault=fault)
    said = [event.summary for event in record]
    assert said[0].startswith('PagerDuty incident 9 "Queue is long" ')
    assert said[1].startswith(f"{SUBJECT} ")
    assert said[2].startswith("PagerDuty incident QGONE ")
    assert any("the title of incident QGONE could not be had" in note for note in record.coverage[0].notes)


def test_urgency_and_priority_are_told_as_they_were(monkeypatch):
    """The service tells them as they are now: an entry before the change has the value from before it."""
    about = ABOUT | {"urgency": "high", "priority": {"id": "P1", "type": "priority", "summary": "P1"}}
    raised = {"type": "website", "old_urgency": "low", "new_urgency": "high"}
    ranked = {"type": "website", "old_priority": {"summary": "P3"}, "new_priority": {"summary": "P1"}}
    rows = [
        entry("R1", "trigger", NOON, about, MEI, channel={"type": "web_trigger"}),
        entry("R2", "urgency_change", at("18:45:00"), about, MEI, channel=raised),
        entry("R3", "priority_change", at("18:46:00"), about, MEI, channel=ranked),
        entry("R4", "escalate", at("18:50:00"), about, assignees=[TOM]),
    ]
    first, *_, last = read(rows, monkeypatch)
    assert (first.severity, first.tags["urgency"], first.tags["priority"]) == ("warning", "low", "P3")
    assert (last.severity, last.tags["urgency"], last.tags["priority"]) == ("error", "high", "P1")


def test_a_note_that_was_edited_is_marked(monkeypatch):
    """Its words are the final ones; that they are not those of the time, and since when, stands in the tags."""
    row = entry("R1", "annotate", NOON, ABOUT, MEI, channel={"type": "note", "summary": "db-3 is full"})
    note = {
        "content": "db-2 is full",
        "user": MEI,
        "created_at": "2019-06-20T18:40:00Z",
        "updated_at": "2019-06-20T20:01:00Z",
    }
    (event,) = read([row], monkeypatch, notes={"QDISK": [note]})
    assert event.body == "db-2 is full"
    assert (event.tags["edited"], event.tags["edited_at"]) == ("true", "2019-06-20T20:01:00Z")
    (event,) = read([row], monkeypatch, notes={"QDISK": [note | {"content": "db-3 is full", "updated_at": None}]})
    assert "edited" not in event.tags


def test_words_that_the_list_leaves_out_are_asked_for(monkeypatch):
    """The service says that it shortened an entry: the entry's own call has the words, a failed one is a gap."""
    row = entry("R1", "trigger", NOON, ABOUT, MEI, channel={"type": "web_trigger", "details_omitted": True})
    whole = {"log_entry": row | {"channel": {"type": "web_trigger", "details": "All of it"}}}

    def answer(body, status=200):
        found = Response.json(body, status)
        return lambda service, request, number: found if request.path == "/log_entries/R1" else None

    assert read([row], monkeypatch, fault=answer(whole))[0].body == "All of it"
    assert [gap.where for gap in read([row], monkeypatch, fault=answer({}, 404)).coverage[0].gaps] == ["QDISK"]
    record = read([row], monkeypatch)
    assert any("R1 are longer than the service tells" in note for note in record.coverage[0].notes)


def test_a_change_event_tells_its_details(monkeypatch):
    """What was sent with it is its body; without a summary, the sentence says where it came from."""
    made = change("C1", NOON, "", "ledger", "https://x.example") | {"custom_details": {"build": {"number": 7}}}
    (event,) = read([], monkeypatch, changes=[made])
    assert event.body == "build.number: 7"
    assert event.summary == "Change without a summary recorded in PagerDuty by deploybot (ledger)"


def test_details_and_mails_of_any_shape_are_read():
    """Nothing in them is lost to a shape, and no depth ends the reading."""
    deep = {"a": 1}
    for _ in range(3000):
        deep = {"b": [deep]}
    assert details(deep).endswith(".a: 1")
    assert plain("a < b <b>c</b><script>x()</script>") == "a < b c"
    assert plain("") is None
