"""The part about one incident: by keys without a stranger's line, by channel, by service; what is left out, counted."""

import random
from collections import Counter
from datetime import timedelta

import pytest

import timeline as tl
from support_events import START, WINDOW, event
from support_reading import INCIDENT, MONITOR, NUMBER, World
from timeline import demo
from timeline.reading.about import first_act
from timeline.reading.headings import under_headings
from timeline.reading.lines import apart, counted

TALK = [
    'Ada Lovelace says "Noticed a DataDog warning',
    "Last new instance was launched",
    'Datadog monitor "hook publish volume drop" alerted',
    "Grace Hopper says \"let's roll back Terraform config change",
    "Terraform change created by Grace Hopper: Roll back AMI",
    "Terraform change approved by Ada Lovelace",
]


@pytest.fixture(scope="module")
def world():
    return World()


@pytest.fixture(scope="module")
def record(world):
    return world.record()


@pytest.fixture(scope="module")
def part(record):
    return record.about(NUMBER)


@pytest.fixture(scope="module")
def shown():
    return demo.record()


def happenings(record, ids):
    led = {each.id: each.happening or each.id for each in record}
    return {led[key] for key in ids}


def test_a_hundred_lines_hold_the_story(world, record, part):
    """Of thousands of lines fewer than 185 are left, with three quarters of what a person says belongs to it."""
    assert counted(record.lines("happenings")).lines > 2800
    assert len(part.lines()) < 185
    own = happenings(record, world.own)
    assert len(own) > 37
    assert len(own & happenings(record, [each.id for each in part])) >= 0.75 * len(own)


@pytest.mark.parametrize("seed", range(3, 8))
def test_keys_lead_to_no_stranger(seed):
    """What keys lead to is what the world's maker labelled so: no other incident, run, build, thread or branch."""
    world = World(seed)
    record = world.record()
    found = record.about(NUMBER)
    keyed = [each.id for each in found if found.why_about(each) == "key"]
    assert happenings(record, keyed) == happenings(record, world.keyed)


def test_what_is_left_out_is_counted_once(record, part):
    """Events of all reasons add up to those that are not shown, lines to those of the whole; each has its option."""
    assert sum(row["events"] for row in part.left_out) == len(record) - len(part)
    for fold in ("default", "happenings", "none", "threads"):
        rest = part.selected.left(fold)
        whole = apart(part.lines(fold), part.selected.rest.lines(fold))
        assert sum(each.lines for each in rest) == len(whole) - len(part.lines(fold))
        assert len(whole) == len(record.lines(fold)) or fold == "threads"  # a thread may lie on both sides
        assert counted(whole).events == len(record)
    assert [row["reason"] for row in part.left_out] == [
        "other monitors", "notifications", "other incidents", "messages", "changes", "builds",
    ]  # fmt: skip
    assert "--all --kind incident.notified" in [row["option"] for row in part.left_out]
    texts = [each.text for each in part.selected.left()]
    assert any(text.endswith("notifications") for text in texts)
    assert any(text.endswith("messages in 6 channels") for text in texts)


def test_every_event_knows_why(record, part):
    """The first of key, channel and service that holds; whole happenings; nothing for what is not in it."""
    assert {part.why_about(each) for each in part} == {"key", "channel", "service"}
    inside = {each.id for each in part}
    assert all(part.why_about(each) is None for each in record if each.id not in inside)
    assert record.why_about(record[0]) is None
    assert record.left_out == []
    for group in record.happenings:
        assert len({each.id in inside for each in group.events}) == 1
    some = part.where(kind="alert.*")
    assert some.why_about(some[0].id) == part.why_about(some[0])
    assert some.left_out == []


def test_any_shuffle_chooses_the_same(record, part):
    """The part does not depend on the order in which the events came."""
    shuffled = list(record)
    random.Random(5).shuffle(shuffled)
    assert tl.Timeline(record.window, shuffled, record.coverage).about(NUMBER) == part


