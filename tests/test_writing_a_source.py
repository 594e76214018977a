"""A source of a stranger's: from the docs, over HTTP, through an entry point, and judged by the contract kit."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

import timeline as tl
from support_events import START, WINDOW, event
from timeline.demo.server import Response, StandIn
from timeline.testing import check_source

PAGE = Path(__file__).parent.parent / "docs" / "writing-a-source.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
STATUSPAGE = next(text for text in BLOCKS if "class Statuspage" in text)


class Incidents:
    """A small service with cursors; its rows are what a page of the docs asks for."""

    base = "/v1"

    def __init__(self, rows, size=2):
        self.rows, self.size = rows, size

    def answer(self, request):
        start = int(request.query.get("cursor", 0))
        end = start + self.size
        more = {"next": str(end)} if end < len(self.rows) else {}
        return Response.json({"incidents": self.rows[start:end], **more})


ROWS = [{"id": f"i{n}", "name": f"n{n}", "created_at": f"2019-06-20T18:4{n}:00Z", "shortlink": None} for n in range(5)]


def made(server):
    names = {"__name__": "statuspage"}
    exec(compile(STATUSPAGE, str(PAGE), "exec"), names)
    return names["Statuspage"](page="abc", base_url=server.url("statuspage"))


def test_the_source_of_the_docs_is_short():
    """Under 40 lines for paging, limits, coverage and links."""
    assert len([line for line in STATUSPAGE.splitlines() if line.strip()]) < 40


def test_the_source_of_the_docs_reads_everything():
    """All pages, counted and complete; it keeps the contract."""
    with StandIn({"statuspage": Incidents(ROWS)}) as server:
        record = tl.reconstruct(WINDOW, [made(server)])
        assert check_source(made(server), WINDOW) == []
    assert [each.id for each in record] == [f"statuspage:i{n}" for n in range(5)]
    assert record.complete
    assert record.coverage[0].raw_rows == 5


def test_the_source_of_the_docs_says_what_is_missing():
    """A page that fails and a row without a time are gaps; what came before stays."""
    rows = [*ROWS[:3], {**ROWS[3], "created_at": "soon"}, ROWS[4]]
    fault = lambda service, request, number: Response.json({}, 404) if "4" in request.query.get("cursor", "") else None  # noqa: E731
    with StandIn({"statuspage": Incidents(rows)}, fault=fault) as server:
        (row,) = tl.reconstruct(WINDOW, [made(server)]).coverage
    assert (row.events, row.undated, row.status) == (3, 1, "partial")
    assert {gap.reason for gap in row.gaps} == {"undated", "denied"}


def test_the_source_of_the_docs_comes_in_by_its_entry_point(tmp_path):
    """As a package, it is configured in `timeline.toml` like ours."""
    (tmp_path / "my_package.py").write_text(STATUSPAGE)
    info = tmp_path / "my_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[timeline.sources]\nstatuspage = my_package:Statuspage\n")
    with StandIn({"statuspage": Incidents(ROWS)}) as server:
        address = server.url("statuspage")
        (tmp_path / "timeline.toml").write_text(f'[sources.statuspage]\npage = "abc"\nbase_url = "{address}"\n')
        done = subprocess.run(
            [sys.executable, "-m", "timeline", "dump", "--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z",
             "--format", "json"],
            capture_output=True, text=True, cwd=tmp_path, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["events"]) == 5


@dataclass
class Broken:
    """A source with one fault."""

    fault: str
    name: str = "broken"
    pulls: int = 0

    def fetch(self, window, run):
        self.pulls += 1
        good = event("a", 1, source=self.name)
        told = {
            "nothing wrong": [good],
            "ids that repeat": [good, good],
            "ids that change": [event(f"run{self.pulls}", 1, source=self.name)],
            "ids of another source": [event("a", 1, source=self.name, id="other:a")],
            "times that change": [event("a", self.pulls, source=self.name)],
            "words that change": [event("a", 1, source=self.name, summary=f"pull {self.pulls}")],
            "another source's name": [event("a", 1, source="other")],
            "no events": ["text"],
            "a gap": [good, tl.Gap.of(window, "denied", "no way in")],
            "an event that disappears": [good] if self.pulls == 1 else [],
        }
        if self.fault == "naive times":
            event("a", source=self.name, time=START.replace(tzinfo=None))
        if self.fault == "float ids":
            event("a", source=self.name, id=1.5)
        if self.fault == "an exception":
            raise ValueError("hunter2")
        if self.fault == "rows that are not told":
            run.count(raw_rows=2)
        if self.fault == "a swallowed refusal":
            run.count(requests=1)
            return
        if self.fault == "a payload that is no JSON":
            yield event("a", source=self.name, raw={"x": object()})
            return
        if self.fault == "only events outside":
            yield event("a", -10, source=self.name)
            yield event("b", 4000, source=self.name)
            return
        yield from told.get(self.fault, [good])


@pytest.mark.parametrize(
    "fault",
    ["ids that repeat", "ids that change", "ids of another source", "times that change", "words that change",
     "another source's name", "no events", "a gap", "an event that disappears", "naive times", "float ids",
     "an exception", "rows that are not told", "a swallowed refusal", "a payload that is no JSON",
     "only events outside"],
)  # fmt: skip
def test_the_kit_catches(fault):
    """A source with this fault does not pass."""
    found = check_source(Broken(fault), WINDOW)
    assert found
    assert "hunter2" not in " ".join(found)


def test_the_kit_passes_what_is_right():
    """A source without a fault has none."""
    assert check_source(Broken("nothing wrong"), WINDOW) == []
