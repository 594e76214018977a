"""GitHub: how workflow runs end, are started again, and wait for reviewers; and which pages are asked for."""

import re

import pytest

from support_github import API, GRACE, SHA, read, repository
from support_worlds import WINDOW
from timeline.demo.incident.facts import at
from timeline.demo.payloads import iso
from timeline.demo.payloads.github import WEB, deployment, push, release, status, workflow_run
from timeline.demo.server import Response
from timeline.sources.github.errors import gap_of


def run(ended="18:40:00", *, updated="18:41:00", conclusion="failure", **more):
    made = workflow_run(API, 3, SHA, at("18:31:00"), at(ended) if ended else None, conclusion=conclusion)
    return {**made, "status": "completed", "conclusion": conclusion, "updated_at": iso(at(updated)), **more}


def job(number, ended, *, attempt=1, conclusion="success"):
    time = ended and iso(at(ended))
    return {"id": number, "run_attempt": attempt, "conclusion": conclusion, "completed_at": time}


def ends(record):
    return [(event.time, event.tags.get("dated_by")) for event in record if event.id.endswith("/ended")]


@pytest.mark.parametrize(
    "conclusion", ["failure", "startup_failure", "timed_out", "cancelled", "skipped", "stale", "success"]
)
def test_a_run_without_jobs_ends_with_its_last_update(monkeypatch, conclusion):
    """Whatever it ended as: the run itself says when, and the event says that it was dated so."""
    record = read(monkeypatch, known={API: repository(runs=[run(None, conclusion=conclusion)])})
    assert ends(record) == [(at("18:41:00"), "updated_at")]
    assert record.complete


@pytest.mark.parametrize(
    ("jobs", "updated", "end", "gap"),
    [
        ([job(1, "18:35:00"), job(2, "18:40:00")], "18:45:00", (at("18:40:00"), None), None),
        ([job(1, "18:35:00"), job(2, None, conclusion=None)], "18:45:00", (at("18:45:00"), "updated_at"), None),
        ([job(1, "18:35:00"), job(2, None, conclusion="skipped")], "18:45:00", (at("18:35:00"), None), None),
        ([job(1, "18:35:00"), job(2, None, conclusion=None)], "18:34:00", None, at("18:35:00")),
        ([job(1, "18:35:00"), job(2, None, conclusion=None)], "20:45:00", None, at("18:35:00")),
        ([], "20:45:00", None, at("18:31:00")),
    ],
)
def test_a_part_that_ended_before_is_not_the_end(monkeypatch, jobs, updated, end, gap):
    """A job without an end leaves it to the run; where that cannot be either, a gap begins at what is known."""
    record = read(monkeypatch, known={API: repository(runs=[run(updated=updated, _jobs=jobs)])})
    assert ends(record) == ([end] if end else [])
    assert [(each.reason, each.start, each.end) for each in record.coverage[0].gaps] == (
        [("undated", gap, WINDOW.end)] if gap else []
    )
    assert record.coverage[0].closes


NAMES = [
    ({"name": "Deploy"}, '"Deploy"'),
    ({"name": ""}, '".github/workflows/deploy.yml"'),
    ({"name": None}, '".github/workflows/deploy.yml"'),
    ({"name": "Deploy ${{ inputs.place }}"}, '".github/workflows/deploy.yml"'),
    ({"name": "", "path": ".github/workflows/deploy.yml@refs/heads/main"}, '".github/workflows/deploy.yml"'),
    ({"name": "", "path": ""}, "without a name"),
]


@pytest.mark.parametrize(("more", "name"), NAMES)
@pytest.mark.parametrize(("branch", "place"), [("main", " on main"), ("v1.2", " on v1.2"), (None, ""), ("", "")])
def test_a_workflow_is_told_by_the_best_of_its_names(monkeypatch, more, name, branch, place):
    """Its own, then its file's, never a template; and of a run whose branch is not told none is made up."""
    raw = run(**{"path": ".github/workflows/deploy.yml", **more, "head_branch": branch})
    record = read(monkeypatch, known={API: repository(runs=[raw])})
    said = [event.summary for event in record if event.kind.startswith("build.")]
    assert said[0].startswith(f"Workflow {name} of {API} started")
    assert said[1] == f"Workflow {name} of {API} failed{place}"
    assert ("branch" in record[0].tags) == bool(place)
    assert said[0].endswith(place)


