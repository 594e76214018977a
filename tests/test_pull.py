"""A pull into a folder: what it keeps, how it is taken up after it was killed, and what is made again from it."""

import gzip
import json
import random
import re
import shutil
import signal
from collections import Counter

import pytest

import timeline as tl
from support_killing import Killer, configured, settled
from timeline import demo
from timeline.bundle import archive, bag, pages
from timeline.bundle.pulling import pull
from timeline.bundle.rebuild import rebuild
from timeline.bundle.sources import again
from timeline.demo.incident import apis
from timeline.demo.server import Response, StandIn
from timeline.model.errors import ConfigError

EVENTS, PAGES = "data/events.jsonl.gz", "data/pages.jsonl.gz"


@pytest.fixture
def served(monkeypatch):
    """The demo's services, and the sources that ask them."""
    with StandIn(apis(demo.TOKEN)) as server:
        yield server, demo.sources(server, demo.CONFIGURATION)


def kept(folder):
    return [member.page for member in pages.members(folder / PAGES)]


def asked(page):
    return page["source"], page["method"], page["path"], json.dumps(page["params"], sort_keys=True)


def test_the_record_of_a_folder_is_that_of_a_pull(served, tmp_path):
    """What is kept beside a pull changes nothing of it, and the folder gives the same record again."""
    _, sources = served
    plain = tl.reconstruct(demo.WINDOW, sources)
    record = pull(demo.WINDOW, sources, to=tmp_path / "b")
    assert list(record) == list(plain)
    assert record == tl.load(tmp_path / "b")
    assert record.complete
    assert bag.verify(tmp_path / "b") == []
    assert {path.name for path in (tmp_path / "b").iterdir()} == {
        "bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data"
    }  # fmt: skip


def test_every_event_leads_to_the_page_that_tells_it(served, tmp_path):
    """Page, call, time and hash; the payload is read from it, and is the one that a pull in memory has."""
    _, sources = served
    raw = {event.id: shown(event.raw) for event in tl.reconstruct(demo.WINDOW, sources)}
    record = pull(demo.WINDOW, sources, to=tmp_path / "b")
    by_number = {page["n"]: page for page in kept(tmp_path / "b")}
    for event in record:
        page = by_number[event.evidence.page]
        assert (event.evidence.call, event.evidence.sha256) == (page["call"], page["sha256"])
        assert shown(event.raw) == raw[event.id]
        assert event.source == page["source"]
        # A thing of the payload that identifies it stands in that page.
        assert any(json.dumps(value)[1:-1] in page["body"] for value in _texts(event.raw) if len(value) > 5)


def shown(raw):
    """A payload whose addresses have the number of no pull."""
    return re.sub("⟨e-mail [0-9a-f]+⟩", "", json.dumps(raw, ensure_ascii=False))


def _texts(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] if isinstance(value, str) else [each for part in inner for each in _texts(part)]


def test_it_is_made_again_with_all_servers_gone_and_without_a_token(tmp_path, monkeypatch):
    """The same events to the byte, from the answers alone, whatever the workers do."""
    with demo.served() as sources:
        record = pull(demo.WINDOW, sources, to=tmp_path / "b")
    monkeypatch.delenv("TIMELINE_DEMO_TOKEN")
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("it asks"))
    for workers in (1, 3, 8):
        monkeypatch.setattr("timeline.porting.pool.WORKERS", workers)
        found = rebuild(tmp_path / "b")
        assert found.identical
        assert list(found.record) == list(record)
        assert f"identical: {len(record)} events" in str(found)


def test_two_pulls_of_one_world_have_the_same_events_to_the_byte(served, tmp_path):
    """Nothing that was measured stands in the file of events."""
    _, sources = served
    for name in ("a", "b"):
        pull(demo.WINDOW, sources, to=tmp_path / name)
    assert (tmp_path / "a" / EVENTS).read_bytes() == (tmp_path / "b" / EVENTS).read_bytes()
    assert (tmp_path / "a" / "data/pull.json").read_bytes() != (tmp_path / "b" / "data/pull.json").read_bytes()


