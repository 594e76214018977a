"""One table of formats, for the command as for the record, and one table of columns for all flat forms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import timeline as tl
from timeline import demo
from timeline.cli.commands import cli
from timeline.formats.columns import COLUMNS, NAMES
from timeline.formats.schema import json_schema
from timeline.formats.table import FORMATS, chosen, named

TEXTS = [name for name, row in FORMATS.items() if not row.binary]
DOORS = {
    "md": "markdown",
    **{name: name for name in TEXTS if name not in ("md", "slack")},
}  # a chat takes what is printed
HEADS = {
    ".md": b"# Timeline",
    ".html": b"<!doctype html>",
    ".json": b'{"schema": "timeline/1", "window": ',
    ".jsonl": b'{"schema":"timeline/1","window":',
    ".csv": b"time,precision,source",
    ".parquet": b"PAR1",
}

FLAT = [
    "time",
    "precision",
    "source",
    "kind",
    "summary",
    "actor_id",
    "actor_name",
    "actor_kind",
    "severity",
    "url",
    "body",
    "keys",
    "tags",
    "happening",
    "id",
]
MOMENT = "2019-06-20T18:30:00.250Z"
BARE = {"id": "x:1", "time": MOMENT, "precision": "ms", "source": "x", "kind": "note.added", "summary": "s"}
FULL = BARE | {
    "actor": {"id": "U1", "name": "Mae", "kind": "person"},
    "severity": "ok",
    "url": "https://x.example/1",
    "body": "b",
    "keys": ["k:1", "k:2"],
    "tags": {"b": "2", "a": "1"},
    "happening": "h",
}


def of(*fields: dict[str, Any]) -> tl.Timeline:
    return tl.Timeline(tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z"), [tl.Event(**each) for each in fields])


@pytest.fixture(scope="module")
def record() -> tl.Timeline:
    return demo.record()


@pytest.mark.parametrize("name", DOORS)
def test_a_door_of_the_record_writes_what_the_table_writes(record, name):
    """A format has one way to be written, however it is asked for."""
    out = io.BytesIO()
    named(name).write(record, out)
    text = "".join(record.pieces(name))
    assert out.getvalue().decode() == text
    assert getattr(record, f"to_{DOORS[name]}")() == text


@pytest.mark.parametrize("ending", HEADS)
@pytest.mark.parametrize("loud", [False, True], ids=["small", "capital"])
def test_the_ending_of_the_file_decides(ending, loud, tmp_path):
    """Without --format, -o's ending says what is written, in small letters or capitals."""
    file = tmp_path / f"record{ending.upper() if loud else ending}"
    result = CliRunner().invoke(cli, ["demo", "--source", "terraform", "--quiet", "-o", str(file)])
    assert not result.exception
    assert file.read_bytes().lstrip().lower().startswith(HEADS[ending].lower())


@pytest.mark.parametrize(
    ("name", "path", "found"),
    [
        (None, None, "md"),
        (None, "record", "md"),
        (None, "record.txt", "md"),
        (None, "record.csv.bak", "md"),
        (None, "a.csv/record", "md"),
        (None, ".csv", "md"),
        (None, "record.tar.json", "json"),
        ("csv", "record.json", "csv"),
        ("md", "record.parquet", "md"),
        ("mermaid", "record.md", "mermaid"),
        ("html", None, "html"),
    ],
)
def test_a_named_format_wins_over_the_ending(name, path, found):
    """What is said is done; an ending that says nothing is Markdown."""
    assert chosen(name, Path(path) if path else None).name == found


def test_no_two_formats_have_one_ending():
    """An ending decides, so it has one meaning."""
    endings = [row.ending for row in FORMATS.values() if row.ending]
    assert sorted(endings) == sorted(set(endings)) == sorted(HEADS)


def test_what_cannot_be_written_is_refused_in_words(record):
    """No such format, no such option, no text: a mistake of the caller, named."""
    with pytest.raises(tl.ConfigError, match="no format 'yaml'; there are md, json"):
        record.pieces("yaml")
    with pytest.raises(tl.ConfigError, match="csv has no option 'raw'"):
        record.pieces("csv", raw=True)
    with pytest.raises(tl.ConfigError, match="parquet is no text"):
        record.pieces("parquet")


def test_a_missing_package_is_told_before_anything_is_asked(monkeypatch):
    """A pull is not lost to a format that cannot be written afterwards."""
    monkeypatch.setattr("timeline.formats.table.find_spec", lambda _: None)
    asked = []
    monkeypatch.setattr("timeline.cli.pulling.reconstruct", lambda *_, **__: asked.append(1))
    result = CliRunner().invoke(cli, ["demo", "-o", "record.parquet"])
    assert isinstance(result.exception, tl.MissingExtra)
    assert not asked


