"""HCP Terraform: a run's sentence says what was done, to what and by whom, for every status, mode and trigger."""

import pytest

from support_worlds import pulled
from test_terraform import ADA, GRACE, SHA, read, world
from timeline.demo.incident.facts import at
from timeline.demo.payloads.terraform import ingress, run, user
from timeline.demo.server import Response

CREATED, ENDED = at("18:40:00"), at("18:45:00")
# Every status that the vendor's schema lists, with what it tells when it is stamped: kind, severity, sentence.
STATUSES = {
    "applied": ("change.applied", "ok", "apply finished"),
    "assessed": ("change.updated", None, "health assessment finished"),
    "canceled": ("change.canceled", None, "run canceled"),
    "confirmed": ("change.approved", None, "run confirmed"),
    "discarded": ("change.discarded", None, "run discarded"),
    "errored": ("change.failed", "error", "run failed"),
    "force_canceled": ("change.canceled", None, "run force-canceled"),
    "planned": ("change.planned", None, "plan finished"),
    "planned_and_finished": ("change.planned", None, "plan finished, and with it the run"),
    "planned_and_saved": ("change.planned", None, "plan finished and saved"),
    "policy_soft_failed": ("change.updated", None, "policy failed softly for the run"),
    "tf_policy_override": ("change.updated", None, "policy failure overridden for the run"),
    **dict.fromkeys(
        [
            "pending",
            "fetching",
            "fetched",
            "fetching_completed",
            "pre_plan_running",
            "pre_plan_completed",
            "pre_plan_awaiting_decision",
            "queuing",
            "plan_queueable",
            "plan_queued",
            "planning",
            "tf_policy_checked",
            "post_plan_running",
            "post_plan_completed",
            "post_plan_awaiting_decision",
            "cost_estimating",
            "cost_estimated",
            "policy_checking",
            "policy_override",
            "policy_checked",
            "pre_apply_running",
            "pre_apply_completed",
            "pre_apply_awaiting_decision",
            "queuing_apply",
            "apply_queued",
            "applying",
            "post_apply_running",
            "post_apply_completed",
            "assessing",
        ]
    ),
}
# What a run may end as.
ENDS = [
    *("applied", "assessed", "canceled", "discarded", "errored", "force_canceled", "planned_and_finished"),
    "policy_soft_failed",
]


def made(steps=None, **attributes):
    each = run("run-7", "ws-1", CREATED, "Widen the pool", steps or {})
    each["attributes"] |= {name.replace("_", "-"): value for name, value in attributes.items()}
    return each


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_has_its_sentence_or_stays_in_the_payload(monkeypatch, status):
    """A status that is a step has one kind, severity and sentence; a stage on the way is no event. Nobody is invented."""
    record = read([made({status.replace("_", "-"): ENDED})], monkeypatch)
    told = STATUSES[status]
    assert [event.kind for event in record][1:] == ([told[0]] if told else [])
    assert record.complete
    if told:
        _, severity, words = told
        assert (record[1].severity, record[1].actor, record[1].time) == (severity, None, ENDED)
        assert record[1].summary == f"Terraform {words} in prod-api (run-7)"


@pytest.mark.parametrize("logged", [True, False])
@pytest.mark.parametrize("status", ENDS)
def test_an_end_that_no_timestamp_dates_is_no_silence(monkeypatch, status, logged):
    """The run's own log dates it where it tells of it; else a gap lies where the end may lie, and nowhere else."""
    each = made({"planning": at("18:42:00")}, status=status, updated_at="2019-06-20T18:50:00.000Z")
    each["relationships"]["comments"] = {"data": [{"id": "wsc-1", "type": "comments"}]} if logged else {"data": []}
    rows = [
        {"id": "re-1", "type": "run-events", "attributes": {"action": action, "created-at": "2019-06-20T18:45:00Z"}}
        for action in (status, "commented")
    ]
    record = read([each], monkeypatch, events={"run-7": (rows, [])} if logged else None)
    ended = [event for event in record if event.kind == STATUSES[status][0]]
    if logged:
        assert [event.time for event in ended] == [ENDED]
        assert record.complete
    else:
        (gap,) = record.coverage[0].gaps
        assert (gap.reason, gap.where, gap.start, gap.end) == ("undated", "run-7", at("18:42:00"), at("18:50:00"))
        assert not ended


