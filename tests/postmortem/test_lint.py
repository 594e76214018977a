"""Wording: what blames or judges is found in people's words, and in nothing that they quote."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from timeline.postmortem.lint import lint

HERE = Path(__file__).parent
GOOD = (HERE / "good.md").read_text(encoding="utf-8")
BLAMING = [line for line in (HERE / "blaming.md").read_text(encoding="utf-8").splitlines() if line]


def words(text):
    return [finding.word for finding in lint(text)]


@pytest.mark.parametrize("sentence", BLAMING)
def test_what_blames_is_found(sentence):
    """Every sentence of the blaming ones is found, with a reason and another way to say it, at its place."""
    found = lint(sentence)
    assert found
    for each in found:
        assert sentence[each.column - 1 :].split()[0].strip(".,:").startswith(each.word.split()[0])
        assert each.why
        assert each.instead


def test_good_prose_is_left_alone():
    """Of some three hundred sentences as a good post-mortem has them, none is found."""
    assert lint(GOOD) == []


@pytest.mark.parametrize(
    "text",
    [
        'Ada says "we should have looked"',
        "Ada says “they failed to look”",
        "Ada says \u2018obviously wrong\u2019",
        "Ada says 'we should have looked' to it",
        "Sie sagt „obviously wrong“",
        "The flag is `--should-have-been` and `obviously`",
        "``a ` obviously``",
        "> obviously wrong\nand carelessly so",
        "- > obviously wrong",
        "```\nobviously\n```",
        "    obviously, in code",
        "[a link](https://x.example/obviously-careless)",
        "https://x.example/obviously/careless",
        "- <18:43 Z>: careless change was merged [GitHub](https://x.example/1)",
        "- \\<18:43 Z\\>: careless change was merged [GitHub](https://x.example/1)",
        "- <20:43 CEST>: careless change was merged [GitHub](https://x.example/1) · [Slack +3 s](https://x.example/2) ^k3f9",
        "| time | what happened | evidence |\n|---|---|---|\n| 18:43 Z | careless | [GitHub](https://x.example/1) |",
        "- As far as read, careless change was merged at 18:43:02 [1](https://x.example/1) [2](https://x.example/2)",
        "---\ntitle: obviously\n---\n",
    ],
)
def test_what_is_quoted_is_nobodys_own_word(text):
    """Quotations, block quotes, code, addresses and lines of the record are not judged."""
    assert words(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- <18:43 Z>: [note] they failed to look [Slack](https://x.example/1)", ["failed to look"]),
        ("- 18:43 they failed to look, see [Slack](https://x.example/1)", ["failed to look"]),
        ("# Root cause", ["Root cause"]),
        ("| Improvement name | Owner |\n|---|---|\n| Fix the human error | Ada |", ["human error"]),
        ("They **failed** to look", ["failed to look"]),
        ("They failed\nto look", ["failed to look"]),
        ('"fine" but careless, "fine"', ["careless"]),
        ("The engineers' review was careless, and the others' too", ["careless"]),
        ("[obviously wrong](https://x.example)", ["obviously"]),
    ],
)
def test_what_people_write_around_it_is_read(text, expected):
    """Notes, headings, tables, what is emphasized, wrapped or linked are people's words."""
    assert words(text) == expected


@pytest.mark.parametrize(
    ("people", "things"),
    [
        ("We failed to start it", "The build failed to start"),
        ("The engineer failed to apply it", "The deploy of the engineer failed to apply"),
        ("Ada failed to check it", "Ada's change failed to compile"),
        ("Grace Hopper failed to look", "Elastic Search failed to start"),
        ("The operator failed to notice it", "The Kubernetes operator failed to reconcile"),
        ("The review was done, and the team failed to look", "The run began and failed to finish"),
        ("He ignored the alert", "The parser ignored the field"),
        ("The alert was ignored by the team", "The alert was ignored by the router"),
        ("They violated the policy", "The pods violated the network policy"),
        ("It should have been tested", "It should have automated tests"),
        ("If only they were told", "If only one of them is up"),
        ("It was clearly wrong", "It must be clearly marked"),
        ("It was their fault", "It was a page fault"),
        ("Blame Ada", "git blame Ada.java"),
    ],
)
def test_the_subject_decides(people, things):
    """The same words are a judgement of people, and none of things."""
    assert lint(people)
    assert lint(things) == []


def test_the_line_is_that_of_the_words():
    """A finding's place is where its first word stands, also in a paragraph of several lines and behind equal words."""
    text = "One obviously [obviously](https://x.example/obviously)\nsecond `obviously` line is\nfine, obviously\n\n- a\n- obviously\n"
    assert [(each.line, each.column) for each in lint(text)] == [(1, 5), (1, 16), (3, 7), (6, 3)]


def ran(*arguments, stdin=None):
    command = [sys.executable, "-m", "timeline", "lint", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, timeout=60)


def test_the_command_says_line_word_why_and_instead(tmp_path):
    """Found: exit 1; nothing found: 0; what cannot be read: 2."""
    file = tmp_path / "a,b.md"
    file.write_text("# Fine\n\nAda should have looked.\n", encoding="utf-8")
    done = ran(str(file))
    assert done.returncode == 1
    assert re.match(rf'{re.escape(str(file))}:3:5: "should have looked": .+; instead: .+', done.stdout)
    (found,) = json.loads(ran(str(file), "--format", "json").stdout)["findings"]
    assert (found["line"], found["word"], found["rule"]) == (3, "should have looked", "hindsight")
    told = ran(str(file), "--format", "github").stdout
    assert told.startswith(f"::warning file={str(file).replace(',', '%2C')},line=3,col=5,title=wording::")
    assert ran("-", stdin="All is well.\n").returncode == 0
    assert ran(str(tmp_path / "none.md")).returncode == 2
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert ran(str(tmp_path / "binary")).returncode == 2
