"""Lanes, charts, tables and diagrams of a record."""

import json
import re
import xml.etree.ElementTree as ET

import jsonschema
import pytest
from hypothesis import given, settings

import timeline as tl
from support_events import WINDOW, event
from test_render import TEXTS
from timeline import demo
from timeline.render.arrow import to_arrow
from timeline.render.lanes import lanes


@pytest.fixture(scope="module")
def record():
    return demo.record()


def said(*words):
    events = [
        event(n, n, summary=f"Said {text}", body=text, kind="alert.triggered", severity="error")
        for n, text in enumerate(words)
    ]
    return tl.Timeline(WINDOW, events, [tl.Coverage(source="deploys", type="deploys", status="complete")])


def test_the_lanes_show_every_source_and_every_severity_by_its_form(record):
    """A lane a source, severities apart without colours, happenings joined; well-formed, with words for who cannot see."""
    drawing = ET.fromstring(re.search(r"<svg.*?</svg>", lanes(record), re.DOTALL)[0])
    assert drawing.get("aria-label")
    labels = [each.text for each in drawing.iter("text")]
    assert labels[:5] == ["Datadog", "GitHub", "PagerDuty", "Slack", "Terraform"]
    forms = {each.get("class"): each.get("d") for each in drawing.iter("path") if each.get("transform")}
    assert set(forms) == {"error", "warning", "ok", "none"}
    assert len(set(forms.values())) == 4
    assert len(list(drawing.iter("polyline"))) > 20
    assert all(each.find("title") is not None for each in drawing.iter("path") if each.get("transform"))


@given(TEXTS)
@settings(max_examples=60)
def test_no_view_runs_what_others_wrote(text):
    """SVG, Mermaid, Timesketch and the chart's data hold it as words only."""
    record = said(text)
    drawing = re.search(r"<svg.*?</svg>", lanes(record), re.DOTALL)[0]
    assert {each.tag for each in ET.fromstring(drawing).iter()} <= {"svg", "text", "path", "title", "polyline"}
    (row,) = [line for line in record.to_mermaid().splitlines() if "milestone" in line]
    assert re.fullmatch(r" {4}[\w .,!?'()+-]* :crit, milestone, [\dT:-]+, 0d", row)
    assert json.loads(record.to_timesketch())["message"]


def test_thousands_of_events_stay_small(record):
    """Marks that would cover each other are drawn once; a notebook shows the first lines and says how many more."""
    many = said(*["x"] * 3000)
    assert len(lanes(many)) < 100_000
    page = many._repr_html_()
    assert page.count("<tr data-source") == 200
    assert "and 2800 more lines" in page
    assert "and " not in re.sub(r"<svg.*</svg>", "", record._repr_html_()[-200:])


def test_the_file_filters_without_a_network(record):
    """One script, ours by its hash, and nothing that could be loaded or sent."""
    page = record.to_html()
    assert "default-src 'none'" in page
    assert re.search(r"script-src 'sha256-[\w+/=]+'", page)
    assert page.count("<script>") == 1
    assert page.count('name="source"') == 5
    assert not re.search(r"(src|href)=[\"'](?!https://)", page)


def test_gaps_stand_above_the_lanes():
    """An incomplete record says so before anything else, in every view."""
    gap = tl.Gap.of(WINDOW, "denied", "no way in", where="#x")
    record = tl.Timeline(WINDOW, [], [tl.Coverage(source="slack", type="slack", status="failed", gaps=[gap])])
    page = record._repr_html_()
    assert page.index("no way in") < page.index("<table>")
    assert "<b>incomplete</b>" in page
    assert record.coverage_frame()["gap_count"].tolist() == [1]
    assert "1 gap" in repr(record)


@pytest.mark.parametrize("by", ["source", "service", "actor", "kind"])
def test_the_chart_is_altairs_own(record, by):
    """Valid against the library's schema, with lanes, tooltips and joined happenings."""
    chart = record.plot(by=by)
    made = chart.to_dict()
    assert type(chart).__module__.startswith("altair")
    assert len(made["layer"]) == 2
    assert [len(rows) for rows in made["datasets"].values()] == [127]
    with pytest.raises(tl.ConfigError, match="source"):
        record.plot(by="mood")


def test_arrow_and_parquet_hold_everything(record, tmp_path):
    """The same schema with and without events; times to the microsecond; the coverage in the metadata."""
    from pyarrow import parquet

    table = record.to_arrow()
    assert table.num_rows == 127
    assert table.schema.equals(to_arrow(tl.Timeline(WINDOW, [])).schema, check_metadata=False)
    assert table.column("occurred_at")[0].as_py() == record[0].time
    read = parquet.read_table(record.to_parquet(tmp_path / "record.parquet"))
    assert read.column("id").to_pylist() == [event.id for event in record]
    assert dict(read.column("tags").to_pylist()[0])["repo"] == "acme/hooks"
    assert len(json.loads(read.schema.metadata[b"coverage"])) == 5
    with pytest.raises(tl.ConfigError, match="nowhere"):
        record.to_parquet(tmp_path / "nowhere" / "x.parquet")


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
    assert "the first 50 of 88 lines" in text


def test_what_is_not_installed_names_its_extra(record, monkeypatch):
    """The error says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "altair", None)
    with pytest.raises(tl.MissingExtra, match=r"incident-timeline\[plot\]"):
        record.plot()
