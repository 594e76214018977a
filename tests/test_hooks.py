"""What a source may do beside `fetch`: each hook is optional by itself, and has only so long."""

import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from support_wire import head_of, listening
from timeline import demo

HOOKS = {
    "check": "    def check(self, run):\n        yield 'it answers'\n",
    "template": "    def template(self, run):\n        yield 'rows = 7'\n",
    "plain": "    @classmethod\n    def plain(cls, **settings):\n        return cls(**settings)\n",
    "span_of": "    def span_of(self, incident, run):\n        return tl.Window('2019-06-20T18:30Z', '2019-06-20T19:30Z')\n",
    "default_token_env": "    default_token_env = 'WEB_TOKEN'\n",
}
SUBSETS = [set(each) for size in range(len(HOOKS) + 1) for each in itertools.combinations(HOOKS, size)]
BARE = "import time\n\nimport timeline as tl\n\n\nclass Web:\n    name = 'web'\n\n    def fetch(self, window, run):\n        return ()\n\n"


def installed(folder, module):
    """A package with that source, on a path of its own."""
    (folder / "web.py").write_text(module)
    info = folder / "web-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: web\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[timeline.sources]\nweb = web:Web\n")
    (folder / "timeline.toml").write_text("[sources.web]\n")
    return folder


# One process answers for all subsets: it reads each as a module of its own.
PROBE = """
import json, sys, types
from timeline.cli import checks, windows
from timeline.config import starter
told = {}
for number, module in enumerate(json.load(sys.stdin)):
    made = types.ModuleType("web")
    exec(module, made.__dict__)
    starter.source_types, starter.source_type = (lambda: ["web"]), (lambda name: made.Web)
    source = made.Web()
    checked = checks.Check(source, 5)
    try:
        window = windows.of_incident("Q1", [source], 5)
        span = str(window.start)
    except Exception as error:
        span = type(error).__name__
    told[number] = {"init": list(starter.template()), "check": list(checked.lines()), "fine": checked.fine, "span": span}
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told():
    modules = [BARE + "".join(HOOKS[name] for name in sorted(subset)) for subset in SUBSETS]
    environment = {"PATH": os.environ["PATH"], "WEB_TOKEN": "x"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        input=json.dumps(modules),
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(len(SUBSETS)), ids=lambda number: "-".join(sorted(SUBSETS[number])) or "none")
def test_every_hook_stands_alone(told, number):
    """With whichever others: what is there is used, what is not there is not missed."""
    hooks, got = SUBSETS[number], told[str(number)]
    assert (got["init"][-2:] == ["[sources.web]", "rows = 7"]) == ("template" in hooks)
    assert "template" in hooks or len(got["init"]) == 1
    assert got["check"] == (["web: it answers", "web: ok"] if "check" in hooks else ["web: nothing to check"])
    assert got["fine"]
    assert got["span"] == ("2019-06-20 18:30:00+00:00" if "span_of" in hooks else "ConfigError")


def command(folder, *arguments, **more):
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "HOME": str(folder)} | more
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "timeline", *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        timeout=60,
    )
    return done, time.monotonic() - began


@pytest.mark.parametrize(
    ("hook", "arguments", "code"),
    [
        ("    def check(self, run):\n        yield 'begun'\n        time.sleep(60)\n", ("check",), 3),
        ("    def template(self, run):\n        time.sleep(60)\n", ("init", "-o", "new.toml"), 2),
        ("    def span_of(self, incident, run):\n        time.sleep(60)\n", ("dump", "--incident", "Q1"), 1),
    ],
    ids=["check", "init", "dump --incident"],
)  # fmt: skip
def test_a_hook_that_does_not_end_is_cut_off(tmp_path, hook, arguments, code):
    """Whatever it waits for: the command ends at its deadline and says so."""
    done, took = command(installed(tmp_path, BARE + hook), *arguments, "--deadline", "1s")
    assert took < 8
    assert done.returncode == code, done.stderr
    said = done.stdout + done.stderr
    assert "before the deadline" in said
    assert "check" not in arguments or "web: begun" in done.stdout


@pytest.mark.parametrize("hook", ["check", "template", "plain"])
def test_a_hook_that_raises_is_told_by_type(tmp_path, hook):
    """Its words may hold a secret; the command goes on."""
    rest = HOOKS["template"] if hook == "plain" else ""
    body = f"    def {hook}(self, *given, **named):\n        raise RuntimeError('hunter2')\n"
    arguments = ("check",) if hook == "check" else ("init", "-o", "new.toml")
    done, _ = command(installed(tmp_path, BARE + rest + body), *arguments)
    said = done.stdout + done.stderr + (tmp_path / "timeline.toml").read_text()
    assert "hunter2" not in said
    assert "Traceback" not in said
    assert ("RuntimeError" in said) == (hook != "plain") or "cannot say what it sees" in said


TOKENS = ("SLACK_TOKEN", "DD_API_KEY", "DD_APP_KEY", "PAGERDUTY_TOKEN", "GITHUB_TOKEN", "TFE_TOKEN")
CONFIG = """
[sources.slack]
base_url = "http://{0}"
channels = ["#alerts"]
[sources.datadog]
base_url = "http://{0}"
[sources.pagerduty]
base_url = "http://{0}"
[sources.github]
base_url = "http://{0}"
repos = ["acme/api"]
[sources.terraform]
base_url = "http://{0}"
organization = "acme"
"""


def trickle(connection):
    """A byte of a header now and then, for ever."""
    head_of(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        time.sleep(0.2)
        connection.sendall(b"y")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check",), 3), (("dump", "--from", "2h", "--quiet"), 3), (("dump", "--incident", "Q1"), 1),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)  # fmt: skip
def test_every_command_ends_at_its_deadline(tmp_path, arguments, code):
    """Against servers that send a byte now and then, over all transports at once."""
    with listening(trickle) as place:
        (tmp_path / "timeline.toml").write_text(CONFIG.format(place))
        done, took = command(tmp_path, *arguments, "--deadline", "2s", **dict.fromkeys(TOKENS, "token"))
    assert took < 12
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "check" not in arguments or done.stdout.count("FAILED") == 5


def test_a_name_that_does_not_resolve_in_time_holds_nobody(monkeypatch):
    """The look-up of an address has no time-out of its own; the call has one all the same."""
    import timeline as tl
    from support_events import WINDOW
    from support_wire import TRANSPORTS
    from timeline.porting.run import Run
    from timeline.sources.http.client import Client, Dialect
    from timeline.sources.http.exchange import Request

    gate = threading.Event()

    def resolve(*given, **named):
        gate.wait(30)
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    began = time.monotonic()
    calls = Client(TRANSPORTS["github"]("https://api.acme.test"), Dialect(), Run("web", WINDOW, deadline=0.3))
    with pytest.raises(tl.SourceError):
        calls.json(Request("x", "x"))
    gate.set()
    assert time.monotonic() - began < 3


def test_the_demo_says_first_what_to_install(monkeypatch):
    """Installed without the extras, it shows no record with gaps: it names the command, exit 2, before anything."""
    from timeline.cli import commands as cli

    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    said = []
    monkeypatch.setattr(cli, "_say", lambda text, code: said.append(text) or code)
    assert cli._code(["demo"]) == 2
    assert "pip install 'incident-timeline[datadog,pagerduty,slack]'" in said[0]
    assert cli._code(["demo", "--quiet", "--source", "github", "-o", os.devnull]) == 0
