"""`timeline new-source`: a package that works, passes its own test, and is written over nothing."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from timeline.cli import main
from timeline.cli.commands import cli
from timeline.model.errors import ConfigError
from timeline.testing.laying import lay

ROOT = Path(__file__).parent.parent.parent
NAMES = {
    "sparrow": ("timeline_sparrow", "Sparrow", "SPARROW_TOKEN"),
    "my-tool2": ("timeline_my_tool2", "MyTool2", "MY_TOOL2_TOKEN"),
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """A package for each name, laid out as the command does."""
    folder = tmp_path_factory.mktemp("laid")
    return {name: lay(name, folder / name) and folder / name for name in NAMES}


def ran(folder, *call):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(folder / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, *call], capture_output=True, text=True, cwd=folder, env=environment, timeout=120
    )


def test_its_test_passes_as_it_is(packages):
    """Every rule of the kit, tried by the package's own test, with no network and no token."""
    done = ran(packages["my-tool2"], "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly")
    assert done.returncode == 0, done.stdout
    assert re.search(r"^\d{2} passed", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(("name", "spelled"), NAMES.items())
def test_the_name_stands_in_every_spelling(packages, name, spelled):
    """The module, the class, the variable and the type; no placeholder is left, and the entry point leads to the class."""
    module, made, variable = spelled
    folder = packages[name]
    text = "\n".join(path.read_text() for path in folder.rglob("*") if path.suffix in (".py", ".md", ".toml"))
    assert not re.search(r"\$\w|\$\{", text)
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["timeline.sources"] == {name: f"{module}:{made}"}
    assert f"class {made}(" in (folder / "src" / module / "__init__.py").read_text()
    assert variable in (folder / "README.md").read_text()


def test_what_is_laid_out_is_clean(packages):
    """By the linter and the type checker, as ours is."""
    folder = packages["my-tool2"]
    rules = ("--isolated", "--line-length", "120")
    for call in (("check", "--select", "E,F,W,UP,B,SIM,RET,ANN,D1,PL,C90", "--ignore", "D107"), ("format", "--check")):
        done = ran(folder, "-m", "ruff", call[0], "--no-cache", *rules, *call[1:], ".")
        assert done.returncode == 0, done.stdout
    if os.environ.get("TIMELINE_FAULTS") == "all":  # it takes as long as all other tests of this file
        done = ran(folder, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache"), "src", "tests")
        assert done.returncode == 0, done.stdout


def test_the_source_is_found_by_its_entry_point(packages, tmp_path):
    """Once it is installed, `timeline sources` lists the type with its keys."""
    folder = packages["sparrow"]
    info = folder / "src" / "timeline_sparrow-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: timeline-sparrow\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[timeline.sources]\nsparrow = timeline_sparrow:Sparrow\n")
    assert "sparrow: base_url, token_env, token_command" in ran(folder, "-m", "timeline", "sources").stdout


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("My-Tool", "small letters"), ("my_tool", "small letters"), ("2fast", "small letters"), ("", "small letters"),
        ("a-", "small letters"), ("a/b", "small letters"), ("../up", "small letters"), ("a" * 41, "40 at most"),
        ("github", "already"), ("none", "the package itself needs"), ("any", "the package itself needs"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused(tmp_path, name, said):
    """In words that say how one is written, before anything is written."""
    with pytest.raises(ConfigError, match=said):
        lay(name, tmp_path / "laid")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["a file", "a full folder"])
def test_nothing_is_written_over(tmp_path, kind):
    """What stands there stays as it is."""
    place = tmp_path / "there"
    kept = place
    if kind == "a full folder":
        place.mkdir()
        kept = place / "README.md"
    kept.write_text("mine")
    with pytest.raises(ConfigError, match="nothing is written over"):
        lay("sparrow", place)
    assert kept.read_text() == "mine"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [kept.name]


def test_the_command_says_what_it_wrote_and_what_is_next(tmp_path, monkeypatch):
    """Without -o it goes beside where one stands; a bad name ends with 2."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["new-source", "sparrow"], standalone_mode=False)
    assert done.exception is None
    assert len([line for line in done.stdout.splitlines() if line.startswith("wrote timeline-sparrow")]) == 5
    assert "cd timeline-sparrow" in done.stderr
    with pytest.raises(SystemExit) as ended:
        main(["new-source", "github"])
    assert ended.value.code == 2
