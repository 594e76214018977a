"""Who is who: ids are joined by what services state and by a file, and by nothing else."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_people import acted, groups, profile, reasons, world
from timeline.model.addresses import github_account, holds_address, is_shared
from timeline.model.errors import ConfigError
from timeline.model.profile import read, written
from timeline.people.rules import read_rules

RUTH, OTHER = "ruth@org.example", "ruth.b@org.example"
ALL = [
    profile("slack:U1", "Ruth Bader", RUTH, names=("ruth",)),
    profile("pagerduty:P1", "Ruth Bader", RUTH),
    profile("github:rbader", None, RUTH, login="github.com/rbader"),
    profile("terraform:rbader", None, names=("rbader",), login="github.com/rbader", own=False),
    profile("terraform:user-7", None, RUTH, names=("ruth",)),
]
REFS = frozenset(each.ref for each in ALL)


@pytest.mark.parametrize("order", range(6))
def test_one_person_in_every_service_is_one_row(order):
    """The same address and the same login join; the bytes do not depend on the order of the sources."""
    shuffled = list(itertools.permutations(ALL))[order * 19]
    people = world(*shuffled).people
    assert [set(row.ids) for row in people] == [REFS]
    assert people == world(*ALL).people
    (row,) = people
    assert (row.name, row.kind) == ("Ruth Bader", "person")
    assert {join.key: set(join.ids) for join in row.joins} == {
        "email": REFS - {"terraform:rbader"},
        "github_noreply": {"github:rbader", "terraform:rbader"},
    }
    assert people.person_of("terraform", "ruth") is row is people.person_of("slack", "U1")
    assert people.person_of("slack", "nobody") is None


WRONG = {
    "equal names": [profile("slack:U1", "Ruth"), profile("github:ruth", "Ruth")],
    "addresses that differ": [profile("slack:U1", "Ruth", RUTH), profile("github:ruth", "Ruth", OTHER)],
    "a role's address": [profile("slack:U1", "Ann", "oncall@org.example"), profile("pagerduty:P1", "Bo", "oncall@org.example")],
    "what stands for a role's address": [
        profile("slack:U1", "Ann", "⟨e-mail shared 3fa29c01⟩"), profile("pagerduty:P1", "Bo", "⟨e-mail shared 3fa29c01⟩")
    ],
    "a bot": [profile("slack:B1", "Deploy", RUTH, kind="bot"), profile("github:deploy", "Deploy", RUTH)],
    "a service": [profile("datadog:d1", "Key", RUTH, kind="service"), profile("slack:U1", "Ruth", RUTH)],
    "a deactivated twin": [profile("slack:U1", "Ruth", RUTH, active=False), profile("github:ruth", "Ruth", RUTH)],
    "an accent": [profile("slack:U1", "Rene", "rene@org.example"), profile("github:r", "René", "rené@org.example")],
    "a login elsewhere": [profile("github:r", login="github.com/r"), profile("ghe:r", login="git.org.example/r")],
    "another's noreply": [profile("github:r", email="7+rb@users.noreply.github.com"), profile("ghe:r", login="github.com/r")],
    "two users of one address": [profile("slack:U1", "Ann", RUTH), profile("slack:U2", "Bo", RUTH)],
}  # fmt: skip


@pytest.mark.parametrize("profiles", WRONG.values(), ids=WRONG)
def test_what_joins_nobody(profiles):
    """Neither names nor what several share, bots have, or who left had: no wrong join, and each is listed."""
    people = world(*profiles).people
    assert groups(people) == set()
    assert len(people) == len(profiles)
    persons = {row.ids[0] for row in people if row.kind == "person"}
    assert persons <= set(reasons(people)) or {each.source for each in profiles} == {"slack"}


RIGHT = {
    "capitals": [profile("slack:U1", "Ruth", "Ruth@Org.example"), profile("github:r", None, "ruth@org.example")],
    "NFC and NFD": [profile("slack:U1", "R", "ren\u00e9@org.example"), profile("github:r", None, "rene\u0301@org.example")],
    "a placeholder": [profile("slack:U1", "R", "⟨e-mail 3fa29c01⟩"), profile("github:r", None, "⟨e-mail 3fa29c01⟩")],
    "noreply": [profile("github:r", login="github.com/rb"), profile("jira:5", "R", "12+RB@users.noreply.github.com")],
    "a changed address": [
        profile("slack:U1", "R", RUTH), profile("slack:U1", "R", OTHER), profile("github:r", None, OTHER)
    ],
    "sign-on": [profile("github:r", sso="r.bader"), profile("jira:5", sso="R.Bader")],
    "sign-on and address": [profile("github:r", sso=RUTH), profile("slack:U1", "R", RUTH)],
    "a deactivated twin beside": [
        profile("slack:U0", "R", RUTH, active=False), profile("slack:U1", "R", RUTH), profile("github:r", None, RUTH)
    ],
    "sign-on within one source": [profile("slack:U1", "R", sso="r"), profile("slack:U2", "R", sso="r")],
}  # fmt: skip


@pytest.mark.parametrize("profiles", RIGHT.values(), ids=RIGHT)
def test_what_joins(profiles):
    """Spelling does not matter where it is the same; each active id is in the one row."""
    people = world(*profiles).people
    assert groups(people) == {frozenset(each.ref for each in profiles if each.active)}


def test_an_address_of_two_active_users_is_named():
    """It joins none of them, nor anybody else, and the table says why."""
    people = world(
        profile("slack:U1", "Ann", RUTH), profile("slack:U2", "Bo", RUTH), profile("github:x", None, RUTH)
    ).people
    assert groups(people) == set()
    assert {ref for ref, why in reasons(people).items() if "2 active users of slack" in why} == {
        "slack:U1", "slack:U2", "github:x"
    }  # fmt: skip


def test_two_users_of_one_source_are_not_joined_by_way_of_a_third():
    """An id that states the addresses of two users belongs to neither, for nobody knows to which."""
    people = world(
        profile("slack:U1", "Ann", RUTH), profile("slack:U2", "Bo", OTHER),
        profile("github:x", None, RUTH), profile("github:x", None, OTHER), profile("jira:5", "Ann", RUTH),
    ).people  # fmt: skip
    assert groups(people) == {frozenset({"github:x", "jira:5"})}
    assert "slack:U1" in reasons(people)


def test_a_file_wins():
    """It joins what nobody states, names, and separates; what is stated of the ids it names goes with them."""
    record = world(*ALL, profile("slack:U9", "R.B."))
    (row,) = record.with_people({"Ruth B.": ["slack:U9", "slack:U1"]}).people
    assert (row.name, set(row.ids)) == ("Ruth B.", REFS | {"slack:U9"})
    parted = record.with_people({"apart": [["slack:U1", "github:rbader"]]})
    rows = {ref: row for row in parted.people for ref in row.ids}
    assert rows["slack:U1"] is not rows["github:rbader"]
    assert rows["terraform:rbader"] is rows["github:rbader"]
    named = record.with_people({"Ruth": ["slack:U1"], "Someone": ["github:rbader"]})
    rows = {ref: row.name for row in named.people for ref in row.ids}
    assert (rows["slack:U1"], rows["github:rbader"], rows["terraform:rbader"]) == ("Ruth", "Someone", "Someone")
    assert "slack:U1" in reasons(named.people)


def test_joined_and_unjoined_again_is_as_it_was():
    """A file changes no event: without it the record is what it was, to the byte."""
    record = world(*ALL, profile("slack:U9"))
    ruled = record.with_people({"R": ["slack:U9", "slack:U1"]})
    assert ruled.to_json() != record.to_json()
    assert ruled.with_people({}).to_json() == record.to_json()
    assert ruled.stated == record.stated == ruled.with_people({}).stated


FAULTS = {
    "twice in a file": ([{"A": ["x:1"], "B": ["x:1"]}], "'x:1' is named twice.*'A'.*'B'"),
    "in two files": ([{"A": ["x:1"]}, {"B": ["x:1"]}], "named twice"),
    "no id": ([{"A": ["ruth"]}], "no id"),
    "no list": ([{"A": "x:1"}], "a list of ids"),
    "an empty list": ([{"A": []}], "a list of ids"),
    "a number": ([{"A": [1]}], "no id"),
    "no name": ([{" ": ["x:1"]}], "no name"),
    "apart alone": ([{"apart": [["x:1"]]}], "list of lists"),
    "apart and joined": ([{"A": ["x:1", "y:1"], "apart": [["x:1", "y:1"]]}], "kept apart, and named as one"),
}


@pytest.mark.parametrize(("given_", "says"), FAULTS.values(), ids=FAULTS)
def test_a_file_that_contradicts_itself_is_refused(given_, says):
    """An id that stands twice names both places; what is no id is said."""
    with pytest.raises(ConfigError, match=says):
        read_rules(*given_)


def test_a_file_is_read(tmp_path):
    """Also one that has its rows under `[people]`, and somebody called Apart; what is no TOML is refused."""
    file = tmp_path / "people.toml"
    file.write_text('apart = ["x:9"]\n[people]\n"Ruth B" = ["x:1", "y:2"]\napart = [["x:3", "y:3"]]\n')
    rules = read_rules(file)
    assert dict(rules.named) == {"Ruth B": ("x:1", "y:2"), "apart": ("x:9",)}
    assert rules.apart == (("x:3", "y:3"),)
    assert read_rules(rules) == rules
    file.write_text("Ruth = [")
    with pytest.raises(ConfigError, match="not TOML"):
        read_rules(file)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_rules(tmp_path / "none.toml")


def test_unknown_ids_are_said():
    """A file may name more people than a record has."""
    people = world(*ALL).with_people({"Ruth": ["slack:U1", "jira:99"]}).people
    assert "this record does not" in reasons(people)["jira:99"]
    assert all("jira:99" not in row.ids for row in people)


def test_like_names_are_suggested_once():
    """Words in any order, accents and marks aside; never for ids that a file keeps apart."""
    record = world(
        profile("slack:U1", "Zoë Quinn"),
        profile("github:zoe-quinn"),
        profile("jira:5", "Quinn, Zoe"),
        profile("slack:U2", "Al"),
    )
    (found,) = record.people.suggestions
    assert (found.name, set(found.ids)) == ("Quinn, Zoe", {"github:zoe-quinn", "jira:5", "slack:U1"})
    assert record.with_people({"apart": [["slack:U1", "jira:5"]]}).people.suggestions == ()


def test_a_name_that_two_carry_names_nobody():
    """`person_of` never guesses between two rows."""
    people = world(profile("slack:U1", "Grace"), profile("slack:U2", "Grace"), profile("jira:1", "Grace")).people
    assert people.person_of("slack", "Grace") is None
    assert people.person_of("jira", "grace").ids == ("jira:1",)
    assert people.person_of("jira", None) is None


def test_who_has_no_id_has_a_row():
    """Where a service gives a name and no id, the name stands for it; a file can name it so."""
    record = world(profile("slack:U1", "Ann"), events=[acted("monitor:", "Ann Lee")])
    assert {"monitor:Ann Lee", "slack:U1"} == {ref for row in record.people for ref in row.ids}
    assert groups(record.with_people({"Ann Lee": ["monitor:Ann Lee", "slack:U1"]}).people)


@pytest.mark.parametrize(
    ("address", "shared"),
    [
        ("oncall@x.example", True), ("on-call@x.example", True), ("team-infra@x.example", True), ("no.reply@x.example", True),
        ("do-not-reply@x.example", True), ("NoReply@github.com", True), ("sre@x.example", True), ("alerts+prod@x.example", True),
        ("ops2@x.example", True), ("dev@x.example", True), ("infra_oncall@x.example", True), ("support.eu@x.example", True),
        ("ada@x.example", False), ("dev.patel@x.example", False), ("jason.callahan@x.example", False), ("data.li@x.example", False),
        ("⟨e-mail shared 1a⟩", True), ("⟨e-mail 1a⟩", False),
    ],
)  # fmt: skip
def test_whose_an_address_is(address, shared):
    """Words that name a role or a machine and are nobody's name, wherever in the local part; others where alone."""
    assert is_shared(address) is shared
    assert holds_address(f"mail {address}")


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("12+ada-l@users.noreply.github.com", "github.com/ada-l"), ("Ada-L@users.noreply.github.com", "github.com/ada-l"),
        ("3+ada@users.noreply.acme.ghe.com", "acme.ghe.com/ada"), ("ada@github.com", None), ("noreply@github.com", None),
    ],
)  # fmt: skip
def test_a_noreply_address_is_a_login(address, account):
    """With or without its number, whatever its case, of that host."""
    assert github_account(address) == account


