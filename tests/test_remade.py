"""A bundle's history is made again as its events are, goes with a record that is kept elsewhere, and is of its record."""

import json
import shutil

import pytest

import timeline as tl
from support_events import WINDOW as SPAN
from support_events import event
from timeline import demo
from timeline.bundle import bag, pages
from timeline.bundle.files import load
from timeline.bundle.pulling import pull
from timeline.cli.pull import rebuild as command
from timeline.facts.histories import Histories
from timeline.model.event import Event

HISTORY = "data/history"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The demo's bundle with its history."""
    folder = tmp_path_factory.mktemp("remade") / "inc"
    with demo.served() as sources:
        pull(demo.WINDOW, sources, to=folder)
        tl.history(load(folder), sources, to=folder)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    """A copy of it."""
    return shutil.copytree(made, tmp_path / "inc")


def files(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / HISTORY).iterdir())}


def test_a_history_is_made_again_to_the_byte(folder, monkeypatch):
    """From its pages, with nobody asked: the same events and the same counts, and nothing is written."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("it asks"))
    before, seal = files(folder), bag.sealed(folder)
    found = tl.rebuild(folder, write=True)
    assert found.identical
    assert str(found).endswith("events made again from their native answers")
    assert "identical: the history of 90 days, of 141 events" in str(found)
    assert (files(folder), bag.sealed(folder)) == (before, seal)


def test_parsers_that_tell_it_otherwise_are_said_and_taken_with_write(folder, monkeypatch):
    """One firing is not read any more: which row counts otherwise; `write` takes it, and keeps what was there."""
    from timeline.sources.datadog import parse

    whole, gone = parse.draft, next(each for each in kept(folder) if each.startswith("datadog:"))
    monkeypatch.setattr(
        parse, "draft", lambda told, *rest: whole(told if f"datadog:{told.id}" != gone else other(told), *rest)
    )
    before, told = files(folder), load(folder).history.to_dict()
    found = tl.rebuild(folder)
    assert (found.same, found.identical, found.history.identical) == (True, False, False)
    assert "different: the history of 90 days" in str(found)
    assert files(folder) == before
    tl.rebuild(folder, write=True)
    assert tl.verify(folder).ok
    assert {path.name: path.read_bytes() for path in (folder / "data/earlier/1/history").iterdir()} == before
    assert load(folder).history.to_dict()["alerts"] == found.history.now["alerts"] != told["alerts"]
    assert tl.rebuild(folder).identical


def kept(folder):
    from timeline.bundle import events

    rows = events.read(folder / HISTORY / "events.jsonl.gz")
    next(rows)
    return [row["id"] for row in rows]


def other(told):
    """The same event, as one that a monitor's group did not tell."""
    raw = json.loads(json.dumps(told.raw))
    raw["attributes"]["attributes"]["monitor"]["transition"] = {"source_state": "OK", "destination_state": "OK"}
    return type(told)(raw)


def test_the_events_and_the_history_are_taken_together(folder, monkeypatch):
    """Both are told otherwise: one new seal, the earlier pull and history under one number, and all of it adds up."""
    from timeline.sources.datadog import parse

    whole = parse.draft
    monkeypatch.setattr(
        parse, "draft", lambda told, *rest: whole(other(told) if told.monitor == "7340117" else told, *rest)
    )
    seals = bag.seals(folder)
    assert not tl.rebuild(folder, write=True).identical
    assert bag.earlier_seals(folder) == seals
    assert {each.name for each in (folder / "data/earlier/1").iterdir()} == {
        "events.jsonl.gz",
        "history",
        "pages.jsonl.gz",
        "pull.json",
    }
    assert tl.verify(folder).ok
    assert tl.rebuild(folder).identical


def test_events_that_are_fewer_now_are_counted_so(folder, monkeypatch):
    """What today's parsers reject is counted as rejected, in place of what was counted at the pull."""
    from timeline.sources.pagerduty import parse

    monkeypatch.setattr(parse, "draft", refused(parse.draft))
    before = {row.source: row for row in load(folder).coverage}["pagerduty"]
    tl.rebuild(folder, write=True)
    record = load(folder)
    row = {row.source: row for row in record.coverage}["pagerduty"]
    assert tl.verify(folder).ok
    assert row.events == len(record["pagerduty"]) < before.events
    assert row.measured == before.measured
    assert row.status == "partial"


