"""GitHub: who acted, and who only stands in."""

import pytest

from support_github import ADA, API, GRACE, SHA, URL, change, item, read, repository
from timeline.demo.incident.facts import at
from timeline.demo.payloads.github import comment, deployment, merge, push, status, workflow_run
from timeline.sources.github.actors import BY_AN_APP, BY_ITSELF, BY_SOMEBODY, person, starter

# The events that start workflows, as GitHub documents them.
DOCUMENTED = [
    "branch_protection_rule", "check_run", "check_suite", "create", "delete", "deployment", "deployment_status",
    "discussion", "discussion_comment", "fork", "gollum", "image_version", "issue_comment", "issues", "label",
    "merge_group", "milestone", "page_build", "public", "pull_request", "pull_request_review",
    "pull_request_review_comment", "pull_request_target", "push", "registry_package", "release",
    "repository_dispatch", "schedule", "status", "watch", "workflow_call", "workflow_dispatch", "workflow_run",
]  # fmt: skip
NOBODY = [
    "check_run",
    "check_suite",
    "dynamic",
    "image_version",
    "page_build",
    "schedule",
    "workflow_call",
    "workflow_run",
    "new",
]
BOT = {"login": "checker[bot]", "type": "Bot"}


def started(event, actor, **more):
    person = {"login": actor, "type": "User"} if isinstance(actor, str) else actor
    return starter({"event": event, "run_attempt": 1, "actor": person, "triggering_actor": person, **more})


def test_every_event_has_its_rule():
    """Each documented event says whom its `actor` names; none is in two lists."""
    lists = [BY_SOMEBODY, BY_AN_APP, set(BY_ITSELF)]
    assert set(DOCUMENTED) <= set().union(*lists)
    assert sum(map(len, lists)) == len(set().union(*lists))


@pytest.mark.parametrize("event", [*DOCUMENTED, "dynamic", "new"])
def test_whoever_stands_in_started_nothing(event):
    """The owner of a cron line, of an earlier run, of a checked push did not start the run; nor who is unknown to have."""
    who, words = started(event, "grace")
    assert (who and who.id) == {"merge_group": "github-merge-queue[bot]"}.get(
        event, None if event in NOBODY else "grace"
    )
    assert ("grace" in words) == (who is not None and who.id == "grace")


@pytest.mark.parametrize("event", DOCUMENTED)
def test_whoever_starts_a_run_again_acted(event):
    """A second attempt is the act of who asked for it, whatever started the first; of nobody where none is named."""
    again = {"run_attempt": 2, "triggering_actor": {"login": "ada", "type": "User"}}
    assert started(event, "grace", **again)[0].id == "ada"
    assert started(event, "grace", **again | {"triggering_actor": None})[0] is None


@pytest.mark.parametrize(
    ("event", "named"), [("dynamic", True), ("check_suite", True), ("schedule", False), ("workflow_run", False)]
)
def test_an_app_that_acts_by_itself_is_named(event, named):
    """An app may start a run by itself; whoever wrote a cron line does not, be it an app."""
    assert (started(event, BOT)[0] is not None) == named


def test_a_runs_author_of_the_commit_is_nobody(monkeypatch):
    """Who wrote the commit did not push it: the run names who GitHub says started it, or nobody."""
    run = workflow_run(API, 7, SHA, at("18:31:00"), at("18:40:00"))
    run |= {
        "actor": None,
        "triggering_actor": None,
        "head_commit": {"author": {"name": "Grace", "email": "g@example.org"}},
    }
    for event in read(monkeypatch, known={API: repository(runs=[run])}):
        assert event.actor is None
        assert "Grace" not in event.summary


@pytest.mark.parametrize(
    "raw",
    [
        {"__typename": "Bot", "login": "deployer"}, {"__typename": "Bot", "login": "deployer[bot]"},
        {"type": "Bot", "login": "deployer[bot]"}, {"login": "deployer[bot]"},
    ],
)  # fmt: skip
def test_one_app_is_one_actor(raw):
    """GraphQL spells an app without `[bot]`, REST with it; a person called like it is another."""
    assert person(raw).model_dump() == {"id": "deployer[bot]", "name": "deployer[bot]", "kind": "bot"}
    assert person({"__typename": "User", "login": "deployer"}).id == "deployer"


