"""Which line of a dump a line of the edited document is: the edits that people make, with ids and without."""

import random
import re
import textwrap
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

import timeline as tl
from timeline import demo
from timeline.curation.ids import Ids, id_of, shown
from timeline.curation.match import Line, address, line_of, match
from timeline.prose.document import read
from timeline.prose.when import timed

OWN = "- <18:44 Z>: We asked the vendor, who knew of nothing"


@cache
def record():
    with demo.served() as sources:
        return tl.reconstruct(demo.WINDOW, sources)


@cache
def ids():
    lines = record().lines()
    return shown([line.first.id for line in lines], [event.id for line in lines for event in line.events])


def dump_text(*, editing):
    """The record's list as `--editing` writes it: each line with its id at the end."""
    numbers = iter(ids())
    return "\n".join(
        f"{line} ^{next(numbers)}" if editing and line.startswith("- <") else line
        for line in record().to_markdown().splitlines()
    )


def lines_of(text):
    """The lines of a document with a time or an id."""
    document = read(text)
    times = {line.place: line.time.time if line.time else None for line in timed(document, record().window)}
    return [line_of(item, times.get(place)) for place, item in enumerate(document.items) if place in times or item.ids]


@cache
def dump():
    """The lines of the dump, with the ids of their events."""
    made = lines_of(dump_text(editing=False))
    events = [tuple(event.id for event in line.events) for line in record().lines()]
    return [replace(line, events=each) for line, each in zip(made, events, strict=True)]


def each_line(change):
    """An edit of every line of the list."""
    return lambda text: "\n".join(
        change(line, number) if line.startswith("- <") else line for number, line in enumerate(text.splitlines())
    )


def events_part(text):
    """The document's head, the lines of its list, and its end."""
    lines = text.splitlines()
    own = [number for number, line in enumerate(lines) if line.startswith("- <")]
    return lines[: own[0]], lines[own[0] : own[-1] + 1], lines[own[-1] + 1 :]


def rearranged(change):
    """An edit of the list as a whole."""

    def edit(text):
        head, own, rest = events_part(text)
        return "\n".join([*head, *change(own), *rest])

    return edit


def reworded(line, number):
    id_ = re.search(r" \^\w+$", line)
    return (
        re.sub(r">: .*?( \[)", f">: Something else was written here, number {number}\\1", line, count=1)
        if id_
        else line
    )


def shuffled(own):
    random.Random(5).shuffle(own)
    return own


WITH_IDS = {
    "as it is": lambda text: text,
    "reworded": each_line(reworded),
    "newest first": rearranged(lambda own: own[::-1]),
    "in any order": rearranged(shuffled),
    "other minutes": each_line(lambda line, _: re.sub(r"<18:", "<19:", line)),
    "links gone": each_line(lambda line, _: re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)),
    "all gone but the id": each_line(lambda line, _: f"- <18:31 Z>: was edited ^{line.rsplit('^', 1)[-1]}"),
    "capitals": each_line(lambda line, _: re.sub(r"\^(\w+)$", lambda found: f"^{found[1].upper()} ", line)),
    "id in front": each_line(lambda line, _: re.sub(r"^- (.*) (\^\w+)$", r"- \2 \1", line)),
    "wrapped": each_line(
        lambda line, _: textwrap.fill(line, 80, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    ),
    "as a table": lambda text: re.sub(
        r"^- <(.*?)>: (.*)$", lambda found: f"| {found[1]} | {found[2].replace('|', '/')} |", text, flags=re.MULTILINE
    ).replace("## Events\n\n", "## Events\n\n| time | what |\n|---|---|\n"),
}
WITHOUT_IDS = {
    "as it is": lambda text: text,
    "other bullets": lambda text: text.replace("\n- <", "\n* <"),
    "newest first": rearranged(lambda own: own[::-1]),
    "one moved": rearranged(lambda own: [*own[:10], own[30], *own[10:30], *own[31:]]),
    "escapes": lambda text: text.replace("- <", "- \\<").replace(" Z>", " Z\\>"),
    "angle brackets gone": lambda text: re.sub(r"^- <(.*?)>", r"- \1", text, flags=re.MULTILINE),
    "one minute corrected": each_line(lambda line, number: line.replace("<18:46", "<18:47") if "volume drop" in line else line),
    "one reworded": each_line(lambda line, number: line.replace("Last new instance was launched", "The last of the six came up")),
    "links gone": each_line(lambda line, _: re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line)),
    "utm": each_line(lambda line, _: re.sub(r"\]\((https://[^)?]*)\)", r"](\1?utm_source=docs)", line)),
    "one link removed": each_line(lambda line, _: re.sub(r" · \[[^\]]*\]\([^)]*\)$", "", line)),
    "smart quotes": lambda text: re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text),
    "local time": each_line(lambda line, _: re.sub(r"<(\d\d):(\d\d) Z>", lambda found: f"<{int(found[1]) + 2}:{found[2]} CEST>", line)),
    "names gone": each_line(lambda line, _: re.sub(r"Ada Lovelace|Grace Hopper|Linus Pauling", "[REDACTED]", line)),
    "own lines": lambda text: text.replace("## Events\n", f"## Events\n\nSome words of mine.\n\n{OWN}\n"),
}  # fmt: skip