@pytest.mark.parametrize("made", [of(), of(BARE), of(FULL)], ids=["empty", "bare", "full"])
def test_every_flat_form_has_these_columns_in_this_order(made, tmp_path):
    """One datum has one name everywhere, whatever the record holds."""
    from pyarrow import parquet

    assert list(NAMES) == FLAT
    assert made.to_csv().partition("\r\n")[0].split(",") == FLAT
    assert list(made.to_frame()) == FLAT
    assert made.to_arrow().column_names == FLAT
    assert parquet.read_table(made.to_parquet(tmp_path / "record.parquet")).column_names == FLAT


@pytest.mark.parametrize("made", [of(), of(BARE), of(FULL)], ids=["empty", "bare", "full"])
def test_the_types_do_not_depend_on_the_data(made):
    """Pandas 2 and 3: times in UTC to the microsecond, all else text, also where every value is missing."""
    types = dict(made.to_frame().dtypes.astype(str))
    assert types == {name: "datetime64[us, UTC]" if name == "time" else "string" for name in FLAT}
    assert made.to_arrow().schema.equals(of().to_arrow().schema, check_metadata=False)


def test_a_value_is_the_same_in_every_flat_form():
    """A column of one form says what it says in the others; null is null, or an empty cell."""
    made = of(BARE, FULL | {"id": "x:2"})
    cells = csv.DictReader(io.StringIO(made.to_csv(), newline=""))
    frame = made.to_frame().astype(object)
    framed = frame.where(frame.notna(), None).to_dict("records")
    for event, cell, seen, row in zip(made, cells, framed, made.to_arrow().to_pylist(), strict=True):
        for name in set(FLAT) - {"time", "keys", "tags"}:
            assert (cell[name] or None) == seen[name] == row[name]
        assert (cell["time"], seen["time"], row["time"]) == (MOMENT, event.time, event.time)
        assert cell["keys"].split() == json.loads(seen["keys"]) == row["keys"] == list(event.keys)
        assert json.loads(cell["tags"]) == json.loads(seen["tags"]) == dict(row["tags"]) == event.tags
        assert list(json.loads(seen["tags"])) == [name for name, _ in row["tags"]] == sorted(event.tags)


def test_every_field_of_an_event_has_its_column():
    """A column is named as its field is; an actor's fields are columns of their own; payloads are in none."""
    actor = [f"actor_{name}" for name in tl.Actor.model_fields]
    fields = [name for name in tl.Event.model_fields if name not in ("actor", "raw")]
    assert sorted(column.name for column in COLUMNS) == sorted(fields + actor)


@pytest.mark.parametrize("name", ["precision", "severity", "actor_kind"])
def test_the_schema_has_the_words_of_the_columns(name):
    """A vocabulary that is closed is closed in the published schema."""
    event = json_schema()["$defs"]["event"]["properties"]
    rules = {**event, "actor_kind": event["actor"]["oneOf"][0]["properties"]["kind"]}
    column = next(each for each in COLUMNS if each.name == name)
    assert [word for word in rules[name]["enum"] if word] == column.rule["enum"]


@pytest.mark.parametrize("where", ["id", "url", "body", "summary", "keys", "tags", "actor"])
def test_no_form_of_data_holds_a_credential(where):
    """Whatever column it stands in, and whatever says that it is one: its shape, or a tag's name."""
    secret = "ghp_" + "a1B2c3D4e5" * 4
    given: dict[str, Any] = {
        "keys": [f"k:{secret}"],
        "tags": {"token": "k3yw0rd-0f-16"},
        "actor": {"id": "1", "name": secret, "kind": "bot"},
    }
    made = of(FULL | {where: given.get(where, f"x:{secret}")})
    rows = [str(made.to_arrow().to_pylist()), made.to_frame().to_csv(), made.to_csv(), made.to_json(), made.to_jsonl()]
    for row in rows:
        assert secret not in row
        assert "k3yw0rd-0f-16" not in row
        assert "secret" in row


def test_the_schema_holds_the_demo(record):
    """What is published validates the document, and each line of JSON Lines."""
    schema = jsonschema.Draft202012Validator(json_schema())
    schema.validate(json.loads(record.to_json(raw=True)))
    for line in record.to_jsonl().splitlines():
        schema.validate(json.loads(line))
