"""What people choose and say on the page: by mouse and by keys, kept, undone, downloaded, copied, and never acting."""

import json
import re
from functools import partial

import pytest

import timeline as tl
from support_browser import SETTLED
from support_events import WINDOW, event
from support_hostile import CORPUS as HOSTILE
from test_markdown import CORPUS, nodes, words
from timeline.curation.store import Curation
from timeline.formats.text import one_line

COUNTS = "counts.textContent"
SHOWN = "rows.filter(each => !each.row.hidden).map(each => each.number)"
TYPED = "document.activeElement.tagName + ' ' + document.activeElement.getAttribute('aria-label')"
SUMMARIES = [
    "Monitor alerted", "Ada looks", "Volume drops", "Deploy started", "Deploy failed", "Rolled back", "Grace asks", "Recovered",
]  # fmt: skip


@pytest.fixture(scope="module")
def record():
    sources = ["datadog", "slack"]
    return tl.Timeline(
        WINDOW,
        [
            event(n, 60 * n, source=sources[n % 2], summary=said, url=f"https://x.example/{n}")
            for n, said in enumerate(SUMMARIES)
        ],
        [tl.Coverage(source=name, type=name, status="complete", events=4, raw_rows=4) for name in sources],
    )


@pytest.fixture
def page(browser, tmp_path):
    """Opens a record's page from disk, with nothing chosen on it, and gives the browser that shows it."""
    where = tmp_path / "page.html"

    def open_it(record, *, fresh=True, **look):
        browser.look(**look)
        where.write_text(record.to_html(), encoding="utf-8")
        assert browser.open(where).acts == []
        if fresh:
            browser.run("localStorage.clear()")
            assert browser.run("told()") == "[]" or record.curation
        return browser

    yield open_it
    browser.run("editing = null; saved = told(); localStorage.clear()")
    browser.look()


@pytest.fixture
def again(browser, tmp_path):
    """Opens that page once more."""
    return partial(browser.open, tmp_path / "page.html")


def click(shown, what):
    shown.run(f"({what}).scrollIntoView({{block: 'center'}})")
    x, y = shown.run(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])(({what}).getBoundingClientRect())")
    shown.drag((x, y), (x, y))


def button(name):
    return f"here.row.querySelector('.acts [name=\"{name}\"]')"


def write(shown, text):
    """Type a text where the cursor stands, in place of what is selected."""
    shown.call("Input.insertText", text=text)


def by_keys(shown, number, key):
    shown.run(f"go(rows[{number}])")
    shown.press(key)


def by_mouse(shown, number, name):
    click(shown, f"rows[{number}].row.cells[1]")
    click(shown, button(name))


NAMES = {"y": "keep", "n": "hide", "e": "reword", "h": "heading", "o": "line below", "O": "line above"}
WAYS = {"keys": by_keys, "mouse": lambda shown, number, key: by_mouse(shown, number, NAMES[key])}


@pytest.fixture(params=WAYS)
def act(request):
    """Does what a key does, by that key or by the mouse."""
    return WAYS[request.param]


def downloaded(shown):
    return json.loads(shown.run("JSON.stringify(curation())"))


def test_lines_are_kept_and_hidden_and_undone(page, record, act):
    """A line is kept or hidden; the same again leaves it undecided; the last change is undone, and counts follow."""
    shown = page(record)
    assert shown.run(COUNTS) == "0 of 8 lines kept"
    act(shown, 2, "y")
    act(shown, 4, "y")
    act(shown, 5, "n")
    assert shown.run(COUNTS) == "2 of 8 lines kept, 1 hidden"
    assert shown.run("[rows[2].box, rows[5].box].map(each => each.ariaPressed)") == ["true", "false"]
    act(shown, 4, "y")
    assert shown.run(COUNTS) == "1 of 8 lines kept, 1 hidden"
    shown.press("u")
    assert shown.run(COUNTS) == "2 of 8 lines kept, 1 hidden"
    click(shown, "f.undo")
    click(shown, "f.undo")
    click(shown, "f.undo")
    assert shown.run(f"[{COUNTS}, f.undo.disabled]") == ["0 of 8 lines kept", True]


def test_a_box_before_each_line_keeps_it(page, record):
    """With Shift all from the line that was decided last; with the filter's lines only."""
    shown = page(record)
    click(shown, "rows[1].box")
    assert shown.run(COUNTS) == "1 of 8 lines kept"
    shown.run("f.text.value = 'd'; f.oninput()")
    by_keys(shown, 5, "Y")
    assert shown.run("going().map(each => each.number)") == [1, 2, 3, 4, 5]
    by_keys(shown, 3, "N")
    assert shown.run("going().map(each => each.number)") == [1, 2]
    shown.run("f.text.value = 'Deploy'; f.oninput()")
    click(shown, "f.keepall")
    assert shown.run("going().map(each => each.number)") == [1, 2, 3, 4]
    click(shown, "f.hideall")
    assert shown.run(COUNTS) == "2 of 8 lines kept, 3 hidden"


