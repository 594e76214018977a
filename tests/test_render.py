"""Every format: stable, whole, and with third-party text made harmless."""

import csv
import io
import json
import re
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline as tl
from support_events import WINDOW, event
from timeline.formats.lines import lag
from timeline.formats.schema import json_schema
from timeline.formats.text import address, cell

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/x.png)",
    "[click](javascript:alert(1))", "a | b | c", "`code` ```fence```", "@here @channel @ada",
    "Fixes #12, acme/api#3, GH-7",
    "https://evil.example/x", "www.evil.example", "&lt;b&gt; &#60;", "**bold** _it_ ~~no~~", "line\nbreak\r\n- item",
    "\u202egnp.exe\u2066", "zero\u200bwidth", '=HYPERLINK("x")', "+1", "-1", "\t=1", "# heading", "1. list", "x\ud800y",
]  # fmt: skip
VALID = jsonschema.Draft202012Validator(json_schema())
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1).filter(lambda text: text.strip()))


def record(*words):
    rows = [tl.Coverage(source="deploys", type="deploys", status="complete", events=len(words), raw_rows=len(words))]
    events = [event(n, n, summary=f"Said {text}", body=text, url="https://x.example/1") for n, text in enumerate(words)]
    return tl.Timeline(WINDOW, events, rows)


@given(TEXTS)
def test_a_line_stays_one_line(text):
    """A record has as many lines as happenings, whatever they say."""
    listed = [line for line in record(text, text).to_markdown().splitlines() if line.startswith("- <")]
    assert len(listed) == 2
    table = [line for line in record(text).to_markdown(style="table").splitlines() if line.startswith("| 18:30")]
    assert len(table) == 1
    assert len(re.findall(r"(?<!\\)\|", table[0])) == 4  # a bar of theirs has its backslash


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@given(TEXTS)
def test_html_has_no_tag_of_others(text):
    """The page has the same tags whatever the events say: no script, no image, no handler, no foreign link."""

    def tags(page):
        return [(tag, sorted(attrs)) for tag, attrs in Tags(page).found]

    assert tags(record(text).to_html()) == tags(record("plain words").to_html())
    found = Tags(record(text).to_html()).found
    assert [tag for tag, _ in found].count("script") == 1  # our own, the only one that the page's policy lets run
    assert not any(name.startswith("on") for _, attrs in found for name in attrs)
    assert "script" not in [tag for tag, _ in Tags(record(text)._repr_html_()).found]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd", "", None]
)
def test_only_addresses_of_the_web_are_links(url):
    """What is no http(s) address is shown as words, in Markdown and HTML."""
    made = tl.Timeline(WINDOW, [event(1, url=url)])
    assert address(url) is None
    assert "](" not in made.to_markdown()
    assert set(re.findall(r'href="([^"]*)"', made.to_html())) == {"#l0", "#m0"}  # the line and its mark


def test_an_address_cannot_end_its_link():
    """Brackets, quotes and spaces in an address are encoded."""
    assert address('https://x.example/a b)(c"d<e>`') == "https://x.example/a%20b%29%28c%22d%3Ce%3E%60"


@given(st.lists(TEXTS))
def test_csv_is_read_back_and_no_cell_is_a_formula(texts):
    """One row an event; no cell begins with a sign that a spreadsheet would run."""
    rows = list(csv.reader(io.StringIO(record(*texts).to_csv(), newline="")))
    assert len(rows) == len(texts) + 1
    assert not any(value[:1] in ("=", "+", "-", "@", "\t", "\r") for row in rows for value in row if value)
    assert cell("=1+1") == "'=1+1"


@given(st.lists(TEXTS, max_size=5))
def test_json_keeps_the_text_and_the_schema(texts):
    """JSON and JSON Lines hold the whole text, are UTF-8, and keep the published schema."""
    made = record(*texts)
    document = json.loads(made.to_json().encode())
    kept = [each["body"] for each in document["events"]]
    assert kept == [
        text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd") for text in texts
    ]
    schema = published()
    schema.validate(document)
    for line in made.to_jsonl().splitlines():
        schema.validate(json.loads(line))


@cache
def published():
    """What holds a document against the schema, which is itself held against its own once."""
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def test_the_schema_refuses_what_is_not_ours():
    """A document with another version, a local time or a missing field is not valid."""
    good = json.loads(record("x").to_json())
    for path, value in (
        (("schema",), "timeline/2"),
        (("events", 0, "time"), "2019-06-20T18:30:00+02:00"),
        (("coverage", 0, "events"), -1),
    ):
        bad = json.loads(json.dumps(good))
        place = bad
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        with pytest.raises(jsonschema.ValidationError):
            VALID.validate(bad)


