"""Imports point one way, and nothing heavy is loaded before it is used."""

import re
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

import timeline as tl
from support_house import DRAWING, LATE_DOORS, PACKAGE, ROOMS, below, dotted, drawn, imports, modules, room


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_every_module_stands_in_a_room(path):
    """A module that nobody placed fails here: say in `ROOMS` where it stands and what it may import."""
    assert room(dotted(path))


@pytest.mark.parametrize("path", modules(), ids=dotted)
def test_imports_run_one_way(path):
    """A room imports what `ROOMS` allows it; only the doors of the record and the package open late, and upwards."""
    name = dotted(path)
    own = room(name)
    for other in imports(path, late=own not in LATE_DOORS):
        there = room(other)
        assert there, f"{name} imports {other}, which stands in no room"
        if own == there == "sources.*":
            assert other.split(".")[1] == name.split(".")[1], f"{name} imports {other}: no source knows another"
        elif own != there and own not in ("__init__", "__main__"):
            assert there in ROOMS[own] | {"model"} - {own}, f"{name} imports {other}"


def test_rooms_stand_on_levels():
    """No room imports, by whatever way, one that imports it."""
    assert all(name not in below(name) for name in ROOMS)


def test_the_drawing_is_true():
    """The picture in the docs is what the imports draw; `make map` draws it anew."""
    assert drawn() in DRAWING.read_text()


def test_only_one_module_imports_httpx():
    """The transport for plain HTTP is one module."""
    users = {path.name for path in modules() if "import httpx" in path.read_text()}
    assert users == {"transport.py"}


def loaded(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


HEAVY = {
    "httpx",
    "slack_sdk",
    "datadog_api_client",
    "pdpyras",
    "requests",
    "pandas",
    "numpy",
    "altair",
    "urllib3",
    "markdown_it",
}


@pytest.mark.parametrize(
    "statement", ["import timeline", "import timeline; timeline.Window; timeline.Event; timeline.Timeline",
                  "import timeline; timeline.Slack, timeline.Datadog, timeline.PagerDuty",
                  "import timeline.cli"],
)  # fmt: skip
def test_nothing_heavy_is_loaded_before_it_is_used(statement):
    """No SDK, no HTTP client and no pandas is loaded by importing the package, the command or a source's class."""
    assert not loaded(statement) & HEAVY


def test_our_sources_come_in_by_the_strangers_door():
    """Each of the five is an entry point, and the public name is the same class."""
    found = {point.name: point for point in entry_points(group="timeline.sources")}
    assert set(found) >= {"slack", "datadog", "pagerduty", "github", "terraform"}
    for public in (tl.Slack, tl.Datadog, tl.PagerDuty, tl.GitHub, tl.Terraform):
        assert found[public.__name__.lower()].load() is public


@pytest.mark.parametrize("name", tl.__all__)
def test_every_public_name_is_there_and_documented(name):
    """Each public class and function says in its docstring what it is."""
    value = getattr(tl, name)
    if callable(value):
        assert len((value.__doc__ or "").strip()) > 20


def test_no_time_is_written_in_the_words_of_a_locale():
    """Names of days and months would be those of whatever locale a program has set; our records are the same in each."""
    worded = re.compile(r"(?:strftime\([^)]*|\{[^{}\n]*:)%[^\"'}]*|%[aAbBcxXp]\b")
    for path in modules():
        if "demo" not in path.relative_to(PACKAGE).parts:
            formats = "".join(worded.findall(path.read_text()))
            assert not re.search(r"%[aAbBcxXp]", formats), f"{path.name}: {formats}"
