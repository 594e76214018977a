"""The forms for a terminal and for a chat: fitted, and with nothing in them that others could use."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as tl
from support_demo import EVENTS, EVENTS_ABOUT, LINES_ABOUT
from support_events import WINDOW, event
from support_folds import folding
from test_markdown import TEXTS
from timeline import demo
from timeline.formats import slack, terminal
from timeline.formats.fitted import Word, columns, fitted, words
from timeline.formats.text import one_line

OURS = re.compile(r"\x1b\[\d+m|\x1b\]8;;[!-~]*\x1b\\")
WIDE = st.text(st.sampled_from("ab é看😀e\u0301\u200d\ufe0f👩\u0e33ｶ한\U0001f1e9 "), min_size=1)
ANY = st.one_of(TEXTS, WIDE, st.text(min_size=1).filter(str.strip))


def on_terminal(record, **more):
    return "".join(terminal.pieces(record, **more))


def as_message(record, **more):
    return "".join(slack.pieces(record, **more))


def cells(text):
    """Columns by another reckoning: letters by their width, nothing for what stands on another."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
        if unicodedata.category(char) != "Cf" and char != "\ufe0f"
    )


@given(ANY, st.integers(4, 130), st.booleans())
@settings(max_examples=150)
def test_no_line_is_wider_than_the_terminal_and_none_holds_a_control(text, width, told):
    """Nothing of others' moves, colours, rings or links; what is ours is a colour or a link that is ended."""
    record = folding(text, notes=[f"on {text}"]).about("Q1", "datadog:monitor:1")
    shown = OURS.sub("", on_terminal(record, width=width, colour=told, links=told, tz="Europe/Paris", seconds=True))
    assert all(cells(line) <= width for line in shown.splitlines())
    assert not any(unicodedata.category(char) == "Cc" for char in shown if char != "\n")
    if not told:
        assert "\x1b" not in on_terminal(record, width=width)


@given(ANY, st.integers(8, 60))
def test_fitted_words_lose_nothing(text, width):
    """The lines hold the same letters in the same order, and only a word too long for any line is parted."""
    plain = one_line(text)
    made = list(fitted(words(plain), width, 2))
    assert "".join(made).replace(" ", "") == plain.replace(" ", "")
    whole = [each for each in filter(None, plain.split(" ")) if columns(each) <= width - 2]
    assert all(any(each in line for line in made) for each in whole)


def test_what_is_told_alike_is_told_once():
    """Neighbours of one colour are one run, a line's end ends it."""
    made = list(fitted([Word("a"), *words("b c dd", "<", ">")], 6, 2))
    assert made == ["a <b c>", "  <dd>"]


@pytest.mark.parametrize(
    ("text", "wide"),
    [("abc", 3), ("看", 2), ("e\u0301", 1), ("ｶ", 1), ("\uff21", 2), ("👩\u200d🚒", 4), ("❤\ufe0f", 2)],
)
def test_letters_are_as_wide_as_a_terminal_shows_them_at_most(text, wide):
    """Wide ones two, marks none; a sequence of emoji is never taken for less than it may be."""
    assert columns(text) == wide


def test_a_line_has_its_time_its_mark_and_its_links():
    """The sentence hangs beside the time, a source's name leads to its evidence, ended as terminals take it."""
    long = event(1, 1, summary="word " * 30, severity="error", url="https://x.example/1", source="slack")
    shown = on_terminal(tl.Timeline(WINDOW, [long]), width=60, links=True).splitlines()
    first = next(number for number, line in enumerate(shown) if line.startswith("18:30 Z ◆ word"))
    assert shown[first + 1].startswith(" " * 10 + "word")
    assert shown[-1].endswith("\x1b]8;;https://x.example/1\x1b\\Slack\x1b]8;;\x1b\\")
    coloured = on_terminal(tl.Timeline(WINDOW, [long]), colour=True)
    assert "\x1b[31m◆\x1b[0m" in coloured
    assert "x.example" not in on_terminal(tl.Timeline(WINDOW, [long]))


def test_the_terminal_says_what_the_document_says():
    """Counts, headings, what is left out, dates where there are several, gaps before the lines."""
    record = demo.record()
    shown = " ".join(on_terminal(record.about("4172"), width=100).split())
    for words_of in (f"{EVENTS_ABOUT} events in {LINES_ABOUT} lines, 2 folds; {EVENTS_ABOUT} of {EVENTS} events shown", "until recovery", "left out: 7 messages in 3",
                     "5 events within 2 min 57 s", "Complete: every source was read whole"):  # fmt: skip
        assert words_of in shown
    assert len(on_terminal(record, width=80).splitlines()) < 200  # of addresses alone there were as many
    gap = tl.Gap.of(WINDOW, "denied", "no way in")
    row = tl.Coverage(source="slack", type="slack", status="partial", gaps=[gap])
    shown = on_terminal(tl.Timeline(WINDOW, [event(1, 1)], [row]))
    assert shown.index("no way in") < shown.index("Event 1 happened")
    days = tl.Timeline(tl.Window("2019-06-20T18:30Z", "2019-06-22T18:30Z"), [event(1, 0), event(2, 86400)])
    assert "\n2019-06-21\n\n18:30 Z   Event 2" in on_terminal(days)


