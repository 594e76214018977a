"""What a command prints cannot act on a terminal, and what it writes as TOML is TOML, whatever names services give."""

import json
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline as tl
from support_beside import every_api
from timeline import demo
from timeline.cli import commands as cli
from timeline.config.load import load_sources
from timeline.config.starter import template
from timeline.demo.server import Response, StandIn
from timeline.model import toml

ACTS = "\x1b]0;title\x07\x9b2J\x7f\u202e\r\u2066"
WINDOW = ("--from", "2019-06-20T18:40Z", "--to", "2019-06-20T18:50Z")
TOKENS = (
    "SLACK_TOKEN",
    "DD_API_KEY",
    "DD_APP_KEY",
    "PAGERDUTY_TOKEN",
    "GITHUB_TOKEN",
    "TFE_TOKEN",
    "JIRA_TOKEN",
    "SENTRY_TOKEN",
    "GRAFANA_TOKEN",
    "STATUSPAGE_TOKEN",
)
NAMES = {"name", "team", "user", "title", "summary", "text", "real_name", "display_name", "login", "message", "body",
         "topic", "purpose", "description", "needed", "provided", "detail",
         "displayName", "fromString", "toString", "ruleTitle", "alertName", "status", "impact"}  # fmt: skip
OPTIONS = {
    "slack": 'channels = ["C0ALERTS1", "C0NOWHERE"]',
    "github": 'repos = ["acme/hooks"]',
    "terraform": 'organization = "acme"',
    "sentry": 'organization = "acme"',
    "jira": 'projects = ["IE", "SXP"]',
    "statuspage": 'page = "kctbh9vrtdwd"',
}


class Hostile:
    """A service every text of which would act on a terminal."""

    def __init__(self, service):
        self.base, self._service = service.base, service

    def answer(self, request):
        found = self._service.answer(request)
        headers = {name: value for name, value in found.headers.items() if name != "Content-Type"}
        return Response.json(spoilt(json.loads(found.body)), found.status, headers) if found.body else found


def spoilt(value, key=""):
    if isinstance(value, dict):
        return {name: spoilt(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [spoilt(each, key) for each in value]
    return f'{value[:1]}{ACTS}"\n{value[1:]}' if isinstance(value, str) and key in NAMES else value


def refused(service, request, number):
    """Every second answer is an error whose words are the service's."""
    said = {
        "ok": False,
        "error": "missing_scope",
        "needed": ACTS,
        "provided": ACTS,
        "message": ACTS,
        "errors": [{"message": ACTS}],
    }
    return Response.json(said, 403) if number % 2 else None


@pytest.fixture
def configured(tmp_path, monkeypatch):
    """A configuration of the services whose names act; what they answer may be refused."""
    for name in TOKENS:
        monkeypatch.setenv(name, demo.TOKEN)
    monkeypatch.setenv("JIRA_EMAIL", demo.EMAIL)

    def write(server):
        tables = (f'[sources.{each}]\nbase_url = "{server.url(each)}"\n{OPTIONS.get(each, "")}' for each in server.apis)
        (tmp_path / "timeline.toml").write_text("\n".join(tables))
        return str(tmp_path / "timeline.toml")

    return write


def acting(text):
    return {char for char in text if char != "\n" and (unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp"))}


@pytest.mark.parametrize("fault", [None, refused], ids=["answers", "refusals"])
@pytest.mark.parametrize("command", [("check",), *(("dump", *WINDOW, "--format", form) for form in ("md", "json", "jsonl", "csv", "mermaid"))],
                         ids=lambda command: command[-1])  # fmt: skip
def test_nothing_that_acts_is_printed(command, fault, configured, capsysbinary):
    """On stdout and stderr, of every command that asks: names of channels, teams, people, scopes, services, workspaces."""
    with StandIn({name: Hostile(api) for name, api in every_api(demo.TOKEN).items()}, fault=fault) as server:
        cli._code([*command, "--config", configured(server)])
    out, err = (each.decode() for each in capsysbinary.readouterr())
    assert not acting(out) - ({"\r"} if command[-1] == "csv" else set())
    assert not acting(err)
    assert "U+001B" in out + err or "u001b" in out


def test_progress_and_errors_are_harmless(capsys, tmp_path):
    """What is waited for, what is configured and what is called: one line each."""
    for text in (f"waiting for {ACTS}\nFAILED x", "xoxb-" + "1234567890-abcdefghij"):
        cli.say(text, err=True)
    (tmp_path / "timeline.toml").write_text('[sources."a\\u001b]0;x\\u0007"]\n')
    assert cli._code(["dump", *WINDOW, "--config", str(tmp_path / "timeline.toml")]) == 2
    assert cli._code(["dump", f"--{ACTS}"]) == 2
    said = capsys.readouterr().err
    assert not acting(said)
    assert "⟨U+001B⟩" in said
    assert "xoxb-" not in said
    assert said.splitlines()[0].endswith("FAILED x")


def test_every_line_passes_one_function():
    """No module prints by itself."""
    package = Path(tl.__file__).parent
    prints = re.compile(r"click\.echo\(|\bprint\(|std(?:out|err)\.write\(")
    found = {
        path.name for path in package.rglob("*.py") if "demo" not in path.parts and prints.search(path.read_text())
    }
    assert found == {"say.py"}


def test_a_first_configuration_is_toml_whatever_the_names_are(tmp_path, monkeypatch):
    """Names with quotes, line breaks and controls stand in strings and comments of their own: it loads, with those names."""
    for name in TOKENS:
        monkeypatch.setenv(name, demo.TOKEN)
    monkeypatch.setenv("JIRA_EMAIL", demo.EMAIL)
    with StandIn({name: Hostile(api) for name, api in every_api(demo.TOKEN).items()}) as server:
        known = {name: {"base_url": server.url(name)} for name in server.apis}
        text = "\n".join(template(known)) + "\n"
        refusals = "\n".join(template(known | {"slack": {"base_url": server.url("slack") + 'no"where'}})) + "\n"
    for written in (text, refusals):
        tables = tomllib.loads(written)["sources"]
        assert set(tables) <= set(known)
        assert not acting(written)
    assert any(ACTS in name and '"' in name for name in tomllib.loads(text)["sources"]["slack"]["channels"])
    (tmp_path / "made.toml").write_text(text)
    assert len(load_sources(tmp_path / "made.toml")) >= 4


@given(st.text(), st.text(), st.text())
def test_toml_is_read_back(name, value, said):
    """Any key, any value, any comment: the table holds the value, and nothing else."""
    lines = [
        toml.table("sources", name),
        toml.row(name, value),
        toml.comment(said),
        *toml.rows("list", [value, said], said),
    ]
    read = tomllib.loads("\n".join(lines))["sources"]
    kept = {key: text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")
            for key, text in (("name", name), ("value", value), ("said", said))}  # fmt: skip
    assert read == {kept["name"]: {kept["name"]: kept["value"]} | {"list": [kept["value"], kept["said"]]}}
