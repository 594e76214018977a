"""Files of rows: JSON Lines and CSV with a mapping, every row told or counted with its line."""

import gzip
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_bundle import words as stored
from timeline.cli import cli
from timeline.sources.files import content, rows
from timeline.sources.files.times import LacksError, Times
from timeline.testing import check_source

WINDOW = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
MAP = {"time": "ts", "summary": "msg"}
HEAD = "ts,msg,who\n"


def read(path, window=WINDOW, **more):
    given = {"name": "deploys", "paths": [str(path)], "map": MAP} | more
    return tl.reconstruct(window, [tl.Files(**given)])


def written(path, text, mode="utf-8"):
    path.write_bytes(text if isinstance(text, bytes) else text.encode(mode))
    return path


def lines(*found, end="\n"):
    return "\n".join(json.dumps(each) if isinstance(each, dict) else each for each in found) + end


def row(clock, msg="x", **more):
    return {"ts": f"2019-06-20T{clock}Z", "msg": msg, **more}


def row_of(record):
    (found,) = record.coverage
    assert found.closes
    return found


# --- forms ----------------------------------------------------------------------------------------------------------

CSV = 'ts,msg,who\n2019-06-20T18:40:00Z,api deployed,Ada\n2019-06-20T18:41:00Z,"web, and\nmore",Grace\n'
JSONL = lines(row("18:40:00", "api deployed", who="Ada"), row("18:41:00", "web, and\nmore", who="Grace"))


def separated(sign):
    return CSV.replace("web, and", "web{} and").replace(",", sign).replace("web{} and", "web, and")


