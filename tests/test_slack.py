"""Slack: what its pages hide, how its messages read, which channels are meant."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.slack import channel, message, post, ts, user
from timeline.demo.server import Response
from timeline.demo.server.slack import SlackApi
from timeline.joining.posts import keys_of
from timeline.sources.slack.apps import linked
from timeline.sources.slack.message import Message, instant, stamp
from timeline.sources.slack.mrkdwn import to_markdown, to_words
from timeline.sources.slack.parse import body

OLD = at("12:00:00", 18)


class Names:
    def user(self, key):
        return {"U1": "Ada Lovelace"}.get(key, key)

    def channel(self, key):
        return {"C1": "general"}.get(key, key)

    def group(self, key):
        return {"S1": "ops"}.get(key, key)

    team = group


def world(messages, *, page=100, channels=None):
    return SlackApi(
        demo.TOKEN,
        channels=channels or [channel("C0A", "alerts", former=("ops",))],
        users=[user("U1", "ada", "Ada Lovelace"), user("U2", "grace", "Grace Hopper", deleted=True)],
        messages={"C0A": messages},
        page=page,
    )


def read(messages, monkeypatch, *, page=100, channels=("#alerts",), known=None, **more):
    return pulled("slack", world(messages, page=page, channels=known), monkeypatch, channels=channels, **more)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("*bold* and _it_ ~gone~", "**bold** and _it_ ~~gone~~"),
        ("2*3*4 ~/x ~/y", "2*3*4 ~/x ~/y"),
        ("<@U1> <@U9|bob> <#C1> <#C9|dev>", "Ada Lovelace bob #general #dev"),
        ("<!here> <!channel> <!subteam^S1|@ops> <!subteam^S2>", "@here @channel ops S2"),
        ("<!date^1561056660^{date}|June 20> <!date^1561056660^{date}>", "June 20 2019-06-20 18:51 Z"),
        ("<https://x.example/a_b_c|see *this*>", "[see *this*](https://x.example/a_b_c)"),
        ("<https://x.example> <mailto:a@b.example|a@b.example>", "https://x.example a@b.example"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("`<@U1> *x*` ```*y* &lt;```", "`Ada Lovelace *x*` ```*y* <```"),
        ("<https://x.example?a=1&amp;b=2|x>", "[x](https://x.example?a=1&b=2)"),
        (
            "to <https://x.example|`a_b`> from <https://y.example|`*c*`>",
            "to [`a_b`](https://x.example) from [`*c*`](https://y.example)",
        ),
        ("`<https://x.example|y> <` <https://z.example|`z`>", "`y <` [`z`](https://z.example)"),
    ],
)
def test_mrkdwn_becomes_markdown(source, made):
    """Marks, names, links and entities; code keeps its marks; the ampersand is unescaped last."""
    assert to_markdown(source, Names()) == made


@given(st.text())
def test_no_text_breaks_the_conversion(text):
    """Any text can be converted, and a text without marks stands as it is."""
    made = to_markdown(text, Names())
    if not set(text) & set("*_~<>&`\0"):
        assert made == text
    to_words(made)


@given(st.datetimes(datetime(1970, 1, 2), datetime(5000, 1, 1)))
def test_timestamps_are_exact(moment):
    """A timestamp is read to the microsecond and written back as it was."""
    moment = moment.replace(tzinfo=WINDOW.start.tzinfo)
    assert instant(stamp(moment)).time == moment


@pytest.mark.parametrize("value", ["1561056660", "1561056660.1", 1561056660.0002, None, "x.000001", "-1.000000", ""])
def test_what_is_no_timestamp_is_refused(value):
    """A float or a shortened text would name another message."""
    with pytest.raises(ValueError):
        instant(value)


def test_edges_are_half_open(monkeypatch):
    """A message exactly on the start is inside, one exactly on the end is not."""
    first, last = WINDOW.start, WINDOW.end
    tick = timedelta(microseconds=1)
    told = [message(time, "U1", "x") for time in (first - tick, first, last - tick, last)]
    assert [event.time for event in read(told, monkeypatch)] == [first, last - tick]


@pytest.mark.parametrize("page", [1, 2, 3, 100])
def test_every_reply_is_found_once(monkeypatch, page):
    """Replies of young and old parents, broadcasts once, whatever the page size."""
    told = [
        message(OLD, "U1", "old parent"),
        message(at("18:40:00"), "U2", "reply to the old one", thread=OLD),
        message(at("18:31:00"), "U1", "parent"),
        *(message(at(f"18:4{n}:01"), "U2", f"reply {n}", thread=at("18:31:00")) for n in range(5)),
        message(at("18:50:00"), "U1", "to all", thread=at("18:31:00"), subtype="thread_broadcast"),
    ]
    record = read(told, monkeypatch, page=page)
    assert len(record) == 8
    assert record.complete
    assert sum(event.kind == "message.replied" for event in record) == 7


def test_a_broadcast_leads_to_a_parent_older_than_the_look_back(monkeypatch):
    """A reply sent to the channel names its thread, whose other replies are read, too."""
    ancient = at("12:00:00", 1)
    told = [
        message(ancient, "U1", "ancient"),
        message(at("18:40:00"), "U1", "quiet", thread=ancient),
        message(at("18:41:00"), "U1", "loud", thread=ancient, subtype="thread_broadcast"),
    ]
    assert [event.body for event in read(told, monkeypatch)] == ["quiet", "loud"]


def test_a_permalink_leads_to_its_thread(monkeypatch):
    """A message that links into an old thread makes it known."""
    ancient = at("12:00:00", 1)
    link = f"<https://acme.slack.com/archives/C0A/p1?thread_ts={ts(ancient)}&amp;cid=C0A>"
    told = [
        message(ancient, "U1", "ancient"),
        message(at("18:40:00"), "U1", "quiet", thread=ancient),
        message(at("18:45:00"), "U1", f"see {link}"),
    ]
    assert [event.time for event in read(told, monkeypatch)] == [at("18:40:00"), at("18:45:00")]


def test_a_thread_that_tells_fewer_replies_than_it_counts_is_a_gap(monkeypatch):
    """The count on the parent is what was to be found."""
    told = [message(at("18:31:00"), "U1", "parent"), message(at("18:32:00"), "U1", "reply", thread=at("18:31:00"))]
    api = world(told)
    api._messages["C0A"][0]["reply_count"] = 2
    record = pulled("slack", api, monkeypatch, channels=["C0A"])
    assert [gap.reason for gap in record.coverage[0].gaps] == ["count_mismatch"]


@pytest.mark.parametrize("count", [None, "2", "none"])
def test_a_parent_that_counts_no_replies_is_asked_for_them(monkeypatch, count):
    """What begins a thread and tells no number, or no number that can be read, has some: they are not lost."""
    told = [message(at("18:31:00"), "U1", "parent"), message(at("18:32:00"), "U1", "reply", thread=at("18:31:00"))]
    api = world(told)
    parent = api._messages["C0A"][0]
    parent |= {"thread_ts": parent["ts"], "reply_count": count}
    if count == "none":
        del parent["reply_count"]
    record = pulled("slack", api, monkeypatch, channels=["C0A"])
    assert [event.body for event in record] == ["parent", "reply"]


def lossy(told, monkeypatch, lost, **more):
    """The record where Slack tells those messages but for one reply, which it counts."""
    api = world(told)
    plain = api._replies

    def page(form):
        made = plain(form)
        return {**made, "messages": [each for each in made["messages"] if each["text"] != lost]}

    api._methods["conversations.replies"] = page
    return pulled("slack", api, monkeypatch, channels=["C0A"], **more).coverage[0]


@pytest.mark.parametrize("lost", ["first", "last"])
def test_a_broadcast_does_not_hide_that_a_reply_is_missing(monkeypatch, lost):
    """The broadcast is met before its parent, whose count is what was to be found."""
    parent = at("18:31:00")
    row = lossy([
        message(parent, "U1", "parent"),
        message(at("18:32:00"), "U1", "first", thread=parent),
        message(at("18:33:00"), "U1", "loud", thread=parent, subtype="thread_broadcast"),
        message(at("18:34:00"), "U1", "last", thread=parent),
    ], monkeypatch, lost)  # fmt: skip
    assert [gap.reason for gap in row.gaps] == ["count_mismatch"]
    assert row.gaps[0].start == parent


def test_a_latest_reply_in_the_window_that_is_not_told_is_a_gap(monkeypatch):
    """A thread that the window holds a part of cannot be counted; but its latest reply is known by its time."""
    parent = at("12:00:00")
    told = [message(parent, "U1", "parent"), message(at("18:40:00"), "U1", "last", thread=parent)]
    assert [gap.reason for gap in lossy(told, monkeypatch, "last").gaps] == ["count_mismatch"]
    assert not lossy(told, monkeypatch, "").gaps


def test_a_permalink_in_a_reply_leads_to_its_thread(monkeypatch):
    """Replies are text like any other."""
    ancient, parent = at("12:00:00", 1), at("18:35:00")
    link = f"<https://acme.slack.com/archives/C0A/p1?thread_ts={ts(ancient)}&amp;cid=C0A>"
    told = [
        message(ancient, "U1", "ancient"),
        message(at("18:40:00"), "U1", "quiet", thread=ancient),
        message(parent, "U1", "now"),
        message(at("18:45:00"), "U1", f"see {link}", thread=parent),
    ]
    assert [event.time for event in read(told, monkeypatch)] == [parent, at("18:40:00"), at("18:45:00")]


def test_a_deleted_parent_keeps_its_thread(monkeypatch):
    """What is left of it says so in a sentence; its replies are told."""
    parent = at("18:35:00")
    gone = message(parent, "USLACKBOT", "This message was deleted.", subtype="tombstone")
    record = read([gone, message(at("18:40:00"), "U1", "still here", thread=parent)], monkeypatch)
    assert [event.summary for event in record] == ["A message was deleted", 'Ada Lovelace says "still here"']


def test_threads_that_were_over_are_not_asked_for(monkeypatch):
    """Not even where a broadcast before the window leads to one: its parent tells when it was over."""
    asked = []
    told = [
        message(at("12:00:00"), "U1", "parent"),
        message(at("12:01:00"), "U1", "loud", thread=at("12:00:00"), subtype="thread_broadcast"),
    ]
    assert not len(read(told, monkeypatch, requests=asked))
    assert not [each for each in asked if "replies" in each.path]


@pytest.mark.parametrize(
    ("today", "end"),
    [
        (at("12:00:00", 18) + timedelta(days=365), WINDOW.end),
        (at("19:00:00") + timedelta(days=90), at("19:00:00")),
        (at("20:00:00"), None),
    ],
)
def test_what_a_free_plan_hides_is_a_gap(monkeypatch, today, end):
    """Slack says that it hides something; what is younger than 90 days it still shows."""
    api = world([])
    plain = api._history
    api._methods["conversations.history"] = lambda form: {**plain(form), "is_limited": True}
    (row,) = pulled("slack", api, monkeypatch, channels=["C0A"], start=today).coverage
    assert [(gap.reason, gap.start, gap.end) for gap in row.gaps] == ([("retention", WINDOW.start, end)] if end else [])
    assert any("hidden by the workspace's plan" in note for note in row.notes)


@pytest.mark.parametrize("address", ["https://acme.slack.com/", "https://acme.slack.com"])
def test_permalinks_are_made_of_the_workspace(monkeypatch, address):
    """Whether its address ends with a slash or not."""
    api = world([message(at("18:40:00"), "U1", "x")])
    plain = api._auth
    api._methods["auth.test"] = lambda form: {**plain(form), "url": address}
    (event,) = pulled("slack", api, monkeypatch, channels=["C0A"])
    assert event.url == f"https://acme.slack.com/archives/C0A/p{ts(event.time).replace('.', '')}"


@pytest.mark.parametrize(
    ("wanted", "found"), [("#alerts", 1), ("alerts", 1), ("#ALERTS", 1), ("C0A", 1), ("#ops", 1), ("joined", 1)]
)
def test_channels_are_found_by_name_id_and_former_name(monkeypatch, wanted, found):
    """Archived and renamed channels are read like the others."""
    known = [channel("C0A", "alerts", archived=True, former=("ops",))]
    record = read(
        [message(at("18:40:00"), "U1", "x")],
        monkeypatch,
        channels=wanted if wanted == "joined" else [wanted],
        known=known,
    )
    assert len(record) == found
    assert record[0].tags["channel"] == "alerts"


def test_ids_are_looked_up_at_the_same_time(monkeypatch):
    """Twenty ids take as long as three, not twenty times as long as one."""
    keys = [f"C{number}" for number in range(20)]
    under_way, most, lock = 0, 0, threading.Lock()
    api = world([], channels=[channel(key, key.lower()) for key in keys])
    plain = api._info

    def slow(form):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.02)
        with lock:
            under_way -= 1
        return plain(form)

    api._methods["conversations.info"] = slow
    assert pulled("slack", api, monkeypatch, channels=keys).complete
    assert 2 <= most <= 8


def test_an_unknown_channel_is_a_gap_beside_the_others(monkeypatch):
    """What is not visible is named with a remedy; the other channels are read."""
    record = read([message(at("18:40:00"), "U1", "x")], monkeypatch, channels=["#alerts", "#typo", "C0GONE"])
    (row,) = record.coverage
    assert len(record) == 1
    assert sorted(gap.where for gap in row.gaps) == ["#typo", "C0GONE"]
    assert all("invite" in gap.detail for gap in row.gaps)


def test_people_are_named_once(monkeypatch):
    """Deactivated people keep their name; unknown ones keep their id and no name; each is asked for once."""
    told = [message(at(f"18:4{n}:00"), who, "x") for n, who in enumerate(["U1", "U2", "U9", "U1", "U9"])]
    asked = []
    record = read(told, monkeypatch, requests=asked)
    assert [(event.actor.id, event.actor.name) for event in record][:3] == [
        ("U1", "Ada Lovelace"), ("U2", "Grace Hopper"), ("U9", None),
    ]  # fmt: skip
    assert sum("users.info" in request.path for request in asked) == 3


def test_many_people_take_one_call(monkeypatch):
    """Where many speak, a page of the people is asked for; who is not on it is asked for alone, and named the same."""
    told = [message(at(f"18:4{n}:00"), f"U{n}", "x") for n in range(1, 10)]
    asked = []
    record = read(told, monkeypatch, requests=asked)
    names = {event.actor.id: event.actor.name for event in record}
    assert names == {"U1": "Ada Lovelace", "U2": "Grace Hopper"} | {f"U{n}": None for n in range(3, 10)}
    assert sum("users.list" in request.path for request in asked) == 1
    assert sum("users.info" in request.path for request in asked) == 7


def test_people_are_named_without_their_list(monkeypatch):
    """A list of the people that is refused takes nobody's name: each is asked for alone, and nothing is missing."""
    told = [message(at(f"18:4{n}:00"), f"U{n % 2 + 1}" if n else "U3", f"<@U{n}>") for n in range(1, 10)]
    no_list = {"ok": False, "error": "unknown_method"}
    record = read(
        told, monkeypatch, fault=lambda _, request, __: Response.json(no_list) if "users.list" in request.path else None
    )
    assert {event.actor.name for event in record} == {"Ada Lovelace", "Grace Hopper"}
    assert record.complete


