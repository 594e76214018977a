"""`timeline check-claims`: the verdicts on stdout, what was found in the exit code."""

import json

import pytest
from click.testing import CliRunner

from timeline import demo
from timeline.cli.commands import cli


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return str(demo.record().save(tmp_path_factory.mktemp("kept") / "demo"))


@pytest.fixture
def run(kept, tmp_path):
    def ran(text, *options):
        file = tmp_path / "postmortem.md"
        file.write_text(text)
        done = CliRunner().invoke(cli, ["check-claims", str(file), kept, *options], standalone_mode=False)
        return done.return_value, done.stdout, done.stderr

    return ran


GOOD, BAD, OPEN = (
    "Ada approved acme/infra#31 at 18:54 UTC.",
    "Grace approved acme/infra#31 at 18:54 UTC.",
    "The root cause was the image.",
)


def test_what_was_found_is_in_the_exit_code(run):
    """1 where anything is contradicted or not in a complete record; what cannot be checked is no finding."""
    assert run(f"{GOOD}\n{OPEN}\n")[0] == 0
    assert run(f"{GOOD}\n{BAD}\n")[0] == 1
    assert run("Margaret Hamilton wrote to Ada at 18:51 UTC.\n\nPR 977 was merged at 18:51 UTC.\n")[0] == 1


def test_citations_may_be_required(run):
    """A sentence that can be checked and cites nothing is an error of its own; one that cannot be checked is none."""
    code, _, told = run(f"{OPEN}\n\n{GOOD}\n", "--require-citations")
    assert code == 1
    assert "line 3: not cited" in told
    assert "line 1" not in told
    assert run(f"{OPEN}\n", "--require-citations")[0] == 0


def test_annotations_stand_at_their_lines(run):
    """A workflow shows each finding at its line; what would end a command is escaped."""
    code, told, _ = run(f"{GOOD}\n\n{BAD[:-1]}, 100% sure.\n", "--format", "github")
    assert code == 1
    (line,) = told.splitlines()
    assert line.startswith("::error file=")
    assert ",line=3,title=contradicted::" in line
    assert "100%25 sure" in line


def test_json_and_zone(run):
    """The zone of times without one is an option."""
    code, told, _ = run("Ada approved acme/infra#31 at 20:54.", "--format", "json", "--tz", "Europe/Paris")
    assert code == 0
    assert json.loads(told)["claims"][0]["verdict"] == "supported"
