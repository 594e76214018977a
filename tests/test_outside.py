"""The command against the stand-in server, as a stranger would run it: the sources from a file."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from support_demo import EVENTS
from timeline import demo
from timeline.demo.incident import apis
from timeline.demo.server import Response, StandIn

WINDOW = ("--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z", "--format", "json")
CONFIG = """
[sources.slack]
base_url = "{slack}"
channels = ["#infra-alerts", "#incidents", "#deploys"{more}]
[sources.datadog]
base_url = "{datadog}"
[sources.pagerduty]
base_url = "{pagerduty}"
[sources.github]
base_url = "{github}"
repos = ["acme/infra", "acme/hooks"]
[sources.terraform]
base_url = "{terraform}"
organization = "acme"
[sources.jira]
base_url = "{jira}"
projects = ["IE", "SXP"]
[sources.sentry]
base_url = "{sentry}"
organization = "acme"
"""
TOKENS = (
    "SLACK_TOKEN",
    "DD_API_KEY",
    "DD_APP_KEY",
    "PAGERDUTY_TOKEN",
    "GITHUB_TOKEN",
    "TFE_TOKEN",
    "JIRA_TOKEN",
    "SENTRY_TOKEN",
)


@pytest.fixture
def run(tmp_path):
    """`timeline` with a file that points at a running stand-in; `tokens` and `urls` override, `fault` breaks."""

    def call(command="dump", *arguments, fault=None, tokens=None, urls=None, more="", config=None):
        with StandIn(apis(demo.TOKEN), fault=fault) as server:
            addresses = {name: server.url(name) for name in server.apis} | (urls or {})
            (tmp_path / "timeline.toml").write_text(config or CONFIG.format(more=more, **addresses))
            environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
            environment |= dict.fromkeys(TOKENS, demo.TOKEN) | {"JIRA_EMAIL": demo.EMAIL} | (tokens or {})
            window = WINDOW if command == "dump" else ()
            return subprocess.run(
                [sys.executable, "-W", "error", "-m", "timeline", command, *window, *arguments],
                capture_output=True, text=True, cwd=tmp_path, timeout=120, env=environment,
            )  # fmt: skip

    return call


def rows(done):
    return {row["source"]: row for row in json.loads(done.stdout)["coverage"]}


def test_every_event_comes_once_and_two_runs_agree(run):
    """Exit 0, one row per source, each id once, identical bytes in two runs on two servers."""
    first, second = run(), run()
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    ids = [event["id"] for event in json.loads(first.stdout)["events"]]
    assert len(ids) == len(set(ids)) == EVENTS
    assert [row["status"] for row in rows(first).values()] == ["complete"] * len(demo.CONFIGURATION)


@pytest.mark.parametrize(
    ("variable", "source", "call"),
    [
        ("SLACK_TOKEN", "slack", "auth.test"), ("DD_APP_KEY", "datadog", "events/search"),
        ("PAGERDUTY_TOKEN", "pagerduty", "log_entries"), ("GITHUB_TOKEN", "github", "GraphQL"),
        ("TFE_TOKEN", "terraform", "organizations"), ("JIRA_TOKEN", "jira", "/myself"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", ["wrong-token", "", "two words"])
def test_a_wrong_token_takes_only_its_source_down(run, variable, source, call, value):
    """Source, call and variable are named, the word itself is not; the others are complete; exit 3."""
    done = run(tokens={variable: value})
    told = rows(done)
    assert done.returncode == 3
    assert told[source]["status"] == "failed"
    detail = " ".join(gap["detail"] for gap in told[source]["gaps"])
    assert variable in detail
    assert source in detail
    assert call in detail or value != "wrong-token"
    assert "wrong-token" not in done.stdout + done.stderr
    assert [row["status"] for name, row in told.items() if name != source] == ["complete"] * (
        len(demo.CONFIGURATION) - 1
    )


@pytest.mark.parametrize(
    "dead", [{"github", "pagerduty"}, {"slack", "datadog", "terraform"}], ids=lambda each: "-".join(sorted(each))
)
def test_dead_hosts_take_only_their_sources_down(run, dead):
    """Nobody answers: a gap over the window, exit 3, the others' events are there; a dead host is given up soon."""
    done = run(urls=dict.fromkeys(dead, "http://127.0.0.1:9"))
    told = rows(done)
    assert done.returncode == 3
    for source in dead:
        assert told[source]["status"] == "failed"
        assert told[source]["gaps"][0]["start"] == "2019-06-20T18:30:00Z"
        assert f"gap in {source}" in done.stderr
    assert {name for name, row in told.items() if row["status"] == "complete"} == set(told) - dead
    assert len(json.loads(done.stdout)["events"]) > 30


