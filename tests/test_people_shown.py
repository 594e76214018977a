"""One name for one person, in every format; `people.toml` and the command that shows the table."""

import json

import pytest

import timeline as tl
from support_events import WINDOW, Told, event
from support_people import acted, profile, world
from timeline import demo
from timeline.cli.commands import main
from timeline.formats.table import FORMATS
from timeline.model.errors import ConfigError
from timeline.model.event import Actor

RUTH = [
    profile("slack:U0RUTH33", "Ruth Bader", "r@org.example"),
    profile("github:rbader", None, "r@org.example", login="github.com/rbader"),
    profile("github:ann", "Ann Lee"),
    profile("terraform:user-7rbA", None, "r@org.example", names=("ruth",)),
    profile("terraform:rbader", None, names=("rbader",), login="github.com/rbader", own=False),
]
RB = Actor(id="rbader", name="rbader", kind="person")
ANN = Actor(id="ann", name="ann", kind="person")

SENTENCES = {
    "at the beginning": ("change.commented", 'rbader commented on acme/x#1: "rbader is me"', 'Ruth Bader commented on acme/x#1: "rbader is me"'),
    "behind by": ("code.pushed", "Branch created: rbader/x of acme/x by rbader: a4be7f3", "Branch created: rbader/x of acme/x by Ruth Bader: a4be7f3"),
    "at the end": ("release.published", "Release v1 of acme/x published by rbader", "Release v1 of acme/x published by Ruth Bader"),
    "before a title": ("change.proposed", "Pull request opened by rbader: Thanks to rbader (acme/x#1)", "Pull request opened by Ruth Bader: Thanks to rbader (acme/x#1)"),
    "another person": ("change.updated", "Pull request sent by ann to rbader for review (acme/x#1)", "Pull request sent by Ann Lee to Ruth Bader for review (acme/x#1)"),
    "in a list": ("deploy.approved", "Deployment approved by one of its reviewers (ann, rbader)", "Deployment approved by one of its reviewers (Ann Lee, Ruth Bader)"),
    "part of a word": ("change.merged", "Pull request merged by rbader-bot (rbader/x#1)", "Pull request merged by rbader-bot (rbader/x#1)"),
    "a word like a login": ("build.started", 'Workflow "by ann" of acme/ann started on ann', 'Workflow "by ann" of acme/ann started on ann'),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "stated", "shown"), SENTENCES.values(), ids=SENTENCES)
def test_a_bare_login_is_shown_as_the_name(kind, stated, shown):
    """Wherever our sentences name people; quoted words, titles, branches and repositories stay as they were written."""
    record = world(*RUTH, events=[event("x", 5, source="github", kind=kind, summary=stated, actor=RB)])
    made = record["github:x"]
    assert made.summary == shown
    assert (made.actor.id, made.actor.name) == ("rbader", "Ruth Bader")
    assert record.stated["github:x"].summary == stated
    assert record.where(source="github").stated["github:x"].actor == RB


def test_a_handle_of_two_people_is_left():
    """Nobody knows which of them the sentence means."""
    two = [profile("terraform:user-1", None, names=("sam",)), profile("terraform:user-2", None, names=("sam",))]
    named = {"Sam One": ["terraform:user-1"], "Sam Two": ["terraform:user-2"]}
    said = event("x", source="terraform", summary="Run confirmed by sam", actor=Actor(name="sam", kind="person"))
    assert world(*two, events=[said]).with_people(named)["terraform:x"].summary == "Run confirmed by sam"


def test_a_handle_is_known_to_its_own_source_only():
    """Another person's name in one service is nobody's login because it is one in another service."""
    people = [
        profile("slack:U1", "sam"),
        profile("slack:U2", "Sam Two", names=("sam",)),
        profile("github:sam", "Sam Three"),
    ]
    said = event("x", source="slack", summary='sam says "hi"', actor=Actor(id="U1", name="sam", kind="person"))
    assert world(*people, events=[said])["slack:x"].summary == 'sam says "hi"'


