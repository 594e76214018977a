"""The event model and the one order."""

import itertools
import json
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import timeline as tl
from support_events import START, WINDOW, event

SOURCES = st.sampled_from(["datadog", "github", "slack", "slack-emea"])
EVENTS = st.lists(
    st.builds(
        lambda key, seconds, source, kind: event(key, seconds, source=source, kind=kind),
        st.integers(0, 10**6), st.sampled_from([0, 0.5, 1, 1.000001]), SOURCES, st.sampled_from(tl.KINDS),
    ),
    unique_by=lambda each: each.id,
)  # fmt: skip


@given(EVENTS, st.randoms(use_true_random=False))
def test_any_shuffle_is_the_same_record(events, chance):
    """The order is total: what comes in another order gives the same bytes."""
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert tl.Timeline(WINDOW, shuffled).to_json() == tl.Timeline(WINDOW, events).to_json()


@given(EVENTS)
def test_the_order_is_time_then_source_then_id(events):
    """Nothing but time comes first; equal times go by source, then by the step of a life, then by id as text."""
    made = list(tl.Timeline(WINDOW, events))
    assert [each.time for each in made] == sorted(each.time for each in made)
    for one, two in itertools.pairwise(made):
        if one.time == two.time:
            assert one.source <= two.source
            if (one.source, one.kind) == (two.source, two.kind):
                assert one.id < two.id


def test_a_merge_comes_before_the_push_that_it_made():
    """Within one source an exactly equal time is broken by the step of a life."""
    pushed, merged = event("a", kind="code.pushed"), event("b", kind="change.merged")
    assert [each.kind for each in tl.Timeline(WINDOW, [pushed, merged])] == ["change.merged", "code.pushed"]


@given(EVENTS)
def test_an_event_survives_json(events):
    """What is written as JSON is read back as the same events."""
    for each in events:
        assert tl.Event.model_validate(json.loads(json.dumps(each.to_dict()))) == each


@pytest.mark.parametrize(
    "fields",
    [{"time": START.replace(tzinfo=None)}, {"time": None}, {"id": ""}, {"kind": "Alert"}, {"summary": ""},
     {"precision": "ns"}, {"severity": "critical"}, {"surprise": 1}, {"actor": {"kind": "cat"}}],
)  # fmt: skip
def test_what_the_contract_refuses_is_refused(fields):
    """A naive time, a kind of no area, an unknown severity: no such event can be made, and no value is quoted."""
    with pytest.raises(ValidationError) as caught:
        event("a", **{"body": "hunter2"} | fields)
    assert "hunter2" not in str(caught.value)


def test_broken_text_becomes_writable():
    """A lone surrogate and a NUL are replaced, so that every record can be written as UTF-8."""
    made = event("a", body="x\ud800y\0z", tags={"k\0": "\udfff"})
    assert made.body == "x\ufffdy\ufffdz"
    json.dumps(made.to_dict()).encode()


def test_the_payload_stays_out_of_sight():
    """`raw` is in no repr; an event cannot be changed; it survives pickle."""
    made = event("a", raw={"secret": "hunter2"})
    assert "hunter2" not in repr(made) + str(made) + str(tl.Timeline(WINDOW, [made]))
    assert "raw" not in made.to_dict()
    with pytest.raises(ValidationError):
        made.time = START
    assert pickle.loads(pickle.dumps(made)) == made


def test_selection_keeps_order_window_and_coverage():
    """Every selection is a record again, and slicing, names and times agree with each other."""
    events = [event(n, n, kind="alert.triggered" if n % 2 else "alert.recovered") for n in range(10)]
    random.Random(1).shuffle(events)
    record = tl.Timeline(WINDOW, events, [tl.Coverage(source="deploys", type="deploys", status="complete")])
    assert len(record.where(kind="alert.trig*")) == 5
    assert record["deploys"] == record
    assert record[2:4] == record.between(record[2].time, record[4].time)
    assert len(record.around(record[5].time, "2s")) == 5  # both ends are shown
    assert record[0] in record
    assert (
        record["2019-06-20T18:30:02Z":"2019-06-20T18:30:04Z"] == record[record[2].time : record[4].time] == record[2:4]
    )
    assert record["2019-06-20T18:30:08Z":] == record[8:]
    assert len(record.where(text="event 3")) == 1
    with pytest.raises(KeyError, match="deploys"):
        record["slack"]


@pytest.mark.parametrize("time", [1561056660, 1561056660.5, "1561056660", "20190620", "2019-06-20T18:30", None, True])
def test_a_time_is_no_number_whose_unit_is_guessed(time):
    """Seconds or milliseconds, told apart by their size alone, would be an invented time."""
    with pytest.raises(ValidationError):
        event(1, time=time)


@pytest.mark.parametrize("actor", ["ada", 5, ["ada"]])
def test_an_actor_of_another_shape_is_refused_as_such(actor):
    """With the model's own error, as everything else that it refuses."""
    with pytest.raises(ValidationError):
        event(1, actor=actor)


def test_a_slice_of_times_keeps_its_step_and_refuses_what_is_no_time():
    """Nothing of what the caller wrote is passed over."""
    record = tl.Timeline(WINDOW, [event(key, key) for key in range(6)])
    assert [each.id for each in record["2019-06-20T18:30:01Z"::2]] == ["deploys:1", "deploys:3", "deploys:5"]
    with pytest.raises(tl.WindowError, match="a time is"):
        record[2:"2019-06-20T18:30:04Z"]


@pytest.mark.parametrize(
    "fields",
    [
        {"actor": {"name": "x\ud800", "kind": "person"}}, {"actor": {"id": "x\ud800", "kind": "bot"}}, {"url": "x\ud800"},
        {"keys": ("x\ud800",)}, {"tags": {"a": "x\ud800"}}, {"tags": {"x\ud800": "a"}}, {"happening": "x\ud800"},
    ],
    ids=str,
)  # fmt: skip
def test_no_field_alone_keeps_a_record_from_being_written(fields):
    """Half a pair in one name is mended there; every form of the record can be written."""
    record = tl.Timeline(WINDOW, [event(1, **fields)])
    for form in (record.to_csv(), record.to_json(), record.to_markdown(), record.to_html()):
        form.encode()
    assert (len(record.to_frame()), record.to_arrow().num_rows) == (1, 1)
