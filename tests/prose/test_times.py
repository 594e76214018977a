"""The forms in which people write a time, and what is none although it looks like one."""

import pytest

from timeline.prose.times import in_text, leading, whole

# The line, its time, and what else it says: ~ approximate, the end of a range, its zone, its date; then its words.
FORMS = [
    ("18:43 it fell", "18:43", "it fell"),
    ("18.43 Z: it fell", "18:43 Z", "it fell"),
    ("<18:43 Z>: it fell", "18:43 Z", "it fell"),
    ("18:43 Z>: it fell", "18:43 Z", "it fell"),
    ("~18:45 it fell", "~18:45", "it fell"),
    ("<~18:45 Z>: it fell", "~18:45 Z", "it fell"),
    ("≈18:45 it fell", "~18:45", "it fell"),
    ("around 18:45 it fell", "~18:45", "it fell"),
    ("Around 18:45, it fell", "~18:45", "it fell"),
    ("about 18:45: it fell", "~18:45", "it fell"),
    ("at about 18:45 UTC, it fell", "~18:45 UTC", "it fell"),
    ("ca. 18:45 - it fell", "~18:45", "it fell"),
    ("ca 18:45 it fell", "~18:45", "it fell"),
    ("c. 18:45 it fell", "~18:45", "it fell"),
    ("circa 18:45 it fell", "~18:45", "it fell"),
    ("approx. 18:45 it fell", "~18:45", "it fell"),
    ("approximately 18:45 it fell", "~18:45", "it fell"),
    ("roughly 18:45 it fell", "~18:45", "it fell"),
    ("18:45-ish it fell", "~18:45", "it fell"),
    ("18:45ish it fell", "~18:45", "it fell"),
    ("18:45 (approx.) it fell", "~18:45", "it fell"),
    ("18:45 UTC (approx): it fell", "~18:45 UTC", "it fell"),
    ("18:45? it fell", "~18:45", "it fell"),
    ("18:45–18:52 it fell", "18:45–18:52", "it fell"),
    ("18:45-18:52 it fell", "18:45–18:52", "it fell"),
    ("18:45 - 18:52: it fell", "18:45–18:52", "it fell"),
    ("18:45 to 18:52 it fell", "18:45–18:52", "it fell"),
    ("18:45 until 18:52 UTC it fell", "18:45–18:52 UTC", "it fell"),
    ("From 18:45 till 18:52 it fell", "18:45–18:52", "it fell"),
    ("18:45 -> 18:52 it fell", "18:45–18:52", "it fell"),
    ("18:45 → 18:52 it fell", "18:45–18:52", "it fell"),
    ("18:45Z–18:52Z it fell", "18:45–18:52 Z", "it fell"),
    ("[18:45]–[18:52] it fell", "18:45–18:52", "it fell"),
    ("18:43 UTC-19:02 UTC it fell", "18:43–19:02 UTC", "it fell"),
    ("10:43-11:00 it fell", "10:43–11:00", "it fell"),
    ("~18:45–18:52 it fell", "~18:45–18:52", "it fell"),
    ("9:05 it fell", "9:05", "it fell"),
    ("09:05 it fell", "9:05", "it fell"),
    ("6:43 pm it fell", "18:43", "it fell"),
    ("6:43pm it fell", "18:43", "it fell"),
    ("6:43 PM UTC - it fell", "18:43 UTC", "it fell"),
    ("6.43 p.m. it fell", "18:43", "it fell"),
    ("6 pm it fell", "18:00", "it fell"),
    ("12:10 am it fell", "0:10", "it fell"),
    ("12:10 pm it fell", "12:10", "it fell"),
    ("6:43–6:52 pm it fell", "18:43–18:52", "it fell"),
    ("11:50–12:10 pm it fell", "11:50–12:10", "it fell"),
    ("18:43:10 it fell", "18:43:10", "it fell"),
    ("18:43:10.250 Z it fell", "18:43:10 Z", "it fell"),
    ("[18:43] it fell", "18:43", "it fell"),
    ("(18:43) it fell", "18:43", "it fell"),
    ("18:43 (it fell)", "18:43", "(it fell)"),
    ('18:43 "it fell"', "18:43", '"it fell"'),
    ("18:43: it fell", "18:43", "it fell"),
    ("18:43 – it fell", "18:43", "it fell"),
    ("18:43 -- it fell", "18:43", "it fell"),
    ("18:43 - 5 pods fell", "18:43", "5 pods fell"),
    ("18:43 | it fell", "18:43", "it fell"),
    ("At 18:43 it fell", "18:43", "it fell"),
    ("@18:43 it fell", "18:43", "it fell"),
    ("• 18:43 it fell", "18:43", "it fell"),
    ("[ ] 18:43 it fell", "18:43", "it fell"),
    ("[x] 18:43 it fell", "18:43", "it fell"),
    ("🔥 18:43 it fell", "18:43", "it fell"),
    (":fire: 18:43 it fell", "18:43", "it fell"),
    ("1843Z it fell", "18:43 Z", "it fell"),
    ("1843 UTC it fell", "18:43 UTC", "it fell"),
    ("18h43 it fell", "18:43", "it fell"),
    ("18:43 Uhr: it fell", "18:43", "it fell"),
    ("gegen 18:43 Uhr it fell", "~18:43", "it fell"),
    ("vers 18h43 it fell", "~18:43", "it fell"),
    ("18:43 hrs it fell", "18:43", "it fell"),
    ("18:43z it fell", "18:43 z", "it fell"),
    ("18:43 GMT it fell", "18:43 GMT", "it fell"),
    ("18:43 CET it fell", "18:43 CET", "it fell"),
    ("18:43 CEST: it fell", "18:43 CEST", "it fell"),
    ("18:43 EEST it fell", "18:43 EEST", "it fell"),
    ("18:43 EDT it fell", "18:43 EDT", "it fell"),
    ("18:43 PDT it fell", "18:43 PDT", "it fell"),
    ("18:43 BST it fell", "18:43 BST", "it fell"),
    ("18:43 (UTC) it fell", "18:43 UTC", "it fell"),
    ("18:43 [CET] it fell", "18:43 CET", "it fell"),
    ("18:43 UTC+1 it fell", "18:43 UTC+1", "it fell"),
    ("18:43 (UTC+01:00) it fell", "18:43 UTC+01:00", "it fell"),
    ("18:43+02:00 it fell", "18:43 +02:00", "it fell"),
    ("18:43 +0200 it fell", "18:43 +0200", "it fell"),
    ("18:43 GMT-3 it fell", "18:43 GMT-3", "it fell"),
    ("18:43 Europe/Paris it fell", "18:43 Europe/Paris", "it fell"),
    ("18:43 America/Argentina/Ushuaia it fell", "18:43 America/Argentina/Ushuaia", "it fell"),
    ("2019-06-20T18:43:10Z it fell", "2019-06-20 18:43:10 Z", "it fell"),
    ("2019-06-20 18:43 UTC - it fell", "2019-06-20 18:43 UTC", "it fell"),
    ("2019-06-20 18:43-03:00 it fell", "2019-06-20 18:43 -03:00", "it fell"),
    ("2019-06-20 18:43:10,123 it fell", "2019-06-20 18:43:10", "it fell"),
    ("[2019-06-20 18:43] it fell", "2019-06-20 18:43", "it fell"),
    ("20.06.2019 18:43 it fell", "20.06.2019 18:43", "it fell"),
    ("20.06. 18:43 it fell", "20.06. 18:43", "it fell"),
    ("20/06/2019 18:43 it fell", "20/06/2019 18:43", "it fell"),
    ("06/20/2019 6:43 PM it fell", "06/20/2019 18:43", "it fell"),
    ("20 June 2019, 18:43 UTC: it fell", "20 June 2019 18:43 UTC", "it fell"),
    ("June 20, 18:43 it fell", "June 20 18:43", "it fell"),
    ("Jun 20 18:43:10 it fell", "Jun 20 18:43:10", "it fell"),
    ("Thu 20 Jun 2019 at 18:43 it fell", "Thu 20 Jun 2019 18:43", "it fell"),
    ("Thu 18:43 it fell", "Thu 18:43", "it fell"),
    ("18:43, 20 June 2019 it fell", "20 June 2019 18:43", "it fell"),
    ("18:43 UTC on 20 June: it fell", "20 June 18:43 UTC", "it fell"),
    ("18:43 API gateway fell", "18:43", "API gateway fell"),
    ("18:43 GET /health failed", "18:43", "GET /health failed"),
    ("18:43 Slack/PagerDuty fell", "18:43", "Slack/PagerDuty fell"),
    ("18:43 old AMI restored", "18:43", "old AMI restored"),
    ("18:43 Minutes later it fell", "18:43", "Minutes later it fell"),
    ("18:43 until recovered", "18:43", "until recovered"),
    ("18.43 it fell", "18:43", "it fell"),
    ("10:00: 5 pods fell", "10:00", "5 pods fell"),
]  # fmt: skip