def test_a_union_is_a_union(record):
    """What is named twice is chosen by both, and a channel that is named beside it is bounded by its span."""
    both = record.about(NUMBER, "acme/web#5")
    assert {each.id for each in both} >= {each.id for each in record.about(NUMBER)} | {
        each.id for each in record.about("acme/web#5")
    }
    chat = record.about(NUMBER, "#random")
    said = [each for each in chat if each.tags.get("channel") == "random"]
    assert said
    assert min(each.time for each in said) >= chat.selected.signal
    assert max(each.time for each in said) <= chat.selected.recovery + timedelta(minutes=15)
    alone = record.about("#random")
    assert len(alone) == len(record.where(channel="random", kind="message.*"))
    assert Counter(map(alone.why_about, alone)) == {"channel": len(alone)}


SAME = [
    NUMBER, f"#{NUMBER}", INCIDENT, f"pagerduty:incident:{INCIDENT}", f"https://acme.pagerduty.com/incidents/{INCIDENT}?utm=x",
]  # fmt: skip


@pytest.mark.parametrize("what", SAME)
def test_an_incident_by_any_of_its_names(record, part, what):
    """Number, id, key and address name one incident."""
    assert record.about(what) == part


@pytest.mark.parametrize(
    ("what", "kinds"),
    [
        pytest.param(str(MONITOR), {"alert.triggered", "incident.triggered", "message.posted"}, id="a monitor"),
        pytest.param(f"https://app.datadoghq.com/monitors/{MONITOR}", {"alert.triggered"}, id="a monitor's address"),
        pytest.param("acme/infra#77", {"change.merged", "code.pushed", "change.applied"}, id="a pull request and its run"),
        pytest.param("https://github.com/Acme/Infra/pull/77/files", {"change.merged", "change.applied"}, id="its address"),
        pytest.param("run-back", {"change.merged", "change.approved", "change.applied"}, id="a run and its pull request"),
        pytest.param("https://app.terraform.io/app/acme/workspaces/x/runs/run-again", {"change.applied"}, id="a run by hand"),
        pytest.param(f"{12:040x}", {"change.merged", "build.succeeded"}, id="a commit"),
        pytest.param("acme/ledger/7012", {"build.started", "change.merged"}, id="a workflow run"),
        pytest.param("https://github.com/acme/ledger/actions/runs/7012/attempts/1", {"build.started"}, id="its address"),
    ],
)  # fmt: skip
def test_whatever_can_be_named(record, what, kinds):
    """Each sort of object by id, key or address leads to its own."""
    found = record.about(what)
    assert {each.kind for each in found} >= kinds
    assert sum(found.why_about(each) == "key" for each in found) < 60


def test_a_run_by_hand_is_its_own(record):
    """A run that re-uses a commit does not belong to the commit's change, nor the change to it."""
    assert {each.id for each in record.about("run-again")} == {
        f"terraform:run-again/{step}" for step in ("created", "planned", "applied")
    }
    assert not any(
        "run-again" in each.id or "7099" in each.id or "fork" in each.id for each in record.about("acme/infra#77")
    )


def test_a_thread_by_its_message(record, world):
    """A permalink, key or id of a message stands for its thread."""
    reply = next(each for each in record if each.kind == "message.replied" and "looking" in each.summary)
    (key,) = (key for key in reply.keys if key.startswith("slack:thread:"))
    channel, stamp = key.removeprefix("slack:thread:").split("/")
    address = f"https://acme.slack.com/archives/{channel}/p{reply.id.rpartition('/')[2].replace('.', '')}?thread_ts={stamp}&cid={channel}"
    whole = [each.id for each in record if key in each.keys or each.id == f"slack:{channel}/{stamp}"]
    for what in (key, reply.id, address, f"https://acme.slack.com/archives/{channel}/p{stamp.replace('.', '')}"):
        assert {each.id for each in record.about(what)} >= set(whole)


@pytest.mark.parametrize(
    ("what", "nearest"),
    [("6121", "6120"), ("#inc-6121", "#inc-6120"), ("acme/infra#78", "acme/infra#77"), ("run-bac", "run-back"),
     ("https://acme.pagerduty.com/incidents/QNOBODY", "QNOISE"), ("#", "")],
)  # fmt: skip
def test_what_is_not_there_is_refused(record, what, nearest):
    """A name of nothing in the record is an error that says the nearest there is."""
    with pytest.raises(tl.ConfigError, match=f"the nearest is .*{nearest}"):
        record.about(what)


@pytest.mark.parametrize("what", [(), ("",), (" ",)])
def test_nothing_named_is_refused(record, what):
    """A call that names nothing says what can be named."""
    with pytest.raises(tl.ConfigError, match="say what it is about"):
        record.about(*what)


