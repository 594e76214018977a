"""Action items: the talk's table, wherever people edit it; what became of their tickets, where somebody can say."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from support_postmortem import ACTIONS, configured, kept, standing
from timeline.cli.commands import cli
from timeline.demo.server import Response
from timeline.postmortem.actions import actions_of


def ran(*arguments):
    done = CliRunner().invoke(cli, ["actions", *map(str, arguments)], standalone_mode=False)
    return done.return_value, done.stdout, done.stderr, done.exception


@pytest.fixture
def folder(tmp_path):
    return kept(tmp_path / "incident", actions=ACTIONS)


TALK = [
    ("Investigate", "Ada", "one; two", "https://acme.example/browse/IE-1457"),
    ("Why u no sentry?", "Grace", None, "SXP-794"),
]
FORMS = {
    "bars": "| Improvement name | Owner | Details | Bug/ticket link |\n|---|---|---|---|\n"
    "| Investigate | Ada | one; two | https://acme.example/browse/IE-1457 |\n| Why u no sentry? | Grace | | SXP-794 |\n",
    "no outer bars": "Improvement name | Owner | Details | Bug/ticket link\n---|---|---|---\n"
    "Investigate | Ada | one; two | https://acme.example/browse/IE-1457\nWhy u no sentry? | Grace | | SXP-794\n",
    "link with words": "| Improvement name | Owner | Details | Bug/ticket link |\n|---|---|---|---|\n"
    "| Investigate | Ada | one; two | [IE-1457](https://acme.example/browse/IE-1457) |\n| Why u no sentry? | Grace | | SXP-794 |\n",
    "other order": "| Ticket | Who | What | Notes |\n|---|---|---|---|\n"
    "| https://acme.example/browse/IE-1457 | Ada | Investigate | one; two |\n| SXP-794 | Grace | Why u no sentry? | |\n",
    "another language": "| Verbesserung | Wer | Einzelheiten | Ticket |\n|---|---|---|---|\n"
    "| Investigate | Ada | one; two | https://acme.example/browse/IE-1457 |\n| Why u no sentry? | Grace | | SXP-794 |\n",
    "continued": "| Improvement name | Owner | Details | Bug/ticket link |\n|---|---|---|---|\n"
    "| Investigate | Ada | one | https://acme.example/browse/IE-1457 |\n| | | two | |\n| Why u no sentry? | Grace | | SXP-794 |\n",
    "two tables": "| Action | Owner | Details | Ticket |\n|---|---|---|---|\n| Investigate | Ada | one; two | https://acme.example/browse/IE-1457 |\n"
    "\nand\n\n| Item | Assignee | Issue |\n|---|---|---|\n| Why u no sentry? | Grace | SXP-794 |\n",
    "marked": "| **Improvement name** | *Owner* | Details | Bug/ticket link |\n|---|---|---|---|\n"
    "| **Investigate** | _Ada_ | one; two | <https://acme.example/browse/IE-1457> |\n| Why u no sentry? | Grace | | SXP-794 |\n",
    "a page": "<table><tr><th>Improvement name</th><th>Owner</th><th>Details</th><th>Bug/ticket link</th></tr>"
    "<tr><td>Investigate</td><td>Ada</td><td>one; two</td><td><a href='https://acme.example/browse/IE-1457'>IE-1457</a></td></tr>"
    "<tr><td>Why u no sentry?</td><td>Grace</td><td></td><td>SXP-794</td></tr></table>\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_table_is_read_in_whatever_form(form):
    """Columns in any order and under other names, links with words or without, rows that go on, several tables."""
    found = actions_of(FORMS[form]).actions
    assert [(each.name, each.owner, each.details, each.ticket) for each in found] == TALK


def test_what_is_no_table_of_action_items_is_none():
    """Other tables, lists and words are not taken for one; how many lines there are is said."""
    found = actions_of("| Region | Errors |\n|---|---|\n| eu | 4 |\n\n- [ ] ask\n\nwords\n")
    assert found.actions == ()
    assert len(found.beside) == 3


def test_states_come_from_the_jira_source(folder, tmp_path):
    """By the tickets' keys, whether they stand as an address, a link or alone."""
    with standing() as server:
        config = configured(tmp_path, server, "jira")
        code, out, said, _ = ran(folder, "--config", config, "--format", "json")
    assert code == 0
    rows = json.loads(out)["actions"]
    assert [list(row) for row in rows] == [["name", "owner", "details", "ticket", "state"]] * 2
    assert [row["state"] for row in rows] == ["Done", "To Do"]
    assert rows[1]["details"] == "Did we get a report? If not, why not?; If so, why didn't we see it?"
    assert "lines are in no table" in said


def test_without_one_they_are_not_known_and_that_is_said(folder, tmp_path, monkeypatch):
    """No configuration, one without Jira, a ticket that is not seen: null, in the same form."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    code, out, said, _ = ran(folder, "--format", "json")
    assert code == 0
    assert {row["state"] for row in json.loads(out)["actions"]} == {None}
    assert "no Jira source is configured" in said
    with standing() as server:
        configured(tmp_path, server, "slack")
        assert "no Jira source is configured" in ran(folder)[2]
        configured(tmp_path, server, "jira")
        other = kept(tmp_path / "other", actions="| Item | Owner | Ticket |\n|---|---|---|\n| a | b | NONE-1 |\n")
        code, out, said, _ = ran(other, "--format", "json")
    assert (code, json.loads(out)["actions"][0]["state"]) == (0, None)
    assert "not seen by jira: NONE-1" in said


def test_a_source_that_does_not_answer_costs_no_row(folder, tmp_path):
    """All rows, states null, the reason on stderr, exit code 3."""
    refuse = Response.json({}, 401)
    with standing(lambda *_: refuse) as server:
        config = configured(tmp_path, server, "jira")
        code, out, said, _ = ran(folder, "--config", config, "--format", "csv")
    assert code == 3
    assert len(list(csv.reader(io.StringIO(out)))) == 3
    assert "not known" in said


def test_no_action_items_is_said(tmp_path):
    """And is no error; what is no folder is one."""
    folder = kept(tmp_path / "incident")
    code, out, said, _ = ran(folder, "--format", "json")
    assert (code, json.loads(out)) == (0, {"actions": []})
    assert "write a table" in said
    assert "no record's folder" in str(ran(tmp_path / "none")[3])


def test_every_form_is_harmless(tmp_path):
    """No formula in CSV, no mark-up in Markdown, no credential in any."""
    text = "| Item | Owner | Ticket |\n|---|---|---|\n| =HYPERLINK(1) | @channel \\<b> | AKIAIOSFODNN7EXAMPLE |\n"
    folder = kept(tmp_path / "incident", actions=text)
    outs = {form: ran(folder, "--format", form)[1] for form in ("md", "csv", "json")}
    assert "'=HYPERLINK" in outs["csv"]
    assert "`@channel`" in outs["md"]
    assert "`<b>`" in outs["md"]
    assert not any("AKIAIOSFODNN7EXAMPLE" in out for out in outs.values())