def refused(whole):
    def draft(entry, *rest, **more):
        made = whole(entry, *rest, **more)
        return made if made.kind != "incident.resolved" else type(made)(**{**vars_of(made), "stamp": None})

    return draft


def vars_of(made):
    return {name: getattr(made, name) for name in made.__dataclass_fields__}


def test_a_lost_page_of_it_is_said(folder):
    """A history of which an answer was taken away is not identical, and the command ends with 1."""
    file = folder / HISTORY / "pages.jsonl.gz"
    data, some = file.read_bytes(), list(pages.members(file))
    hit = next(each for each in some if "events/search" in each.page["path"])
    file.write_bytes(data[: hit.start] + data[hit.end :])
    found = tl.rebuild(folder)
    assert found.same
    assert not found.identical
    from click.testing import CliRunner

    result = CliRunner().invoke(command, [str(folder)], standalone_mode=False)
    assert result.return_value == 1
    assert "now fired 0 times" in result.output


def test_a_record_that_is_kept_elsewhere_has_its_history(folder, tmp_path):
    """With its pages, so that it can be counted again; a part of the record, and a note in it, change nothing of that."""
    record = load(folder)
    for name, each in (("whole", record), ("noted", record.annotate(record[0], "seen"))):
        place = each.save(tmp_path / name)
        assert files(place) == files(folder)
        assert load(place).history.to_dict() == record.history.to_dict()
        assert tl.verify(place).ok


def test_without_names_or_pages_its_counts_alone_are_kept(folder, tmp_path):
    """No native answer goes with a record without names; the rows are the same, and what was changed is said."""
    record = load(folder).redacted()
    place = record.save(tmp_path / "shared")
    assert set(files(place)) == {"events.jsonl.gz", "history.json", "pull.json"}
    verdict = tl.verify(place)
    assert verdict.ok
    assert "data/history: no pages: saved without native answers" in str(verdict)
    assert load(place).history.to_dict() == record.history.to_dict()
    assert not any(name in b"".join(files(place).values()).decode("latin-1") for name in ("Ada", "Grace"))
    file = place / HISTORY / "history.json"
    file.write_text(file.read_text().replace('"fired": 14', '"fired": 15').replace('"fired":14', '"fired":15'))
    assert all(row.known == "as far as read" for row in load(place).history)


def test_rows_that_were_given_are_kept(tmp_path):
    """`with_history` of a record that was never in a folder; the window of the past is the days before its own."""
    alert = event("a", 1, source="datadog", kind="alert.triggered", severity="error", keys=["datadog:monitor:5"])
    record = tl.Timeline(
        SPAN, [alert], [tl.Coverage(source="datadog", type="datadog", status="complete", events=1, raw_rows=1)]
    )
    found = Histories.counted(record, tl.Timeline(tl.Window("2019-05-21T18:30Z", "2019-06-20T18:30Z"), ()), 30)
    place = record.with_history(found).save(tmp_path / "b")
    assert load(place).history.to_dict() == found.to_dict()
    assert tl.verify(place).ok


def test_a_folder_that_gets_another_record_does_not_keep_the_others_history(folder):
    """The same record again keeps it; another one has none, and what was there is set aside with its pull."""
    same = load(folder)
    again = tl.Timeline(
        same.window, [Event.model_validate(each.to_dict()) for each in same.pulled.events], same.coverage
    )
    again.save(folder)
    assert load(folder).history is not None
    assert tl.verify(folder).ok
    other = tl.Timeline(
        SPAN, [event("x", 1)], [tl.Coverage(source="slack", type="slack", status="complete", events=1, raw_rows=1)]
    )
    other.save(folder)
    assert load(folder).history is None
    assert (folder / "data/earlier/2/history/history.json").is_file() or (
        folder / "data/earlier/1/history/history.json"
    ).is_file()
    assert tl.verify(folder).ok
