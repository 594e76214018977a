"""Source types of other packages: the smallest one, and those that are broken."""

import os
import subprocess
import sys

import pytest

import timeline as tl
from timeline.config.load import load_sources

MODULE = """
import timeline as tl


class Seven:
    name = "seven"

    def fetch(self, window, run):
        yield tl.Event(id="seven:1", time=window.start, precision="s", source="seven", kind="a.b", summary="It was")


class Needs:
    def __init__(self, name, page, retries=3):
        self.name = name

    def fetch(self, window, run):
        return []


class Refuses(Needs):
    def __init__(self, name):
        raise RuntimeError("hunter2")


class Unchecked(Seven):
    name = "unchecked"

    def check(self, run):
        raise RuntimeError("hunter2")


no_class = 5
"""
TYPES = {name: f"odd:{name.title()}" for name in ("seven", "needs", "refuses", "unchecked", "absent")} | {
    "number": "odd:no_class",
    "nowhere": "nowhere_at_all:Source",
}
WINDOW = ("--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with such a package on the path."""
    (tmp_path / "odd.py").write_text(MODULE)
    info = tmp_path / "odd-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n")
    points = "".join(f"{name} = {place}\n" for name, place in TYPES.items())
    (info / "entry_points.txt").write_text(f"[timeline.sources]\n{points}")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.delitem(sys.modules, "odd", raising=False)
    return tmp_path


def loaded(folder, text):
    path = folder / "timeline.toml"
    path.write_text(text)
    return load_sources(path)


def command(folder, *arguments):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "HOME": str(folder)}
    call = [sys.executable, "-m", "timeline", *arguments]
    return subprocess.run(call, capture_output=True, text=True, cwd=folder, env=environment, timeout=60)


def test_the_smallest_source_needs_no_constructor(folder):
    """A class with a name and `fetch` is enough for a package, as it is for a notebook."""
    (source,) = loaded(folder, "[sources.seven]\n")
    assert len(tl.reconstruct(tl.Window(WINDOW[1], WINDOW[3]), [source])) == 1
    with pytest.raises(tl.ConfigError, match="always named 'seven'"):
        loaded(folder, '[sources.eight]\ntype = "seven"\n')


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("needs", "needs page"), ("refuses", "was refused: RuntimeError"), ("absent", "cannot be loaded: AttributeError"),
        ("number", "is no class"), ("nowhere", "cannot be loaded: ModuleNotFoundError"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_the_configurations_error(folder, table, said):
    """Whatever a stranger's class raises: the table is named, its words are not repeated."""
    with pytest.raises(tl.ConfigError, match=said) as caught:
        loaded(folder, f"[sources.{table}]\n")
    assert f"[sources.{table}]" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_one_broken_package_does_not_hide_the_others(folder):
    """The list of types says which cannot be loaded, and goes on."""
    done = command(folder, "sources")
    assert (done.returncode, done.stderr) == (0, "")
    assert "nowhere: the source type 'nowhere' cannot be loaded" in done.stdout
    assert "terraform: " in done.stdout


def test_a_check_that_breaks_does_not_end_the_others(folder):
    """It has failed, by type only; the sources after it are tried."""
    (folder / "timeline.toml").write_text("[sources.unchecked]\n[sources.seven]\n")
    done = command(folder, "check")
    assert done.returncode == 3
    assert "FAILED unchecked stopped with RuntimeError" in done.stdout
    assert "seven: nothing to check" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
