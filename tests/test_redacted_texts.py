"""What commands make of records beside the record itself has no names either: histories and differences."""

import json

import pytest
from click.testing import CliRunner

import timeline as tl
from support_events import WINDOW, event
from timeline.cli import commands
from timeline.facts.histories import Histories
from timeline.redaction.leaks import LeakError

PEOPLE = {"U1": "Wilhelmina Quackenbush", "U2": "Ottoline Featherstone"}
FORMS = {"history": ("md", "json"), "diff": ("text", "md", "json")}


def person(key):
    return tl.Actor(id=key, name=PEOPLE[key], kind="person")


def said(number, key, words, **fields):
    made = event(number, number, kind="message.posted", source="slack", actor=person(key), **fields)
    return made.but(summary=f'{PEOPLE[key]} in #incidents: "{words}"')


def record(*events):
    row = tl.Coverage(source="slack", type="slack", status="complete", events=len(events), raw_rows=len(events))
    return tl.Timeline(WINDOW, events, [row])


@pytest.fixture
def pair(tmp_path):
    """Two pulls: words that were edited, a message that is gone, a new one by somebody who was not there before."""
    first = record(said(1, "U1", "it is the queue"), said(2, "U1", "ask Wilhelmina"))
    second = record(said(1, "U1", "it is not the queue"), said(3, "U2", "thanks Wilhelmina"))
    return first.save(tmp_path / "a"), second.save(tmp_path / "b")


@pytest.fixture
def paged(tmp_path):
    """A bundle whose page is called after somebody, with its history."""
    page = event(
        "t", 3, source="pagerduty", kind="incident.triggered", severity="error", keys=["pagerduty:incident:Q1"],
        tags={"number": "77", "service": "hooks"}, actor=person("U1"),
        summary='PagerDuty incident 77 "Wilhelmina Quackenbush: disk" triggered (hooks)',
    )  # fmt: skip
    row = tl.Coverage(source="pagerduty", type="pagerduty", status="complete", events=1, raw_rows=1)
    whole = tl.Timeline(WINDOW, [page], [row])
    notes = ("asked for by Wilhelmina Quackenbush",)
    past = tl.Timeline(
        tl.Window("2019-05-21T18:30Z", "2019-06-20T18:30Z"),
        (),
        [row.model_copy(update={"notes": notes, "events": 0, "raw_rows": 0})],
    )
    return whole.with_history(Histories.counted(whole, past, 30)).save(tmp_path / "p")


def call(*words):
    return CliRunner().invoke(commands.cli, list(map(str, words)), standalone_mode=False)


def names_in(text):
    return [word for name in PEOPLE.values() for word in name.split() if word.lower() in text.lower()]


@pytest.mark.parametrize("form", FORMS["diff"])
def test_a_difference_has_no_names(pair, tmp_path, form):
    """Ids, words, actors and fields; whoever is in both has one role, and the map is written apart."""
    plain, made = (
        call("diff", *pair, "--format", form),
        call("diff", *pair, "--format", form, "--redact", "--roles", tmp_path / "roles.json"),
    )
    assert names_in(plain.stdout)
    assert (made.exception, made.return_value) == (None, 0)
    assert not names_in(made.stdout)
    assert "responder A" in made.stdout
    if form != "json":
        assert "responder B" in made.stdout
    roles = json.loads((tmp_path / "roles.json").read_text())["roles"]
    assert roles["responder A"][0] == PEOPLE["U1"]


def test_it_tells_the_same_with_the_same_reasons(pair):
    """As many rows, and what was known of why."""
    plain, made = (json.loads(call("diff", *pair, "--format", "json", *more).stdout) for more in ((), ("--redact",)))
    for name in ("added", "removed", "changed"):
        assert [row["reason"] for row in made[name]] == [row["reason"] for row in plain[name]]
        assert [sorted(row) for row in made[name]] == [sorted(row) for row in plain[name]]


def test_that_only_a_name_was_changed_is_told_without_it(tmp_path):
    """The same person under another name is the same role: the row is there, and says nothing of what it was."""
    first = record(said(1, "U1", "hello"))
    second = record(said(1, "U1", "hello").but(actor=tl.Actor(id="U1", name="W. Quackenbush", kind="person")))
    made = json.loads(
        call("diff", first.save(tmp_path / "a"), second.save(tmp_path / "b"), "--format", "json", "--redact").stdout
    )
    assert [row["fields"].get("actor") for row in made["changed"]] == [None]


@pytest.mark.parametrize("form", FORMS["history"])
def test_a_history_has_no_names(paged, form):
    """Titles, keys, and what is said of how it was read."""
    plain, made = (call("history", paged, "--days", "30", "--format", form, *more) for more in ((), ("--redact",)))
    assert names_in(plain.stdout)
    assert made.exception is None
    assert not names_in(made.stdout)
    assert "responder A" in made.stdout


@pytest.mark.parametrize("command", ["diff", "history", "facts", "postmortem"])
def test_a_name_in_the_files_name_is_refused(pair, paged, tmp_path, command):
    """Nothing is written, and the file is not named in the error."""
    file = tmp_path / "for-wilhelmina.md"
    given = {"diff": pair, "history": (paged, "--days", "30")}.get(command, (paged,))
    done = call(command, *given, "--redact", "-o", file)
    assert isinstance(done.exception, LeakError)
    assert not file.exists()
    assert "wilhelmina" not in str(done.exception).lower()


@pytest.mark.parametrize("command", ["diff", "history"])
def test_roles_without_redaction_are_refused(pair, paged, tmp_path, command):
    """Who has which role is written only where somebody has one."""
    given = pair if command == "diff" else (paged,)
    done = call(command, *given, "--roles", tmp_path / "roles.json")
    assert isinstance(done.exception, tl.ConfigError)
