"""Nothing that others wrote acts in anything that a browser opens, and nothing is loaded: looked at in a browser."""

import json
import re
from pathlib import Path

import altair as alt
import pytest
from markdown_it import MarkdownIt

import timeline as tl
from support_browser import NODES, SETTLED
from support_hostile import CORPUS, mixed, records
from support_needs import from_npm
from timeline import demo
from timeline.formats.lanes import WORDS
from timeline.formats.page import in_script
from timeline.formats.text import one_line

LANES = ["source", "service", "actor", "kind"]
# As a notebook holds an output, with nothing that would hold a script back.
NOTEBOOK = (
    '<!doctype html><meta charset="utf-8"><body data-jp-theme-light="true"><div class="jp-RenderedHTMLCommon">{}</div>'
)
OUTPUTS = {
    "page": lambda record: record.to_html(),
    "page without its policy": lambda record: unguarded(record.to_html()),
    "notebook": lambda record: NOTEBOOK.format(record._repr_html_()),
    "chart": lambda record: record.plot().to_html(),
    "chart without its policy": lambda record: unguarded(record.plot().to_html()),
    **{f"chart by {by} in a notebook": lambda record, by=by: NOTEBOOK.format(record.plot(by=by)._repr_html_()) for by in LANES},
}  # fmt: skip
CDN = re.compile(r"https://cdn\.jsdelivr\.net/npm/([\w-]+)@([\w.]+)")


def unguarded(page):
    """The page without its policy: its text alone holds."""
    page, found = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert found == 1
    return page


@pytest.fixture(scope="module", params=["corpus", "mixed"])
def pairs(request):
    """Hostile records, each with one of the same shape that holds letters."""
    return records(CORPUS if request.param == "corpus" else mixed(40))


@pytest.fixture
def opened(browser, tmp_path):
    """What a browser sees of a text that is opened from disk."""

    def open_it(text, name="opened.html"):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return browser.open(tmp_path / name)

    return open_it


def held_apart(hostile, letters):
    """Neither does anything, and they have the same nodes, with the same attributes."""
    assert hostile.acts == []
    assert letters.acts == []
    assert hostile.nodes == letters.nodes


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("<img src=data:, onerror=alert(7)>", lambda seen: seen.dialogs == ["7"]),
        ("<script>throw new Error('7')</script>", lambda seen: "7" in seen.errors[0]),
        ("<script>console.error(7)</script>", lambda seen: "7" in seen.errors[0]),
        ("<script>setTimeout(() => alert(7), 20)</script>", lambda seen: seen.dialogs == ["7"]),
        ("<img src=https://x.example/7>", lambda seen: seen.requests == ["https://x.example/7"]),
        ("<img src=near.png>", lambda seen: seen.requests[0].endswith("near.png")),
        ("<meta http-equiv=refresh content='0;url=https://x.example/7'>", lambda seen: "https://x.example/7" in str(seen)),
        ("<template><b title=x></b></template>", lambda seen: seen.nodes["b[title]"] == 1),
        ("<svg><a><title>x</title></a></svg>", lambda seen: seen.nodes["x:a[]"] == 1),
        ("<!-- x -->", lambda seen: seen.nodes["#8"] == 1),
        ("<p>x", lambda seen: seen.acts == []),
    ],
)  # fmt: skip
def test_the_browser_sees_what_acts(opened, body, seen):
    """Dialogs, errors, requests, elements and comments are seen where they are."""
    assert seen(opened(f"<!doctype html>{body}"))


@pytest.mark.parametrize("output", OUTPUTS)
def test_no_page_acts(opened, pairs, output):
    """The file, the views of a notebook and the charts by all lanes: no dialog, no error, no request, no foreign node."""
    for hostile, letters in pairs:
        held_apart(opened(OUTPUTS[output](hostile)), opened(OUTPUTS[output](letters)))


@pytest.mark.parametrize("by", ["source", "actor"])
def test_no_picture_acts(opened, pairs, tmp_path, by):
    """An SVG file that is opened by itself is well-formed, and others' words are words in it."""
    for hostile, letters in pairs:
        pictures = (each.plot(by=by).save(tmp_path / "saved.svg").read_text() for each in (hostile, letters))
        held_apart(*(opened(picture, "opened.svg") for picture in pictures))


def test_no_rendered_markdown_acts(opened, pairs):
    """Markdown with HTML and links switched on, as notebooks and trackers render it: what would act stands in code."""
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": True}).render
    for hostile, letters in pairs:
        for form in (lambda record: record.to_markdown(style="table"), lambda record: record._repr_markdown_()):
            first, second = (opened(NOTEBOOK.format(rendered(form(each)))) for each in (hostile, letters))
            assert first.acts == []
            assert set(first.nodes) <= {*second.nodes, "code[]"}


def shown_by_altair(record):
    """Altair's page, what it shows in a notebook, and a page of a chart that is built on ours."""
    bundle = record.plot().chart._repr_mimebundle_()
    return [record.plot(by="service").chart.to_html(), NOTEBOOK.format(bundle["text/html"]),
            alt.vconcat(record.plot().chart).to_html()]  # fmt: skip


def test_altairs_own_display_holds_words_only(opened, pairs):
    """Altair's displays ask for Altair's scripts and nothing else, and have no node of others'."""
    for hostile, letters in pairs:
        for pages in zip(shown_by_altair(hostile), shown_by_altair(letters), strict=True):
            first, second = map(opened, pages)
            assert first.dialogs == []
            assert {CDN.match(address)[1] for address in first.requests} <= {"vega", "vega-lite", "vega-embed"}
            assert first.nodes == second.nodes