FORMS = {
    "JSON Lines": ("d.jsonl", JSONL),
    "no line end behind the last": ("d.jsonl", JSONL.rstrip("\n")),
    "blank lines between": ("d.jsonl", JSONL.replace("\n{", "\n\n  \n{")),
    "CRLF": ("d.ndjson", JSONL.replace("\n", "\r\n")),
    "BOM": ("d.jsonl", "\ufeff" + JSONL),
    "another ending": ("d.log", JSONL),
    "gzip": ("d.jsonl.gz", gzip.compress(JSONL.encode())),
    "UTF-16": ("d.jsonl", JSONL.encode("utf-16")),
    "CSV": ("d.csv", CSV),
    "CSV, no line end behind the last": ("d.csv", CSV.rstrip("\n")),
    "CSV with semicolons": ("d.csv", separated(";")),
    "CSV with tabs": ("d.tsv", separated("\t")),
    "CSV with bars": ("d.txt", separated("|")),
    "CSV with a BOM": ("d.csv", "\ufeff" + CSV),
    "CSV of a spreadsheet": ("d.csv", "sep=;\r\n" + separated(";").replace("\n2", "\r\n2")),
    "CSV with blank lines": ("d.csv", "\n\n" + CSV.replace("\n2", "\n\n2")),
    "CSV in gzip": ("d.csv.gz", gzip.compress(CSV.encode())),
    "CSV in UTF-16": ("d.csv", CSV.encode("utf-16")),
    "quoted head": ("d.csv", CSV.replace("ts,msg,who", '"ts", msg ,"who"')),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_the_same(tmp_path, form):
    """The same rows give the same events with the same ids, however they are written."""
    name, text = FORMS[form]
    record = read(written(tmp_path / name, text), map={**MAP, "actor": "who"})
    assert [(event.id, event.summary, event.body, event.actor.name) for event in record] == [
        ("deploys:96d54ceae34a2dc91ddf", "api deployed", None, "Ada"),
        ("deploys:4fac9814401980991a0f", "web, and", "web, and\nmore", "Grace"),
    ]
    assert record.complete
    assert row_of(record).raw_rows == 2


def test_a_row_is_told_as_the_files(tmp_path):
    """A row of a service's log is told as that of the file: source, link's label and tag are the file's own."""
    text = lines(row("18:40:00", "Monitor alerted", link="https://app.datadoghq.com/monitors/17"))
    record = read(written(tmp_path / "dd.jsonl", text), name="export", map={**MAP, "url": "link"})
    event = record[0]
    assert (event.source, event.kind, event.summary, event.tags) == (
        "export", "event.posted", "Monitor alerted", {"file": "dd.jsonl"},
    )  # fmt: skip
    assert (event.actor, event.severity, event.keys, event.happening) == (None, None, (), None)
    assert "[export](https://app.datadoghq.com" in record.to_markdown()


def test_every_part_has_a_column_a_path_or_a_constant(tmp_path):
    """Nested values are reached by their path, several columns are one text, constants fill what no column gives."""
    text = lines({
        "at": {"day": "2019-06-20", "clock": "18:40:00"}, "what": {"text": "api", "version": 7}, "by.name": "Ada",
        "by": {"id": "u1"}, "level": "WARN", "k": "deploy.started", "link": "https://ci.example/7", "nr": 4711,
        "svc": "api", "long": "all of it",
    })  # fmt: skip
    columns = {
        "time": ["at.day", "at.clock"], "summary": ["what.text", "what.version"], "actor": "by.name", "actor_id": "by.id",
        "severity": "level", "kind": "k", "url": "link", "id": "nr", "body": "long", "tags": {"service": "svc"},
    }  # fmt: skip
    constants = {"actor_kind": "service", "tags": {"env": "prod"}}
    (event,) = read(
        written(tmp_path / "d.jsonl", text),
        map=columns,
        constants=constants,
        zone="Europe/Paris",
        window=tl.Window("2019-06-20T16:00Z", "2019-06-20T17:00Z"),
    )
    assert event.to_dict() == {
        "id": "deploys:4711", "time": "2019-06-20T16:40:00Z", "precision": "s", "source": "deploys",
        "kind": "deploy.started", "summary": "api 7", "actor": {"id": "u1", "name": "Ada", "kind": "service"},
        "severity": "warning", "url": "https://ci.example/7", "body": "all of it", "keys": [],
        "tags": {"env": "prod", "file": "d.jsonl", "service": "api"}, "happening": None,
    }  # fmt: skip


def test_a_constant_alone_may_be_the_summary(tmp_path):
    """What no column gives is the same for every row."""
    text = "ts\n2019-06-20T18:40:00Z\n2019-06-20T18:41:00Z\n"
    constants = {"summary": "Backup ran", "kind": "job.ran", "severity": "info", "url": "https://b.example"}
    record = read(written(tmp_path / "d.csv", text), map={"time": "ts"}, constants=constants)
    assert {(each.summary, each.kind, each.severity, each.url) for each in record} == {
        ("Backup ran", "job.ran", "info", "https://b.example")
    }
    assert len(record) == 2


# --- ids ------------------------------------------------------------------------------------------------------------


def test_inserting_a_line_changes_no_other_id(tmp_path):
    """An id is what a row says and how often that was said before: neither lines nor columns beside it matter."""
    told = [row(f"18:4{n}:00", f"step {n}") for n in range(5)]
    before = {event.id for event in read(written(tmp_path / "a.jsonl", lines(*told)))}
    after = read(written(tmp_path / "b.jsonl", lines(row("18:39:00", "new"), *told, row("18:42:30"))))
    more = read(written(tmp_path / "c.jsonl", lines(*({**each, "pid": n} for n, each in enumerate(told)))))
    assert before < {event.id for event in after}
    assert before == {event.id for event in more}


def test_equal_rows_are_all_kept(tmp_path):
    """Rows that say the same are as many events, each with an id of its own; one more leaves those of the others."""
    three = [event.id for event in read(written(tmp_path / "a.jsonl", lines(*[row("18:40:00")] * 3)))]
    four = [event.id for event in read(written(tmp_path / "b.jsonl", lines(*[row("18:40:00")] * 4)))]
    assert len(set(three)) == 3
    assert set(three) < set(four)


def test_an_id_of_two_rows_that_differ_is_refused(tmp_path):
    """A row whose id another row has is no duplicate unless it says the same: it is named, with both lines."""
    text = lines(row("18:40:00", "begun", n=1), row("18:41:00", "ended", n=1), row("18:40:00", "begun", n=1))
    found = row_of(read(written(tmp_path / "d.jsonl", text), map={**MAP, "id": "n"}))
    assert (found.events, found.duplicates, found.rejected) == (1, 1, 1)
    assert "line 2: its id '1' is that of d.jsonl, line 1" in found.gaps[0].detail


def test_a_row_without_an_id_has_a_hash(tmp_path):
    """Where the id's column is empty in a row, what it says is its id."""
    text = "ts,msg,id\n2019-06-20T18:40:00Z,a,\n2019-06-20T18:41:00Z,b,17\n"
    ids = [event.id for event in read(written(tmp_path / "d.csv", text), map={**MAP, "id": "id"})]
    assert ids[1] == "deploys:17"
    assert len(ids[0]) == len("deploys:") + 20


# --- times ----------------------------------------------------------------------------------------------------------

ZONED = {
    "2019-06-20T18:43:10Z": ("2019-06-20T18:43:10Z", "s"),
    "2019-06-20 18:43:10.1234567+00": ("2019-06-20T18:43:10.123456Z", "us"),
    "2019-06-20 18:43 UTC": ("2019-06-20T18:43:00Z", "min"),
    "20/Jun/2019:20:43:10 +0200": ("2019-06-20T18:43:10Z", "s"),
    "Thu, 20 Jun 2019 18:43:10 GMT": ("2019-06-20T18:43:10Z", "s"),
    "June 20, 2019 2:43:10 PM EDT": ("2019-06-20T18:43:10Z", "s"),
    "20190620T184310.250Z": ("2019-06-20T18:43:10.250Z", "ms"),
    "2019/6/20 9:05:00 -09:30": ("2019-06-20T18:35:00Z", "s"),
    "25/06/2019 20:43 Europe/Paris": ("2019-06-25T18:43:00Z", "min"),
    "06/25/2019 18:43 Z": ("2019-06-25T18:43:00Z", "min"),
    "06/06/2019 12:00 AM Z": ("2019-06-06T00:00:00Z", "min"),
}


@pytest.mark.parametrize("written_as", ZONED)
def test_times_that_say_their_zone(written_as):
    """A time that says all is read as it stands, with the precision that it has, whatever the configuration says."""
    time, precision = ZONED[written_as]
    for times in (Times(), Times(tl.read_iso("2019-06-20T00:00:00+05:00").time.tzinfo, "ms", None)):
        assert times.read(written_as) == (tl.read_iso(time).time, precision)


@pytest.mark.parametrize(
    ("value", "unit", "time", "precision"),
    [
        (1561056190, "s", "2019-06-20T18:43:10Z", "s"),
        ("1561056190", "s", "2019-06-20T18:43:10Z", "s"),
        (1561056190.25, "s", "2019-06-20T18:43:10.250Z", "ms"),
        ("1561056190.123456789", "s", "2019-06-20T18:43:10.123456Z", "us"),
        (1561056190123, "ms", "2019-06-20T18:43:10.123Z", "ms"),
        (1561056190123.0, "ms", "2019-06-20T18:43:10.123Z", "ms"),
        ("1561056190123.5", "ms", "2019-06-20T18:43:10.123500Z", "us"),
        (1561056190123456789, "ns", "2019-06-20T18:43:10.123456Z", "us"),
    ],
)
def test_numbers_count_what_is_configured(value, unit, time, precision):
    """A number is exact in the unit that is said; without one it is nothing."""
    assert Times(unit=unit).read(value) == (tl.read_iso(time).time, precision)
    with pytest.raises(LacksError, match="unit"):
        Times().read(value)


@pytest.mark.parametrize(
    "value",
    ["", None, True, [], {}, "now", "2h", "18:43", "2019-06-20", "03/04/19 18:43Z", "2019-06-20T24:00Z", "2019-06-20T18:43:60Z",
     "2019-02-30T10:00Z", "13:00 PM", "2019-06-20 18:43 XYZ", "9999-12-31T23:59:59-10:00", "June 2019", "20 Jun 18:43 Z", -5, float("inf")],
    ids=repr,
)  # fmt: skip
def test_what_is_no_time_is_undated(tmp_path, value):
    """What names no instant costs its row alone: counted, with its line, and never the time of another."""
    text = json.dumps({"ts": value, "msg": "x"}).replace("Infinity", "null")
    found = row_of(read(written(tmp_path / "d.jsonl", lines(row("18:40:00"), text)), unit="s", order="dmy", zone="UTC"))
    assert (found.events, found.undated) == (1, 1)
    assert [(gap.reason, gap.where) for gap in found.gaps] == [("undated", f"{tmp_path / 'd.jsonl'}:2")]


@pytest.mark.parametrize(
    ("value", "setting", "configured"),
    [
        ("2019-06-20 18:43:10", "zone", {"zone": "UTC"}),
        ("2019-06-20T18:43:10", "zone", {"zone": "GMT"}),
        ("06/20/2019 18:43", "zone", {"zone": "UTC"}),
        ("2019-06-20 11:43 PST", "zone", None),
        (1561056190, "unit", {"unit": "s"}),
        ("06/07/2019 18:43Z", "order", None),
    ],
    ids=str,
)
def test_what_the_configuration_lacks_is_refused_before_a_row_is_told(tmp_path, value, setting, configured):
    """One time that needs a setting, in whatever line, and nothing of that file is told: the setting is named."""
    path = written(tmp_path / "d.jsonl", lines(row("18:40:00"), row("18:41:00"), {"ts": value, "msg": "x"}))
    found = row_of(read(path))
    assert (found.status, found.events, found.undated) == ("failed", 0, 3)
    assert "line 3" in found.gaps[0].detail
    assert setting in found.gaps[0].detail
    if configured:
        assert len(read(path, **configured)) == 3


def test_an_order_is_taken_as_said(tmp_path):
    """`03/04/2025` is the day that the configuration says."""
    path = written(tmp_path / "d.jsonl", lines({"ts": "03/04/2025 18:43 Z", "msg": "x"}))
    year = tl.Window("2025-01-01T00:00Z", "2026-01-01T00:00Z")
    days = [f"{read(path, year, order=order)[0].time:%m-%d}" for order in ("dmy", "mdy")]
    assert days == ["04-03", "03-04"]


@pytest.mark.parametrize(
    ("local", "why"), [("2019-03-31 02:30", "clocks went forward"), ("2019-10-27 02:30", "clocks went back")]
)
def test_local_times_that_were_none_or_two_are_undated(tmp_path, local, why):
    """A local time in a change of clocks is not chosen."""
    found = row_of(read(written(tmp_path / "d.csv", f"ts,msg\n{local},x\n"), zone="Europe/Paris"))
    assert found.undated == 1
    assert why in found.gaps[0].detail


def test_a_zone_of_the_command_holds_where_none_is_configured():
    """`--tz` reads naive times, unless the configuration says otherwise."""
    source = tl.Files(paths=["x"], map=MAP)
    assert source.in_zone("Europe/Paris").zone == "Europe/Paris"
    assert tl.Files(paths=["x"], map=MAP, zone="UTC").in_zone("Europe/Paris").zone == "UTC"


# --- every row is counted -------------------------------------------------------------------------------------------


def test_every_row_is_counted_and_named(tmp_path):
    """Events, undated, rejected and outside add up; each broken row is named by its line, with why."""
    text = lines(
        row("18:40:00"), "{broken", row("18:50:00"), "[1]", '"text"', {"ts": "later", "msg": "x"}, row("17:00:00"),
        row("18:41:00", ""), row("18:42:00", kind="deploy started"), "\0\0\0", {"msg": "no time"},
    )  # fmt: skip
    found = row_of(read(written(tmp_path / "d.jsonl", text), map={**MAP, "kind": "kind"}))
    assert (found.raw_rows, found.events, found.undated, found.rejected, found.out_of_window) == (11, 2, 2, 6, 1)
    why = {gap.where.partition(":")[2]: gap.detail.partition(": ")[2] for gap in found.gaps}
    assert why == {
        "2-10": "it is no JSON",
        "4-5": "it is no object",
        "6": "its time is written in no form that is known",
        "8": "it has no summary",
        "9": "'deploy started' is no kind: one is written area.verb, the nearest is deploy.started",
        "11": "it has no time",
    }


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2019-06-20T18:41:00Z,a,b,c", "it has 4 cells, the head has 3"),
        ("2019-06-20T18:41:00Z,a", "it has 2 cells, the head has 3"),
        ('2019-06-20T18:41:00Z,"open,Ada', "a quotation mark stands alone"),
        ('2019-06-20T18:41:00Z,"a"b,Ada', "a quotation mark stands alone"),
        (f"2019-06-20T18:41:00Z,{'x' * rows.LONGEST}y,Ada", "a cell is too long"),
        ("\0\0,\0,\0", "written in no form"),
    ],
)
def test_a_broken_line_of_a_table_costs_itself_alone(tmp_path, line, why):
    """A line that is no row is named; the rows behind it are told, quotation marks or not."""
    text = f'{HEAD}2019-06-20T18:40:00Z,one,Ada\n{line}\n2019-06-20T18:42:00Z,three,"Ada"\n'
    record = read(written(tmp_path / "d.csv", text))
    assert [event.summary for event in record] == ["one", "three"]
    (gap,) = row_of(record).gaps
    assert why in gap.detail
    assert gap.where.endswith(":3")


