"""A bundle that was pulled for an incident shows that one by default, in the record, the post-mortem and what is shared."""

import json

import pytest
from click.testing import CliRunner

import timeline as tl
from timeline import demo
from timeline.bundle.pulling import pull
from timeline.cli import commands
from timeline.demo.incident import apis
from timeline.demo.server import StandIn


def call(*words):
    done = CliRunner().invoke(commands.cli, list(map(str, words)), standalone_mode=False, catch_exceptions=False)
    assert done.return_value == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Pulled by the command, with the incident named by its address, as it is copied."""
    place = tmp_path_factory.mktemp("pulled-for")
    with StandIn(apis(demo.TOKEN)) as server, pytest.MonkeyPatch.context() as patch:
        for name in ("PAGERDUTY_TOKEN", "DD_API_KEY", "DD_APP_KEY", "SLACK_TOKEN"):
            patch.setenv(name, demo.TOKEN)
        tables = [f'[sources.{each}]\nbase_url = "{server.url(each)}"\n' for each in ("pagerduty", "datadog", "slack")]
        (place / "timeline.toml").write_text("".join(tables) + 'channels = ["#incidents"]\n')
        call("pull", "--incident", "4172", "--config", place / "timeline.toml", "-o", place / "inc", "--quiet")
    return place / "inc"


def test_the_folder_knows_what_it_was_pulled_for(folder):
    """`pull.json` tells it, and a record that is read of it."""
    assert json.loads((folder / "data/pull.json").read_text())["incident"] == "4172"
    assert tl.load(folder).manifest.incident == "4172"
    assert tl.verify(folder).ok


def test_a_dump_of_it_shows_the_incident(folder):
    """As `--about` would; `--all` shows the window, another name the other incident."""
    shown = call("dump", folder)
    assert shown == call("dump", folder, "--about", "4172")
    assert shown == tl.load(folder).about("4172").to_markdown()
    assert len(call("dump", folder, "--all", "--format", "jsonl").splitlines()) > len(tl.load(folder))
    assert call("dump", folder, "--about", "4171") == tl.load(folder).about("4171").to_markdown()


def test_the_post_mortem_is_of_it(folder):
    """Its title, its lines, its facts; `--all` and `--about` show another part under the same title or their own."""
    text = call("postmortem", folder)
    assert text.startswith("# Post-mortem: 4172, 2019-06-20\n")
    assert text == call("postmortem", folder, "--about", "4172")
    part = tl.load(folder).about("4172")
    assert f"of {len(part)} events" in text or f"{len(part)} events in" in text
    whole = call("postmortem", folder, "--all")
    assert whole.startswith("# Post-mortem: 4172, 2019-06-20\n")
    assert len(whole) > len(text)
    assert call("postmortem", folder, "--about", "4171").startswith("# Post-mortem: 4171, ")


def test_what_is_shared_names_it(folder):
    """The message that asks for feedback says which incident, in the number that people know."""
    assert "post-mortem: incident 4172 (2019-06-20" in call("share", folder, "--link", "https://wiki.example/p/1")


def test_pulled_again_it_is_still_of_it(folder, tmp_path):
    """A refresh keeps what the folder was pulled for; a folder of a window is of no incident, and says nothing."""
    with demo.served() as sources:
        pull(demo.WINDOW, sources, to=tmp_path / "a", incident="4172")
        pull(to=tmp_path / "a", sources=sources, refresh=True)
        pull(demo.WINDOW, sources, to=tmp_path / "b")
    assert tl.load(tmp_path / "a").manifest.incident == "4172"
    assert "incident" not in json.loads((tmp_path / "b/data/pull.json").read_text())
    assert call("postmortem", tmp_path / "b").startswith("# Post-mortem: incident, 2019-06-20\n")


def test_an_incident_that_the_record_does_not_know_shows_all(tmp_path):
    """Where nothing of it was read, the whole window is shown, and it is said."""
    with demo.served() as sources:
        pull(demo.WINDOW, [each for each in sources if each.name == "github"], to=tmp_path / "a", incident="4172")
    done = CliRunner().invoke(commands.cli, ["dump", str(tmp_path / "a")], standalone_mode=False)
    assert "no event here belongs to incident 4172: the whole window is shown" in done.stderr
    assert call("postmortem", tmp_path / "a").startswith("# Post-mortem: 4172")
