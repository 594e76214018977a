"""When lines happened: zone and day are taken from where they are said, and nothing is guessed."""

from datetime import UTC, datetime

import pytest

import timeline as tl
from support_prose import WINDOW, papers
from timeline.prose.document import read
from timeline.prose.when import timed
from timeline.prose.zones import zone_named

HOUR = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
NIGHT = tl.Window("2019-06-20T23:00Z", "2019-06-21T01:00Z")
DAYS = tl.Window("2019-06-20T00:00Z", "2019-06-22T00:00Z")


def lines(text, window=HOUR, zone=None):
    return timed(read(text), window, zone_named(zone) if zone else None)


def told(text, window=HOUR, zone=None):
    """A line each: its time, `out` where it is of no time in the window, or why it is refused."""
    return [
        line.refused or (f"{line.time.time:%d %H:%M}" if line.time and line.time.time in window else "out")
        for line in lines(text, window, zone)
    ]


def test_lines_in_people_s_own_forms_are_read_right_or_refused():
    """Of hundreds of lines in every mix of form, zone and date, 99 % are read; no day is wrong; no zone, no time."""
    right, wrong, missed, count = 0, [], [], 0
    for paper in papers():
        found = {}
        for line in lines(paper.text, WINDOW, paper.given):
            words = line.item.words or next(
                item.text for item in read(paper.text).items[line.place + 1 :] if item.sort == "paragraph"
            )
            found[words.replace("`", "").removeprefix("Ada · ")] = line
        for words, _, true in paper.lines:
            count += 1
            line = found.get(words.replace("`", ""))
            got = line and line.time and line.time.time
            if got == true and (true or (line and line.refused)):
                right += 1
            elif got:
                wrong.append((paper.text, words, true, got))
            else:
                missed.append((paper.text, words, line and line.refused))
    assert count >= 300
    assert not wrong, wrong[0]
    assert right >= 0.99 * count, missed[0]


@pytest.mark.parametrize("name", ["BST", "IST", "CST", "PST", "EST", "MST"])
def test_a_name_of_several_zones_is_asked_for(name):
    """With the candidates named; the zone that is given settles it where it calls its own time so."""
    (refused,) = told(f"- 18:43 {name} it fell")
    assert refused.startswith(f"{name} may be")
    assert " or " in refused


def test_the_given_zone_settles_a_name():
    """BST in a London summer; a zone that does not call its time so settles nothing."""
    assert told("- 19:43 BST it fell", zone="Europe/London") == ["20 18:43"]
    assert told("- 00:13 IST it fell", zone="Asia/Kolkata") == ["20 18:43"]
    assert "may be" in told("- 19:43 BST it fell", zone="Europe/Paris")[0]


@pytest.mark.parametrize(
    "text",
    [
        "- 19:43 CET it fell", "All times in CET.\n\n- 19:43 it fell", "## Timeline (CET)\n\n- 19:43 it fell",
        "| Time (CET) | What |\n|-|-|\n| 19:43 | it fell |", "## 2019-06-20 CET\n\n- 19:43 it fell", "- 19:43 it fell\n\nTime zone: CET",
        "---\ntimezone: UTC+1\n---\n\n- 19:43 it fell", "All times in BST (UTC+1).\n\n- 19:43 it fell", "*(all times UTC+1)*\n\n19:43 it fell",
        "All times in BST (UTC+1).\n\n- 19:43 BST it fell", "| CET | What |\n|-|-|\n| 19:43 | it fell |", "- 19:43 CET (18:43 UTC) it fell",
        "- 19:43 BST (18:43 UTC) it fell", "| Time (ET) | Time (UTC) | What |\n|-|-|-|\n| 14:43 | 18:43 | it fell |",
        "Alle Zeiten in MEZ\n\n- 19:43 Uhr: it fell",
        "All times in London time\n\n- 19:43 it fell",
        "## All times America/New_York (EDT)\n\n- 14:43 it fell",
        "All times are Pacific time (PDT, which is seven hours behind UTC).\n\n- 11:43 it fell",
        "All times in CET (UTC+1)\n\n- 19:43 it fell",
        "All times (UTC-4)\n\n- 14:43 it fell",
        "Times: EST (America/New_York)\n\n- 14:43 it fell",
        "All times are two hours ahead of UTC\n\n- 20:43 it fell",
    ],
)  # fmt: skip
def test_a_zone_is_taken_from_where_it_is_said(text):
    """In the line, a heading, a column's head, the document, its head; also by another clock in brackets."""
    assert told(text) == ["20 18:43"]


@pytest.mark.parametrize(
    "text",
    [
        "- 18:43 it fell", "## Timeline\n\n- 18:43 it fell", "18:43 UTC it fell\n18:44 it rose", "- 18:43 local time it fell",
        "All times in Springfield time\n\n- 18:43 it fell", "All times in UTC and CET\n\n- 18:43 it fell", "All times in PST\n\n- 18:43 it fell", "## BST\n\n- 18:43 it fell",
        "All times in CET.\n\nAll times in UTC.\n\n- 18:43 it fell", "- 18:43 CET (17:40 UTC) it fell", "| Time | UTC offset |\n|-|-|\n| 18:43 | none |",
    ],
)  # fmt: skip
def test_a_zone_that_is_not_said_or_said_twice_is_no_zone(text):
    """The line is refused; what another line says is its own."""
    assert len(told(text)[-1]) > 10


