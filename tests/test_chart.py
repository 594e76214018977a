"""The chart that we draw, and Altair's of the same."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_demo import EVENTS, SOURCES
from support_events import WINDOW, event
from test_render import TEXTS
from timeline import demo


@pytest.fixture(scope="module")
def record():
    return demo.record()


BY = ["source", "service", "actor", "kind"]


def lanes_of(chart):
    """The names of a chart's lanes, in order, as its drawing has them."""
    drawing = ET.fromstring(re.search(r"<svg.*?</svg>", chart._repr_html_(), re.DOTALL)[0])
    return [each.find("title").text for each in drawing.iter("text") if each.find("title") is not None]


@pytest.mark.parametrize("by", BY)
def test_the_chart_draws_itself(record, by):
    """A notebook gets our own drawing: lanes, marks that lead to their evidence, sentences as titles; no script."""
    chart = record.plot(by=by)
    view = chart._repr_html_()
    assert f"Timeline by {by}" in view
    assert "<script" not in view
    drawing = ET.fromstring(re.search(r"<svg.*?</svg>", view, re.DOTALL)[0])
    marks = [each for each in drawing.iter("path") if each.get("transform")]
    assert len(marks) > 50
    assert all(each.find("title").text for each in marks)
    links = [each.get("href") for each in drawing.iter("a")]
    assert len(links) > 50
    assert set(links) <= {event.url for event in record}
    assert repr(chart) == f"Chart({record!r} by {by})"


def test_the_chart_shows_the_window_and_every_lane(record):
    """Sources without events have a lane, too; all others stand by name, what has none at the end."""
    part = record.where(source="slack").plot()
    assert lanes_of(part) == SOURCES
    assert f"{len(record['slack'])} of {EVENTS} events shown" in part._repr_html_()
    assert lanes_of(record.plot(by="service")) == ["builds", "hooks", "rabbitmq", "no service"]
    assert lanes_of(record.plot(by="actor"))[:3] == ["Ada Lovelace", "Datadog", "deploybot[bot]"]
    assert lanes_of(record.plot(by="kind"))[0] == "alert.recovered"


def test_a_chart_of_many_lanes_loses_no_event():
    """Beyond forty lanes the smallest share one, which says how many they are."""
    events = [event(n, n % 60 * 60, tags={"service": f"s{n % 60:02d}"} if n % 61 else {}) for n in range(183)]
    chart = tl.Timeline(WINDOW, events).plot(by="service")
    names = lanes_of(chart)
    assert len(names) == 42
    assert names[-2:] == ["20 other services", "no service"]
    told = sum(1 + int(more or 0) for more in re.findall(r"happened(?: \(and (\d+) more)?", chart._repr_html_()))
    assert told == 183


@pytest.mark.parametrize("by", BY)
def test_the_chart_shows_what_is_missing(by):
    """A gap is a box in the lane of its source, or in one of its own above the others, and stands in every form's head."""
    gaps = [tl.Gap.of(WINDOW, "denied", "no way in", where="#x")]
    rows = [tl.Coverage(source="slack", type="slack", status="failed", gaps=gaps)]
    for events in ([], [event(1, 1)]):
        chart = tl.Timeline(WINDOW, events, rows).plot(by=by)
        for form in (chart._repr_html_(), chart._picture()):
            assert "incomplete: 1 gap" in form
            assert form.count("<rect x=") == 1
            assert ("gap: no way in" if by == "source" else "gap in Slack: no way in") in form
        assert lanes_of(chart)[0] == ("Slack" if by == "source" else "gaps")


def test_a_chart_of_nothing_says_so():
    """Without events and sources there is no drawing, and a picture of it is one all the same."""
    chart = tl.Timeline(WINDOW, []).plot(by="actor")
    assert "No events." in chart._repr_html_()
    assert "no source was asked" in chart._repr_html_()
    assert ET.fromstring(chart._picture()).tag.endswith("svg")