def test_no_address_is_written_or_shown():
    """A file has a mark made of who states it: the same joins come back, and so does the file; nobody finds the address."""
    people = [
        *ALL, profile("slack:U2", "Ann <ann@org.example>", "oncall@org.example", names=("ann@org.example",)),
        profile("jira:5", "R", sso=RUTH),
    ]  # fmt: skip
    told = written(people)
    assert "@" not in str(told) + repr(people)
    assert written(read(told)) == told == written(reversed(people))
    assert world(*read(told)).people == world(*people).people


@pytest.mark.parametrize(
    "bad", [1, {}, {"source": "x"}, {"source": "x", "id": 1, "kind": "person"}, {"source": "x", "id": "y", "kind": "cat"},
            {"source": "x", "id": "y", "kind": "person", "names": "ruth"}]
)  # fmt: skip
def test_what_is_no_profile_is_refused(bad):
    """A file that was changed is not half read."""
    with pytest.raises(ValueError, match="no profile"):
        read([bad])


def test_two_files_join_nobody_whom_neither_joined():
    """Marks of different pulls are the same only where the same ids state the address."""
    one = read(written([profile("slack:U1", "A", "a@x.example"), profile("slack:U2", "B", "b@x.example")]))
    other = read(written([profile("github:b", "B", "b@x.example"), profile("github:c", "C", "c@x.example")]))
    assert groups((world(*one) | world(*other)).people) == set()