NONE = [
    "10:1 ratio", "3:2", "16:9 display", "port 8080:80", "8080:80 is open", "v1.18.43", "1.18.43 released", "fe80::1",
    "2001:db8::1 fell", "12.30 €", "€12.30 lost", "12.30 EUR", "12:30 %", "10.30 % of all", "took 18:43",
    "05:30 minutes of downtime", "18:43min", "18.43 seconds", "10:10 ratio", "12:34:56:78:9a:bc joined", "10.10.10.10 is down",
    "99.95 % up", "18:43/20", "25:00 it fell", "18:60 it fell", "0:05:10:2", "+18:43 it fell", "T+00:05 it fell", "1:30 later",
    "10.15.7 released", "18.04 LTS", "20.04.1 released", "18:43x", "3.14 is pi", "1843 pods fell", "2019 was fine", "18 pods fell",
    "6 p in a row", "Step 3", "24/7 support", "acme/infra#31", "10:00:5", "", "it fell at 18:43", "100:30", "ratio 10:10",
]  # fmt: skip


def shown(said):
    clock = said.clock
    parts = [said.day.said] if said.day else []
    time = f"{clock.hour}:{clock.minute:02d}" + (f":{clock.second:02d}" if clock.second is not None else "")
    until = f"–{said.until.clock.hour}:{said.until.clock.minute:02d}" if said.until else ""
    parts.append(f"{'~' if said.about else ''}{time}{until}")
    return " ".join(parts + ([said.zone.name] if said.zone else []))