def right(found, order):
    """How many pairs are of the same line; `order` says which line of the dump stands where."""
    return sum(order[each.place] == each.line for each in found)


@pytest.mark.parametrize("edit", WITH_IDS)
def test_an_id_finds_its_line_whatever_became_of_it(edit):
    """Every line, with certainty; none is wrong, none is lost, none is somebody's own."""
    document = lines_of(WITH_IDS[edit](dump_text(editing=True)))
    made = match(dump(), document)
    order = [Ids({n: line.events for n, line in enumerate(dump())}).lines(line.ids[0])[0] for line in document]
    assert len(made.found) == len(dump())
    assert right(made.found, order) == len(dump())
    assert all(each.certain for each in made.found)
    assert (made.own, made.not_placed, made.left_out, made.copies) == ([], {}, [], {})


@pytest.mark.parametrize("edit", WITHOUT_IDS)
def test_without_ids_no_line_is_wrong(edit):
    """What is not told apart is not placed; own lines stay own; all others are found."""
    marked = lines_of(WITHOUT_IDS[edit](dump_text(editing=True)))
    document = [replace(line, ids=()) for line in marked]
    finder = Ids({n: line.events for n, line in enumerate(dump())})
    order = [finder.lines(line.ids[0])[0] if line.ids else None for line in marked]
    made = match(dump(), document)
    assert right(made.found, order) == len(made.found)
    assert [place for place in made.own if order[place] is not None] == []
    assert len(made.found) >= 0.95 * len(dump())
    assert made.left_out == []
    assert [document[place].text for place in made.own] == ([] if edit != "own lines" else [OWN.partition(">: ")[2]])


def no_links(text):
    return re.sub(r" \[.*(\^\w+)$", r" \1", text, flags=re.MULTILINE)


def backwards(line, _):
    """As strange as a translation."""
    turned = lambda found: f">: {found[1][::-1].replace('[', '(').replace(']', ')')}{found[2]}"  # noqa: E731
    return re.sub(r">: (.*?)( \[|\^)", turned, line, count=1)


HARD = {
    "links and names gone, newest first": lambda text: WITHOUT_IDS["newest first"](
        WITHOUT_IDS["names gone"](no_links(text))
    ),
    "links and names gone, local time": lambda text: WITHOUT_IDS["local time"](
        WITHOUT_IDS["names gone"](no_links(text))
    ),
    "all translated": each_line(backwards),
    "all reworded": each_line(reworded),
    "all reworded, no minutes": lambda text: re.sub(r"<[^>\n]*>:", "<18:31 Z>:", each_line(reworded)(text)),
    "all reworded, no links": lambda text: no_links(each_line(reworded)(text)),
}


@pytest.mark.parametrize("edit", HARD)
def test_where_little_is_left_to_know_a_line_by_nothing_is_wrong(edit):
    """What is found is right; what may be either is not placed; no line of the dump counts as left out for it."""
    marked = lines_of(HARD[edit](dump_text(editing=True)))
    finder = Ids({n: line.events for n, line in enumerate(dump())})
    order = [finder.lines(line.ids[0])[0] for line in marked]
    made = match(dump(), [replace(line, ids=()) for line in marked])
    assert right(made.found, order) == len(made.found)
    assert len(made.found) + len(made.not_placed) + len(made.own) == len(marked)


def test_what_is_deleted_is_left_out():
    """And nothing else is."""
    head, own, rest = events_part(dump_text(editing=True))
    made = match(dump(), lines_of("\n".join([*head, *own[:3], *own[8:], *rest])))
    assert made.left_out == [3, 4, 5, 6, 7]


def test_a_copied_line_is_a_copy():
    """Of two lines with one id, or of two equal ones, one is the line; the other is told, and no text of it is hidden."""
    for editing in (True, False):
        head, own, rest = events_part(dump_text(editing=editing))
        made = match(dump(), lines_of("\n".join([*head, *own[:5], own[2], *own[5:], *rest])))
        assert len(made.found) == len(dump())
        assert len(made.copies) == 1
        assert set(made.copies.values()) == {2}


