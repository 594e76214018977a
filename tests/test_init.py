"""`timeline init`: what it writes, what it adds, what it says, and that it writes nothing where it saw nothing."""

import tomllib

import pytest

from timeline import demo
from timeline.cli import commands
from timeline.config.load import load_sources
from timeline.demo.incident import apis
from timeline.demo.server import Response, StandIn

TOKENS = ("SLACK_TOKEN", "DD_API_KEY", "DD_APP_KEY", "PAGERDUTY_TOKEN", "GITHUB_TOKEN", "TFE_TOKEN", "JIRA_TOKEN")


@pytest.fixture
def init(tmp_path, monkeypatch, capsys):
    """Run it in a folder of its own, with the stand-in as every host that an option can name."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, tokens=TOKENS, fault=None):
        for name in TOKENS:
            monkeypatch.delenv(name, raising=False)
        for name in tokens:
            monkeypatch.setenv(name, demo.TOKEN)
        monkeypatch.setenv("JIRA_EMAIL", demo.EMAIL)
        with StandIn(apis(demo.TOKEN), fault=fault) as server:
            places = [each for name in ("github", "terraform", "pagerduty", "slack", "jira")
                      for each in (f"--{name}-url", server.url(name))]  # fmt: skip
            code = commands._code(["init", *places, "--deadline", "5s", *arguments])
        return code, capsys.readouterr().err

    return run


def tables(path):
    return tomllib.loads(path.read_text())["sources"]


def test_hosts_are_asked_and_stand_in_the_file(init, tmp_path):
    """Each option is its source's `base_url`; the file loads, and stderr says what each token saw."""
    code, said = init(tokens=("SLACK_TOKEN", "PAGERDUTY_TOKEN", "GITHUB_TOKEN", "TFE_TOKEN"))
    made = tables(tmp_path / "timeline.toml")
    assert code == 0
    assert set(made) == {"slack", "pagerduty", "github", "terraform"}
    assert all(each["base_url"].startswith("http://127.0.0.1:") for each in made.values())
    assert len(load_sources(tmp_path / "timeline.toml")) == 4
    assert f"slack: seen, {len(made['slack']['channels'])} channels" in said
    assert "terraform: seen, organization acme, " in said
    assert "datadog: set DD_APP_KEY to read it" in said
    assert "wrote timeline.toml; try it: timeline check" in said


def test_a_site_is_kept_in_the_file_once(init, tmp_path, monkeypatch):
    """What the option says is what the source is asked with."""
    from timeline.sources.datadog import Datadog

    monkeypatch.setattr(Datadog, "check", lambda source, run: iter(()))
    code, said = init("--datadog-site", "datadoghq.eu", tokens=("DD_API_KEY", "DD_APP_KEY"))
    assert code == 0
    assert (tmp_path / "timeline.toml").read_text().count('site = "datadoghq.eu"') == 1
    assert "datadog: seen, site datadoghq.eu" in said


CHANNELS = [
    {"id": f"C0{number}", "name": name} for number, name in enumerate(("lunch", "pages", "web", "alarms", "shut"))
]
LINKS = {
    "C01": ["https://x.pagerduty.com/incidents/Q1"],
    "C03": ["https://app.datadoghq.com/monitors/7?event_id=9"] * 2,
}


def test_channels_with_posts_about_incidents_come_first(init, tmp_path):
    """By how many an app posted; the others in their order, one that cannot be read among them; people's links count not."""

    def posts(service, request, number):
        if request.path.endswith("users.conversations"):
            return Response.json({"ok": True, "channels": CHANNELS})
        if not request.path.endswith("conversations.history"):
            return None
        key = request.form()["channel"]
        if key == "C04":
            return Response.json({"ok": False, "error": "not_in_channel"})
        said = [{"ts": "1.1", "text": "https://x.pagerduty.com/incidents/Q1", "user": "U1"}] * 5
        said += [{"ts": "1.2", "bot_id": "B1", "attachments": [{"title_link": each}]} for each in LINKS.get(key, ())]
        return Response.json({"ok": True, "messages": said})

    assert init(tokens=("SLACK_TOKEN",), fault=posts)[0] == 0
    assert tables(tmp_path / "timeline.toml")["slack"]["channels"] == ["#alarms", "#pages", "#lunch", "#web", "#shut"]


