"""Many incidents in one catalog: what stands in it, what is left out, and what a build that is killed leaves."""

import shutil
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import timeline as tl
from support_events import START, WINDOW, event
from timeline.fleet import adding, store


def saved(folder, *events, window=WINDOW, coverage=()):
    tl.Timeline(window, events, coverage).save(folder)
    return folder


def contents(folder):
    """Everything below, by its name."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def test_every_event_is_a_row(bundles, catalog):
    """The rows of an incident are those of its record's Arrow table, its name before them and the date behind."""
    found = catalog.table("select * from events order by incident, time, source, id")
    assert found.column_names == ["incident", *tl.load(bundles[0]).to_arrow().column_names, "date"]
    for folder in bundles:
        record = tl.load(folder)
        mine = found.filter(pa.compute.equal(found["incident"], folder.name))
        assert mine.drop_columns(["incident", "date"]).to_pylist() == record.to_arrow().to_pylist()
        assert [each.isoformat() for each in mine["date"].to_pylist()] == [f"{e.time:%Y-%m-%d}" for e in record]


def test_the_dataset_is_read_by_others(bundles, catalog):
    """What knows hive folders reads the same rows and types without us: Arrow here, Spark by `make fleet-spark`."""
    parts = ds.partitioning(pa.schema([("date", pa.date32())]), flavor="hive")
    dataset = ds.dataset(catalog.folder / "events", format="parquet", partitioning=parts)
    schema = tl.load(bundles[0]).to_arrow().schema.remove_metadata()
    assert [dataset.schema.field(each.name).type for each in schema] == schema.types
    counts = Counter(dataset.to_table(columns=["kind"])["kind"].to_pylist())
    assert counts == dict(catalog.frame("select kind, count(*) as n from events group by kind").to_numpy())
    one = dataset.to_table(filter=ds.field("date") == dataset.to_table(columns=["date"])["date"][0])
    assert 0 < len(one) < dataset.count_rows()


def test_a_row_an_incident_and_source(bundles, catalog):
    """The coverage has what every record's coverage says, without what was measured: it differs by each pull."""
    rows = catalog.table("select * from coverage order by incident, source").to_pylist()
    told = [(folder, row) for folder in bundles for row in tl.load(folder).coverage]
    assert [(row["incident"], row["source"], row["status"], row["raw_rows"]) for row in rows] == [
        (folder.name, row.source, row.status, row.raw_rows) for folder, row in told
    ]
    (gap,) = [gap for row in rows for gap in row["gaps"]]
    assert (gap["reason"], gap["where"], gap["start"]) == ("denied", "#incidents", tl.load(bundles[-1]).window.start)
    assert {row["seal"] for row in rows} == {tl.verify(folder).seal for folder in bundles}


def test_how_many_have_gaps_is_said(catalog):
    """An answer over incidents with gaps says how many, wherever it is shown."""
    said = "1 of 8 incidents has gaps: inc-1008 (slack)"
    assert catalog.gaps == said
    assert catalog.frame("select 1 as one").attrs == {"gaps": said}
    assert said in repr(catalog)
    assert catalog.index.with_gaps == ("inc-1008",)


@pytest.mark.parametrize("status", ["partial", "failed", "skipped"])
def test_what_was_not_read_whole_has_gaps(tmp_path, status):
    """A source that was not read whole counts, also where no gap says why; what is named is cut."""
    rows = [tl.Coverage(source=f"s{n}", type="x", status=status if n else "complete") for n in range(2)]
    folders = [saved(tmp_path / f"i{n}", event("a", 1), coverage=rows) for n in range(7)]
    made = tl.catalog(tmp_path / "c")
    made.add(*folders)
    assert made.gaps == f"7 of 7 incidents have gaps: {', '.join(f'i{n} (s1)' for n in range(5))} and 2 more"


def test_equal_bundles_give_equal_bytes(bundles, catalog, tmp_path):
    """In whatever order bundles are given, and in however many steps they are added, the files are the same."""
    made = tl.catalog(tmp_path / "c")
    made.add(*bundles[:2:-1])
    made.add(*bundles[:3])
    assert contents(made.folder) == contents(catalog.folder)


def test_added_again_takes_the_place_of_its_rows(tmp_path):
    """A bundle that was saved again replaces its rows, and all others stay as they are, in the same files."""
    other, mine = saved(tmp_path / "other", event("o", 5)), saved(tmp_path / "mine", event("a", 1), event("b", 90000))
    made = tl.catalog(tmp_path / "c")
    made.add(other, mine)
    kept = next(made.folder.rglob("other-*.parquet"))
    before = kept.stat().st_ino
    saved(mine, event("a", 1, summary="It was told otherwise"), window=tl.Window(START, START + timedelta(days=3)))
    added = made.add(mine)
    assert (added.new, added.replaced, added.left_out) == ((), ("mine",), {})
    assert made.table("select incident, summary from events order by incident").to_pylist() == [
        {"incident": "mine", "summary": "It was told otherwise"}, {"incident": "other", "summary": "Event o happened"},
    ]  # fmt: skip
    assert kept.stat().st_ino == before
    assert len(list(made.folder.rglob("mine-*.parquet"))) == 1