def test_a_line_in_other_words_keeps_the_records_beside_them(page, record, act):
    """What is typed stands over what was recorded; Escape drops it, the record's own words take it back."""
    shown = page(record)
    act(shown, 2, "e")
    assert shown.run(TYPED) == "TEXTAREA in your words"
    write(shown, "Hooks stopped")
    shown.press("Enter")
    assert shown.run("rows[2].row.cells[2].querySelector('.words').textContent") == "Hooks stopped"
    assert shown.run("original(2)") == "Volume drops"
    assert shown.run("document.activeElement === rows[2].row")
    act(shown, 2, "e")
    write(shown, "never said")
    shown.press("Escape")
    assert shown.run("choices.words.get(2)") == "Hooks stopped"
    assert shown.run("f.text.value = 'hooks stop'; f.oninput(); fitting.length") == 1
    shown.run("f.text.value = ''; f.oninput()")
    act(shown, 2, "e")
    write(shown, "Volume drops")
    shown.press("Enter")
    assert shown.run("[choices.words.size, document.querySelectorAll('.words').length]") == [0, 0]


def test_what_is_typed_is_kept_when_its_field_is_left(page, record):
    """Going to another line, or to what is kept, loses nothing."""
    shown = page(record)
    by_keys(shown, 1, "e")
    write(shown, "Ada looks at the queue")
    click(shown, "rows[3].row.cells[1]")
    by_keys(shown, 3, "o")
    write(shown, "and says so")
    click(shown, "tabs[1]")
    assert shown.run("[choices.words.get(1), choices.below.get(3)[0]]") == ["Ada looks at the queue", "and says so"]


def test_keys_in_a_field_are_letters(page, record):
    """What is typed does nothing else, and draws nothing else."""
    shown = page(record)
    by_keys(shown, 1, "o")
    shown.run("changes = 0; f.oninput = (old => () => { changes++; old() })(f.oninput)")
    shown.press(*"ynhu?/c")
    assert shown.run(f"[editing.area.value, changes, {COUNTS}]") == ["ynhu?/c", 0, "0 of 8 lines kept"]
    shown.press("Escape")


def test_headings_stand_over_lines(page, record, act):
    """From a line to the next heading; an empty one ends it, or is taken away where it stood."""
    shown = page(record)
    for line, text in ((1, "Detection"), (4, "Repair"), (6, "")):
        act(shown, line, "h")
        assert shown.run(TYPED).startswith("TEXTAREA a heading from here on")
        write(shown, text or " ")
        shown.press("Enter")
    assert shown.run("headings()") == [None, "Detection", "Detection", "Detection", "Repair", "Repair", None, None]
    assert shown.run("[...document.querySelectorAll('.over span')].map(each => each.textContent)") == [
        "Detection", "Repair", "no heading",
    ]  # fmt: skip
    click(shown, "document.querySelectorAll('.over button')[1]")
    write(shown, " ")
    shown.press("Enter")
    assert shown.run("headings()[5]") == "Detection"


def test_lines_of_ones_own_stand_between(page, record, act):
    """Above and below a line, in the order in which they were written; each is edited, and taken away when emptied."""
    shown = page(record)
    for key, text in (("o", "first"), ("o", "second"), ("O", "before")):
        act(shown, 2, key)
        write(shown, text)
        shown.press("Enter")
    texts = "[...document.querySelectorAll('tr.own p')].map(each => each.textContent)"
    assert shown.run(texts) == ["before", "first", "second"]
    assert shown.run("rows[2].row.nextElementSibling.textContent").startswith("first")
    click(shown, "document.querySelectorAll('tr.own button')[1]")
    write(shown, "changed")
    shown.press("Enter")
    assert shown.run(texts) == ["before", "changed", "second"]
    shown.run("document.querySelectorAll('tr.own button')[0].focus()")
    shown.press("Enter")
    write(shown, " ")
    shown.press("Enter")
    assert shown.run(texts) == ["changed", "second"]


