"""What is folded, left out or put under headings, as every format shows it."""

import json
import re
from html.parser import HTMLParser

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import timeline as tl
from support_demo import EVENTS
from support_events import WINDOW, event
from support_folds import COUNT, folding
from test_markdown import TEXTS, same
from timeline import demo
from timeline.formats.lines import extent, witnesses
from timeline.formats.schema import json_schema
from timeline.formats.text import one_line
from timeline.porting.source import product

CALLED = {name: product(name) or name for name in ("datadog", "github", "pagerduty", "slack", "terraform")}
FOLDS = ["default", "happenings", "none", "threads"]
TRACKER = MarkdownIt("gfm-like", {"html": True, "linkify": True})
WORDS = ("text", "text_special", "code_inline")


@pytest.fixture(scope="module")
def record():
    return demo.record()


@pytest.fixture(scope="module")
def part(record):
    return record.about("4172")


def listed(text):
    return [line for line in text.splitlines() if line.startswith("- <")]


@pytest.mark.parametrize("fold", FOLDS)
def test_counts_add_up_with_every_folding(record, fold):
    """The head says as many lines as there are, and all events, whatever is folded."""
    made, text = record.lines(fold), record.to_markdown(fold=fold)
    folds = sum(bool(line.members) for line in made)
    said = f"{EVENTS} events in {len(made)} lines" + (f", {folds} folds" if folds else "")
    assert f"- {said}\n" in text
    assert len(listed(text)) == len(made)
    page = record.to_html(fold=fold)
    assert said in page
    assert page.count("<tr data-source") == len(made)
    assert record.to_mermaid(fold=fold).count("milestone") == 50


@pytest.mark.parametrize("fold", [True, False, "all", None])
def test_a_folding_that_is_none_is_refused(record, fold):
    """A yes or no is no folding any more: the error names those there are."""
    for write in (record.to_markdown, record.to_html, record.to_mermaid):
        with pytest.raises(tl.ConfigError, match="default, happenings, none, threads"):
            write(fold=fold)


def test_a_fold_says_its_count_its_span_and_its_evidence():
    """Its sentence, the first and the last of its members linked, how many events within which time."""
    flap, storm, *_ = listed(folding("disk").to_markdown())
    first, last = "[Datadog](https://x.example/f0)", "[Datadog +7 min](https://x.example/g2)"
    assert flap.endswith(f"(30 s each) {first} … {last}, 6 events within 7 min 10 s")
    assert "alerted for 12 groups (disk0, disk1, disk2 and 9 more) within 11 s [Datadog]" in storm


def test_a_page_holds_every_member_of_a_fold():
    """The row of a fold has the worst severity of its members, and each of them behind it with its own link."""
    page = folding("disk").to_html()
    rows = page.split("<tr data-source")[1:]
    assert 'data-severity="warning"' in rows[0]
    assert 'data-severity="ok"' in rows[-1]  # a build begins without one
    behind = rows[0].partition("</summary>")[2]
    assert behind.partition("</table>")[0].count("<tr>") == 6
    for key in ("f0", "g0", "f1", "g1", "f2", "g2"):
        assert f'href="https://x.example/{key}"' in behind
    assert page.count('href="https://x.example/s5"') == 1


def test_lines_of_one_minute_in_known_order_are_no_tie():
    """Of a group that ties the first says so, with its size; nothing else does, however short times are shown."""
    ordered = tl.Timeline(WINDOW, [event(n, n) for n in range(3)]).to_markdown()
    assert "tie" not in ordered
    tied = listed(tl.Timeline(WINDOW, [event(n, 5, source=f"s{n}") for n in range(3)]).to_markdown())
    assert ["tie of 3" in line for line in tied] == [True, False, False]


def test_notes_of_one_sort_are_one():
    """Nine notes that differ in the host are one line of the coverage, in every form."""
    notes = [f"during the downtime of host:web-{n} no alert of it was posted" for n in range(9)]
    record = folding("disk", notes=notes)
    for text in (record.to_markdown(), record.to_html(), record._repr_html_()):
        assert text.count("during nine downtimes") == 4  # one a source
        assert "host:web-0, host:web-1" in text


def test_headings_come_from_times_and_what_is_left_out_is_counted(record, part):
    """Four headings at most; each reason with the option that shows it; a part of the part counts nothing."""
    text = part.to_markdown()
    for row in part.left_out:
        assert f"; `{row['option']}` shows them" in text
    assert sum(row["events"] for row in part.left_out) + len(part) == len(record)
    assert "left out" not in part.where(source="slack").to_markdown()
    assert "### until recovery" in part.where(source="slack").to_markdown()
    assert "###" not in record.to_markdown()
    table = part.to_markdown(style="table")
    assert table.count("| time | what happened | evidence |") == 4


def test_a_page_says_why(record, part):
    """Of a part that was chosen each line has its reason; of another record there is no such column."""
    page = part.to_html()
    assert "<th>why</th>" in page
    assert page.count("<td>key</td>") + page.count("<td>channel</td>") + page.count("<td>service</td>") == len(
        part.lines()
    )
    assert "<th>why</th>" in part._repr_html_()
    assert "<th>why</th>" not in record.to_html()
    assert "<code>--all --kind &#x27;message.*&#x27;</code> shows them" in page