def test_records_put_together_keep_what_both_state():
    """`a | b` joins what the one and the other state together; a part shows the names of the whole."""
    one, other = world(*ALL[:2]), world(*ALL[2:])
    both = one | other
    assert [set(row.ids) for row in both.people] == [REFS]
    assert both.where(source="slack").people == both.people


SOURCES, ADDRESSES = ("slack", "github", "jira"), ("a@x.example", "b@x.example", "oncall@x.example", None)
PROFILES = st.lists(
    st.builds(
        lambda source, key, email, active, kind: profile(f"{source}:{key}", None, email, active=active, kind=kind),
        st.sampled_from(SOURCES), st.sampled_from("123"), st.sampled_from(ADDRESSES), st.booleans(),
        st.sampled_from(("person", "person", "bot")),
    ),
    max_size=9,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(PROFILES, st.randoms())
def test_whatever_is_stated(profiles, random):
    """Every id is in one row; no row has two of one source; each join is of a stated address; order does not matter."""
    people = world(*profiles).people
    refs = [ref for row in people for ref in row.ids]
    assert sorted(refs) == sorted({each.ref for each in profiles})
    for row in people:
        sources = [ref.partition(":")[0] for ref in row.ids]
        assert len(sources) == len(set(sources))
        for join in row.joins:
            stated = [
                {each.email for each in profiles if each.ref == ref and each.active and not each.shared}
                for ref in join.ids
            ]
            assert set.intersection(*stated) - {None}
    assert set().union(*(row.ids for row in people if len(row.ids) > 1)) == {
        ref for row in people for join in row.joins for ref in join.ids
    }
    random.shuffle(profiles)
    assert world(*profiles).people == people
    assert (
        tl.Timeline(world(*profiles).window, world(*profiles).stated, profiles=read(written(profiles))).people == people
    )