@pytest.mark.parametrize(("name", "blamed"), [(API, False), ("acme/hidden", True)])
def test_a_server_without_a_list_of_pushes_is_not_the_tokens_fault(monkeypatch, name, blamed):
    """Older Enterprise Servers have none; where the repository cannot be seen either, the token may be at fault."""

    def fault(service, request, number):
        return Response.json({"message": "Not Found"}, 404) if request.path.endswith("/activity") else None

    record = read(monkeypatch, repos=(name,), fault=fault)
    (told,) = [gap.detail for gap in record.coverage[0].gaps if "/activity" in gap.detail]
    assert ("check TIMELINE_TEST_TOKEN" in told) is blamed
    assert ("pushes were not read" in told) is not blamed


@pytest.mark.parametrize("ref", [None, "", "refs/heads/"])
@pytest.mark.parametrize("activity", ["push", "force_push", "pr_merge", "branch_creation", "branch_deletion", None])
def test_a_push_without_a_branch_has_no_hole_in_its_sentence(monkeypatch, ref, activity):
    """The glue of a sentence is not told where a part is missing."""
    raw = {**push(7, SHA, at("18:40:00"), "ada"), "ref": ref, "activity_type": activity}
    (event,) = read(monkeypatch, known={API: repository(activity=[raw])})
    assert " an unnamed branch of acme/api" in event.summary
    assert "  " not in event.summary


def test_jobs_that_were_not_run_again_have_no_part_in_the_end(monkeypatch):
    """The run's list shows those of earlier attempts too; the attempt's own list is asked then, and only then."""
    asked = []
    first = run("18:35:00")
    again = run(
        "18:50:00", updated="18:51:00", conclusion="success", run_attempt=2, run_started_at="2019-06-20T18:45:00Z"
    )
    again |= {"_earlier": [first], "_kept": [job(9, "18:34:00")]}
    record = read(monkeypatch, known={API: repository(runs=[again])}, requests=asked)
    assert ends(record) == [(at("18:35:00"), None), (at("18:50:00"), None)]
    assert record.complete
    assert len([each for each in asked if each.path.endswith("/attempts/2/jobs")]) == 1


def test_only_kept_jobs_leave_the_end_to_the_run(monkeypatch):
    """An attempt that lists jobs of others only is dated by itself, not by them."""
    again = run("18:50:00", updated="18:51:00", run_attempt=2, run_started_at="2019-06-20T18:45:00Z")
    again |= {"_earlier": [run("18:35:00")], "_jobs": [job(9, "18:34:00")]}
    record = read(monkeypatch, known={API: repository(runs=[again])})
    assert ends(record)[-1] == (at("18:51:00"), "updated_at")


def test_what_was_listed_and_is_gone_blames_no_token(monkeypatch):
    """A remedy that cannot help is none."""
    fault = lambda service, request, number: (  # noqa: E731
        Response.json({"message": "Not Found"}, 404) if request.path.endswith("/jobs") else None
    )
    (gap,) = read(monkeypatch, known={API: repository(runs=[run()])}, fault=fault).coverage[0].gaps
    assert gap.reason == "denied"
    assert "TOKEN" not in gap.detail
    assert "try again" not in gap.detail


@pytest.mark.parametrize(
    ("task", "said"), [("rollback", "Deployment (rollback)"), ("deploy", "Deployment"), (None, "Deployment")]
)
def test_what_a_deployment_is_for_stands_in_its_sentences(monkeypatch, task, said):
    """What matters most is no tag only: a rollback does not read like any deployment."""
    made = {**deployment(5, SHA, "prod", at("18:40:00"), [status(6, "FAILURE", at("18:41:00"))]), "task": task}
    record = read(monkeypatch, known={API: repository(deployments=[made])})
    assert [event.summary.partition(" of ")[0] for event in record] == [said, said]


