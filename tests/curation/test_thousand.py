"""People's edits on records of a thousand lines and over records that changed meanwhile, one by one and several at once.

What people wrote is looked for as a multiset, without exceptions; a line is taken for another only where a guess is said.
"""

import os
import random

import pytest

import timeline as tl
from support_edits import (
    EDITS,
    UPSTREAM,
    both,
    contents,
    edited,
    fresh,
    pulled_again,
    stretches,
    unchanged,
    unsaid,
    without_ids,
    wrong,
)
from timeline.bundle import files as bundle
from timeline.curation.apply import apply
from timeline.curation.editing import dumped

#: With TIMELINE_EDITS=all every edit of all lines of every world, and three hundred combinations; else a seeded sample.
ALL = os.environ.get("TIMELINE_EDITS") == "all"
BIG = [(edit, world, ids) for edit in EDITS for world in ("many", "busy") for ids in (True, False)]
BIG = BIG if ALL else random.Random(5).sample(BIG, 4)


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("worlds")


def twice_round(folder, edit, *, ids, change=None, order="after"):
    """Dump, edit, apply, and so once more; the record changes before the first apply, or behind it."""
    for turn in range(2):
        before = dumped(tl.load(folder), folder)
        marked = edit(before)
        document = marked if ids else without_ids(marked)
        if change and not turn and order == "before":
            pulled_again(folder, change)
        assert list(wrong(folder, marked, document)) == []
        made = apply(document, folder)
        assert not ids or made.to_dict()["guessed"] == []
        if change and not turn and order == "after":
            pulled_again(folder, change)
        after = tl.load(folder).to_markdown()
        assert unsaid(before, marked, after) == {}
        assert {event.id for event in tl.load(folder)} == {event.id for event in bundle.of_bundle(folder)}
        unchanged(folder)
        assert tl.load(folder).to_markdown() == after


@pytest.mark.parametrize("ids", [True, False], ids=["ids", "no ids"])
@pytest.mark.parametrize("world", ["many", "busy"])
def test_every_edit_on_a_stretch_of_a_thousand_lines(world, ids, place, tmp_path):
    """Each of the twenty-six on forty lines of its own, all in one document."""
    folder = fresh(world, place, tmp_path)
    assert len(tl.load(folder).lines()) >= 1000
    twice_round(folder, stretches, ids=ids)


@pytest.mark.parametrize(("edit", "world", "ids"), BIG)
def test_an_edit_of_all_of_a_thousand_lines(edit, world, ids, place, tmp_path):
    """The whole document in one way."""
    twice_round(fresh(world, place, tmp_path), EDITS[edit], ids=ids)


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_over_a_record_to_which_all_was_done(edit, place, tmp_path):
    """Events came, were reworded, moved and removed, all between two pulls."""
    number = list(EDITS).index(edit)
    order = ("before", "after")[number % 2]
    twice_round(fresh("demo", place, tmp_path), EDITS[edit], ids=number % 3 != 0, change=UPSTREAM["all"], order=order)


def combinations(count):
    """Two to four edits, with ids or without, and what the services did meanwhile."""
    dice = random.Random(20)
    for _ in range(count):
        names = tuple(dice.sample(list(EDITS)[1:], dice.randrange(2, 5)))
        yield names, dice.choice((True, False)), dice.choice((None, *UPSTREAM)), dice.choice(("before", "after"))


@pytest.mark.parametrize(
    "case",
    list(combinations(300 if ALL else 12)),
    ids=lambda case: "+".join([*(name.split()[0] for name in case[0]), *map(str, case[1:])]),
)
def test_several_edits_at_once(case, place, tmp_path):
    """In any order, each on what the ones before it made."""
    names, ids, upstream, order = case
    edit = both(*(EDITS[name] for name in names))
    twice_round(fresh("demo", place, tmp_path), edit, ids=ids, change=UPSTREAM.get(upstream), order=order)


@pytest.mark.parametrize("upstream", ["added", "reworded", "removed", "moved"])
def test_stretches_over_a_record_that_changed(upstream, place, tmp_path):
    """All edits in one document of a thousand lines, and the services did something else, before it was applied."""
    folder = fresh("busy", place, tmp_path)
    before, document = dumped(tl.load(folder), folder), None
    document = stretches(before)
    pulled_again(folder, UPSTREAM[upstream])
    apply(document, folder)
    after = tl.load(folder).to_markdown()
    assert unsaid(before, document, after) == {}
    unchanged(folder)


def test_what_is_applied_changes_no_fact(place, tmp_path):
    """All that lies outside `work/` is as it was, byte by byte."""
    folder = fresh("busy", place, tmp_path)
    sealed = {name: held for name, held in contents(folder).items() if not name.startswith("work/")}
    edited(folder, stretches)
    assert {name: held for name, held in contents(folder).items() if not name.startswith("work/")} == sealed
    assert tl.verify(folder).ok
