"""Datadog: names, states, scopes and actors are read from where the service tells them, and from nowhere else."""

import pytest

from test_datadog import CPU, read
from timeline.demo.incident.facts import at
from timeline.demo.payloads.datadog import downtime, posted, transition
from timeline.sources.datadog.people import AUTHORS

WHEN = at("18:40:00")
GROUP = "az:b,host:x"


def alert(title="[Triggered] cpu", **more):
    """An alert whose monitor has these attributes instead of its own; None takes one away."""
    event = transition(WHEN, "848", *CPU, ("OK", "Alert"), group=more.pop("group", ""))
    inner = event["attributes"]["attributes"]
    inner["title"] = title
    inner["evt"]["name"] = more.get("name", "cpu")
    inner["monitor"] = {key: value for key, value in (inner["monitor"] | more).items() if value is not None}
    return event


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"name": "cpu", "templated_name": "cpu"}, 'monitor "cpu" alerted'),
        ({"name": "lag of {{queue.name}}", "templated_name": "lag of mail"}, 'monitor "lag of mail" alerted'),
        ({"name": "lag of {{queue.name}}", "templated_name": "lag of mail on az:b,host:x", "group": GROUP},
         'monitor "lag of mail" alerted (az:b,host:x)'),
        ({"name": "lag", "templated_name": "lag on az:b, host:x", "group": GROUP}, 'monitor "lag" alerted (az:b,host:x)'),
        ({"name": "lag on host:x", "templated_name": "lag on host:x on host:x", "group": "host:x"},
         'monitor "lag on host:x" alerted (host:x)'),
        # The schema says that the field holds the template; then it is no name.
        ({"name": "lag of {{q}}", "templated_name": "lag of {{q}}", "title": "[P1] [Triggered on {q:mail}] lag of mail"},
         'monitor "lag of mail" alerted'),
        ({"name": "lag of {{q}}", "templated_name": None, "title": "[Monitor Alert] Triggered: lag of mail on q:mail",
          "group": "q:mail"}, 'monitor "lag of mail" alerted (q:mail)'),
        ({"name": "", "templated_name": "", "title": "[Triggered] disk"}, 'monitor "disk" alerted'),
        ({"name": " ", "templated_name": None, "title": "[Triggered] {{x}}"}, "monitor 7 alerted"),
        ({"name": "{{x}}", "templated_name": "{{x}}", "title": "[Triggered]"}, "monitor 7 alerted"),
        ({"name": "cpu of {{host.name}} in {{az}}", "templated_name": "cpu of  in "}, 'monitor "cpu" alerted'),
        ({"name": "back in", "templated_name": "back in"}, 'monitor "back in" alerted'),
    ],
)  # fmt: skip
def test_the_best_name_is_told(monkeypatch, more, said):
    """Rendered, then plain, then as the title has it, then the monitor's id; a template or nothing is no name."""
    (event,) = read([alert(**more)], monkeypatch)
    assert event.summary == f"Datadog {said}"
    assert "{{" not in event.tags.get("monitor", "")


def test_who_was_alerting_is_named_by_the_best_name(monkeypatch):
    """A note speaks of a monitor as its events do."""
    event = alert(name="lag of {{q}}", templated_name="lag of mail")
    event["attributes"] |= {"timestamp": "2019-06-20T12:00:00Z"}
    event["attributes"]["attributes"]["timestamp"] = None
    assert any('monitor "lag of mail" was in Alert' in note for note in read([event], monkeypatch).coverage[0].notes)


STATES = {"Alert": "alert.triggered", "Warn": "alert.warned", "No Data": "alert.no_data", "OK": "alert.recovered"}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        *((f"{before}[{word}{group}] disk", STATES[state])
          for word, state in (("Triggered", "Alert"), ("Warn", "Warn"), ("No Data", "No Data"), ("No data", "No Data"),
                              ("Recovered", "OK"))
          for before in ("", "[P2] ", "[P4] [Synthetics] ", "[Monitor Alert] ", "[prod] [team-a] ")
          for group in ("", " on {host:a}", " on {x:[1],y:2}")),
        *((f"{before}[Re-{word}] disk", "alert.renotified")
          for word in ("Triggered", "Warn", "No Data") for before in ("", "[P1] ")),
        ("[P4] [Re-Triggered] [Synthetics] checkout", "alert.renotified"),
        ("[Monitor Alert] Triggered: disk", "alert.triggered"),
        ("[Monitor Alert] Re-Triggered: disk on host:a", "alert.renotified"),
        ("Recovered: disk", "alert.recovered"),
        ("[Triggered] [Recovered] disk", "alert.updated"),
        ("[Warn] [No Data] disk", "alert.updated"),
        ("[Recovered] Triggered: disk", "alert.updated"),
        ("[Triggered] [Triggered] disk", "alert.triggered"),
        ("[Triggered] jobs that [Recovered]", "alert.triggered"),
        ("[Warn level] disk", "alert.updated"),
        ("[Monitor Alert] disk", "alert.updated"),
        ("disk [Triggered]", "alert.updated"),
        ("Recovered from backup", "alert.updated"),
        ("[Triggered disk", "alert.updated"),
        ("[] disk", "alert.updated"),
        ("", "alert.updated"),
    ],
)  # fmt: skip
def test_a_title_tells_the_state_behind_its_prefixes(monkeypatch, title, kind):
    """Only where the event has no transition; of several states none, and no state out of a monitor's name."""
    (event,) = read([alert(title, transition=None)], monkeypatch)
    assert event.kind == kind