@pytest.fixture
def killer(served, tmp_path, monkeypatch):
    _server, sources = served
    given = {
        each.name: {"base_url": each.base_url, "token_env": "TIMELINE_DEMO_TOKEN"} | demo.CONFIGURATION[each.name]
        for each in sources
    }
    made = Killer(configured(tmp_path, given))
    yield made
    made.process.kill()
    made.process.communicate()


@pytest.mark.parametrize("seed", range(5))
def test_killed_at_any_moment_it_goes_on_and_asks_nothing_again(served, killer, tmp_path, seed):
    """Ten kills a seed: the same bytes as undisturbed; of what stood whole in the folder nothing is asked again."""
    server, _ = served
    assert killer.do(tmp_path / "whole", "new") == 0
    total = len(server.log)
    assert total == len(kept(tmp_path / "whole"))
    times = random.Random(seed)
    stood = []
    for number in range(10):
        folder = tmp_path / f"k{number}"
        ends = len(server.log) + times.randrange(total)
        if not killer.killed(folder, lambda ends=ends: len(server.log) >= ends):
            continue
        if not (folder / "data/pull.json").exists():
            continue  # it had not begun
        before = len(kept(folder)) if (folder / PAGES).exists() else 0
        with pytest.raises(ConfigError, match="--resume"):
            tl.load(folder)
        asked_before = settled(server)
        assert killer.do(folder, "resume") == 0
        assert len(server.log) - asked_before == total - before
        assert (folder / EVENTS).read_bytes() == (tmp_path / "whole" / EVENTS).read_bytes()
        assert Counter(map(asked, kept(folder))) == Counter(map(asked, kept(tmp_path / "whole")))
        assert tl.verify(folder).ok
        stood.append(before)
        shutil.rmtree(folder)
    assert any(0 < before < total for before in stood)


def test_interrupted_it_is_not_sealed_and_goes_on(served, killer, tmp_path):
    """Ctrl-C is no end: what was read stays, and the rest is asked for later."""
    server, _ = served
    assert killer.do(tmp_path / "whole", "new") == 0
    ends = len(server.log) + 20
    if killer.killed(tmp_path / "b", lambda: len(server.log) >= ends, signal.SIGINT):
        assert killer.do(tmp_path / "b", "resume") == 0
    assert (tmp_path / "b" / EVENTS).read_bytes() == (tmp_path / "whole" / EVENTS).read_bytes()