@pytest.mark.parametrize(
    ("attributes", "created", "confirmed", "applied"),
    [
        ({}, "run created", "run confirmed", "apply finished"),
        ({"is_destroy": True}, "destroy run created", "destroy run confirmed", "destroy apply finished"),
        (
            {"refresh_only": True},
            "refresh-only run created",
            "refresh-only run confirmed",
            "refresh-only apply finished",
        ),
        ({"save_plan": True}, "save-plan run created", "save-plan run confirmed", "apply finished"),
        ({"allow_empty_apply": True}, "empty-apply run created", "empty-apply run confirmed", "empty apply finished"),
        ({"plan_only": True}, "speculative plan created", None, None),
        ({"plan_only": True, "is_destroy": True}, "speculative destroy plan created", None, None),
        (
            {"invoke_action_addrs": ["action.x.y"]},
            "action run created",
            "action run confirmed",
            "action apply finished",
        ),
    ],
)
def test_the_sentence_says_which_mode(monkeypatch, attributes, created, confirmed, applied):
    """What makes a run dangerous, or harmless, stands in the sentence of each of its steps and in a tag."""
    steps = {"confirmed": at("18:42:00"), "applied": at("18:43:00")} if confirmed else {}
    record = read([made(steps, **attributes)], monkeypatch)
    for event, words in zip(record, [created, confirmed, applied], strict=False):
        assert event.summary.startswith(f"Terraform {words} in prod-api")
        assert attributes.keys() <= event.tags.keys()


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"replace_addrs": ["aws_a.b", "aws_c.d"]}, ", replacing aws_a.b, aws_c.d: "),
        ({"target_addrs": ["module.x"]}, ", targeting only module.x: "),
        (
            {"replace_addrs": ["aws_a.b"], "target_addrs": ["module.x"]},
            ", replacing aws_a.b, targeting only module.x: ",
        ),
        ({"variables": [{"key": "size", "value": "9"}, {"key": "az", "value": "b"}]}, ", with its own size, az: "),
        ({"refresh": False}, ", without a refresh of its state: "),
        ({"replace_addrs": [], "target_addrs": None, "refresh": True}, "in prod-api: "),
    ],
)
def test_the_sentence_says_what_the_run_is_confined_to(monkeypatch, attributes, words):
    """Replaced and targeted addresses are no detail; empty lists say nothing."""
    (event,) = read([made(**attributes)], monkeypatch)
    assert words in event.summary


def test_a_plan_that_changes_nothing_says_so(monkeypatch):
    """Why it ended there stands in the sentence."""
    record = read([made({"planned-and-finished": ENDED}, has_changes=False)], monkeypatch)
    assert "plan finished without changes, and with it the run" in record[1].summary


@pytest.mark.parametrize("message", [None, "", "\n"])
def test_a_sentence_has_no_glue_where_a_part_is_empty(monkeypatch, message):
    """No colon before nothing, no workspace that is none."""
    each = made(message=message)
    each["relationships"]["workspace"] = {"data": None}
    assert read([each], monkeypatch)[0].summary == "Terraform run created in an unnamed workspace (run-7)"


ACCOUNT = {"id": "user-tok", "type": "users", "attributes": {"username": "api-team_4", "is-service-account": True}}


