"""A source of a stranger's: from the docs, over HTTP, through an entry point, and judged by the contract kit."""

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import timeline as tl
from support_buildkite import TOKEN, Buildkite, build
from support_events import START, WINDOW, event
from timeline.demo.server import Response, StandIn
from timeline.engine.reconstruct import pull
from timeline.testing import SimulatedClock, check_source

PAGE = Path(__file__).parent.parent / "docs" / "writing-a-source.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
BUILDKITE = next(text for text in BLOCKS if "class Buildkite" in text)
BUILDS = [build(number, 40 + number, source="ui" if number % 2 else "schedule") for number in range(5)]
OUTSIDE = [build(90, 10), build(91, 29)]


def source(**settings):
    """The source of the docs."""
    names = {"__name__": "buildkite"}
    exec(compile(BUILDKITE, str(PAGE), "exec"), names)
    return names["Buildkite"](organization="acme", **settings)


@contextmanager
def served(api, **more):
    """The service, and the source of the docs that asks it."""
    with StandIn({"buildkite": api}, **more) as server:
        api.url = server.url("buildkite")
        yield server, source(base_url=api.url)


@pytest.fixture(autouse=True)
def token(monkeypatch):
    monkeypatch.setenv("BUILDKITE_TOKEN", TOKEN)


def pulled(api, **more):
    """The record of the source of the docs, its only row, and what the service was asked."""
    with served(api, **more) as (server, made):
        record = pull(WINDOW, [made], clock=SimulatedClock())
        return record, record.coverage[0], server.requests("buildkite")


def test_the_source_of_the_docs_is_short():
    """25 lines for a credential, pages, limits, coverage and links."""
    assert len([line for line in BUILDKITE.splitlines() if line.strip()]) <= 25


@pytest.mark.parametrize("relative", [True, False])
def test_the_source_of_the_docs_reads_everything(relative):
    """All pages, counted and complete, whichever way the service writes its links; and no page more."""
    record, row, asked = pulled(Buildkite([*OUTSIDE, *BUILDS], most=2, relative=relative))
    assert [each.id for each in record] == [f"buildkite:0191-000{n}" for n in range(5)]
    assert (row.status, row.raw_rows, row.notes) == ("complete", 5, ("of a build only its creation was read",))
    assert [each.query.get("page") for each in asked] == [None, "2", "3"]
    assert {each.query["per_page"] for each in asked} == {"100"}


def test_the_source_of_the_docs_names_who_acted():
    """Who pressed the button is named; a schedule's owner, whom the service calls its creator, is not."""
    record, _, _ = pulled(Buildkite(BUILDS))
    assert [each.actor and each.actor.name for each in record] == [None, "Edsger Dijkstra"] * 2 + [None]
    assert record[1].summary == "Build 1 of API was created by Edsger Dijkstra"
    (gone,), _, _ = pulled(Buildkite([build(1, 41, creator=None)]))
    assert (gone.actor, gone.summary) == (None, "Build 1 of API was created")


def test_the_source_of_the_docs_keeps_the_contract():
    """By the kit, which pulls twice."""
    with served(Buildkite(BUILDS, most=2)) as (_, made):
        assert check_source(made, WINDOW) == []


@pytest.mark.parametrize(
    ("odd", "reason", "counts"),
    [
        (build(7, 50, created_at="soon"), "undated", (1, 0)), (build(7, 50, created_at=None), "undated", (1, 0)),
        (build(7, 50, pipeline=None), "rejected", (0, 1)), ({"id": "0191-0007", "created_at": "2019-06-20T18:50:00Z"}, "rejected", (0, 1)),
        ("a text", "rejected", (0, 1)),
    ],
    ids=["no time", "null", "no pipeline", "hollow", "a text"],
)  # fmt: skip
def test_the_source_of_the_docs_loses_no_record_silently(odd, reason, counts):
    """A row that cannot be dated or read is counted and named; the others are told."""
    record, row, _ = pulled(Buildkite([*BUILDS, odd], most=2))
    assert (len(record), (row.undated, row.rejected), row.status) == (5, counts, "partial")
    assert [gap.reason for gap in row.gaps] == [reason]
    assert row.closes