def test_an_empty_record_has_no_nearest():
    """Where nothing can be named, nothing is offered."""
    with pytest.raises(tl.ConfigError, match=r"nothing in this record is called 'x'$"):
        tl.Timeline(WINDOW, []).about("x")


SHA, PULL, OTHER = "git:" + "ab" * 20, "github:pr:a/b#1", "github:pr:a/b#2"
FIRST, SECOND = "pagerduty:incident:Q1", "pagerduty:incident:Q2"


def node(key, kind, *keys, source="github", repo="a/b", thread=None, app=None, **tags):
    place = f"C1/{key}" if source == "slack" else key
    told = {"repo": repo} if source != "slack" else {"app": app} if app else {}
    named = (*keys, *([f"slack:thread:C1/{thread}"] if thread else []))
    return event(place, len(key) + ord(key[0]), source=source, kind=kind, keys=named, tags=told | tags)


def note(key, *keys, **more):
    return node(key, "message.replied" if "thread" in more else "message.posted", *keys, source="slack", **more)


MERGED, PAGE = node("m", "change.merged", PULL, SHA), node("t", "incident.triggered", FIRST, source="pagerduty")
PULLED, STRANGER = node("o", "change.approved", PULL), node("s", "incident.triggered", SECOND, source="pagerduty")


@pytest.mark.parametrize(
    ("what", "events", "expected"),
    [
        pytest.param("a/b#1", [MERGED, node("d", "deploy.started", SHA, "github:deployment:a/b/1")], "dm", id="a deployment"),
        pytest.param("github:deployment:a/b/1", [MERGED, node("d", "deploy.started", SHA, "github:deployment:a/b/1")], "dm", id="from a deployment"),
        pytest.param("ab" * 20, [MERGED, PULLED, node("n", "change.merged", OTHER, SHA), node("p", "change.approved", OTHER)], "mn", id="two merges of one commit"),
        pytest.param("a/b#1", [MERGED, node("r", "change.planned", SHA, "terraform:run:run-1", source="terraform", repo="c/d")], "m", id="a fork's run"),
        pytest.param("a/b#1", [MERGED, node("b", "build.started", PULL, OTHER, "github:run:a/b/7", event="pull_request")], "m", id="a build of two pull requests"),
        pytest.param("a/b#1", [MERGED, node("b", "build.started", PULL, "github:run:a/b/7", event="push")], "m", id="a push to its branch"),
        pytest.param("a/b#1", [MERGED, node("b", "build.started", PULL, "github:run:a/b/7", event="pull_request")], "bm", id="its build"),
        pytest.param("a/b#1", [MERGED, node("b", "build.started", SHA, "github:run:a/b/7", event="workflow_dispatch")], "m", id="a build by hand"),
        pytest.param("a/b#1", [MERGED, node("c", "code.updated", SHA)], "m", id="a branch made there"),
        pytest.param("Q1", [PAGE, PULLED, note("a", FIRST, PULL)], "aot", id="a message that links both"),
        pytest.param("Q1", [PAGE, PULLED, note("a", FIRST), note("b", PULL, thread="a")], "abot", id="a reply that links it"),
        pytest.param("Q1", [PAGE, STRANGER, PULLED, note("a", FIRST), note("b", SECOND, PULL, thread="a")], "abt", id="a reply about another"),
        pytest.param("Q1", [PAGE, STRANGER, note("a", FIRST, SECOND), note("b", thread="a")], "at", id="a list"),
        pytest.param("Q1", [PAGE, STRANGER, note("a", FIRST), note("b", SECOND, thread="a", app="pagerduty")], "at", id="a feed"),
        pytest.param("Q1", [PAGE, STRANGER, note("a"), note("b", FIRST, thread="a"), note("c", SECOND, thread="a")], "bt", id="a thread of the day"),
        pytest.param("Q1", [PAGE, note("a"), note("b", FIRST, thread="a"), note("c", thread="a")], "abct", id="a reply that links it alone"),
        pytest.param("Q1", [PAGE, note("a", FIRST, PULL), note("b", PULL)], "at", id="not a third hop"),
        pytest.param("Q1", [PAGE, note("a", FIRST, "datadog:monitor:7"), node("w", "alert.warned", "datadog:monitor:7", source="datadog")], "at", id="a monitor is everybody's"),
        pytest.param("a/b#1", [PULLED, PAGE, note("a", FIRST, PULL)], "aot", id="from a change to the incident"),
        pytest.param("a/b#1", [PULLED, PAGE, STRANGER, note("a", FIRST, SECOND, PULL)], "ao", id="one of two incidents"),
        pytest.param("a/b#1", [PULLED, node("p", "change.approved", OTHER), note("a", PULL, OTHER)], "ao", id="a list of changes"),
        pytest.param("slack:C1/a", [PULLED, PAGE, note("a"), note("b", FIRST, PULL, thread="a")], "abot", id="from a thread"),
        pytest.param("slack:C1/a", [PAGE, STRANGER, note("a", FIRST), note("b", SECOND, thread="a")], "ab", id="a thread of two incidents"),
        pytest.param("jira:issue:IE-7", [node("j", "ticket.created", "jira:issue:IE-7"), note("a", "jira:issue:IE-7"), note("b", thread="a")], "abj", id="a ticket"),
        pytest.param("IE-7", [PAGE, node("j", "ticket.created", "jira:issue:IE-7"), note("a", "jira:issue:IE-7", FIRST)], "ajt", id="from a ticket"),
        pytest.param(
            "Q1",
            [
                node("t", "incident.triggered", FIRST, "datadog:event:1", source="pagerduty"), node("e", "alert.triggered", "datadog:event:1", source="datadog"),
                node("s", "incident.triggered", SECOND, "datadog:event:1", source="pagerduty"), note("a", "datadog:event:1", app="datadog"),
            ],
            "aet", id="two incidents of one alert",
        ),
        pytest.param("Q1", [PAGE, note("a", FIRST, "datadog:event:9"), node("x", "event.posted", "datadog:event:9", source="datadog")], "atx", id="a posted event beside it"),
        pytest.param("Q1", [PAGE, note("a", FIRST, "datadog:event:9"), node("x", "alert.triggered", "datadog:event:9", source="datadog")], "at", id="another alert beside it"),
        pytest.param("datadog:x", [node("x", "event.posted", source="datadog"), PAGE], "x", id="an event alone"),
    ],
)  # fmt: skip
def test_where_keys_lead(what, events, expected):
    """Two hops at most, over what is one object's own: what many share leads nowhere, and a list says nothing."""
    found = tl.Timeline(WINDOW, events).about(what)
    assert "".join(sorted(each.id[-1] for each in found if found.why_about(each) == "key")) == expected