def test_ids_that_no_sentence_holds_by_chance_are_names_everywhere():
    """Slack's id of somebody who is not known, as the author and mentioned by others, once a file names them."""
    said = [
        event("1", 1, source="slack", summary='U0STRANGER says "hi"', actor=Actor(id="U0STRANGER", kind="person")),
        event("2", 2, source="slack", summary='Ruth Bader says "hi U0STRANGER"', body="hi U0STRANGER, not U0STRANGERS"),
    ]
    record = world(*RUTH, events=said).with_people({"Sam Other": ["slack:U0STRANGER"]})
    assert record["slack:1"].summary == 'Sam Other says "hi"'
    assert record["slack:2"].summary == 'Ruth Bader says "hi Sam Other"'
    assert record["slack:2"].body == "hi Sam Other, not U0STRANGERS"


def test_a_name_of_the_file_stands_for_every_name():
    """Who is named there is called so in all sentences, and bots are not."""
    said = [
        event("1", source="slack", summary='Ruth Bader says "Ruth Bader"', actor=Actor(id="U0RUTH33", name="Ruth Bader", kind="person")),
        acted("slack:B1", "rbader", "bot", summary="rbader posted a file"),
    ]  # fmt: skip
    record = world(*RUTH, events=said).with_people({"R. B.": ["slack:U0RUTH33"]})
    assert record["slack:1"].summary == 'R. B. says "Ruth Bader"'
    assert record["slack:B1/rbader"].summary == "rbader posted a file"


@pytest.fixture(scope="module")
def record():
    """The bundled incident."""
    return demo.record()


def test_five_people_are_five_rows(record):
    """The demo's people, who have thirteen ids and more."""
    persons = [row for row in record.people if row.kind == "person"]
    assert [row.name for row in persons] == [
        "Ada Lovelace",
        "Grace Hopper",
        "Linus Pauling",
        "Rosalind Franklin",
        "U0STRANGE",
    ]
    assert len(record.people) > 5


@pytest.mark.parametrize("form", [name for name, each in FORMATS.items() if not each.binary])
def test_every_format_shows_one_name(record, form):
    """Nobody of the demo is told by a login."""
    text = "".join(record.pieces(form))
    for login in ("started by grace-hopper", "created by grace-hopper", "acme/hooks by linusp", "confirmed by grace"):
        assert login not in text
    assert "Grace Hopper" in text


def test_frames_show_one_name(record):
    """One value a person."""
    names = set(record.to_frame()["actor_name"].dropna())
    assert {"Grace Hopper", "Ada Lovelace"} <= names
    assert not names & {"grace", "grace-hopper", "linusp"}


def test_no_address_stands_anywhere(record, tmp_path):
    """Neither in a repr nor in an output, with native payloads or without, nor in a bundle's files."""
    record.save(tmp_path / "kept")
    kept = "".join(
        file.read_text("latin-1") for file in (tmp_path / "kept").rglob("*") if file.suffix in (".json", ".txt")
    )
    people = record.people
    shown = (
        repr(record.profiles),
        repr(people),
        people._repr_html_(),
        str(people.to_dict()),
        record.to_json(raw=True),
        kept,
    )
    for text in shown:
        assert "acme.example" not in text
    assert tl.load(tmp_path / "kept").people == people
    assert tl.load(tmp_path / "kept").to_markdown() == record.to_markdown()


def test_a_notebook_gets_a_table_that_is_harmless():
    """Names are others' words."""
    html = world(profile("slack:U1", "<b>Ann</b> ghp_" + "x9Kq2LmZ" * 5), profile("jira:1", "Bo")).people._repr_html_()
    assert "&lt;b&gt;Ann" in html
    assert "ghp_" not in html


def run(capsys, *arguments):
    """The exit code, what was printed and what was said beside it."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr()
    return ended.value.code or 0, told.out, told.err


@pytest.fixture
def kept(tmp_path, monkeypatch, record):
    """A folder to work in, with the demo kept in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    record.save("kept")
    return tmp_path