def test_one_incident_never_takes_the_place_of_another(tmp_path):
    """Another incident's folder of the same name is left out; two of one name in one call are refused."""
    one, other = tmp_path / "a" / "inc", tmp_path / "b" / "inc"
    later = tl.Window(WINDOW.end, WINDOW.end + timedelta(hours=1))
    saved(one, event("a", 1))
    saved(other, event("b", 4000), window=later)
    made = tl.catalog(tmp_path / "c")
    with pytest.raises(tl.ConfigError, match="have one name"):
        made.add(one, other)
    assert not made.folder.exists()
    made.add(one, one)
    with pytest.raises(tl.ConfigError, match="another incident 'inc'"):
        made.add(other)
    assert made.frame("select id from events")["id"].tolist() == ["deploys:a"]
    shutil.rmtree(one)
    saved(one, event("a", 1), event("c", 2))  # pulled again, of the same window
    assert made.add(one).replaced == ("inc",)


def _nothing(folder):
    shutil.rmtree(folder)


def _no_bundle(folder):
    shutil.rmtree(folder / "data")


def _unsealed(folder):
    (folder / "tagmanifest-sha256.txt").unlink()


def _cut(folder):
    file = folder / "data" / "events.jsonl.gz"
    file.write_bytes(file.read_bytes()[:-9])


def _changed(folder):
    file = folder / "data" / "pull.json"
    file.write_text(file.read_text().replace("2019-06-20T19:30:00Z", "2019-06-20T19:31:00Z"))


def _slipped_in(folder):
    (folder / "data" / "more.jsonl").write_text("{}")


@pytest.mark.parametrize("harm", [_nothing, _no_bundle, _unsealed, _cut, _changed, _slipped_in])
def test_a_broken_bundle_is_named_and_left_out(tmp_path, harm):
    """What is no bundle, or not as it was sealed, is left out by name; the others come in, its earlier rows stay."""
    good, bad = saved(tmp_path / "good", event("a", 1)), saved(tmp_path / "bad", event("b", 2))
    made = tl.catalog(tmp_path / "c")
    made.add(bad)
    harm(bad)
    added = made.add(good, bad)
    assert list(added.left_out) == [bad]
    assert f"left out: {bad}: " in str(added)
    assert made.frame("select incident from events order by 1")["incident"].tolist() == ["bad", "good"]
    with pytest.raises(tl.ConfigError, match="bad"):
        made.add(bad)


def test_what_people_lay_beside_the_evidence_is_no_harm(tmp_path):
    """A stray file beside `data/` and what stands in `work/` leave a bundle as it was sealed."""
    folder = saved(tmp_path / "i", event("a", 1))
    (folder / "record.md").write_text("# mine")
    (folder / "work").mkdir(exist_ok=True)
    (folder / "work" / "todo.txt").write_text("call")
    assert tl.catalog(tmp_path / "c").add(folder).left_out == {}


def test_people_s_choice_hides_nothing(tmp_path):
    """A catalog holds what was recorded, also the lines that people left out of the document."""
    folder = saved(tmp_path / "i", event("a", 1), event("b", 2))
    tl.load(folder).leave_out("deploys:a").save(folder)
    assert len(tl.load(folder).to_arrow()) == 1
    made = tl.catalog(tmp_path / "c")
    made.add(folder)
    assert made.frame("select id from events order by 1")["id"].tolist() == ["deploys:a", "deploys:b"]


@pytest.mark.parametrize(
    "name", ["it's a 'name'", "date=x", "[ab]*?", "_hidden", ".dot", "ümläut 🔥", "n" * 240, "a%2Fb", "x;drop table"]
)
def test_any_folder_s_name_is_a_name(tmp_path, name):
    """An incident is called as its folder, whatever that is called; so may the catalog be."""
    made = tl.catalog(tmp_path / f"c {name}"[:250])
    made.add(saved(tmp_path / name, event("a", 1)), saved(tmp_path / "other", event("b", 1)))
    frame = made.frame("select incident, id from events order by id")
    assert frame.to_numpy().tolist() == [[name, "deploys:a"], ["other", "deploys:b"]]
    assert not [each for each in made.folder.rglob("*.parquet") if each.name.startswith(("_", "."))]


def test_an_empty_record_is_an_incident(tmp_path):
    """An incident without an event or a source is one of those that are counted; the tables have their columns."""
    made = tl.catalog(tmp_path / "c")
    made.add(saved(tmp_path / "i"))
    assert list(made.index) == ["i"]
    assert made.frame("select count(*) as n from events")["n"].tolist() == [0]
    assert list(made.frame("select incident, date, tags from events").columns) == ["incident", "date", "tags"]
    assert made.alerts().empty
    assert made.changes().empty


