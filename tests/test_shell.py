"""Choosing, streaming, starting: what the command does beyond a plain dump."""

import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
from click.testing import CliRunner

import timeline as tl
from support_demo import EVENTS
from timeline import demo
from timeline.cli import commands
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
    assert 0 < len(events) < EVENTS
    assert all(test(each) for each in events)
    assert f"{len(events)} of {EVENTS} events shown" in said


def test_a_selection_of_everything_says_so_too():
    """The numbers are told whenever a part was asked for; without a selection there is nothing to tell."""
    events, said = kept("--kind", "*")
    assert len(events) == EVENTS
    assert f"{EVENTS} of {EVENTS} events shown" in said
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
    assert len(set(told)) == EVENTS
    assert record.complete
    assert "wrote record.jsonl" in done.stderr
    assert shell("demo", "--stream").returncode == 2
    part = shell("demo", "--format", "jsonl", "--stream", "--kind", "alert.*", "--around", "2019-06-20T18:46Z")
    kinds = [json.loads(line)["kind"] for line in part.stdout.splitlines()]
    assert 0 < len(kinds) < 24
    assert all(kind.startswith("alert.") for kind in kinds)
    assert f"{len(kinds)} of {EVENTS} events shown" in part.stderr


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


@pytest.fixture(scope="module")
def kept_record(tmp_path_factory):
    """The demo's record as a file, a folder and JSON Lines."""
    folder = tmp_path_factory.mktemp("kept")
    record = demo.record()
    record.save(folder / "kept")
    (folder / "record.json").write_text(record.to_json())
    (folder / "record.jsonl").write_text(record.to_jsonl())
    return folder


@pytest.mark.parametrize("name", ["kept", "record.json", "record.jsonl"])
def test_a_kept_record_is_shown_without_asking_anybody(kept_record, name):
    """A folder or a file, with the same output as a pull of it has; no configuration, no token."""
    done = shell("dump", name, "--format", "csv", cwd=kept_record)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == demo.record().to_csv().splitlines()
    assert done.stderr == ""


@pytest.fixture
def chosen_of(kept_record, capsysbinary):
    """The events that a call on the kept record shows, and what it says beside them."""

    def run(*arguments):
        code = commands._code(["dump", str(kept_record / "record.json"), "--format", "json", *arguments])
        out, err = capsysbinary.readouterr()
        assert code == 0, err
        return json.loads(out)["events"], err.decode()

    return run


@pytest.mark.parametrize(
    ("arguments", "test"),
    [
        (("--severity", "error", "--severity", "warning"), lambda each: each["severity"] in ("error", "warning")),
        (("--service", "hooks"), lambda each: "hooks" in each["tags"]["service"]),
        (("--key", "pagerduty:incident:*"), lambda each: any(key.startswith("pagerduty:incident:") for key in each["keys"])),
        (("--id", "slack:*", "--id", "terraform:*"), lambda each: each["source"] in ("slack", "terraform")),
        (("--not-kind", "message.*", "--not-kind", "alert.*"), lambda each: each["kind"].split(".")[0] not in ("message", "alert")),
        (("--not-source", "slack", "--kind", "change.*"), lambda each: each["source"] != "slack" and each["kind"].startswith("change.")),
        (("--source", "slack", "--source", "github"), lambda each: each["source"] in ("slack", "github")),
        (("--actor", "hopper", "--actor", "lovelace"), lambda each: re.search("hopper|lovelace", str(each["actor"]).lower())),
        (("--channel", "incidents", "--channel", "#deploys", "--grep", "roll", "--grep", "ami"),
         lambda each: each["tags"]["channel"] in ("incidents", "deploys")),
        (("--from", "2019-06-20T18:40Z", "--to", "2019-06-20T18:50Z"), lambda each: "18:40" <= each["time"][11:16] < "18:50"),
    ],
)  # fmt: skip
def test_filters_are_or_within_an_option_and_and_between(chosen_of, arguments, test):
    """Every option, more than once where it may be: what is shown fits, and something is left out."""
    events, _ = chosen_of(*arguments)
    assert 0 < len(events) < EVENTS
    assert all(test(each) for each in events)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "alrt.*"), "--kind 'alrt.*' matches nothing; the nearest there is: 'alert.*'"),
        (("--kind", "alert.*", "--kind", "alret.triggered"), "'alret.triggered' matches nothing; the nearest there is: 'alert.triggered'"),
        (("--not-kind", "mesage.*"), "--not-kind 'mesage.*' matches nothing; the nearest there is: 'message.*'"),
        (("--source", "slak"), "--source 'slak' matches nothing; the nearest there is: 'slack'"),
        (("--not-source", "gihub"), "the nearest there is: 'github'"),
        (("--channel", "#incidnts"), "the nearest there is: 'incidents'"),
        (("--actor", "Grace Hoper"), "the nearest there is: 'Grace Hopper'"),
        (("--severity", "eror"), "the nearest there is: 'error'"),
        (("--service", "hoks"), "the nearest there is: 'hooks'"),
        (("--key", "pagerduty:incident:Q2HVW8M41PUX"), "the nearest there is: 'pagerduty:incident:Q2HVW8M41PUB'"),
        (("--id", "pagerduty:RQ2HVW8M41PUB0"), "the nearest there is: 'pagerduty:RQ2HVW8M41PUB"),
        (("--grep", "no such words"), "--grep 'no such words' matches nothing"),
        (("--about", "4172", "--service", "builds"), "--service 'builds' matches nothing of this part; --all has 2"),
    ],
)  # fmt: skip
def test_a_value_that_matches_nothing_says_the_nearest(chosen_of, arguments, said):
    """Of every filter, of each of its values; on stderr, and the exit code is the record's."""
    assert said in chosen_of(*arguments)[1]


