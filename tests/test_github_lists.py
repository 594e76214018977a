"""GitHub's lists by GraphQL: one that goes in circles is never a shorter record."""

import pytest

from support_github import ADA, API, SHA, URL, change, repository
from support_worlds import pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.github import comment, deployment, release, status
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
