"""A record kept as a bundle: read back as it was, whole at every moment, checked by standard tools."""

import gzip
import json
import subprocess
import sys

import bagit
import pytest
from click.testing import CliRunner

import timeline as tl
from support_bundle import contents, repacked
from support_events import WINDOW, event
from timeline import demo
from timeline.bundle import bag
from timeline.cli import commands
from timeline.model.secrets import masked_in

EVENTS, PULL = "data/events.jsonl.gz", "data/pull.json"
OURS = ["bag-info.txt", "bagit.txt", EVENTS, PULL, "manifest-sha256.txt", "tagmanifest-sha256.txt"]


def record(*texts, raw=None, status="complete", **fields):
    events = [event(number, number, summary=text, raw=raw) for number, text in enumerate(texts)]
    row = tl.Coverage(source="deploys", type="plain", status=status, events=len(events), raw_rows=len(events), **fields)
    return tl.Timeline(WINDOW, events, [row])


def joined(record):
    return [(each.id, [event.id for event in each.events], each.keys, each.lags) for each in record.happenings]


def run(code, folder, **more):
    """Python code in a process of its own; `folder` is the bundle."""
    words = f"import timeline as tl; from pathlib import Path; folder = Path({str(folder)!r}); {code}"
    return subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, timeout=60, **more)


def test_a_record_comes_back_as_it_was(tmp_path):
    """Events, payloads, coverage with its measures, happenings; and it is a bag for standard tools, too."""
    made = demo.record()
    kept = tl.load(made.save(tmp_path / "kept"))
    assert kept == made
    assert [masked_in(each.raw) for each in kept] == [masked_in(each.raw) for each in made]
    assert joined(kept) == joined(made)
    assert kept.sealed.to_html() == made.to_html()  # the page of a bundle knows its seal
    assert [row.measured for row in kept.coverage] == [row.measured for row in made.coverage]
    assert sorted(contents(tmp_path / "kept")) == OURS
    assert bagit.Bag(str(tmp_path / "kept")).validate()
    assert subprocess.run(["sha256sum", "-c", "--quiet", bag.MANIFEST], cwd=tmp_path / "kept").returncode == 0


