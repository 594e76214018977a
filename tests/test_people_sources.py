"""What the services state of the people whom they name, and what is said where they may not."""

import pytest

from support_github import SHA, change, item, repository
from support_github import read as read_github
from support_people import groups
from support_slack import WHEN
from support_worlds import pulled
from test_datadog import read as read_datadog
from test_datadog_words import acted
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.github import author, person, release
from timeline.demo.payloads.pagerduty import entry, incident, reference
from timeline.demo.payloads.pagerduty import user as pager
from timeline.demo.payloads.slack import channel, message, user
from timeline.demo.payloads.terraform import ingress, run, workspace
from timeline.demo.payloads.terraform import user as account
from timeline.demo.server import Response
from timeline.demo.server.pagerduty import PagerDutyApi
from timeline.demo.server.slack import SlackApi
from timeline.demo.server.terraform import TerraformApi
from timeline.model.profile import Profile

NO_MAIL = "people could not be joined by e-mail: `users:read.email` is missing"
MAIL = "ruth@org.example"


def stated(record):
    """The profiles by id."""
    found = {}
    for each in record.profiles:
        found.setdefault(each.id, []).append(each)
    return found


def slack(monkeypatch, users, messages=None, **more):
    api = SlackApi(
        demo.TOKEN, channels=[channel("C0A", "alerts")], users=users,
        messages={"C0A": messages or [message(WHEN, each["id"], f"hi from {each['id']}") for each in users]},
    )  # fmt: skip
    return pulled("slack", api, monkeypatch, channels=["C0A"], **more)


def test_slack_states_names_addresses_and_who_left(monkeypatch):
    """A person, one who left, a bot; whoever is mentioned, too, known or not."""
    bot = user("U8", "ci", "CI") | {"is_bot": True}
    users = [
        user("U1", "ruth", "Ruth Bader", email=MAIL),
        user("U2", "bo", "Bo", email="bo@org.example", deleted=True),
        bot,
    ]
    texts = [message(WHEN, "U1", "ask <@U2>, <@U8> or <@U9>")]
    found = stated(slack(monkeypatch, users, texts))
    assert {key: (each.name, each.kind, each.active, bool(each.email)) for key, (each,) in found.items()} == {
        "U1": ("Ruth Bader", "person", True, True), "U2": ("Bo", "person", False, True), "U8": ("CI", "bot", True, False),
        "U9": (None, "person", True, False),
    }  # fmt: skip
    assert found["U1"][0].names == ("ruth",)


@pytest.mark.parametrize(
    ("users", "noted"),
    [
        ([user("U1", "a", "A"), user("U2", "b", "B")], True),
        ([user("U1", "a", "A", email=MAIL), user("U2", "guest", "Guest")], False),
        ([user("U8", "ci", "CI") | {"is_bot": True}], False),
    ],
)
def test_slack_says_once_that_addresses_are_missing(monkeypatch, users, noted):
    """Where nobody's address can be read, and not where one guest or a bot has none; nothing is joined by name."""
    record = slack(monkeypatch, users)
    assert record.coverage[0].notes.count(NO_MAIL) == noted
    assert groups(record.people) == set()
    assert record.complete


def test_one_list_of_all_has_the_addresses_of_those_whom_messages_tell(monkeypatch):
    """A message may carry its writer's profile, which has no address: one call for all of them, none for each."""
    users = [user(f"U{n}", f"u{n}", f"User {n}", email=f"u{n}@org.example") for n in range(1, 5)]
    texts = [
        message(WHEN, each["id"], f"hi {each['id']}", user_profile={"real_name": each["real_name"]}) for each in users
    ]
    requests = []
    found = stated(slack(monkeypatch, users, texts, requests=requests))
    assert all(each.email for (each,) in found.values())
    paths = [each.path for each in requests]
    assert (paths.count("/users.list"), paths.count("/users.info")) == (1, 0)


ABOUT = incident("Q1", 7, "cpu", "api", at("18:31:00"), first="R0")
RUTH, BO = reference("PRUTH", "user", "Ruth"), reference("PBO", "user", "Bo")


def pagerduty(monkeypatch, users, entries, **more):
    api = PagerDutyApi(demo.TOKEN, entries=entries, changes=[], notes={}, users=users)
    return pulled("pagerduty", api, monkeypatch, **more)


def test_pagerduty_states_whom_the_log_names(monkeypatch):
    """Who acted, whom it was given to and who was told: one list of users for all of them, and nobody else of it."""
    requests = []
    entries = [
        entry("R1", "acknowledge", at("18:40:00"), ABOUT, RUTH),
        entry("R2", "assign", at("18:41:00"), ABOUT, assignees=[BO]),
        entry(
            "R3",
            "notify",
            at("18:42:00"),
            ABOUT,
            user=reference("PGONE", "user", "Gone") | {"deleted_at": "2019-06-21"},
        ),
    ]
    users = [
        pager("PRUTH", "Ruth Bader", MAIL),
        pager("PBO", "Bo", "oncall@org.example"),
        pager("PX", "X", "x@org.example"),
    ]
    record = pagerduty(monkeypatch, users, entries, requests=requests)
    found = stated(record)
    assert {key: (each.name, bool(each.email), each.shared, each.active) for key, (each,) in found.items()} == {
        "PRUTH": ("Ruth Bader", True, False, True), "PBO": ("Bo", True, True, True), "PGONE": ("Gone", False, False, False),
    }  # fmt: skip
    assert found["PRUTH"][0].names == ("Ruth",)
    assert [each.path for each in requests].count("/users") == 1
    assert record.coverage[0].notes == ()