def test_the_nearest_zone_holds():
    """A line's own before its column's, its heading's, the document's and the given one."""
    text = "All times in CET.\n\n## Calls (EEST)\n\n- 21:43 a\n- 18:44 Z b\n\n## Chat\n\n- 19:45 c"
    assert told(text, zone="UTC") == ["20 18:43", "20 18:44", "20 18:45"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## 20 June 2019\n\n- 18:43 Z a\n\n## 21 June 2019\n\n- 00:10 Z b", ["20 18:43", "21 00:10"]),
        ("- 2019-06-20 23:50 Z a\n- 2019-06-21 00:10 Z b\n- 00:20 Z c", ["20 23:50", "21 00:10", "21 00:20"]),
        ("**2019-06-20**\n\n- 23:50 Z a\n\n**2019-06-21**\n\n- 00:10 Z b", ["20 23:50", "21 00:10"]),
        ("# Outage of 20–21 June\n\n## Thursday\n\n- 23:50 Z a\n\n## Friday\n\n- 00:10 Z b", ["20 23:50", "21 00:10"]),
        ("## 20 June\n\n- 23:50 Z a\n- 00:10 Z (next day) b\n- 00:20 Z c", ["20 23:50", "21 00:10", "21 00:20"]),
        ("- Thu 23:50 Z a\n- Fri 00:10 Z b", ["20 23:50", "21 00:10"]),
        ("| Date | Time (UTC) | What |\n|-|-|-|\n| 2019-06-20 | 23:50 | a |\n| 2019-06-21 | 00:10 | b |\n| | 00:20 | c |",
         ["20 23:50", "21 00:10", "21 00:20"]),
        ("- 2019-06-20\n  - 18:43 Z a\n- 2019-06-21\n  - 00:10 Z b", ["20 18:43", "21 00:10"]),
        ("# 2019-06-20 it fell\n\n- 18:43 Z a\n\n## Day 2\n\n- 00:10 Z b", ["20 18:43", "the heading 'Day 2' names no date"]),
        ("Date: 2019-06-21\n\n- 00:10 Z a", ["21 00:10"]),
    ],
)  # fmt: skip
def test_a_day_is_carried_from_where_it_is_said(text, expected):
    """From headings, from lines that are a date, from the line before; a heading that speaks of another day ends it."""
    assert told(text, DAYS) == expected


def test_of_a_time_without_a_date_the_window_s_day_is_taken_where_one_fits():
    """In a night that is two dates; in a window of days none fits alone."""
    assert told("- 23:50 Z a\n- 00:10 Z b\n- 12:00 Z c", NIGHT) == ["20 23:50", "21 00:10", "out"]
    assert "several days fit" in told("- 23:50 Z a", tl.Window("2019-06-20T00:00Z", "2019-06-23T00:00Z"))[0]


def test_a_step_back_is_never_the_next_day():
    """A short one is listed and read on its day; one that may have passed midnight is refused, and so are those behind it."""
    short = lines("## 2019-06-20\n\n- 18:50 Z a\n- 18:43 Z b", DAYS)
    assert [line.listed for line in short] == ["", "steps back from 18:50 to 18:43"]
    assert [line.time.time.day for line in short] == [20, 20]
    long = told("## 2019-06-20\n\n- 23:50 Z a\n- 00:10 Z b\n- 00:20 Z c\n- 2019-06-21 00:30 Z d\n- 00:40 Z e", DAYS)
    assert long[0] == "20 23:50"
    assert all("steps back from 23:50" in why for why in long[1:3])
    assert long[3:] == ["21 00:30", "21 00:40"]


def test_a_range_ends_on_its_day_or_where_it_says():
    """Over midnight only if the text says so; else the end is listed, and the beginning stands."""
    (plain, said) = lines(
        "- 2019-06-20 23:50–00:10 Z a\n- 2019-06-20 23:50–00:10 (next day) Z b".replace("(next day) Z", "Z (next day)"),
        DAYS,
    )
    assert (plain.until, "before its beginning" in plain.listed) == (None, True)
    assert said.until == datetime(2019, 6, 21, 0, 10, tzinfo=UTC)
    (dated,) = lines("- 2019-06-20 23:50 Z to 2019-06-21 00:10 Z c", DAYS)
    assert dated.until == datetime(2019, 6, 21, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize("date", ["03/04/2019", "03-04-2019", "20/06/19", "31 June 2019", "Friday 20 June 2019"])
def test_a_date_that_is_two_or_none_is_refused(date):
    """In the line and in a heading; never read in the order of one country."""
    assert len(told(f"- {date} 18:43 Z a")[0]) > 10
    assert len(told(f"## {date}\n\n- 18:43 Z a")[0]) > 10


def test_a_document_s_date_that_is_not_the_window_s_is_not_left_out_in_silence():
    """It may be the date of the document."""
    assert "not one of the window's" in told("Date: 2019-06-25\n\n- 18:43 Z a")[0]


def test_a_clock_change_is_refused():
    """A local time that is there twice or never."""
    window = tl.Window("2019-10-27T00:00Z", "2019-10-27T03:00Z")
    assert "two such times" in told("- 02:30 Europe/Paris a", window)[0]
    assert "no such time" in told("- 02:30 Europe/Paris a", tl.Window("2019-03-31T00:00Z", "2019-03-31T03:00Z"))[0]


def test_where_halves_of_the_day_are_said_a_bare_one_is_refused():
    """`6:50` beside `6:43 pm` may be either."""
    assert told("- 6:43 pm UTC a\n- 6:50 UTC b")[1] == "it is not said whether it is a.m. or p.m."
    assert told("- 6:43 pm UTC a\n- 18:50 UTC b") == ["20 18:43", "20 18:50"]


def test_a_zone_that_is_no_zone_is_a_clear_error():
    """Also one with several meanings, as a setting."""
    for name in ("Europe/Nowhere", "BST", "soon"):
        with pytest.raises(tl.WindowError, match=r"zone|may be"):
            zone_named(name)
