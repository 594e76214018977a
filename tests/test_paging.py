"""Every walk over pages ends, and says so when it ended without the service's word."""

from dataclasses import replace
from datetime import timedelta

import pytest

import timeline as tl
from support_events import WINDOW
from timeline.demo.server import Response, StandIn
from timeline.porting.run import Run
from timeline.sources.http import (
    Draft,
    Request,
    address,
    connect,
    cursor,
    follow,
    link,
    number,
    offset,
    utc_text,
)
from timeline.sources.http.exchange import Response as Answer
from timeline.sources.http.links import next_link
from timeline.sources.http.paging import Count, halves


class Pages:
    """Answers by a function of the cursor."""

    base = "/v1"

    def __init__(self, page):
        self.page = page

    def answer(self, request):
        return self.page(int(request.query.get("cursor", 0)))


class Web:
    """A stranger's source over those pages; `after` as they would write it."""

    name = "web"

    def __init__(self, server, after=link):
        self.url, self.after = server.url("web"), after

    def fetch(self, window, run):
        client = connect(run, self.url)
        for page in follow(client, Request("GET rows", "rows"), self.after):
            for row in page.rows(*(["rows"] if isinstance(page.data, dict) else [])):
                yield from run.emit(Draft(row["id"], utc_text(window.start), "event.posted", "x"))


def pulled(page, after=link):
    """The record, its only row, and how many requests it took."""
    with StandIn({"web": Pages(page)}) as server:
        record = tl.reconstruct(WINDOW, [Web(server, after)], deadline="20s")
        return record, record.coverage[0], len(server.requests("web"))


def linked(rows, cursor, results=""):
    """A page with a next link, as a service that always gives one."""
    link = f'</v1/rows?cursor={cursor}>; rel="next"{results}'
    return Response.json(rows, headers={"Link": link})


def rows(*keys):
    return [{"id": key} for key in keys]


def test_a_next_link_without_results_is_the_end():
    """`results="false"` is the service's word for it: complete, without one request more."""

    def page(cursor):
        return linked(rows(cursor), cursor + 1, f'; results="{str(cursor < 1).lower()}"; cursor="0:{cursor}:0"')

    record, row, asked = pulled(page)
    assert ([each.id for each in record], row.status, asked) == (["web:0", "web:1"], "complete", 2)


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<http://h/x>; rel="next"; results="false"; cursor="0:100:0"', None),
        ('<http://h/x>; rel="previous"; results="false", <http://h/y>; rel="next"; results="true"', "http://h/y"),
        ('<http://h/x>; results="false"; rel="next"', None), ("<http://h/x>; rel=next; results=false", None),
        ('<http://h/x>; rel="last next"', "http://h/x"), ('<http://h/x>; REL="Next"', "http://h/x"),
        ('<http://h/x>; rel = "next"', "http://h/x"), ('<http://h/x>; rel="nextish"', None), ("", None), ("<http://h/x>", None),
    ],
)  # fmt: skip
def test_the_next_link_is_read_as_it_is_written(link, found):
    """Attributes in any order, with and without quotes, several relations in one."""
    assert next_link(Answer(200, {"link": link}, b"")) == found


ENDLESS = {
    "the same page behind growing cursors": lambda cursor: linked(rows("a", "b"), cursor + 1),
    "empty pages behind growing cursors": lambda cursor: linked([], cursor + 1),
    "a link to itself": lambda cursor: linked(rows(cursor), cursor),
    "a link to the first": lambda cursor: linked(rows(cursor), (cursor + 1) % 3),
    "older rows again": lambda cursor: linked(rows(cursor % 3), cursor + 1),
    "objects that say nothing": lambda cursor: Response.json(
        {"rows": [], "more": True}, headers={"Link": f"</v1/rows?cursor={cursor + 1}>; rel=next"}
    ),
}


@pytest.mark.parametrize("service", ENDLESS)
def test_a_walk_without_end_is_ended_with_a_gap(service):
    """It stops within a few requests, keeps what it read, and the gap says `paging`."""
    _, row, asked = pulled(ENDLESS[service])
    assert [gap.reason for gap in row.gaps] == ["paging"]
    assert row.status != "complete"
    assert asked <= 30


def test_a_cursor_that_repeats_is_ended_with_a_gap():
    """The requests that `after` makes are held against those that were sent."""
    page = lambda at: Response.json({"rows": rows(at), "next": 7})  # noqa: E731
    record, row, asked = pulled(page, cursor("next", into="cursor"))
    assert (len(record), asked, [gap.reason for gap in row.gaps]) == (2, 2, ["paging"])


@pytest.mark.parametrize("empty", [1, 5, 20])
def test_empty_pages_on_the_way_are_no_end(empty):
    """A service that filters what it has read gives some; the rows behind them are told."""

    def page(cursor):
        return (
            linked([], cursor + 1)
            if 0 < cursor <= empty
            else linked(rows(cursor), cursor + 1)
            if not cursor
            else Response.json(rows(cursor))
        )

    record, row, asked = pulled(page)
    assert (len(record), row.status, asked) == (2, "complete", empty + 2)


def test_a_page_that_repeats_a_part_is_no_circle():
    """Rows that moved while the list was read come twice; the new ones beside them are told."""

    def page(cursor):
        return linked(rows(cursor, cursor + 1), cursor + 1) if cursor < 5 else Response.json(rows(5))

    record, row, _ = pulled(page)
    assert (len(record), row.duplicates, row.status) == (6, 5, "complete")


