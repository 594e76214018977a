"""Slack: a name stands where one can be had, a note where none can; an organization's token; no needless request."""

from datetime import timedelta

import pytest

from support_slack import WHEN, one, read, rich, section, workspace
from support_worlds import WINDOW, pulled
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message
from timeline.demo.server import Response

GROUPS = [{"id": "S1", "handle": "db-oncall", "name": "Database on call"}, {"id": "S2", "handle": "", "name": "Leads"}]


def asked(requests, method):
    return sum(request.path.endswith(method) for request in requests)


@pytest.mark.parametrize("as_text", [True, False])
def test_what_is_named_by_an_id_is_told_by_its_name(monkeypatch, as_text):
    """People, channels that are not read, and groups, in a text and in rich text; each is asked for once."""
    tokens = {"user_id": "U2", "channel_id": "C0B", "usergroup_id": "S1"}
    elements = [{"type": key.removesuffix("_id"), key: value} for key, value in tokens.items()]
    content = {} if as_text else {"blocks": [rich(section(*elements))]}
    text = "<@U2><#C0B><!subteam^S1>" if as_text else ""
    requests = []
    api = workspace([message(WHEN + timedelta(seconds=n), "U1", text, **content) for n in range(3)], groups=GROUPS)
    record = pulled("slack", api, monkeypatch, channels=["C0A"], requests=requests)
    assert {event.body for event in record} == {"Grace Hopper#databasedb-oncall"}
    assert asked(requests, "usergroups.list") == 1
    assert asked(requests, "conversations.info") == 2  # that which is read, and that which is named
    assert len(record.coverage[0].notes) == 2  # of old threads, and that no address can be read


@pytest.mark.parametrize(
    ("sign", "key", "asking"),
    [
        ("@", "U0GONE", ("users.info", "users:read")),
        ("#", "C0SECRET", ("conversations.info", "channels:read")),
        ("!subteam^", "S9", ("usergroups.list", "usergroups:read")),
        ("!team^", "T9", ("team.info", "team:read")),
    ],
)
@pytest.mark.parametrize("error", ["missing_scope", "not_found"])
def test_a_name_that_cannot_be_had_is_a_note(monkeypatch, sign, key, asking, error):
    """The note names the ids, the scope, and what is less certain; nothing is lost, so that it stays complete."""
    method, scope = asking

    def fault(_, request, __):
        named = key in request.body.decode() or method == "usergroups.list"
        refused = {"ok": False, "error": error, "needed": scope, "provided": "none"}
        return Response.json(refused) if request.path.endswith(method) and named else None

    event, row = one({}, monkeypatch, text=f"<{sign}{key}>", fault=fault)
    assert key in event.body
    (note,) = [each for each in row.notes if key in each]
    assert scope in note
    assert "less certain" in note
    assert row.status == "complete"


def test_a_bot_and_a_channel_without_a_name_are_notes(monkeypatch):
    """The channel's tag is then its id, which a filter by name does not find."""

    def fault(_, request, __):
        refused = request.path.endswith(("bots.info", "conversations.info"))
        return Response.json({"ok": False, "error": "fatal"}) if refused else None

    event, row = one({"bot_id": "B9", "user": None}, monkeypatch, text="x", fault=fault)
    assert (event.actor.id, event.actor.name, event.tags["channel"]) == ("B9", None, "C0A")
    assert any("B9" in note for note in row.notes)
    assert any("C0A" in note and "filter" in note for note in row.notes)


def test_many_ids_without_names_are_one_note(monkeypatch):
    """A refused scope is met once, not once for each."""
    told = [message(WHEN + timedelta(seconds=n), f"U0X{n}", "x") for n in range(7)]
    requests = []

    def fault(_, request, __):
        refused = {"ok": False, "error": "missing_scope", "needed": "users:read", "provided": "none"}
        return Response.json(refused) if "users." in request.path else None

    (row,) = read(told, monkeypatch, fault=fault, requests=requests).coverage
    (note,) = [each for each in row.notes if "users" in each]
    assert "U0X0" in note
    assert "2 more" in note