@pytest.mark.parametrize(("early", "said"), [(True, "published as a prerelease"), (False, "published")])
def test_a_prerelease_is_called_one(monkeypatch, early, said):
    """It is not what everybody gets."""
    made = {**release(3, API, "v2", SHA, at("18:40:00")), "isPrerelease": early}
    (event,) = read(monkeypatch, known={API: repository(releases=[made])})
    assert re.fullmatch(f"Release v2 of {API} {said}( by .*)?", event.summary)


@pytest.mark.parametrize("code", ["undefinedField", "undefinedType", "argumentLiteralsIncompatible"])
def test_what_an_older_schema_lacks_is_asked_for_once_and_said(monkeypatch, code):
    """The same query is refused however often it is sent; what is read by REST is told all the same."""
    refused = {"errors": [{"path": ["query"], "extensions": {"code": code}, "message": "Field 'x' doesn't exist"}]}
    fault = lambda service, request, number: Response.json(refused) if request.path == "/graphql" else None  # noqa: E731
    record = read(monkeypatch, known={API: repository(runs=[run()])}, fault=fault)
    assert [event.kind for event in record] == ["build.started", "build.failed"]
    assert record.coverage[0].measured["retries"] == 0
    assert record.coverage[0].gaps
    assert all(code in gap.detail and "try again" not in gap.detail for gap in record.coverage[0].gaps)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        ({"type": "FORBIDDEN"}, "check what the token may read"), ({"type": "NOT_FOUND"}, "check what the token may read"),
        ({"type": "FORBIDDEN", "extensions": {"saml_failure": True}}, "single sign-on"),
        ({"type": "SERVICE_UNAVAILABLE"}, "try again"), ({"type": "RESOURCE_LIMITS_EXCEEDED"}, "try again"), ({}, "try again"),
    ],
)  # fmt: skip
def test_trying_again_is_said_where_it_can_help(error, remedy):
    """A refusal stays one, however often it is asked."""
    assert gap_of(WINDOW, error, API).detail.endswith(remedy)


LOG = f"{WEB}/{API}/actions/runs/3"
OLD = "2019-06-15T09:00:00Z"


def waited(*states, key=1, place="production", created="18:31:00"):
    """A deployment with states, the newest first as GitHub gives them."""
    made = [status(f"S{key}{n}", state, at(time), LOG) for n, (state, time) in enumerate(states)]
    return deployment(key, SHA, place, at(created), made[::-1])


def verdict(state, user, *places, comment=""):
    return {"state": state, "user": user, "comment": comment, "environments": [{"name": each} for each in places]}


def reviewed(monkeypatch, deployments, approvals, **more):
    known = repository(deployments=deployments, runs=[run(None, created_at=OLD, _approvals=approvals)])
    return read(monkeypatch, known={API: known}, **more)


REST_ADA = {"login": "ada", "type": "User"}
WAITED = [("WAITING", "18:32:00"), ("IN_PROGRESS", "18:40:00"), ("SUCCESS", "18:45:00")]
STOPPED = [("WAITING", "18:32:00"), ("FAILURE", "18:40:00")]


@pytest.mark.parametrize(("state", "states"), [("approved", WAITED), ("rejected", STOPPED)])
def test_an_environments_reviewer_is_told(monkeypatch, state, states):
    """Who let it go on or stopped it, for which environment, at the state with which its waiting ended."""
    record = reviewed(monkeypatch, [waited(*states)], [verdict(state, REST_ADA, "staging", "production", comment="go")])
    (event,) = record.where(kind=f"deploy.{state}")
    assert event.summary == f"Deployment of {API} to production {state} by ada"
    assert (event.time, event.actor.id, event.body, event.url) == (at("18:40:00"), "ada", "go", LOG)
    assert (event.tags["environment"], event.tags["dated_by"]) == ("production", "status")
    assert f"github:run:{API}/3" in event.keys
    assert record.complete


def test_a_deployment_that_waited_for_days_is_told(monkeypatch):
    """A week is looked back for deployments, as one may wait that long."""
    old = waited(("WAITING", "18:32:00"), ("IN_PROGRESS", "18:40:00")) | {"createdAt": OLD}
    assert reviewed(monkeypatch, [old], [verdict("approved", REST_ADA, "production")]).where(kind="deploy.approved")


