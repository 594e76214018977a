"""The page as a workbench, in a browser, from disk: it filters, zooms, leads to and fro, and is moved by keys."""

import re
import time

import pytest

import timeline as tl
from support_demo import LINES
from support_events import WINDOW, event
from support_folds import folding
from timeline import demo
from timeline.formats.text import one_line

SHOWN = "rows.filter(each => !each.row.hidden).length"
HERE = "here && here.number"
MARKS = "[...lanes.querySelectorAll('.marks a')].map(each => each.getAttribute('href'))"


@pytest.fixture(scope="module")
def record():
    return demo.record()


@pytest.fixture
def page(browser, tmp_path):
    """Opens a record's page and gives the browser that shows it."""

    def open_it(record, **look):
        browser.look(**look)
        (tmp_path / "page.html").write_text(record.to_html(), encoding="utf-8")
        assert browser.open(tmp_path / "page.html").acts == []
        return browser

    yield open_it
    browser.look()


def box(browser, what):
    """Where it stands in the window: left, top, width, height."""
    return browser.run(f"(({{x, y, width, height}}) => [x, y, width, height])(({what}).getBoundingClientRect())")


def test_keys_move_open_search_and_help(page):
    """`j` and `k` or the arrows move from line to line, Enter opens what is folded, `/` searches, `?` helps."""
    shown = page(folding("disk"))
    shown.press("j")
    assert shown.run(HERE) == 0
    shown.press("Enter")
    assert shown.run("here.row.querySelector('details').open")
    shown.press("j", "ArrowDown", "k")
    assert shown.run(HERE) == 1
    assert shown.run("document.activeElement === here.row")
    shown.press("ArrowUp", "ArrowUp", "ArrowUp")
    assert shown.run(HERE) == 0
    shown.press("/", "s", "t", "a", "r", "t", "e", "d")
    assert shown.run(f"[f.text.value, {SHOWN}, {HERE}]") == ["started", 1, 0]
    shown.press("Escape", "j")
    assert shown.run(HERE) == 6
    shown.press("?")
    assert shown.run("help.open")
    shown.press("j", "Escape")
    assert shown.run(f"[help.open, {HERE}]") == [False, 6]


def test_keys_of_others_are_left_alone(page):
    """With a modifier a key is the browser's; a key that is none of ours does nothing."""
    shown = page(folding("disk"))
    shown.press("x", "q")
    assert shown.run(HERE) is None
    shown.run("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', ctrlKey: true, bubbles: true}))")
    assert shown.run(HERE) is None


def test_the_lanes_are_drawn_as_they_were_written(page, record):
    """The script draws the marks anew; with nothing chosen they are those that stood in the file."""
    written = re.findall(r'<a href="(#l\d+)"', record.to_html())
    assert sorted(page(record).run(MARKS)) == sorted(written)


def test_the_lanes_and_the_strip_follow_the_filter(page, record):
    """What is not shown is not drawn; the strip is as dense as the lines that are shown."""
    shown = page(record)
    before = shown.run("strip.querySelector('path').getAttribute('d')")
    assert shown.run("f.text.value = 'acme/infra#31'; f.oninput(); out.value").startswith(f"5 of {LINES}")
    lines = shown.run("fitting.map(each => '#l' + each.number)")
    assert set(shown.run(MARKS)) <= set(lines)
    assert len(shown.run(MARKS)) > 1
    assert shown.run("strip.querySelector('path').getAttribute('d')") != before
    shown.run("f.text.value = 'no line says this'; f.oninput()")
    assert shown.run(f"[{SHOWN}, {MARKS}.length, [...heads].every(head => head.hidden)]") == [0, 0, True]
    shown.run("f.reset()")
    shown.run("new Promise(done => setTimeout(done, 5))")
    assert shown.run(f"[{SHOWN}, [...heads].some(head => head.hidden)]") == [LINES, False]


@pytest.mark.parametrize("where", ["lanes", "strip"])
def test_dragging_zooms(page, record, where):
    """Over the lanes or the strip: only what lies in that span is shown and drawn, wider; a double click ends it."""
    shown = page(record)
    x, y, width, _ = box(shown, where)
    scale = width / 1000
    start, end = ((150 + 820 * part) * scale + x for part in (0.25, 0.5))  # 18:45 to 19:00
    shown.drag((start, y + 4), (end, y + 4))
    first, last = shown.run("chosen")
    hour = WINDOW.start.timestamp() * 1000
    assert abs(first - hour - 900_000) < 10_000
    assert abs(last - hour - 1_800_000) < 10_000
    inside = [
        line for line in record.lines() if any(first <= each.time.timestamp() * 1000 <= last for each in line.events)
    ]
    assert shown.run(SHOWN) == len(inside)
    assert shown.run("out.value").startswith(f"{len(inside)} of {LINES} lines shown, 18:4")
    assert "18:50 Z" in shown.run("[...lanes.querySelectorAll('.times text')].map(each => each.textContent)")
    assert shown.run("strip.querySelectorAll('.chosen').length") == 1
    shown.run(f"{where}.dispatchEvent(new MouseEvent('dblclick', {{bubbles: true}}))")
    assert shown.run(SHOWN) == LINES


def test_a_line_and_its_neighbourhood_by_keys(page, record):
    """`z` shows five minutes around the line, `0` all."""
    shown = page(record)
    shown.press("/", *"18:46:02", "Escape", "j", "z")
    assert shown.run("f.text.value = ''; f.oninput(); chosen[1] - chosen[0]") == 600_000
    assert 0 < shown.run(SHOWN) < 40
    shown.press("0")
    assert shown.run(SHOWN) == LINES


