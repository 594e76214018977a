"""Facts for the systems analysis: what the rules find in made worlds, and what they never say."""

import re
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

import timeline as tl
from support_facts import CLAIMS, END, PEOPLE, START, TRUTHS, TYPES, WINDOW, World, claims, truth

SEEDS = range(60)
#: What stands in none of our own words: causes, what did not happen, failings, scores, means, rankings.
NEVER = re.compile(
    r"\b(?:should|could|would|ought|might|if only|failed to|forgot|neglected|ignored|because|caused?|due to|led to|leads? to"
    r"|result(?:ed)? (?:in|of)|root|human error|operator error|fault|blame|careless|negligent|sloppy|obviously|clearly|simply"
    r"|mean|average|median|score|fastest|slowest|best|worst|most|least|rank(?:ed|ing)?|too (?:late|slow)|delay(?:ed)?|in vain"
    r"|violated|mistake|missed)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"[^"]*"')


@cache
def made(seed):
    world = World(seed)
    record = world.record()
    return world, record, record.facts()


@pytest.mark.parametrize("rule", TRUTHS)
def test_what_was_planted_is_found_and_nothing_else(rule):
    """Over many worlds a rule claims only what is true of them, and at least 95 in 100 of all that is."""
    found = missed = planted = 0
    for seed in SEEDS:
        world, record, facts = made(seed)
        told = {claim for fact in facts[rule] for claim in claims(fact, record)}
        true = truth(world)[rule]
        assert told <= true, (seed, told - true)
        found, planted, missed = found + len(told), planted + len(true), missed + len(true - told)
    assert planted > 20
    assert found >= 0.95 * planted, missed


@pytest.mark.parametrize("source", TYPES)
@pytest.mark.parametrize("how", ["without", "gap"])
def test_one_source_less_makes_no_fact_false(source, how):
    """Without a source, or with a gap in it, what is known is still true of the world; some is as far as read."""
    states = Counter()
    for seed in SEEDS[:25]:
        world, whole, _ = made(seed)
        true = truth(world)
        facts = world.record(without=(source,)).facts() if how == "without" else world.record(gap=source).facts()
        for fact in facts:
            states[fact.known] += 1
            if fact.known == "yes":
                assert holds(fact, whole, true), fact
    assert states["as far as read"]


def holds(fact, whole, true):
    if fact.rule == "changes_before":  # where its alert was not read, a page may be the first signal of a thing
        times = {event.id: event.time for event in whole}
        lags = [abs(times[one] - times[other]) for one, other in map(sorted, claims(fact, whole))]
        return max(lags) <= timedelta(minutes=30)
    if fact.rule != "quiet":
        return claims(fact, whole) <= true[fact.rule]
    ((start, end),) = claims(fact, whole)
    return any(first <= start and end <= last for first, last in true["quiet"])


NEEDS = {
    "signals_together": {"slack"},
    "changes_before": {"github", "terraform"},
    "first_response": {"slack", "pagerduty", "github", "terraform"},
    "joined_when": {"slack", "pagerduty", "github", "terraform"},
    "tried_again": {"github", "terraform"},
    "never_acknowledged": {"pagerduty"},
    "quiet": {"slack", "pagerduty", "github", "terraform"},
    "at_the_same_time": {"pagerduty"},
}


@pytest.mark.parametrize(("rule", "source"), [(rule, each) for rule, needs in NEEDS.items() for each in sorted(needs)])
def test_a_gap_in_a_source_that_is_needed_is_said(rule, source):
    """A rule's facts are as far as read where a source that it needs had a gap, and the sentence begins so."""
    seen = [fact for seed in SEEDS[:15] for fact in World(seed).record(gap=source).facts()[rule]]
    if rule == "first_response":  # an acknowledgement is about a page, whatever other sources hold
        seen = [fact for fact in seen if fact.sentence.startswith(("As far as read: The first", "The first"))]
    assert seen
    assert {fact.known for fact in seen} == {"as far as read"}
    assert all(fact.sentence.startswith("As far as read: ") for fact in seen)


def test_several_sources_of_one_type_are_each_needed():
    """A gap in the second Slack workspace is a gap where messages are needed."""
    record = World(3).record()
    gap = tl.Gap(start=START, end=END, reason="denied", detail="no")
    more = tl.Coverage(source="slack-emea", type="slack", status="partial", gaps=(gap,))
    again = tl.Timeline(WINDOW, list(record), (*record.coverage, more))
    assert {fact.known for fact in record.facts()["joined_when"]} == {"yes"}
    assert {fact.known for fact in again.facts()["joined_when"]} == {"as far as read"}


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_order_names_and_zones_change_no_fact(seed):
    """In whatever order events come, however people are called and times are shown, the facts are the same."""
    other = dict(zip(PEOPLE, ["Zoe Quist", "Ana Ruiz Diaz", "Bo Lund", "Ida Kern"], strict=True))

    def told(facts):
        return [(fact.rule, fact.events, fact.known) for fact in facts]

    world, record, facts = made(seed)
    assert world.record(order=7).facts().to_dict() == facts.to_dict()
    assert told(World(seed, other).record().facts()) == told(facts)
    assert told(record.facts(tz="Asia/Kolkata")) == told(facts)
    assert [fact.looked_at for fact in record.facts(tz="Asia/Kolkata")] == [fact.looked_at for fact in facts]


@pytest.mark.parametrize("seed", SEEDS[:25])
def test_each_sentence_is_made_again_from_its_ids(seed):
    """From the cited events alone the same rule says the same sentence."""
    _, record, facts = made(seed)
    for fact in facts:
        alone = tl.Timeline(record.window, facts.evidence(fact), record.coverage)
        read = ", ".join(f"#{name}" for name in fact.looked_at.get("channels", ()))
        assert fact.sentence in {_with_channels(each.sentence, read) for each in alone.facts()} | {
            each.sentence for each in alone.facts()
        }, fact.sentence


def _with_channels(sentence, read):
    """The sentence with the channels of the whole record, of which a few events say nothing."""
    whole = " and ".join(read.rsplit(", ", 1)) or "no channel"
    return re.sub(r"read in .*\.$", f"read in {whole}.", sentence)


def test_no_sentence_judges():
    """In a thousand records, no word of ours names a cause, a failing, a mean or a rank."""
    for seed in range(1000):
        for fact in World(seed, small=True).record().facts():
            assert not NEVER.search(QUOTED.sub(" ", fact.sentence)), fact.sentence


@pytest.mark.parametrize("seed", SEEDS[:25])
def test_only_actors_of_cited_events_are_named(seed):
    """Nobody's name stands in a sentence of ours who did not act in an event that it cites."""
    _, _, facts = made(seed)
    for fact in facts:
        acted = {event.actor.name for event in facts.evidence(fact) if event.actor}
        named = {name for name in PEOPLE.values() if name in QUOTED.sub(" ", fact.sentence)}
        assert named <= acted, fact.sentence


def test_facts_stand_in_the_order_of_the_rules_and_of_time():
    """The rules follow the contract's order, and within a rule no fact is sorted by its lag."""
    for seed in SEEDS[:10]:
        _, record, facts = made(seed)
        order = [list(CLAIMS).index(fact.rule) for fact in facts]
        assert order == sorted(order)
        times = {event.id: event.time for event in record}
        for rule in TRUTHS:
            first = [times[fact.events[0] if rule == "signals_together" else fact.about[0]] for fact in facts[rule]]
            assert first == sorted(first) or rule in ("quiet", "at_the_same_time"), rule
            assert rule != "quiet" or [fact.looked_at["from"] for fact in facts[rule]] == sorted(
                fact.looked_at["from"] for fact in facts[rule]
            )
