"""The engine of pages: every way on reads a list whole and asks for nothing twice; what goes round is ended."""

import json
import math
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_events import WINDOW
from timeline.demo.server import Response, StandIn
from timeline.model.errors import AnswerError, SourceError
from timeline.porting.run import Run
from timeline.sources.http.client import Client, Dialect
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Count, cursor, follow, halves, ids, link, number, offset
from timeline.sources.http.transport import HttpTransport

BAD = Response.json({}, 400)
LIST = Request("GET /list", "list", where="of things", params={"start": "0"})
NEXT = cursor("next", into="start")


class Rows:
    """A list served by a function of the request and of how many came before it."""

    base = "/v1"

    def __init__(self, page):
        self.page = page
        self.asked = 0

    def answer(self, request):
        self.asked += 1
        return self.page(request, self.asked - 1)


@pytest.fixture
def walked():
    """Reads a list: the rows that came, how many requests it took, and the error that ended it."""

    def walk(page, first=LIST, after=NEXT, **more):
        found, error = [], None
        with StandIn({"web": Rows(page)}) as server, HttpTransport(server.url("web"), {}) as transport:
            client = Client(transport, Dialect(), Run("web", WINDOW))
            try:
                for each in follow(client, first, after, **more):
                    found += [row["id"] for row in each.rows("rows")]
            except SourceError as raised:
                error = raised
            return found, len(server.requests("web")), error

    return walk


def told(keys, **more):
    return Response.json({"rows": [{"id": key} for key in keys], **more})


def at_cursor(request, *_):
    """Two rows a page, five in all; the cursor is the place of the first row."""
    start = int(request.query.get("start", 0))
    return told(range(start, min(start + 2, 5)), next=str(start + 2) if start < 3 else None)


def listed(count, size, begin, headers=None, **more):
    """Rows of a list of that many, as an answer."""
    rows = [{"id": key} for key in range(begin, min(begin + size, count))]
    return Response.json({"rows": rows, **more}, headers=headers or {})


def by_link(count, size, request):
    begin = int(request.query.get("at", 0))
    more = {"Link": f'<list?at={begin + size}>; rel="next"'} if begin + size < count else {}
    return listed(count, size, begin, more)


def by_cursor(count, size, request):
    begin = int(request.query.get("from", "c0")[1:])
    return listed(count, size, begin, meta={"after": f"c{begin + size}" if begin + size < count else ""})


def by_cursor_in_body(count, size, request):
    asked = json.loads(request.body)
    assert asked["query"] == "all"
    assert asked["page"]["limit"] == size
    begin = int(asked["page"].get("cursor", 0))
    return listed(count, size, begin, meta={"after": begin + size} if begin + size < count else {})


def by_number(count, size, request):
    return listed(count, size, (int(request.query.get("page", 1)) - 1) * size)


def by_offset(count, size, request):
    begin = int(request.query.get("offset", 0))
    return listed(count, size, begin, more=begin + size < count, total=count)


