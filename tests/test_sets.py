"""Records put together and taken apart, what can be asked of them, and the nearest value to one that is not there."""

import itertools
import random
from datetime import timedelta

import pytest

import timeline as tl
from support_events import START, WINDOW, Told, event
from support_reading import World
from timeline import demo
from timeline.engine.reconstruct import pull
from timeline.reading.nearest import nearest
from timeline.testing import SimulatedClock

LATER = tl.Window("2019-06-20T19:30Z", "2019-06-20T20:30Z")
MUCH_LATER = tl.Window("2019-06-20T21:00Z", "2019-06-20T22:00Z")


@pytest.fixture(scope="module")
def whole():
    return demo.record()


@pytest.fixture(scope="module")
def parts(whole):
    """The demo's sources, each pulled by itself."""
    with demo.served() as sources:
        return [tl.reconstruct(demo.WINDOW, [source], progress=False) for source in sources]


def told(window, *found, name="deploys"):
    return pull(window, [Told(*found, name=name)], clock=SimulatedClock())


def test_pulled_apart_and_put_together_is_one_pull(whole, parts):
    """In whatever order they are put together, the happenings, their keys and their lags are those of one pull."""
    for order in itertools.islice(itertools.permutations(parts), 0, None, 17):
        made = order[0]
        for each in order[1:]:
            made |= each
        assert made.to_dicts() == whole.to_dicts()
        assert [group.keys for group in made.happenings] == [group.keys for group in whole.happenings]
        assert made.complete
        assert [row.source for row in made.coverage] == [row.source for row in whole.coverage]


def test_what_is_joined_does_not_depend_on_what_was_chosen(whole, parts):
    """A union of parts of two pulls joins what one pull would have, whatever stands between them and is not chosen."""
    slack, datadog = (next(each for each in parts if each.coverage[0].source == name) for name in ("slack", "datadog"))
    both = slack.where(text="hook publish") | datadog.where(kind="alert.recovered")
    joined = {each.id: each.happening for each in slack | datadog}
    assert {each.id: each.happening for each in both} == {each.id: joined[each.id] for each in both}


def test_parts_of_one_record_are_a_part_of_it(whole):
    """A union of selections is the selection of either; its coverage is the record's own."""
    one, other = whole.where(kind="alert.*"), whole.where(channel="#infra-alerts")
    both = one | other
    assert both == whole.where(
        test=lambda each: each.kind.startswith("alert.") or each.tags.get("channel") == "infra-alerts"
    )
    assert both.coverage == whole.coverage
    assert one | other == other | one
    assert whole | one == whole
    assert len(both.happenings) == len(
        [
            group
            for group in whole.happenings
            if len({each.id for each in group.events} & {each.id for each in both}) > 1
        ]
    )
    assert whole.why(*both.happenings[0].events[:2]) == both.why(*both.happenings[0].events[:2])


def test_what_both_have_and_what_one_has_not(whole):
    """Both keep the first one's window and coverage; a part and the rest are the whole."""
    alerts, loud = whole.where(kind="alert.*"), whole.where(severity="error")
    assert alerts & loud == whole.where(kind="alert.*", severity="error")
    assert (alerts - loud) | (alerts & loud) == alerts
    assert (whole - whole).coverage == whole.coverage
    assert (whole["slack"] & whole).coverage == whole["slack"].coverage


def test_what_neither_asked_is_a_gap():
    """A union spans both windows; a source has a gap wherever no pull asked it, and is not complete."""
    one, other = told(WINDOW, event("a", 1)), told(MUCH_LATER, event("b", 9300, source="chat"), name="chat")
    both = one | other
    assert (both.window.start, both.window.end) == (WINDOW.start, MUCH_LATER.end)
    spans = {row.source: [(gap.reason, gap.start, gap.end) for gap in row.gaps] for row in both.coverage}
    assert spans == {
        "deploys": [("not_asked", WINDOW.end, MUCH_LATER.end)], "chat": [("not_asked", WINDOW.start, MUCH_LATER.start)],
    }  # fmt: skip
    assert [row.status for row in both.coverage] == ["partial", "partial"]
    assert not both.complete
    assert "was not asked for" in both.coverage[0].gaps[0].detail
    assert both == other | one