def test_a_huge_line_is_refused_by_its_number(tmp_path):
    """A line of a mebibyte is no record; it is not told, and the others are."""
    text = lines(row("18:40:00"), row("18:41:00", "x" * (rows.LONGEST + 1)), row("18:42:00"))
    record = read(written(tmp_path / "d.jsonl", text))
    assert len(record) == 2
    assert "line 2: it is longer than 1 MiB" in row_of(record).gaps[0].detail


@pytest.mark.parametrize("name", ["d.jsonl", "d.csv"])
def test_bytes_that_are_no_utf8_cost_their_row(tmp_path, name):
    """Where a file is UTF-8, a row that is not is refused rather than told in other letters."""
    text = lines(row("18:40:00", "caf\u00e9"), row("18:41:00", "cut @"), row("18:42:00")) if name == "d.jsonl" else (
        "ts,msg\n2019-06-20T18:40:00Z,caf\u00e9\n2019-06-20T18:41:00Z,cut @\n2019-06-20T18:42:00Z,x\n"
    )  # fmt: skip
    data = text.replace("caf\\u00e9", "caf\u00e9").encode().replace(b"@", b"\xc3")
    record = read(written(tmp_path / name, data))
    assert [event.summary for event in record] == ["caf\u00e9", "x"]
    assert "its bytes are no UTF-8" in row_of(record).gaps[0].detail


