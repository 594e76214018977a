"""Coverage notes of one sort as one, and no word of any of them lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.reading.notes import folded

DOWN = "during the downtime of {} the monitors in it going off left no events"
NINE = [f"host:web-{n}" for n in range(11, 20)]


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        pytest.param([DOWN.format(each) for each in NINE], [f"during nine downtimes the monitors in it going off left no events: {', '.join(NINE)}"], id="nine"),
        pytest.param([DOWN.format("host:a")], [DOWN.format("host:a")], id="one alone"),
        pytest.param(
            [DOWN.format("host:a"), "names could not be read", DOWN.format("monitor 7 (env:prod, host:b)")],
            ["during two downtimes the monitors in it going off left no events: host:a; monitor 7 (env:prod, host:b)", "names could not be read"], id="others between",
        ),
        pytest.param(
            [f"of the recurring downtime of host:{each} only the latest occurrence is known" for each in "ab"],
            ["of two recurring downtimes only the latest occurrence is known: host:a, host:b"], id="with a word before",
        ),
        pytest.param(
            [f"deployments of {each} created more than 1d before the window were not read" for each in ("api", "web")],
            ["deployments of … created more than 1d before the window were not read (two times): api, web"], id="any words",
        ),
        pytest.param(
            [f"{each} created more than 1d before the window were not read" for each in ("deployments", "workflow runs")],
            ["… created more than 1d before the window were not read (two times): deployments, workflow runs"], id="at the beginning",
        ),
        pytest.param([f"the channel {each}" for each in "ab"], ["the channel a", "the channel b"], id="too little in common"),
        pytest.param(
            ["3 of its events are stamped up to 1.5 s before their cause in datadog: a clock is off", "7 of its events are stamped up to 0.2 s before their cause in github: a clock is off"],
            ["3 of its events are stamped up to 1.5 s before their cause in datadog: a clock is off", "7 of its events are stamped up to 0.2 s before their cause in github: a clock is off"],
            id="too much that differs",
        ),
        pytest.param(
            [f"{count} of its events are stamped up to {size} s before their cause in datadog: one of the two clocks is off by at least that; no time was changed" for count, size in ((3, 1.5), (7, 0.2))],
            [f"{count} of its events are stamped up to {size} s before their cause in datadog: one of the two clocks is off by at least that; no time was changed" for count, size in ((3, 1.5), (7, 0.2))],
            id="a whole clause that differs",
        ),
        pytest.param(
            ["in a b c d e f were read", "in g h i k l m were read"], ["in a b c d e f were read", "in g h i k l m were read"], id="less that is shared",
        ),
        pytest.param(
            ["so in a b c were not read", "so in d e f were not read"],
            ["so in … were not read (two times): a b c, d e f"], id="more that is shared",
        ),
        pytest.param(["x  y z a b c", "x  y z a b c"], ["x  y z a b c", "x  y z a b c"], id="the same twice"),
        pytest.param([], [], id="none"),
    ],
)  # fmt: skip
def test_notes_of_one_sort(notes, expected):
    """Notes that differ in one place are one that lists what they differ in; others stay as they are."""
    assert folded(notes) == expected


WORDS = st.lists(
    st.sampled_from(["no", "events", "were", "read", "in", "of", "host:a", "host:b", "#x"]), min_size=1, max_size=9
).map(" ".join)


@given(st.lists(WORDS, max_size=12))
def test_no_word_is_lost(notes):
    """Each note's every word stands in one of the notes that are left, and there are never more of them."""
    made = folded(notes)
    assert len(made) <= len(notes)
    there = " ".join(made).replace(",", " ").replace(":", " ").replace(";", " ").split()
    for note in notes:
        assert all(word in there for word in note.replace(":", " ").split())