def test_what_the_answer_tells_is_not_asked_for(monkeypatch):
    """A message's own profile names its writer everywhere; an app's own name is in its post."""
    profile = {"real_name": "Kit Far", "display_name": "kit", "team": "T0FAR"}
    told = [
        message(WHEN, "U0FAR", "hello", user_profile=profile),
        message(WHEN.replace(minute=41), "U0FAR", "<@U0FAR> again"),
        message(WHEN.replace(minute=42), None, "done", bot_id="B5", bot_profile={"name": "Console"}),
        message(WHEN.replace(minute=43), None, "done", bot_id="B6", username="night", subtype="bot_message"),
    ]
    requests = []
    record = read(told, monkeypatch, requests=requests)
    assert [event.actor.name for event in record] == ["Kit Far", "Kit Far", "Console", "night"]
    assert record[1].body == "Kit Far again"
    assert not asked(requests, "users.info") + asked(requests, "bots.info")


@pytest.mark.parametrize(
    ("parent", "replies", "wanted"),
    [
        (at("18:40:00"), [at("18:41:00")], True),
        (at("12:00:00"), [at("12:01:00")], False),
        (at("18:40:00"), [WINDOW.end + timedelta(hours=1)], False),
        (WINDOW.end, [WINDOW.end + timedelta(hours=1)], False),
        (at("12:00:00"), [at("12:01:00"), WINDOW.end + timedelta(hours=1)], True),
    ],
)
def test_a_thread_that_can_have_no_reply_in_the_window_is_not_asked_for(monkeypatch, parent, replies, wanted):
    """Its only reply is its latest one; nobody replies before there is something to reply to."""
    told = [message(parent, "U1", "parent"), *(message(each, "U2", "reply", thread=parent) for each in replies)]
    requests = []
    assert read(told, monkeypatch, requests=requests).complete
    assert bool(asked(requests, "conversations.replies")) == wanted


# An organization's token.


def organization(**more):
    channels = [
        channel("C0A", "alerts") | {"context_team_id": "T1"},
        channel("C0B", "alerts") | {"context_team_id": "T2"},
        channel("C0C", "leads") | {"context_team_id": "T2"},
    ]
    text = "<!subteam^S1> look"
    return workspace([message(WHEN, "U1", text)], channels=channels, teams=("T1", "T2"), groups=GROUPS, **more)


@pytest.mark.parametrize("wanted", [["#alerts"], "joined", ["C0A"]])
def test_an_organizations_token_asks_for_each_of_its_workspaces(monkeypatch, wanted):
    """Lists name a workspace; the workspaces are asked for; nothing is configured."""
    record = pulled("slack", organization(), monkeypatch, channels=wanted)
    assert [event.body for event in record] == ["db-oncall look"]
    assert record.complete


def test_a_name_that_several_workspaces_have_is_read_in_each(monkeypatch):
    """Choosing one of them would be a guess; the note says so."""
    requests = []
    record = pulled("slack", organization(), monkeypatch, channels=["#alerts"], requests=requests)
    assert asked(requests, "conversations.history") == 2
    assert any("#alerts" in note and "several workspaces" in note for note in record.coverage[0].notes)


def test_a_configured_workspace_is_the_only_one(monkeypatch):
    """With `team_id`, the others are not asked for, nor is their list."""
    requests = []
    record = pulled("slack", organization(), monkeypatch, channels=["#leads"], team_id="T2", requests=requests)
    assert record.complete
    assert not asked(requests, "auth.teams.list")
    assert not pulled("slack", organization(), monkeypatch, channels=["#leads"], team_id="T1").complete


def test_the_gap_names_the_setting_that_an_organizations_token_lacks(monkeypatch):
    """Where the workspaces cannot be listed, one has to be configured."""

    def fault(_, request, __):
        return Response.json({"ok": False, "error": "unknown_method"}) if "auth.teams" in request.path else None

    for wanted in (["#alerts"], "joined"):
        (row,) = pulled("slack", organization(), monkeypatch, channels=wanted, fault=fault).coverage
        assert row.status in ("partial", "failed")
        assert all("team_id" in gap.detail for gap in row.gaps)
