"""Markdown says what others wrote, no less and no more: a parser finds our own nodes only, a reader the same words."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import timeline as tl
from support_events import WINDOW, event
from timeline.formats.inline import in_cell, label, markdown
from timeline.formats.text import one_line
from timeline.model.secrets import count

HTTPS = "https://x.example/1"
PARTS = [
    "*", "**", "_", "__", "~", "~~", "`", "``", "```", "\\", "[", "]", "(", ")", "](", "![", "<", ">", "&", "amp;", "#", "12", "@", "ada",
    "GH-", "gh-7", "https://", "x.example", "www.", "mailto:", "xmpp:", "ftp://", "//", ".com", ".tf", "$", "$$", "^", "[^1]", "a", "b",
    " ", "  ", ":", "/", "-", ".", "!", "?", '"', "'", "|", "看", "é", "😀", "€", "“", "”", "\u200b", "\u3000", "\u00a0", "<b>", "</b>",
    "<!--", "-->", "http://a.b)", "foo@bar.example", "=", "+", "{", "}", "&lt;", "&#60;", ":tada:", "\n", "\x1b", "\ud800", "x",
]  # fmt: skip
CORPUS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/x.png)", "[click](javascript:alert(1))",
    "[a][b] [a] [b]: /x", "[a](<b c> 'd')", "a | b | c", "`code` ```fence```", "@here @channel @ada", "Fixes #12, acme/api#3, GH-7",
    "acme/api@3f6c0d9", "www.evil.example", "&lt;b&gt; &#60; &copy", "**bold** _it_ ~~no~~ ~one~ ***x***", "line\nbreak\r\n- item",
    "# heading", "1. list", "- [x] done", "> quote", "$x^2$ and $$y$$ and $`z`$", "cost $5, then $6", "[^1] and [^note]", "\\* \\` C:\\",
    "<https://evil.example>", "<!-- -->", "<?x?>", "看https://evil.example/x", "1https://evil.example", "_https://evil.example_",
    "éhttps://evil.example", "жftp://evil.example", "xwww.evil.example", "a.comhttps://evil.example", "看evil.com", "_main.tf_", "~a.com~",
    "__init__ snake_case a*b*c 2 * 3 *", "`a`@b `` ` `", "*@ada*", "0*~0*", "a~~+~~b", "</b>**12~~**a", ":tada: stays", "(https://evil.example/a_(b)).",
    "[[[a](b)](c)](d)", "]( ](x) [x](", "`` `@ada", "\u202egnp.exe\u2066 zero\u200bwidth", "x\ud800y",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(CORPUS), st.lists(st.sampled_from(PARTS), min_size=1, max_size=12).map("".join), st.text(min_size=1)
).filter(one_line)
TRACKER, CODE_ONLY = MarkdownIt("gfm-like"), MarkdownIt("zero").enable("backticks")
WORDS = ("text", "text_special", "code_inline")
OURS = ["a", "/a", "em", "/em"]


def nodes(text, parser=TRACKER):
    tokens = parser.parse(text)
    return [each for token in tokens for each in (token, *(token.children or ()))]


def words(found):
    return "".join(token.content for token in found if token.type in WORDS)


def written(text):
    """What its reader is to see: the text on its line, in the author's own code spans without their fences."""
    return words(nodes(f"x{one_line(text)}", CODE_ONLY))[1:]


def same(seen, text):
    """Equal; where the author's code touches what acts, both stand in one span, with the author's back-ticks."""
    if "`" in text:
        return re.sub(r"[`\s]", "", seen) == re.sub(r"[`\s]", "", written(text))
    return seen == written(text)


def line(text):
    return f"- <18:30 Z>: {markdown(text)} [Slack]({HTTPS}) *tie*"