def test_parts_and_sums_come_back_as_they_were(tmp_path):
    """What was filtered, chosen or put together is a record like any other; why it was chosen is not kept."""
    whole = demo.record()
    for number, part in enumerate(
        (whole.where(kind="alert.*"), whole.about("4172"), whole["slack"] | whole["github"], whole[:0])
    ):
        assert tl.load(part.save(tmp_path / str(number))) == part


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "md", "--seconds", "--tz", "Europe/Paris"), ("--format", "csv"),
        ("--format", "jsonl"), ("--format", "json", "--raw"), ("--format", "timesketch"), ("--format", "mermaid"),
        ("--about", "4172"), ("--incident", "4172"), ("--kind", "alert.*", "--source", "datadog", "--format", "json"),
        ("--around", "2019-06-20T18:46Z", "--span", "5m"), ("--from", "2019-06-20T18:40Z", "--to", "2019-06-20T18:50Z"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_bundle_is_shown_as_the_record_that_it_holds(tmp_path, arguments):
    """Every form and every choice of `dump`, offline, with the output that the record's own file has."""
    made = demo.record()
    made.save(tmp_path / "kept")
    (tmp_path / "record.json").write_text(made.to_json(raw=True))
    bundle, file = (
        CliRunner().invoke(commands.cli, ["dump", str(tmp_path / name), *arguments]) for name in ("kept", "record.json")
    )
    assert (bundle.exit_code, bundle.stderr) == (file.exit_code, file.stderr)
    assert bundle.stdout == file.stdout
    assert len(bundle.stdout) > 500


def test_equal_records_give_equal_bytes(tmp_path):
    """Neither a time nor a name nor a machine stands in it: two seals of one record are one."""
    one, other = (record("it rained", raw={"a": 1}).save(tmp_path / name) for name in ("one", "two"))
    assert {name: (one / name).read_bytes() for name in OURS} == {name: (other / name).read_bytes() for name in OURS}
    assert (one / EVENTS).read_bytes()[:10].hex() == "1f8b0800000000000003"


def test_the_files_say_what_the_contract_says(tmp_path):
    """The header of the events holds nothing that was measured; a payload stands where there is one; pull.json tells the rest."""
    folder = record("it rained", raw={"a": 1}, measured={"requests": 3}).save(tmp_path / "kept")
    header, line = gzip.decompress((folder / EVENTS).read_bytes()).decode().splitlines()
    assert json.loads(header) == {"schema": "timeline/1", "window": WINDOW.to_dict()}
    assert json.loads(line)["raw"] == {"a": 1}
    told = json.loads((folder / PULL).read_text())
    assert (told["schema"], told["window"], told["clock"]) == ("timeline-pull/1", WINDOW.to_dict(), None)
    assert (told["sources"], told["events"]) == ([{"name": "deploys", "type": "plain"}], {"deploys": 1})
    assert told["coverage"][0]["measured"] == {"requests": 3}
    assert "raw" not in gzip.decompress((record("dry").save(tmp_path / "dry") / EVENTS).read_bytes()).decode()


@pytest.mark.parametrize("form", ["json", "jsonl", "jsonl.gz", "old folder", "events of a bundle"])
def test_every_form_of_a_record_is_read(tmp_path, form):
    """A document, lines, packed lines, a folder of earlier versions, and a bundle's own events beside their coverage."""
    made = record("it rained", "it poured", raw={"a": 1})
    if form == "events of a bundle":
        assert tl.load(made.save(tmp_path / "kept") / EVENTS) == made
        return
    text = made.to_json(raw=True) if form == "json" or "old" in form else made.to_jsonl(raw=True)
    file = tmp_path / ("record.json" if "old" in form else f"record.{form}")
    file.write_bytes(gzip.compress(text.encode()) if "gz" in form else text.encode())
    assert tl.load(tmp_path if "old" in form else file) == made


def test_what_is_saved_takes_the_place_of_an_old_folders_file(tmp_path):
    """A folder of earlier versions becomes a bundle, in which nothing is astray; what is no record of ours stays."""
    (tmp_path / "record.json").write_text(record("old").to_json())
    assert tl.load(record("new").save(tmp_path)) == record("new")
    assert sorted(contents(tmp_path)) == OURS
    (tmp_path / "record.json").write_text('{"mine": 1}')
    record("newer").save(tmp_path)
    assert (tmp_path / "record.json").read_text() == '{"mine": 1}'


def test_saving_again_keeps_peoples_work_and_the_old_seals(tmp_path):
    """The contents are new; `work/` is as it was, and every earlier seal is known, oldest first."""
    folder = record("one").save(tmp_path / "kept")
    (folder / "work").mkdir()
    (folder / "work" / "notes.md").write_text("mine")
    seals = [bag.sealed(folder)]
    for text in ("two", "three"):
        record(text).save(folder)
        seals.append(bag.sealed(folder))
    assert tl.load(folder) == record("three")
    assert (folder / "work" / "notes.md").read_text() == "mine"
    assert bag.seals(folder) == seals
    assert bag.verify(folder) == []


def test_saving_over_a_pull_sets_its_evidence_aside(tmp_path):
    """Native answers are never lost by a save: they stand under `data/earlier/`, sealed with the rest, and so do older ones."""
    folder = record("one").save(tmp_path / "kept")
    (folder / "data" / "pages.jsonl.gz").write_bytes(gzip.compress(b'{"n": 1}\n'))
    (folder / "data" / "history").mkdir()
    (folder / "data" / "history" / "counts.json").write_text("{}")
    bag.seal(folder, {})
    record("two").save(folder)
    record("three").save(folder)
    held = contents(folder)
    assert held["data/earlier/1/pages.jsonl.gz"] == '{"n": 1}\n'
    assert '"summary":"one"' in held["data/earlier/1/events.jsonl.gz"]
    assert held["data/earlier/1/history/counts.json"] == "{}"  # it is of another record
    assert sorted(name for name in held if "earlier/2" in name or name == "data/pages.jsonl.gz") == []
    assert tl.load(folder) == record("three")
    assert bag.verify(folder) == []
    assert bagit.Bag(str(folder)).validate()


def test_an_unfinished_pull_is_neither_read_nor_written_over(tmp_path):
    """Without a seal it is no record; the error names what ends it, and nothing in it is touched."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pages.jsonl.gz").write_bytes(b"some")
    for act in (tl.load, record("x").save):
        with pytest.raises(tl.ConfigError, match="timeline pull --resume"):
            act(tmp_path)
    assert contents(tmp_path) == {"data/pages.jsonl.gz": "some"}


def test_somebody_elses_data_is_left_alone(tmp_path):
    """A folder with a `data/` that is none of ours is refused: a bag's payload is all of it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.csv").write_text("1")
    with pytest.raises(tl.ConfigError, match="cannot save"):
        record("x").save(tmp_path)
    assert contents(tmp_path) == {"data/mine.csv": "1"}


@pytest.mark.parametrize(
    "harm",
    [
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))",
        "import os; os.chmod(folder, 0o555); os.setuid(65534) if os.geteuid() == 0 else None",
    ],
    ids=["full", "read-only"],
)
def test_what_cannot_be_written_leaves_what_was_there(tmp_path, harm):
    """A full disk, a folder that may not be written: a clear error, and the old bundle is as it was to the byte."""
    folder = record("old").save(tmp_path / "kept")
    before = {name: (folder / name).read_bytes() for name in OURS}
    tmp_path.chmod(0o755)
    texts = "[f'{n * 7919 ** 9:x}' for n in range(2000)]"
    # What a save imports late is imported before: somebody else may not be let into the folder that the project is in.
    first = "tl.load(folder).save(f'{folder}-first')"
    made = f"tl.Timeline(tl.load(folder).window, [tl.load(folder)[0].but(id=f'deploys:{{t}}') for t in {texts}])"
    code = f"{first}; made = {made}; {harm}"
    done = run(f"{code}\ntry: made.save(folder)\nexcept tl.TimelineError as error: print(error)", folder)
    folder.chmod(0o755)
    assert done.stdout.startswith("cannot write"), done.stderr
    assert "Traceback" not in done.stderr
    assert {name: (folder / name).read_bytes() for name in OURS} == before
    assert sorted(contents(folder)) == OURS
    assert tl.load(folder) == record("old")


