"""What people choose and say on the page: by mouse and by keys, kept, undone, downloaded, copied, and never acting."""

import json
import re
from dataclasses import replace
from functools import partial

import pytest

import timeline as tl
from support_browser import SETTLED
from support_events import WINDOW, event
from support_hostile import CORPUS as HOSTILE
from test_markdown import CORPUS, nodes, words
from timeline import demo
from timeline.curation.apply import apply
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

    def open_it(record, *, fresh=True, fold="default", **look):
        browser.look(**look)
        browser.run("if (typeof told === 'function') { editing = null; saved = told() }")  # nobody is there to be asked
        where.write_text(record.to_html(fold=fold), encoding="utf-8")
        assert browser.open(where).acts == []
        if fresh:
            browser.run("localStorage.clear()")
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
    x, y = shown.run(
        f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])(({what}).getBoundingClientRect())"
    )
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
    click(shown, "tabs[0]")
    click(shown, "document.querySelector('.own button')")
    write(shown, "and says why")
    click(shown, "rows[3].box")
    assert shown.run("choices.below.get(3)[0]") == "and says why"


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
    said = "rows.map(({number}) => [choices.words.get(number) ?? original(number), headings()[number]])"
    assert [tuple(each) for each in shown.run(said)] == [
        (line.text, line.curated.heading or None) for line in made.lines()
    ]
    assert ["Hooks stop, see", None] in shown.run(said)
    assert ["Deploy started", "Repair"] in shown.run(said)
    assert shown.run(COUNTS) == "6 of 6 lines kept"
    assert shown.run("[told() === saved, document.querySelectorAll('tr.own').length]") == [True, 1]
    told = Curation.of(downloaded(shown))
    assert tuple(replace(each, replaced=None) for each in told.lines) == curation.lines
    assert told.own == curation.own
    assert told.not_placed == curation.not_placed
    shown.run("change([['words', 1, 'Hooks stopped']])")
    assert Curation.of(downloaded(shown)).choice(ids[2]).words == "Hooks stopped"


def test_what_was_decided_of_a_line_holds_for_its_parts(page):
    """On a page that folds nothing, each event of it is a line of its own; no event of it becomes undecided."""
    made = tl.Timeline(WINDOW, [event(n, n, happening="h1" if n < 3 else None) for n in range(5)])
    whole = made.keep(made[0], made[4])
    shown = page(whole, fold="none")
    assert shown.run("rows.map(({number}) => choices.shown.get(number))") == [True] * 4
    by_keys(shown, 1, "n")
    told = Curation.of(downloaded(shown))
    assert {key: each.shown for each in told.lines for key in each.all} == {
        each.id: n in (0, 2, 4) for n, each in enumerate(made)
    }


def test_a_line_that_is_shown_again_is_decided_about_once(page):
    """Where the record says something else since it was reworded, both stand; the file has one row of it."""
    key = event(1, 1).id
    before = tl.Timeline(WINDOW, [event(1, 1, summary="It fell"), event(2, 2)]).reword(key, "It broke")
    since = tl.Timeline(WINDOW, [event(1, 1, summary="It fell, then rose"), event(2, 2)]).curated(before.curation)
    shown = page(since)
    assert shown.run("rows.length") == 3
    by_keys(shown, 0, "y")
    told = Curation.of(downloaded(shown))
    assert [(each.id, each.shown, each.words) for each in told.lines] == [(key, True, "It broke")]


def test_without_a_script_the_curated_record_is_there(record, browser, tmp_path):
    """Its words with the record's beside them, its headings and own lines; no button that does nothing."""
    made = record.reword(record[2], "Hooks `<i>` stop").under("Repair", record[4]).leave_out(record[0])
    still = re.sub("<script>.*</script>", "", made.to_html(), flags=re.DOTALL)
    (tmp_path / "still.html").write_text(still, encoding="utf-8")
    assert browser.open(tmp_path / "still.html").acts == []
    said = browser.run("document.querySelector('.lines').innerText")
    for each in ("Hooks <i> stop", "Volume drops", "Repair"):
        assert each in said
    assert "Monitor alerted" not in said
    assert browser.run("document.querySelector('.bench').offsetParent") is None
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


def test_apply_takes_the_download(page, record, tmp_path):
    """Into the bundle that the page was written from, whose next page begins with it."""
    record.save(tmp_path / "incident")
    shown = page(tl.load(tmp_path / "incident"))
    shown.run(
        "change([['shown', 2, true], ['words', 2, 'Hooks *stop*'], ['below', 2, ['mine']], ['heading', 2, 'Impact']])"
    )
    given = downloaded(shown)
    assert given["seal"] == tl.load(tmp_path / "incident").work.seal
    applied = apply(json.dumps(given), tmp_path / "incident")
    assert applied.warnings == ()
    shown = page(tl.load(tmp_path / "incident"))
    assert shown.run("rows.map(({number}) => choices.words.get(number))") == ["Hooks *stop*"]
    assert shown.run("[headings()[0], choices.below.get(0), original(0)]") == ["Impact", ["mine"], "Volume drops"]
    assert apply(json.dumps(downloaded(shown)), tmp_path / "incident").record.curation == applied.record.curation