def test_a_value_that_matches_needs_no_remark(chosen_of):
    """What somebody meant is not questioned."""
    assert "matches nothing" not in chosen_of("--kind", "alert.*", "--channel", "#incidents")[1]


def test_about_shows_the_part_and_all_lifts_it(kept_record, chosen_of):
    """What belongs to an incident or a channel, put together; what nothing is called is refused with the nearest."""
    record = demo.record()
    for named in (("4172",), ("4172", "#deploys")):
        options = [each for name in named for each in ("--about", name)]
        events, said = chosen_of(*options)
        assert [each["id"] for each in events] == [event.id for event in record.about(*named)]
        assert f"{len(events)} of {EVENTS} events shown; --all shows the whole window" in said
        assert len(chosen_of(*options, "--all")[0]) == EVENTS
    assert chosen_of("--incident", "4172")[0] == chosen_of("--about", "4172")[0]
    missing = shell("dump", "record.json", "--about", "4179", cwd=kept_record)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "the nearest is 417" in missing.stderr


def test_an_incident_implies_what_it_is_about(tmp_path):
    """`--incident` shows what belongs to it, `--all` the window; where it was not asked for, the window, and says so."""
    with StandIn(apis(demo.TOKEN)) as server:
        (tmp_path / "timeline.toml").write_text(
            f'[sources.pagerduty]\nbase_url = "{server.url("pagerduty")}"\n'
            f'[sources.terraform]\nbase_url = "{server.url("terraform")}"\norganization = "acme"\n'
        )
        env = dict.fromkeys(("PAGERDUTY_TOKEN", "TFE_TOKEN"), demo.TOKEN)
        told = {}
        for more in ((), ("--all",), ("--source", "terraform")):
            done = shell("dump", "--incident", "4172", "--format", "json", *more, cwd=tmp_path, env=env)
            assert done.returncode == 0, done.stderr
            told[more] = {each["source"]: each for each in json.loads(done.stdout)["events"]}, done.stderr
        refused = shell("dump", "--incident", "4172", "--format", "jsonl", "--stream", cwd=tmp_path, env=env)
    part, whole = (len(told[more][0]) for more in ((), ("--all",)))
    assert part <= whole
    assert "of 18 events shown" in told[()][1] or "events shown; --all" in told[()][1]
    assert "shown" not in told["--all",][1]
    assert "no event here belongs to incident 4172: the whole window is shown" in told["--source", "terraform"][1]
    assert (refused.returncode, "--all" in refused.stderr) == (2, True)


