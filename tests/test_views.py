"""Lanes, charts, tables and diagrams of a record."""

import html
import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_demo import EVENTS, LINES, SOURCES
from support_events import WINDOW, event
from test_render import TEXTS
from timeline import demo
from timeline.formats.arrow import to_arrow
from timeline.formats.lanes import Drawing
from timeline.formats.lanes import lanes as drawn


@pytest.fixture(scope="module")
def record():
    return demo.record()


def lanes(part):
    return drawn(Drawing(part))


def said(*words):
    events = [
        event(
            n, n, summary=f"Said {text}", body=text, kind="alert.triggered", severity="error", url="javascript:alert(1)"
        )
        for n, text in enumerate(words)
    ]
    return tl.Timeline(WINDOW, events, [tl.Coverage(source="deploys", type="deploys", status="complete")])


def test_the_lanes_show_every_source_and_every_severity_by_its_form(record):
    """A lane a source, severities apart without colours, happenings joined; well-formed, with words for who cannot see."""
    drawing = ET.fromstring(re.search(r"<svg.*?</svg>", lanes(record), re.DOTALL)[0])
    assert drawing.get("aria-label")
    labels = [each.text for each in drawing.iter("text")]
    assert labels[: len(SOURCES)] == SOURCES
    forms = {each.get("class"): each.get("d") for each in drawing.iter("path") if each.get("transform")}
    assert set(forms) == {"error", "warning", "ok", "none"}
    assert len(set(forms.values())) == 4
    assert len(list(drawing.iter("polyline"))) > 20
    assert all(each.find("title") is not None for each in drawing.iter("path") if each.get("transform"))


def test_a_mark_stands_for_all_that_it_would_cover():
    """Where events lie too near to each other the worst is drawn, with a bar behind it and how many in its words."""
    near = [event(n, n, severity=each) for n, each in enumerate(["ok", "error", None, "warning"])]
    drawing = lanes(tl.Timeline(WINDOW, [*near, event(9, 1800, severity="ok")]))
    assert re.findall(r'<path class="(\w+)" d="[^"]*" transform', drawing) == ["error", "ok"]
    assert "18:30:01 Z Event 1 happened (and 3 more events here)" in drawing
    assert len(re.findall(r'class="bar".*?</g>', drawing)[0].split("<path")) == 2
    assert "several events" in drawing
    assert "several events" not in lanes(tl.Timeline(WINDOW, near[:1]))


@pytest.mark.parametrize(
    ("start", "end", "labels"),
    [
        ("18:16:06", "19:27:14", ["18:30 Z", "18:45 Z", "19:00 Z", "19:15 Z"]),
        ("18:30", "18:31", [f"18:30:{second}0 Z" for second in range(6)] + ["18:31:00 Z"]),
        ("00:00", "23:59", ["00:00 Z", "06:00 Z", "12:00 Z", "18:00 Z"]),
    ],
)
def test_the_lanes_are_marked_at_round_times(start, end, labels):
    """Ticks stand at times that people say, seven at most, whatever the window."""
    window = tl.Window(f"2019-06-20T{start}Z", f"2019-06-20T{end}Z")
    drawing = lanes(tl.Timeline(window, [], [tl.Coverage(source="slack", type="slack", status="complete")]))
    assert re.findall(r'text-anchor="middle">([^<]*)<', drawing) == labels


def test_the_lanes_of_a_small_part_are_drawn_larger(record):
    """What fills less than a third of the window is drawn over its own span; a record and its larger parts over all."""

    def labels(part):
        return re.findall(r'text-anchor="middle">([^<]*)<', lanes(part))

    near = record.around("2019-06-20T18:46Z", "2m")
    assert labels(near)[0] >= "18:43"
    assert labels(near)[-1] <= "18:49"
    assert (
        labels(record.where(kind="alert.*"))
        == labels(record)
        == [f"18:{m}0 Z" for m in (3, 4, 5)] + [f"19:{m}0 Z" for m in range(4)]
    )
    assert labels(record[:0]) == labels(record)


