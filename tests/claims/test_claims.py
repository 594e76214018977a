"""Sentences held against a record: what is borne out, what is contradicted, what is not there, and what nothing can tell."""

import json
import random
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import timeline as tl
from timeline import demo
from timeline.claims.check import Checker
from timeline.curation.ids import id_of

sys.path.insert(0, str(Path(__file__).parent))

from claim_corpus import CLASSES, corpus
from claim_hands import HANDS, LATE
from claim_worlds import World
from claim_woven import woven
from measure import CAUGHT, measured

#: Of which nothing was looked at while the rules were written.
SEEDS = range(201, 203)


@cache
def record():
    return demo.record()


def verdicts(text, held=None, **options):
    return [claim.verdict for claim in (held or record()).check_claims(text, **options)]


def verdict(text, held=None, **options):
    (found,) = verdicts(text, held, **options)
    return found


TRUE = """
At 18:54 UTC, Ada Lovelace approved acme/infra#31.
acme/infra#31 was approved by Ada at 6:54 pm UTC and merged by Grace at 6:55 pm UTC.
At 20:54 CEST ada-l approved acme/infra#31.
On 20 June 2019 at 18:54 UTC Ada signed off on PR 31.
Around 18:50 UTC, Grace merged acme/infra#31.
Grace merged #31 shortly after 18:54 UTC.
By 19:00 UTC the apply of run-9kQ2mWb7TzRollBk had finished.
Between 18:50 and 18:56 UTC, acme/infra#31 was opened, approved and merged.
Ada acknowledged incident 4172 at 18:47 UTC and Grace at 18:49 UTC.
The monitor "hook publish volume drop" alerted at 18:46 UTC and recovered at 19:12 UTC, 26 minutes later.
Incident 4171 was acknowledged one minute after it was triggered.
It took 26 minutes from the alert on "hook publish volume drop" to its recovery.
acme/infra#31 was approved before it was merged.
After Ada approved acme/infra#31, Grace merged it.
The editor p95 latency monitor warned five times.
Two people acknowledged incident 4172.
Ada was the first to acknowledge incident 4172.
Grace wrote "let's roll back ... switching back to the old AMI" at 18:51 UTC.
At 18:50 UTC, Grace posted \u201cit is the image\u201d in #incidents.
The last new instance was launched at 18:44 UTC.
Incident 4173 was never acknowledged.
Incident 4172 lasted from 18:46 to 19:12 UTC.
Nobody acknowledged incident 4173, but Linus snoozed it at 19:02 UTC.
Terraform finished applying run-9kQ2mWb7TzRollBk at 18:58 UTC: 0 added, 1 changed, 0 destroyed.
IE-1457 was created by Grace at 19:16 UTC and assigned to her by Ada a minute later.
Commit 3f6c0d9 was pushed to main at 18:55 UTC.
""".strip().split("\n")


@pytest.mark.parametrize("text", TRUE)
def test_what_happened_is_borne_out(text):
    """A true sentence, in whatever zone, voice and order it is written, is supported."""
    assert verdict(text) == "supported", [part.why for part in record().check_claims(text)[0].parts]


WRONG = {
    "At 18:55 UTC, Ada Lovelace approved acme/infra#31.": "contradicted",
    "At 18:54 UTC, Grace Hopper approved acme/infra#31.": "contradicted",
    "At 18:54 UTC, Ada Lovelace rejected acme/infra#31.": "contradicted",
    "At 18:54 UTC, Ada Lovelace approved acme/infra#32.": "not_in_record",
    "Margaret Hamilton merged acme/infra#31 at 18:55 UTC.": "contradicted",
    "acme/infra#31 was merged before it was approved.": "contradicted",
    "Incident 4171 was acknowledged three minutes after it was triggered.": "contradicted",
    "The editor p95 latency monitor warned four times.": "contradicted",
    "Three people acknowledged incident 4172.": "contradicted",
    "Grace was the first to acknowledge incident 4172.": "contradicted",
    "Incident 4172 was never acknowledged.": "contradicted",
    'Grace wrote "let us roll back the Kubernetes config" at 18:51 UTC.': "not_in_record",
    "Terraform finished applying run-9kQ2mWb7TzRollBk at 18:58 UTC: 0 added, 2 changed, 0 destroyed.": "contradicted",
    "Grace moved IE-1457 to Done at 19:24 UTC.": "contradicted",
    "Around 18:40 UTC, Grace merged acme/infra#31.": "contradicted",
    "Ada acknowledged incident 4172 at 18:49 UTC and Grace at 18:47 UTC.": "contradicted",
}


