"""Questions over many incidents: only read, answered in every form, and refused in words."""

import csv
import io
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

import timeline as tl
from support_events import WINDOW, event
from timeline.cli import cli


def ask(*arguments):
    """Run the command in this process: its exit code, what it writes, what it says beside."""
    done = CliRunner().invoke(cli, ["catalog", *map(str, arguments)], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.stdout, done.stderr


def fingerprint(folder):
    return {each: (each.stat().st_mtime_ns, each.stat().st_size) for each in folder.rglob("*")}


REFUSED = [
    "copy events to '{place}/out.csv'",
    "copy (select 1) to '{catalog}/events/date=2020-01-01/x.parquet'",
    "with x as (copy (select 1) to '{catalog}/x.csv') select 1",
    "with x as (insert into events values (1)) select 1",
    "create table x as select 1",
    "create view events as select 1",
    "insert into events select * from events",
    "delete from coverage",
    "drop view events",
    "attach '{place}/x.db'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "pragma enable_profiling",
    "call pragma_version()",
    "export database '{place}/out'",
    "select 1; select 2",
    "select * from read_text('{place}/secret.txt')",
    "select * from '{place}/secret.csv'",
    "select * from glob('{place}/*')",
    "select * from read_csv('https://example.org/x.csv')",
    "select * from query('copy (select 1) to ''{place}/out.csv''')",
    "explain analyze copy (select 1) to '{place}/out.csv'",
    "selec 1",
    "select nope from events",
    "select * from nowhere",
    "",
    "-- nothing",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_a_catalog_is_only_read(catalog, tmp_path, sql):
    """Whatever writes, reads another file, or is no question, is a clear error, and has changed and read nothing."""
    (tmp_path / "secret.txt").write_text("the word is heron")
    (tmp_path / "secret.csv").write_text("word\nheron\n")
    here, there = fingerprint(catalog.folder), fingerprint(tmp_path)
    with pytest.raises(tl.ConfigError) as refused:
        catalog.frame(sql.format(place=tmp_path, catalog=catalog.folder))
    assert "heron" not in str(refused.value)
    assert "query(" not in str(refused.value).replace(sql, "")
    assert (fingerprint(catalog.folder), fingerprint(tmp_path)) == (here, there)


@pytest.mark.parametrize(
    "sql",
    [
        "from events limit 1;",
        "with x as (select kind from events) select count(*) from x -- so many",
        "describe events",
        "summarize coverage",
        "show tables",
        "select unnest(keys) from events",
        "select gap.reason from (select unnest(gaps) as gap from coverage)",
        "select tags['service'], count(*) from events where date >= '2023-01-01' group by all",
    ],
)
def test_a_question_is_any_select(catalog, sql):
    """Every form of a question that only reads is answered."""
    assert catalog.table(sql).num_columns


def test_the_order_asked_for_is_kept(catalog):
    """Rows stand as the question orders them."""
    times = catalog.frame("select time from events order by time desc")["time"]
    assert times.is_monotonic_decreasing


def test_a_frame_has_explicit_types(catalog):
    """Times to the microsecond in UTC, text as text, counts and sums as whole numbers."""
    frame = catalog.frame(
        "select time, kind, severity, count(*) as n, sum(1) as s, sum(0.5) as h from events group by all"
    )
    kinds = [str(each) for each in frame.dtypes]
    assert kinds == ["datetime64[us, UTC]", "string", "string", "int64", "int64", kinds[-1]]


def test_nothing_stands_in_an_answer_but_the_answer(catalog):
    """A question that takes long draws no bar on standard output, where the answer is."""
    assert catalog.frame("select current_setting('enable_progress_bar') as bar")["bar"].tolist() == [False]


def test_no_column_is_lost(catalog):
    """Two columns of one name are two in every form."""
    out = ask("query", catalog.folder, "select 1 as a, 2 as a, 3 as a_1", "--format", "json")[1]
    assert json.loads(out)["rows"] == [{"a": 1, "a_1": 2, "a_1_1": 3}]


@pytest.mark.parametrize(
    ("sql", "shown", "kind"),
    [
        ("sum(3)", 3, "int64"),
        ("170141183460469231731687303715884105727::hugeint", 170141183460469231731687303715884105727, "object"),
        ("1.25::decimal(4, 2)", 1.25, "object"),
        ("max(time) - max(time) + interval 90 second", "0:01:30", "timedelta64"),
        ("interval 2 day", "2 days, 0:00:00", "timedelta64"),
        ("true", True, "bool"),
        ("map {'a': 1}", {"a": 1}, "object"),
        ("['a', 'b']", ["a", "b"], "object"),
        ("{'a': [1, 2]}", {"a": [1, 2]}, "object"),
        ("date '2023-01-09'", "2023-01-09", "object"),
        ("null::varchar", None, "string"),
    ],
)
def test_every_type_has_a_form(catalog, sql, shown, kind):
    """What SQL can give is shown as JSON has it, and comes into a frame."""
    sql = f"select {sql} as x from (select * from events limit 1)"
    assert json.loads(ask("query", catalog.folder, sql, "--format", "json")[1])["rows"] == [{"x": shown}]
    assert str(catalog.frame(sql)["x"].dtype).startswith(kind)


def test_an_empty_answer_has_the_same_types(catalog):
    """Nothing found is a frame like any other."""
    sql = "select sum(1) as n, max(time) - min(time) as span from events where {} group by kind"
    types = [catalog.frame(sql.format(test)).dtypes.to_dict() for test in ("true", "false")]
    assert types[0] == types[1]


def test_days_are_those_of_utc(catalog, monkeypatch):
    """What a question makes of a time does not depend on where it is asked."""
    sql = "select min(strftime(time, '%H')) as h, min(time)::varchar as t from events"
    told = catalog.frame(sql).to_numpy().tolist()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert catalog.frame(sql).to_numpy().tolist() == told


def test_the_command_answers_in_every_form(catalog, tmp_path):
    """A table of Markdown, CSV and JSON by --format or the file's ending; how many have gaps is said, with exit 3."""
    sql = "select incident, count(*) as n, min(time) as first from events group by incident order by incident limit 2"
    code, out, said = ask("query", catalog.folder, sql)
    assert (code, out.splitlines()[:2]) == (3, ["| incident | n | first |", "|---|---|---|"])
    assert out.splitlines()[2].startswith("| inc-1001 | ")
    assert "1 of 8 incidents has gaps: inc-1008 (slack)" in out
    assert said == "1 of 8 incidents has gaps: inc-1008 (slack)\n"
    answer = json.loads(ask("query", catalog.folder, sql, "--format", "json")[1])
    assert answer["gaps"] == catalog.gaps
    assert [row["incident"] for row in answer["rows"]] == ["inc-1001", "inc-1002"]
    assert ask("query", catalog.folder, sql, "-o", tmp_path / "x.csv")[1] == ""
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text())))
    assert [(row["incident"], row["first"]) for row in rows] == [(r["incident"], r["first"]) for r in answer["rows"]]


