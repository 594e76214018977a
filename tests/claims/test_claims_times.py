"""How times, dates, zones and lengths of time are read in free prose: what is true is not accused, what is not is caught."""

import re
from functools import cache

import pytest

from timeline import demo

CAUGHT = frozenset(("contradicted", "not_in_record"))
UTC = "All times in UTC.\n\n"


@cache
def record():
    return demo.record()


def last(text):
    return record().check_claims(text)[-1]


def told(claim):
    return [(part.verdict, part.text, part.why) for part in claim.parts]


ZONES = """
All times America/New_York (EDT).|14:54
I write all times in Eastern time (EDT, which is four hours behind UTC).|14:54
All times are CEST (UTC+2).|20:54
Times below are local time in Berlin.|20:54
All times Berlin time.|20:54
Everything here is in Berlin time.|20:54
Times: UTC-4 (New York).|14:54
Timestamps are PT (America/Los_Angeles).|11:54
Writing to you in Pacific time (PDT), two facts.|11:54
Times are five and a half hours ahead of UTC.|00:24
All times are Pacific Daylight Time.|11:54
All times in UTC (UTC+0).|18:54
All times ET.|14:54
All times in Zulu.|18:54
All times are US Eastern Time, UTC-4 (New York).|14:54
Note: I use Indian time (IST, UTC+5:30).|00:24
""".strip().split("\n")


@pytest.mark.parametrize("row", ZONES)
def test_a_zone_that_is_said_once_holds_for_all_times(row):
    """In any usual way: a place, a name with its own offset, a distance from UTC; a wrong time is then contradicted."""
    zone, clock = row.split("|")
    hour, minute = clock.split(":")
    right = last(f"{zone}\n\nAda approved acme/infra#31 at {clock}.")
    assert (right.verdict, "no zone" in right.why) == ("supported", False), told(right)
    wrong = last(f"{zone}\n\nAda approved acme/infra#31 at {hour}:{int(minute) - 7}.")
    assert wrong.verdict == "contradicted", told(wrong)
    heading = last(f"# Log\n\n## {zone.rstrip('.')}\n\n- {clock} Ada approved acme/infra#31")
    assert (heading.verdict, "no zone" in heading.why) == ("supported", False), told(heading)


UNSETTLED = """
|18:54
All times BST.|19:54
All times IST.|00:24
All times EST.|13:54
""".strip("\n").split("\n")


@pytest.mark.parametrize("row", UNSETTLED)
def test_a_zone_that_is_not_said_or_has_several_meanings_contradicts_nothing(row):
    """The likeliest may bear a sentence out, and that is said."""
    zone, clock = row.split("|")
    right = last(f"{zone}\n\nAda approved acme/infra#31 at {clock}.")
    assert (right.verdict, "no zone of one meaning" in right.why) == ("supported", True), told(right)
    assert last(f"{zone}\n\nAda approved acme/infra#31 at {clock[:3]}47.").verdict == "not_checkable"


TRUE = """
On 20 June 2019 the hook publish volume drop monitor alerted at 18:46.
On 20 June 2019, Ada approved acme/infra#31.
On Thu 20 Jun, at 18:54, Ada approved acme/infra#31.
On 20.06.2019 Ada approved acme/infra#31 at 18:54.
At 18:54, on the 20th of June 2019, Ada approved acme/infra#31.
Ada approved acme/infra#31 (20 June 2019) at 18:54.
Ada approved acme/infra#31 at six minutes to seven.
Grace merged acme/infra#31 at five to seven in the evening.
Grace merged acme/infra#31 at 6:55 in the evening.
Grace merged acme/infra#31 before it was 18:56.
Grace merged acme/infra#31 just before seven o'clock.
Grace merged acme/infra#31 before seven o'clock.
Incident 4173 was snoozed by Linus shortly after seven o'clock.
The hook publish volume drop monitor alerted at a quarter to seven.
The editor p95 latency monitor warned on editor-1 just after half past six.
Grace merged acme/infra#31 between the approval and seven o'clock.
From the handover to seven o'clock, Ada acknowledged incident 4171 and incident 4172.
Ada approved acme/infra#31 at 18:54 or thereabouts.
Ada approved acme/infra#31 at about 18:54 (18:54:22 to be exact).
Ada approved acme/infra#31 at 18:55 at the latest.
Ada approved acme/infra#31 at 18:54 at the earliest.
Ada acknowledged incident 4171 not quite a minute and a quarter after it was triggered.
Ada acknowledged incident 4171 a little over a minute after it was triggered.
Ada acknowledged incident 4172 less than two minutes after it was triggered.
It took Ada not quite a minute and a half to acknowledge incident 4172.
It took Ada barely a minute and a half to acknowledge incident 4172.
It took Ada close to a minute and a half to acknowledge incident 4172.
The hook publish volume drop monitor recovered after all of 26 minutes.
The hook publish volume drop monitor recovered a good 26 minutes after it alerted.
The hook publish volume drop monitor recovered less than 27 minutes after it alerted.
The hook publish volume drop monitor recovered more than a quarter of an hour after it alerted.
The hook publish volume drop monitor recovered twenty-six minutes or so after it alerted.
The http_hooks_v2 healthy instances monitor warned at 18:42, and a quarter of a minute later RabbitMQ queue length alerted.
Incident 4172 was triggered a handful of seconds after the hook publish volume drop monitor alerted.
Incident 4172 was triggered within seconds, four seconds or so, after the hook publish volume drop monitor alerted.
The hook publish volume drop monitor alerted at 18:46, and within the minute incident 4172 was triggered.
Linus merged acme/hooks#88 at 18:33, and in the same minute the CI workflow was started.
Ada approved acme/infra#31 at 18:54, and a minute after that Grace merged it.
Ada approved acme/infra#31 at 18:54; Grace merged it not a minute after.
Ada acknowledged incident 4172 at 18:47 and 33 seconds.
Ada acknowledged incident 4172 at 18.47 UTC.
Incident 4172 was acknowledged by Ada within two minutes.
hook publish volume drop alerted at 18:46, which lasted until 19:12.
Linus snoozed incident 4173 at 19:02, open since 18:55.
Over the course of an hour, from 18:30 to 19:30, acme/infra#31 was opened, approved and merged.
""".strip().split("\n")