def test_a_line_folds_its_witnesses_and_texts(record):
    """Behind the sentence of a happening stand those of its other witnesses; a long text is cut in a notebook only."""
    page = record.to_html()
    (alarm,) = record.happenings.where(text="hook publish volume drop", kind="alert.triggered")
    for witness in alarm.events[1:]:
        assert f"Z <b>{witness.source}</b> {html.escape(witness.summary)}</p>".lower() in page.lower()
    long = tl.Timeline(WINDOW, [event(1, body="x" * 1990 + "ghp_" + "1b" * 18 + " " + "x" * 3000)])
    assert "x" * 3000 in long.to_html()
    assert "x" * 1990 in long._repr_html_()
    assert "x" * 2000 not in long._repr_html_()
    assert re.search(r"… and 3,0\d\d more characters", long._repr_html_())
    assert "ghp_" not in long._repr_html_()


def test_a_selection_says_how_much_it_shows(record):
    """`x of y shown` stands in the head of the HTML and of the Markdown when a part of a record is shown."""
    part = record.where(kind="alert.*")
    for text in (part._repr_html_(), part.to_html(), part.to_markdown()):
        assert f"{len(part)} of {EVENTS} events shown" in text
    for text in (record._repr_html_(), record.to_markdown()):
        assert " events shown" not in text


def test_many_gaps_leave_room_for_the_record():
    """The first gaps stand in the open, the others a click away; in the lane they are one box."""
    gaps = [tl.Gap.of(WINDOW, "denied", f"no way in {n}", where=f"#c{n:02d}") for n in range(40)]
    page = tl.Timeline(
        WINDOW, [], [tl.Coverage(source="slack", type="slack", status="partial", gaps=gaps)]
    )._repr_html_()
    assert page.count("<b>Gap</b>") == 40
    assert page.index("no way in 7") < page.index("and 32 more gaps") < page.index("no way in 8")
    assert page.count("<rect") == 1
    assert "gap: no way in 0 (and 39 more gaps here)" in page


def test_nothing_asked_is_not_complete():
    """A record of no source does not say that every source was read."""
    page = tl.Timeline(WINDOW, [])._repr_html_()
    assert "no source was asked" in page
    assert "complete" not in page.partition("</style>")[2]


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=8))
@settings(max_examples=60)
def test_the_view_of_a_notebook_never_raises(texts, seconds):
    """Whatever stands in events, actors, tags, gaps and times, inside the window or not: text that can be sent."""
    events = [
        event(n, at, source=f"s{n % 3}", summary=f"x{texts[0]}", url=texts[-1], tags={texts[0]: texts[-1]})
        for n, at in enumerate(seconds)
    ]
    gap = tl.Gap.of(WINDOW, "denied", texts[0], where=texts[-1])
    rows = [tl.Coverage(source=texts[0], type=texts[-1], status="partial", gaps=[gap], notes=texts)]
    record = tl.Timeline(WINDOW, events, rows)
    assert (record._repr_html_() + record._repr_markdown_() + repr(record) + record.to_html()).encode()


@given(TEXTS)
@settings(max_examples=60)
def test_no_view_runs_what_others_wrote(text):
    """SVG, Mermaid, Timesketch and the chart's data hold it as words only."""
    record = said(text)
    drawing = re.search(r"<svg.*?</svg>", lanes(record), re.DOTALL)[0]
    assert {each.tag for each in ET.fromstring(drawing).iter()} <= {
        "svg",
        "g",
        "rect",
        "text",
        "path",
        "title",
        "polyline",
    }
    (row,) = [line for line in record.to_mermaid().splitlines() if "milestone" in line]
    words = re.fullmatch(r" {4}◆ (.*) :crit, milestone, [\dT:-]+, 0d", row)[1]
    assert not re.search(r"[:;#%`{}<>&\\$]", re.sub(r"#\d+;", "", words))
    row = json.loads(record.to_timesketch())
    assert row["message"]
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", row["message"])
    assert row["url"] is None


