"""PagerDuty: both lists, the log and the change events, are read whole, or what is missing of them is stated."""

from collections import Counter

import pytest

from support_worlds import WINDOW, pulled
from timeline import demo
from timeline.demo.incident.facts import at
from timeline.demo.payloads.pagerduty import change, entry, incident
from timeline.demo.server import Response
from timeline.demo.server.pagerduty import PagerDutyApi

ABOUT = incident("Q1", 7, "cpu", "api", at("18:31:00"), first="R0")
LISTS = ("/log_entries", "/change_events")
BROKEN = Response.json({}, 500)


def when(number, each=1):
    seconds = number // each
    return at(f"{18 + (31 + seconds // 60) // 60}:{(31 + seconds // 60) % 60:02d}:{seconds % 60:02d}")


def world(path, count, *, each=1, newest_first=True, **more):
    """A list of that many rows, `each` a second; change events come in the order that they are given in."""
    entries = [entry(f"R{n}", "notify", when(n, each), ABOUT) for n in range(count)] if path == LISTS[0] else []
    changes = [change(f"R{n}", when(n, each), "deploy", "api", "https://x.example") for n in range(count)]
    ordered = changes[::-1] if newest_first else changes
    return PagerDutyApi(demo.TOKEN, entries=entries, changes=[] if entries else ordered, notes={}, **more)


def read(path, api, monkeypatch, *, fault=None):
    """The record, the offsets that were asked for, and how often the same was asked at most."""
    asked = []
    mine = fault and (lambda service, request, number: fault(request) if request.path == path else None)
    record = pulled("pagerduty", api, monkeypatch, fault=mine, requests=asked)
    queries = [request.query for request in asked if request.path == path]
    most = max(Counter(tuple(sorted(query.items())) for query in queries).values())
    return record, [int(query["offset"]) for query in queries], most


def ids(count):
    return {f"pagerduty:R{n}" for n in range(count)}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("page", [7, 30, 100])
def test_lists_are_read_to_their_end(monkeypatch, path, counts, page):
    """Whether or not the service counts, and whatever a page holds; nothing is asked twice."""
    record, _, most = read(path, world(path, 230, page=page, counts=counts), monkeypatch)
    assert {event.id for event in record} == ids(230)
    assert record.complete
    assert most == 1


@pytest.mark.parametrize("path", LISTS)
def test_a_row_that_is_taken_away_meanwhile_hides_no_other(monkeypatch, path):
    """It moves a row from a page still to come to one that was read: the total changes, and all is read again."""
    api = world(path, 350)
    seen = []

    def fault(request):
        seen.append(request)
        if len(seen) == 2:
            del (api._entries or api._changes)[5]

    record, _, _ = read(path, api, monkeypatch, fault=fault)
    assert ids(344) <= {event.id for event in record}
    assert record.complete
    assert record.coverage[0].closes


@pytest.mark.parametrize("path", LISTS)
def test_a_list_that_changes_all_the_time_is_a_gap(monkeypatch, path):
    """Where the second reading does not close either, that is stated."""
    api = world(path, 350)

    def fault(request):
        del (api._entries or api._changes)[5]

    record, _, _ = read(path, api, monkeypatch, fault=fault)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["count_mismatch"]


@pytest.mark.parametrize("path", LISTS)
def test_rows_without_id_count_each_for_themselves(monkeypatch, path):
    """They are named as what they are, and the count closes without a second reading."""
    api = world(path, 120)
    for row in (api._entries or api._changes)[3:6]:
        del row["id"]
    record, offsets, _ = read(path, api, monkeypatch)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["rejected"]
    assert (len(record), record.coverage[0].rejected, sorted(offsets)) == (117, 3, [0, 100])


@pytest.mark.parametrize("path", LISTS)
def test_the_same_page_for_ever_ends(monkeypatch, path):
    """Rows that are known, and the word that there are more: nothing follows from a third page."""
    api = world(path, 100)
    rows = api._entries or api._changes
    page = Response.json({path[1:]: rows, "more": True, "limit": 100, "offset": 0, "total": None})
    record, offsets, _ = read(path, api, monkeypatch, fault=lambda request: page)
    assert {event.id for event in record} == ids(100)
    assert [gap.reason for gap in record.coverage[0].gaps] == ["paging"]
    assert len(offsets) == 2


@pytest.mark.parametrize(
    ("path", "counts", "newest_first"),
    [("/change_events", True, True), ("/log_entries", False, True), ("/change_events", False, False)],
)
def test_more_than_the_cap_is_read_in_parts(monkeypatch, path, counts, newest_first):
    """With a total the window is halved at once; without one, what lies behind the cap is asked for by time."""
    api = world(path, 10_300, each=4, counts=counts, newest_first=newest_first)
    record, _, _ = read(path, api, monkeypatch)
    assert len(record) == 10_300
    assert record.complete
    assert record.coverage[0].closes


def test_small_pages_reach_the_cap(monkeypatch):
    """Offset and limit together stay within 10,000, also when the last page begins close to it."""
    record, _, _ = read(LISTS[0], world(LISTS[0], 9_995, each=4, page=60), monkeypatch)
    assert len(record) == 9_995
    assert record.complete


def test_more_than_the_cap_within_one_second_is_told_as_far_as_it_goes(monkeypatch):
    """The service tells 10,000 of them; that there are more is a gap of that second."""
    record, _, _ = read(LISTS[0], world(LISTS[0], 10_100, each=20_000), monkeypatch)
    assert len(record) == 10_000
    assert {gap.reason for gap in record.coverage[0].gaps} == {"cap"}
    assert all(abs(gap.start - when(0)).total_seconds() <= 1 for gap in record.coverage[0].gaps)
    assert all(abs(gap.end - when(0)).total_seconds() <= 1 for gap in record.coverage[0].gaps)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("counts", [True, False])
def test_a_page_that_cannot_be_had_is_a_gap_as_wide_as_it_must_be(monkeypatch, path, newest_first, counts):
    """Newest first, it lies between its neighbours; in another order it could lie anywhere."""
    api = world(path, 600, newest_first=newest_first, counts=counts)
    fault = lambda request: BROKEN if request.query["offset"] == "300" else None  # noqa: E731
    record, _, _ = read(path, api, monkeypatch, fault=fault)
    gaps = record.coverage[0].gaps
    lost = ids(600) - {event.id for event in record}
    assert lost
    for key in lost:
        assert any(gap.start <= when(int(key.rpartition("R")[2])) < gap.end for gap in gaps), key
    if counts and (newest_first or path == LISTS[0]):
        assert all((gap.end - gap.start).total_seconds() <= 102 for gap in gaps)


def test_pages_of_both_lists_are_asked_for_at_once(monkeypatch):
    """Once the total is known, no page waits for the one before it."""
    for path in LISTS:
        _, offsets, _ = read(path, world(path, 950), monkeypatch)
        assert sorted(offsets) == list(range(0, 950, 100))


def test_both_ends_are_always_given(monkeypatch):
    """With one end only, the service answers for a month; change events refuse any zone but UTC."""
    asked = []
    pulled("pagerduty", world(LISTS[0], 3), monkeypatch, requests=asked)
    for request in asked:
        if request.path in LISTS:
            assert request.query["since"].endswith("Z")
            assert request.query["until"] > f"{WINDOW.end:%FT%TZ}"