@pytest.mark.parametrize("text", TRUE)
def test_what_is_true_is_not_accused(text):
    """However its dates, its clock and its lengths are worded."""
    claim = last(UTC + text)
    assert claim.verdict not in CAUGHT, told(claim)


_UNSURE = (
    "From the handover", "Incident 4172 was triggered within", "Linus snoozed incident 4173 at 19:02", "Over the course"
)  # fmt: skip
BORNE_OUT = [line for line in TRUE if not line.startswith(_UNSURE)]


@pytest.mark.parametrize("text", BORNE_OUT)
def test_what_is_true_is_borne_out(text):
    """Not only left alone: its time is read."""
    claim = last(UTC + text)
    assert claim.verdict == "supported", told(claim)


WRONG = """
On 21 June 2019 the hook publish volume drop monitor alerted at 18:46.
On 19 June 2019, Ada approved acme/infra#31.
On 20.05.2019 Ada approved acme/infra#31 at 18:54.
Ada approved acme/infra#31 at six minutes past seven.
Grace merged acme/infra#31 at ten to seven in the evening.
Grace merged acme/infra#31 at 6:55 in the morning.
Grace merged acme/infra#31 before it was 18:54.
Incident 4173 was snoozed by Linus shortly before seven o'clock.
The hook publish volume drop monitor alerted at a quarter past seven.
Grace merged acme/infra#31 between the approval and half past six.
Ada approved acme/infra#31 at 18:53 at the latest.
Ada approved acme/infra#31 at 18:55 at the earliest.
Ada acknowledged incident 4171 not quite half a minute after it was triggered.
Ada acknowledged incident 4172 less than a minute after it was triggered.
It took Ada not quite half a minute to acknowledge incident 4172.
The hook publish volume drop monitor recovered after all of 36 minutes.
The hook publish volume drop monitor recovered a good 27 minutes after it alerted.
The hook publish volume drop monitor recovered less than 25 minutes after it alerted.
The hook publish volume drop monitor recovered more than three quarters of an hour after it alerted.
The http_hooks_v2 healthy instances monitor warned at 18:42, and three quarters of a minute later RabbitMQ queue length alerted.
Ada approved acme/infra#31 at 18:54, and three minutes after that Grace merged it.
Ada approved acme/infra#31 at 18:54; Grace merged it not a second after.
Ada acknowledged incident 4172 at 18:47 and 53 seconds.
Incident 4172 was acknowledged by Ada within half a minute.
hook publish volume drop alerted at 18:46, which lasted until 19:19.
""".strip().split("\n")


@pytest.mark.parametrize("text", WRONG)
def test_what_is_false_is_caught(text):
    """A date, a time in words, a length: what was read is held, too."""
    claim = last(UTC + text)
    assert claim.verdict in CAUGHT, told(claim)


ANNOUNCED = """
At 19:14 Grace announced a post-mortem for the next day at 15:00.
Grace announced the post-mortem for tomorrow, 15:00.
Grace announced that the post-mortem would be the next day at 15:00.
Grace posted at 19:14 that the post-mortem was scheduled for 15:00 the next day.
Ada promised the next update for 19:00.
At 18:52 Ada promised the next update by 19:00.
Ada posted at 18:52, with the next update due at 19:00.
Linus put off SXP-794 until tomorrow 10:00 in his comment at 19:21.
At 18:52 Ada answered U0STRANGE, promising the next update at 19:00.
A post-mortem was set up for Friday at 15:00.
Grace told everybody at 19:14 that she would bring the record to a post-mortem at 15:00 on the following day.
The next update was due by 19:00.
Next update: 19:00.
Last updated: 21 June 2019, 15:00.
Status as of 15:00 UTC
""".strip().split("\n")