@pytest.mark.parametrize(("text", "expected"), WRONG.items())
def test_what_did_not_happen_is_not(text, expected):
    """One thing wrong is enough, and the record's own event is shown beside it."""
    (claim,) = record().check_claims(text)
    assert claim.verdict == expected, [part.why for part in claim.parts]
    assert claim.why
    assert claim.fails


OUT_OF_REACH = """
The root cause was a misconfigured AMI.
The alert fired at 18:46 UTC because the new image dropped hooks.
Customers were impacted for 35 minutes.
acme/infra#31 was merged at 18:55 UTC in order to restore the service.
Grace decided to roll back at 18:51 UTC.
Grace suggested rolling back the change at 18:51 UTC.
We should alert on this sooner.
Ada spotted the warning at 18:43 UTC.
Ada Lovelace acknowledged incident 4172 at 18:47 UTC, so the page was effective.
Ada Lovelace acknowledged incident 4172 at 18:47 UTC, so nobody slept badly.
Ada Lovelace acknowledged incident 4172 at 18:47 UTC, and the response was fast.
Ada Lovelace acknowledged incident 4172 at 18:47 UTC, which was quick enough.
Ada Lovelace acknowledged incident 4172 at 18:47 UTC, a good response.
Ada approved acme/infra#31 at 18:54 UTC, hence the quick merge.
Grace merged acme/infra#31 at 18:55 UTC, bringing publishing back.
Grace gave the all clear at 19:14 UTC.
Nine instances were launched.
Four PagerDuty incidents were triggered.
""".strip().split("\n")


@pytest.mark.parametrize("text", OUT_OF_REACH)
def test_causes_impact_and_intentions_are_never_borne_out(text):
    """Whatever else a sentence says, its cause, its impact and its intention are nothing that a record holds."""
    assert verdict(text) == "not_checkable"


def test_the_worst_part_decides_and_each_has_its_own_verdict():
    """A sentence of two claims and a cause keeps all three apart."""
    (claim,) = record().check_claims(
        "Ada approved acme/infra#31 at 18:54 UTC and Linus merged it at 18:55 UTC because it was urgent."
    )
    assert [part.verdict for part in claim.parts] == ["supported", "contradicted", "not_checkable"]
    assert claim.verdict == "contradicted"
    assert "github:acme/infra#31/merged" in claim.parts[1].events


def test_a_time_without_a_zone_contradicts_nothing():
    """It is read as UTC where that bears the sentence out; a zone said anywhere, or given, settles it."""
    assert verdict("Ada approved acme/infra#31 at 18:54.") == "supported"
    assert verdict("Ada approved acme/infra#31 at 20:54.") == "not_checkable"
    assert verdict("Ada approved acme/infra#31 at 20:54.", tz="Europe/Paris") == "supported"
    assert verdict("Grace approved acme/infra#31 at 20:54.") == "contradicted"
    assert verdicts("All times in CEST.\n\nAda approved acme/infra#31 at 20:54.")[-1] == "supported"
    assert verdicts("| Time (UTC) | What |\n|---|---|\n| 18:54 | Ada approved acme/infra#31 |") == ["supported"]


def test_lines_are_those_of_the_file():
    """Each sentence is told with the line in which it begins, also within a wrapped paragraph and a table."""
    text = "# Title\n\nAda approved acme/infra#31\nat 18:54 UTC. Grace merged\nit at 18:55 UTC.\n\n- Linus left the channel at 19:22 UTC.\n"
    assert [claim.line for claim in record().check_claims(text)] == [3, 4, 7]


# -- citations