def test_thousands_of_events_stay_small(record):
    """Marks that would cover each other are drawn once; a notebook shows the first lines and says how many more."""
    many = said(*["x"] * 3000)
    assert len(lanes(many)) < 100_000
    page = many._repr_html_()
    assert page.count("<tr data-source") == 200
    assert "and 2,800 more lines" in page
    assert len(page) < 200_000
    text = many._repr_markdown_()
    assert len(re.findall("^- <", text, re.MULTILINE)) == 200
    assert "and 2,800 more lines" in text
    assert record._repr_markdown_() == record.to_markdown()
    assert "and " not in re.sub(r"<svg.*</svg>", "", record._repr_html_()[-200:])


def test_drawing_is_linear():
    """Ten times the events take about ten times the work, also where all of them are in one cell or one happening."""

    def work(size):
        events = [event(n, n % 7, happening=f"h{n % 3}") for n in range(size)]
        record = tl.Timeline(WINDOW, events)
        assert record.happenings
        calls = Counter()
        sys.setprofile(lambda frame, what, given: calls.update([what]))
        try:
            record._repr_html_()
        finally:
            sys.setprofile(None)
        return calls["call"]

    assert work(3000) < 15 * work(300)


def test_the_file_filters_without_a_network(record):
    """One script, ours by its hash, and nothing that could be loaded or sent."""
    page = record.to_html()
    assert "default-src 'none'" in page
    assert re.search(r"script-src 'sha256-[\w+/=]+'", page)
    assert page.count("<script>") == 1
    assert page.count('name="source"') == len(SOURCES)
    assert not re.search(r"(src|href)=[\"'](?!https://|#[lm]\d)", page)


def test_gaps_stand_above_the_lanes():
    """An incomplete record says so before anything else, in every view."""
    gap = tl.Gap.of(WINDOW, "denied", "no way in", where="#x")
    record = tl.Timeline(WINDOW, [], [tl.Coverage(source="slack", type="slack", status="failed", gaps=[gap])])
    page = record._repr_html_()
    assert page.index("no way in") < page.index("<table>")
    assert "incomplete: 1 gap" in page
    assert page.count("<rect") == 1  # and where it is missing, in the lane
    assert record.coverage_frame()["gap_count"].tolist() == [1]
    assert "1 gap" in repr(record)


def test_a_credential_in_an_address_or_a_tag_is_in_no_view():
    """Links, chart, Arrow and Timesketch hold a mark in its place, wherever it stood."""
    secret = "ghp_" + "a1B2" * 9
    actor = tl.Actor(name=f"key {secret}", kind="bot")
    made = event(1, url=f"https://x.example/?t={secret}", actor=actor, tags={"service": secret})
    record = tl.Timeline(WINDOW, [made])
    forms = [record.to_markdown(), record._repr_html_(), record.to_timesketch(), str(record.to_arrow().to_pylist())]
    for chart in (record.plot(by=by) for by in ("service", "actor")):
        forms += [chart.to_html(), chart._picture(), str(chart.chart.to_dict())]
    for form in forms:
        assert secret not in form
        assert "secret" in form


def test_arrow_and_parquet_hold_everything(record, tmp_path):
    """The same schema with and without events; times to the microsecond; the coverage in the metadata."""
    from pyarrow import parquet

    table = record.to_arrow()
    assert table.num_rows == EVENTS
    assert table.schema.equals(to_arrow(tl.Timeline(WINDOW, [])).schema, check_metadata=False)
    assert table.column("time")[0].as_py() == record[0].time
    read = parquet.read_table(record.to_parquet(tmp_path / "record.parquet"))
    assert read.column("id").to_pylist() == [event.id for event in record]
    assert dict(read.column("tags").to_pylist()[0])["repo"] == "acme/hooks"
    assert read.schema.metadata[b"schema"] == b"timeline/1"
    assert json.loads(read.schema.metadata[b"window"]) == {
        "start": "2019-06-20T18:30:00Z",
        "end": "2019-06-20T19:30:00Z",
    }
    assert len(json.loads(read.schema.metadata[b"coverage"])) == len(SOURCES)
    with pytest.raises(tl.ConfigError, match="nowhere"):
        record.to_parquet(tmp_path / "nowhere" / "x.parquet")