# Where Vega writes what it reads: the sentence of a mark, and the names of the lanes.
DRAWN = """({
  marks: [...document.querySelectorAll('.mark-symbol.role-mark path')].map(each => each.getAttribute('aria-label')),
  lanes: [...document.querySelectorAll('.role-axis-label text')].map(each => each.textContent),
  links: [...document.querySelectorAll('.mark-symbol.role-mark a')].map(each => each.getAttribute('xlink:href')) })"""
# Each mark is pointed at: the elements of its tip.
TIPS = """[...document.querySelectorAll('.mark-symbol.role-mark path')].map(mark => {
  const {x, y} = mark.getBoundingClientRect(), at = {bubbles: true, clientX: x, clientY: y};
  mark.dispatchEvent(new PointerEvent('pointermove', at));
  mark.dispatchEvent(new MouseEvent('mousemove', at));
  return [...document.querySelectorAll('#vg-tooltip-element *')].map(each => each.localName) })"""


def test_altairs_chart_is_drawn_from_the_data(opened, browser, pairs, pytestconfig):
    """With its scripts at hand Vega reads the data as it was written, draws every event, and nothing acts."""
    for pair in pairs:
        nodes = []
        for record in pair:
            page = CDN.sub(lambda found: _script(found, pytestconfig), record.plot().chart.to_html())
            seen, drawn = opened(page), browser.run(DRAWN)
            assert seen.dialogs == seen.errors == []
            assert {address.partition(":")[0] for address in seen.requests} <= {"file", "data"}
            assert len(drawn["marks"]) == len(record)
            assert all(any(one_line(each.summary) in said for said in drawn["marks"]) for each in record)
            assert len(drawn["lanes"]) >= len(record.coverage)
            assert all(link is None or link.startswith("https://") for link in drawn["links"])
            assert {name for tip in browser.run(TIPS) for name in tip} == {"table", "tbody", "tr", "td"}
            assert seen.dialogs == []
            nodes.append(set(seen.nodes))
        assert nodes[0] == nodes[1]


def _script(found, pytestconfig):
    folder = from_npm(found[1], found[2], pytestconfig.cache.mkdir("npm"))
    return (folder / "build" / f"{found[1]}.min.js").as_uri()


MERMAID = "11.17.2"
RENDER = """(async text => {{ mermaid.initialize({{startOnLoad: false}}); const {{svg}} = await mermaid.render('made', text);
  document.body.innerHTML = svg; return {{
  words: [...document.querySelectorAll('.taskText, .taskTextOutsideRight, .taskTextOutsideLeft')].map(e => e.textContent.trim()),
  names: [...document.querySelectorAll('.sectionTitle')].map(each => each.textContent.trim()) }} }})({})"""


def test_no_diagram_acts(opened, browser, pairs, pytestconfig):
    """Mermaid itself draws each sentence as it was written, as far as it is shown, and nothing else."""
    library = (from_npm("mermaid", MERMAID, pytestconfig.cache.mkdir("npm")) / "dist" / "mermaid.min.js").read_text()
    for pair in pairs:
        nodes = []
        for record in pair:
            seen = opened("<!doctype html><meta charset='utf-8'><body>")
            browser.run(library)
            drawn = browser.run(RENDER.format(json.dumps(record.to_mermaid())))
            browser.run(SETTLED)
            assert seen.acts == []
            assert sorted(drawn["words"]) == sorted(_shown(line) for line in record.lines()[:50])
            assert {name for name in drawn["names"] if name} == {_cut(each.source) for each in record}
            nodes.append(set(browser.run(NODES)))
        assert nodes[0] == nodes[1]


def _shown(line):
    return f"{WORDS[line.severity][0] if line.severity else '·'} {_cut(line.text)}"


def _cut(text):
    """As much as a diagram shows of it, spaces as HTML shows them."""
    whole = one_line(text)
    return re.sub(r"\s+", " ", whole if len(whole) <= 60 else f"{whole[:59].rstrip()}…")


def test_data_in_a_script_is_read_back_and_ends_nothing():
    """What one function writes into scripts is JSON of the same text, without a mark that HTML or JavaScript acts on."""
    for text in CORPUS + mixed(200):
        made = in_script({text: [text]})
        assert json.loads(made) == {text: [text]}
        assert not re.search("[<>&\u2028\u2029]", made)
        assert "<" not in json.dumps({"values": made})  # as Altair writes it again


def test_one_module_writes_scripts():
    """No other module of ours holds a script element, a handler or a policy of a page; a document has a head only."""
    package = Path(tl.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(
            r"<\s*/?script|\bon(load|error|click|input)\s*=\s*[\"']|Content-Security-Policy|<!doctype",
            path.read_text(),
            re.IGNORECASE,
        )
    }
    assert found == {"formats/page.py", "postmortem/page.py"}
    assert "script" not in (package / "postmortem/page.py").read_text()


def test_a_page_runs_no_script_but_its_own(opened):
    """Even if a script of others got into the file, its policy would not let it run."""
    page = (
        demo.record().to_html().replace("</form>", "</form><script>alert(1)</script><img src=data:, onerror=alert(2)>")
    )
    seen = opened(page)
    assert seen.dialogs == []
    assert len(seen.errors) >= 2
    chart = opened(demo.record().plot().to_html().replace("</svg>", "</svg><script>alert(1)</script>"))
    assert chart.dialogs == []