def short(key, length=6):
    return f"^{id_of(key)[:length]}"


APPROVED, MERGED = "github:acme/infra#31/review/99120", "github:acme/infra#31/merged"


def test_a_citation_is_all_that_a_sentence_is_held_against():
    """The same sentence is borne out by its own event and contradicted by another, by id and by link."""
    said = "Ada approved acme/infra#31 at 18:54 UTC"
    link = record()[APPROVED].url
    assert (
        verdict(f"{said} {short(APPROVED)}.")
        == verdict(f"{said} [GitHub]({link}).")
        == verdict(f"{said}. {short(APPROVED)}")
        == "supported"
    )
    assert verdict(f"{said} {short(MERGED)}.") == verdict(f"{said} <{record()[MERGED].url}>.") == "contradicted"
    assert verdict(f"Ada approved acme/infra#31 at 18:55 UTC {short(APPROVED)}.") == "contradicted"


def test_an_id_of_any_witness_and_a_fold_cites_its_line():
    """The post that witnesses the approval stands for it; a fold is told at the time of its first event."""
    (happening,) = {event.happening for event in record() if event.id == APPROVED}
    for event in record():
        if event.happening == happening:
            assert verdict(f"Ada approved acme/infra#31 at 18:54 UTC {short(event.id, 8)}.") == "supported"


def test_a_fold_stands_for_each_of_its_events():
    """The id of a line that folds several is that of each: what is said of a later one, at its time, is borne out."""
    folds = [
        line
        for line in record().lines()
        if line.rule not in (None, "happening") and line.first.kind.startswith("alert.")
    ]
    assert folds
    for line in folds:
        last = max((event for event in line.events if event.kind == "alert.warned"), key=lambda event: event.time)
        text = f"The editor p95 latency monitor warned at {last.time:%H:%M} UTC {short(line.first.id, 8)}."
        assert verdict(text) == "supported"
        assert verdict(text.replace("warned", "alerted")) in CAUGHT


def test_halves_are_read():
    """`two and a half minutes` is a length as `2.5 minutes` is."""
    told = "Two and a half minutes after acme/infra#31 was approved it was merged."
    assert "half minutes" not in record().check_claims(told)[0].why


def test_a_citation_that_leads_nowhere_is_named():
    """An id or an evidence link that the record has not is not in the record; a runbook is no evidence."""
    for lost in ("^zzzz22", "[GitHub](https://github.com/acme/infra/pull/977)"):
        (claim,) = record().check_claims(f"Ada approved acme/infra#31 at 18:54 UTC {lost}.")
        assert claim.verdict == "not_in_record"
        assert lost.strip("^").rpartition("(")[2].rstrip(")") in claim.why
    assert (
        verdict("Ada approved acme/infra#31 at 18:54 UTC ([runbook](https://wiki.acme.example/hooks)).") == "supported"
    )


FORMS = [
    {},
    {"tz": "Europe/Paris"},
    {"seconds": True},
    {"style": "table"},
    {"style": "compact"},
    {"fold": "none"},
    {"fold": "threads"},
    {"fold": "happenings"},
]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_no_line_of_ours_fails_our_own_check(form):
    """The record's own Markdown is borne out line by line, in every form, with its head and its coverage."""
    claims = record().check_claims(record().to_markdown(**form))
    assert len(claims) > 80
    assert not [(claim.text, claim.why) for claim in claims if claim.verdict not in ("supported", "not_checkable")]
    assert len(claims["supported"]) > 100


def test_facts_of_the_analysis_are_borne_out():
    """A fact's sentence, with its links, is supported by the events that it cites."""
    text = record().facts().to_markdown()
    assert not [(claim.text, claim.why) for claim in record().check_claims(text) if claim.verdict in CAUGHT]


# -- what is not known


def without(held, source):
    """The record as it would be if that source had not been asked."""
    events = [event for event in held if event.source != source]
    return tl.Timeline(
        held.window, events, [row for row in held.coverage if row.source != source], profiles=held.profiles
    )


