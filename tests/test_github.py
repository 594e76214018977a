"""GitHub: pull requests by search, the rest by repository."""

from datetime import timedelta

import pytest

from support_github import ADA, API, SHA, URL, change, read, repository
from support_worlds import VARIABLE, WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.github import (
    WEB,
    comment,
    deployment,
    merge,
    push,
    release,
    review,
    status,
    workflow_run,
)
from timeline.demo.server import Response, StandIn
from timeline.demo.server.github import GitHubApi
from timeline.porting.run import Run
from timeline.sources.github import GitHub
from timeline.sources.http.exchange import Response as Answer
from timeline.sources.http.links import next_link
from timeline.sources.http.transport import HttpTransport


def test_a_life_is_told_in_order(monkeypatch):
    """Opened, commented, reviewed, approved, merged; the closing that comes with a merge is not told again."""
    items = [
        comment(5, ADA, at("18:32:00"), URL, "please look"),
        review(6, "COMMENTED", ADA, at("18:33:00"), URL),
        review(7, "CHANGES_REQUESTED", ADA, at("18:34:00"), URL),
        review(8, "APPROVED", ADA, at("18:35:00"), URL),
        *merge(9, SHA, ADA, at("18:36:00"), URL),
    ]
    record = read(monkeypatch, pulls=[change(items=items)])
    assert [(event.id.removeprefix("github:acme/api#1"), event.kind) for event in record] == [
        ("/opened", "change.proposed"), ("/comment/5", "change.commented"), ("/review/6", "change.reviewed"),
        ("/review/7", "change.rejected"), ("/review/8", "change.approved"), ("/merged", "change.merged"),
    ]  # fmt: skip
    assert record.coverage[0].duplicates == 1
    assert record.coverage[0].closes


def test_a_comment_on_a_line_is_not_the_comment_of_the_same_number(monkeypatch):
    """GitHub counts comments on the whole and comments on lines apart: one number stands for two."""
    inline = {**comment(5, ADA, at("18:33:00"), URL, "this line"), "__typename": "PullRequestReviewComment"}
    reviewed = {**review(6, "APPROVED", ADA, at("18:34:00"), URL), "comments": [inline]}
    record = read(monkeypatch, pulls=[change(items=[comment(5, ADA, at("18:32:00"), URL, "all of it"), reviewed])])
    assert [event.body for event in record if event.kind == "change.commented"] == ["all of it", "this line"]
    assert record.coverage[0].duplicates == 0


@pytest.mark.parametrize(
    "path",
    ["main.tf", "a/b.tf.json", "x.tfvars", "x.tfvars.json", ".terraform.lock.hcl", "live/terragrunt.hcl", "m.tofu"],
)
def test_terraform_files_make_a_terraform_change(monkeypatch, path):
    """The tag is set and the sentence says so, wherever among many files they are."""
    files = [f"doc/{n}.md" for n in range(7)] + [path]
    (event,) = read(monkeypatch, pulls=[change(files=files)], page=2)
    assert event.tags["terraform"] == "true"
    assert event.summary == "Terraform change created by Ada Lovelace: Change it (acme/api#1)"


def test_other_files_do_not(monkeypatch):
    """A name that only looks similar is no Terraform file."""
    (event,) = read(monkeypatch, pulls=[change(files=["a.tfx", "terraform.md", "tf", "hcl/terragrunt.hcl.bak"])])
    assert "terraform" not in event.tags
    assert event.summary.startswith("Pull request opened")


