"""The whole walk on the demo: pulled, chosen and edited, with facts, written, shared, and its replies read back."""

import json
import re
import subprocess

import pytest
from click.testing import CliRunner

import timeline as tl
from support_needs import needs
from support_postmortem import LINK, POST_TOKEN, configured, kept, standing
from timeline import demo
from timeline.cli.commands import cli
from timeline.postmortem.lint import lint
from timeline.postmortem.sections import section


def ran(*arguments):
    done = CliRunner().invoke(cli, list(map(str, arguments)), standalone_mode=False)
    assert done.exception is None, done.exception
    return done.stdout


def lines_of(text):
    return [line for line in section(text, "Objective record").splitlines() if line.startswith("- <")]


def edited(text):
    """The document as a person leaves it: two lines taken out, one reworded, all parts filled in."""
    lines = lines_of(text)
    for gone in (line for line in lines if "Release v2.14.0" in line or "please take me off" in line):
        text = text.replace(f"{gone}\n", "")
    text = text.replace("Last new instance was launched", "The last of the new instances came up")
    text = re.sub(r"\*To be written.*\*", "Hooks were late for 26 minutes.\n\nThe image was rolled back.", text)
    text = text.replace("## Action items", "The warning was the larger of the two.\n\n## Action items")
    return text.replace(
        "|  |  |  |  |",
        "| Find the cause in the AMI | Grace Hopper | Compare both | https://acme.atlassian.net/browse/IE-1457 |",
    )


class Walk:
    """The steps, in order, in one folder."""

    def __init__(self, folder, server):
        self.folder = folder
        self.config = configured(folder, server, *demo.CONFIGURATION)
        self.slack = server.apis["slack"]

    def pull_and_choose(self):
        span = ("--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z")
        ran("pull", *span, "-o", "incident", "--config", self.config, "--quiet")
        ran("dump", "incident", "--about", "4172", "--editing", "-o", "record.md", "--quiet")
        path = self.folder / "record.md"
        path.write_text("\n".join(line for line in path.read_text().splitlines() if "please take me off" not in line))
        ran("apply", path, "incident")
        ran("note", "incident", "18:45Z", "[report] the first customer writes")

    def write_and_edit(self):
        ran("postmortem", "incident", "--about", "4172", "-o", "pm.md")
        before = (self.folder / "pm.md").read_text()
        (self.folder / "pm.md").write_text(edited(before))
        return before, json.loads(ran("apply", "pm.md", "incident", "--format", "json"))

    def share_and_hear(self):
        ran("share", "incident", "--link", LINK, "--post", "#incidents", "--config", self.config)
        parent = max((each["ts"] for each in self.slack._messages["C0INCIDNT"]), key=float)
        said = {"type": "message", "user": "U0LINUS01", "text": "The first page came at 18:42", "thread_ts": parent}
        self.slack.add("C0INCIDNT", {**said, "ts": f"{float(parent) + 90:.6f}"})
        ran("feedback", "incident", "--config", self.config)


def test_the_walk(tmp_path, monkeypatch):
    """Pull, choose and edit, facts, document with action items, share, replies: each step finds what the last one left."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_POST_TOKEN", POST_TOKEN)
    with standing() as server:
        walk = Walk(tmp_path, server)
        walk.pull_and_choose()
        facts = json.loads(ran("facts", "incident", "--format", "json"))["facts"]
        before, told = walk.write_and_edit()
        walk.share_and_hear()
        rows = json.loads(ran("actions", "incident", "--config", walk.config, "--format", "json"))["actions"]
    assert all(fact["sentence"].split('"')[0] in before for fact in facts if "4172" in fact["sentence"])
    assert "please take me off" not in before
    assert lint((tmp_path / "pm.md").read_text()) == []
    assert not any(told[name] for name in ("guessed", "not_placed", "added"))
    assert [(row["owner"], row["state"]) for row in rows] == [("Grace Hopper", "Done")]
    after = ran("postmortem", "incident", "--about", "4172")
    assert len(lines_of(after)) == len(lines_of(before)) - 1
    for part, words in {
        "Objective record": "The last of the new instances came up",
        "Summary": "Hooks were late for 26 minutes.",
        "Systems analysis": "The warning was the larger of the two.",
        "Action items": "Find the cause in the AMI",
        "Feedback": "Linus Pauling: The first page came at 18:42 [Slack](https://acme.slack.com/",
    }.items():
        assert words in section(after, part)
    assert [each.summary for each in tl.load("incident")["notes"]] == ["the first customer writes"]
    redacted = ran("postmortem", "incident", "--redact")
    assert not re.search("Grace|Hopper|Linus|Pauling|Ada|Lovelace", redacted)
    assert "responder" in section(redacted, "Action items")


@pytest.mark.parametrize("ids", [True, False])
@pytest.mark.parametrize("to", ["gfm", "markdown"])
def test_edits_in_a_word_file_are_kept(tmp_path, monkeypatch, to, ids):
    """To Word, edited, and back: the record's lines, the summary, the analysis and the table are as they were edited."""
    pandoc = needs("pandoc")
    monkeypatch.chdir(tmp_path)
    folder = kept(tmp_path / "incident")
    ran("postmortem", folder, "-o", "pm.md", *(["--editing"] if ids else []))
    (tmp_path / "edited.md").write_text(edited((tmp_path / "pm.md").read_text()))
    for command in (("-f", "gfm-emoji", "edited.md", "-o", "pm.docx"), ("-t", to, "pm.docx", "-o", "back.md")):
        subprocess.run([pandoc, *command], check=True, cwd=tmp_path)
    told = json.loads(ran("apply", "back.md", folder, "--format", "json"))
    assert not told["not_placed"]
    assert not told["added"]
    assert len(told["reworded"]) == 1
    assert len(told["left_out"]) == 2
    after = ran("postmortem", folder)
    assert "Hooks were late for 26 minutes." in section(after, "Summary")
    assert section(after, "Systems analysis").count("The warning was the larger of the two.") == 1
    assert "Find the cause in the AMI" in section(after, "Action items")
    assert "The last of the new instances came up" in after


def test_an_unchanged_document_decides_nothing(tmp_path):
    """Whether or not its lines have ids: the curation and people's files stay as they were."""
    folder = kept(tmp_path / "incident")
    for options in ((), ("--editing",)):
        (tmp_path / "pm.md").write_text(ran("postmortem", folder, *options))
        told = json.loads(ran("apply", tmp_path / "pm.md", folder, "--format", "json"))
        assert {name: len(rows) for name, rows in told.items() if name != "shown"} == dict.fromkeys(
            ("left_out", "reworded", "added", "guessed", "not_placed"), 0
        )
        assert not (folder / "work" / "postmortem.md").exists()
        assert not (folder / "work" / "notes.md").exists()


def test_a_document_without_its_record_leaves_the_record_alone(tmp_path):
    """A person who keeps only their own part has decided nothing about the record."""
    folder = kept(tmp_path / "incident")
    text = ran("postmortem", folder)
    begin = text.index("## Objective record")
    (tmp_path / "pm.md").write_text(
        text[:begin] + "## Lessons\n\nLook twice.\n\n" + text[text.index("## Systems analysis") :]
    )
    assert not json.loads(ran("apply", tmp_path / "pm.md", folder, "--format", "json"))["left_out"]
    assert "Look twice." in (folder / "work" / "postmortem.md").read_text()
