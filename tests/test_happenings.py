"""Which events are the same happening: labelled worlds, and every rule's edge."""

import itertools
import random
from datetime import timedelta

import pytest

import timeline as tl
from support_demo import EVENTS, LINES
from support_events import WINDOW, event
from support_labelled import WINDOW as DAY
from support_labelled import World
from timeline import demo
from timeline.demo.server import StandIn
from timeline.engine.reconstruct import pull
from timeline.joining.happenings import joined
from timeline.joining.rules import links
from timeline.sources.terraform.parse import Seen, tags
from timeline.testing import SimulatedClock


@pytest.fixture(scope="module")
def world():
    return World(120)


@pytest.fixture(scope="module")
def record(world):
    with StandIn(world.apis()) as server:
        sources = []
        for source in demo.sources(server, server.apis):
            repos = {"repos": ("acme/api",)} if source.name == "github" else {}
            sources.append(source.model_copy(update=repos))
        return pull(DAY, sources, clock=SimulatedClock())


def pairs(groups):
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def test_the_labelled_day_is_joined_as_it_was_made(world, record):
    """Thousands of events: no pair is joined that is not one happening, and at least 95 % of those that are."""
    assert record.complete, [gap for row in record.coverage for gap in row.gaps]
    assert len(record) > 3000
    found = pairs([event.id for event in group.events] for group in record.happenings)
    wanted = pairs(world.groups)
    assert not found - wanted
    assert len(found & wanted) / len(wanted) >= 0.95


def test_joining_hides_and_moves_nothing(record):
    """Folded or not, every event stands in the record, in the same order, at its own time."""
    assert [event.time for event in record] == sorted(event.time for event in record)
    unfolded = [line for line in record.to_markdown(fold="none").splitlines() if line.startswith("- <")]
    assert len(unfolded) == len(record)
    folded = [line for line in record.to_markdown(fold="happenings").splitlines() if line.startswith("- <")]
    hidden = sum(len(group.events) - 1 for group in record.happenings)
    assert len(folded) == len(record) - hidden


def test_any_shuffle_joins_the_same(record):
    """The happenings do not depend on the order in which the events came."""
    shuffled = list(record)
    random.Random(7).shuffle(shuffled)
    again = tl.Timeline(DAY, shuffled, record.coverage)
    assert again.to_json() == record.to_json()
    bare = [each.model_copy(update={"happening": None}) for each in again]
    assert joined(bare, links(bare)) == list(record)


def test_every_link_is_explained(record):
    """Each member of a happening has the key that joined it and a lag that is not negative; `why` leads from each to each."""
    for group in record.happenings[:60]:
        assert all(group.keys[event.id] for event in group.events)
        assert all(lag >= timedelta(0) for lag in group.lags.values())
        for one, other in itertools.combinations(group.events, 2):
            assert record.why(one, other)
            assert record.why(other.id, one.id)
    assert record.why(record[0], record[-1]) == ""
    with pytest.raises(KeyError):
        record.why("nowhere", record[0])


def test_a_selection_keeps_what_joined_its_events(record):
    """Two events are one happening whichever others are shown; one alone is no happening any more."""
    some = record.where(source="pagerduty")
    assert not some.happenings
    two = record.where(kind=["alert.*", "incident.*"])
    assert len(two.happenings) > 100
    assert all(group.links for group in two.happenings)
    assert {group.id for group in two.happenings} <= {group.id for group in record.happenings}
    assert len(record.happenings.where(kind="deploy.*")) == 120
    assert all(
        any(each.kind == "change.merged" for each in group.events)
        for group in record.happenings.where(kind="change.merged")
    )


def alert(key, seconds, *, kind="alert.triggered", cycle="c", **more):
    keys = (f"datadog:event:{key}", f"datadog:cycle:1/{cycle}/")
    return event(key, seconds, source="datadog", kind=kind, keys=keys, **more)


def page(key, seconds, *keys, kind="incident.triggered", incident="Q1", **more):
    return event(key, seconds, source="pagerduty", kind=kind, keys=(f"pagerduty:incident:{incident}", *keys), **more)


def post(key, seconds, app, states=None, *keys, source="slack", **tags):
    told = {"app": app, **({"states": states} if states else {}), **tags}
    return event(key, seconds, source=source, kind="message.posted", keys=keys, tags=told)


def groups(*events):
    ordered = list(tl.Timeline(WINDOW, events))
    found = {}
    for each in joined(ordered, links(ordered)):
        if each.happening:
            found.setdefault(each.happening, set()).add(each.id.partition(":")[2])
    return sorted(sorted(group) for group in found.values())