def test_the_chart_is_saved_as_its_ending_says(record, tmp_path):
    """A page or a picture, whole or not at all; another ending is refused before anything is written."""
    chart = record.plot(by="service")
    assert chart.save(tmp_path / "chart.html").read_text() == chart.to_html()
    assert chart.save(str(tmp_path / "other.HTML")).read_text() == chart.to_html()
    drawing = ET.parse(chart.save(tmp_path / "chart.svg")).getroot()
    assert "Timeline by service 2019-06-20 18:30 Z to 19:30 Z" in "".join(drawing.itertext())
    for name, words in (("chart.png", r"\.html or \.svg"), ("chart", "ending"), ("no/chart.svg", "cannot write")):
        with pytest.raises(tl.ConfigError, match=words):
            chart.save(tmp_path / name)
    assert {path.name for path in tmp_path.iterdir()} == {"chart.html", "other.HTML", "chart.svg"}


def test_only_known_lanes_are_drawn(record):
    """A call that names others is refused with those that there are."""
    with pytest.raises(tl.ConfigError, match="source, service, actor, kind"):
        record.plot(by="mood")


@given(st.lists(TEXTS, min_size=1, max_size=3))
@settings(max_examples=30)
def test_a_chart_never_raises(texts):
    """Whatever stands in names, services and sources: text that can be sent, and a picture that is XML."""
    events = [
        event(n, n, source=f"s{n}", summary=f"x{text}", actor=tl.Actor(name=text, kind="bot"), tags={"service": text})
        for n, text in enumerate(texts)
    ]
    for by in BY:
        chart = tl.Timeline(WINDOW, events).plot(by=by)
        assert chart.to_html().encode()
        ET.fromstring(chart._picture())


def drawn(plot):
    """Altair's form of a chart, and the rows of its data sets, as Vega reads them."""
    made = plot.chart.to_dict()
    return made, {name: json.loads(rows) for name, rows in made["datasets"].items()}


@pytest.mark.parametrize("by", BY)
def test_altairs_chart_is_altairs_own(record, by):
    """Valid against the library's schema, an event a row, the same lanes as ours in the same order, UTC over the window."""
    chart = record.plot(by=by)
    assert type(chart.chart).__module__.startswith("altair")
    made, data = drawn(chart)
    (rows,) = (rows for rows in data.values() if "summary" in rows[0])
    assert len(rows) == EVENTS
    (lanes,) = (rows for rows in data.values() if "summary" not in rows[0])
    assert [row["lane"] for row in lanes] == lanes_of(chart)
    x = made["layer"][-1]["encoding"]["x"]
    assert x["scale"] == {"domain": ["2019-06-20T18:30:00+00:00", "2019-06-20T19:30:00+00:00"], "type": "utc"}
    assert made["title"] == f"Timeline by {by}, {EVENTS} events"


def test_altairs_chart_shows_gaps_in_their_lanes():
    """A gap is a box over its span in the lane of its source, and the title says that something is missing."""
    gap = tl.Gap.of(WINDOW, "denied", "no way in", where="#x")
    record = tl.Timeline(WINDOW, [], [tl.Coverage(source="slack", type="slack", status="failed", gaps=[gap])])
    made, data = drawn(record.plot())
    assert [layer["mark"]["type"] for layer in made["layer"]] == ["rule", "rect", "line", "point"]
    window = {"time": "2019-06-20T18:30:00+00:00", "end": "2019-06-20T19:30:00+00:00", "lane": "Slack", "place": 0}
    assert sorted(map(len, data.values())) == [0, 1, 1]  # no event, a gap, a lane
    assert window | {"gap": "no way in"} in [row for rows in data.values() for row in rows]
    assert "incomplete: 1 gap" in made["title"]


@given(TEXTS)
@settings(max_examples=5)
def test_altairs_chart_holds_words_only(text):
    """Lanes and tooltips are text with unseen characters shown, only a web address is a link, and no JSON has a `<`."""
    actor = tl.Actor(name=text, kind="person")
    events = [
        event(1, summary=f"x{text}", actor=actor, tags={"service": text}, url="javascript:alert(1)", happening=text)
    ]
    for by in BY:
        made, data = drawn(tl.Timeline(WINDOW, events).plot(by=by))
        (row,) = (rows[0] for rows in data.values() if "summary" in rows[0])
        assert row["url"] is None
        assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "".join(map(str, row.values())))
        assert "<" not in json.dumps(made)