def test_a_missing_scope_and_an_unknown_channel_are_named(run):
    """The scope that is needed, the channel that is not visible: both in gaps, everything else is read."""

    def fault(service, request, number):
        if request.path == "/conversations.replies":
            error = {"ok": False, "error": "missing_scope", "needed": "channels:history", "provided": "users:read"}
            return Response.json(error)
        return None

    done = run(fault=fault, more=', "#typo"')
    details = " ".join(gap["detail"] for gap in rows(done)["slack"]["gaps"])
    assert done.returncode == 3
    assert "needs channels:history" in details
    assert "#typo does not exist or is not visible" in details


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("[sources.slack]\nchannel = ['#a']\n", "did you mean 'channels'?"),
        ("[sources.slack]\n", "channels"),
        ("[sources.slak]\n", "slack"),
        ("[sources.github]\nrepos = ['acme']\n", "repos"),
        ("[sources.github]\nrepos = ['a/b']\norganization = 'a'\n", "one of the two"),
        ("[sources.datadog]\nbase_url = 'ftp://x'\n", "base_url"),
        ("[sources.terraform]\norganization = 'a'\ntoken = 'hunter2'\n", "token_env"),
        ("not toml", "timeline.toml"),
        ("", "sources"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_before_anything_is_asked(run, config, said):
    """Exit 2, the table and key are named, no value is quoted."""
    done = run(config=config or "\n")
    assert done.returncode == 2
    assert said in done.stderr
    assert "hunter2" not in done.stderr
    assert not done.stdout


def test_check_says_who_sees_what(run):
    """Every source's identity and reach, a line each; a bad token is a failure with its remedy and exit 3."""
    good = run("check")
    assert good.returncode == 0, good.stdout
    assert good.stdout.count(": ok") == len(demo.CONFIGURATION)
    assert "slack: no scope is missing" in good.stdout
    assert "github: 4990 of 5000 requests are left" in good.stdout
    assert "clock" not in good.stdout
    bad = run("check", tokens={"GITHUB_TOKEN": "wrong-token"})
    assert bad.returncode == 3
    assert "FAILED github" in bad.stdout
    assert "GITHUB_TOKEN" in bad.stdout


def test_check_tries_everything(run):
    """One unknown channel does not hide that the others are readable."""
    done = run("check", more=', "#typo"')
    assert done.returncode == 3
    assert "slack: #deploys is readable" in done.stdout
    assert "slack: not readable: #typo" in done.stdout
    assert "FAILED slack" in done.stdout


def test_only_reads_are_sent(run):
    """No request of a pull changes anything: GETs, searches, and Slack's reading methods by POST."""
    asked = []

    def watch(service, request, number):
        asked.append((service, request.method, request.path))

    run(fault=watch)
    writes = [each for each in asked if each[1] != "GET"]
    assert {path for _, _, path in writes if "conversations" not in path and "users" not in path} <= {
        "/graphql", "/api/v2/events/search", "/auth.test", "/search/jql",
    }  # fmt: skip


def test_ctrl_c_keeps_what_came(tmp_path):
    """The interrupt ends it at once, with exit 130 and a record whose gaps say `interrupted`."""

    def slow(service, request, number):
        return Response.json({}, 200) if service == "none" else (time.sleep(30) if service == "github" else None)

    with StandIn(apis(demo.TOKEN), fault=slow) as server:
        (tmp_path / "timeline.toml").write_text(
            CONFIG.format(more="", **{name: server.url(name) for name in server.apis})
        )
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)} | dict.fromkeys(TOKENS, demo.TOKEN)
        process = subprocess.Popen(
            [sys.executable, "-m", "timeline", "dump", *WINDOW],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=environment,
        )  # fmt: skip
        while len(server.requests("slack")) < 8:
            time.sleep(0.05)
        time.sleep(1)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert time.monotonic() - began < 10
    assert process.returncode == 130
    document = json.loads(out)
    told = {row["source"]: row for row in document["coverage"]}
    assert told["github"]["gaps"][0]["reason"] == "interrupted"
    assert told["slack"]["events"] > 0
