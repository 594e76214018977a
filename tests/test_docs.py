"""What the README and the docs say is run."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from timeline.cli import cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(page, language):
    return [text for name, text in BLOCK.findall(page.read_text()) if name == language]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run_in_order(page, monkeypatch, tmp_path):
    """Every Python block of a page runs, each after the ones before it, with no account and no network."""
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "__main__"}
    for text in blocks(page, "python"):
        exec(compile(text, str(page), "exec"), names)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_toml_blocks_are_configurations(page, tmp_path):
    """Every TOML block parses, and one that names only our sources loads."""
    from timeline.config.load import load_sources
    from timeline.porting.source import source_types

    for text in blocks(page, "toml"):
        tables = tomllib.loads(text).get("sources", {})
        if tables and all(table.get("type", name) in source_types() for name, table in tables.items()):
            (tmp_path / "timeline.toml").write_text(text)
            assert len(load_sources(tmp_path / "timeline.toml")) == len(tables)


def test_make_targets_of_the_readme_exist():
    """Each `make` command that the README names is a target of the Makefile."""
    targets = re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert targets[:2] == ["demo", "test"]
    for target in targets:
        assert f"\n{target}:" in (ROOT / "Makefile").read_text()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_shell_blocks_name_real_commands_and_options(page):
    """Every `timeline` command line in the docs uses commands and options that exist."""
    lines = [line for text in blocks(page, "shell") for line in text.splitlines() if line.startswith("timeline ")]
    for line in lines:
        command = line.split()[1:3] if isinstance(cli.commands.get(line.split()[1]), click.Group) else line.split()[1:2]
        done = subprocess.run([sys.executable, "-m", "timeline", *command, "-h"], capture_output=True, text=True)
        assert done.returncode == 0, line
        for option in re.findall(r"\s(-{1,2}[a-z][a-z-]*)", line):
            assert option in done.stdout, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    """Every relative link leads to a file of the project."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
        if not target.startswith(("…", "mailto:")) and "<" not in target:
            assert (page.parent / target).exists(), target


def test_every_reason_is_explained():
    """Each reason that a gap can have stands in the table of docs/errors-and-gaps.md, and no other."""
    sources = "\n".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    made = set(re.findall(r'reason(?:: str)? ?=\s?"([a-z_]+)"', sources))
    made |= set(re.findall(r'Gap\.of\(\s*[\w.]+,\s*"([a-z_]+)"', sources)) | {"deadline", "interrupted"}
    told = set()
    for row in re.findall(r"^\| (`[^|]*) \|", (ROOT / "docs" / "errors-and-gaps.md").read_text(), re.MULTILINE):
        told |= set(re.findall(r"`([a-z_]+)`", row))
    assert told | {"bad_cursor"} == made | {"bad_answer"}  # a refused cursor is gone on from, never told
