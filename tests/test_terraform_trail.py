"""HCP Terraform's audit trail: changes by their verb, once, with who made them."""

import pytest

from support_worlds import pulled
from test_terraform import ADA, GRACE, STEPS, world
from timeline.demo.incident.facts import at
from timeline.demo.payloads.terraform import audited, comment, run, state, user, workspace

WHEN = at("18:44:00")
ME = (ADA, "ada")
# What the vendor lists as the trail's rows, by what becomes of them.
READS = """
    authentication_token:show configuration_version:show configuration_version:download oauth_token:index
    oauth_token:show ssh_key:index ssh_key:show stack_configuration:download_source_bundle
    stack_configuration:download_json_schemas stack_plan:download_apply_description stack_source:download
    stack_plan:download_plan_description stack_state:download_description stack:latest_output_summary
    state_version:index state_version:show user:index var:index var:show workspace:read project:list report:export
    state_version:view_outputs organization:export_members workspace:search_runs
""".split()  # noqa: SIM905 - a table
CHANGES = """
    agent:destroy authentication_token:create authentication_token:destroy notification_configuration:enable
    oauth_client:update organization_user:create policy:update policy_check:override policy_config:create
    policy_set:destroy policy_version:create project:add_team project:remove_team project:update_team_permissions
    policy_check:process_audit_log_event registry_module:destroy_version run:force_execute run_trigger:create
    saml_configuration:disable ssh_key:create stack:create stack:force_delete stack:fetch_latest_from_vcs
    stack_plan:approve stacks_deployment_run:cancel stacks-deployment_step:advance stack_diagnostic:acknowledge
    state_version:soft_delete_backing_data state_version:restore_backing_data task_stage:override
    state_version:permanently_delete_backing_data task_result:callback team:add_member team:remove_member
    var:create var:update var:destroy vcs_repo:create workspace:lock workspace:frobnicate comment:destroy run:retry
    policy:read_only_enable
""".split()  # noqa: SIM905 - a table


def read(rows, monkeypatch, *, runs=(), **more):
    api = world(list(runs), trail=rows, **more)
    return pulled("terraform", api, monkeypatch, organization="acme", audit_trail=True, start=at("20:00:00"))


def row(verb, thing=("var", "var-1"), caller=ME, key="a1", **more):
    return audited(key, WHEN, verb, thing, caller, **more)


@pytest.mark.parametrize("pair", READS)
def test_who_only_looked_changed_nothing(monkeypatch, pair):
    """A read is told by no event, and a note says that there was one."""
    sort, _, verb = pair.partition(":")
    record = read([row(verb, (sort, "x-1"))], monkeypatch)
    assert not record
    assert any(f"{verb} 1" in note for note in record.coverage[0].notes)
    assert record.complete


@pytest.mark.parametrize("pair", CHANGES)
def test_every_other_verb_is_told(monkeypatch, pair):
    """A change is told whatever it is about, and so is a verb that nobody knows."""
    sort, _, verb = pair.partition(":")
    (event,) = read([row(verb, (sort, "x-1"))], monkeypatch)
    assert (event.kind, event.actor.id, event.tags["action"]) == ("change.updated", ADA, verb)
    assert event.summary.startswith(f"Terraform {sort.replace('_', ' ')} x-1")
    assert "by ada" in event.summary


def test_reads_behind_the_window_are_not_counted(monkeypatch):
    """The trail has no end to ask for."""
    record = read([audited("a1", at("19:45:00"), "show", ("var", "var-1"), ME)], monkeypatch)
    assert not any("only looked" in note for note in record.coverage[0].notes)


@pytest.mark.parametrize(
    ("verb", "step"),
    [("create", "created"), ("apply", "confirmed"), ("cancel", "canceled"), ("force_cancel", "force-canceled"), ("discard", "discarded")],
)  # fmt: skip
@pytest.mark.parametrize("taken", [True, False])
def test_what_a_run_tells_is_told_once(monkeypatch, verb, step, taken):
    """A row is left out where the run's own step tells the same; where no step does, it is all there is."""
    each = run("run-7", "ws-1", at("18:40:00"), "x", {step: WHEN} if taken and step != "created" else {})
    runs = [each] if taken or step != "created" else []
    record = read([row(verb, ("run", "run-7"))], monkeypatch, runs=runs)
    assert (f"terraform:run-7/{step}" in [event.id for event in record]) == taken
    assert ("terraform:audit/a1" in [event.id for event in record]) == (not taken)
    assert record.coverage[0].duplicates == taken
    assert record.coverage[0].closes
    assert all("terraform:run:run-7" in event.keys for event in record)