@given(TEXTS)
def test_a_parser_finds_our_own_nodes_and_a_reader_the_same_words(text):
    """With tables, struck words and bare addresses on: a list, a link and the emphasis are ours, nothing is theirs."""
    found = nodes(line(text))
    kinds = [each.type.removesuffix("_open") for each in found if each.type not in (*WORDS, "inline")]
    assert kinds[:5] == ["bullet_list", "list_item", "paragraph", "link", "link_close"]
    assert kinds[5:] == ["em", "em_close", "paragraph_close", "list_item_close", "bullet_list_close"]
    seen = words(found).removeprefix("<18:30 Z>: ").removesuffix(" Slack tie")
    assert same(seen, text)


@given(TEXTS)
def test_githubs_own_parser_finds_the_same(text):
    """cmark-gfm with every extension, raw HTML and footnotes."""
    cmarkgfm = pytest.importorskip("cmarkgfm")
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE | cmarkgfm.cmark.Options.CMARK_OPT_FOOTNOTES
    page = cmarkgfm.github_flavored_markdown_to_html(line(text), options)
    tags = [tag for tag in re.findall(r"<(/?\w+)[^>]*>", page) if "code" not in tag]
    assert tags == ["ul", "li", *OURS, "/li", "/ul"]
    seen = html.unescape(re.sub(r"<[^>]*>", "", page)).strip()
    assert same(seen.removeprefix("<18:30 Z>: ").removesuffix(" Slack tie"), text)


@given(TEXTS)
def test_a_cell_of_a_table_says_the_same(text):
    """A bar has its backslash, in code as outside, and whatever stands before it."""
    found = nodes(f"| a | b |\n|---|---|\n| x | {in_cell(markdown(text))} |")
    assert [each.type for each in found].count("td_open") == 2
    assert same(words(found).removeprefix("abx"), text)


@given(TEXTS)
def test_what_trackers_act_on_stands_in_code(text):
    """Mentions, references and mathematics are found after parsing, in what is no code; none is left there."""
    plain = "\0".join(each.content if each.type == "text" else "" for each in nodes(line(text)))
    assert not re.search(r"@\w|#\d|(?<![A-Za-z0-9])gh-\d|://(?=[^\s\0])|www\.|mailto:", plain, re.IGNORECASE)
    assert not re.search(r"\$(?=[^\s$])[^$]*(?<=\S)\$(?!\w)|\[\^[^\[\]]+\]", plain)


@given(TEXTS)
def test_nothing_of_ours_is_unseen_or_an_entity(text):
    """No entity and no character without width is written that was not there, and theirs stand in code."""
    made = markdown(text)
    assert "\u200b" not in made
    assert not re.search(r"&#?\w+;", words(each for each in nodes(line(text)) if each.type == "text"))
    assert len(re.findall(r"&#?\w+;", made)) == len(re.findall(r"&#?\w+;", one_line(text)))


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("deploybot[bot] pushed to http_hooks_v2", "deploybot[bot] pushed to http_hooks_v2"),
        ("p95 < 3 s & 2 * 3 = 6, it costs $5", "p95 < 3 s & 2 * 3 = 6, it costs $5"),
        ("C:\\Users\\ada, 5 # of 7 @ noon, ~5 min", "C:\\Users\\ada, 5 # of 7 @ noon, ~5 min"),
        ("high-5 at 18:43 in host:web.acme.com :tada:", "high-5 at 18:43 in host:web.acme.com :tada:"),
        ("`make deploy` is *safe*", "`make deploy` is \\*safe\\*"),
        ("__init__ and snake_case", "\\_\\_init\\_\\_ and snake_case"),
        ("thanks @ada.", "thanks `@ada`."),
        ("see acme/api#3, then #12!", "see `acme/api#3`, then `#12`!"),
        ("at https://x.example/a, now", "at `https://x.example/a`, now"),
        ("詳細は看https://x.example", "詳細は看`https://x.example`"),
        ("<b>bold</b> &lt;", "`<b>`bold`</b>` `&lt;`"),
        ("[runbook](https://x.example) ![x](y)", "`[runbook](https://x.example)` `![x](y)`"),
        ("a `x` @b", "a `x` `@b`"),
        ("say `@b` or ``x", "say `@b` or \\`\\`x"),
        ("`x`@b", "`` `x`@b ``"),
        ("a \\* b", "a \\\\* b"),
        ("$x^2$ but $HOME", "`$x^2$` but $HOME"),
        ("see main.tf", "see `main.tf`"),
        ("a ~~b~~ [^1]", "a \\~\\~b\\~\\~ `[^1]`"),
    ],
)
def test_the_text_stays_clean(text, made):
    """Only what acts is code, only what marks has a backslash; the rest is as it was written."""
    assert markdown(text) == made