def test_what_is_taken_away_on_a_page_is_gone(page, record, tmp_path):
    """The file says so of lines of their own, and from which words others were made: nothing of it is kept elsewhere."""
    folder = record.save(tmp_path / "incident")
    shown = page(tl.load(folder))
    shown.run("change([['words', 2, 'Hooks stop'], ['below', 2, ['mine', 'mine', 'ours']]])")
    apply(json.dumps(downloaded(shown)), folder)
    shown = page(tl.load(folder))
    shown.run("change([['words', 2, 'Hooks are late'], ['below', 2, ['mine']]])")
    told = downloaded(shown)
    assert told["deleted"] == ["- mine", "- ours"]
    made = apply(json.dumps(told), folder).record.curation
    assert [each.text for each in made.own] == ["- mine"]
    assert [each.words for each in made.lines if each.words] == ["Hooks are late"]
    assert (made.not_placed, made.deleted) == ((), ())
    assert apply(json.dumps(told), folder).record.curation == made
    shown.call("Browser.setDownloadBehavior", session=None, behavior="deny")
    shown.run("download(); change([['words', 2, 'Hooks are gone']])")
    assert apply(json.dumps(downloaded(shown)), folder).record.curation.not_placed == ()


LINES = re.compile(r"^- <\d\d:\d\d Z>: ", re.MULTILINE)