def test_credentials_and_addresses_are_masked(tmp_path):
    """In no file of a catalog stands a credential or an address: not in events, coverage, or an incident's name."""
    secret, address = "ghp_" + "a1B2" * 9, "grace@example.org"
    gap = tl.Gap.of(WINDOW, "denied", f"{secret} was refused", where=address)
    row = tl.Coverage(source="deploys", type="x", status="partial", gaps=(gap,), notes=(f"asked {address}",))
    told = event("a", 1, body=f"token {secret}", summary=f"{address} says hi", tags={"service": secret})
    made = tl.catalog(tmp_path / "c")
    made.add(saved(tmp_path / f"of {secret}", told, coverage=[row]))
    text = "".join(str(made.table(f"select * from {name}").to_pylist()) for name in ("events", "coverage"))
    text += (made.folder / "catalog.json").read_text() + str(sorted(made.folder.rglob("*")))
    assert secret not in text
    assert address not in text
    assert "⟨e-mail⟩" in text


def test_something_else_is_not_written_over(tmp_path, bundles):
    """A folder that is no catalog, a bundle, a file, or a catalog of another version is refused, and stays."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.md").write_text("all")
    (tmp_path / "file").write_text("all")
    for place in (tmp_path / "mine", tmp_path / "file", bundles[0]):
        with pytest.raises(tl.ConfigError):
            tl.catalog(place).add(bundles[1])
    assert tl.verify(bundles[0]).ok
    old = tmp_path / "old"
    old.mkdir()
    (old / "catalog.json").write_text('{"schema": "timeline-catalog/9", "incidents": []}')
    for ask in (lambda: tl.catalog(old).add(bundles[0]), lambda: tl.catalog(old).frame("select 1")):
        with pytest.raises(tl.ConfigError, match="build it anew"):
            ask()
    for nothing in (tmp_path / "none", tmp_path / "mine"):
        with pytest.raises(tl.ConfigError, match="is no catalog"):
            repr(tl.catalog(nothing))


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("step", range(14))
def test_a_build_that_is_killed_leaves_one_whole_catalog(tmp_path, monkeypatch, step):
    """Killed at any move from the old contents to the new ones, a reader finds either; the next build goes on."""
    made = tl.catalog(tmp_path / "c")
    made.add(saved(tmp_path / "old", event("a", 1)))
    new = saved(tmp_path / "new", event("b", 2))
    moved, count = store._moved, iter(range(100))

    def move(here, there):
        if next(count) >= step:
            raise Killed
        moved(here, there)

    with monkeypatch.context() as broken:
        broken.setattr(store, "_moved", move)
        with suppress(Killed):
            made.add(new)
    ids = made.frame("select id from events order by 1")["id"].tolist()
    assert ids in (["deploys:a"], ["deploys:a", "deploys:b"])
    assert made.index.events == len(ids)
    made.add(new)
    assert sorted(made.index) == ["new", "old"]
    assert not [each for each in made.folder.iterdir() if each.name.startswith(".")]


def test_a_build_that_breaks_off_leaves_what_was_there(tmp_path, monkeypatch):
    """Ctrl-C in the middle of a build, or a full disk: the catalog is as it was, and nothing lies beside it."""
    made = tl.catalog(tmp_path / "c")
    made.add(saved(tmp_path / "old", event("a", 1)))
    before = contents(made.folder)
    for error, seen in ((KeyboardInterrupt(), KeyboardInterrupt), (OSError(28, "No space left"), tl.TimelineError)):
        with monkeypatch.context() as broken:
            broken.setattr(pq, "write_table", lambda *_, error=error, **__: (_ for _ in ()).throw(error))
            with pytest.raises(seen):
                made.add(saved(tmp_path / "new", event("b", 2)))
        assert contents(made.folder) == before


def test_a_bundle_is_read_and_written_before_the_next(bundles, tmp_path, monkeypatch):
    """A year need not fit into memory: no second bundle is read before the first one is written."""
    steps = []
    loaded, add = adding.load, store.Stage.add
    monkeypatch.setattr(adding, "load", lambda folder: steps.append("read") or loaded(folder))
    monkeypatch.setattr(store.Stage, "add", lambda *given: steps.append("written") or add(*given))
    tl.catalog(tmp_path / "c").add(*bundles)
    assert steps == ["read", "written"] * len(bundles)


def test_two_builds_do_not_meet(tmp_path, monkeypatch):
    """While one process builds a catalog, another one is told so."""
    folder = saved(tmp_path / "i", event("a", 1))
    loaded = adding.load

    def meet(path):
        with pytest.raises(tl.ConfigError, match="another process"), store.staged(tmp_path / "c"):
            pass
        return loaded(path)

    monkeypatch.setattr(adding, "load", meet)
    tl.catalog(tmp_path / "c").add(folder)