@pytest.mark.parametrize("answer", [
    Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "600"}), Response.json({"ok": False, "error": "not_in_channel"}),
])  # fmt: skip
def test_a_limit_on_posts_costs_the_order_only(init, tmp_path, answer):
    """No post could be read: the channels are there all the same."""

    def fault(service, request, number):
        return answer if request.path.endswith("conversations.history") else None

    assert init(tokens=("SLACK_TOKEN",), fault=fault)[0] == 0
    assert "#infra-alerts" in tables(tmp_path / "timeline.toml")["slack"]["channels"]


def test_nothing_is_written_where_nothing_was_seen(init, tmp_path):
    """No token, or none that is accepted: exit 2, what to do, no file."""
    code, said = init(tokens=())
    assert code == 2
    assert (
        "set DD_APP_KEY or GITHUB_TOKEN or GRAFANA_TOKEN or JIRA_TOKEN or PAGERDUTY_TOKEN or SENTRY_TOKEN or SLACK_TOKEN "
        "or STATUSPAGE_TOKEN or TFE_TOKEN" in said
    )

    def refuse(service, request, number):
        return Response.json({"ok": False, "error": "invalid_auth"}, 401)

    code, said = init(tokens=("PAGERDUTY_TOKEN",), fault=refuse)
    assert code == 2
    assert "pagerduty: " in said
    assert "401" in said
    assert "mend what is said of pagerduty" in said
    assert not (tmp_path / "timeline.toml").exists()


OLD = '# ours\r\n[sources.pagerduty]\r\nservices = [ \'P1\' ]   # odd spaces\r\n\r\n[sources.chat]\r\ntype = "slack"\r\nchannels = ["#a"]'


@pytest.mark.parametrize("old", [OLD, OLD.replace("\r\n", "\n"), OLD + "\r\n", OLD + "\r\n\r\n \t\r\n", "\ufeff" + OLD])
def test_a_service_is_added_and_the_rest_stays_byte_for_byte(init, tmp_path, old):
    """Only types that the file does not name; line ends, comments, a mark at the beginning stay."""
    path = tmp_path / "mine.toml"
    path.write_bytes(old.encode())
    code, said = init("-o", "mine.toml", tokens=("PAGERDUTY_TOKEN", "SLACK_TOKEN", "TFE_TOKEN"))
    assert code == 0, said
    assert path.read_bytes().startswith(old.encode())
    assert [source.name for source in load_sources(path)] == ["pagerduty", "chat", "terraform"]
    assert "added terraform to mine.toml" in said
    assert (b"\r\n[sources.terraform]\r\n" in path.read_bytes()) == ("\r\n" in old)
    again = path.read_bytes()
    code, said = init("-o", "mine.toml", tokens=("PAGERDUTY_TOKEN", "SLACK_TOKEN", "TFE_TOKEN"))
    assert (code, path.read_bytes()) == (0, again)
    assert "for another service set DD_APP_KEY or GITHUB_TOKEN" in said
    assert "mine.toml stays as it is" in said


@pytest.mark.parametrize("old", ["[sources", "sources = { github = { repos = ['a/b'] } }", "sources = 1"])
def test_a_file_behind_which_nothing_can_stand_is_left_alone(init, tmp_path, old):
    """Exit 2, and the file is as it was."""
    (tmp_path / "timeline.toml").write_text(old)
    code, said = init(tokens=("TFE_TOKEN",))
    assert code == 2, said
    assert "-o" in said
    assert (tmp_path / "timeline.toml").read_text() == old


def test_an_address_that_cannot_be_is_said_with_its_source(init, tmp_path):
    """No traceback: which source, and why."""
    code, said = init("--github-url", "http://github.example/api/v3", tokens=("GITHUB_TOKEN",))
    assert code == 2
    assert "github" in said
    assert "https://" in said
    assert not (tmp_path / "timeline.toml").exists()