def test_a_file_of_windows_is_read_as_such(tmp_path):
    """A file in which nothing but that encoding makes sense is read in it, and a note says so."""
    record = read(written(tmp_path / "d.csv", "ts,msg\n2019-06-20T18:40:00Z,caf\u00e9 \u20ac\n", "cp1252"))
    assert record[0].summary == "caf\u00e9 \u20ac"
    assert "it was read as Windows-1252" in row_of(record).notes[0]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("d.csv", "a,b\n1,2\n", "it has no column 'ts'; it has a, b"),
        ("d.csv", "tss,msg\n1,2\n", "did you mean 'tss'?"),
        ("d.csv", "ts,msg,ts\n1,2,3\n", "it has the column 'ts' twice"),
        ("d.csv", "", "it has no column 'ts'; it has none"),
        ("d.json", '[\n{"ts": 1}\n]\n', "it is one JSON document"),
        ("d.json", '{\n"ts": 1\n}\n', "it is one JSON document"),
        ("d.jsonl.gz", gzip.compress(b"{}", mtime=0)[:-9], "it is cut off, or no gzip"),
    ],
)
def test_a_file_of_another_shape_is_a_failure(tmp_path, name, text, why):
    """What is wrong with a whole file is said once, with what to do."""
    found = row_of(read(written(tmp_path / name, text)))
    assert (found.status, found.gaps[0].reason) == ("failed", "unreadable")
    assert why in found.gaps[0].detail