@pytest.mark.parametrize("page", [1, 2, 5, 100])
def test_every_page_is_read(monkeypatch, page):
    """Searches, timelines, deployments, statuses, activity and runs page on their own; each event comes once."""
    pulls = [
        change(n, items=[comment(100 * n + m, ADA, at(f"18:4{m}:00"), URL, "x") for m in range(3)]) for n in range(1, 5)
    ]
    statuses = [status(f"S{n}", "SUCCESS", at(f"18:5{n}:00")) for n in range(3)]
    known = repository(
        activity=[push(n, f"{n:040x}", at(f"18:4{n}:30"), "ada") for n in range(1, 6)],
        runs=[workflow_run(API, n, SHA, at(f"18:3{n}:00"), at(f"18:5{n}:00")) for n in range(1, 4)],
        deployments=[deployment(n, SHA, "prod", at(f"18:3{n}:00"), statuses if n == 1 else []) for n in range(3)],
        releases=[release(n, API, f"v{n}", SHA, at(f"19:0{n}:00")) for n in range(3)],
    )
    record = read(monkeypatch, pulls=pulls, known={API: known}, page=page)
    assert len(record) == 4 * 4 + 5 + 6 + 3 + 3 + 3
    assert record.complete


def test_a_run_ends_when_its_last_job_did(monkeypatch):
    """`updated_at` moves later; the jobs say when it was over."""
    run = workflow_run(API, 3, SHA, at("18:31:00"), at("18:40:00"), conclusion="failure")
    run["updated_at"] = "2019-06-20T18:52:00Z"
    record = read(monkeypatch, known={API: repository(runs=[run])})
    assert [(event.kind, event.severity, event.time) for event in record] == [
        ("build.started", None, at("18:31:00")), ("build.failed", "error", at("18:40:00")),
    ]  # fmt: skip


def again(run, attempt, started, ended, conclusion="success"):
    """That run, started again: the earlier attempts stay to be asked for."""
    later = workflow_run(API, run["id"], SHA, started, ended, conclusion=conclusion)
    return {
        **later,
        "created_at": run["created_at"],
        "run_attempt": attempt,
        "_earlier": [*run.get("_earlier", ()), run],
    }


def test_every_attempt_of_a_run_is_told(monkeypatch):
    """The list tells the last attempt; the earlier ones are asked for where they may lie in the window."""
    asked = []
    first = workflow_run(API, 3, SHA, at("18:31:00"), at("18:35:00"), conclusion="failure")
    old = workflow_run(API, 4, SHA, at("12:00:00"), at("12:05:00"), conclusion="failure")
    runs = [again(first, 2, at("18:40:00"), at("18:45:00")), again(old, 2, at("18:00:00"), at("18:33:00"))]
    record = read(monkeypatch, known={API: repository(runs=runs)}, requests=asked)
    assert [(event.id.removeprefix(f"github:{API}/run/"), event.kind) for event in record] == [
        ("3/1/started", "build.started"), ("4/2/ended", "build.succeeded"), ("3/1/ended", "build.failed"),
        ("3/2/started", "build.started"), ("3/2/ended", "build.succeeded"),
    ]  # fmt: skip
    assert record.complete
    assert not [each.path for each in asked if "runs/4/attempts" in each.path]


def test_a_later_page_does_not_take_back_what_was_counted(monkeypatch):
    """A page that is empty and counts nothing is no end of a list that counted more."""

    def fault(service, request, number):
        later = request.path.endswith("/runs") and "page" in request.query
        return Response.json({"total_count": 0, "workflow_runs": []}) if later else None

    runs = [workflow_run(API, n, SHA, at(f"18:3{n}:00"), at("18:50:00")) for n in range(3)]
    record = read(monkeypatch, known={API: repository(runs=runs)}, page=2, fault=fault)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["count_mismatch"]


def test_fewer_jobs_than_counted_do_not_date_an_end(monkeypatch):
    """The job that is missing may have been the last."""

    def fault(service, request, number):
        job = {"id": 1, "completed_at": "2019-06-20T18:35:00Z"}
        return Response.json({"total_count": 2, "jobs": [job]}) if request.path.endswith("/jobs") else None

    runs = [workflow_run(API, 3, SHA, at("18:31:00"), at("18:40:00"))]
    record = read(monkeypatch, known={API: repository(runs=runs)}, fault=fault)
    assert [event.kind for event in record] == ["build.started"]
    assert [gap.reason for gap in record.coverage[0].gaps] == ["count_mismatch"]