@pytest.mark.parametrize(
    ("environ", "colours", "links"),
    [
        ({"TERM": "xterm-256color"}, True, False),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False, False),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, True, False),
        ({"TERM": "dumb", "WT_SESSION": "x"}, False, False),
        ({}, False, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, True, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "6800"}, True, True),
        ({"TERM": "xterm-256color", "VTE_VERSION": "4600"}, True, False),
        ({"TERM": "xterm-kitty"}, True, True),
        ({"TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"}, True, False),
        ({"TERM": "tmux-256color", "VTE_VERSION": "6800"}, True, False),
    ],
)
def test_a_terminal_is_told_what_it_is_known_to_know(environ, colours, links):
    """Colours unless it is dumb or they are not wanted; links where they are known to work."""
    assert (terminal.coloured(environ), terminal.links_work(environ)) == (colours, links)


def as_slack_shows(line):
    """What Slack would make of a line: whether it tells or links, outside code and the address that is ours."""
    body = re.sub(r" <https://[^<>\s]*>$", "", line)
    return re.sub(r"`[^`]*`", "\0", body)


@given(ANY)
@settings(max_examples=150)
def test_nothing_of_others_acts_in_a_chat(text):
    """No mention, no link, no mark and no code of others: three entities, code, and our one address."""
    record = folding(text)
    lines = [line for line in as_message(record).splitlines() if re.match(r"\d\d:\d\d Z: ", line)]
    assert len(lines) == len(record.lines())
    for line in lines:
        assert len(re.findall(r"<https://x\.example/\w+>", line)) == 1
        shown = as_slack_shows(line)
        assert not re.search(r"[<>]|@[\w]|://[^\s\0]|www\.\w|mailto:\w", shown, re.IGNORECASE)
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
        assert line.count("`") % 2 == 0
        assert not re.search(r"(?<![^\W_])\*(?=[^\s*_~])[^*\0]*[^\s*]\*(?![^\W_])", shown)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("plain words: acme/infra#31, 50% & more", "plain words: acme/infra#31, 50% &amp; more"),
        ("<!channel> and <@U1>", "&lt;!channel&gt; and &lt;`@U1`&gt;"),
        ("@here, see https://x.example.", "`@here`, see `https://x.example`."),
        ("*bold* _it_ ~no~ a*b*c snake_case_x", "`*bold*` `_it_` `~no~` a*b*c snake_case_x"),
        ("`code` and a ` alone", "`code` and a ' alone"),
        ("__init__ of main.tf :tada:", "`__init__` of `main.tf` :tada:"),
    ],
)
def test_others_words_stay_as_they_were_where_they_do_nothing(text, made):
    """Only what would act in Slack is code; references of other services are words."""
    assert slack.inert(text) == made


@pytest.mark.parametrize("size", [0, 1, 20, 500, 3000])
def test_a_message_is_cut_at_what_it_holds_and_says_so(size):
    """Never longer than a message; the lines that are not there are counted."""
    record = tl.Timeline(
        WINDOW, [event(n, n, summary=f"Something 😀 happened {n}", url="https://x.example/1") for n in range(size)]
    )
    text = as_message(record)
    assert len(text.encode("utf-16-le")) // 2 <= slack.HOLDS
    here = len(re.findall("^18:|^19:", text, re.MULTILINE))
    left = re.search(r"^and ([\d,]+) more in the document$", text, re.MULTILINE)
    assert here + (int(left[1].replace(",", "")) if left else 0) == size
    assert bool(left) == (size > 200)


def test_a_message_says_what_is_missing():
    """Gaps and what is left out stand in it, even where it is cut."""
    gap = tl.Gap.of(WINDOW, "denied", "no way in")
    row = tl.Coverage(source="slack", type="slack", status="partial", gaps=[gap])
    text = as_message(tl.Timeline(WINDOW, [event(n, n, url="https://x.example/1") for n in range(900)], [row]))
    assert "*Incomplete: 1 gap*" in text
    assert text.endswith("more in the document\n1 gap in Slack\n")
    assert "left out: 5 lines of 1 other monitor, 2 notifications" in as_message(demo.record().about("4172"))