def test_a_file_is_bounded(tmp_path, monkeypatch):
    """A file beyond the bound is not read, packed or not; the others are."""
    monkeypatch.setattr(content, "LARGEST", 1 << 16)
    written(tmp_path / "a.jsonl", " " * (1 << 17))
    written(tmp_path / "b.jsonl.gz", gzip.compress(b" " * (16 << 20)))
    written(tmp_path / "c.jsonl", lines(row("18:40:00")))
    read(tmp_path / "c.jsonl")  # loads what is loaded once
    tracemalloc.start()
    record = read(tmp_path / "*.jsonl*")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20
    assert len(record) == 1
    assert [gap.reason for gap in row_of(record).gaps] == ["too_large", "too_large"]


def test_files_that_cannot_be_read_are_gaps(tmp_path):
    """A folder, a link in a circle, a pipe, a pattern that fits nothing: each is named, and the rest is told."""
    good = written(tmp_path / "good.jsonl", lines(row("18:40:00")))
    (tmp_path / "round.jsonl").symlink_to("round.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "folder").mkdir()
    names = ("good.jsonl", "round.jsonl", "pipe.jsonl", "folder", "none-*.jsonl", "gone.jsonl")
    record = read(good, paths=[str(tmp_path / name) for name in names])
    assert len(record) == 1
    assert {gap.where.rpartition("/")[2] for gap in row_of(record).gaps} == {*names} - {"good.jsonl"}


def test_a_file_that_is_named_twice_is_read_once(tmp_path):
    """By two patterns, by its name, by a link to it: its rows are told once."""
    written(tmp_path / "d.jsonl", lines(row("18:40:00")))
    (tmp_path / "link.jsonl").symlink_to("d.jsonl")
    paths = [
        str(tmp_path / name)
        for name in ("*.jsonl", "d.jsonl", "**/*.jsonl", "link.jsonl", f"../{tmp_path.name}/d.jsonl")
    ]
    found = row_of(read("", paths=paths))
    assert (found.events, found.raw_rows, found.status) == (1, 1, "complete")


def test_a_file_that_changes_while_it_is_read_is_a_gap(tmp_path, monkeypatch):
    """What is written to all the time is not read half."""
    path = written(tmp_path / "d.jsonl", lines(row("18:40:00")))
    real = Path.read_bytes

    def growing(file):
        data = real(file)
        file.write_bytes(data + data)
        return data

    monkeypatch.setattr(Path, "read_bytes", growing)
    found = row_of(read(path))
    assert (found.status, found.events) == ("failed", 0)
    assert "it changed while it was read" in found.gaps[0].detail


def test_a_table_of_quotation_marks_ends(tmp_path):
    """A file that is no table is given up, in time that grows with its length and no more."""
    path = written(tmp_path / "d.csv", HEAD + '2019-06-20T18:40:00Z,"open,Ada\n' * 3000)
    assert "it is no table" in row_of(read(path)).gaps[0].detail


# --- kinds, severities, people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "taken"),
    [("deploy.started", True), ("cache.purged", True), ("Deploy.Started", False), ("deploy", False), ("deploy.", False),
     ("deploy.started.twice", False), ("note.added", False), ("deploy-2.started", False)],
)  # fmt: skip
def test_kinds(tmp_path, kind, taken):
    """A kind is of the vocabulary or has its form; else the row, or the configuration, is refused. Notes are people's."""
    text = lines(row("18:40:00", k=kind))
    found = row_of(read(written(tmp_path / "d.jsonl", text), map={**MAP, "kind": "k"}))
    assert (found.events, found.rejected) == ((1, 0) if taken else (0, 1))
    if taken:
        assert tl.Files(paths=["x"], map=MAP, constants={"kind": kind}).constants.kind == kind
    else:
        with pytest.raises(tl.ConfigError, match=r"constants\.kind"):
            tl.Files(paths=["x"], map=MAP, constants={"kind": kind})