@pytest.mark.parametrize("page", [1, 2, 100])
def test_ids_of_pushes_are_their_own(monkeypatch, page):
    """One commit can be pushed twice, in the window and before it: each push has the activity's own id."""
    rows = [push(1, SHA, at("18:00:00"), "ada", branch="a"), push(2, SHA, at("18:40:00"), "ada")]
    rows += [push(3, SHA, at("18:50:00"), "ada", branch="b"), push(4, "c" * 40, at("18:00:01"), "ada")]
    record = read(monkeypatch, known={API: repository(activity=rows)}, page=page)
    assert [event.id for event in record] == [f"github:{API}/activity/2", f"github:{API}/activity/3"]


def test_a_row_that_moved_to_the_next_page_is_no_second_push(monkeypatch):
    """A push at the head moves the others on: the row that a page repeats is a duplicate."""
    api = GitHubApi(demo.TOKEN, pulls=[], repositories={API: repository()}, page=2)
    known = api._repositories[API]["activity"]
    known += [push(n, f"{n}" * 40, at(f"18:4{n}:00"), "ada") for n in range(1, 5)]
    plain = api._linked

    def moved(request, rows, key=None):
        made = plain(request, rows, key)
        if request.path.endswith("/activity") and "page" not in request.query:
            known.append(push(9, "9" * 40, at("18:59:00"), "ada"))
        return made

    api._linked = moved
    record = pulled("github", api, monkeypatch, repos=[API])
    assert len(record) == 4
    assert record.coverage[0].duplicates == 1


@pytest.mark.parametrize(("age", "period"), [(20, "day"), (23.95, "week"), (24 * 6.95, "month"), (24 * 400, None)])
def test_the_period_asked_for_holds_the_window(monkeypatch, age, period):
    """With room to spare: the service counts back from its own clock, at the time it answers."""
    asked = []
    read(monkeypatch, start=WINDOW.start + timedelta(hours=age), requests=asked)
    (activity,) = [each for each in asked if each.path.endswith("/activity")]
    assert activity.query.get("time_period") == period


def test_a_repository_that_is_named_twice_is_read_once(monkeypatch):
    """GitHub's names have no case."""
    asked = []
    record = read(monkeypatch, pulls=[change()], repos=[API, "Acme/API"], requests=asked)
    assert record.coverage[0].duplicates == 0
    assert len([each for each in asked if each.path.endswith("/activity")]) == 1


ORGANIZATION = [{"full_name": API}, {"full_name": "acme/infra"}]


def test_a_list_of_repositories_without_an_end_ends(monkeypatch):
    """A page that leads back is asked for once; the repositories that were listed are read, the rest is a gap."""
    asked = []

    def fault(service, request, number):
        if not request.path.startswith("/orgs/"):
            return None
        return Response.json(ORGANIZATION, headers={"Link": '</github/orgs/acme/repos?page=2>; rel="next"'})

    known = {API: repository(), "acme/infra": repository()}
    api = GitHubApi(demo.TOKEN, pulls=[change()], repositories=known)
    record = pulled("github", api, monkeypatch, organization="acme", fault=fault, requests=asked)
    assert len([each for each in asked if each.path.startswith("/orgs/")]) == 2
    assert [event.kind for event in record] == ["change.proposed"]
    assert [(gap.reason, gap.where) for gap in record.coverage[0].gaps] == [("paging", "acme")]


def test_a_status_inside_of_a_deployment_before(monkeypatch):
    """A deployment created before the window tells its statuses inside it."""
    old = deployment(1, SHA, "prod", at("12:00:00"), [status("S1", "FAILURE", at("18:40:00"))])
    (event,) = read(monkeypatch, known={API: repository(deployments=[old])})
    assert (event.kind, event.severity) == ("deploy.failed", "error")


def test_an_environment_has_an_address(monkeypatch):
    """Its name may hold what an address may not."""
    known = repository(deployments=[deployment(1, SHA, "prod/eu west", at("18:40:00"), [])])
    (event,) = read(monkeypatch, known={API: known})
    assert event.url == f"{WEB}/{API}/deployments/prod%2Feu%20west"