@pytest.mark.parametrize("cut", [1, 100, 999])
def test_a_file_that_ends_in_the_middle_of_a_page_is_gone_on_with(served, tmp_path, cut):
    """What was written of the last page is cut off, and that page is asked for again."""
    server, sources = served
    pull(demo.WINDOW, sources, to=tmp_path / "whole")
    folder = unsealed(tmp_path)
    data = (folder / PAGES).read_bytes()
    (folder / PAGES).write_bytes(data[: len(data) * cut // 1000])
    before = len(kept(folder))
    server.log.clear()
    pull(to=folder, sources=sources, resume=True)
    assert len(server.log) == len(kept(folder)) - before
    assert (folder / EVENTS).read_bytes() == (tmp_path / "whole" / EVENTS).read_bytes()


def unsealed(tmp_path):
    """The folder `whole` as it was just before its end."""
    folder = tmp_path / "again"
    shutil.copytree(tmp_path / "whole", folder)
    for name in (bag.TAG_MANIFEST, bag.MANIFEST, bag.INFO, bag.DECLARATION, EVENTS):
        (folder / name).unlink()
    (folder / "addresses.key").write_bytes(b"k" * 32)
    return folder


def test_a_cursor_that_is_refused_on_resuming_has_its_walk_read_again(tmp_path):
    """Services forget cursors: the walk begins anew, is said, and gives the same events."""
    refused = []

    def forgets(name, request, number):
        if name == "slack" and refused and request.form().get("cursor") in refused:
            return Response.json({"ok": False, "error": "invalid_cursor"})
        return None

    with StandIn(apis(demo.TOKEN), fault=forgets) as server:
        server.apis["slack"]._page = 2
        sources = demo.sources(server, ["slack"])
        pull(demo.WINDOW, sources, to=tmp_path / "whole")
        folder = unsealed(tmp_path)
        walked = [member for member in pages.members(folder / PAGES) if member.page["params"].get("cursor")]
        refused += [member.page["params"]["cursor"] for member in walked]
        data = (folder / PAGES).read_bytes()
        (folder / PAGES).write_bytes(data[: walked[0].start])
        record = pull(to=folder, sources=sources, resume=True)
    assert any("refused its old cursor" in note for note in record.coverage[0].notes)


def test_what_was_refused_for_its_credential_is_asked_again_on_resuming(tmp_path):
    """Somebody mends the token, and goes on; any other refusal is an answer like all others."""
    wrong = [True]

    def refuses(name, request, number):
        return Response.json({"errors": ["no"]}, 401) if name == "terraform" and wrong else None

    with StandIn(apis(demo.TOKEN), fault=refuses) as server:
        sources = demo.sources(server, ["terraform", "github"])
        pull(demo.WINDOW, sources, to=tmp_path / "whole")
        folder = unsealed(tmp_path)
        wrong.clear()
        asked_before = len(server.requests("github"))
        record = pull(to=folder, sources=sources, resume=True)
        assert record.complete
        assert len(server.requests("github")) == asked_before


def test_a_disk_that_is_full_ends_the_pull_and_keeps_what_was_written(served, killer, tmp_path):
    """A clear error; what stands there can be gone on with."""
    assert killer.do(tmp_path / "f", "full9000") == 1
    assert 0 < len(kept(tmp_path / "f")) < 30
    assert killer.do(tmp_path / "f", "resume") == 0
    assert tl.verify(tmp_path / "f").ok
    said = killer.end()
    assert "cannot write" in said
    assert "Traceback" not in said
    assert str(demo.TOKEN) not in said


def test_what_stands_in_a_folder_is_never_pulled_over(served, tmp_path):
    """A record, an unfinished pull, somebody's files, another process at work: each is said, and stays."""
    _, sources = served
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    pull(demo.WINDOW, sources, to=tmp_path / "whole")
    unsealed(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, word in {"mine": "not empty", "whole": "--refresh", "again": "--resume"}.items():
        with pytest.raises(ConfigError, match=word):
            pull(demo.WINDOW, sources, to=tmp_path / name)
    with pytest.raises(ConfigError, match="it has ended"):
        pull(to=tmp_path / "whole", sources=sources, resume=True)
    with pytest.raises(ConfigError, match="cannot write"):
        pull(demo.WINDOW, sources, to=tmp_path / "mine" / "letter.txt" / "x")
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_two_pulls_into_one_folder(served, tmp_path):
    """The second is told that another is at work, and the first ends as if it were alone."""
    from timeline.bundle import unfinished

    _, sources = served
    with unfinished.begun(tmp_path / "b", demo.WINDOW, (), sources[0] and None):
        for how in ({}, {"resume": True}):
            with pytest.raises(ConfigError, match="another process"):
                pull(demo.WINDOW, sources, to=tmp_path / "b", **how)


def test_other_sources_than_it_was_begun_with_do_not_go_on_with_it(served, tmp_path):
    """Two halves of different questions would be no record."""
    _server, sources = served
    pull(demo.WINDOW, sources, to=tmp_path / "whole")
    folder = unsealed(tmp_path)
    other = [
        each if each.name != "slack" else each.model_copy(update={"channels": ("#incidents",)}) for each in sources
    ]
    for given, word in ((other, "slack.channels"), (sources[1:], "slack is not configured")):
        with pytest.raises(ConfigError, match=word):
            pull(to=folder, sources=given, resume=True)


def test_a_folder_sends_no_token_to_a_host_that_only_it_names(served, tmp_path, monkeypatch):
    """Whoever made the folder wrote its addresses; the configuration's are the user's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    _, sources = served
    pull(demo.WINDOW, sources[:1], to=tmp_path / "whole")
    folder = unsealed(tmp_path)
    file = folder / "data/pull.json"
    file.write_text(file.read_text().replace(sources[0].base_url, "https://slack.example/api"))
    with pytest.raises(ConfigError, match="--config"):
        pull(to=folder, resume=True)


def test_a_command_that_a_folder_names_is_not_run(tmp_path):
    """Nor is it kept: a program that prints a token is the user's own."""
    from timeline.bundle.sources import made, told

    source = tl.GitHub(repos=["a/b"], token_command=["touch", str(tmp_path / "run")])
    (row,) = told([source])
    assert "token_command" not in row
    assert made({**row, "token_command": ["touch", "x"]}).token_command is None


def test_without_its_answers_nothing_is_made_again(tmp_path):
    """A page that is gone is a gap, never an empty answer; a folder without any says so."""
    with demo.served() as sources:
        pull(demo.WINDOW, sources, to=tmp_path / "b")
        tl.reconstruct(demo.WINDOW, sources).save(tmp_path / "saved")
    with pytest.raises(ConfigError, match="without native answers"):
        rebuild(tmp_path / "saved")
    (tmp_path / "b" / PAGES).write_bytes(b"")
    with archive.opened(tmp_path / "b" / PAGES, offline=True) as none:
        from timeline.bundle.rebuild import replayed

        record = replayed(tmp_path / "b", none)
    assert not record
    assert {gap.reason for row in record.coverage for gap in row.gaps} <= {"not_asked", "retention"}


def test_pages_are_read_by_any_tool(served, tmp_path):
    """One line of JSON a page, in gzip that everything reads; numbered in the order in which they came."""
    _, sources = served
    pull(demo.WINDOW, sources, to=tmp_path / "b")
    with gzip.open(tmp_path / "b" / PAGES, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    assert [page["n"] for page in found] == list(range(1, len(found) + 1))
    needed = {"n", "source", "call", "method", "path", "params", "status", "headers", "fetched", "sha256", "body"}
    assert all(needed <= page.keys() for page in found)


def test_a_service_that_has_no_host_of_its_own_is_asked_where_the_configuration_says():
    """Jira stands wherever its owners put it: on this machine it is asked again, elsewhere the folder is not believed."""
    kept = {"name": "jira", "type": "jira", "projects": ["IE"], "base_url": "http://127.0.0.1:9/rest/api/3"}
    (source,) = again([kept], None, None)
    assert source.base_url == kept["base_url"]
    with pytest.raises(ConfigError, match=r"the source 'jira' asks 'https://jira\.evil\.example.*--config"):
        again([kept | {"base_url": "https://jira.evil.example/rest/api/3"}], None, None)


def test_a_pull_that_ended_at_its_deadline_has_ended(tmp_path):
    """It is a record with gaps, sealed; the key of its addresses is gone, so that it is pulled anew or not at all."""

    def hangs(name, request, number):
        return Response(delay=30.0) if name == "slack" and number > 3 else None

    with StandIn(apis(demo.TOKEN), fault=hangs) as server:
        sources = demo.sources(server, demo.CONFIGURATION)
        record = pull(demo.WINDOW, sources, to=tmp_path / "b", deadline="1s")
        assert "deadline" in {gap.reason for row in record.coverage for gap in row.gaps}
        assert tl.load(tmp_path / "b") == record
        assert tl.verify(tmp_path / "b").ok
        assert not (tmp_path / "b" / "addresses.key").exists()
        with pytest.raises(ConfigError, match="be it at its deadline; --refresh"):
            pull(to=tmp_path / "b", sources=sources, resume=True)