def test_a_way_of_ones_own_sees_the_whole_page():
    """A function from a page to the next request gets the headers, their names in lower case."""

    def page(cursor):
        return Response.json({"rows": rows(cursor)}, headers={"X-Next": str(cursor + 1)} if cursor < 3 else {})

    def after(page):
        assert page.response.status == 200
        following = page.response.headers.get("x-next")
        return replace(page.request, params={"cursor": following}) if following else None

    record, row, asked = pulled(page, after)
    assert (len(record), row.status, asked) == (4, "complete", 4)


@pytest.mark.parametrize("apart", [False, True], ids=["ends unknown", "both ends count"])
@pytest.mark.parametrize("seconds", [0, 1, 2, 3, 7200])
def test_halves_lose_no_second(seconds, apart):
    """Together they hold every second of the span; apart, none twice. What holds one second is not halved."""

    def held(start, end):
        return range(int((start - WINDOW.start).total_seconds()), int((end - WINDOW.start).total_seconds()) + 1)

    parts = halves(WINDOW.start, WINDOW.start + timedelta(seconds=seconds), apart=apart)
    assert bool(parts) == (seconds > (0 if apart else 1))
    if parts:
        (first, last) = (held(*each) for each in parts)
        assert sorted({*first, *last}) == [*range(seconds + 1)]
        assert len({*first} & {*last}) == (0 if apart else 1)


def test_the_most_that_was_counted_was_to_be_found():
    """A later page does not take back what an earlier one counted, and the error says how many are missing."""
    count = Count()
    for told, keys in ((3, "a"), (2, "b"), (None, "b")):
        count.add(told, keys)
    assert (count.told, count.most, count.unique, count.whole) == (2, 3, 2, False)
    assert "counts 3 rows and told 2" in str(count.missing("rows"))


class Four:
    """Four rows, two a page, in each way that services have; what a body holds is relative to where it was asked."""

    base = "/v1"
    keys = "abcd"

    def answer(self, request):
        query = request.query
        at = int(query.get("start", query.get("after", 2 * (int(query.get("page", 1)) - 1))))
        more = at + 2 < len(self.keys)
        body = {"rows": rows(*self.keys[at : at + 2]), "more": more, "meta": {"next": str(at + 2) if more else ""}}
        body["links"] = {"next": f"?after={at + 2}&kind=x"} if more else {"next": None}
        assert query.get("kind") == "x"
        headers = {"Link": f'<?after={at + 2}&kind=x>; rel="next"'} if more else {}
        return Response.json(body, headers=headers)


@pytest.mark.parametrize(
    ("after", "asked"),
    [(link, 2), (address("links", "next"), 2), (cursor("meta", "next", into="after"), 2),
     (number("rows", size=2), 3), (offset("rows", into="start", more=("more",)), 2)],
    ids=["link", "address", "cursor", "number", "offset"],
)  # fmt: skip
def test_each_way_reads_all_pages(after, asked):
    """Whichever way a service has: every row once, the parameters kept, and no request after the end was told."""
    with StandIn({"web": Four()}) as server:
        run = Run("web", WINDOW)
        pages = follow(connect(run, server.url("web")), Request("GET rows", "rows", params={"kind": "x"}), after)
        assert [row["id"] for page in pages for row in page.records("rows")] == list("abcd")
        run.close()
        assert len(server.requests("web")) == asked


class Posted:
    """The same rows, asked for by POST; which page stands in the body, beside what is looked for."""

    base = "/v1"

    def answer(self, request):
        told = request.json()
        assert (told["query"], told["page"]["size"], request.query) == ("x", 2, {})
        at = int(told["page"].get("cursor", 0) or told["page"].get("from", 0) or 2 * (told["page"].get("n", 1) - 1))
        more = at + 2 < len(Four.keys)
        return Response.json(
            {"rows": rows(*Four.keys[at : at + 2]), "next": str(at + 2) if more else None, "more": more}
        )


@pytest.mark.parametrize(
    ("after", "asked"),
    [(cursor("next", into=("page", "cursor")), 2), (number("rows", into=("page", "n"), size=2), 3),
     (offset("rows", into=("page", "from"), more=("more",)), 2)],
    ids=["cursor", "number", "offset"],
)  # fmt: skip
def test_each_way_may_lead_through_the_body(after, asked):
    """For a search by POST: every row once, what else the body holds kept, and what was given left as it was."""
    body = {"query": "x", "page": {"size": 2}}
    with StandIn({"web": Posted()}) as server:
        run = Run("web", WINDOW)
        first = Request("POST rows", "rows", method="POST", body=body)
        pages = follow(connect(run, server.url("web")), first, after)
        assert [row["id"] for page in pages for row in page.records("rows")] == list("abcd")
        run.close()
        assert len(server.requests("web")) == asked
    assert body == {"query": "x", "page": {"size": 2}}


@pytest.mark.parametrize("target", ["https://elsewhere.test/v1/rows", "//elsewhere.test/v1/rows", "ftp://127.0.0.1/x"])
@pytest.mark.parametrize("place", ["header", "body"])
def test_an_address_of_another_host_is_not_followed(target, place):
    """The credential goes nowhere else, whatever the answer says; the gap says so."""

    def page(cursor):
        headers = {"Link": f'<{target}>; rel="next"'} if place == "header" else {}
        return Response.json({"rows": rows(cursor), "next": target}, headers=headers)

    record, row, asked = pulled(page, link if place == "header" else address("next"))
    assert (len(record), asked, [gap.reason for gap in row.gaps]) == (1, 1, ["bad_link"])
