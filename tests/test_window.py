"""Times as people and services write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import timeline as tl
from timeline.model.window import parse_span, parse_time, utc_text

MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.sampled_from(["s", "ms", "us"]))
def test_what_is_written_is_read_back(moment, precision):
    """A time written at a precision is read as the same instant, cut to it, with that precision."""
    found = tl.read_iso(utc_text(moment, precision))
    unit = {"s": 1_000_000, "ms": 1_000, "us": 1}[precision]
    assert found.time == moment.replace(microsecond=moment.microsecond // unit * unit)
    assert found.precision == precision


@given(MOMENTS, st.sampled_from(["s", "ms", "us", "ns"]))
def test_epochs_are_exact(moment, unit):
    """A count of units is the same instant to the last microsecond, without a float in between."""
    micros = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    count = {"s": micros // 10**6, "ms": micros // 10**3, "us": micros, "ns": micros * 1000}[unit]
    size = {"s": 10**6, "ms": 10**3, "us": 1, "ns": 1}[unit]
    assert tl.read_epoch(count, unit).time == moment - timedelta(microseconds=micros % size)


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_offsets_name_the_same_instant(moment, minutes):
    """A time with an offset is the instant that it is in UTC."""
    sign, hours, rest = "+-"[minutes < 0], abs(minutes) // 60, abs(minutes) % 60
    local = (moment + timedelta(minutes=minutes)).replace(tzinfo=None, microsecond=0)
    found = tl.read_iso(f"{local.isoformat()}{sign}{hours:02d}:{rest:02d}")
    assert found.time == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    ["2019-06-20T18:30:00", "2019-06-20T24:00:00Z", "2019-06-20T23:59:60Z", "2019-02-30T00:00:00Z", "", "1561056660",
     "2019-06-20", "20190620T183000Z", "2019-06-20T18:30:00+0590", None, 1561056660, float("nan"), True],
)  # fmt: skip
def test_what_is_no_instant_is_refused(text):
    """A service's time without an offset, or none that exists, is an error and never a guess."""
    with pytest.raises(ValueError):
        tl.read_iso(text)


@pytest.mark.parametrize("value", [-1, 1.5, "x", None, True, 10**20])
def test_what_is_no_count_is_refused(value):
    """An epoch is a whole number that is not negative and lies in the calendar."""
    with pytest.raises(ValueError):
        tl.read_epoch(value, "s")


def test_nanoseconds_are_cut_never_rounded():
    """Digits past the microsecond do not move a time forward."""
    assert tl.read_iso("2019-06-20T18:30:00.123456789Z").time.microsecond == 123456


def test_the_window_is_half_open():
    """The start is inside, the end is not."""
    window = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
    assert window.start in window
    assert window.end not in window
    assert window.end - timedelta(microseconds=1) in window
    assert "2019-06-20T18:30Z" not in window


@pytest.mark.parametrize(
    ("start", "end", "tz", "said"),
    [
        ("2019-06-20T18:30", "2019-06-20T19:30", None, "no zone"),
        (datetime(2019, 6, 20), "now", None, "no zone"),
        ("2019-06-20T19:30Z", "2019-06-20T19:30Z", None, "empty"),
        ("2019-03-31T02:30", "2019-03-31T04:00", "Europe/Paris", "does not exist"),
        ("2019-10-27T02:30", "2019-10-27T04:00", "Europe/Paris", "happens twice"),
        ("2019-06-20T18:30", "2019-06-20T19:30", "Mars/Base", "Mars/Base"),
        ("yesterday", "now", None, "2019-06-20T18:30Z"),
    ],
)
def test_a_window_that_would_be_a_guess_is_refused(start, end, tz, said):
    """Naive, ambiguous, missing and empty windows are refused with the reason and a remedy."""
    with pytest.raises(tl.WindowError, match=said):
        tl.Window(start, end, tz=tz)


def test_spans_and_zones_are_understood():
    """`2h` is ago, `around` is symmetric, a naive time with `tz` is that zone's."""
    assert tl.Window.parse("2h").end - tl.Window.parse("2h").start > timedelta(hours=1, minutes=59)
    around = tl.Window.around("2019-06-20T18:46Z", "15m")
    assert (utc_text(around.start), utc_text(around.end)) == ("2019-06-20T18:31:00Z", "2019-06-20T19:01:00Z")
    assert parse_time("2019-06-20T20:30", tz="Europe/Paris") == datetime(2019, 6, 20, 18, 30, tzinfo=UTC)
    assert parse_span("1h30m") == timedelta(minutes=90)
    for wrong in ("1.5h", "h", "-2h", "5 m", "", 30):
        with pytest.raises(tl.WindowError):
            parse_span(wrong)


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+05:00"])
def test_a_services_time_beyond_the_calendar_is_unreadable(text):
    """In UTC there is no such instant: one record without a readable time, not the end of its source."""
    with pytest.raises(ValueError, match="beyond the calendar"):
        tl.read_iso(text)


@pytest.mark.parametrize(
    ("start", "tz"),
    [
        ("99999999h", None), ("9999999999999w", None), ("0001-01-01T00:00+01:00", None), ("0001-01-01", "Europe/Paris"),
    ],
)  # fmt: skip
def test_a_persons_time_beyond_the_calendar_is_refused(start, tz):
    """A call to be mended, like any other time that cannot be read."""
    with pytest.raises(tl.WindowError, match=r"calendar|too long"):
        tl.Window(start, "now", tz=tz)


def test_a_window_around_a_time_stays_in_the_calendar():
    """So does the half that lies before it."""
    with pytest.raises(tl.WindowError, match="calendar"):
        tl.Window.around("0001-01-01T00:00Z", "2h")