@pytest.mark.parametrize(
    ("window", "gaps"), [(LATER, 0), (MUCH_LATER, 1), (tl.Window("2019-06-20T19:00Z", "2019-06-20T20:00Z"), 0)]
)
def test_one_source_in_two_windows(window, gaps):
    """Its rows are added up; what lies between the windows is a gap, what both told is told once."""
    same = event("b", 2400)
    one = told(WINDOW, event("a", 1), same)
    other = told(window, *([same] if same.time in window else []), event("c", (window.end - START).total_seconds() - 1))
    both = one | other
    (row,) = both.coverage
    assert row.closes
    assert (row.events, len(row.gaps), row.status) == (len(both), gaps, "partial" if gaps else "complete")
    assert row.duplicates == (same.time in window)
    assert row.raw_rows == sum(each.coverage[0].raw_rows for each in (one, other))


def test_a_window_within_a_window_leaves_no_hole():
    """What one pull asked is asked, however short the other's window was."""
    one, other = told(tl.Window("2019-06-20T18:00Z", "2019-06-20T20:30Z")), told(WINDOW)
    assert (one | other | told(LATER)).complete


def test_what_a_person_joined_stays_joined():
    """The parts of one record keep the happenings that it was made with."""
    made = tl.Timeline(WINDOW, [event(key, n, happening="mine") for n, key in enumerate("ab")])
    assert [each.happening for each in made.where(id="*a") | made.where(id="*b")] == ["mine", "mine"]


def test_a_loss_stays_a_loss():
    """A gap of one pull is one of both, though the other had none: it may have asked for something else."""
    gap = tl.Gap(start=WINDOW.start, end=WINDOW.end, reason="denied", detail="not visible", where="#x")
    both = told(WINDOW, event("a", 1), gap) | told(WINDOW, event("b", 2))
    assert (both.coverage[0].gaps, both.coverage[0].status) == ((gap,), "partial")


def test_two_sources_of_one_name_are_refused():
    """Rows of two types under one name cannot be one row."""
    rows = [tl.Coverage(source="x", type=kind, status="complete") for kind in ("a", "b")]
    with pytest.raises(tl.ConfigError, match="type a and b"):
        tl.Timeline(WINDOW, [], rows[:1]) | tl.Timeline(WINDOW, [], rows[1:])
    with pytest.raises(TypeError):
        tl.Timeline(WINDOW, []) | 1
    with pytest.raises(TypeError):
        tl.Timeline(WINDOW, []) - 1
    with pytest.raises(TypeError):
        tl.Timeline(WINDOW, []) & 1


def test_a_big_world_is_put_together_as_one(whole):
    """Thousands of events, source by source in any order, have the happenings of the whole."""
    record = World().record()
    names = [row.source for row in record.coverage]
    random.Random(2).shuffle(names)
    made = None
    for name in names:
        bare = [each.but(happening=None) for each in record if each.source == name]
        one = tl.Timeline(record.window, bare, [row for row in record.coverage if row.source == name])
        made = one if made is None else made | one
    assert made == record