BOLD = {"type": "mrkdwn", "text": "*b*"}
RICH = [{"type": "text", "text": "a", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}]
LINKED = {"fallback": "f", "title": "T", "title_link": "https://x.example", "text": "*b*"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"attachments": [LINKED]}, "[T](https://x.example)\n**b**"),
        ({"attachments": [{"fallback": "only this"}]}, "only this"),
        ({"attachments": [{**LINKED, "from_url": "https://x.example"}]}, "> [T](https://x.example)\n> **b**"),
        (
            {"blocks": [{"type": "section", "text": BOLD, "fields": [{"type": "plain_text", "text": "*f*"}]}]},
            "**b**\n*f*",
        ),
        (
            {"blocks": [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": RICH}]}]},
            "**a**Ada Lovelace",
        ),
        ({"blocks": [{"type": "markdown", "text": "**m** <b>"}]}, "**m** <b>"),
        ({"files": [{"title": "graph", "url_private": "https://files.example/secret"}]}, "[file graph]"),
        ({}, None),
    ],
)
def test_words_are_found_where_a_post_has_them(content, words):
    """A bot's alert with an empty text tells its words in attachments, blocks or files."""
    assert body(Message(post(at("18:40:00"), "B1", "Bot", **content)), Names()) == words


@pytest.mark.parametrize(
    ("text", "states", "actor"),
    [
        ("<https://a.pagerduty.com/incidents/Q1|[#7] resolved? disk> triggered", "incident.triggered", None),
        ("<https://a.pagerduty.com/incidents/Q1|x> *acknowledged* by Ada L.", "incident.acknowledged", "Ada L"),
        ("Ada acknowledged <https://a.pagerduty.com/incidents/Q1|x>", "incident.acknowledged", "Ada"),
        (":white_check_mark: Ada L acknowledged incident <https://a.pagerduty.com/incidents/Q1|x>", "incident.acknowledged", "Ada L"),
        ("<https://a.pagerduty.com/incidents/Q1|x> was resolved", "incident.resolved", None),
        ("Incident <https://a.pagerduty.com/incidents/Q1|x> has been resolved by Ada.", "incident.resolved", "Ada"),
        ("[Resolved] <https://a.pagerduty.com/incidents/Q1|x>", "incident.resolved", None),
        ("<https://a.pagerduty.com/incidents/Q1|x> resolved automatically", "incident.resolved", None),
        ("<https://a.pagerduty.com/incidents/Q1|x> was snoozed for 4 hours by Ada L", "incident.snoozed", "Ada L"),
        ("*Triggered* <https://a.pagerduty.com/incidents/Q1|x> on web", "incident.triggered", None),
        ("*Resolved*: <https://a.pagerduty.com/incidents/Q1|#7 CPU of &lt;web&gt; &amp; co>", "incident.resolved", None),
        ("<https://a.pagerduty.com/incidents/Q1|x> resolved by Kit &lt;k&gt; &amp; Co", "incident.resolved", "Kit <k> & Co"),
        (
            "<https://a.pagerduty.com/incidents/Q1|x> acknowledged by <https://a.pagerduty.com/users/P1|Ada L>",
            "incident.acknowledged", "Ada L",
        ),
        ("<https://a.pagerduty.com/incidents/Q1|x>", None, None),
        ("Triggered: <https://a.pagerduty.com/incidents/Q1|x>", "incident.triggered", None),
        ("*Acknowledged:* <https://a.pagerduty.com/incidents/Q1|x> by Ada L.", "incident.acknowledged", "Ada L"),
        ("Incident <https://a.pagerduty.com/incidents/Q1|x> resolved via Datadog", "incident.resolved", "Datadog"),
        ("<https://a.pagerduty.com/incidents/Q1|x> acknowledged by <@U1>", "incident.acknowledged", None),
        ("<https://a.pagerduty.com/incidents/Q1|x> has been escalated to Grace", "incident.escalated", None),
        ("<https://a.pagerduty.com/incidents/Q1|x> reassigned to Grace by Ada", "incident.assigned", "Ada"),
        ("<https://a.pagerduty.com/incidents/Q1|x> triggered, assigned to Grace", None, None),
        ("<https://a.pagerduty.com/incidents/Q1|x>\nStatus: *Acknowledged* by Ada", "incident.acknowledged", "Ada"),
        ("Incident triggered\n<https://a.pagerduty.com/incidents/Q1|x>", "incident.triggered", None),
        ("<https://a.pagerduty.com/incidents/Q1|x>\nAssigned\nGrace", None, None),
        ("<https://a.pagerduty.com/incidents/Q1|x>\nThe disk alert triggered again", None, None),
        ("<https://app.datadoghq.com/monitors/1?event_id=2|Recovered: cpu Triggered often>", "alert.recovered", None),
        ("<https://app.datadoghq.com/monitors/1?event_id=2|[Re-Triggered] cpu>", "alert.renotified", None),
        ("Triggered: <https://a.pagerduty.com/incidents/Q1|[#7] disk>", "incident.triggered", None),
        ("Failed deploying `abc` to <https://github.com/a/b/actions/runs/3|prod>", "deploy.failed", None),
        ("Pull request merged by ada\n<https://github.com/a/b/pull/3|#3 closed loop>", "change.merged", "ada"),
        ("*Run Applied*\n<https://app.terraform.io/app/o/w/runs/run-abc|run-abc>", "change.applied", None),
        ("<https://app.terraform.io/app/o/w/runs/run-abc|run-abc>\nRun created by the night\n*Run Errored*", "change.failed", None),
        ("<https://app.terraform.io/app/o/w/runs/run-abc|run-abc>\nAfter the run applied\n*Run Planning*", None, None),
        ("<https://app.terraform.io/app/o/w/runs/run-abc|run-abc>\nRun created\nRun applied", None, None),
        ("Pull request #3 merged by ada\n<https://github.com/a/b/pull/3|x>", "change.merged", "ada"),
        ("Pull request approved by ada\n<https://github.com/a/b/pull/3|x>", "change.approved", "ada"),
        ("hello", None, None),
    ],
)  # fmt: skip
def test_a_post_states_its_transition_by_its_own_words(text, states, actor):
    """What stands inside a title is no statement; what is not clear states nothing."""
    tags = linked(Message(post(at("18:40:00"), "B1", "Bot", text=text))).tags
    assert (tags.get("states"), tags.get("states_actor")) == (states, actor)


