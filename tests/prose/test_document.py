"""A document is read into items that together are the whole of it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.prose.document import read
from timeline.prose.items import alike, without_ids

FRAGMENTS = [
    "- 18:43 Z a", "  - nested 18:44", "* b", "1. c", "   more of it", "| a | b |", "|---|---|", "| 18:43 | [x](http://a.example) |", "# H",
    "### 18:43", "text ^k3f9 [Slack](https://a.example)", "```", "~~~", "---", "===", "> 18:43 q", ">", "-", "#", "[ref]: http://a.example",
    "<table><tr><td>18:43 Z</td><td>x", "</td></tr></table>", "<details>", "</details>", "<!-- 18:43", "-->", "+---+---+", "| a | b", "+===+===+",
    "    18:43 indented", "\t18:44 tab", "18:43 plain", "18:44 plain", "Date: 2019-06-20", "&lt;18:43 Z&gt;: x", "\\<18:43 Z\\>: y", "",
    " ", "\u00a0", "**b", "`c", "[^1]: foot", "Term\n: def", "![i](x)", "<http://a.example>", "\x0b", "\u2028", "- - - 18:43", "&#0;", "\0",
]  # fmt: skip


@settings(max_examples=400)
@given(
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=20)), max_size=14).map("\n".join),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_the_items_are_the_whole_document(text, end):
    """Every line that is not blank is in an item; items stand in the order of their lines, and belong to earlier ones."""
    document = read(text.replace("\n", end))
    covered = {number for item in document.items for number in range(item.first, item.last + 1)}
    assert {number for number, line in enumerate(document.lines, 1) if line.strip()} <= covered
    assert [item.first for item in document.items] == sorted(item.first for item in document.items)
    for place, item in enumerate(document.items):
        assert 1 <= item.first <= item.last <= len(document.lines)
        assert item.inside is None or item.inside < place


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["alpha", "18:43 Z beta", "gamma", "- 18:44 delta", "| 18:45 | eps |", "# zeta", "> eta", "1. theta"]
        ),
        max_size=10,
    )
)
def test_no_word_is_lost(pieces):
    """Every word of a document stands in the text of an item."""
    shown = " ".join(item.text for item in read("\n\n".join(pieces)).items).split()
    for word in ("alpha", "beta", "gamma", "delta", "eps", "zeta", "eta", "theta"):
        assert shown.count(word) == " ".join(pieces).split().count(word)


def test_what_an_item_is():
    """Nested and wrapped list items, rows with their heads, headings with their path, all with their lines."""
    text = "# A\n\n- <18:43 Z>: x\n  y [S](https://s.example) · [P +4 s](https://p.example) *tie of 2* ^k3f9\n  - z\n\n## B\n\n| T | W |\n|-|-|\n| 18:44 | q \\| r |\n"
    first, item, nested, second, head, mark, row = read(text).items
    assert [each.sort for each in (first, item, nested, second, head, mark, row)] == [
        "heading",
        "item",
        "item",
        "heading",
        "head",
        "mark",
        "row",
    ]
    assert (item.first, item.last, item.path, item.ids) == (3, 4, ("A",), ("k3f9",))
    assert (item.words, item.bare) == ("x y S · P +4 s tie of 2 ^k3f9", "x y")
    assert [link.address for link in item.links] == ["https://s.example", "https://p.example"]
    assert (nested.inside, nested.level) == (1, 2)
    assert (row.cells, row.columns, row.words, row.path) == (("18:44", "q | r"), ("T", "W"), "q | r", ("A", "B"))


@pytest.mark.parametrize(
    "line",
    [
        "- <18:43 Z>: it fell", "- \\<18:43 Z\\>: it fell", "- &lt;18:43 Z&gt;: it fell", "* 18:43 Z>: it fell", "- **18:43 Z**: it fell",
        "- 18:43 Z: it fell", "<18:43 Z>: it fell", "> - <18:43 Z>: it fell", "| <18:43 Z> | it fell |\n|-|-|\n| 18:43 Z | it fell |",
        "### 18:43 Z: it fell", "18:43 Z\n:   it fell", "- `18:43 Z` it fell", "1. <18:43 Z>:\n   it fell", "- <18:43 Z>:\n\n  it fell",
        "<ul><li>&lt;18:43 Z&gt;: it fell</li></ul>", "<table><tr><td>18:43 Z</td><td>it fell</td></tr></table>",
        "+---------+---------+\n| 18:43 Z | it      |\n|         | fell    |\n+---------+---------+", "    18:43 Z it fell", "- [18:43 Z] it fell",
        "\\- <18:43 Z>: it fell".replace("\\- ", "\u2022 "),
    ],
)  # fmt: skip
def test_one_line_in_many_forms(line):
    """What a formatter, a converter or a paste makes of a line of the record is the same line."""
    items = [item for item in read(line).items if item.said and "18:43" in item.text]
    assert [(item.said.clock.hour, item.said.clock.minute, item.said.zone.name) for item in items[-1:]] == [
        (18, 43, "Z")
    ]
    assert "it fell" in " ".join(item.text for item in read(line).items)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("x ^k3f9", ["k3f9"]), ("x ^k3f9 ", ["k3f9"]), ("x ^K3F9", ["k3f9"]), ("^k3f9 x", ["k3f9"]), ("x ^k3f9 y", ["k3f9"]),
        ("x ^k3f9 ^k3f9", ["k3f9", "k3f9"]), ("x ^k3f9 ^ab2c", ["k3f9", "ab2c"]), ("x ^k3", ["k3"]), ("x (^k3f9)", ["k3f9"]), ("x `^k3f9`", ["k3f9"]),
        ("x \\^k3f9", ["k3f9"]), ("x. ^ k3f9", ["k3f9"]), ("x 2^10 a^b", []), ("x [^1]", []), ("x ^k3f9.", ["k3f9"]), ("x ^", []),
    ],
)  # fmt: skip
def test_ids_are_found_anywhere_in_a_line(text, ids):
    """Doubled, in capitals, with a space behind, two on one line, half cut off; powers and footnotes are none."""
    (item,) = read(f"- 18:43 Z {text}").items
    assert list(item.ids) == ids
    assert without_ids("a ^k3f9 b ^that", frozenset({"k3f9"})) == "a b ^that"


def test_a_wrapped_line_is_one_and_pasted_lines_are_several():
    """A time at the beginning of a wrapped line of a list item is no new line; in plain text each is one."""
    assert len(read("- 18:43 recovered 3 times until\n  18:59 and then\n  19:01").items) == 1
    assert [item.first for item in read("18:43 a\n18:44 b\nmore\n18:45 c").items] == [1, 2, 4]
    assert len(read("It was seen at\n18:43 that it fell").items) == 1


def test_texts_are_alike_whatever_an_editor_made_of_their_marks():
    """Quotation marks, dashes, dots, spaces, capitals."""
    assert alike("\u201cLet\u2019s\u201d go \u2013 now\u2026") == alike('"let\'s"  go - now...')


@pytest.mark.parametrize(
    "text",
    ["[" * 400_000, "word " * 200_000, "<" * 300_000, "*a _b " * 60_000, "18:43" * 60_000, "![" * 40_000, "- 18:43 Z " + "a " * 400_000,
     "- about " * 20_000, "<td>" * 60_000, "`" * 200_000, ">" * 20_000, "- " * 20_000, "18:43 - " * 40_000],
    ids=range(13),
)  # fmt: skip
def test_no_text_takes_for_ever(text):
    """What no person wrote is read in time that grows with its length."""
    began = time.monotonic()
    assert read(text).items
    assert time.monotonic() - began < 20