def copied(shown, form):
    """What stands on the clipboard after that button was pressed, by type."""
    shown.call("Browser.grantPermissions", session=None, permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    shown.call("Page.bringToFront")
    click(shown, f"f.{form}")
    shown.run(SETTLED)
    return shown.run("""navigator.clipboard.read().then(async ([item]) => Object.fromEntries(await Promise.all(
      item.types.map(async type => [type, await (await item.getType(type)).text()]))))""")


CHOSEN = """change([['shown', 1, true], ['shown', 4, true], ['words', 4, 'It <b>failed</b> *twice*, see @ada'], ['heading', 4, 'Repair'],
  ['below', 4, ['# rolled back by hand']]])"""


@pytest.mark.parametrize("way", ["as the browser has it", "by the old way"])
def test_what_is_kept_is_copied_in_three_forms(page, record, way):
    """With the window, the count and what is missing; words that would act stand in code, in each form's own marks."""
    shown = page(record)
    shown.run(CHOSEN)
    if way == "by the old way":
        shown.run("Object.defineProperty(navigator.clipboard, 'write', {value: () => Promise.reject(new Error('no'))})")
    assert copied(shown, "markdown") == {
        "text/plain": """# Timeline 2019-06-20 18:30 Z to 19:30 Z

- 2 of 8 lines
- complete: every source was read whole

## Events

- <18:31 Z>: Ada looks [Slack](https://x.example/1)

## Repair

- <18:34 Z>: It `<b>failed</b>` \\*twice\\*, see `@ada` [Datadog](https://x.example/4)
- \\# rolled back by hand
"""
    }
    assert copied(shown, "slack") == {
        "text/plain": """*Timeline 2019-06-20 18:30 Z to 19:30 Z*
2 of 8 lines
complete: every source was read whole
18:31 Z: Ada looks <https://x.example/1>
*Repair*
18:34 Z: It &lt;b&gt;failed&lt;/b&gt; `*twice*`, see `@ada` <https://x.example/4>
# rolled back by hand
"""
    }
    rich = copied(shown, "rich")
    assert rich["text/plain"].startswith("# Timeline")
    assert rich["text/html"].count("<li") == 5
    assert "It &lt;b&gt;failed&lt;/b&gt; *twice*, see @ada" in rich["text/html"]
    assert 'href="https://x.example/4"' in rich["text/html"]
    assert "copied 2 of 8 lines" in shown.run("said.textContent")


def test_the_copy_of_all_lines_is_our_own_markdown_and_slack_text(page):
    """Line by line what the record's own forms say."""
    record = demo.record()
    shown = page(record)
    lines = [line for line in record.to_markdown().splitlines() if LINES.match(line)]
    assert [line for line in shown.run("markdown()").splitlines() if LINES.match(line)] == lines
    assert shown.run("slack()").splitlines()[3:] == "".join(record.pieces("slack")).splitlines()[3:]


def test_several_days_have_their_dates(page):
    """In the copy as on the page, under a heading that was set."""
    window = tl.Window("2019-06-20T00:00Z", "2019-06-22T00:00Z")
    shown = page(tl.Timeline(window, [event(n, 7200 * n, summary=f"Event {n}", source="slack") for n in range(5)]))
    shown.run("change([['heading', 1, 'Repair']])")
    assert [line for line in shown.run("markdown()").splitlines()[5:] if line] == [
        "## Events", "### 2019-06-20", "- <18:30 Z>: Event 0 Slack", "## Repair", "- <20:30 Z>: Event 1 Slack",
        "- <22:30 Z>: Event 2 Slack", "### 2019-06-21", "- <00:30 Z>: Event 3 Slack", "- <02:30 Z>: Event 4 Slack",
    ]  # fmt: skip


def test_a_message_says_how_much_it_leaves_out(page):
    """What goes to a chat is as long as a message may be."""
    shown = page(tl.Timeline(WINDOW, [event(n, n, summary="x" * 200) for n in range(100)]))
    text = shown.run("slack()")
    assert len(text) <= 12000
    left = int(re.search(r"and (\d+) more in the document\n$", text)[1])
    assert left + text.count("x" * 200) == 100


def test_where_no_clipboard_is_it_is_copied_by_hand(page, record):
    """The text stands in a field, selected."""
    shown = page(record)
    shown.run("navigator.clipboard.write = () => Promise.reject(new Error('no')); document.execCommand = () => false")
    shown.run("Object.defineProperty(navigator.clipboard, 'write', {value: () => Promise.reject(new Error('no'))})")
    shown.press("c")
    shown.run(SETTLED)
    assert shown.run("document.querySelector('.by-hand textarea').value") == shown.run("markdown()")
    assert shown.run("getSelection().toString() || document.activeElement.selectionEnd > 0")
    shown.press("Escape")
    shown.run(SETTLED)
    assert shown.run("document.querySelector('.by-hand')") is None


def test_copied_markdown_holds_our_own_nodes_only(page, record):
    """Whatever people type, in a line, in their own or as a heading: a parser finds our nodes, a reader the same words."""
    shown = page(record)
    texts = [text for text in dict.fromkeys([*CORPUS, *HOSTILE, "- a", "1. b", "> c", "***", "___", "===", "[ ] d", "| e |", "# f #",
             "~~~", "+ g", "2) h", "_i_ j_k", "`code` stays", "``", "a`b", "\\", "~5 min", "2 * 3", "C:\\*"]) if one_line(text)]  # fmt: skip
    made = shown.run(f"{json.dumps(texts)}.map(text => [inline(text), block(text), oneLine(text)])")
    for line, own, said in made:
        if not said:
            continue
        found = nodes(f"- <18:30 Z>: {line} [Slack](https://x.example/1) *tie*")
        kinds = [
            each.type.removesuffix("_open")
            for each in found
            if each.type not in ("text", "text_special", "code_inline", "inline")
        ]
        assert kinds == ["bullet_list", "list_item", "paragraph", "link", "link_close", "em", "em_close", "paragraph_close",
                         "list_item_close", "bullet_list_close"], line  # fmt: skip
        assert bare(words(found)) == bare(f"<18:30 Z>: {said} Slack tie")
        assert kinds_of(f"- {own}\n- next") == ["bullet_list", *["list_item", "paragraph", "paragraph_close", "list_item_close"] * 2,
                                               "bullet_list_close"], own  # fmt: skip
        assert bare(words(nodes(f"- {own}"))) == bare(said)
        assert kinds_of(f"## {own}\n\ntext") == ["heading", "heading_close", "paragraph", "paragraph_close"], own
        assert bare(words(nodes(f"## {own}"))) == bare(said)


def kinds_of(text):
    return [
        each.type.removesuffix("_open")
        for each in nodes(text)
        if each.type not in ("text", "text_special", "code_inline", "inline")
    ]


def bare(text):
    """Without the back-ticks that are code's marks for one reader and signs for another."""
    return re.sub(r"[`\s]", "", text)


def test_nothing_that_people_type_acts(page, again, record):
    """As words, as a heading, as a line of one's own, also when it comes back from the storage: text, and nothing else."""
    texts = [*[text for text in dict.fromkeys(HOSTILE) if one_line(text)][:60], "\u202egnp.exe", "x" * 3000]
    there = []
    for said in (texts, ["letters"] * len(texts)):
        shown, given = page(record, width=800), json.dumps(said)
        shown.run(
            f"for (const text of {given}) change([['words', 1, text], ['heading', 2, text], ['below', 3, [text, text]]])"
        )
        shown.run(f"""change([['shown', 1, true], ['above', 0, {given}], ['below', 3, {given}], ['words', 2, {given}.join('')]]);
          turn('kept')""")
        assert shown.seen.acts == []
        assert shown.run("document.documentElement.scrollWidth") <= 800
        click(shown, "tabs[0]")
        seen = again()
        assert seen.acts == [""]
        assert shown.run("choices.below.get(3).length") == len(said)
        there.append((seen.nodes, shown.run("rich().querySelectorAll('*').length")))
        if said is texts:
            assert "⟨U+202E⟩gnp.exe" in shown.run("document.querySelector('.lines').textContent")
        shown.run("localStorage.clear()")
    assert there[0] == there[1]


def test_a_long_record_stays_quick(page):
    """A choice or a word in a record of 3,000 lines touches its own row, and typing no row at all."""
    shown = page(tl.Timeline(WINDOW, [event(n, n, summary=f"Event {n}") for n in range(3000)]))
    shown.run("""touched = 0; new MutationObserver(found => { touched += found.length }).observe(document.body,
      {subtree: true, childList: true, attributes: true, characterData: true})""")

    def touches(key, text=""):
        shown.run("go(rows[1500]); new Promise(done => setTimeout(() => { touched = 0; done() }, 5))")
        shown.press(key)
        if text:
            write(shown, text[0])
            shown.run(f"{SETTLED}.then(() => {{ before_ = touched }})")
            shown.press(*text[1:])
            shown.run(SETTLED)
            assert shown.run("touched - before_") <= 1
            shown.press("Enter")
        shown.run(SETTLED)
        return shown.run("touched")

    assert touches("y") < 20
    assert touches("n") < 20
    for key in "eho":
        assert touches(key, "words") < 40
    assert touches("u") < 20


def test_what_is_kept_is_printed(page, record):
    """If anything is, under its headings; else all."""
    shown = page(record, media="print")
    shown.run("dispatchEvent(new Event('beforeprint'))")
    assert shown.run(f"{SHOWN}.length") == 8
    shown.run("dispatchEvent(new Event('afterprint'))")
    shown.run(CHOSEN)
    shown.run("dispatchEvent(new Event('beforeprint'))")
    assert shown.run(SHOWN) == [1, 4]
    hidden = "[...document.querySelectorAll('.bench, .keep, .acts, .edit, .over button, .own button')].filter(each => each.checkVisibility()).length"
    assert shown.run(hidden) == 0
    shown.run("dispatchEvent(new Event('afterprint'))")
    assert shown.run(f"[tab, {SHOWN}.length]") == ["all", 8]


def test_every_control_has_a_name_and_a_way_by_keys(page, record):
    """A role, a name, a place in the order of the tab key or a key of its own; nothing moves by itself."""
    shown = page(record)
    shown.run(f"go(rows[4]); {CHOSEN}; edit(here.row.cells[2], 'a line', '', () => {{}})")
    names = "[...document.querySelectorAll('.timeline button, textarea, [role=tab], [role=status]')].filter(each => !each.closest('dialog'))"
    assert (
        shown.run(f"{names}.filter(each => !(each.ariaLabel || each.textContent || each.role === 'status')).length")
        == 0
    )
    unreached = f"{names}.filter(each => each.tabIndex < 0 && !each.matches('.keep, [role=tab], [role=status]')).length"
    assert shown.run(unreached) == 0
    assert shown.run("[...document.querySelectorAll('*')].every(each => { const {animationName, transitionDuration, scrollBehavior} ="
                     " getComputedStyle(each); return animationName === 'none' && transitionDuration === '0s' && scrollBehavior === 'auto' })")  # fmt: skip
    assert shown.run("document.querySelector('[role=tabpanel]').getAttribute('aria-labelledby')") == "tab-all"
    listed = shown.run("help.textContent")
    assert all(key in listed for key in "ynehoOuvcd")


def test_a_page_without_names_holds_none(page):
    """Its data has neither the words nor the ids that were taken out, nor what people wrote of them. It gives no file."""
    ada = tl.Actor(id="U1ADALOVE", name="Ada Lovelace", kind="person")
    made = tl.Timeline(WINDOW, [
        event("U1ADALOVE/1", 1, actor=ada, summary='Ada Lovelace says "looking"'), event(2, 2, actor=ada, summary="Deploy started"),
    ])  # fmt: skip
    made = made.reword(made[0], "Ada Lovelace looks").under("Ada's part", made[1])
    text = made.redacted().to_html()
    assert not re.search("ada|lovelace", text, re.IGNORECASE)
    shown = page(made.redacted())
    shown.run("change([['words', 1, 'begun']])")
    assert shown.run("f.download.checkVisibility()") is False
    shown.press("d")
    assert "gives no curation" in shown.run("said.textContent")
    assert not re.search("ada|lovelace|Deploy started", shown.run("markdown() + slack()"), re.IGNORECASE)