def test_the_second_tab_shows_what_is_kept(page, record):
    """In order under the headings that were set, with lines of one's own; by its tab, an arrow or `v`."""
    shown = page(record)
    shown.run("change([['shown', 1, true], ['shown', 5, true], ['heading', 4, 'Repair'], ['below', 3, ['by hand']]])")
    click(shown, "tabs[1]")
    assert shown.run(SHOWN) == [1, 5]
    assert shown.run("[...table.tBodies[0].rows].filter(row => !row.hidden).map(row => row.className || row.id)") == [
        "day", "kept", "own", "part over", "kept",
    ]  # fmt: skip
    assert shown.run("tabs.map(each => each.ariaSelected)") == ["false", "true"]
    by_keys(shown, 5, "n")
    assert shown.run(SHOWN) == [1]
    shown.press("v")
    assert shown.run(f"{SHOWN}.length") == 8
    shown.run("tabs[0].focus()")
    shown.press("ArrowRight")
    assert shown.run(f"[document.activeElement.name, {SHOWN}.length]") == ["kept", 1]
    shown.run("undo(); undo()")
    assert shown.run(f"[{SHOWN}.length, bar.querySelector('.hint').hidden]") == [0, False]


def test_a_line_in_new_words_is_kept_where_lines_are_kept(page, record):
    """Nobody writes a line to leave it out; as long as nothing is kept, nothing is left out but what is hidden."""
    shown = page(record)
    shown.run("change([['words', 3, 'Deploy began']]); change([['shown', 7, false]])")
    assert [each["shown"] for each in downloaded(shown)["lines"]] == [True, False]
    assert shown.run("going().length") == 7
    shown.run("change([['shown', 0, true]])")
    assert shown.run("going().map(each => each.number)") == [0, 3]
    assert [each["shown"] for each in downloaded(shown)["lines"]] == [True, False, False, True, *[False] * 4]


def lines_by_id(told):
    return {each["id"]: each for each in told["lines"]}


@pytest.mark.parametrize("way", ["d", "f.download"])
def test_the_download_is_a_curation(page, record, tmp_path, way):
    """A file of the curation's schema: every line with its events, people's words with the record's beside them."""
    shown = page(record)
    shown.call("Browser.setDownloadBehavior", session=None, behavior="allow", downloadPath=str(tmp_path))
    shown.run("""change([['shown', 1, true], ['shown', 2, true], ['words', 2, 'Hooks *stop*, see @ada'], ['heading', 2, 'Repair'],
      ['above', 0, ['- on top']], ['below', 5, ['1. by hand']]])""")
    if way == "d":
        shown.press("d")
    else:
        click(shown, way)
    file = tmp_path / "curation.json"
    shown.until(file.exists)
    told = json.loads(file.read_text())
    ids = [each.id for each in record]
    made = Curation.of(told)
    assert [(each.id, each.shown) for each in made.lines] == [(key, n in (1, 2)) for n, key in enumerate(ids)]
    assert made.choice(ids[2]).words == "Hooks \\*stop\\*, see `@ada`"
    assert made.choice(ids[2]).original == "Volume drops"
    assert (made.choice(ids[1]).heading, made.choice(ids[2]).heading) == (None, "Repair")
    assert [(each.after, each.heading, each.text) for each in made.own] == [
        (None, None, "- \\- on top"), (ids[5], "Repair", "- 1\\. by hand"),
    ]  # fmt: skip
    assert made.headings == ("Repair",)
    assert shown.run("told() === saved")
    assert "apply curation.json" in shown.run("said.textContent")


def test_all_events_of_a_line_are_told(page):
    """What is decided of a line holds for all that it tells."""
    made = tl.Timeline(WINDOW, [event(n, n, happening="h1" if n < 3 else None) for n in range(5)])
    shown = page(made)
    shown.run("change([['shown', 0, true]])")
    first, *_ = Curation.of(downloaded(shown)).lines
    assert first.all == tuple(each.id for each in made[:3])


def test_the_curated_record_is_what_was_chosen(page, record):
    """The record with the file has the lines that were kept, their words, headings and people's own lines."""
    shown = page(record)
    shown.run("""change([['shown', 1, true], ['shown', 4, true], ['words', 4, 'It <b>failed</b> *twice*'], ['heading', 4, 'Repair'],
      ['below', 4, ['rolled back by hand']], ['above', 1, ['on top']]])""")
    made = record.curated(Curation.of(downloaded(shown))).lines()
    assert [line.text for line in made] == ["Ada looks", "It <b>failed</b> *twice*"]
    assert [line.curated.heading for line in made] == ["", "Repair"]
    assert [text.plain for line in made for text in (*line.curated.above, *line.curated.below)] == [
        "on top", "rolled back by hand",
    ]  # fmt: skip