PERSON = {kind: tl.Actor(id=f"P{kind}", name=kind, kind="person") for kind in ("Ada", "Grace")}
INCIDENT = "pagerduty:incident:Q1"


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([alert("1", 0), page("R1", 2, "datadog:event:1")], [["1", "R1"]], id="an alert and its page"),
        pytest.param([alert("1", 0), page("R1", 2, "datadog:event:9")], [], id="another event's page"),
        pytest.param([alert("1", 0), page("R1", 0.5)], [], id="near in time is nothing"),
        pytest.param([page("R1", 2, "datadog:event:1"), post("p", 3, "datadog", "alert.triggered", "datadog:event:1")], [["R1", "p"]], id="Datadog was not asked"),
        pytest.param(
            [page("R1", 2, "datadog:event:1"), page("R2", 2, "datadog:event:1"), post("p", 3, "datadog", "alert.triggered", "datadog:event:1")],
            [["R1", "R2", "p"]], id="an alert's own trigger beside its incident's, Datadog not asked",
        ),
        pytest.param([alert("1", 0), post("p", 3, "datadog", "alert.recovered", "datadog:event:1")], [], id="words against the link"),
        pytest.param([alert("1", 0), post("p", 3, "datadog", "alert.triggered", "datadog:event:1", "datadog:event:2")], [], id="two links"),
        pytest.param([page("R1", 0), post("p", 3, "pagerduty", None, INCIDENT)], [], id="a post that states nothing"),
        pytest.param([page("R1", 0), page("R2", 9), post("p", 3, "pagerduty", "incident.triggered", INCIDENT)], [["R1", "p"]], id="an alert added later"),
        pytest.param(
            [page("R1", 0, kind="incident.acknowledged", actor=PERSON["Ada"]), page("R2", 1, kind="incident.acknowledged", actor=PERSON["Grace"]),
             post("p", 3, "pagerduty", "incident.acknowledged", INCIDENT, states_actor="Grace")], [["R2", "p"]], id="by the person named",
        ),
        pytest.param(
            [page("R1", 0, kind="incident.acknowledged", actor=PERSON["Ada"]), page("R2", 1, kind="incident.acknowledged", actor=PERSON["Grace"]),
             post("p", 3, "pagerduty", "incident.acknowledged", INCIDENT)], [], id="nobody named",
        ),
        pytest.param(
            [page("R1", 0, kind="incident.acknowledged", actor=PERSON["Ada"]),
             post("p", 3, "pagerduty", "incident.acknowledged", INCIDENT, states_actor="Grace")], [], id="somebody else named",
        ),
        pytest.param(
            [page("R1", 0), page("R2", 90, kind="incident.resolved"),
             post("p", 1, "pagerduty", "incident.resolved", INCIDENT, rewritten="true")], [["R1", "p"]], id="a rewritten post is the first",
        ),
        pytest.param(
            [page("R1", 0, actor=PERSON["Ada"]), page("R2", 90, kind="incident.acknowledged", actor=PERSON["Grace"]),
             post("p", 1, "pagerduty", "incident.acknowledged", INCIDENT, rewritten="true", states_actor="Grace")],
            [["R1", "p"]], id="a rewritten post names who acted later",
        ),
        pytest.param(
            [alert("1", 0), alert("2", 60, kind="alert.recovered"), page("R1", 62, "datadog:opened-by:1", kind="incident.resolved")],
            [["2", "R1"]], id="a resolve and the recovery",
        ),
        pytest.param(
            [alert("1", 0), alert("2", 60, kind="alert.recovered", cycle="d"), page("R1", 62, "datadog:opened-by:1", kind="incident.resolved")],
            [], id="another cycle's recovery",
        ),
        pytest.param([alert("1", 0), page("R1", 2, "datadog:event:1"), page("R2", 3, "datadog:event:1", incident="Q2")], [["1", "R1", "R2"]], id="two incidents of one event"),
    ],
)  # fmt: skip
def test_alerts_and_pages(events, expected):
    """By event id, by cycle, by incident and stated transition; never by time; none where it is not clear."""
    assert groups(*events) == expected


SHA = "git:" + "ab" * 20


def commit(key, seconds, kind, *, source="github", repo="acme/api", **tags):
    more = {"base": "main"} if kind == "change.merged" else {"branch": "main"}
    about = ("terraform:run:" + key,) if source == "terraform" else ()
    return event(key, seconds, source=source, kind=kind, keys=(SHA, *about), tags={"repo": repo, **more, **tags})


def run(key, seconds, workspace="a", **tags):
    vcs = {"run_source": "tfe-configuration-version", "workspace": workspace} | tags
    return commit(
        key, seconds, "change.proposed", source="terraform", **{name: word for name, word in vcs.items() if word}
    )


PULL, WORKFLOW = "github:pr:acme/api#1", "github:run:acme/api/7"


def step(key, seconds, kind, **more):
    return event(key, seconds, source="github", kind=kind, keys=(PULL,), actor=PERSON["Ada"], **more)