def test_json_says_why_and_what_is_left_out(record, part, tmp_path):
    """`about` on every event and `left_out` at the top, as the published schema has it; both are read back without."""
    made = json.loads(part.to_json(raw=True))
    schema = jsonschema.Draft202012Validator(json_schema())
    schema.validate(made)
    assert [each["about"] for each in made["events"]] == [part.why_about(each) for each in part]
    assert made["left_out"] == [{name: row[name] for name in ("reason", "lines", "events")} for row in part.left_out]
    header, *lines = map(json.loads, part.to_jsonl().splitlines())
    for each in (header, *lines):
        schema.validate(each)
    assert header["left_out"] == made["left_out"]
    plain = json.loads(record.to_json())
    assert "left_out" not in plain
    assert all("about" not in each for each in plain["events"])
    (tmp_path / "part.json").write_text(part.to_json())
    (tmp_path / "part.jsonl").write_text(part.to_jsonl())
    for name in ("part.json", "part.jsonl"):
        assert tl.load(tmp_path / name).to_dicts() == part.to_dicts()
    assert list(tl.load(part.save(tmp_path / "kept"))) == list(part)


@pytest.mark.parametrize("change", [{"about": "because"}, {"left_out": [{"reason": "x"}]}])
def test_the_schema_refuses_other_reasons(part, change):
    """A reason that is none of three, a row that is not whole."""
    made = json.loads(part.to_json())
    (made["events"][0] if "about" in change else made).update(change)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, json_schema())


def test_a_long_record_says_how_its_incidents_are_seen(part):
    """A notebook's view of many lines names the incidents in them; a short one, and a part about one, does not."""
    pages = [
        event(
            n,
            3000 + n,
            source="pagerduty",
            kind="incident.triggered",
            tags={"number": f"{n}"},
            summary=f"Incident {n} <b>",
        )
        for n in range(7)
    ]
    long = tl.Timeline(WINDOW, [*(event(f"x{n}", n) for n in range(300)), *pages])
    view = long._repr_html_()
    assert "<code>record.about(&quot;0&quot;)</code> shows what belongs to: Incident 0 &lt;b&gt;" in view
    assert view.count("<code>record.about(") == 5
    assert "and 107 more lines" in view
    assert "<code>record.about(" not in part._repr_html_()
    assert "<code>record.about(" not in tl.Timeline(WINDOW, pages)._repr_html_()


def kinds(text):
    """The nodes of a document as a tracker parses it, others' code spans left out."""
    tokens = [each for token in TRACKER.parse(text) for each in (token, *(token.children or ()))]
    return [each.type for each in tokens if each.type not in (*WORDS, "inline")], tokens


def items(tokens):
    """What a reader sees of each item of a list."""
    made, inside = [], False
    for token in tokens:
        if token.type == "list_item_open":
            made.append("")
            inside = True
        elif token.type == "list_item_close":
            inside = False
        elif inside and token.type in WORDS:
            made[-1] += token.content
    return made


@given(TEXTS.filter(lambda text: one_line(text).strip("`")))
@settings(max_examples=60)
def test_folds_headings_and_notes_are_ours_alone(text):
    """Whatever a stranger calls things, a parser finds the same nodes, and a reader every line's own sentence."""
    record = folding(text, notes=[f"a note on {text}"]).about("Q1", "datadog:monitor:1", "datadog:monitor:2")
    plain = folding("disk", notes=["a note on disk"]).about("Q1", "datadog:monitor:1", "datadog:monitor:2")
    found, tokens = kinds(record.to_markdown())
    assert found == kinds(plain.to_markdown())[0]
    seen = items(tokens)
    for line, item in zip(record.lines(), [each for each in seen if each.startswith("<")], strict=True):
        said = item.partition(">: ")[2]
        assert same(said[: len(said) - len(evidence(line))], line.text)
    assert any(same(each.partition(": ")[2], f"a note on {text}") for each in seen[-3:])


def evidence(line):
    """What stands behind the sentence."""
    names = [name for name, _ in witnesses(line, CALLED)]
    return f" {' … '.join(names)}, {extent(line)}" if line.members else f" {' · '.join(names)}"


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted(name for name, _ in attrs)))


@given(st.one_of(TEXTS, st.text(min_size=1).filter(str.strip)))
@settings(max_examples=40)
def test_a_page_of_folds_has_no_tag_of_others(text):
    """Members, notes and what it is about are words."""

    def tags(word):
        record = folding(word, notes=[f"a note on {word}"]).about("Q1", "datadog:monitor:1")
        return Tags(record.to_html()).found, Tags(record._repr_html_()).found

    assert tags(text) == tags("disk")


def test_every_fold_is_tried():
    """The record of these tests has the folds that it says."""
    record = folding("disk")
    assert len(record) == COUNT
    assert {line.rule for line in record.lines() if line.members} == {"flapping", "storm", "paging", "build"}
    assert re.search(r"push: no answer", record.to_markdown())