def test_a_catalog_without_gaps_leaves_with_0(bundles, tmp_path):
    """Exit 0, and nothing beside the answer."""
    assert ask("build", *bundles[:2], "-o", tmp_path / "c")[0] == 0
    code, out, said = ask("query", tmp_path / "c", "select count(*) as n from coverage", "--format", "json")
    assert (code, json.loads(out), said) == (0, {"schema": "timeline-answer/1", "rows": [{"n": 10}], "gaps": None}, "")


def test_a_build_names_what_is_left_out(bundles, tmp_path):
    """What is broken is named on stderr, with exit 3; where nothing came in, with exit 2."""
    (tmp_path / "no").mkdir()
    code, out, said = ask("build", bundles[0], tmp_path / "no", "-o", tmp_path / "c")
    assert (code, out) == (3, "")
    assert said.startswith("1 added, 0 replaced, 1 left out; the catalog holds 1 incident, ")
    assert f"left out: {tmp_path / 'no'}: " in said
    done = subprocess.run(
        [sys.executable, "-m", "timeline", "catalog", "build", tmp_path / "no", "-o", tmp_path / "d"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert str(tmp_path / "no") in done.stderr
    assert not (tmp_path / "d").exists()


HOSTILE = [
    ("<script>alert(1)</script>", "`<script>`"),
    ("| a | b", "\\| a \\| b"),
    ("@here #12 https://x.example", "`@here`"),
    ("line\nbreak", "line break"),
]


@pytest.mark.parametrize(("words", "shown"), HOSTILE)
def test_others_words_do_not_act(tmp_path, words, shown):
    """A stranger's words in an answer are inert in Markdown, whole in JSON."""
    tl.Timeline(WINDOW, [event("a", 1, body=words)]).save(tmp_path / "i")
    tl.catalog(tmp_path / "c").add(tmp_path / "i")
    assert shown in ask("query", tmp_path / "c", "select body from events")[1]
    assert json.loads(ask("query", tmp_path / "c", "select body from events", "--format", "json")[1])["rows"] == [
        {"body": words}
    ]


def test_no_cell_is_a_formula(tmp_path):
    """What a spreadsheet would take for a formula is a text in CSV, in rows and in the names of columns."""
    tl.Timeline(WINDOW, [event("a", 1, body="=1+1")]).save(tmp_path / "i")
    tl.catalog(tmp_path / "c").add(tmp_path / "i")
    ask("query", tmp_path / "c", 'select body as "=x", -1 as n from events', "-o", tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_bytes() == b"'=x,n\r\n'=1+1,-1\r\n"


@pytest.mark.parametrize(("package", "question"), [("pyarrow", "add"), ("duckdb", "frame"), ("pandas", "frame")])
def test_what_is_not_installed_is_named(package, question, bundles, catalog, monkeypatch):
    """The error names the extra."""
    monkeypatch.setitem(sys.modules, package, None)
    if package == "pyarrow":
        monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(tl.MissingExtra, match=r"incident-timeline\[fleet\]"):
        getattr(catalog, question)("select 1" if question == "frame" else bundles[0])