@pytest.mark.parametrize(
    ("level", "severity", "tag"),
    [("ERROR", "error", None), ("fatal", "error", None), ("warn", "warning", None), ("Info", "info", None), ("ok", "ok", None), ("P1", None, "P1"), ("", None, None)],
)  # fmt: skip
def test_severities_are_the_files_own_words(tmp_path, level, severity, tag):
    """A level that has a severity's name is it; any other word stands as a tag, and is none."""
    text = lines(row("18:40:00", level=level))
    (event,) = read(written(tmp_path / "d.jsonl", text), map={**MAP, "severity": "level"})
    assert (event.severity, event.tags.get("severity")) == (severity, tag)


def test_addresses_and_credentials_stand_nowhere(tmp_path):
    """An address is nobody's name; a credential is masked, by its shape or by its column; neither is in a bundle."""
    secret, token = "hunter2-hunter2", "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
    for name, text in {
        "d.jsonl": lines(
            row("18:40:00", f"Ada ada@acme.example used {token}", user="ada@acme.example", password=secret)
        ),
        "d.csv": f"ts,msg,user,password\n2019-06-20T18:40:00Z,Ada ada@acme.example used {token},ada@acme.example,{secret}\n",
    }.items():
        source = tl.Files(name="d", paths=[str(written(tmp_path / name, text))], map={**MAP, "actor": "user"})
        record = tl.pull(WINDOW, [source], to=tmp_path / f"{name}.bundle")
        assert record[0].actor is None
        assert "e-mail address" in row_of(record).notes[0]
        ids = {event.id for event in tl.reconstruct(WINDOW, [source])}
        assert ids == {event.id for event in record}
        for told in (stored(tmp_path / f"{name}.bundle"), record.to_json(raw=True), record.to_markdown()):
            for hidden in (secret, token, "ada@acme"):
                assert hidden not in told


