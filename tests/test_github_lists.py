"""GitHub's lists: one that goes in circles, is capped, or counts more than it tells is never a shorter record."""

import pytest

from support_github import ADA, API, SHA, URL, change, repository
from support_worlds import pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.github import comment, deployment, release, status, workflow_run
from timeline.demo.server import Response
from timeline.demo.server.github import GitHubApi


def three(make):
    return [make(n) for n in range(3)]


LISTS = {
    "the search": {"pulls": three(lambda n: change(n + 1))},
    "files": {"pulls": [change(files=["a", "b", "c"])]},
    "a timeline": {"pulls": [change(items=three(lambda n: comment(n, ADA, at(f"18:4{n}:00"), URL, "x")))]},
    "releases": {"releases": three(lambda n: release(n, API, f"v{n}", SHA, at(f"18:4{n}:00")))},
    "deployments": {"deployments": three(lambda n: deployment(n, SHA, "prod", at(f"18:3{n}:00"), []))},
    "statuses": {
        "deployments": [
            deployment(1, SHA, "prod", at("18:31:00"), three(lambda n: status(f"S{n}", "SUCCESS", at(f"18:5{n}:00"))))
        ]
    },
}
CIRCLES = {
    "a cursor that stays": lambda after, made: ("1", made["nodes"]),
    "the same rows behind growing cursors": lambda after, made: (f"{after}1", made["nodes"]),
    "empty pages behind growing cursors": lambda after, made: (f"{after}1", []),
}


@pytest.mark.parametrize("circle", CIRCLES)
@pytest.mark.parametrize("name", LISTS)
def test_a_connection_without_an_end_ends(monkeypatch, name, circle):
    """Whichever list goes round: it is left after a few pages, what was read is told, and the gap says `paging`."""
    asked, given = [], dict(LISTS[name])
    api = GitHubApi(demo.TOKEN, pulls=given.pop("pulls", []), repositories={API: repository(**given)}, page=1)
    plain = api._connection

    def round_and_round(rows, after=None, size=100):
        if after is None:
            return plain(rows, after, size)
        cursor, nodes = CIRCLES[circle](after, plain(rows, "1", size))
        return {"nodes": nodes, "pageInfo": {"hasNextPage": True, "endCursor": cursor}}

    api._connection = round_and_round
    record = pulled("github", api, monkeypatch, repos=[API], requests=asked)
    assert "paging" in {gap.reason for gap in record.coverage[0].gaps}
    assert len(record)
    assert len(asked) < 40


@pytest.mark.parametrize("nodes", [None, "oops", {}, ...], ids=["null", "a text", "an object", "missing"])
@pytest.mark.parametrize("name", LISTS)
def test_a_connection_whose_nodes_are_no_list_is_a_gap(monkeypatch, name, nodes):
    """Whichever list it is: no rows is what an empty list says, and nothing else does."""
    given = dict(LISTS[name])
    owned = {"pulls": given.pop("pulls", []), "repositories": {API: repository(**given)}}
    whole = pulled("github", GitHubApi(demo.TOKEN, **owned), monkeypatch, repos=[API])
    api = GitHubApi(demo.TOKEN, **owned)
    plain = api._connection

    def hollow(rows, after=None, size=100):
        made = plain(rows, after, size)
        return {key: value for key, value in {**made, "nodes": nodes}.items() if value is not ...} if rows else made

    api._connection = hollow
    record = pulled("github", api, monkeypatch, repos=[API])
    assert len(whole)
    assert whole.complete
    assert record.coverage[0].gaps


MOST = 2


def capped(monkeypatch, seconds, *, more=1000):
    """A record of a pull request and a workflow run of each second; lists tell two, and count `more` beyond them."""
    times = [at(f"18:{each // 60:02}:{each % 60:02}") for each in seconds]
    pulls = [change(n + 1, created=f"{time:%H:%M:%S}") for n, time in enumerate(times)]
    runs = [workflow_run(API, n, SHA, time, time, conclusion=None) for n, time in enumerate(times)]
    api = GitHubApi(demo.TOKEN, pulls=pulls, repositories={API: repository(runs=runs)})
    search, linked = api._search, api._linked

    def searched(query, variables):
        made = search(query, variables)
        if made["issueCount"] <= MOST:
            return made
        return {**made, "issueCount": made["issueCount"] + more, "nodes": made["nodes"][:MOST]}

    def listed(request, rows, key=None):
        if key != "workflow_runs" or len(rows) <= MOST:
            return linked(request, rows, key)
        return Response.json({"total_count": len(rows) + more, key: rows[:MOST]})

    api._search, api._linked = searched, listed
    asked = []
    return pulled("github", api, monkeypatch, repos=[API], requests=asked), asked


def told(record):
    """How many pull requests and workflow runs."""
    return len(record.where(kind="change.proposed")), len(record.where(kind="build.started"))


@pytest.mark.parametrize(
    "seconds", [[1800, 1801, 1802, 1803], [1800, 1800, 1801, 1801], [1800, 1860, 1920, 2400, 2401, 3599, 3599]], ids=str
)
def test_a_list_above_the_cap_is_read_in_halves(monkeypatch, seconds):
    """Down to single seconds; every row is told, and none is asked for twice."""
    record, asked = capped(monkeypatch, seconds)
    assert told(record) == (len(seconds), len(seconds))
    assert (record.complete, record.coverage[0].duplicates) == (True, 0)
    jobs = [each.path for each in asked if each.path.endswith("/jobs")]
    assert len(jobs) == len(set(jobs))


def test_a_second_above_the_cap_is_a_gap(monkeypatch):
    """It cannot be halved: the gap says so, and the seconds around it are read."""
    record, _ = capped(monkeypatch, [1800, 1801, 1801, 1801, 1802])
    assert told(record) == (2, 2)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["cap", "cap"]


def test_fewer_rows_than_were_counted_are_a_gap(monkeypatch):
    """What was told stays, and the gap says how many are missing."""
    record, _ = capped(monkeypatch, [1800, 1801, 1802], more=0)
    assert told(record) == (MOST, MOST)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["count_mismatch", "count_mismatch"]
    assert all("counts 3" in gap.detail and "told 2" in gap.detail for gap in record.coverage[0].gaps)