def test_the_documented_arrow_schema_is_the_one_written():
    """Every field with its type, in order, as docs/formats.md has it."""
    page = (Path(__file__).parent.parent / "docs" / "formats.md").read_text()
    told = re.findall(r"^\| `(\w+)` \| `([^`]+)` \| (yes|no) \|", page, re.MULTILINE)
    made = to_arrow(tl.Timeline(WINDOW, [])).schema
    assert told == [(field.name, str(field.type), "yes" if field.nullable else "no") for field in made]


def test_the_repr_is_one_line(record):
    """Counts, gaps and window; a part says of how much."""
    assert repr(record) == (
        f"Timeline({EVENTS} events, {len(SOURCES)} sources, 0 gaps, 2019-06-20T18:30:00Z to 2019-06-20T19:30:00Z)"
    )
    assert repr(record[:3]).startswith(f"Timeline(3 of {EVENTS} events, {len(SOURCES)} sources, ")
    assert repr(record["terraform"]).startswith("Timeline(7 events, 1 source, ")


def test_timesketch_gets_what_it_needs(record):
    """A line an event with message, datetime and timestamp_desc, in order."""
    rows = [json.loads(line) for line in record.to_timesketch().splitlines()]
    assert [row["event_id"] for row in rows] == [event.id for event in record]
    schema = {
        "required": ["message", "datetime", "timestamp_desc"],
        "properties": {"datetime": {"pattern": r"^\d{4}-\d\d-\d\dT[\d:]+\.\d{6}\+00:00$"}},
    }
    for row in rows:
        jsonschema.validate(row, schema)


def test_mermaid_is_short_enough_to_be_drawn(record):
    """Fifty lines at most, and it says when there are more."""
    text = record.to_mermaid()
    assert text.startswith("gantt\n")
    assert text.count("milestone") == 50
    assert f"the first 50 of {LINES} lines" in text
    assert f"title Timeline 2019-06-20 18:30 Z to 2019-06-20 19:30 Z, {EVENTS} events\n" in text


@pytest.mark.parametrize(
    "word", ["click", "section", "title", "dateFormat", "todayMarker", "excludes", "%%", "::", "end"]
)
def test_mermaid_acts_on_no_word_of_others(word):
    """A sentence that begins with a word of Mermaid's own is a milestone like all others, and none is without words."""
    row = tl.Coverage(source=word, type="x", status="complete", events=1)
    text = tl.Timeline(WINDOW, [event(1, 1, source=word, summary=f"{word} me")], [row]).to_mermaid()
    *_, section, milestone = text.splitlines()
    assert re.fullmatch(r" {4}section (\w+|(#\d+;)+)", section)
    assert re.fullmatch(r" {4}· (\w+|(#\d+;)+) me :milestone, 2019-06-20T18:30:01, 0d", milestone)


def test_mermaid_keeps_what_was_written():
    """A mark that Mermaid reads is written by its number, so that it is shown; what is cut ends in three points."""
    record = tl.Timeline(WINDOW, [event(1, 1, summary='acme/api#7: 50% <b> `x`; "é" ⟶ 🔥')])
    said = re.search(r"· (.*) :milestone", record.to_mermaid())[1]
    assert said == 'acme/api#35;7#58; 50#37; #60;b#62; #96;x#96;#59; "é" ⟶ 🔥'
    long = tl.Timeline(WINDOW, [event(1, 1, summary="x" * 61)]).to_mermaid()
    assert f"· {'x' * 59}… :milestone" in long


def test_what_is_not_installed_names_its_extra(record, monkeypatch):
    """The error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "altair", None)
    chart = record.plot()
    assert "<svg" in chart._repr_html_()
    with pytest.raises(tl.MissingExtra, match=r"incident-timeline\[plot\]"):
        _ = chart.chart