def test_addresses_of_rows_are_addresses(tmp_path):
    """What is no address that a browser opens is no link."""
    for url in ("javascript:alert(1)", "file:///etc/passwd", "see wiki", "https://a b"):
        record = read(written(tmp_path / "d.jsonl", lines(row("18:40:00", link=url))), map={**MAP, "url": "link"})
        assert record[0].url is None
        assert "an address that is none" in row_of(record).notes[0]


def test_it_keeps_what_a_source_promises(tmp_path):
    """It pulls the same twice, and every event is as the contract has it."""
    source = tl.Files(paths=[str(written(tmp_path / "d.csv", CSV))], map={**MAP, "actor": "who"})
    assert check_source(source, WINDOW) == []


def test_people_of_files(tmp_path):
    """Who acted is a person unless the name or the mapping says otherwise, known by the id where there is one."""
    text = lines(
        row("18:40:00", who="Ada", n="u1"), row("18:41:00", who="ci[bot]"), row("18:42:00", who="cron", k="service")
    )
    columns = {**MAP, "actor": "who", "actor_id": "n", "actor_kind": "k"}
    record = read(written(tmp_path / "d.jsonl", text), map=columns)
    assert [tuple(vars(event.actor).values()) for event in record] == [
        ("u1", "Ada", "person"), ("ci[bot]", "ci[bot]", "bot"), ("cron", "cron", "service"),
    ]  # fmt: skip
    assert [person.ids for person in record.people if person.kind == "person"] == [("deploys:u1",)]
    assert "Ada" not in record.redacted().to_markdown()


# --- kept -----------------------------------------------------------------------------------------------------------