@pytest.mark.parametrize(("minutes", "provisional"), [(0, True), (9, True), (11, False)])
def test_the_record_of_a_moment_ago_is_provisional(monkeypatch, minutes, provisional):
    """The search's index lags behind: a change of the last minutes may not be in it yet."""
    record = read(monkeypatch, pulls=[change()], start=WINDOW.end + timedelta(minutes=minutes))
    assert (record.coverage[0].provisional_until is not None) == provisional


def test_edges_are_half_open(monkeypatch):
    """What is exactly on the start is inside, what is exactly on the end is not."""
    known = repository(activity=[push(1, "1" * 40, WINDOW.start, "ada"), push(2, "2" * 40, WINDOW.end, "ada")])
    assert [event.id for event in read(monkeypatch, known={API: known})] == [f"github:{API}/activity/1"]


def test_a_hidden_repository_is_a_gap_beside_the_others(monkeypatch):
    """Not visible looks like not existing; the others are read."""
    record = read(monkeypatch, pulls=[change()], repos=[API, "acme/secret"])
    (row,) = record.coverage
    assert len(record) == 1
    assert {gap.where for gap in row.gaps} == {"acme/secret"}


def asked(request):
    """What a GraphQL request asks; nothing for other requests."""
    return request.json() if request.path == "/graphql" else {"query": "", "operationName": "", "variables": {}}


@pytest.mark.parametrize(
    "answer", [{"data": None, "errors": [{"type": "NOT_FOUND", "message": "gone"}]}, {"message": "Bad Gateway"}]
)
def test_one_repository_does_not_take_the_others_down(monkeypatch, answer):
    """A query of several repositories that fails as a whole is asked again for each by itself."""

    def fault(service, request, number):
        gone = "gone" in str(asked(request)["variables"])
        return Response.json(answer, 200 if "data" in answer else 502) if gone else None

    known = {API: repository(releases=[release(1, API, "v1", SHA, at("19:00:00"))])}
    record = read(monkeypatch, pulls=[change()], repos=[API, "acme/gone"], known=known, fault=fault)
    assert [event.kind for event in record] == ["change.proposed", "release.published"]
    assert {gap.where for gap in record.coverage[0].gaps} == {"acme/gone", "repo:acme/gone"}


@pytest.mark.parametrize("most", [3, 10, 60])
def test_what_takes_too_long_is_asked_for_in_smaller_pages(monkeypatch, most):
    """A query over many objects is answered with a 502 or 504: with fewer of them a page it is not, and nothing is lost."""

    def fault(service, request, number):
        query = asked(request)
        return Response(502) if query["query"] and query["variables"].get("size", 100) > most else None

    items = [comment(n, ADA, at(f"18:4{n}:00"), URL, "x") for n in range(5)]
    deployments = [deployment(n, SHA, "prod", at(f"18:3{n}:00"), []) for n in range(5)]
    known = {API: repository(deployments=deployments)}
    record = read(monkeypatch, pulls=[change(items=items)], known=known, fault=fault, page=2)
    assert len(record) == 1 + 5 + 5
    assert record.complete


def test_a_host_that_is_dead_is_given_up_soon(monkeypatch):
    """No answer at all is no sign of too big a query: it is not asked for in ever smaller pages."""
    asked = []
    record = read(monkeypatch, fault=lambda *_: Response(hang_up=True), requests=asked)
    assert record.coverage[0].status == "failed"
    assert len(asked) <= 4 * 5 + 2


def test_a_list_that_goes_on_without_a_cursor_is_a_gap(monkeypatch):
    """More of it exists and nothing leads there: that is not its end."""
    api = GitHubApi(demo.TOKEN, pulls=[change(files=["a", "b"])], repositories={API: repository()}, page=1)
    plain = api._connection
    api._connection = lambda *given: {**(made := plain(*given)), "pageInfo": {**made["pageInfo"], "endCursor": None}}
    record = pulled("github", api, monkeypatch, repos=[API])
    assert [gap.reason for gap in record.coverage[0].gaps] == ["paging"]


