"""Choosing, streaming, starting: what the command does beyond a plain dump."""

import json
import os
import re
import subprocess
import sys
import tomllib

import pytest

import timeline as tl
from timeline import demo
from timeline.config.load import load_sources
from timeline.config.starter import template
from timeline.demo.incident import apis
from timeline.demo.server import Response, StandIn


def shell(*arguments, cwd=None, env=()):
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd or "/nowhere")} | dict(env)
    command = [sys.executable, "-m", "timeline", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=60)


def kept(*arguments):
    done = shell("demo", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["events"], done.stderr


@pytest.mark.parametrize(
    ("arguments", "test"),
    [
        (("--kind", "alert.*", "--kind", "incident.triggered"), lambda each: re.match(r"alert\.|incident.triggered", each["kind"])),
        (("--channel", "#incidents"), lambda each: each["tags"].get("channel") == "incidents"),
        (("--actor", "hopper"), lambda each: "hopper" in (each["actor"]["name"] or each["actor"]["id"]).lower()),
        (("--grep", "ROLL BACK"), lambda each: "roll back" in (each["summary"] + str(each["body"])).lower()),
        (("--around", "2019-06-20T18:46Z", "--span", "2m"), lambda each: "18:44" <= each["time"][11:16] <= "18:48"),
    ],
)  # fmt: skip
def test_every_selection_shows_what_fits_and_says_how_much(arguments, test):
    """Only what fits is written, and the number of what is not shown is told on stderr."""
    events, said = kept(*arguments)
    assert 0 < len(events) < 127
    assert all(test(each) for each in events)
    assert f"{len(events)} of 127 events shown" in said


def test_a_selection_of_everything_says_so_too():
    """The numbers are told whenever a part was asked for; without a selection there is nothing to tell."""
    events, said = kept("--kind", "*")
    assert len(events) == 127
    assert "127 of 127 events shown" in said
    assert "shown" not in kept()[1]


def test_a_window_can_be_that_of_an_incident(tmp_path):
    """Two hours before the incident to a quarter of an hour after its end, said on stderr; by id or address."""
    with StandIn(apis(demo.TOKEN)) as server:
        (tmp_path / "timeline.toml").write_text(
            f'[sources.pagerduty]\nbase_url = "{server.url("pagerduty")}"\n'
            f'[sources.datadog]\nbase_url = "{server.url("datadog")}"\n'
        )
        env = dict.fromkeys(("PAGERDUTY_TOKEN", "DD_API_KEY", "DD_APP_KEY"), demo.TOKEN)
        address = "https://acme.pagerduty.com/incidents/Q2HVW8M41PUB"
        for incident in ("Q2HVW8M41PUB", f"{address}?utm=x", f"{address}/timeline", f"{address}#notes"):
            done = shell("dump", "--incident", incident, "--format", "json", cwd=tmp_path, env=env)
            assert done.returncode == 0, done.stderr
            assert "window 2019-06-20T16:46:06Z to 2019-06-20T19:27:14Z" in done.stderr
        missing = shell("dump", "--incident", "QNONE", cwd=tmp_path, env=env)
        other = shell("dump", "--incident", "Q2HVW8M41PUB", "--source", "datadog", cwd=tmp_path, env=env)
        both = shell("dump", "--incident", "Q2HVW8M41PUB", "--from", "2h", cwd=tmp_path, env=env)
    assert "window 2019-06-20T16:46:06Z to 2019-06-20T19:27:14Z" in other.stderr  # whoever is asked then
    assert (both.returncode, "not both" in both.stderr) == (2, True)
    assert missing.returncode == 1
    assert "GET /incidents/:id QNONE" in missing.stderr


def test_a_window_can_be_around_a_time(tmp_path):
    """`--around` with its `--span` is a window of its own when no `--from` is given."""
    with StandIn(apis(demo.TOKEN)) as server:
        (tmp_path / "timeline.toml").write_text(f'[sources.pagerduty]\nbase_url = "{server.url("pagerduty")}"\n')
        done = shell(
            "dump", "--around", "2019-06-20T18:46Z", "--span", "2m", cwd=tmp_path, env={"PAGERDUTY_TOKEN": demo.TOKEN}
        )
    assert "window 2019-06-20T18:44:00Z to 2019-06-20T18:48:00Z" in done.stderr
    nothing = shell("dump", cwd=tmp_path)
    assert nothing.returncode == 2
    assert "--incident" in nothing.stderr


def test_a_stream_writes_events_as_they_come_and_the_record_at_the_end(tmp_path):
    """Standard output has every event once, in no order; the file has the ordered record with its header."""
    done = shell("demo", "--format", "jsonl", "--stream", "-o", "record.jsonl", cwd=tmp_path)
    told = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    record = tl.load(tmp_path / "record.jsonl")
    assert sorted(told) == sorted(event.id for event in record)
    assert len(set(told)) == 127
    assert record.complete
    assert "wrote record.jsonl" in done.stderr
    assert shell("demo", "--stream").returncode == 2
    part = shell("demo", "--format", "jsonl", "--stream", "--kind", "alert.*", "--around", "2019-06-20T18:46Z")
    kinds = [json.loads(line)["kind"] for line in part.stdout.splitlines()]
    assert 0 < len(kinds) < 24
    assert all(kind.startswith("alert.") for kind in kinds)
    assert f"{len(kinds)} of 127 events shown" in part.stderr


def test_init_writes_a_configuration_that_loads(tmp_path, monkeypatch):
    """What the tokens see stands in it; what has no token is a comment with the variable that is missing."""
    for name in ("SLACK_TOKEN", "DD_API_KEY", "DD_APP_KEY", "PAGERDUTY_TOKEN", "TFE_TOKEN"):
        monkeypatch.setenv(name, demo.TOKEN)
    with StandIn(apis(demo.TOKEN)) as server:
        lines = list(template({name: {"base_url": server.url(name)} for name in server.apis}))
    text = "\n".join(lines) + "\n"
    tables = tomllib.loads(text)["sources"]
    assert set(tables) == {"slack", "datadog", "pagerduty", "terraform"}
    assert {"#infra-alerts", "#leads"} <= set(tables["slack"]["channels"])
    assert tables["terraform"]["organization"] == "acme"
    assert "# PHOOKS is hooks" in text
    assert "# hooks-prod" in text
    assert "# [sources.github]    # set GITHUB_TOKEN to read it" in text
    assert demo.TOKEN not in text
    (tmp_path / "timeline.toml").write_text(text)
    assert len(load_sources(tmp_path / "timeline.toml")) == 4


def test_init_leaves_out_what_its_token_sees_nothing_of(tmp_path, monkeypatch):
    """A table that would be refused is a comment with what to do; the file loads as it was written."""
    nothing = {
        "/users.conversations": {"ok": True, "channels": []},
        "/user/repos": [],
        "/organizations": {"data": []},
    }
    for name in ("SLACK_TOKEN", "GITHUB_TOKEN", "TFE_TOKEN", "PAGERDUTY_TOKEN"):
        monkeypatch.setenv(name, demo.TOKEN)

    def empty(service, request, number):
        return next((Response.json(body) for end, body in nothing.items() if request.path.endswith(end)), None)

    with StandIn(apis(demo.TOKEN), fault=empty) as server:
        text = "\n".join(template({name: {"base_url": server.url(name)} for name in server.apis}))
    assert "# [sources.slack]    # slack: its token sees no channels; invite the app" in text
    assert "# [sources.github]    # github: its token sees no repos; give it repositories" in text
    assert "# [sources.terraform]    # terraform: its token sees no organization; take" in text
    (tmp_path / "timeline.toml").write_text(text)
    assert [source.name for source in load_sources(tmp_path / "timeline.toml")] == ["pagerduty"]


def test_init_says_why_a_source_could_not_be_asked(monkeypatch):
    """A refused token is a comment with its remedy, and the others are written."""
    monkeypatch.setenv("GITHUB_TOKEN", "wrong-token")
    monkeypatch.setenv("PAGERDUTY_TOKEN", demo.TOKEN)
    with StandIn(apis(demo.TOKEN), fault=lambda service, request, number: None) as server:
        text = "\n".join(template({name: {"base_url": server.url(name)} for name in server.apis}))
    assert "# [sources.github]    # github GET /user/repos: HTTP 401" in text
    assert "\n[sources.pagerduty]" in text
    assert "wrong-token" not in text


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_is_printed_and_completes(name):
    """The script of each shell, and what it asks the command for."""
    assert "_TIMELINE_COMPLETE" in shell("completion", name).stdout
    asked = {"_TIMELINE_COMPLETE": "bash_complete", "COMP_WORDS": "timeline du", "COMP_CWORD": "1"}
    assert "dump" in shell(env=asked).stdout


def test_output_has_no_colour_and_no_noise():
    """No escape sequence in a pipe, with or without NO_COLOR; `--quiet` says nothing."""
    done = shell("demo", "--quiet", env={"NO_COLOR": "1", "FORCE_COLOR": "1"})
    assert "\x1b" not in done.stdout + done.stderr
    assert not done.stderr


def test_waiting_is_shown_to_who_wants_to_know():
    """A limit is told with its length and its call, through the progress that was given."""
    told = []
    limited = Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"})
    with StandIn(apis(demo.TOKEN), fault=lambda service, request, number: limited if number == 2 else None) as server:
        tl.reconstruct(
            demo.WINDOW, demo.sources(server, ["slack"]), progress=lambda source, text: told.append((source, text))
        )
    assert any(source == "slack" and "waiting 1 s: " in text for source, text in told)
    assert any("of 3 channels" in text for _, text in told)
