"""GitHub's queries: valid against the public schema, whole families, and cheap."""

import pytest
from graphql import build_schema, parse, validate
from graphql.language import FieldNode, Visitor, visit

from support_github import API, read, repository
from support_needs import from_npm
from timeline.sources.github import queries
from timeline.sources.github.items import LEFT_OUT, STEPS, item_type

SCHEMA = "15.26.1"
SINGLE = [each for name, each in vars(queries).items() if name.isupper() and str(each).startswith("query ")]
QUERIES = [queries.searches(4), queries.repositories(4), *SINGLE]
NAMES = [each.split("(")[0].removeprefix("query ") for each in QUERIES]


@pytest.fixture(scope="module")
def schema(pytestconfig):
    """GitHub's public schema."""
    folder = from_npm("@octokit/graphql-schema", SCHEMA, pytestconfig.cache.mkdir("npm"))
    # It defines one field twice, and is GitHub's own: what matters is what it says of our queries.
    return build_schema((folder / "schema.graphql").read_text(), assume_valid=True, assume_valid_sdl=True)


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_each_query_is_valid(schema, query):
    """Every field, type and argument is one that GitHub's public schema has."""
    assert validate(schema, parse(query)) == []


def test_every_item_of_a_timeline_is_asked_for_or_left_out_for_a_reason(schema):
    """A family is asked whole: a member that is new in the schema is seen here."""
    asked, left_out = set(queries.ITEM_TYPES), set(LEFT_OUT)
    assert asked | left_out == set(schema.get_type("PullRequestTimelineItemsItemType").values)
    assert not asked & left_out
    assert all(LEFT_OUT.values())
    members = {each.name for each in schema.get_type("PullRequestTimelineItems").types}
    assert set(STEPS) <= members
    assert {item_type(name) for name in members} == asked | left_out


@pytest.mark.parametrize("query", QUERIES, ids=NAMES)
def test_each_query_declares_what_it_uses(query):
    """Each query parses, and declares every variable that it uses."""

    class Variables(Visitor):
        def __init__(self):
            super().__init__()
            self.declared, self.used = set(), set()

        def enter_variable_definition(self, node, *_):
            self.declared.add(node.variable.name.value)

        def enter_variable(self, node, *_):
            self.used.add(node.name.value)

    found = Variables()
    visit(parse(query), found)
    assert found.used == found.declared


def points(query, variables):
    """The price as GitHub documents it: the requests that fill each connection, taken as full, divided by 100."""

    def value(node):
        return variables[node.name.value] if node.kind == "variable" else int(node.value)

    def requests(node, times):
        sizes = {each.name.value: each.value for each in getattr(node, "arguments", None) or ()}
        size = next((value(sizes[name]) for name in ("first", "last") if name in sizes), None)
        many = len(variables["ids"]) if isinstance(node, FieldNode) and "ids" in sizes else 1
        below = node.selection_set.selections if getattr(node, "selection_set", None) else ()
        return (times if size else 0) + sum(requests(each, times * (size or 1) * many) for each in below)

    return max(1, round(requests(parse(query).definitions[0], 1) / 100))


@pytest.mark.parametrize(("query", "name"), [*zip(QUERIES, NAMES, strict=True)], ids=NAMES)
def test_the_price_of_each_query(query, name):
    """No page is nested into the page of a page: a query costs two points for four repositories, one for one."""
    size = {"PullRequests": 25, "MorePullRequests": 25, "Repositories": 50, "MoreDeployments": 50, "MoreReleases": 50}
    variables = {"size": size.get(name, 100), "ids": ["x"] * 50}
    assert points(query, variables) == (2 if name in ("PullRequests", "Repositories") else 1)


def test_quiet_repositories_are_cheap(monkeypatch):
    """Twelve repositories in which nothing happened cost a dozen of the 5,000 points of an hour."""
    asked = []
    repos = [f"acme/r{number:02}" for number in range(12)]
    record = read(monkeypatch, repos=repos, known={name: repository() for name in repos}, requests=asked)
    bodies = [each.json() for each in asked if each.path == "/graphql"]
    assert sum(points(each["query"], each["variables"]) for each in bodies) == 12
    assert record.complete
    assert API not in str(bodies)