WAYS = {
    "link": (by_link, lambda size: link, False),
    "cursor": (by_cursor, lambda size: cursor("meta", "after", into="from"), False),
    "cursor in the body": (by_cursor_in_body, lambda size: cursor("meta", "after", into=("page", "cursor")), False),
    "number": (by_number, lambda size: number("rows", size=size), True),
    "offset, while there are more": (by_offset, lambda size: offset("rows", more=("more",)), False),
    "offset, to the total": (by_offset, lambda size: offset("rows", total=("total",)), False),
    "offset, to the empty page": (by_offset, lambda size: offset("rows"), True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("count", "size"), [(0, 3), (1, 3), (3, 3), (4, 3), (9, 3), (5, 1)])
def test_every_way_on_reads_the_list_whole(walked, way, count, size):
    """Each row once and in order, and not one request more than it takes to know the end."""
    page, after, looks_behind = WAYS[way]
    body = {"query": "all", "page": {"limit": size}} if way == "cursor in the body" else None
    first = Request("GET /list", "list", method="POST" if body else "GET", body=body)
    rows, asked, error = walked(lambda request, _: page(count, size, request), first, after(size))
    assert (rows, error) == (list(range(count)), None)
    least = max(1, math.ceil(count / size))
    assert asked in ((least, least + 1) if looks_behind else (least,))


def test_a_cursor_leaves_the_first_request_as_it_was():
    """Requests are values: what is sent with the cursor is another one."""
    body = {"page": {"limit": 2}}
    with (
        StandIn({"web": Rows(lambda *_: told("a", next="n"))}) as server,
        HttpTransport(server.url("web"), {}) as sends,
    ):
        client = Client(sends, Dialect(), Run("web", WINDOW))
        first = Request("POST /list", "list", method="POST", body=body)
        page = next(follow(client, first, NEXT))
    following = cursor("next", into=("page", "cursor"))(page)
    assert following.body == {"page": {"limit": 2, "cursor": "n"}}
    assert body == {"page": {"limit": 2}}
    assert page.request is first
    assert page.response.status == 200


CIRCLES = {
    "to itself": (lambda request, _: told("a", next=request.query["start"]), {}, 1),
    "to the first": (lambda request, n: told([n], next=str((int(request.query["start"]) + 1) % 3)), {}, 3),
    "the same rows behind new cursors": (lambda _, n: told("ab", next=str(n + 1)), {}, 4),
    "the same ids with other contents": (
        lambda _, n: told("ab", next=str(n + 1), at=n) if n else told("ab", next="1"), {"keys": ids("rows")}, 4,
    ),
    "the same rows where one such page is too many": (lambda _, n: told("ab", next=str(n + 1)), {"stale": 1}, 2),
    "nothing": (lambda _, n: told("", next=str(n + 1)), {"keys": ids("rows")}, 25),
    "nothing, where nothing is filtered": (
        lambda _, n: told("", next=str(n + 1)), {"keys": ids("rows"), "empty": 2}, 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("circle", CIRCLES)
def test_what_goes_round_is_ended(walked, circle):
    """After so many requests, with an error that says so and names the call."""
    page, more, most = CIRCLES[circle]
    _, asked, error = walked(page, **more)
    assert isinstance(error, AnswerError)
    assert (error.reason, error.call) == ("paging", LIST.label)
    assert asked == most


def test_rows_without_an_id_are_told_apart_by_what_they_hold(walked):
    """They have nothing else; that they have no id makes no circle of them."""
    page = lambda _, n: Response.json({"rows": [{"id": None, "is": n}], "next": str(n + 1) if n < 9 else None})  # noqa: E731
    rows, asked, error = walked(page, keys=ids("rows"))
    assert (len(rows), asked, error) == (10, 10, None)


def test_what_was_read_before_an_error_was_told(walked):
    """Pages are handed on as they come, and the error names the call."""
    rows, asked, error = walked(lambda request, n: BAD if n == 2 else at_cursor(request))
    assert (rows, asked, error.call, error.source) == ([0, 1, 2, 3], 3, LIST.label, "web")


def test_pages_are_asked_for_one_at_a_time():
    """Who stops after the first page has asked for one."""
    with StandIn({"web": Rows(at_cursor)}) as server, HttpTransport(server.url("web"), {}) as transport:
        next(follow(Client(transport, Dialect(), Run("web", WINDOW)), LIST, NEXT))
        assert len(server.requests("web")) == 1


def lost(request, n):
    """The third page is refused once."""
    return BAD if n == 2 else at_cursor(request)


def back(request, n):
    """The second page leads back to the first, once."""
    return told([2, 3], next="0") if n == 1 else at_cursor(request)


@pytest.mark.parametrize("page", [lost, back])
def test_a_lost_way_is_gone_on_from_elsewhere(walked, page):
    """After a page that could not be had, and after one that leads back; the others are asked for once."""
    recover = lambda error: Request("GET /list", "list", params={"start": "4", "anew": "1"})  # noqa: E731
    rows, _, error = walked(page, recover=recover)
    assert (rows, error) == ([0, 1, 2, 3, 4], None)


def test_a_way_on_may_be_refused_by_the_page_itself(walked):
    """What `after` raises can be recovered from, too."""

    def after(page):
        if not page.request.params.get("anew"):
            raise AnswerError("more, and no cursor", reason="paging")

    seen = []

    def recover(error):
        seen.append(error.reason)
        return Request("GET /list", "list", params={"start": "2", "anew": "1"})

    rows, asked, error = walked(at_cursor, after=after, recover=recover)
    assert (rows, asked, error, seen) == ([0, 1, 2, 3], 2, None, ["paging"])


@pytest.mark.parametrize("way", [lambda error: None, lambda error: LIST], ids=["none", "one that was gone"])
def test_without_another_way_the_error_stands(walked, way):
    """A recovery that asks the same again would never end: the first error is raised."""
    rows, asked, error = walked(lost, recover=way)
    assert (rows, asked, error.code) == ([0, 1, 2, 3], 3, "400")


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=800)))
def test_both_halves_cover_the_span(start, length):
    """They begin and end where it does and share one moment, on a whole second from the start; each is shorter."""
    end = start + length
    parts = halves(start, end)
    assert bool(parts) == (length >= timedelta(seconds=2))
    if parts:
        (first, middle), (again, last) = parts
        assert (first, last, middle) == (start, end, again)
        assert (middle - start) % timedelta(seconds=1) == timedelta(0)
        assert all(timedelta(seconds=1) <= b - a < length for a, b in parts)