ADA = tl.Actor(id="U1", name="Ada", kind="person")


def page(seconds, kind="triggered", *, incident="Q1", number="412", service="ledger"):
    tags = {"number": number, "service": service}
    return event(
        f"{incident}{kind}",
        seconds,
        source="pagerduty",
        kind=f"incident.{kind}",
        keys=(f"pagerduty:incident:{incident}",),
        tags=tags,
    )


def said(seconds, channel, **more):
    return event(
        f"C{channel}/{seconds}",
        seconds,
        **{"source": "slack", "kind": "message.posted", "actor": ADA, "tags": {"channel": channel}} | more,
    )


@pytest.mark.parametrize(
    ("channel", "number", "own"),
    [
        ("inc-412", "412", True), ("incident-2019-06-20-412-ledger", "412", True), ("inc-4120", "412", False),
        ("inc-2019-06-20", "2019", False), ("q1-war-room", "99", True), ("team-7", "7", False), ("inc-7", "7", True),
        ("inc20190620-412", "412", True), ("ledger", "412", False),
    ],
)  # fmt: skip
def test_an_incidents_own_channel(channel, number, own):
    """A channel is the incident's own if its name holds the number or the id, as a whole and not as part of a date."""
    record = tl.Timeline(WINDOW, [page(0, number=number), said(60, channel)])
    assert (len(record.about("Q1")) == 2) is own


def test_a_channel_by_its_topic():
    """What people wrote over the channel says whose it is; who came and went says nothing."""
    topic = said(
        50,
        "ops",
        kind="channel.updated",
        summary="Ada set the channel topic: incident 412",
        tags={"channel": "ops", "subtype": "channel_topic"},
    )
    left = said(70, "ops", kind="channel.updated", tags={"channel": "ops", "subtype": "channel_leave"})
    bot = said(80, "ops", actor=tl.Actor(id="B", name="b", kind="bot"))
    record = tl.Timeline(WINDOW, [page(0), topic, said(60, "ops"), left, bot, said(61, "other")])
    assert [each.time for each in record.about("412")] == [START, topic.time, START + timedelta(seconds=60)]