@pytest.mark.parametrize(
    ("states", "approvals"),
    [
        ([("IN_PROGRESS", "18:40:00")], [verdict("approved", REST_ADA, "production")]),
        (WAITED, [verdict("approved", REST_ADA, "staging")]),
        (WAITED, []),
        ([("WAITING", "18:32:00"), ("IN_PROGRESS", "20:40:00")], [verdict("approved", REST_ADA, "production")]),
        (STOPPED, [verdict("pending", REST_ADA, "production")]),
    ],
)
def test_nobody_is_said_to_have_reviewed_what_they_did_not(monkeypatch, states, approvals):
    """Another environment, no verdict, no waiting, or a time outside the window: no such event, and no gap."""
    record = reviewed(monkeypatch, [waited(*states)], approvals)
    assert not [event for event in record if event.kind in ("deploy.approved", "deploy.rejected")]
    assert record.complete


def test_reviewers_of_several_deployments_are_not_told_apart(monkeypatch):
    """GitHub does not say which review was for which of a run's deployments: it is told that one of them did it."""
    both = [verdict("approved", each, "production") for each in (REST_ADA, GRACE)]
    record = reviewed(monkeypatch, [waited(*WAITED)], both)
    (event,) = record.where(kind="deploy.approved")
    assert event.actor is None
    assert event.summary.endswith("approved by one of its reviewers (Grace Hopper, ada)")


def test_a_review_of_what_waits_still_has_no_time(monkeypatch):
    """Another reviewer or a timer is waited for: when it was reviewed is not known, which is a gap."""
    record = reviewed(monkeypatch, [waited(("WAITING", "18:32:00"))], [verdict("approved", REST_ADA, "production")])
    (row,) = record.coverage
    assert [(gap.reason, gap.start) for gap in row.gaps] == [("undated", at("18:32:00"))]
    assert row.closes


def test_reviews_are_asked_for_once_a_run_and_only_where_one_waited(monkeypatch):
    """A deployment that waited for nobody costs no request."""
    asked = []
    reviewed(monkeypatch, [waited(*WAITED), waited(*WAITED, key=2, place="canary")], [], requests=asked)
    assert len([each for each in asked if each.path.endswith("/approvals")]) == 1
    asked.clear()
    reviewed(monkeypatch, [waited(("IN_PROGRESS", "18:40:00"))], [], requests=asked)
    assert not [each for each in asked if each.path.endswith("/approvals")]


def test_what_a_page_holds_is_told_whatever_its_age(monkeypatch):
    """A look-back bounds how far pages are asked for, not what is told of them."""
    old = waited(("FAILURE", "18:40:00")) | {"createdAt": "2019-04-01T09:00:00Z"}
    (event,) = read(monkeypatch, known={API: repository(deployments=[old])})
    assert (event.kind, event.time) == ("deploy.failed", at("18:40:00"))


def test_a_walk_ends_with_the_page_that_reaches_behind_the_window(monkeypatch):
    """Newest first, as documented or asked for: of activity, deployments and releases no page is asked for in vain."""
    asked = []
    old = {"createdAt": "2019-05-01T09:00:00Z"}
    known = repository(
        activity=[push(n, f"{n:040x}", at(time), "ada") for n, time in enumerate(["18:50:00", "18:20:00", "18:10:00"])],
        deployments=[waited(key=1), *(waited(key=n) | old for n in (2, 3))],
        releases=[
            release(1, API, "v1", SHA, at("18:50:00")),
            *(release(n, API, f"v{n}", SHA, at("18:50:00")) | old for n in (2, 3)),
        ],
    )
    record = read(monkeypatch, known={API: known}, page=2, requests=asked)
    assert {event.kind for event in record} == {"code.pushed", "deploy.started", "release.published"}
    assert len([each for each in asked if each.path.endswith("/activity")]) == 1
    assert not [each for each in asked if b"MoreDeployments" in each.body or b"MoreReleases" in each.body]


def test_the_notes_say_how_far_was_looked_back(monkeypatch):
    """A run that is started again keeps the time of its creation: rolling back by last week's run is not seen."""
    notes = " ".join(read(monkeypatch).coverage[0].notes)
    assert "deployments created more than 7d before the window" in notes
    assert "re-runs of them inside it" in notes
