"""Drafts of writers who knew no rule: hardly a true sentence is accused, no false one and no cause is borne out."""

from functools import cache

from claim_blind import CAUGHT, counted, drafts, told


@cache
def sentences():
    return [each for name in drafts() for each in told(name)]


def shown(found):
    return [(each.draft, each.line, each.text, each.why) for each in found]


def test_hardly_a_true_sentence_is_accused():
    """At most one in a hundred, with and without citation."""
    every, accused, _ = counted(sentences())
    for cites in (True, False):
        wrong = [each for each in sentences() if each.label == "T" and each.cites == cites and each.verdict in CAUGHT]
        assert accused["T", cites] <= every["T", cites] / 100, shown(wrong)


def test_no_false_sentence_is_borne_out():
    """To call a false sentence supported is the worst: at most one in a hundred."""
    every, _, borne_out = counted(sentences())
    wrong = [each for each in sentences() if each.label == "F" and each.verdict == "supported"]
    assert sum(borne_out["F", cites] for cites in (True, False)) <= sum(every["F", c] for c in (True, False)) / 100, (
        shown(wrong)
    )


def test_what_no_record_decides_is_neither():
    """Causes, impacts, feelings and plans are not checkable."""
    assert not shown(each for each in sentences() if each.label == "C" and each.verdict != "not_checkable")


def test_most_of_what_is_false_is_caught():
    """Of what cites, eight in ten; of the rest six: the others are paraphrases, or not wholly read."""
    every, accused, _ = counted(sentences())
    assert accused["F", True] >= 0.8 * every["F", True]
    assert accused["F", False] >= 0.6 * every["F", False]


def test_the_drafts_are_many_hands_about_several_incidents():
    """Two dozen drafts, about five records."""
    assert len(drafts()) >= 24
    assert len({name.partition("-")[0] for name in drafts()}) == 5