def named(each, *names):
    return each.actor is not None and any(name in (each.actor.name or "").casefold() for name in names)


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"service": "hooks"}, lambda each: each.tags.get("service") == "hooks"),
        ({"service": ["hook*", "builds"]}, lambda each: each.tags.get("service") in ("hooks", "builds")),
        ({"severity": ("error", "warning")}, lambda each: each.severity in ("error", "warning")),
        ({"key": "pagerduty:incident:Q2HVW8M41PUB", "source": "pagerduty"}, lambda each: each.source == "pagerduty" and "pagerduty:incident:Q2HVW8M41PUB" in each.keys),
        ({"key": "github:pr:*"}, lambda each: any(key.startswith("github:pr:") for key in each.keys)),
        ({"id": "datadog:4980866172548217311"}, lambda each: each.id.endswith("217311")),
        ({"id": ["terraform:run-9*", "slack:*"]}, lambda each: each.id.startswith(("terraform:run-9", "slack:"))),
        ({"not_kind": ["message.*", "channel.*"]}, lambda each: not each.kind.startswith(("message.", "channel."))),
        ({"not_source": "slack"}, lambda each: each.source != "slack"),
        ({"kind": "incident.*", "not_kind": "incident.n*"}, lambda each: each.kind.startswith("incident.") and not each.kind.startswith("incident.n")),
        ({"test": lambda each: each.actor is None, "source": "pagerduty"}, lambda each: each.actor is None and each.source == "pagerduty"),
        ({"actor": ["Ada", "grace"]}, lambda each: named(each, "ada", "grace")),
        ({"text": ["AMI", "retry"]}, lambda each: any(word in f"{each.summary} {each.body}".casefold() for word in ("ami", "retry"))),
        ({"channel": ["#deploys", "incid*"]}, lambda each: each.tags.get("channel") in ("deploys", "incidents")),
        ({"kind": []}, lambda _: False),
    ],
)  # fmt: skip
def test_what_can_be_asked(whole, asked, fits):
    """Several values of one condition are alternatives, several conditions hold together; happenings are asked the same."""
    found = whole.where(**asked)
    assert list(found) == [each for each in whole if fits(each)]
    assert found or asked == {"kind": []}
    assert list(whole.happenings.where(**asked)) == [
        group for group in whole.happenings if any(map(fits, group.events))
    ]


@pytest.mark.parametrize("asked", [{"kind": 5}, {"id": [1]}, {"test": "x"}, {"text": object()}])
def test_wrong_questions_are_refused(whole, asked):
    """A value that is no text is an error in words."""
    with pytest.raises(tl.ConfigError, match="="):
        whole.where(**asked)


def test_an_event_by_its_id(whole):
    """A source's name comes first, then an event's id; what is neither is a KeyError that says what there is."""
    assert whole[whole[5].id] == whole[5]
    assert list(whole["slack"]) == list(whole.where(source="slack"))
    with pytest.raises(KeyError, match="datadog, github"):
        whole["nobody"]
    named = tl.Timeline(
        WINDOW, [event("x", 1).but(id="deploys")], [tl.Coverage(source="deploys", type="d", status="complete")]
    )
    assert isinstance(named["deploys"], tl.Timeline)


def test_spans_by_their_ends(whole):
    """`between` is half-open, `around` has both ends, and a span beyond the calendar is everything."""
    first, last = whole[10], whole[20]
    assert list(whole.between(first.time, last.time)) == [each for each in whole if first.time <= each.time < last.time]
    assert list(whole.around(first, last.time - first.time)) == [
        each for each in whole if abs(each.time - first.time) <= last.time - first.time
    ]
    assert whole.around(first, timedelta(days=900_000)) == whole
    assert len(whole.around(first, "0s")) >= 1
    assert len(whole.between("2001-01-01T00:00Z", "2001-01-02T00:00Z")) == 0


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("kind", "alrt.*", "alert.*"), ("kind", "alert.trigered", "alert.triggered"), ("source", "pagerdutty", "pagerduty"),
        ("channel", "#infra-alert", "infra-alerts"), ("actor", "Grace Hoper", "Grace Hopper"), ("service", "hook", "hooks"),
        ("severity", "eror", "error"), ("key", "pagerduty:incident:Q2HVW8M41PUC", "pagerduty:incident:Q2HVW8M41PUB"),
        ("id", "terraform:run-9kQ2mWb7TzRollBk/aplied", "terraform:run-9kQ2mWb7TzRollBk/applied"),
    ],
)  # fmt: skip
def test_the_nearest_value(whole, field, value, found):
    """A filter that matches nothing can say what was meant."""
    assert nearest(whole, field, value) == found
    assert nearest(tl.Timeline(WINDOW, []), field, value) is None