def test_pagerduty_asks_for_nobody_where_the_log_names_nobody(monkeypatch):
    """And where the list of users is refused, that is a note, and the names of the log stay."""
    requests = []
    pagerduty(monkeypatch, [], [entry("R1", "trigger", at("18:40:00"), ABOUT)], requests=requests)
    assert "/users" not in [each.path for each in requests]
    record = pagerduty(monkeypatch, None, [entry("R1", "acknowledge", at("18:40:00"), ABOUT, RUTH)])
    assert "PagerDuty's users could not be read" in record.coverage[0].notes[0]
    assert record.complete
    assert [each.name for each in record.profiles] == ["Ruth"]


def test_github_states_logins_and_the_addresses_of_commits(monkeypatch):
    """Beside an author's account, and none without; a noreply address is the login; no event keeps an address."""
    ruth, bot = author("ada", "Ruth", MAIL), author("ci[bot]", "ci", "x@org.example")
    merged = item("MergedEvent", "18:40:00", mergeSha={"oid": SHA}, url="u")
    asked = item("ReviewRequestedEvent", "18:35:00", requestedReviewer=person("bo", "Bo Lee"))
    pulls = [
        change(1, items=[asked, merged], mergeCommit={"oid": SHA, "author": ruth}, mergedAt="2019-06-20T18:40:00Z"),
        change(2, headRef={"target": {"author": author("kim", "Kim", "7+kim@users.noreply.github.com")}}),
        change(3, headRef={"target": {"author": {"name": "No", "email": "no@org.example", "user": None}}}),
        change(4, headRef={"target": {"author": bot}}),
    ]
    made = release(1, "acme/api", "v1", SHA, at("18:45:00"))
    made["tagCommit"]["author"] = author("grace-hopper", "G", "g@org.example")
    record = read_github(monkeypatch, pulls=pulls, known={"acme/api": repository(releases=[made])})
    found = {key: {(each.login, bool(each.email)) for each in each_} for key, each_ in stated(record).items()}
    assert found == {
        "ada": {("github.com/ada", False), ("github.com/ada", True)}, "bo": {("github.com/bo", False)},
        "kim": {("github.com/kim", False)}, "grace-hopper": {("github.com/grace-hopper", False), ("github.com/grace-hopper", True)},
    }  # fmt: skip
    assert "e-mail" not in record.to_json(raw=True)
    assert "org.example" not in record.to_json(raw=True)
    assert "Bo Lee" in {name for row in record.people for name in row.names}


def signs_on(answer):
    """What the organization's identities are answered with."""
    return lambda _name, request, _n: answer if b"SignOn" in (request.body or b"") else None


def test_github_states_sign_on_ids_where_it_is_asked_for(monkeypatch):
    """Of those who were named, in one request; without `sso = true` in none."""
    nodes = [
        {"user": {"login": "Ada"}, "samlIdentity": {"nameId": MAIL}, "scimIdentity": {"username": "ruth"}},
        {"user": {"login": "other"}, "samlIdentity": {"nameId": "o"}, "scimIdentity": None},
        {"user": None, "samlIdentity": {"nameId": "x"}, "scimIdentity": None},
    ]
    found = {"nodes": nodes, "pageInfo": {"hasNextPage": False, "endCursor": None}}
    told = Response.json({"data": {"organization": {"samlIdentityProvider": {"externalIdentities": found}}}})
    requests = []
    record = read_github(monkeypatch, pulls=[change(1)], sso=True, fault=signs_on(told), requests=requests)
    assert sum(each.sso is not None for each in record.profiles) == 2
    assert {each.id for each in record.profiles} == {"ada"}
    assert sum(b"SignOn" in (each.body or b"") for each in requests) == 1
    asked = []
    read_github(monkeypatch, pulls=[change(1)], requests=asked)
    assert len(asked) == len(requests) - 1


@pytest.mark.parametrize(
    "refused",
    [
        {"data": {"organization": {"samlIdentityProvider": None}}},
        {"data": {"organization": None}, "errors": [{"type": "FORBIDDEN", "path": ["organization"], "message": "no"}]},
    ],
)
def test_identities_that_may_not_be_read_are_a_note(monkeypatch, refused):
    """The record is whole without them."""
    record = read_github(monkeypatch, pulls=[change(1)], sso=True, fault=signs_on(Response.json(refused)))
    assert record.complete
    assert len(record) == 1
    assert any("by sign-on" in note for note in record.coverage[0].notes)