def test_a_bundle_is_made_again_without_the_files(tmp_path):
    """The files are pages of the bundle: made again without them, events and coverage are the same."""
    text = lines(*(row(f"18:4{n}:00", f"step {n}") for n in range(5)), "{broken")
    path = written(tmp_path / "d.jsonl", text)
    table = written(tmp_path / "d.csv", CSV)
    sources = [
        tl.Files(name="steps", paths=[str(path), str(tmp_path / "gone.jsonl")], map=MAP),
        tl.Files(
            name="deploys",
            paths=[str(table)],
            map={**MAP, "tags": {"who": "who"}},
            constants={"kind": "deploy.started"},
        ),
    ]
    record = tl.pull(WINDOW, sources, to=tmp_path / "bundle")
    path.unlink()
    table.unlink()
    assert tl.verify(tmp_path / "bundle").ok
    again = tl.rebuild(tmp_path / "bundle")
    assert again.identical
    assert [row.gaps for row in again.record.coverage] == [row.gaps for row in record.coverage]
    loaded = tl.load(tmp_path / "bundle")
    assert {event.evidence.call for event in loaded} == {"READ file"}
    assert loaded["deploys"][0].raw["msg"] == "api deployed"


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 59),
            st.text(
                st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\t|\n'), min_size=1, max_size=20
            ).filter(str.strip),
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read(tmp_path_factory, told):
    """Whatever words a table or an object holds, every row is told, and both tell the same."""
    import csv

    folder = tmp_path_factory.mktemp("rows")
    found = [(f"2019-06-20T18:{minute:02d}:00Z", words) for minute, words in told]
    with (folder / "d.csv").open("w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows([("ts", "msg"), *found])
    written(folder / "d.jsonl", lines(*({"ts": time, "msg": words} for time, words in found)))
    hour = tl.Window("2019-06-20T18:00Z", "2019-06-20T19:00Z")
    table, objects = (read(folder / name, hour) for name in ("d.csv", "d.jsonl"))
    assert [event.but(tags={}).to_dict() for event in table] == [event.but(tags={}).to_dict() for event in objects]
    assert len(table) == len(found)


# --- configuration and commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"paths": ["x"]}, "map: Field required"),
        ({"map": MAP}, "paths: Field required"),
        ({"paths": [], "map": MAP}, "paths"),
        ({"paths": ["a\0b"], "map": MAP}, "paths"),
        ({"paths": ["x"], "map": {"summary": "m"}}, r"map\.time: Field required"),
        ({"paths": ["x"], "map": {"time": 5, "summary": "m"}}, r"map\.time: write the name of a column"),
        ({"paths": ["x"], "map": {"time": ["a", ""], "summary": "m"}}, r"map\.time: write the name of a column"),
        ({"paths": ["x"], "map": "ts"}, "map: write a table"),
        ({"paths": ["x"], "map": {"time": "t"}}, "nothing gives the summary"),
        ({"paths": ["x"], "map": {**MAP, "tiem": "t"}}, "unknown key 'tiem', did you mean 'time'"),
        ({"paths": ["x"], "map": MAP, "constants": {"kynd": "a.b"}}, "unknown key 'kynd', did you mean 'kind'"),
        ({"paths": ["x"], "map": MAP, "constants": {"summary": "a"}}, "summary: by a column or as a constant"),
        ({"paths": ["x"], "map": MAP, "constants": {"kind": "deploy started"}}, "the nearest is deploy.started"),
        ({"paths": ["x"], "map": MAP, "constants": {"severity": "P1"}}, r"constants\.severity"),
        ({"paths": ["x"], "map": MAP, "zone": "Paris"}, "zone: unknown time zone"),
        ({"paths": ["x"], "map": MAP, "zone": "PST"}, "PST may be"),
        ({"paths": ["x"], "map": MAP, "unit": "seconds"}, "unit"),
        ({"paths": ["x"], "map": MAP, "order": "ymd"}, "order"),
    ],
)
def test_what_is_configured_wrongly_is_said(given, words):
    """A faulty table is refused before a file is opened, in words that name the key."""
    with pytest.raises(tl.ConfigError, match=words):
        tl.Files(**given)


def test_commands_know_it(tmp_path):
    """Configured as any source: `check` counts its rows, `dump` tells them, `--tz` reads times without a zone."""
    written(tmp_path / "d.csv", "ts,msg\n2019-06-20 20:40:00,api deployed\nsoon,x\n")
    table = f'[sources.deploys]\ntype = "files"\npaths = ["{tmp_path}/d.csv"]\nmap = {{time = "ts", summary = "msg"}}\n'
    (tmp_path / "timeline.toml").write_text(table)

    def run(*arguments):
        return CliRunner().invoke(cli, [*arguments, "--config", str(tmp_path / "timeline.toml")])

    assert "FAILED deploys" in run("check").output
    span = ["--from", "2019-06-20T18:30Z", "--to", "2019-06-20T19:30Z", "--quiet"]
    assert "names no zone" in run("dump", *span).output
    assert "- <20:40 CEST>: api deployed deploys" in run("dump", *span, "--tz", "Europe/Paris").output
    (tmp_path / "timeline.toml").write_text(f'{table}zone = "Europe/Paris"\n')
    checked = run("check").output
    assert "d.csv: 2 rows, 1 with a time" in checked
    assert "d.csv, line 3: its time is written in no form that is known" in checked
    assert "files" in CliRunner().invoke(cli, ["sources"]).output
