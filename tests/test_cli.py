"""The command, from outside: output, exit codes, refusals."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from support_plugin import install
from timeline.cli import cli

WINDOW = ("--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z")


@pytest.fixture
def timeline(tmp_path):
    """Run the command in a folder of its own, with a stranger's source type at hand."""
    plugin = tmp_path / "plugin"
    plugin.mkdir()
    install(plugin)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(plugin),
        "HOME": str(tmp_path),
        "PYTHONWARNINGS": "error",
    }

    def run(*arguments, config=None, env=()):
        if config is not None:
            (tmp_path / "timeline.toml").write_text(config)
        return subprocess.run(
            [sys.executable, "-m", "timeline", *arguments],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment | dict(env),
            timeout=60,
        )

    return run


def test_a_complete_record_leaves_with_0(timeline):
    """Markdown on stdout, the window on stderr, exit 0."""
    done = timeline("dump", *WINDOW, config="[sources.deploys]\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("<18:30 Z>") == 3
    assert "2019-06-20T18:30:00Z" in done.stderr


def test_a_gap_leaves_with_3_and_the_record_is_there(timeline):
    """One source failing names source, call and remedy; the events of the others are written."""
    config = '[sources.deploys]\n[sources.broken]\ntype = "deploys"\nfail = "auth"\n'
    done = timeline("dump", *WINDOW, "--format", "json", config=config)
    assert done.returncode == 3
    assert len(json.loads(done.stdout)["events"]) == 6
    assert "broken GET /deploys: the token is refused; make a new one" in done.stderr or "make a new one" in done.stderr


def test_a_crash_in_a_source_is_told_without_its_words(timeline):
    """What an unexpected exception says may be a secret: only its type and place are told."""
    done = timeline("dump", *WINDOW, "--format", "json", config='[sources.deploys]\nfail = "boom"\n')
    assert done.returncode == 3
    assert "RuntimeError" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("dump", "--from", "2019-06-20T18:30"), "no zone"),
        (("dump", "--from", "yesterday"), "cannot read the time"),
        (("dump", *WINDOW[:2], "--to", "2019-06-20T18:30Z"), "empty"),
        (("dump", *WINDOW, "--tz", "Mars/Base"), "Mars/Base"),
        (("dump", *WINDOW, "--deadline", "soon"), "span"),
        (("dump", *WINDOW, "--source", "slack"), "'slack'"),
        (("dump", *WINDOW, "--format", "pdf"), "pdf"),
        (("dump", *WINDOW, "--config", "missing.toml"), "missing.toml"),
        (("dump",), "--from"),
        (("dmp",), "dmp"),
        (("dump", *WINDOW, "-o", "no/such/folder/x"), "no/such/folder"),
    ],
)
def test_a_bad_call_leaves_with_2_and_says_why(timeline, arguments, said):
    """A bad call names the thing and writes nothing."""
    done = timeline(*arguments, config="[sources.deploys]\n")
    assert done.returncode == 2
    assert said in done.stderr
    assert not done.stdout
    assert "Traceback" not in done.stderr


def test_an_unknown_key_leaves_with_2(timeline):
    """A faulty file is refused before anything is asked."""
    done = timeline("dump", *WINDOW, config="[sources.deploys]\ncuont = 1\n")
    assert done.returncode == 2
    assert "did you mean 'count'?" in done.stderr


def test_a_naive_time_is_read_in_the_zone_that_is_given(timeline):
    """`--tz` both reads and shows; storage stays UTC."""
    arguments = ("--from", "2019-06-20T20:30", "--to", "2019-06-20T21:30", "--tz", "Europe/Paris")
    done = timeline("dump", *arguments, config="[sources.deploys]\ncount = 1\n")
    assert done.returncode == 0
    assert "20:30 CEST" in done.stdout
    made = json.loads(timeline("dump", *arguments, "--format", "json").stdout)
    assert made["window"] == {"start": "2019-06-20T18:30:00Z", "end": "2019-06-20T19:30:00Z"}


def test_output_goes_to_the_file_whole(timeline, tmp_path):
    """`-o` writes the file and leaves stdout and the folder clean."""
    done = timeline("dump", *WINDOW, "--format", "json", "-o", "out.json", config="[sources.deploys]\n")
    assert done.returncode == 0
    assert not done.stdout
    assert len(json.loads((tmp_path / "out.json").read_text())["events"]) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "plugin", "timeline.toml"]


def test_kinds_select_and_the_count_is_told(timeline):
    """`--kind` takes globs, repeatable; what is left out is counted on stderr."""
    done = timeline("dump", *WINDOW, "--kind", "build.*", "--format", "json", config="[sources.deploys]\n")
    assert [event["kind"] for event in json.loads(done.stdout)["events"]] == ["build.started"]
    assert "1 of 3 events shown" in done.stderr


def test_sources_can_be_chosen(timeline):
    """`--source` asks only those named."""
    config = '[sources.deploys]\n[sources.other]\ntype = "deploys"\n'
    done = timeline("dump", *WINDOW, "--source", "other", "--format", "json", config=config)
    assert [row["source"] for row in json.loads(done.stdout)["coverage"]] == ["other"]


def test_quiet_says_nothing(timeline):
    """`--quiet` leaves stderr empty on success."""
    done = timeline("dump", *WINDOW, "--quiet", config="[sources.deploys]\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_pipe_is_no_error(timeline, tmp_path):
    """A reader that has seen enough ends the command without a traceback."""
    timeline("dump", *WINDOW, config="[sources.deploys]\ncount = 20000\n")
    command = f"{sys.executable} -m timeline dump --from 2019-06-20T18:30Z --to 2019-06-20T19:30Z | head -n 1"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "plugin"), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=60
    )
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_sources_lists_the_types_and_their_keys(timeline):
    """`timeline sources` names every installed type, ours and strangers'."""
    lines = timeline("sources").stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "datadog", "deploys", "files", "github", "grafana", "jira", "notes", "pagerduty", "sentry", "slack",
        "slack_export", "statuspage", "terraform",
    ]  # fmt: skip
    of_files = ("files: paths, map, constants", "notes: paths, zone", "slack_export: path, workspace, channels")
    assert all("base_url" in line for line in lines if not line.startswith(of_files))


def test_schema_is_a_json_schema(timeline):
    """`timeline schema` prints the schema that the output keeps."""
    import jsonschema

    schema = json.loads(timeline("schema").stdout)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    jsonschema.validate(
        json.loads(timeline("dump", *WINDOW, "--format", "json", config="[sources.deploys]\n").stdout), schema
    )


def test_version_and_help(timeline):
    """`--version` and `-h` answer with 0."""
    from timeline import __version__

    assert __version__ in timeline("--version").stdout
    assert timeline("-h").returncode == 0


@pytest.mark.parametrize("path", ["no/such/folder/record.md", "timeline.toml/record.md"])
def test_a_file_that_cannot_be_written_is_refused_before_the_pull(timeline, path):
    """Found out afterwards, it would cost the record."""
    done = timeline("dump", *WINDOW, "-o", path, config="[sources.deploys]\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot write" in done.stderr
    assert "window" not in done.stderr


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_help_is_text_without_marks_of_ours(name):
    """An example keeps its lines, and what asks for that is not shown."""
    shown = CliRunner().invoke(cli, [name, "--help"]).output
    assert "\\b" not in shown
    assert "\b" not in shown
    assert all(line.startswith("    timeline ") for line in shown.splitlines() if line.strip().startswith("timeline "))