def status(key, seconds, kind, word):
    return event(key, seconds, source="github", kind=kind, keys=(WORKFLOW,), tags={"status": word})


OPENED, MERGED = step("o", 0, "change.proposed"), step("m", 60, "change.merged")
QUEUED, UNDER_WAY = status("q", 1, "deploy.updated", "queued"), status("w", 2, "deploy.updated", "in_progress")
DEPLOYED, REPLACED = status("s", 9, "deploy.succeeded", "success"), status("i", 90, "deploy.updated", "inactive")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([OPENED, MERGED, post("p", 61, "github", "change.merged", PULL)], [["m", "p"]], id="a merge"),
        pytest.param([OPENED, MERGED, post("p", 1, "github", "change.merged", PULL, rewritten="true")], [], id="a post of another step, rewritten"),
        pytest.param([OPENED, MERGED, post("p", 1, "github", "change.proposed", PULL, rewritten="true")], [["o", "p"]], id="an opening, rewritten"),
        pytest.param([QUEUED, UNDER_WAY, DEPLOYED, REPLACED, post("p", 3, "github", "deploy.updated", WORKFLOW)], [["p", "w"]], id="deploying"),
        pytest.param([QUEUED, UNDER_WAY, DEPLOYED, REPLACED, post("p", 9.5, "github", "deploy.succeeded", WORKFLOW)], [["p", "s"]], id="deployed"),
        pytest.param([QUEUED, REPLACED, post("p", 3, "github", "deploy.updated", WORKFLOW)], [], id="no deploying"),
    ],
)  # fmt: skip
def test_pull_requests_and_deployments(events, expected):
    """By the step that the post states; what its app has rewritten was another step's, unless it says the first one's."""
    assert groups(*events) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [commit("m", 0, "change.merged"), commit("p", 0, "code.pushed"), run("r", 3)],
            [["m", "p", "r"]],
            id="the chain",
        ),
        pytest.param([commit("p", 0, "code.pushed"), run("r", 3)], [["p", "r"]], id="a push without a pull request"),
        pytest.param(
            [commit("m", 0, "change.merged"), commit("p", 0, "code.pushed", repo="acme/fork")], [], id="a fork"
        ),
        pytest.param(
            [commit("m", 0, "change.merged"), commit("n", 0, "change.merged"), commit("p", 0, "code.pushed")],
            [],
            id="two merges of one commit",
        ),
        pytest.param(
            [commit("m", 0, "change.merged"), commit("p", 0, "code.pushed", branch="other")], [], id="another branch"
        ),
        pytest.param([commit("p", 0, "code.pushed"), run("r", 3), run("s", 90)], [["p", "r"]], id="a re-run"),
        pytest.param([commit("p", 0, "code.pushed"), run("r", 3, run_source="tfe-ui")], [], id="a run by hand"),
        pytest.param(
            [commit("p", 0, "code.pushed"), run("r", 3, run_source="")],
            [["p", "r"]],
            id="a run that does not say what made it",
        ),
        pytest.param([commit("p", 0, "code.pushed"), run("r", 3, branch="other")], [], id="a run of another branch"),
        pytest.param([commit("p", 0, "code.pushed"), run("r", 3, plan_only="true")], [], id="a speculative plan"),
        pytest.param(
            [commit("p", 0, "code.pushed"), run("r", 3), run("s", 3, "b")], [["p", "r", "s"]], id="two workspaces"
        ),
        pytest.param(
            [commit("m", 0, "change.merged"), commit("b", 9, "build.started"), commit("d", 9, "deploy.started")],
            [],
            id="builds and deployments",
        ),
    ],
)
def test_merges_pushes_and_runs(events, expected):
    """By the whole commit id, repository, branch and workspace; what is done again is something else."""
    assert groups(*events) == expected


RUN = "terraform:run:run-1"


def taken(key, seconds, kind, **tags):
    return event(f"run-1/{key}", seconds, source="terraform", kind=kind, keys=(RUN,), tags=tags)


