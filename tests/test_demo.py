"""The bundled incident: what the README's first command shows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import timeline as tl
from support_bundle import words
from timeline import demo
from timeline.demo.incident import apis
from timeline.demo.server import StandIn
from timeline.engine.reconstruct import pull
from timeline.testing import SimulatedClock

GOLDEN = Path(__file__).parent / "golden"
MOMENTS = [
    r'18:43 Z>: Ada Lovelace says "Noticed a DataDog warning, I think it is the rotating http_hooks_v2 instances"',
    r"18:44 Z>: Last new instance was launched \[Datadog\]",
    r'18:46 Z>: Datadog monitor "hook publish volume drop" alerted \[Datadog\]',
    r'18:51 Z>: Grace Hopper says "let\'s roll back Terraform config change, switching back to the old AMI" \[Slack\]',
    r"18:53 Z>: Terraform change created by Grace Hopper: Roll back AMI \(acme/infra#31\) \[GitHub\]",
    r"18:54 Z>: Terraform change approved by Ada Lovelace \(acme/infra#31\) \[GitHub\]",
    r"18:55 Z>: Terraform change merged by Grace Hopper",
    r"18:55 Z>: Terraform plan finished in hooks-prod",
    r"18:56 Z>: Terraform run confirmed by Grace Hopper in hooks-prod",
    r"18:58 Z>: Terraform apply finished in hooks-prod: 0 added, 1 changed, 0 destroyed",
    r'19:12 Z>: Datadog monitor "hook publish volume drop" recovered after 26 min',
]


@pytest.fixture(scope="module")
def record():
    return demo.record()


def served(*, page=100, workers=None):
    with StandIn(apis(demo.TOKEN, page=page)) as server:
        return pull(demo.WINDOW, demo.sources(server, server.apis), clock=SimulatedClock())


def facts(record):
    """The record without what describes the pull."""
    names = ("source", "status", "events", "raw_rows", "duplicates", "out_of_window", "gaps")
    return record.to_dicts(), [[getattr(row, name) for name in names] for row in record.coverage]


@pytest.mark.parametrize(("name", "about"), [("demo.md", ()), ("demo-about.md", ("4172",))])
def test_the_record_is_the_golden_one(record, name, about):
    """Every line of the demo's Markdown is as it was looked at; `TIMELINE_GOLDEN=write` writes it anew."""
    golden, text = GOLDEN / name, (record.about(*about) if about else record).to_markdown()
    if os.environ.get("TIMELINE_GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


#: The six lines of the talk.
TALK = ("Noticed a DataDog warning", "Last new instance was launched", 'monitor "hook publish volume drop" alerted',
        "let's roll back Terraform config change", "Terraform change created", "Terraform change approved")  # fmt: skip


def test_the_part_about_the_incident_is_short(record):
    """Fewer than sixty lines, under headings, with all of the talk's; the rest is counted."""
    text = record.about("4172").to_markdown()
    assert sum(line.startswith("- <") for line in text.splitlines()) < 60
    headings = re.findall("^### (.*)", text, re.MULTILINE)
    assert headings == ["before the first signal", "until the first human act", "until recovery", "after"]
    assert all(moment in text for moment in TALK)
    assert "- left out: 7 messages in 3 channels; `--all --kind 'message.*'` shows them" in text


def test_the_moments_of_the_incident_stand_in_order(record):
    """What the people on the call look for is there, once and in order, and the record is complete."""
    text = record.to_markdown()
    places = [[found.start() for found in re.finditer(moment, text)] for moment in MOMENTS]
    assert [len(each) for each in places] == [1] * len(MOMENTS)
    assert places == sorted(places)
    assert record.complete
    assert "## Coverage" in text


def test_it_is_told_by_many_native_objects_of_the_services(record):
    """At least 120 native objects, a thread whose parent is two days old, nothing from outside the window."""
    assert sum(row.raw_rows for row in record.coverage) >= 120
    assert {row.type for row in record.coverage} == set(demo.CONFIGURATION)
    assert all(event.time in demo.WINDOW for event in record)
    old = [event for event in record if "thread_ts=1560870131.004200" in (event.url or "")]
    assert len(old) == 4


@pytest.mark.parametrize("page", [3, 10, 15, 40])
def test_the_page_size_does_not_change_the_record(record, page):
    """However few rows a service gives at a time, the events and their coverage are the same."""
    assert facts(served(page=page)) == facts(record)


def test_two_windows_side_by_side_are_the_whole(record):
    """Splitting the window in two loses nothing at the seam and tells nothing twice."""
    middle = "2019-06-20T18:55:03Z"  # on the instant of a merge and its push
    with StandIn(apis(demo.TOKEN)) as server:
        sources = demo.sources(server, server.apis)
        halves = [
            pull(tl.Window(*ends), sources, clock=SimulatedClock())
            for ends in ((demo.WINDOW.start, middle), (middle, demo.WINDOW.end))
        ]
    joined = [event.id for half in halves for event in half]
    assert sorted(joined) == sorted(event.id for event in record)
    assert all(half.complete for half in halves)


@pytest.mark.parametrize("environment", [{"TZ": "America/Caracas"}, {"PYTHONHASHSEED": "7"}, {"LC_ALL": "tr_TR.UTF-8"}])
def test_the_machine_does_not_change_a_byte(environment):
    """Another zone, hash seed or locale gives the same JSON, coverage and measurements included."""
    command = [sys.executable, "-m", "timeline", "demo", "--format", "json", "--quiet"]
    plain = subprocess.run(command, capture_output=True, check=True).stdout
    assert subprocess.run(command, capture_output=True, check=True, env=os.environ | environment).stdout == plain


def test_every_event_has_working_evidence(record):
    """Every event of the demo has a link to a service's own pages, and none of them is the stand-in's."""
    for event in record:
        assert re.match(
            r"https://(app\.datadoghq|acme\.pagerduty|acme\.slack|acme\.atlassian|github|app\.terraform|acme\.sentry)\.(com|io|net)/",
            event.url,
        )


def test_the_token_is_nowhere(record, tmp_path):
    """No form of the record holds the credential, native payloads included."""
    record.save(tmp_path)
    forms = [record.to_json(raw=True), record.to_html(), record.to_markdown(), words(tmp_path)]
    assert not any(demo.TOKEN in form for form in forms)