def test_a_status_that_cannot_be_told_is_a_gap(monkeypatch):
    """An error beside a later page of a deployment's statuses says that some are missing."""
    told = deployment(1, SHA, "prod", at("18:31:00"), [status(f"S{n}", "SUCCESS", at(f"18:5{n}:00")) for n in range(4)])
    api = GitHubApi(demo.TOKEN, pulls=[], repositories={API: repository(deployments=[told])}, page=2)
    plain = api._operation
    api._operation = lambda name, variables: {
        **plain(name, variables),
        **({"errors": [{"type": "INTERNAL"}]} if name == "MoreStatuses" else {}),
    }
    record = pulled("github", api, monkeypatch, repos=[API])
    assert len(record) == 5
    assert [gap.reason for gap in record.coverage[0].gaps] == ["partial_answer"]


def test_errors_beside_data_keep_the_data(monkeypatch):
    """GraphQL answers 200 with both: what is there is told, what is not is a gap."""
    api = GitHubApi(demo.TOKEN, pulls=[change()], repositories={API: repository()})
    plain = api._operation
    errors = [{"type": "SOMETHING", "path": ["s0", "nodes", 3], "message": "token hunter2"}]
    api._operation = lambda name, variables: {
        **plain(name, variables),
        **({"errors": errors} if name == "PullRequests" else {}),
    }
    record = pulled("github", api, monkeypatch, repos=[API])
    assert len(record) == 1
    assert record.coverage[0].gaps[0].reason == "partial_answer"
    assert "hunter2" not in record.to_json()


@pytest.mark.parametrize("graphql_follows", [True, False])
@pytest.mark.parametrize("asked_for", ["acme/old", "Acme/API"])
def test_a_repository_is_told_under_its_present_name(monkeypatch, asked_for, graphql_follows):
    """Under a former name a search finds nothing and says nothing; ids are spelled as GitHub spells them."""
    known = {API: repository(activity=[push(1, SHA, at("18:50:00"), "ada")])}
    items = merge(9, SHA, ADA, at("18:50:00"), URL)
    api = GitHubApi(demo.TOKEN, pulls=[change(items=items)], repositories=known, former={"acme/old": API})
    if not graphql_follows:
        plain = api._several
        api._several = lambda variables: plain({**variables, "n0": variables["n0"].replace("old", "gone")})
    record = pulled("github", api, monkeypatch, repos=[asked_for])
    assert [event.id for event in record] == [
        f"github:{API}#1/opened",
        f"github:{API}#1/merged",
        f"github:{API}/activity/1",
    ]
    assert record[1].happening == record[2].happening == record[1].id
    assert record.complete


def test_a_secondary_limit_is_waited_for(monkeypatch):
    """A 403 that is a limit is no missing permission."""
    limited = Response.json({"message": "You have exceeded a secondary rate limit"}, 403, {"Retry-After": "60"})
    fault = lambda service, request, number: limited if number < 2 else None  # noqa: E731
    record = read(monkeypatch, pulls=[change()], fault=fault)
    assert record.complete
    assert record.coverage[0].measured["waited_s"] >= 60