def terraform(monkeypatch, emails, included, **more):
    made = run("run-a", "ws-1", at("18:40:00"), "Change", {"confirmed": at("18:42:00")}, confirmed_by="user-7")
    api = TerraformApi(
        demo.TOKEN, organization="acme", workspaces=[workspace("ws-1", "prod")], runs=[made], included={"run-a": included},
        events={}, users=[account("user-7", "ruth")], emails=emails,
    )  # fmt: skip
    return pulled("terraform", api, monkeypatch, organization="acme", **more)


def test_terraform_states_user_names_memberships_and_senders(monkeypatch):
    """A sender is an account of where the repository lies; memberships of others are not stated."""
    emails = {f"user-{n}": f"u{n}@org.example" for n in range(9)}
    record = terraform(monkeypatch, emails, ingress("run-a", "acme/api", SHA, "RBader"))
    found = {
        key: (each.name, each.names, each.login, bool(each.email), each.own) for key, (each,) in stated(record).items()
    }
    assert found == {
        "user-7": (None, ("ruth",), None, True, True),
        "RBader": (None, ("RBader",), "github.com/rbader", False, False),
    }
    github = Profile("github", "rbader", name="Ruth Bader", login="github.com/rbader")
    assert groups((record | _with(record, github)).people) == {frozenset({"terraform:RBader", "github:rbader"})}


def _with(record, *profiles):
    return type(record)(record.window, (), record.coverage, profiles=profiles)


@pytest.mark.parametrize("page", ["https://gitlab.example/rbader", ""])
def test_a_sender_elsewhere_is_no_account_of_github(monkeypatch, page):
    """The login counts on its own host only; where nothing says which, it is none."""
    sent = ingress("run-a", "acme/api", SHA, "rbader")
    sent[1]["attributes"] |= {"sender-html-url": page, "commit-url": None}
    found = stated(terraform(monkeypatch, {}, sent))["rbader"][0]
    assert found.login == ("gitlab.example/rbader" if page else None)


def test_memberships_that_may_not_be_read_are_a_note(monkeypatch):
    """And the user names stay."""
    record = terraform(monkeypatch, None, [])
    assert any("the organization's memberships could not be read" in note for note in record.coverage[0].notes)
    assert record.complete
    assert stated(record)["user-7"][0].names == ("ruth",)


ALONE = [
    acted(key="901", usr={"email": MAIL, "name": "Ruth"}, actor="USER"),
    acted(key="902", author={"name": "bo@org.example", "type": "user"}),
    acted(key="903", usr={"uuid": "u-3", "handle": "kim@org.example", "name": "Kim"}, actor="USER"),
]


def test_a_handle_is_nobodys_id_or_name(monkeypatch):
    """Who is known by an address only has a name at most; the note says by which scope they would have an id."""
    record = read_datadog(ALONE, monkeypatch, query="source:*")
    assert {(each.actor.id, each.actor.name) for each in record} == {(None, "Ruth"), (None, None), ("u-3", "Kim")}
    assert "@" not in record.to_json() + repr(list(record))
    assert any("user_access_read" in note for note in record.coverage[0].notes)
    assert {(each.id, bool(each.email)) for each in record.profiles} == {("Ruth", True), ("u-3", True)}


def test_the_list_of_accounts_gives_ids(monkeypatch):
    """Asked for once, and only where somebody has no id; nobody is stated whom the events do not name."""
    accounts = [
        {"id": "u-1", "type": "users", "attributes": {"name": "Ruth Bader", "handle": MAIL, "email": MAIL}},
        {"id": "u-2", "type": "users", "attributes": {"name": "Bo", "handle": "bo@org.example", "disabled": True}},
        {"id": "u-9", "type": "users", "attributes": {"name": "X", "handle": "x@org.example"}},
    ]
    asked = []

    def users(_name, request, _number):
        asked.append(request.path)
        return Response.json({"data": accounts}) if request.path == "/api/v2/users" else None

    record = read_datadog(ALONE, monkeypatch, query="source:*", fault=users)
    assert {each.actor.id for each in record} == {"u-1", "u-2", "u-3"}
    assert {(each.id, each.active, bool(each.email)) for each in record.profiles} == {
        ("u-1", True, True), ("u-2", False, True), ("u-3", True, True)
    }  # fmt: skip
    assert asked.count("/api/v2/users") == 1
    asked.clear()
    read_datadog(ALONE[2:], monkeypatch, query="source:*", fault=users)
    assert "/api/v2/users" not in asked


def test_two_of_one_name_without_an_id_state_nothing(monkeypatch):
    """A name of two addresses is no id: they would be one person by it."""
    two = [acted(key=f"90{n}", usr={"email": f"r{n}@org.example", "name": "Ruth"}, actor="USER") for n in (1, 2)]
    assert read_datadog(two, monkeypatch, query="source:*").profiles == ()