PLANNED, ENDED = taken("planned", 5, "change.planned"), taken("planned-and-finished", 5, "change.planned")
ASKS = post("p", 6, "terraform", "run.needs_attention", RUN)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([PLANNED, ASKS], [["p", "run-1/planned"]], id="waits for its confirmation"),
        pytest.param([taken("planned", 5, "change.planned", policy_stage="true"), ASKS], [], id="or for a policy's override"),
        pytest.param([taken("planned", 5, "change.planned", auto_apply="true"), ASKS], [], id="applies by itself"),
        pytest.param([ENDED, ASKS], [], id="nothing to confirm"),
        pytest.param([ENDED, post("p", 6, "terraform", "change.applied", RUN)], [["p", "run-1/planned-and-finished"]], id="completed without changes"),
        pytest.param([PLANNED, post("p", 6, "terraform", "change.applied", RUN)], [], id="the apply was not read"),
        pytest.param([PLANNED, taken("applied", 9, "change.applied"), post("p", 10, "terraform", "change.applied", RUN)], [["p", "run-1/applied"]], id="completed"),
        pytest.param([taken("canceled", 7, "change.canceled"), post("p", 8, "terraform", "change.failed", RUN)], [["p", "run-1/canceled"]], id="errored by being canceled"),
        pytest.param(
            [taken("errored", 7, "change.failed"), taken("canceled", 7, "change.canceled"), post("p", 8, "terraform", "change.failed", RUN)],
            [["p", "run-1/errored"]], id="errored",
        ),
    ],
)  # fmt: skip
def test_a_run_s_word_of_several_meanings(events, expected):
    """HCP Terraform's documentation names them; the run's own steps leave one, or nothing is joined."""
    assert groups(*events) == expected


@pytest.mark.parametrize(
    ("attributes", "staged"),
    [
        ({"status-timestamps": {"planned-at": "x", "cost-estimated-at": "x"}}, False),
        ({"status-timestamps": {"policy-soft-failed-at": "x"}}, True),
        ({"status-timestamps": {"policy-checked-at": "x"}}, True),
        ({"status-timestamps": {"post-plan-awaiting-decision-at": "x"}}, True),
        ({"status": "policy_override", "status-timestamps": None}, True),
        ({"status": "planned"}, False),
    ],
)
def test_a_run_tells_whether_policies_came_between(attributes, staged):
    """By its stages or by where it stands: then what needs attention may be an override as well."""
    seen = Seen({"id": "run-1", "attributes": attributes}, {}, "net")
    assert ("policy_stage" in tags(seen, "planned")) == staged


def test_an_effect_before_its_cause_is_flagged_and_stays(tmp_path):
    """The clocks disagree: the size is told in the line and in the coverage, and no time is changed."""

    class Two:
        def __init__(self, name, *events):
            self.name, self.events = name, events

        def fetch(self, window, run):
            yield from self.events

    record = tl.reconstruct(
        WINDOW, [Two("datadog", alert("1", 10)), Two("pagerduty", page("R1", 7.5, "datadog:event:1"))]
    )
    assert [each.id for each in record] == ["pagerduty:R1", "datadog:1"]
    assert "*pagerduty is stamped 2.5 s before its cause in datadog*" in record.to_markdown()
    (row,) = [row for row in record.coverage if row.source == "pagerduty"]
    assert any("up to 2.500 s before their cause in datadog" in note for note in row.notes)


def test_what_the_precision_explains_is_no_skew():
    """A page of 18:30:10 may have come any time in that second: after an alert of 18:30:10.4."""
    events = [page("R1", 10, "datadog:event:1", precision="s"), alert("1", 10.4)]
    record = tl.Timeline(WINDOW, joined(events, links(events)))
    assert len(record.happenings) == 1
    assert "before its cause" not in record.to_markdown()


@pytest.mark.parametrize(
    ("first", "second", "tie"),
    [
        ({"seconds": 1, "precision": "s"}, {"seconds": 1, "precision": "s"}, True),
        ({"seconds": 1, "precision": "s"}, {"seconds": 1.5, "precision": "us"}, True),
        ({"seconds": 1, "precision": "s"}, {"seconds": 2, "precision": "us"}, False),
        ({"seconds": 1, "precision": "us"}, {"seconds": 1.000001, "precision": "us"}, False),
        ({"seconds": 1.5, "precision": "us"}, {"seconds": 2, "precision": "s"}, False),
        ({"seconds": 0, "precision": "min"}, {"seconds": 59, "precision": "s"}, True),
    ],
)
def test_an_order_that_is_not_known_is_a_tie(first, second, tie):
    """Equal instants, and spans that overlap because one source is coarser, are marked."""
    events = [
        event("a", first["seconds"], source="x", precision=first["precision"]),
        event("b", second["seconds"], source="y", precision=second["precision"]),
    ]
    assert ("*tie of 2*" in tl.Timeline(WINDOW, events).to_markdown().split("- <", 1)[1]) == tie


def test_the_demo_shows_who_saw_the_alarm():
    """The line of 18:46 has its Datadog, PagerDuty and Slack witnesses with their lags."""
    text = demo.record().to_markdown()
    (line,) = [line for line in text.splitlines() if '"hook publish volume drop" alerted' in line]
    assert line.startswith("- <18:46 Z>")
    for witness in ("[Datadog](", "[PagerDuty +4 s](", "[Slack +61 s]("):
        assert witness in line
    assert f"- {EVENTS} events in {LINES} lines, 4 folds\n" in text
    assert f"- {EVENTS} events in " in demo.record().to_markdown(fold="happenings")