def test_a_mark_leads_to_its_line_and_back(page, record):
    """A click on a mark makes its line the current one, in sight; a click on the line's time leads to its mark."""
    shown = page(record, height=700)
    x, y, width, height = box(shown, "lanes.querySelectorAll('.marks a')[40]")
    number = shown.run("+lanes.querySelectorAll('.marks a')[40].getAttribute('href').slice(2)")
    point = (x + width / 2, y + height / 2)
    shown.drag(point, point)
    assert shown.run(HERE) == number
    _, top, _, tall = box(shown, "here.row")
    assert 0 <= top <= 700 - tall
    x, y, width, height = box(shown, "here.row.querySelector('td a')")
    shown.drag((x + 3, y + 3), (x + 3, y + 3))
    assert shown.run("document.activeElement.getAttribute('href')") == f"#l{number}"
    _, top, _, tall = box(shown, "document.activeElement")
    assert 0 <= top <= 700 - tall


def test_a_line_shows_what_is_like_it(page, record):
    """Of the same monitor, incident or thread, by their keys; `l` goes through them and back to all."""
    shown = page(record)
    shown.run("f.text.value = 'is that the rotation'; f.oninput()")
    shown.press("j")
    shown.run("f.text.value = ''; f.oninput()")
    assert shown.run("[...here.row.querySelectorAll('.alike button')].map(each => each.textContent)") == ["same thread"]
    shown.press("l")
    thread = [
        line
        for line in record.lines()
        if "1561056492.330700" in (line.first.url or "") or "is that the rotation" in line.text
    ]
    assert shown.run(SHOWN) == len(thread) > 3
    assert shown.run("out.value").endswith(", same thread")
    shown.press("l")
    assert shown.run(SHOWN) == LINES
    shown.run("here.row.querySelector('.alike button').click()")
    assert shown.run(SHOWN) == len(thread)


def test_what_others_call_alike_is_alike(page):
    """A monitor is that of its key, whatever others are called."""
    made = [
        event(n, 60 * n, kind="alert.triggered", keys=(f"datadog:monitor:{n % 2}",), summary="The same words")
        for n in range(6)
    ]
    shown = page(tl.Timeline(WINDOW, made))
    shown.press("j", "l")
    assert shown.run("fitting.map(each => each.number)") == [0, 2, 4]


LONG = "x" * 1000


@pytest.mark.parametrize("width", [1440, 800, 390])
def test_long_words_break(page, width):
    """A word of a thousand letters, be it a sentence, a name or a text, makes nothing wider than the window."""
    made = [event(1, 1, source=LONG, summary=f"Said {LONG}", body=f"{LONG}{LONG}", url=f"https://x.example/{LONG}")]
    gap = tl.Gap.of(WINDOW, "denied", LONG, where=LONG)
    rows = [tl.Coverage(source=LONG, type=LONG, status="partial", gaps=[gap], notes=[LONG], events=1, raw_rows=1)]
    shown = page(tl.Timeline(WINDOW, made, rows) | folding(LONG), width=width)
    shown.run("for (const each of document.querySelectorAll('details')) each.open = true")
    assert shown.run("document.documentElement.scrollWidth") <= width
    assert (
        shown.run("Math.max(...[...document.querySelectorAll('td')].map(each => each.getBoundingClientRect().right))")
        <= width
    )


def test_the_head_of_the_table_stays_in_sight(page, record):
    """Boxes and head stand above the lines when these are scrolled; the current line is not below them."""
    shown = page(record, height=600)
    shown.run("scrollTo(0, 1500); new Promise(done => requestAnimationFrame(done))")
    _, top, _, tall = box(shown, "f")
    assert top == 0
    _, under, _, high = box(shown, "table.tHead.rows[0].cells[0]")
    assert abs(under - tall) < 2
    for _ in range(30):
        shown.press("j")
    for _ in range(12):
        shown.press("k")
    assert box(shown, "here.row")[1] >= under + high - 1


def test_print_shows_the_record_alone(page, record):
    """No boxes, no strip; dark words on white."""
    shown = page(record, media="print")
    hidden = "[f, strip, help].map(each => getComputedStyle(each).display)"
    assert shown.run(hidden) == ["none"] * 3
    assert shown.run("getComputedStyle(document.querySelector('.record td')).color") == "rgb(28, 30, 33)"
    assert shown.run(SHOWN) == LINES


def test_a_long_page_answers_within_a_third_of_a_second(page):
    """Of nearly three thousand lines, laid out again and drawn again."""
    made = [
        event(n, n, source=f"s{n % 5}", severity=["error", "ok", None][n % 3], summary=f"Something happened to {one_line(str(n * 7919))}",
              kind="alert.triggered", body="more words " * 20)
        for n in range(2923)
    ]  # fmt: skip
    shown = page(tl.Timeline(WINDOW, made))
    took = (
        "(text => { const began = performance.now(); f.text.value = text; f.oninput(); document.body.offsetHeight;"
        " return performance.now() - began })"
    )
    began = time.perf_counter()
    spent = [min(shown.run(f"{took}('{text}')") for _ in range(2)) for text in ("1", "79", "", "no such")]
    assert max(spent) < 300
    assert time.perf_counter() - began < 30