def test_keys_stand_in_their_fixed_order():
    """The document's, the event's and the row's keys come in the contract's order."""
    made = json.loads(record("x").to_json(raw=True))
    assert list(made) == ["schema", "window", "events", "coverage", "generated"]
    assert list(made["events"][0]) == [
        "id", "time", "precision", "source", "kind", "summary", "actor", "severity", "url", "body", "keys", "tags",
        "happening", "raw",
    ]  # fmt: skip


@given(st.lists(TEXTS, max_size=4))
def test_a_saved_record_is_read_back(tmp_path_factory, texts):
    """Folder, JSON and JSON Lines give the same record again, native payloads included."""
    folder = tmp_path_factory.mktemp("saved")
    made = record(*texts)
    assert tl.load(made.save(folder)) == made
    (folder / "r.jsonl").write_text(made.to_jsonl(), newline="")
    assert tl.load(folder / "r.jsonl") == made


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "no json", '{"schema": "other/1"}', '{"schema": "timeline/1", "secret": "hunter2"}']
)
def test_what_is_no_record_is_refused(tmp_path, text):
    """The file is named; nothing of it is quoted."""
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(tl.ConfigError, match=r"x\.json") as caught:
        tl.load(tmp_path / "x.json")
    assert "hunter2" not in str(caught.value)


def test_gaps_stand_on_top():
    """An incomplete record says so before its first event."""
    gap = tl.Gap.of(WINDOW, "denied", "no way in; ask for a scope", where="#x")
    rows = [tl.Coverage(source="slack", type="slack", status="partial", gaps=[gap])]
    text = tl.Timeline(WINDOW, [event(1, 1)], rows).to_markdown()
    assert text.index("no way in") < text.index("- <18:30 Z>")
    assert "**Incomplete: 1 gap" in text


def test_the_frame_has_the_same_types_with_and_without_events():
    """Times are UTC to the microsecond, all else text, also where every value is missing."""
    full, empty = record("x").to_frame(), record().to_frame()
    assert dict(full.dtypes.astype(str)) == dict(empty.dtypes.astype(str))
    assert str(full["time"].dtype) == "datetime64[us, UTC]"
    assert full["time"][0] == record("x")[0].time
    assert full.attrs["coverage"][0]["status"] == "complete"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "+0 s"), (4.9, "+4 s"), (61, "+61 s"), (119, "+119 s"), (180, "+3 min"), (8000, "+2 h 13 min")],
)
def test_lags_are_short(seconds, said):
    """Seconds up to two minutes, then minutes, then hours."""
    assert lag(timedelta(seconds=seconds)) == said


def test_days_and_zones_are_named():
    """A record over several days has a heading for each; another zone is shown with its name."""
    window = tl.Window("2019-06-20T18:30Z", "2019-06-22T18:30Z")
    text = tl.Timeline(window, [event(1, 0), event(2, 86400)]).to_markdown(tz="Europe/Paris", seconds=True)
    assert "## 2019-06-20" in text
    assert "## 2019-06-21" in text
    assert "- <20:30:00 CEST>" in text


@pytest.mark.parametrize(
    "payload",
    [
        {"a": float("nan")},
        {"a": WINDOW.start},
        {"a": {1}},
        {"a": b"\xff"},
        {"a": object()},
        {"a": "\ud800"},
        {"a": {(1, 2): 3}},
    ],
    ids=["nan", "time", "set", "bytes", "object", "half a pair", "key"],
)
def test_a_payload_that_is_no_json_costs_no_record(payload, tmp_path):
    """A stranger's source may keep anything beside its event: the record is written, as JSON, and read back."""
    made = tl.Timeline(WINDOW, [event(1, raw=payload)])
    (line,) = made.to_jsonl(raw=True).splitlines()[1:]
    assert "NaN" not in line
    assert json.loads(line)["id"] == "deploys:1"
    assert len(tl.load(made.save(tmp_path / "kept"))) == 1


def test_a_folder_that_cannot_be_made_is_said_as_documented(tmp_path):
    """A file in the folder's place is the caller's to mend."""
    (tmp_path / "kept").write_text("")
    for path in (tmp_path / "kept", tmp_path / "kept" / "below"):
        with pytest.raises(tl.ConfigError, match="cannot write"):
            tl.Timeline(WINDOW, []).save(path)