def test_a_comment_is_told_once(monkeypatch):
    """By the run's events where they tell of it, else by the trail."""
    each = run("run-7", "ws-1", at("18:40:00"), "x", {})
    each["relationships"]["comments"] = {"data": [{"id": "wsc-1", "type": "comments"}]}
    events = {"run-7": ([comment("wsc-1", "run-7", GRACE, WHEN)], [])}
    rows = [row("create", ("workspace_comment", f"wsc-{n}"), key=f"a{n}") for n in (1, 2)]
    record = read(rows, monkeypatch, runs=[each], events=events)
    told = [event.id for event in record if event.time == WHEN]
    assert sorted(told) == ["terraform:audit/a2", "terraform:run-7/comment/wsc-1"]


def test_a_state_is_told_once(monkeypatch):
    """By the run that made it or as one saved by hand; a state pushed where runs happen is told by nobody else."""
    states = {
        "prod-api": [state("sv-run", 2, WHEN, ADA, "run-7"), state("sv-hand", 3, WHEN, ADA)],
        "laptop": [state("sv-local", 1, WHEN, ADA)],
    }
    rows = [
        row("create", ("state_version", f"sv-{name}"), key=f"a-{name}") for name in ("run", "hand", "local", "gone")
    ]
    more = {"workspaces": [workspace("ws-3", "laptop", "local")], "states": states}
    record = read(rows, monkeypatch, runs=[run("run-7", "ws-1", at("18:40:00"), "x", STEPS)], **more)
    told = [event.id for event in record if event.kind == "change.updated"]
    assert told == ["terraform:audit/a-gone", "terraform:audit/a-hand", "terraform:sv-local"]


@pytest.mark.parametrize(
    ("caller", "more", "actor", "words"),
    [
        (ME, {}, (ADA, "ada", "person"), " by ada"),
        (("user-tok", "api-team_4"), {}, ("user-tok", "api-team_4", "service"), " by api-team_4"),
        (("user-far", "api-org-acme-x"), {}, ("user-far", "api-org-acme-x", "service"), " by api-org-acme-x"),
        (("user-far", "far"), {}, ("user-far", "far", "person"), " by far"),
        (("sys-1", "scheduler"), {"kind": "System"}, ("sys-1", "scheduler", "service"), " by scheduler"),
        ((None, None), {"kind": "System"}, None, " by the service itself"),
        ((None, None), {}, None, ""),
        (ME, {"kind": "Impersonated", "behind": GRACE}, (GRACE, "grace", "person"), " by grace in the name of ada"),
        (ME, {"kind": "Impersonated"}, None, " in the name of ada"),
        (ME, {"kind": "Delegated"}, (ADA, "ada", "person"), " by ada"),
        (("user-far", "far"), {"kind": "Delegated"}, None, " by far"),
        (("user-far", "far"), {"kind": None}, None, " by far"),
    ],
)
def test_the_sort_of_caller_says_who_acted(monkeypatch, caller, more, actor, words):
    """A person, a token's account, the service; an impersonated account did nothing; where nothing says it, nobody."""
    api = world([], trail=[row("update", caller=caller, **more)])
    api._users["user-tok"] = user("user-tok", "api-team_4")
    api._users["user-tok"]["attributes"]["is-service-account"] = True
    (event,) = pulled("terraform", api, monkeypatch, organization="acme", audit_trail=True, start=at("20:00:00"))
    assert (event.actor and (event.actor.id, event.actor.name, event.actor.kind)) == actor
    assert event.summary == f"Terraform var var-1 updated{words}"


def test_who_overrode_a_policy_is_told_with_its_run(monkeypatch):
    """The trail alone tells who; the run and the workspace stand in the sentence."""
    meta = {"run": {"id": "run-7", "message": "x"}, "workspace": {"id": "ws-1", "name": "prod-api"}}
    (event,) = read([row("override", ("policy_check", "polchk-1"), meta=meta)], monkeypatch)
    assert event.summary == "Terraform policy check polchk-1 overridden by ada in prod-api (run-7)"
    assert event.tags["workspace"] == "prod-api"


@pytest.mark.parametrize(
    ("thing", "verb", "meta", "words"),
    [
        (("team", "team-1"), "add_member", {"user": "bob"}, "team team-1: add member by ada (user bob)"),
        (("task", "task-1"), "update", {"task_name": "scan"}, "task scan updated by ada"),
        (("workspace", "ws-1"), "add_team", {"team": "ops", "permissions": "write"},
         "workspace ws-1: add team by ada (team ops, permissions write)"),
        ((None, None), None, None, "object without id: changed by ada"),
    ],
)  # fmt: skip
def test_a_row_is_told_with_what_it_says(monkeypatch, thing, verb, meta, words):
    """Names before ids, details where they are there, no glue where they are not."""
    (event,) = read([row(verb, thing, meta=meta)], monkeypatch)
    assert event.summary == f"Terraform {words}"


def test_a_row_without_id_is_rejected(monkeypatch):
    """It is counted and named."""
    (coverage,) = read([row("update", key=None)], monkeypatch).coverage
    assert (coverage.rejected, coverage.closes) == (1, True)