@given(MOMENTS, st.integers(0, 40 * 86400))
def test_halving_ends_at_one_second(start, seconds):
    """However often the fuller half is halved, it comes to one second in as many steps as the span has binary digits."""
    span, steps = (start, start + timedelta(seconds=seconds)), 0
    while parts := halves(*span):
        span, steps = max(parts, key=lambda part: part[1] - part[0]), steps + 1
    assert span[1] - span[0] <= timedelta(seconds=1)
    assert steps <= max(seconds, 1).bit_length()


@pytest.mark.parametrize(
    ("pages", "told_last", "steady", "whole"),
    [
        ([], None, True, True),
        ([(None, "ab"), (None, "c")], None, True, True),
        ([(3, "ab"), (3, "c")], 3, True, True),
        ([(3, "ab"), (3, "bc"), (3, "a")], 3, True, True),
        ([(3, "ab"), (3, "b")], 3, True, False),
        ([(4, "ab"), (3, "c")], 3, False, False),
        ([(3, "ab"), (None, "c")], 3, True, True),
        ([("3", "a")], None, True, True),
        ([(0, "")], 0, True, True),
    ],
)
def test_a_count_is_held_against_different_rows(pages, told_last, steady, whole):
    """Rows told twice count once; a count that changed proves nothing; what is no number is no count."""
    count = Count()
    for told_here, keys in pages:
        count.add(told_here, keys)
    assert (count.told, count.steady, count.whole) == (told_last, steady, whole)
    assert count.unique == len({key for _, keys in pages for key in keys})


def test_the_error_of_a_count_says_how_many_are_missing():
    """And that the service counted otherwise meanwhile, where it did."""
    count = Count()
    count.add(3, "ab")
    assert (str(count.missing("rows")), count.missing("rows").reason) == (
        "the list counts 3 rows and told 2; try again",
        "count_mismatch",
    )
    count.add(2, "ab")
    assert "counted otherwise meanwhile" in str(count.missing("rows"))


def test_a_count_may_be_kept_by_several_threads():
    """None of what they add is lost."""
    count = Count()
    threads = [
        threading.Thread(target=lambda n=n: [count.add(400, [100 * n + m]) for m in range(100)]) for n in range(4)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (count.unique, count.whole) == (400, True)