@pytest.mark.parametrize("text", ANNOUNCED)
def test_a_time_that_was_announced_is_no_time_of_the_act(text):
    """What was still to come contradicts nothing; and nothing bears out that it was announced for just then."""
    claim = last(UTC + text)
    assert claim.verdict not in CAUGHT, told(claim)
    other = last(UTC + text.replace("15:00", "16:30").replace("19:00", "19:30").replace("10:00", "11:30"))
    assert other.verdict != "supported", told(other)


LEADS = """
- **18:47** - A minute and a half after the trigger, Ada acknowledges incident 4172.|supported
- 18:47: a little over a minute after incident 4172 was triggered, Ada acknowledged it|supported
- At 18:47, less than two minutes after incident 4172 was triggered, Ada acknowledged it.|supported
- **18:55** - Once acme/infra#31 was approved, Grace merges acme/infra#31.|supported
- 18:55 - Less than a minute after the approval, Grace merges acme/infra#31|supported
- 18:53 - Less than a minute after the approval, Grace merges acme/infra#31|caught
- **18:49** - A minute and a half after the trigger, Ada acknowledges incident 4172.|caught
- 18:42 http_hooks_v2 healthy instances warned, good again at 18:47|unsure
- 18:43 http_hooks_v2 healthy instances warned, good again at 18:47|caught
- 18:49 Linus asks "Could be my retry change, `#88`?", all quiet since 18:31|unsure
- RabbitMQ queue length alerted at 18:42, normal again by 19:10|unsure
- RabbitMQ queue length alerted at 18:41, normal again by 19:10|caught
- 18:55 - Within a minute of the approval, Grace merges acme/infra#31|quiet
- 19.02 Linus snoozes incident 4173|supported
- 19.05 Linus snoozes incident 4173|caught
- 18:46 & 18:47: incident 4172 triggered, then acknowledged by Ada|unsure
- 18:53, 18:54 and 18:55: acme/infra#31 opened, approved, merged|unsure
- 18:46 alert on hook publish volume drop (until 19:16)|unsure
- 18:50-19:12 hook publish volume drop in alert, re-notified at 19:01|unsure
- 20:47 CEST (18:47 UTC) Ada acknowledges incident 4172|supported
- 20:47 CEST (18:51 UTC) Ada acknowledges incident 4172|caught
- T+1 min: Ada acknowledges incident 4172|unsure
- 19:12 - hook publish volume drop recovers (it alerted at 18:46), incident 4172 is resolved four seconds later|supported
""".strip().split("\n")


@pytest.mark.parametrize("row", LEADS)
def test_a_time_before_a_line_is_of_its_main_claim(row):
    """Not of what leads in to it; a time behind a comma, of which something else is said, is none of the act's."""
    text, expected = row.split("|")
    cells = re.match(r"- (\d\d:\d\d) (?:- )?([^&,].*)", text)
    for written in (text, f"| Time | What |\n|---|---|\n| {cells[1]} | {cells[2]} |" if cells else text):
        claim = last(UTC + written)
        found = "caught" if claim.verdict in CAUGHT else "unsure" if claim.verdict == "not_checkable" else claim.verdict
        assert found == expected or (expected == "quiet" and found != "caught"), told(claim)


SEVERAL = """
The editor p95 latency monitor warned on editor-2 twice: once at 18:38 and once at 18:52.|supported
The editor p95 latency monitor warned on editor-2 twice, at 18:38 and at 18:52.|supported
The editor p95 latency monitor warned on editor-2 twice, first at 18:38 and again at 18:52.|supported
The editor p95 latency monitor warned on editor-2 twice: once at 18:38 and once at 18:54.|caught
The editor p95 latency monitor warned on editor-2 three times, at 18:38 and at 18:52.|caught
From 18:31 to 18:59 the editor p95 latency monitor warned five times.|supported
- 18:31-18:59 editor p95 latency flaps: five warnings, 45 s each|quiet
- 18:31-18:59 editor p95 latency was noisy, with five warnings on editor-1 and editor-2 in turn|quiet
- 18:53-18:55 acme/infra#31 opened, approved and merged|supported
- 18:46-19:12 hook publish volume drop was in alert|quiet
The rollback, from the opening of acme/infra#31 at 18:53 to the applied run at 18:58, took under six minutes.|quiet
Incident 4172 stayed open for 26 minutes before it was resolved at 19:12.|quiet
hook publish volume drop stayed in alert for 26 minutes before it recovered at 19:12.|quiet
The hook publish volume drop monitor was in alert for 26 minutes, from 18:46 until 19:12.|quiet
""".strip().split("\n")


@pytest.mark.parametrize("row", SEVERAL)
def test_several_times_are_of_several_events(row):
    """Each of "once at … and once at …" is one of them; a range or a length over several is held as none of theirs."""
    text, expected = row.split("|")
    claim = last(UTC + text)
    found = "caught" if claim.verdict in CAUGHT else claim.verdict
    assert found == expected or (expected == "quiet" and found != "caught"), told(claim)
