"""The same pulled again: what is told otherwise, each with its reason, and the earlier evidence beside it."""

import json

import pytest
from click.testing import CliRunner

import timeline as tl
from timeline import demo
from timeline.bundle import bag, pages, unfinished
from timeline.bundle.pulling import pull
from timeline.bundle.rebuild import rebuild
from timeline.cli.commands import cli
from timeline.demo.incident import apis
from timeline.demo.server import Response, StandIn
from timeline.model.errors import ConfigError

NAMES = ("slack", "pagerduty", "github")


@pytest.fixture
def world(tmp_path):
    """Three services, one repository of which fails at first, and a folder pulled from them."""
    failing = ["acme/hooks"]

    def fault(name, request, number):
        hidden = name == "github" and failing and request.path.startswith("/repos/acme/hooks/activity")
        return Response.json({"message": "Resource not accessible"}, 403) if hidden else None

    with StandIn(apis(demo.TOKEN), fault=fault) as server:
        sources = demo.sources(server, NAMES)
        pull(demo.WINDOW, sources, to=tmp_path / "b")
        yield server, sources, tmp_path / "b", failing


def changed(server, failing):
    """What happened between the two pulls."""
    rows = server.apis["slack"]._messages
    place, row = next((each, row) for each in rows.values() for row in each if "Which AMI" in row.get("text", ""))
    row["text"], row["edited"] = "Which AMI was it?", {"user": row["user"], "ts": "1561060000.000000"}
    place, row = next((each, row) for each in rows.values() for row in each if "let's roll back" in row.get("text", ""))
    place.remove(row)
    entries = server.apis["pagerduty"]._entries
    note = next(each for each in entries if each["type"] == "annotate_log_entry")
    entries.append(
        {**note, "id": "RLATE", "created_at": "2019-06-20T19:05:00Z", "channel": {"type": "note", "summary": "x"}}
    )
    failing.clear()


def test_what_was_edited_deleted_late_or_could_not_be_read_is_told_and_nothing_else(world):
    """A message edited and one deleted, a note that came late, a gap that closed: exactly these, with their reasons."""
    server, sources, folder, failing = world
    before = tl.load(folder)
    assert [row.source for row in before.coverage if row.gaps] == ["github"]
    seal, evidence = bag.sealed(folder), (folder / "data/pages.jsonl.gz").read_bytes()
    (folder / "work").mkdir()
    (folder / "work/notes.md").write_text("- <18:50 Z>: I saw it\n")
    changed(server, failing)
    record = pull(to=folder, sources=sources, refresh=True)
    made = before.diff(record)
    assert [each["reason"] for each in made["removed"]] == ["deleted"]
    assert {each["reason"] for each in made["changed"]} == {"edited"}
    reasons = [each["reason"] for each in made["added"]]
    assert sorted(set(reasons)) == ["gap_closed", "late"]
    assert reasons.count("late") == 1
    assert record == tl.load(folder)
    assert record.complete
    # The earlier evidence stays, sealed with the rest, and so do people's files.
    assert (folder / "data/earlier/1/pages.jsonl.gz").read_bytes() == evidence
    assert {path.name for path in (folder / "data/earlier/1").iterdir()} == {
        "pull.json", "pages.jsonl.gz", "events.jsonl.gz"
    }  # fmt: skip
    assert bag.earlier_seals(folder) == [seal]
    assert tl.verify(folder).ok
    assert (folder / "work/notes.md").read_text() == "- <18:50 Z>: I saw it\n"
    assert rebuild(folder).identical
    assert not folder.with_name("b.refresh").exists()


def test_twice_refreshed_there_are_two_earlier_pulls(world):
    """Nothing that supported a line in somebody's document is written over."""
    _, sources, folder, _ = world
    for _ in range(2):
        pull(to=folder, sources=sources, refresh=True)
    assert sorted(path.name for path in (folder / "data/earlier").iterdir()) == ["1", "2"]
    assert len(bag.earlier_seals(folder)) == 2
    assert tl.verify(folder).ok


def test_a_refresh_that_was_killed_left_all_as_it_was_and_is_gone_on_with(world):
    """Until the new pull is whole, the folder is what it was; what was read already is not asked again."""
    server, sources, folder, _ = world
    beside = folder.with_name("b.refresh")
    with unfinished.begun(beside, demo.WINDOW, json.loads((folder / "data/pull.json").read_text())["sources"],
                          tl.load(folder).manifest.clock):  # fmt: skip
        pass
    found = (folder / "data/pages.jsonl.gz").read_bytes()
    (beside / "data/pages.jsonl.gz").write_bytes(found)
    assert tl.verify(folder).ok
    server.log.clear()
    pull(to=folder, sources=sources, refresh=True)
    good = [member for member in pages.members(folder / "data/earlier/1/pages.jsonl.gz") if member.page["status"] < 400]
    assert len(good) > 20
    assert all("acme/hooks/activity" in request.path for _, request in server.log)


def test_the_command_shows_the_difference_and_needs_no_configuration_for_this_machine(world, monkeypatch, tmp_path):
    """`--refresh DIR` pulls what the folder says; its difference is printed as `diff` prints it."""
    server, _, folder, failing = world
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    changed(server, failing)
    done = CliRunner().invoke(cli, ["pull", "--refresh", str(folder), "--format", "json"], standalone_mode=False)
    told = json.loads(done.stdout)
    assert done.return_value == 0
    assert {each["reason"] for each in told["added"]} == {"late", "gap_closed"}


@pytest.mark.parametrize("name", ["nothing", "unfinished"])
def test_what_is_no_record_is_not_refreshed(world, tmp_path, name):
    """A folder that is not there, or in which a pull did not end."""
    _, sources, _, _ = world
    if name == "unfinished":
        with unfinished.begun(tmp_path / name, demo.WINDOW, (), tl.load(tmp_path / "b").manifest.clock):
            pass
    with pytest.raises(ConfigError, match="not sealed"):
        pull(to=tmp_path / name, sources=sources, refresh=True)