def test_a_person_who_pastes_a_link_states_nothing():
    """Only an app's post is a witness of what it links."""
    text = "<https://a.pagerduty.com/incidents/Q1|x> resolved"
    found = linked(Message(message(at("18:40:00"), "U1", text)))
    assert found.keys == {"pagerduty:incident:Q1"}
    assert not found.tags


@pytest.mark.parametrize(
    ("address", "keys"),
    [
        ("https://app.datadoghq.eu/monitors/12?from_ts=1&event_id=848", ["datadog:event:848", "datadog:monitor:12"]),
        ("https://app.datadoghq.com/event/event?id=848", ["datadog:event:848"]),
        ("https://github.com/Acme/API/pull/12#pullrequestreview-9", ["github:pr:acme/api#12", "github:review:9"]),
        ("https://github.com/acme/api/commit/abc1234", []),
        ("https://app.terraform.io/app/acme/workspaces/prod/runs/run-abc", ["terraform:run:run-abc"]),
        ("https://evil.example/monitors", []),
    ],
)
def test_addresses_lead_to_keys(address, keys):
    """A link names its object by the object's full id; a short sha is none."""
    assert list(keys_of(address)) == keys


@pytest.mark.parametrize(
    "answer", [{"has_more": True}, {"has_more": True, "response_metadata": {"next_cursor": "same"}}]
)
def test_a_way_that_ends_is_gone_on_by_time_or_stated(monkeypatch, answer):
    """More without a cursor, or the same cursor for ever: the walk goes on from the last message and ends."""
    told = [message(at(f"18:4{n}:00"), "U1", f"m{n}") for n in range(6)]
    api = world(told, page=2)
    plain = api._history

    def broken(form):
        made = plain({**form, "cursor": ""})
        return made if not made["has_more"] else {**made, "response_metadata": {}, **answer}

    api._methods["conversations.history"] = broken
    record = pulled("slack", api, monkeypatch, channels=["C0A"])
    assert [event.body for event in record] == [f"m{n}" for n in range(6)]
    assert record.complete