def test_the_copy_is_the_one_with_other_words():
    """Wherever it stands."""
    head, own, rest = events_part(dump_text(editing=True))
    edited = re.sub(r">: .*( \^\w+)$", r">: my own words\1", own[2])
    made = match(dump(), lines_of("\n".join([*head, edited, *own, *rest])))
    assert made.copies == {0: 2}


def test_two_lines_made_one_are_both():
    """By their two ids; without ids nothing is taken for what it is not."""
    head, own, rest = events_part(dump_text(editing=True))
    merged = own[4].rsplit(" ^", 1)[0] + " and " + own[5].partition(">: ")[2] + " ^" + own[4].rsplit("^", 1)[-1]
    made = match(dump(), lines_of("\n".join([*head, *own[:4], merged, *own[6:], *rest])))
    assert {each.line for each in made.found if each.place == 4} == {4, 5}
    assert made.left_out == []


def test_an_id_that_is_cut_off_is_a_guess_and_a_strange_one_is_not_placed():
    """Half an id is taken where it is of one line; an id of another record leads nowhere."""
    head, own, rest = events_part(dump_text(editing=True))
    strange = lines_of("\n".join([*head, "- <18:40 Z>: nothing of here ^zzzz", *own, *rest]))
    made = match(dump(), strange)
    assert made.not_placed == {0: ()}
    cut = replace(
        lines_of("\n".join([*head, own[0], *rest]))[0], ids=(ids()[0][:3],), text="x", links=frozenset(), minute=None
    )
    (found,) = match(dump()[:1], [cut]).found
    assert (found.by, found.certain) == ("part of an id", False)


def minute(number):
    return record().window.start + timedelta(minutes=number)


def test_a_tie_is_not_decided():
    """Two lines of one minute with the same links, both reworded: neither is guessed, and neither counts as left out."""
    lines = [Line(minute(1), f"it fell {n}", frozenset({"https://a.example"}), (f"x:{n}",)) for n in (1, 2)]
    made = match(
        lines,
        [
            Line(minute(1), "qqq", frozenset({"https://a.example"})),
            Line(minute(1), "zzz", frozenset({"https://a.example"})),
        ],
    )
    assert (made.found, made.own, made.left_out) == ([], [], [])
    assert made.not_placed == {0: (0, 1), 1: (0, 1)}


def test_of_equal_lines_of_which_one_is_gone_none_is_chosen():
    """Which of the two was deleted nobody can tell."""
    lines = [Line(minute(1), "it fell", events=(f"x:{n}",)) for n in (1, 2)]
    made = match(lines, [Line(minute(1), "it fell")])
    assert (made.found, made.not_placed, made.left_out) == ([], {0: (0, 1)}, [])


def test_guesses_are_told_from_what_is_certain():
    """By a shared link and the minute, by links alone, by like words."""
    lines = [
        Line(minute(1), "it fell on the host", frozenset({"https://a.example", "https://b.example"}), ("x:1",)),
        Line(minute(2), "the queue grew and grew", events=("x:2",)),
        Line(minute(3), "it rose", frozenset({"https://c.example"}), ("x:3",)),
    ]
    document = [
        Line(minute(1), "quite other words", frozenset({"https://a.example"})),
        Line(minute(2), "the queue grew and grew again"),
        Line(minute(9), "back to normal", frozenset({"https://c.example"})),
    ]
    made = match(lines, document)
    assert [(each.line, each.place, each.by, each.certain) for each in made.found] == [
        (0, 0, "a link, minute", False), (1, 1, "minute, like words", False), (2, 2, "links", False),
    ]  # fmt: skip


def test_short_ids_are_as_long_as_they_must_be():
    """Four letters, more where another event's id begins so; every event of a line leads to it."""
    events = [f"slack:C1/{number}" for number in range(3000)]
    made = shown(events)
    assert min(map(len, made)) == 4
    assert len(set(made)) == len(made)
    finder = Ids({number: [event, f"other:{number}"] for number, event in enumerate(events)})
    assert all(finder.lines(short)[0] == number for number, short in enumerate(made) if len(finder.lines(short)) == 1)
    assert finder.lines(id_of("other:7")[:12]) == [7]
    assert re.fullmatch("[a-z2-7]{52}", id_of("x"))


def test_what_sharing_adds_to_an_address_is_no_part_of_it():
    """`utm_` and a slash at the end; an address that cannot be read stays."""
    assert address("https://A.example/x/?utm_source=docs&b=1") == address("https://a.example/x/?b=1")
    assert address("http://[x") == "http://[x"
