"""Datadog: a long stream is read in slices of time, and none of what may go wrong with that loses an event."""

import math
import threading
from collections import Counter
from datetime import timedelta

import pytest

import timeline as tl
from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.datadog import transition
from timeline.demo.server import Response
from timeline.demo.server.datadog import DatadogApi

BAD = Response.json({"errors": ["input_validation_error(Field 'page' is invalid: invalid cursor)"]}, 400)


def alarms(seconds):
    """One alarm of a group of its own at each of those seconds after the window's start."""
    return [
        transition(
            WINDOW.start + timedelta(seconds=int(after)), str(10_000 + n), 7, "cpu", ("OK", "Alert"), group=f"h:{n}"
        )
        for n, after in enumerate(seconds)
    ]


def read(events, monkeypatch, *, page=100, ends=(True, False), **more):
    """The record, and the searches of the window's stream as (from, to, cursor)."""
    asked = []
    api = DatadogApi(demo.TOKEN, events=events, page=page, ends=ends)
    record = pulled("datadog", api, monkeypatch, start=at("12:00:00", 25), requests=asked, query="source:alert", **more)
    bodies = [request.json() for request in asked if request.path.endswith("/search")]
    return record, [
        (body["filter"]["from"], body["filter"]["to"], body["page"].get("cursor"))
        for body in bodies
        if body["sort"] == "timestamp"
    ]


def evenly(count):
    return [n * 3600 / count for n in range(count)]


SHAPES = {
    "even": evenly(1500),
    "a burst at the start": [n / 50 for n in range(1400)] + [60 * n for n in range(1, 60)],
    "a burst at the end": [60 * n for n in range(59)] + [3540 + n / 30 for n in range(1400)],
    "all but a few in one second": [*range(0, 3600, 20), *[1800] * 1300],
    "everything in one second": [1800] * 1200,
}


@pytest.mark.parametrize("ends", [(True, True), (False, False)])
@pytest.mark.parametrize("shape", SHAPES)
def test_slices_lose_nothing_and_ask_nothing_twice(monkeypatch, shape, ends):
    """Whatever the stream's density, and whichever ends the service counts in: every event once, every count closed."""
    record, asked = read(alarms(SHAPES[shape]), monkeypatch, ends=ends)
    assert len(record) == len(SHAPES[shape])
    assert record.complete
    assert record.coverage[0].closes
    assert max(Counter(asked).values()) == 1


def test_a_long_stream_is_no_long_chain(monkeypatch):
    """Thirty pages: few of them wait for one another, and there are not many more than before."""
    _, asked = read(alarms(evenly(3000)), monkeypatch)
    chains = Counter((start, end) for start, end, _ in asked)
    assert len(chains) > 1
    assert sum(sorted(chains.values())[-2:]) <= 12
    assert len(asked) <= 31 + 2 * 8


def test_the_end_of_a_dense_slice_costs_no_request(monkeypatch):
    """A row from behind its end says that all before it was told: only the last slice asks for the page that ends it."""
    _, asked = read(alarms([n // 4 for n in range(4 * 3600)]), monkeypatch, page=1000)
    slices = len({(start, end) for start, end, _ in asked}) - 1
    assert slices == 6
    assert len(asked) == 2 + slices * math.ceil(12_400 / slices / 1000) + 1


def test_slices_keep_to_eight_at_a_time(monkeypatch):
    """No more calls are under way at once than before."""
    under_way, most, lock = 0, 0, threading.Lock()

    class Counting(DatadogApi):
        def answer(self, request):
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            threading.Event().wait(0.005)
            made = super().answer(request)
            with lock:
                under_way -= 1
            return made

    api = Counting(demo.TOKEN, events=alarms(evenly(3000)), page=100)
    pulled("datadog", api, monkeypatch, start=at("12:00:00", 25), query="source:alert")
    assert 2 < most <= 8


@pytest.mark.parametrize(("count", "page"), [(0, 1000), (7, 2), (300, 10), (499, 50), (1700, 1000), (2900, 1000)])
def test_a_short_stream_costs_not_one_request_more(monkeypatch, count, page):
    """Its pages, and the empty one that ends it."""
    _, asked = read(alarms(evenly(count) if count else []), monkeypatch, page=page)
    assert len(asked) == math.ceil(count / page) + 1


@pytest.mark.parametrize("ends", [(True, False), (False, True)])
@pytest.mark.parametrize("lasts", [1, 3])
def test_cursors_that_expire_again_and_again_lose_nothing(monkeypatch, lasts, ends):
    """As long as each beginning anew brings something new, it is gone on; an instant split by it is told whole."""
    pages = Counter()

    def fault(service, request, number):
        if b'"cursor"' not in request.body or b'"-timestamp"' in request.body:
            return None
        pages[request.json()["filter"]["from"]] += 1
        return BAD if pages[request.json()["filter"]["from"]] > lasts else None

    record, _ = read(alarms(sorted([*range(0, 3600, 60)] * 2)), monkeypatch, page=7, ends=ends, fault=fault)
    assert len(record) == 120
    assert record.complete


def test_a_second_that_no_cursor_leads_out_of_is_a_gap(monkeypatch):
    """What begins anew and brings nothing new is given up, and what was read before stays out of the gap."""
    fault = lambda service, request, number: BAD if b'"cursor"' in request.body else None  # noqa: E731
    record, _ = read(alarms([60, 600, *[1200] * 20, 3000]), monkeypatch, page=5, fault=fault)
    (gap,) = record.coverage[0].gaps
    assert (gap.start, gap.end, gap.reason) == (WINDOW.start + timedelta(seconds=1200), WINDOW.end, "bad_cursor")
    assert len(record) > 2


def test_a_slice_that_fails_is_a_gap_of_that_slice(monkeypatch):
    """The other slices are read to their ends."""
    broken = []

    def fault(service, request, number):
        body = request.json() if request.body else {}
        if body.get("sort") != "timestamp":
            return None
        first, last = (tl.read_iso(body["filter"][end]).time for end in ("from", "to"))
        if last - first < timedelta(seconds=1000) and (not broken or broken[0] == body["filter"]):
            broken[:] = [body["filter"]]
            return Response.json({}, 503)
        return None

    events = alarms(evenly(3000))
    record, _ = read(events, monkeypatch, fault=fault)
    (gap,) = record.coverage[0].gaps
    assert gap.end - gap.start < timedelta(minutes=15)
    told = {event.id for event in record}
    lost = [each for each in events if f"datadog:{each['attributes']['attributes']['evt']['id']}" not in told]
    assert lost
    assert all(f"{gap.start:%FT%TZ}" <= each["attributes"]["timestamp"] < f"{gap.end:%FT%TZ}" for each in lost)


def test_rows_in_another_order_than_asked_for_are_read_as_one_chain(monkeypatch):
    """A server that answers newest first whatever is asked: nothing can be concluded from the last row, nothing is lost."""

    class Newest(DatadogApi):
        def _search(self, body):
            return super()._search(body | {"sort": "-timestamp"})

    for count, page in ((1500, 100), (3, 1)):
        api = Newest(demo.TOKEN, events=alarms([*evenly(count), 3600]), page=page, ends=(True, True))
        record = pulled("datadog", api, monkeypatch, start=at("12:00:00", 25), query="source:alert")
        assert len(record) == count
        assert record.complete