def test_the_source_of_the_docs_waits_as_it_is_told():
    """For the longer of the two limits, in the seconds that the answer says."""
    api = Buildkite(BUILDS, limited=1, reset=(3, 41))
    with served(api) as (_, made):
        clock = SimulatedClock()
        assert pull(WINDOW, [made], clock=clock).complete
    assert max(clock.waits) == pytest.approx(41, abs=0.5)


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [(401, "auth", "BUILDKITE_TOKEN"), (403, "denied", "BUILDKITE_TOKEN"), (404, "denied", "not visible"),
     (400, "bad_answer", "refused"), (500, "unavailable", "HTTP 500")],
)  # fmt: skip
def test_the_source_of_the_docs_says_what_is_missing(status, reason, said):
    """A page that cannot be had is a gap that says why; what came before it stays. 400 is what a list too deep gets."""
    fault = lambda service, request, number: Response.json({}, status) if request.query.get("page") else None  # noqa: E731
    record, row, _ = pulled(Buildkite(BUILDS, most=2), fault=fault)
    assert (len(record), row.status, [gap.reason for gap in row.gaps]) == (2, "partial", [reason])
    assert said in row.gaps[0].detail


def test_a_token_that_is_refused_is_named_by_its_variable(monkeypatch):
    """The variable stands in the gap, its value nowhere."""
    monkeypatch.setenv("BUILDKITE_TOKEN", "hunter2")
    _, row, asked = pulled(Buildkite(BUILDS))
    assert (row.status, row.gaps[0].reason, len(asked)) == ("failed", "auth", 1)
    assert "BUILDKITE_TOKEN" in row.gaps[0].detail
    assert "hunter2" not in str(row)


def packaged(folder):
    """The source of the docs as a package of its own, outside ours."""
    (folder / "my_package.py").write_text(BUILDKITE)
    info = folder / "my_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[timeline.sources]\nbuildkite = my_package:Buildkite\n")
    return folder


def ran(folder, *arguments, **more):
    environment = {"PATH": os.environ["PATH"], "BUILDKITE_TOKEN": TOKEN, "HOME": str(folder)} | more
    call = [sys.executable, *arguments]
    return subprocess.run(call, capture_output=True, text=True, cwd=folder, env=environment, timeout=60)


def test_a_package_of_a_strangers_is_as_good_as_ours(tmp_path):
    """By its entry point it is configured, pulled, and shown by its product's name; no field of the record holds that."""
    path = {"PYTHONPATH": str(packaged(tmp_path))}
    with served(Buildkite(BUILDS, most=2)) as (_, made):
        table = f'[sources.builds-emea]\ntype = "buildkite"\norganization = "acme"\nbase_url = "{made.base_url}"\n'
        (tmp_path / "timeline.toml").write_text(table)
        span = ("--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z")
        done = ran(tmp_path, "-m", "timeline", "dump", *span, "--format", "json", "-o", "record.json", **path)
    assert done.returncode == 0, done.stderr
    (row,) = json.loads((tmp_path / "record.json").read_text())["coverage"]
    assert (row["source"], row["type"], row["events"], "label" in row) == ("builds-emea", "buildkite", 5, False)
    # Read from the file, where the package is and where it is not.
    show = f"import timeline as tl; print(tl.load({str(tmp_path / 'record.json')!r}).to_markdown())"
    (elsewhere := tmp_path / "elsewhere").mkdir()
    assert ran(elsewhere, "-c", show, **path).stdout.count("[Buildkite](https://buildkite.com/acme/api/builds/") == 5
    assert ran(elsewhere, "-c", show).stdout.count("[builds-emea](https://buildkite.com/acme/api/builds/") == 5


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