def test_a_page_without_an_end_is_stated(monkeypatch):
    """Empty pages that promise more for ever are a gap, after a bounded number of requests."""
    asked = []

    def fault(service, request, number):
        if "history" in request.path:
            cursor = {"next_cursor": f"c{number}"}
            return Response.json({"ok": True, "messages": [], "has_more": True, "response_metadata": cursor})
        return None

    record = read([], monkeypatch, fault=fault, requests=asked)
    assert record.coverage[0].gaps
    assert len(asked) < 30


def test_a_message_without_a_time_is_named(monkeypatch):
    """It is counted as undated, and the record is not complete."""
    api = world([message(at("18:40:00"), "U1", "x")])
    page = api._history({"channel": "C0A"})
    odd = [*page["messages"], {"type": "message", "text": "?"}, "no message"]
    api._methods["conversations.history"] = lambda form: {**page, "messages": odd}
    record = pulled("slack", api, monkeypatch, channels=["C0A"])
    (row,) = record.coverage
    assert (row.events, row.undated, row.rejected, row.status) == (1, 1, 1, "partial")
    assert row.closes


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"error": "missing_scope", "needed": "channels:history", "provided": "users:read"}, "channels:history"),
        ({"error": "not_in_channel"}, "/invite"),
        ({"error": "invalid_auth"}, "TIMELINE_TEST_TOKEN"),
    ],
)
def test_a_refusal_names_its_remedy(monkeypatch, error, said):
    """Source, call and what to do stand in the gap."""

    def fault(service, request, number):
        return Response.json({"ok": False, **error}) if "history" in request.path else None

    record = read([], monkeypatch, fault=fault)
    (gap,) = record.coverage[0].gaps
    assert "slack conversations.history" in gap.detail
    assert said in gap.detail