@pytest.mark.parametrize(
    ("source", "reason", "creator", "pushed", "who"),
    [
        ("tfe-ui", "manual", ADA, True, (ADA, "person")),
        ("tfe-ui", "manual", None, True, None),
        ("tfe-api", "manual", ADA, True, (ADA, "person")),
        ("tfe-api", "manual", "user-tok", True, ("user-tok", "service")),
        ("terraform", "manual", ADA, False, (ADA, "person")),
        ("terraform+cloud", "manual", ADA, True, (ADA, "person")),
        ("tfe-module", "manual", ADA, False, (ADA, "person")),
        *(
            ("tfe-configuration-version", reason, "user-tok", True, ("hopper", "person"))
            for reason in ("disabled", "matched", "inconclusive", "git_tag", "unknown", "manual")
        ),
        ("tfe-configuration-version", "matched", None, True, ("hopper", "person")),
        ("tfe-configuration-version", "manual", ADA, True, (ADA, "person")),
        ("tfe-configuration-version", "manual", ADA, False, (ADA, "person")),
        ("tfe-configuration-version", "manual", None, False, None),
        ("tfe-run-trigger", "manual", ADA, True, None),
        ("tfe-infrastructure-lifecycle", "manual", ADA, True, None),
        ("tfe-of-tomorrow", "manual", ADA, True, None),
        ("tfe-configuration-version", "manual", "user-unknown", True, ("hopper", "person")),
        (None, None, ADA, True, (ADA, "person")),
        (None, None, None, True, None),
    ],
)
def test_who_made_a_run_is_read_where_its_trigger_has_it(monkeypatch, source, reason, creator, pushed, who):  # noqa: PLR0917
    """The sender of a re-used commit, and whoever a trigger fills in, did not make the run."""
    each = made(source=source, trigger_reason=reason)
    each["relationships"]["created-by"] = {"data": creator and {"id": creator, "type": "users"}}
    included = [ACCOUNT, user(ADA, "ada"), *(ingress("run-7", "acme/api", SHA, "hopper") if pushed else [])]
    (event,) = read([each], monkeypatch, included={"run-7": included})
    assert (event.actor and (event.actor.id, event.actor.kind)) == who
    assert "hopper" not in event.summary or who == ("hopper", "person")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("tfe-run-trigger", "Terraform run created by a run trigger of network in prod-api"),
        ("tfe-infrastructure-lifecycle", "Terraform run created by the workspace's auto-destroy settings"),
    ],
)
def test_what_queued_a_run_that_nobody_made_is_said(monkeypatch, source, words):
    """No person, but not nothing."""
    origin = "network" if source == "tfe-run-trigger" else None
    assert read([made(source=source, triggering_source_name=origin)], monkeypatch)[0].summary.startswith(words)


@pytest.mark.parametrize(
    ("automatic", "relation", "logged", "name"),
    [
        (False, GRACE, None, "grace"),
        (False, ADA, None, "ada"),
        (True, ADA, None, None),
        (True, None, None, None),
        (True, GRACE, None, "grace"),
        (True, ADA, ADA, "ada"),
    ],
)
def test_auto_apply_confirms_in_nobodys_name(monkeypatch, automatic, relation, logged, name):
    """Who made a run that is applied automatically did not confirm it, unless its log says so."""
    each = made({"confirmed": ENDED}, auto_apply=automatic, source="tfe-ui")
    each["relationships"] |= {
        "created-by": {"data": {"id": ADA}},
        "confirmed-by": {"data": relation and {"id": relation}},
    }
    row = {
        "id": "re-1", "attributes": {"action": "confirmed", "created-at": "2019-06-20T18:45:00Z"},
        "relationships": {"actor": {"data": {"id": logged, "type": "users"}}},
    }  # fmt: skip
    record = read([each], monkeypatch, events={"run-7": ([row] if logged else [], [])})
    assert (record[1].actor and record[1].actor.name) == name
    assert f"confirmed by {name or 'auto-apply'} in" in record[1].summary