@pytest.mark.parametrize("name", ["slack", "slack-emea", "a_b", "team.prod", "看"])
def test_a_plain_name_is_written_plainly(name):
    """A source's name without a mark needs no code."""
    assert label(name) == name


@pytest.mark.parametrize(
    "name", ["*x*", "_x_", "# x", "1. x", "- x", "a]b", "@ada", "x.com", "[x]", "`", "> x", " ", "a\nb*", "x\\"]
)
@pytest.mark.parametrize("style", ["record", "table", "compact"])
def test_a_sources_name_marks_nothing(name, style):
    """Names stand in links, in emphasis and where a line begins: the page has the nodes that a plain name gives."""

    def shape(source):
        events = [event(n, n, source=source, url=HTTPS) for n in range(2)]
        row = tl.Coverage(source=source, type="x", status="partial", events=2, raw_rows=2, notes=["one"],
                          gaps=[tl.Gap.of(WINDOW, "denied", "no way", where="#y")])  # fmt: skip
        page = tl.Timeline(WINDOW, events, [row]).to_markdown(style=style)
        return [each.type for each in nodes(page) if each.type not in (*WORDS, "inline", "softbreak")]

    assert shape(name) == shape("plain")


@pytest.mark.parametrize("style", ["record", "table", "compact"])
@given(text=TEXTS)
def test_a_whole_record_has_our_nodes_only(style, text):
    """In the summary, a gap's place and words, a note: the page has the nodes that plain words give."""

    def shape(said):
        gap = tl.Gap.of(WINDOW, "denied", said, where=said)
        row = tl.Coverage(
            source="slack", type="slack", status="partial", events=1, raw_rows=1, gaps=[gap], notes=[said]
        )
        page = tl.Timeline(WINDOW, [event(1, source="slack", summary=f"Said {said}", url=HTTPS)], [row]).to_markdown(
            style=style
        )
        return [(each.type, each.attrs.get("href")) for each in nodes(page) if each.type not in (*WORDS, "inline")]

    assert shape(text) == shape("ask ada@acme.example" if count(text) else "plain words")  # what is masked is counted


def test_header_and_record_are_two_lists():
    """A blank line does not end a list: a heading stands between, so that neither becomes loose."""
    page = nodes(tl.Timeline(WINDOW, [event(1), event(2, 1)]).to_markdown())
    assert [each.type for each in page].count("bullet_list_open") == 2
    assert all(each.hidden for each in page if each.type == "paragraph_open" and each.level)


@pytest.mark.parametrize(
    ("summary", "made"),
    [
        ("Pull request merged by Ada (o/r#7)", "Pull request merged by Ada (o/r#7)"),
        ('Ada commented on o/r#7: "see o/r#7"', 'Ada commented on o/r#7: "see `o/r#7`"'),
        ("Change opened: as o/r#7 says (o/r#7)", "Change opened: as `o/r#7` says (o/r#7)"),
        ("Change opened: like o/r#8 (o/r#7)", "Change opened: like `o/r#8` (o/r#7)"),
        ('Ada says "o/r#7"', 'Ada says "`o/r#7`"'),
    ],
)
def test_only_our_own_word_refers_to_the_pull_request(summary, made):
    """The pull request that an event is about is referred to once, by us; what others quote is code."""
    made_of = event(1, kind="change.merged", summary=summary, tags={"repo": "o/r", "number": "7"})
    assert f">: {made} deploys" in tl.Timeline(WINDOW, [made_of]).to_markdown()
    other = event(1, kind="build.started", summary=summary, tags={"repo": "o/r", "number": "7"})
    assert "`o/r#7`" in tl.Timeline(WINDOW, [other]).to_markdown()