def test_the_command_shows_the_table(capsys, kept):
    """As Markdown, as the contract's JSON, and as what a people.toml begins with."""
    code, text, _ = run(capsys, "people", "kept")
    assert (code, text.count("| person |")) == (0, 5)
    assert "slack:U0STRANGE: no address" in text
    told = json.loads(run(capsys, "people", "kept", "--format", "json")[1])
    ada = told["people"][0]
    assert set(ada) == {"name", "kind", "ids", "joins"}
    assert ada["joins"][0]["key"] == "email"
    assert told["suggestions"] == []
    assert run(capsys, "people", "kept", "--format", "toml")[1].startswith("# ")


def test_the_file_beside_is_taken(capsys, kept):
    """people.toml here, `[people]` in the configuration, or --people; an id in two of them is refused."""
    (kept / "people.toml").write_text('"Sam Other" = ["slack:U0STRANGE"]\n')
    assert "Sam Other says" in run(capsys, "dump", "kept", "--quiet")[1]
    (kept / "other.toml").write_text('"Kim Else" = ["slack:U0STRANGE"]\n')
    for command in (("dump", "kept", "--quiet"), ("people", "kept"), ("demo", "--quiet")):
        text = run(capsys, *command, "--people", "other.toml")[1]
        assert "Kim Else" in text
        assert "Sam Other" not in text
    (kept / "timeline.toml").write_text('[sources.pagerduty]\n[people]\n"Lin" = ["slack:U0STRANGE"]\n')
    code, _, said = run(capsys, "people", "kept")
    assert code == 2
    assert "named twice" in said
    assert "[people]" in said
    assert "people.toml" in said
    (kept / "people.toml").unlink()
    assert "| Lin |" in run(capsys, "people", "kept")[1]


def test_what_the_command_refuses(capsys, kept):
    """No record, a file that is not there, a table that is none."""
    assert run(capsys, "people")[0] == 2
    assert "say whose people" in run(capsys, "people")[2]
    assert run(capsys, "people", "kept", "--people", "none.toml")[0] == 2
    (kept / "timeline.toml").write_text('people = "Ann"\n[sources.pagerduty]\n')
    assert "is not a table" in run(capsys, "people", "kept")[2]


def test_suggestions_are_commented_out(capsys, kept):
    """What is printed is a file that joins nobody until a person takes the marks away."""
    twins = [profile("slack:U1", 'Ann "A" Lee'), profile("jira:1", 'ann "a" lee')]
    world(*twins).save("twins")
    text = run(capsys, "people", "twins", "--format", "toml")[1]
    (kept / "people.toml").write_text(text)
    assert len(json.loads(run(capsys, "people", "twins", "--format", "json")[1])["people"]) == 2
    (kept / "people.toml").write_text(
        "\n".join(line[2:] for line in text.splitlines() if " = [" in line and "slack:U1" in line)
    )
    (row,) = json.loads(run(capsys, "people", "twins", "--format", "json")[1])["people"]
    assert row["joins"][0]["key"] == "people.toml"


def test_a_configuration_gives_its_people(kept, monkeypatch):
    """`reconstruct(config=...)` reads the files beside it; a faulty one is refused before anything is asked."""
    made = acted("slack:U1", "U1", summary='U1 says "x"')
    monkeypatch.setattr("timeline.config.load.load_sources", lambda _: [Told(made, name="slack")])
    (kept / "timeline.toml").write_text('[sources.slack]\nchannels = ["#a"]\n')
    (kept / "people.toml").write_text('"Ann Lee" = ["slack:U1"]\n')
    found = tl.reconstruct(WINDOW, config=kept / "timeline.toml", progress=False)
    assert (found[0].actor.name, found[0].summary) == ("Ann Lee", 'Ann Lee says "x"')
    (kept / "people.toml").write_text('"Ann Lee" = 3\n')
    with pytest.raises(ConfigError, match="a list of ids"):
        tl.reconstruct(WINDOW, config=kept / "timeline.toml", progress=False)