def test_names_that_cannot_be_had_are_a_note(monkeypatch):
    """An id stands instead: the note names it, and what is less certain by it."""
    each = made({"confirmed": ENDED}, source="tfe-ui")
    each["relationships"] |= {"created-by": {"data": {"id": "user-x"}}, "confirmed-by": {"data": {"id": "user-y"}}}
    record = read([each], monkeypatch)
    assert [event.actor.name for event in record] == [None, None]
    assert any("user-x, user-y" in note and "filter" in note for note in record.coverage[0].notes)


def test_a_workspace_whose_name_cannot_be_had_is_a_note(monkeypatch):
    """Its id stands in the sentence, since there is no name."""
    each = made()
    each["relationships"]["workspace"]["data"]["id"] = "ws-gone"
    record = read([each], monkeypatch)
    assert "in workspace ws-gone" in record[0].summary
    assert any("ws-gone" in note for note in record.coverage[0].notes)


def test_what_the_state_is_now_is_no_tag_of_an_earlier_step(monkeypatch):
    """A run that was applied since was not applied when it was created."""
    record = read([made({"planned": at("18:42:00"), "applied": ENDED})], monkeypatch)
    assert not any("applied" in event.tags.values() for event in record)


@pytest.mark.parametrize(
    ("stages", "waits"),
    [
        ({"planning": at("18:41:00"), "planned": ENDED, "cost-estimated": ENDED}, False),
        ({"planned": ENDED, "policy-soft-failed": ENDED}, True),
        ({"planned": ENDED, "policy-checked": ENDED}, True),
        ({"planned": ENDED, "post-plan-running": ENDED}, True),
        ({"planned": ENDED, "tf-policy-override": ENDED}, True),
    ],
)
def test_a_plan_says_whether_another_decision_may_be_waited_for(monkeypatch, stages, waits):
    """Policies and run tasks may wait for somebody, too: the plan's event says whether the run came to such a stage."""
    record = read([made(stages)], monkeypatch)
    assert [("policy_stage" in event.tags) for event in record if event.kind == "change.planned"] == [waits]


def test_stacks_are_named_as_not_asked(monkeypatch):
    """Not asked is not the same as nothing there."""
    assert any("Stacks were not asked" in note for note in read([], monkeypatch).coverage[0].notes)


@pytest.mark.parametrize("start", [at("20:00:00"), at("12:00:00", 28)], ids=["young", "old"])
def test_an_older_server_lists_runs_by_workspace(monkeypatch, start):
    """Without a list of all, each workspace's own is read; the missing one is asked for once, and nobody is blamed."""
    runs = [run(f"run-{n}", f"ws-{n}", CREATED, "x", {}, plan_only=n == 2) for n in (1, 2)]
    asked = []
    api = world(runs, by_organization=False)
    record = pulled("terraform", api, monkeypatch, organization="acme", requests=asked, start=start)
    paths = [request.path for request in asked]
    assert [event.id for event in record] == ["terraform:run-1/created", "terraform:run-2/created"]
    assert record.complete
    assert paths.count("/organizations/acme/runs") == 1
    assert any("each workspace" in note for note in record.coverage[0].notes)
    chosen = pulled("terraform", api, monkeypatch, organization="acme", workspaces=["prod-*"], start=start)
    assert [event.id for event in chosen] == ["terraform:run-1/created"]


def test_a_workspace_whose_runs_cannot_be_listed_is_a_gap(monkeypatch):
    """The others are read."""

    def fault(service, request, number):
        missing = ("/organizations/acme/runs", "/workspaces/ws-2/runs")
        return Response.json({}, 404) if request.path in missing else None

    record = read([run("run-1", "ws-1", CREATED, "x", {})], monkeypatch, fault=fault)
    assert [event.id for event in record] == ["terraform:run-1/created"]
    assert [(gap.reason, gap.where) for gap in record.coverage[0].gaps] == [("denied", "runs of ws-2")]