def with_gap(held, source, start, end):
    def row(each):
        gap = tl.Gap(start=start, end=end, reason="unavailable", detail="it did not answer")
        return each.model_copy(update={"status": "partial", "gaps": (gap,)}) if each.source == source else each

    return tl.Timeline(held.window, held, [row(each) for each in held.coverage], profiles=held.profiles)


@pytest.mark.parametrize("source", ["github", "pagerduty", "datadog", "slack", "terraform", "jira", "sentry"])
def test_what_was_not_asked_contradicts_nothing(source):
    """A source taken away: what it told is not in the record, because it was not asked; no true sentence and no false one is contradicted."""
    part = without(record(), source)
    for event in record():
        if event.source == source and event.kind != "channel.updated":
            (claim,) = part.check_claims(f"- <{event.time:%H:%M} Z>: {event.summary}")
            assert claim.verdict != "contradicted", (claim.text, claim.why)
            assert not claim.fails, (claim.text, claim.why)
    if source == "github":
        (claim,) = part.check_claims("Grace approved acme/infra#31 at 18:54 UTC.")
        assert (claim.verdict, claim.fails) == ("not_in_record", False)
        assert "GitHub was not asked" in claim.why


def test_a_gap_over_the_time_is_named():
    """What may be lost in a gap is not contradicted; a gap elsewhere changes nothing."""
    part = with_gap(record(), "github", "2019-06-20T18:50Z", "2019-06-20T19:00Z")
    (claim,) = part.check_claims("Grace approved acme/infra#31 at 18:54 UTC.")
    assert (claim.verdict, claim.fails) == ("not_in_record", False)
    assert "GitHub has a gap from 2019-06-20T18:50:00Z to 2019-06-20T19:00:00Z" in claim.why
    elsewhere = with_gap(record(), "github", "2019-06-20T19:25Z", "2019-06-20T19:30Z")
    assert verdict("Grace approved acme/infra#31 at 18:54 UTC.", elsewhere) == "contradicted"


def test_a_first_name_of_two_is_not_known_unless_the_minute_decides():
    """Two people of one first name: who is meant is not guessed."""
    events = [
        tl.Event(id="github:1", time="2024-01-01T10:00:05Z", precision="s", source="github", kind="change.approved", summary="Pull request approved by Ann Lee (o/r#1)",
                 actor={"id": "ann", "name": "Ann Lee", "kind": "person"}, keys=("github:pr:o/r#1",), tags={"repo": "o/r", "number": "1"}),
        tl.Event(id="github:2", time="2024-01-01T10:05:05Z", precision="s", source="github", kind="change.approved", summary="Pull request approved by Ann Park (o/r#1)",
                 actor={"id": "annp", "name": "Ann Park", "kind": "person"}, keys=("github:pr:o/r#1",), tags={"repo": "o/r", "number": "1"}),
    ]  # fmt: skip
    held = tl.Timeline(
        tl.Window("2024-01-01T10:00Z", "2024-01-01T11:00Z"),
        events,
        [tl.Coverage(source="github", type="github", status="complete", events=2, raw_rows=2)],
    )
    assert verdict("Ann approved o/r#1.", held) == "not_checkable"
    assert verdict("Ann approved o/r#1 at 10:05 UTC.", held) == "supported"
    assert verdict("Ann Lee approved o/r#1 at 10:05 UTC.", held) == "contradicted"


# -- names


def test_roles_are_checked_and_real_names_are_not():
    """Of a redacted record, a role is somebody; a real name, known or invented, is not checkable, and says nothing."""
    shared = record().redacted()
    told = {name: role for role, names in shared.redaction.roles.items() for name in names}
    role = told["Ada Lovelace"]
    assert verdict(f"At 18:54 UTC, {role} approved acme/infra#31.", shared) == "supported"
    other = next(each for name, each in told.items() if name == "Grace Hopper")
    assert verdict(f"At 18:54 UTC, {other} approved acme/infra#31.", shared) == "contradicted"
    for name in ("Ada Lovelace", "Ada", "Margaret Hamilton", "ada-l"):
        (claim,) = shared.check_claims(f"At 18:54 UTC, {name} approved acme/infra#31.")
        assert claim.verdict == "not_checkable", name
        assert not claim.events