def test_whatever_step_of_a_save_fails_there_is_the_old_record_or_the_new_one(tmp_path, monkeypatch):
    """Each step fails once, in turn: the bundle is whole and sealed every time, with no half of another beside it."""
    folder, failures = record("old").save(tmp_path / "kept"), 0
    for moment in range(30):
        steps = iter(range(moment, -1, -1))

        def breaking(act, steps=steps):
            def step(*given, **named):
                if next(steps, -1) == 0:
                    raise OSError(28, "no space left")
                return act(*given, **named)

            return step

        with monkeypatch.context() as patched:
            for name in ("rename", "replace", "unlink", "mkdir"):
                patched.setattr(type(folder), name, breaking(getattr(type(folder), name)))
            try:
                record(f"new {moment}").save(folder)
            except tl.TimelineError:
                failures += 1
        assert bag.verify(folder) == []
        assert tl.load(folder)[0].summary.startswith(("old", "new"))
    assert failures > 10


def test_damage_is_said_and_nothing_is_quoted(tmp_path):
    """Cut anywhere, or with bytes changed so that it is no JSON or no gzip: an error that names the file."""
    folder = record("hunter2", "b", "c").save(tmp_path / "kept")
    whole = (folder / EVENTS).read_bytes()
    harms = [whole[:size] for size in range(0, len(whole), 7)]
    harms += [bytes([*whole[:at], whole[at] ^ 0xFF, *whole[at + 1 :]]) for at in range(12, len(whole), 5)]
    for harm in harms:
        (folder / EVENTS).write_bytes(harm)
        with pytest.raises(tl.ConfigError, match=r"events\.jsonl\.gz") as caught:
            tl.load(folder)
        assert "hunter2" not in str(caught.value)
    (folder / EVENTS).write_bytes(whole)
    repacked(folder / EVENTS, lambda text: text.replace('"summary"', '"summary'))
    with pytest.raises(tl.ConfigError, match="not a whole record"):
        tl.load(folder)
    (folder / PULL).write_text("{")
    with pytest.raises(tl.ConfigError, match=r"pull\.json"):
        tl.load(folder)


def test_rows_that_are_gone_are_missed(tmp_path):
    """A file that holds fewer events than the pull tells is not taken for the record: the sources are named."""
    folder = record("one", "two", "three").save(tmp_path / "kept")
    repacked(folder / EVENTS, lambda text: text[: text.rindex("\n", 0, -1) + 1])
    with pytest.raises(tl.ConfigError, match="2 of 3 of deploys"):
        tl.load(folder)


def test_a_bundle_keeps_its_mode(tmp_path):
    """Who may read it does not change when it is saved again."""
    folder = record("one").save(tmp_path / "kept")
    (folder / EVENTS).chmod(0o600)
    (folder / "data").chmod(0o700)
    record("two").save(folder)
    assert [oct((folder / name).stat().st_mode & 0o777) for name in (EVENTS, "data")] == ["0o600", "0o700"]