@pytest.mark.parametrize(
    "limited",
    [
        Response.json({"message": "You have triggered an abuse detection mechanism. Please retry later."}, 403),
        Response.json({"data": None, "errors": [{"message": "You have exceeded a secondary rate limit."}]}),
        Response.json(
            {"data": {"s0": None}, "errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
        ),
    ],
)
def test_every_way_to_say_a_limit_is_understood(monkeypatch, limited):
    """Older servers call it abuse; GraphQL says it in a 200. Without a time it is a minute, or less for the primary one."""
    answers = [limited]
    fault = lambda service, request, number: answers.pop() if asked(request)["query"] and answers else None  # noqa: E731
    record = read(monkeypatch, pulls=[change()], fault=fault)
    assert [event.kind for event in record] == ["change.proposed"]
    assert record.complete
    assert record.coverage[0].measured["waited_s"] >= (60 if b"RATE_LIMITED" not in limited.body else 1)


def test_an_empty_repository_is_no_gap(monkeypatch):
    """It has no activity to tell, which the service says with a 409."""

    def fault(service, request, number):
        empty = request.path.startswith("/repos/acme/new/activity")
        return Response.json({"message": "Git Repository is empty."}, 409) if empty else None

    record = read(monkeypatch, repos=["acme/new"], known={"acme/new": repository()}, fault=fault)
    assert record.complete
    assert "a repository is empty" in record.coverage[0].notes


@pytest.mark.parametrize(
    ("header", "link"),
    [
        ('<http://h/x?a=1,2&page=2>; rel="next", <http://h/x?page=9>; rel="last"', "http://h/x?a=1,2&page=2"),
        ('<http://h/x?page=1>; rel="prev", <http://h/x?page=3>; title="t"; rel=next', "http://h/x?page=3"),
        ('<http://h/x?page=9>; rel="last"', None),
    ],
)
def test_a_next_link_is_found_among_others(header, link):
    """Addresses may hold the comma that separates them."""
    assert next_link(Answer(200, {"link": header}, b"")) == link


def test_a_link_to_another_host_is_not_followed(monkeypatch):
    """The token goes to its own host only, whatever a next-link says."""

    def fault(service, request, number):
        if request.path.endswith("/activity"):
            return Response.json([], headers={"Link": '<https://evil.example/x?page=2>; rel="next"'})
        return None

    (gap,) = read(monkeypatch, fault=fault).coverage[0].gaps
    assert gap.reason == "bad_link"
    assert "evil" not in gap.detail


@pytest.mark.parametrize(
    ("base", "graphql", "web"),
    [
        ("https://api.github.com", "https://api.github.com/graphql", "https://github.com"),
        ("https://git.example/api/v3", "https://git.example/api/graphql", "https://git.example"),
        ("https://git.example/api/v3/", "https://git.example/api/graphql", "https://git.example"),
        ("https://api.git.example/api/v3", "https://api.git.example/api/graphql", "https://api.git.example"),
        ("https://api.acme.ghe.com", "https://api.acme.ghe.com/graphql", "https://acme.ghe.com"),
    ],
)
def test_enterprise_servers_have_their_own_addresses(base, graphql, web):
    """GraphQL stands beside REST, links lead to the server itself."""
    source = GitHub(repos=[API], base_url=base)
    assert (source.graphql_url, source.web) == (graphql, web)


def test_its_connections_are_closed_with_the_run(monkeypatch):
    """However often it connects, nothing stays open behind a pull."""
    opened, closed = [], []
    made, close = HttpTransport.__init__, HttpTransport.close
    monkeypatch.setattr(HttpTransport, "__init__", lambda self, *given: opened.append(self) or made(self, *given))
    monkeypatch.setattr(HttpTransport, "close", lambda self: closed.append(self) or close(self))
    read(monkeypatch)
    assert opened
    assert closed == opened


@pytest.mark.parametrize("status", [403, 404])
def test_the_token_of_an_installed_app_is_no_users_and_is_good(monkeypatch, status):
    """GitHub refuses such a token its user: neither the check nor the first configuration may end there."""

    def fault(service, request, number):
        if request.path == "/installation/repositories":
            return Response.json({"total_count": 1, "repositories": [{"full_name": API}]})
        return Response.json({"message": "no"}, status) if request.path.startswith("/user") else None

    api = GitHubApi(demo.TOKEN, pulls=[], repositories={API: repository()})
    monkeypatch.setenv(VARIABLE, demo.TOKEN)
    with StandIn({"github": api}, fault=fault) as server:
        source = GitHub(base_url=server.url("github"), token_env=VARIABLE, repos=(API,))
        run = Run("github", WINDOW)
        assert list(source.check(run))[-1] == f"{API} is visible"
        assert API in " ".join(source.template(run))
        run.close()