@pytest.mark.parametrize(("line", "expected", "words"), FORMS, ids=[line for line, *_ in FORMS])
def test_a_line_begins_with_a_time(line, expected, words):
    """Whatever brackets, marks and words stand around it: time, approximation, range, zone and date are read, and the rest."""
    said = leading(line)
    assert said
    assert (shown(said), line[said.end :], said.wrong) == (expected, words, "")


@pytest.mark.parametrize("line", NONE)
def test_what_looks_like_a_time_is_none(line):
    """Ratios, ports, versions, addresses, prices, lengths, percentages, times in the middle of a line."""
    assert leading(line) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("18:43-03:00 it fell", "offset or the end"),
        ("10:43 UTC-11:00 it fell", "offset or a range"),
        ("18:43 am it fell", "no such hour"),
    ],
)
def test_what_may_be_two_things_is_refused(line, why):
    """An offset that may as well be a range's end is neither: the line is refused, with the reason."""
    assert why in leading(line).wrong


def test_another_clock_in_brackets_is_the_same_instant():
    """`18:43 CET (17:43 UTC)` is one time, said twice; without a zone of its own, the first takes none from it."""
    said = leading("18:43 CET (17:43 UTC) it fell")
    assert (said.clock.hour, said.other.clock.hour, said.other.zone.name) == (18, 17, "UTC")
    assert leading("18:43 (17:43 UTC) it fell").clock.hour == 17


@pytest.mark.parametrize(
    "line", ["23:50–00:10 (next day) it fell", "23:50 to 00:10 (+1) it fell", "23:50–00:10 the next day it fell"]
)
def test_a_range_says_that_it_passes_midnight(line):
    """Only where the text does."""
    assert leading(line).until.next_day
    assert not leading("23:50–00:10 it fell").until.next_day


@pytest.mark.parametrize(
    "cell", ["18:43", "18.43", "18:43 UTC", "~18:43", "18:43–18:52", "2019-06-20 18:43", "<18:43 Z>"]
)
def test_a_cell_is_a_time(cell):
    """With nothing beside it."""
    assert whole(cell)
    assert not whole(f"{cell} it fell")


def test_times_in_a_sentence():
    """Each is found with its place; lengths, versions and ports are none."""
    text = "Around 18:45 UTC it fell, at 6:52 pm it rose; from 18:43 to 18:52 CET, version 1.18.43, took 12:30 on port 8080:80."
    found = [(text[begin : said.end], said.about, bool(said.until)) for begin, said in in_text(text)]
    assert found == [("Around 18:45 UTC", True, False), ("6:52 pm", False, False), ("18:43 to 18:52 CET", False, True)]