def test_names_shuffled_give_the_same_verdicts():
    """Who is who is nothing that a rule knows: the same names dealt out anew, in the record and in the text, change no verdict."""
    world, cases = corpus(7, HANDS[2:3])
    dealt = dict(zip(world.people, [*world.people[1:], world.people[0]], strict=True))

    def renamed(text):
        for place, name in enumerate(dealt):
            text = text.replace(name, f"<{place}>")
        for place, name in enumerate(dealt.values()):
            text = text.replace(f"<{place}>", name)
        return text

    def other(event):
        actor = event.actor and event.actor.model_copy(update={"name": renamed(event.actor.name)})
        tags = {name: renamed(value) for name, value in event.tags.items()}
        return event.but(summary=renamed(event.summary), actor=actor, tags=tags)

    plain = world.record
    held = tl.Timeline(
        plain.window,
        map(other, plain),
        plain.coverage,
        profiles=[replace(each, name=renamed(each.name)) for each in plain.profiles],
    )
    one, two = Checker(plain), Checker(held)
    for case in random.Random(3).sample(cases, 200):
        before = [claim.verdict for claim in one.claims(case.text)]
        assert before == [claim.verdict for claim in two.claims(renamed(case.text))], case.text


def test_the_order_of_sentences_changes_nothing():
    """Sentences that do not point at each other have the same verdict in any order."""
    sentences = [*TRUE[:8], *WRONG]
    told = dict(zip(sentences, verdicts("\n\n".join(sentences)), strict=True))
    turned = sentences[::-1]
    assert verdicts("\n\n".join(turned)) == [told[text] for text in turned]


# -- the corpus


def test_planted_errors_are_caught_on_worlds_that_were_not_looked_at():
    """Of each kind nearly all are caught, in citing sentences all but one in a hundred, with hardly a false alarm."""
    planted, caught, true, alarms, _ = measured(SEEDS, (*HANDS, *LATE), part=0.15)
    for way, least in ((False, 0.90), (True, 0.99)):
        whole = sum(count for (_, cites), count in planted.items() if cites is way)
        assert sum(count for (_, cites), count in caught.items() if cites is way) >= least * whole
        for kind in CLASSES:
            assert caught[kind, way] >= 0.95 * planted[kind, way], kind
    assert sum(sum(each.values()) for each in alarms.values()) <= 0.02 * sum(true.values())


def test_three_events_in_one_sentence_are_told_apart():
    """Each claim of a long sentence has its own person, time and length: one error is caught, none is invented."""
    world = World(903)
    checker, chance, told = Checker(world.record), random.Random(903), set()
    for kind, text in woven(world, chance):
        (claim,) = checker.claims(text)
        told.add(kind)
        assert (claim.verdict in CAUGHT) == bool(kind), (kind, text, [(part.verdict, part.why) for part in claim.parts])
    assert len(told) == 4


# -- how it is shown


def test_json_is_as_the_contract_has_it():
    """The object has these keys and no other."""
    told = json.loads(record().check_claims(WRONG and "Grace approved acme/infra#31 at 18:54 UTC.").to_json())
    assert list(told) == ["claims", "coverage"]
    (claim,) = told["claims"]
    assert list(claim) == ["line", "text", "verdict", "events", "why", "parts"]
    assert list(claim["parts"][0]) == ["text", "verdict", "events", "why"]
    assert [row["source"] for row in told["coverage"]] == [row.source for row in record().coverage]


def test_a_verdict_is_shown_by_form_and_by_colour():
    """In a notebook each verdict has its sign, its border and its words; what people wrote is inert."""
    claims = record().check_claims(
        "Grace approved acme/infra#31 at 18:54 UTC.\n\nAda said <script>alert(1)</script>.\n\nThe root cause was <b>this</b>."
    )
    html = claims._repr_html_()
    for form in ("✗", "double", "contradicted", "\u2013", "dotted", "not checkable"):
        assert form in html
    assert "<script>alert" not in html
    assert "pullrequestreview-99120" in claims.to_markdown()