def test_every_parser_makes_the_same_actor(monkeypatch):
    """Comments, reviews, steps, pushes, deployments and runs name one app by one id."""
    graphql, rest = {"__typename": "Bot", "login": "shipper"}, {"login": "shipper[bot]", "type": "Bot"}
    run = workflow_run(API, 7, SHA, at("18:31:00"), None) | {"actor": rest, "triggering_actor": rest}
    state = status("S1", "SUCCESS", at("18:33:00")) | {"creator": graphql}
    known = repository(
        activity=[push(1, SHA, at("18:32:00"), "shipper[bot]") | {"actor": rest}],
        runs=[run],
        deployments=[deployment(1, SHA, "prod", at("18:32:00"), [state]) | {"creator": graphql}],
    )
    items = [comment(5, graphql, at("18:34:00"), URL, "done"), item("LockedEvent", "18:35:00", graphql)]
    record = read(monkeypatch, pulls=[change(items=items, author=graphql)], known={API: known})
    assert len(record) == 7
    assert {event.actor.id for event in record} == {"shipper[bot]"}


QUEUE = "github-merge-queue[bot]"
ADDED = item("AddedToMergeQueueEvent", "18:40:00", GRACE, enqueuer=GRACE)
AUTO = item("AutoSquashEnabledEvent", "18:40:00", GRACE, enabler=GRACE)


@pytest.mark.parametrize(
    ("steps", "merged_by", "actor", "tags", "words"),
    [
        ([], ADA, "ada", {}, "merged by Ada Lovelace"),
        ([ADDED], GRACE, QUEUE, {"queued_by": "grace"}, "merged by the merge queue, queued by Grace Hopper"),
        ([ADDED], {"__typename": "Bot", "login": "github-merge-queue"}, QUEUE, {"queued_by": "grace"}, "by the merge queue"),
        ([], {"__typename": "Bot", "login": "github-merge-queue"}, QUEUE, {}, "merged by the merge queue"),
        ([ADDED, item("RemovedFromMergeQueueEvent", "18:45:00", reason="failed_checks")], ADA, "ada", {}, "merged by Ada"),
        ([ADDED, item("RemovedFromMergeQueueEvent", "18:45:00", reason="merge")], GRACE, QUEUE, {"queued_by": "grace"}, "queue"),
        ([AUTO], GRACE, "grace", {"auto_merge": "grace"}, "merged automatically, as set by Grace Hopper"),
        ([AUTO], ADA, "ada", {}, "merged by Ada Lovelace"),
        ([AUTO, item("AutoMergeDisabledEvent", "18:45:00")], GRACE, "grace", {}, "merged by Grace Hopper"),
    ],
)  # fmt: skip
def test_how_it_was_merged(monkeypatch, steps, merged_by, actor, tags, words):  # noqa: PLR0917 - a row of the table
    """The queue merges, with who queued in a tag; automatic merging says who set it; else who merged is named."""
    record = read(monkeypatch, pulls=[change(items=[*steps, *merge(9, SHA, merged_by, at("18:50:00"), URL)])])
    (event,) = record.where(kind="change.merged")
    assert event.actor.id == actor
    assert {name: event.tags[name] for name in ("queued_by", "auto_merge") if name in event.tags} == tags
    assert words in event.summary


@pytest.mark.parametrize(("login", "queued_by"), [("grace", "grace"), ("github-merge-queue[bot]", None)])
def test_the_queue_pushes_what_it_merges(monkeypatch, login, queued_by):
    """A push of the merge queue is nobody else's, whomever GitHub names for it."""
    rows = [push(1, SHA, at("18:50:00"), login, kind="merge_queue_merge")]
    (event,) = read(monkeypatch, known={API: repository(activity=rows)})
    assert (event.actor.id, event.tags.get("queued_by")) == (QUEUE, queued_by)
