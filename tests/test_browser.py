"""The HTML file and the views of a notebook as a browser shows them, opened from disk."""

import pytest

import timeline as tl
from support_demo import LINES
from support_events import WINDOW, event
from timeline import demo


@pytest.fixture
def opened(browser, tmp_path):
    """What a script says of a text that is opened from disk."""

    def open_it(text, script):
        (tmp_path / "opened.html").write_text(text, encoding="utf-8")
        assert browser.open(tmp_path / "opened.html").acts == []
        return browser.run(script)

    return open_it


NOTEBOOK = """<!doctype html><body data-jp-theme-light="{light}"><style>
.jp-RenderedHTMLCommon tbody tr:nth-child(odd){{background:rgb(1,2,3)}}
.jp-RenderedHTMLCommon:not(.jp-RenderedMarkdown) td{{text-align:right;color:rgb(1,2,3)}}</style>
<div class="jp-RenderedHTMLCommon">{view}</div></body>"""
LOOK = """(() => { const s = x => getComputedStyle(document.querySelector('.record ' + x)); return [s('td:nth-child(3)').color,
s('td').textAlign, s('tbody tr:nth-child(2)').backgroundColor, s('tbody tr:nth-child(3)').backgroundColor] })()"""


@pytest.mark.parametrize(("light", "colour"), [("true", "rgb(28, 30, 33)"), ("false", "rgb(228, 230, 235)")])
def test_a_notebooks_theme_is_kept_and_its_table_rules_are_not(opened, light, colour):
    """Dark words on light in a light notebook, light on dark in a dark one, whatever the system says; rows are ours."""
    look = opened(NOTEBOOK.format(light=light, view=demo.record()._repr_html_()), LOOK)
    assert look == [colour, "left", "rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"]


DRAWN = """(() => { const seen = x => getComputedStyle(document.querySelector(x));
return [seen('svg .error').fill, seen('svg text').fill, document.querySelectorAll('svg a[href^="https://"]').length,
document.querySelector('svg').getBoundingClientRect().height > 100] })()"""


@pytest.mark.parametrize(
    ("light", "red", "words"),
    [("true", "rgb(176, 0, 32)", "rgb(28, 30, 33)"), ("false", "rgb(255, 138, 128)", "rgb(228, 230, 235)")],
)
def test_the_chart_is_drawn_in_a_notebooks_theme(opened, light, red, words):
    """Without a script and a network the chart is there, in the theme's colours, its marks lead to the evidence."""
    view = demo.record().plot()._repr_html_()
    assert "<script" not in view
    look = opened(NOTEBOOK.format(light=light, view=view), DRAWN)
    assert look == [red, words, view.count("<a href"), True]
    assert look[2] > 50


SHOWN = """({ rows: [...document.querySelectorAll('tr[data-source]')].filter(row => row.offsetParent).length,
told: document.querySelector('output').value })"""


@pytest.mark.parametrize(
    ("driver", "fits"),
    [
        ("", lambda line: True),
        (
            "f.text.value='HOOK publish'; f.kind.value='alert'",
            lambda line: (
                any("hook publish" in f"{each.summary}{each.body}".lower() for each in line.events)
                and any(each.kind.startswith("alert.") for each in line.events)
            ),
        ),
        (
            "for (const b of f.querySelectorAll('[name=source],[name=severity]')) b.checked = /slack|error|ok/.test(b.value)",
            lambda line: any(each.source == "slack" for each in line.events) and line.severity in ("error", "ok"),
        ),
    ],
    ids=["all", "text and kind", "source and severity"],
)
def test_the_boxes_filter_from_disk(opened, driver, fits):
    """Text, kind, source and severity choose the lines and say how many, under the file's own policy."""
    record = demo.record()
    shown = sum(fits(line) for line in record.lines())
    seen = opened(record.to_html(), f"{driver and f'{driver};f.oninput();'}{SHOWN}")
    assert shown > 0
    assert seen == {"rows": shown, "told": f"{shown} of {LINES} lines shown"}


@pytest.mark.parametrize("name", ["two words", "a", "50%", "q\"'&<b>", "é", "⟨U+202E⟩", " "])
def test_a_source_of_any_name_is_shown_and_chosen(opened, name):
    """A line is there when the page is opened, whatever its sources are called, and goes with its source's box."""
    record = tl.Timeline(WINDOW, [event(1, 1, source=name), event(2, 2, source="other")])
    boxes = "const boxes = [...document.querySelectorAll('[name=source]')];"
    assert opened(record.to_html(), SHOWN)["rows"] == 2
    assert opened(record.to_html(), f"{boxes} boxes[0].checked = false; f.oninput(); {SHOWN}")["rows"] == 1
