"""Imports point one way, and nothing heavy is loaded before it is used."""

import ast
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

import timeline as tl

PACKAGE = Path(tl.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
LEVELS = [
    {"_errors", "_window", "_version", "_clock", "_collector", "_within", "_files", "_streams", "_secrets", "_unseen"},
    {"_event"},
    {"_toml"},
    {"_coverage"},
    {"_run"},
    {"_source"},
    {"_pull", "_progress"},
    {"render"},
    {"_selection", "_joins"},
    {"_happenings"},
    {"_timeline"},
    {"reading"},
    {"_reconstruct"},
    {"_config", "testing"},
    {"_say"},
    {"cli"},
]
BELOW_SOURCES = {"_errors", "_window", "_event", "_coverage", "_run", "_within", "_secrets", "_toml"}


def imports(path, *, late=False):
    """The modules of ours that a module imports; those inside functions and for types only when asked."""
    tree = ast.parse(path.read_text())
    top = ast.walk(tree) if late else tree.body
    for node in top:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("timeline"):
            yield node.module.removeprefix("timeline").strip(".") or "__init__"
        elif isinstance(node, ast.Import):
            yield from (each.name.removeprefix("timeline").strip(".") for each in node.names if "timeline" in each.name)


def level(name):
    return next((number for number, names in enumerate(LEVELS) if name.split(".")[0] in names), None)


@pytest.mark.parametrize("path", sorted((PACKAGE / "reading").rglob("*.py")), ids=lambda path: path.stem)
def test_reading_knows_the_record_and_nothing_that_shows_it(path):
    """What makes the lines imports the record's parts; the record itself for its type, a format or a source never."""
    allowed = {
        "_collector",
        "_coverage",
        "_errors",
        "_event",
        "_happenings",
        "_joins",
        "_selection",
        "_window",
        "reading",
    }
    assert {name.split(".")[0] for name in imports(path)} <= allowed
    assert {name.split(".")[0] for name in imports(path, late=True)} <= allowed | {"_timeline"}


@pytest.mark.parametrize("path", [path for path in MODULES if path.parent in (PACKAGE, PACKAGE / "render")],
                         ids=lambda path: str(path.relative_to(PACKAGE)))  # fmt: skip
def test_the_core_imports_only_what_is_below(path):
    """No module imports one of a higher level when it is loaded, and none imports a source."""
    own = path.stem if path.parent == PACKAGE else "render"
    for name in imports(path):
        assert not name.startswith("sources"), f"{own} imports {name}: sources come in by their entry points"
        if level(own) is not None and level(name) is not None and own != "render":
            assert level(name) <= level(own), f"{own} imports {name}"


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "sources").rglob("*.py")), ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_sources_know_only_what_is_below_them(path):
    """A source imports the errors, the window, the event, the coverage, the run and its own neighbours."""
    own = path.relative_to(PACKAGE / "sources").parts[0].removesuffix(".py")
    for name in imports(path, late=True):
        first, _, rest = name.partition(".")
        neighbour = rest.split(".")[0]
        allowed = first in BELOW_SOURCES or (first == "sources" and (neighbour.startswith("_") or neighbour == own))
        assert allowed, f"sources.{own} imports {name}"


def test_only_one_module_imports_httpx():
    """The transport for plain HTTP is one module."""
    users = {path.name for path in MODULES if "import httpx" in path.read_text()}
    assert users == {"_http.py"}


def loaded(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


HEAVY = {"httpx", "slack_sdk", "datadog_api_client", "pdpyras", "requests", "pandas", "numpy", "altair", "urllib3"}


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
    for path in MODULES:
        if "demo" not in path.relative_to(PACKAGE).parts:
            formats = "".join(worded.findall(path.read_text()))
            assert not re.search(r"%[aAbBcxXp]", formats), f"{path.name}: {formats}"