@pytest.mark.parametrize("fold", ["default", "happenings", "none", "threads"])
def test_every_folding_can_be_asked_for(kept_record, fold):
    """`--no-fold` is `--fold none`; another word is refused."""
    done = shell("dump", "record.json", "--fold", fold, cwd=kept_record)
    assert done.returncode == 0, done.stderr
    if fold == "none":
        assert done.stdout == shell("dump", "record.json", "--no-fold", cwd=kept_record).stdout
    assert shell("dump", "record.json", "--fold", "some", cwd=kept_record).returncode == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [("yesterday", "as how long ago: 90m, 2h, 1d"), ("18:40", "it names no day"), ("6:43 pm", "it names no day"),
     ("2019-06-20T18:40", "or give --tz ZONE")],
)  # fmt: skip
@pytest.mark.parametrize("option", ["--from", "--around"])
def test_a_time_that_cannot_be_read_is_answered_clearly(tmp_path, option, given, said):
    """Before a configuration is looked for: which option, what is wrong, how to write it."""
    done = shell("dump", option, given, cwd=tmp_path)
    assert done.returncode == 2
    assert f"{option}: " in done.stderr
    assert said in done.stderr


def test_help_is_in_families_and_full_sentences():
    """Get before read; `dump --help` has an example that is a call of it."""
    said = shell("-h").stdout
    assert said.index("Get:") < said.index("  dump") < said.index("Read:") < said.index("  demo")
    assert "timeline dump --incident 4172" in shell("dump", "--help").stdout
    sentences = [
        option.help
        for command in commands.cli.commands.values()
        for option in command.params
        if getattr(option, "help", None)
    ]
    assert all(each.endswith(".") or "Default:" in each for each in sentences)
    assert all(each[0].isupper() or each[0].isdigit() for each in sentences)


@pytest.mark.parametrize(
    ("words", "offered"),
    [("dump --kind ale", "alert.*"), ("dump --kind alert.t", "alert.triggered"), ("dump --source pag", "pagerduty"),
     ("dump --channel #inf", "#infra"), ("dump --format js", "jsonl"), ("dump --fold th", "threads"),
     ("dump --not-source sl", "slack"), ("demo --source git", "github"), ("demo --channel #dep", "#deploys"),
     ("dump --severity e", "error"), ("check --source pag", "pagerduty")],
)  # fmt: skip
def test_values_are_completed(tmp_path, words, offered):
    """Kinds from the vocabulary, sources and channels from the configuration."""
    (tmp_path / "timeline.toml").write_text('[sources.pagerduty]\n[sources.slack]\nchannels = ["#infra", "#web"]\n')
    env = {
        "_TIMELINE_COMPLETE": "bash_complete",
        "COMP_WORDS": f"timeline {words}",
        "COMP_CWORD": str(len(words.split())),
    }
    assert offered in shell(cwd=tmp_path, env=env).stdout


def test_a_faulty_configuration_completes_nothing(tmp_path):
    """Completion is no place for an error."""
    (tmp_path / "timeline.toml").write_text("[sources")
    env = {"_TIMELINE_COMPLETE": "bash_complete", "COMP_WORDS": "timeline dump --source p", "COMP_CWORD": "3"}
    done = shell(cwd=tmp_path, env=env)
    assert (done.stdout.strip(), done.stderr) == ("", "")


def test_a_mistake_of_ours_is_one_line(monkeypatch, capsys):
    """Its type and place, without frames and without its words."""

    def breaks(*given, **named):
        raise KeyError("hunter2")

    monkeypatch.setattr(demo, "served", breaks)
    assert commands._code(["demo"]) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(r"timeline: it stopped with KeyError at test_shell.py:\d+, which is a mistake of ours\n", said)


@pytest.mark.parametrize("what", ["4172", "acme/infra#31", "#deploys"])
@pytest.mark.parametrize("fold", ["default", "happenings", "none", "threads"])
def test_the_lines_left_out_and_those_shown_are_those_of_the_whole(tmp_path, what, fold):
    """A fold that lies on both sides is folded apart in the whole, too: the counts of what is left out add up."""
    demo.record().save(tmp_path)
    options = ["dump", str(tmp_path), "--about", what, "--fold", fold, "--quiet"]
    part, whole = (CliRunner().invoke(commands.cli, [*options, *more]).stdout for more in ([], ["--all"]))
    shown, every = (sum(line.startswith("- <") for line in text.splitlines()) for text in (part, whole))
    left = demo.record().about(what).selected.left(fold)
    assert shown + sum(each.lines for each in left) == every