@pytest.mark.parametrize(("seconds", "inside"), [(99, False), (100, True), (1900, True), (1900.001, False)])
def test_the_span_of_a_channel(seconds, inside):
    """From the first signal to the recovery and 15 min, both ends included."""
    record = tl.Timeline(WINDOW, [page(100), page(1000, "resolved"), said(seconds, "inc-412")])
    assert (len(record.about("412")) == 3) is inside


def change(seconds, kind="proposed", summary="A change", **tags):
    return event(
        f"c{seconds}{kind}",
        seconds,
        source="github",
        kind=f"change.{kind}",
        summary=summary,
        keys=("github:pr:a/b#1",),
        tags=tags,
    )


@pytest.mark.parametrize(
    ("other", "inside"),
    [
        (change(0, repo="acme/ledger"), True), (change(0, repo="acme/ledgers"), False), (change(0, service="web, ledger"), True),
        (change(0, workspace="ledger-prod"), True), (change(0, summary="Speed up the Ledger"), True),
        (change(0, "commented", summary='Ada commented: "ledger"'), False),
        (event("a", 0, kind="alert.warned", summary='Datadog monitor "ledger lag" warned'), True),
        (event("d", 0, kind="deploy.started", tags={"repo": "acme/ledger"}), True),
        (event("e", 0, kind="error.first_seen", summary="KeyError in ledger"), True),
        (event("p", 0, kind="event.posted", tags={"service": "ledger"}), False),
        (said(0, "random", summary='Ada says "ledger"'), False),
        (change(-1, repo="acme/ledger"), False), (change(3700, repo="acme/ledger"), True), (change(3700.001, repo="acme/ledger"), False),
    ],
)  # fmt: skip
def test_what_names_the_service(other, inside):
    """By tag, or as a whole word of repository, workspace, monitor or title; from an hour before to the recovery."""
    window = tl.Window(START - timedelta(hours=1), START + timedelta(hours=3))
    record = tl.Timeline(window, [page(3600), page(3700, "resolved"), other])
    found = record.about("412")
    assert (other.id in {each.id for each in found}) is inside
    assert found.why_about(other) == ("service" if inside else None)


def test_a_title_holds_for_the_whole_change():
    """The steps of a pull request whose title names the service belong to it, too."""
    steps = [change(0, summary="Speed up the ledger"), change(60, "approved"), change(90, "merged")]
    assert len(tl.Timeline(WINDOW, [page(100), *steps]).about("412")) == 4


def test_headings_by_time_only():
    """Each part ends with what it is named for; where nothing recovered, none is named for it."""
    events = [
        page(100),
        page(200, "acknowledged").but(actor=ADA),
        page(300, "resolved"),
        said(50, "x"),
        said(250, "inc-412"),
        said(900, "inc-412"),
    ]
    early = change(20, repo="acme/ledger")
    found = tl.Timeline(WINDOW, [*events, early]).about("412")
    assert first_act(tuple(found), found.selected.signal).kind == "incident.acknowledged"
    assert [(name, len(part)) for name, part in under_headings(found, found.selected, found.lines())] == [
        ("before the first signal", 1), ("until the first human act", 2), ("until recovery", 2), ("after", 1),
    ]  # fmt: skip
    still = tl.Timeline(WINDOW, [page(100), said(200, "inc-412"), said(300, "inc-412")]).about("412")
    assert [name for name, _ in under_headings(still, still.selected, still.lines())] == [
        "until the first human act",
        "until the end of the window",
    ]
    chat = tl.Timeline(WINDOW, events).about("#x")
    assert [name for name, _ in under_headings(chat, chat.selected, chat.lines())] == [""]


def test_the_demo_is_a_page(shown):
    """By its number alone, the demo's incident is under sixty lines and has all that the talk showed."""
    texts = [line.text for line in shown.about("4172").lines()]
    assert len(texts) <= 57  # the bound is sixty; so many there are
    assert all(any(text.startswith(words) for text in texts) for words in TALK)