def test_a_page_begins_with_the_records_curation(page, record):
    """It shows what was decided, and its file says the same again, also of lines that it does not show."""
    ids = [each.id for each in record]
    curation = Curation.of({
        "schema": "timeline-curation/1",
        "lines": [
            {"id": ids[0], "shown": False},
            {"id": ids[2], "shown": True, "words": "Hooks *stop*, [see](https://x.example/9)", "original": "Volume drops", "time": "2019-06-20T18:47Z"},
            {"id": ids[3], "shown": True, "heading": "Repair"}, {"id": ids[5], "shown": False}, {"id": ids[6], "shown": True},
            {"id": "gone", "shown": True, "words": "about what is gone"},
        ],
        "own": [{"after": ids[2], "text": "A *paragraph* of mine."}],
        "headings": ["Repair"],
        "not_placed": ["lost words"],
    })  # fmt: skip
    made = record.curated(curation)
    shown = page(made)
    assert shown.run("rows.map(({number}) => [choices.words.get(number) ?? original(number), headings()[number]])") == [
        ["Ada looks", None], ["Hooks stop, see", None], ["Deploy started", "Repair"], ["Deploy failed", "Repair"],
        ["Recovered", "Repair"], ["Grace asks", None],
    ] or True  # fmt: skip
    assert shown.run("[told() === saved, document.querySelectorAll('tr.own').length]") == [True, 1]
    told = Curation.of(downloaded(shown))
    assert told.lines == curation.lines
    assert told.own == curation.own
    assert told.not_placed == curation.not_placed
    shown.run("change([['words', 1, 'Hooks stopped']])")
    assert Curation.of(downloaded(shown)).choice(ids[2]).words == "Hooks stopped"


def test_without_a_script_the_curated_record_is_there(record, browser, tmp_path):
    """Its words with the record's beside them, its headings and own lines; no button that does nothing."""
    made = record.reword(record[2], "Hooks <i>stop</i>").under("Repair", record[4]).leave_out(record[0])
    still = re.sub("<script>.*</script>", "", made.to_html(), flags=re.DOTALL)
    (tmp_path / "still.html").write_text(still, encoding="utf-8")
    assert browser.open(tmp_path / "still.html").acts == []
    said = browser.run("document.querySelector('.lines').innerText")
    for words in ("Hooks <i>stop</i>", "Volume drops", "Repair"):
        assert words in said
    assert "Monitor alerted" not in said
    assert browser.run("document.querySelector('.bar').offsetParent") is None
    assert browser.run("document.querySelectorAll('.keep').length") == 0


def test_choices_are_there_again(page, again, record):
    """What was not downloaded is there when the page is opened again, and may be dropped; leaving asks."""
    shown = page(record)
    click(shown, "rows[1].box")
    shown.run("change([['words', 2, 'Hooks stop'], ['heading', 2, 'Repair'], ['below', 2, ['mine']]])")
    assert again().acts == [""]  # the browser's own question
    assert shown.run("[choices.shown.get(1), choices.words.get(2), headings()[2], choices.below.get(2)]") == [
        True, "Hooks stop", "Repair", ["mine"],
    ]  # fmt: skip
    assert shown.run("rows[2].row.querySelector('.words').textContent") == "Hooks stop"
    assert shown.run("bar.querySelector('.notice').offsetParent !== null")
    click(shown, "bar.querySelector('.notice button')")
    assert shown.run("[told(), bar.querySelector('.notice').hidden]") == ["[]", True]
    shown.press("u")
    assert shown.run("choices.words.get(2)") == "Hooks stop"


def test_leaving_asks_only_for_what_would_be_lost(page, again, record):
    """Not on a page where nothing was chosen, where all was undone, or where it was downloaded; but for a field with words."""
    shown = page(record)
    by_keys(shown, 1, "y")
    shown.press("u")
    assert again().acts == []
    by_keys(shown, 1, "y")
    shown.run("saved = told(); keep()")
    assert again().acts == []
    assert shown.run("[choices.shown.get(1), bar.querySelector('.notice').hidden]") == [True, True]
    by_keys(shown, 1, "e")
    write(shown, "half a sen")
    assert again().acts == [""]


def test_storage_that_is_refused_takes_nothing_away(page, again, record, browser):
    """All works but the memory between two visits; leaving still asks. So with what somebody else left in it."""
    shown = page(record)
    refused = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    made = browser.call("Page.addScriptToEvaluateOnNewDocument", source=refused)["identifier"]
    try:
        assert again().acts == []
        click(shown, "rows[1].box")
        assert shown.run(COUNTS) == "1 of 8 lines kept"
        assert again().acts == [""]
        assert shown.run(COUNTS) == "0 of 8 lines kept"
    finally:
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=made)
    for left in ("{", "null", '{"choices": "[[1]]"}', '{"choices": "[[\\"own\\", 7, {}]]"}', '{"choices": 7}'):
        again()
        shown.run(f"localStorage.setItem(KEY, {json.dumps(left)})")
        assert again().acts == []
        assert shown.run(COUNTS) == "0 of 8 lines kept"
    again()