def test_a_structured_state_wins_over_the_title(monkeypatch):
    """A title is read only where nothing else is left."""
    (event,) = read([alert("[Recovered] cpu")], monkeypatch)
    assert event.kind == "alert.triggered"


@pytest.mark.parametrize(("priority", "tag"), [(0, None), ("0", None), (None, None), (1, "1"), (5, "5")])
def test_no_priority_is_no_tag(monkeypatch, priority, tag):
    """Zero says that a monitor has none."""
    (event,) = read([alert(priority=priority)], monkeypatch)
    assert event.tags.get("priority") == tag


ALL = {"monitor_tags": ["*"]}


@pytest.mark.parametrize(
    ("identifier", "scope", "said"),
    [
        (ALL, "*", "all monitors"),
        (ALL, "", "all monitors"),
        (ALL, None, "all monitors"),
        (None, "host:a", "all monitors for host:a"),
        (ALL, "env:(dev OR staging) AND -service:web", "all monitors for env:(dev OR staging) AND -service:web"),
        (ALL, ["env:dev", "host:a"], "all monitors for env:dev AND host:a"),
        ({"monitor_tags": ["team:a"]}, "*", "the monitors with the tag team:a"),
        ({"monitor_tags": ["team:a", "env:b", "c"]}, "*", "the monitors with the tags team:a, env:b and c"),
        ({"monitor_tags": ["team:a"]}, "host:a", "the monitors with the tag team:a for host:a"),
        ({"monitor_tags": []}, "host:a", "all monitors for host:a"),
        ({"monitor_id": 7}, "*", 'monitor "cpu"'),
        ({"monitor_id": 7}, "host:a", 'monitor "cpu" for host:a'),
        ({"monitor_id": 8}, "host:a", "monitor 8 for host:a"),
        ({"monitor_id": 9}, "*", "monitor 9"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("recurring", [False, True])
@pytest.mark.parametrize("message", [None, "", "Upgrade\nof all"])
def test_a_downtime_says_all_that_it_is_about(monkeypatch, identifier, scope, said, recurring, message):  # noqa: PLR0917
    """Which monitors, which groups of them, whether it recurs and why: nothing of it is left out, nothing added."""
    schedule = {"start": "2019-06-20T18:35:00+00:00", "end": None}
    more = {
        "schedule": {"recurrences": [{"rrule": "FREQ=DAILY"}], "current_downtime": schedule} if recurring else schedule
    }
    listed = downtime("d1", WHEN, None, scope, monitor_identifier=identifier, message=message, **more)
    included = [
        {"id": "7", "type": "monitors", "attributes": {"name": "cpu"}},
        {"id": "9", "type": "monitors", "attributes": {"name": "{{x}}"}},
    ]
    (event,) = read([], monkeypatch, downtimes=[listed], included=included)
    why = ": Upgrade" if message else ""
    assert event.summary == f"Datadog {'recurring ' if recurring else ''}downtime of {said} began{why}"
    assert event.body == (message or None)
    assert "status" not in event.tags


ADA = {
    "id": "u-1",
    "type": "users",
    "attributes": {"name": "Ada", "handle": "ada@acme.example", "email": "Ada@acme.example"},
}
ROBOT = {"id": "u-2", "type": "users", "attributes": {"name": "ci", "service_account": True}}


@pytest.mark.parametrize(
    ("creator", "created", "recurring", "actor", "tag"),
    [
        ("u-1", "18:35:00", False, ("u-1", "Ada", "person"), "Ada"),
        ("u-2", "18:35:00", False, ("u-2", "ci", "service"), "ci"),
        ("u-1", "12:00:00", False, None, "Ada"),
        ("u-1", "18:35:00", True, None, "Ada"),
        ("u-9", "18:35:00", False, None, None),
        (None, "18:35:00", False, None, None),
    ],
)
def test_who_scheduled_a_downtime_did_not_begin_it(monkeypatch, creator, created, recurring, actor, tag):  # noqa: PLR0917
    """Only a downtime that began by being created was begun by whom created it; its end is the schedule's."""
    schedule = {"start": "2019-06-20T18:35:00+00:00", "end": "2019-06-20T18:45:00+00:00"}
    more = {"schedule": {"recurrences": [{}], "current_downtime": schedule} if recurring else schedule}
    listed = downtime("d1", WHEN, None, "host:a", created=f"2019-06-20T{created}+00:00", **more)
    listed["relationships"] = {"created_by": {"data": creator and {"id": creator, "type": "users"}}}
    record = read([], monkeypatch, downtimes=[listed], included=[ADA, ROBOT])
    began, ended = record
    assert any("who created" in note for note in record.coverage[0].notes) == (creator == "u-9")
    assert (began.actor and (began.actor.id, began.actor.name, began.actor.kind)) == actor
    assert began.summary.endswith(f"began by {actor[1]}" if actor else "began")
    assert (ended.actor, ended.tags.get("created_by")) == (None, tag)


@pytest.mark.parametrize(
    ("modified", "more", "edited"),
    [
        (None, {}, False),
        ("18:35:00.2", {}, False),
        ("18:39:00", {}, True),
        ("18:45:00", {}, False),
        ("18:50:00", {}, False),
        ("18:40:00", {"canceled": "2019-06-20T18:40:00.100000+00:00"}, False),
        ("18:37:00", {"canceled": "2019-06-20T18:40:00.100000+00:00"}, True),
    ],
)
def test_a_downtime_that_was_changed_while_it_lasted_is_marked(monkeypatch, modified, more, edited):
    """What is read now need not be what it was when it began; its own end is no edit."""
    changed = {"created": "2019-06-20T18:35:00+00:00", "modified": modified and f"2019-06-20T{modified}+00:00"}
    listed = downtime("d1", at("18:35:00"), at("18:45:00"), "host:a", **changed, **more)
    event = read([], monkeypatch, downtimes=[listed])[0]
    assert (event.tags.get("edited"), event.tags.get("edited_at")) == (
        ("true", changed["modified"]) if edited else (None, None)
    )


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Downtime on service:ended-jobs started", "alert.muted"),
        ('Downtime "expired keys" on host:a started', "alert.muted"),
        ("started@acme.example cancelled a downtime", "alert.unmuted"),
        ("Downtime on host:muted unmuted", "alert.unmuted"),
        ("Downtime on host:a started and ended", "event.posted"),
    ],
)
def test_a_word_of_a_scope_is_no_word_of_the_audit(monkeypatch, title, kind):
    """Tags, names and addresses say nothing of what was done; of two words neither is taken."""
    (event,) = read([posted(WHEN, "900", title, ["audit", "downtime"])], monkeypatch)
    assert event.kind == kind


def acted(title="Something was done", tags=("source:audit",), key="900", message="", **inner):
    event = posted(WHEN, key, title, list(tags), message)
    actor = inner.pop("actor", None)
    event["attributes"]["attributes"] |= inner
    event["attributes"]["attributes"]["evt"] |= {"actor": {"type": actor}} if actor else {}
    return event


USR = {"uuid": "u-1", "id": "ada@acme.example", "email": "ada@acme.example", "name": "Ada"}
KEY = {"api_key": {"id": "key-1", "name": "ci"}}


@pytest.mark.parametrize(
    ("inner", "actor"),
    [
        ({"author": {"name": "Ada", "type": "user"}}, ("Ada", "Ada", "person")),
        ({"author": {"name": "flags", "type": "system"}}, ("flags", "flags", "service")),
        ({"author": {"name": "deployer", "type": "api"}}, ("deployer", "deployer", "service")),
        ({"author": {"name": "argo", "type": "automation"}}, ("argo", "argo", "bot")),
        ({"author": {"name": "x", "type": "tomorrow"}}, None),
        ({"author": {"name": "x"}}, None),
        ({"author": {"type": "user"}}, None),
        ({"usr": USR, "actor": "USER"}, ("u-1", "Ada", "person")),
        ({"usr": USR, "actor": "user"}, ("u-1", "Ada", "person")),
        ({"usr": USR, "actor": "SUPPORT_USER"}, ("u-1", "Ada", "person")),
        ({"usr": USR, "actor": "SERVICE_ACCOUNT"}, ("u-1", "Ada", "service")),
        ({"usr": USR | {"service_account": True}}, ("u-1", "Ada", "service")),
        ({"usr": USR}, ("u-1", "Ada", "person")),
        ({"usr": USR, "actor": "API_KEY", "metadata": KEY}, ("key-1", "ci", "service")),
        ({"usr": USR, "actor": "API_KEY"}, None),
        ({"usr": USR, "actor": "ORACLE"}, None),
        ({"usr": {}, "actor": "USER"}, None),
        ({"usr": {"uuid": "u-1"}, "actor": "USER"}, ("u-1", None, "person")),
        ({}, None),
    ],
)
def test_who_acted_is_read_by_the_services_own_word(monkeypatch, inner, actor):
    """Each sort of author and actor is a person, a bot or a service; an unknown sort names nobody, and so does a key's owner."""
    (event,) = read([acted(**inner)], monkeypatch, query="source:*")
    assert (event.actor and (event.actor.id, event.actor.name, event.actor.kind)) == actor
    assert event.summary == "Something was done" + (f" (by {actor[1]})" if actor and actor[1] else "")


def test_the_authors_are_those_of_the_vendors_schema():
    """A new sort is seen here."""
    schema = pytest.importorskip("datadog_api_client.v2.model.change_event_attributes_author_type")
    assert AUTHORS.keys() == schema.ChangeEventAttributesAuthorType.allowed_values


def test_the_user_of_a_shop_did_not_act_in_datadog(monkeypatch):
    """`usr` says who acted in an audit event only."""
    (event,) = read([acted(tags=["source:deploy"], usr=USR)], monkeypatch)
    assert event.actor is None


@pytest.mark.parametrize("order", [1, -1])
def test_one_identity_has_one_id_and_one_name(monkeypatch, order):
    """Handle, uuid, address, whatever their case and whichever comes first; the downtimes' creators are the same people."""
    spellings = [
        {"uuid": "u-1", "email": "ADA@acme.example"},
        {"handle": "ada@acme.example"},
        {"id": "Ada@Acme.example"},
    ]
    events = [acted(key=f"90{n}", usr=usr, actor="USER") for n, usr in enumerate(spellings[::order])]
    events.append(acted(key="910", author={"name": "ada@acme.example", "type": "user"}))
    events.append(acted(key="911", usr={"uuid": "u-2"}, actor="USER"))
    listed = downtime("d1", WHEN, None, "host:a", created="2019-06-20T18:40:00+00:00")
    listed["relationships"] = {"created_by": {"data": {"id": "u-1", "type": "users"}}}
    record = read(events, monkeypatch, query="source:*", downtimes=[listed], included=[ADA])
    assert {(event.actor.id, event.actor.name) for event in record} == {("u-1", "Ada"), ("u-2", None)}
    assert sum(event.actor.id == "u-1" for event in record) == 5


@pytest.mark.parametrize(
    ("title", "message", "inner", "said"),
    [
        ("", "", {}, "Datadog event without a title posted"),
        (" ", "%%%\n\n%%%", {}, "Datadog event without a title posted"),
        ("", "%%%\nfirst\nsecond\n%%%", {}, "first"),
        (
            "",
            "",
            {"changed_resource": {"name": "dark-mode", "type": "feature_flag"}},
            "Datadog: feature flag dark-mode changed",
        ),
        ("", "", {"asset": {"id": "12", "type": "monitor"}, "action": "modified"}, "Datadog: monitor 12 modified"),
        ("deploy of {{service}}", "deploy of web", {}, "deploy of web"),
        ("deploy of {{service}}", "", {}, "deploy of {{service}}"),
    ],
)
def test_no_sentence_is_empty(monkeypatch, title, message, inner, said):
    """Each part may be missing; what is there is told."""
    (event,) = read([acted(title, ["source:deploy"], message=message, **inner)], monkeypatch)
    assert event.summary == said


@pytest.mark.parametrize(
    "outcome",
    [{"http": {"status_code": 403}}, {"http": {"status_code": 500}}, {"outcome": "error"}, {"status": "Failure"}],
)
@pytest.mark.parametrize("tags", [("audit", "downtime", "source:x"), ("source:audit",)])
def test_what_an_audit_says_was_refused_was_not_done(monkeypatch, outcome, tags):
    """A downtime that nobody was let cancel still stands; a step that went well says nothing more."""
    (event,) = read([acted("Ada canceled downtime d1", tags, **outcome)], monkeypatch, query="source:*")
    assert (event.kind, event.summary) == ("event.posted", "Ada canceled downtime d1 (tried in vain)")
    (done,) = read(
        [acted("Ada canceled downtime d1", tags, http={"status_code": 200}, status="info")],
        monkeypatch,
        query="source:*",
    )
    assert not done.summary.endswith("in vain)")


def test_what_was_changed_is_told_though_it_has_no_name(monkeypatch):
    """Its sort is what the payload says, and more than nothing."""
    change = acted("", ("source:change",), changed_resource={"type": "feature_flag"}, action="updated")
    (event,) = read([change], monkeypatch, query="source:*")
    assert event.summary == "Datadog: feature flag updated"
