"""What is not wholly read accuses nobody and bears nothing out; what "not" says beside a denial is no denial."""

from functools import cache

import pytest

from timeline import demo

ALARM = frozenset(("contradicted", "not_in_record"))


@cache
def record():
    return demo.record()


def verdict(sentence):
    """The verdict on a sentence, its times in UTC."""
    return record().check_claims(f"Times in UTC.\n\n{sentence}")[-1]


UNREAD = """
    The editor p95 latency flapped on host:editor-1 from 18:31 on.
    Grace turned the whole idea of #88 down before 18:51.
    #88 is cleared by Grace before 18:51.
    IE-1457, opened by Grace at 19:16, is about the way in which brokers are named.
    The alarm on hook publish volume drop wobbled at 18:59.
    Linus handed the whole mess of incident 4172 on at 18:53.
"""


@pytest.mark.parametrize("sentence", [line.strip() for line in UNREAD.strip().splitlines()])
def test_what_is_not_wholly_read_is_not_checkable(sentence):
    """A verb, a noun or an adjective that nothing here reads may say anything: no verdict is built on the rest."""
    assert verdict(sentence).verdict == "not_checkable", verdict(sentence).why


SURE = """
    For the record: Linus approved acme/infra#31 at 18:54.
    acme/infra#31, to everyone's relief, was merged at 18:51 by Grace.
    Ada wondered aloud at 18:50 "it is the network".
    Marlowe Finch gleefully approved acme/infra#31 at 18:54.
    acme/infra#99 wobbled into place at 18:54.
    acme/infra#31 was merged by Ada at 18:55 without any fuss.
"""


@pytest.mark.parametrize("sentence", [line.strip() for line in SURE.strip().splitlines()])
def test_what_is_wrong_by_itself_is_wrong_whatever_else_is_said(sentence):
    """An aside hides nothing; a quotation, a person and a thing that are nowhere are wrong beside any words."""
    assert verdict(sentence).verdict in ALARM, verdict(sentence).why


DENIALS = {
    "Incident 4171 was not acknowledged by anybody.": "contradicted",
    "Nobody in the team acknowledged incident 4173.": "supported",
    "acme/infra#31 was not approved by Linus.": "supported",
    "acme/infra#31 was never approved by Ada.": "contradicted",
    "The hook publish volume drop monitor did not recover until 19:12.": "supported",
    "The hook publish volume drop monitor did not recover until 19:02.": "contradicted",
    "Grace was not paged before 18:49.": "supported",
    "acme/infra#31 was not merged before 18:50.": "supported",
    "acme/infra#31 was not merged before 18:58.": "contradicted",
    "acme/infra#31 was not merged until 18:50.": "contradicted",
    "Incident 4172 was not resolved before 19:00.": "supported",
    "Incident 4172 was not resolved by 19:00.": "supported",
    "acme/infra#31 was not merged by 18:58.": "contradicted",
    "Not only Ada acknowledged incident 4172.": "not_checkable",
    "Not quite at once, Ada acknowledged incident 4172.": "not_checkable",
    "It was not by hand that incident 4171 was resolved.": "not_checkable",
}


@pytest.mark.parametrize("sentence", DENIALS)
def test_a_denial_is_one_only_where_not_says_nothing_else(sentence):
    """`not until` says when it did happen; `not only` and `not by hand` deny something else."""
    assert verdict(sentence).verdict == DENIALS[sentence], verdict(sentence).why


HAPPENS = {
    "At 19:04 Grace started the CI workflow of acme/hooks on main, failed at 19:07.": "supported",
    "The first page, incident 4171, was pushed to Ada at 18:42.": "supported",
    "Incident 4171 paged Grace at 18:42.": "contradicted",
    "Grace, requested as a responder on incident 4172 at 18:49.": "supported",
    'With Ada and Grace both saying "it is the image" at 18:50.': "contradicted",
    "It was Grace, too, who confirmed the Terraform run in hooks-prod.": "supported",
    "It was Ada, too, who confirmed the Terraform run in hooks-prod.": "contradicted",
    "4172 stays open after Ada acknowledged 4171.": "not_checkable",
}


@pytest.mark.parametrize("sentence", HAPPENS)
def test_who_acts_is_not_whom_it_reaches_and_nobody_fails(sentence):
    """What happens by itself has no actor to take over; a push to somebody is a page; to confirm a run is an act."""
    assert verdict(sentence).verdict == HAPPENS[sentence], verdict(sentence).why


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Grace said that she had discarded the Terraform run in hooks-prod", "contradicted"),
        ("Grace said that she had confirmed the Terraform run in hooks-prod", "not_checkable"),
    ],
)
def test_what_somebody_reports_is_held_against_what_the_sentence_cites(sentence, expected):
    """A citation is the writer's evidence for what was reported; that somebody reported it stays out of reach."""
    event = next(event for event in record() if event.kind == "change.approved" and "run confirmed" in event.summary)
    told = f"{sentence} at {event.time:%H:%M} [here]({event.url})."
    assert verdict(told).verdict == expected, verdict(told).why


def test_a_row_s_last_cell_says_who_did_what_somebody_did():
    """Of a row with two claims, its person did the one that people do; the other happened by itself."""
    table = "| Time (UTC) | What | Who |\n|---|---|---|\n| 18:55 | acme/infra#31 merged, the plan finished | {} |\n"
    found = {who: record().check_claims(table.format(who))[-1].verdict for who in ("Grace", "Ada")}
    assert found["Grace"] not in ALARM
    assert found["Ada"] in ALARM
