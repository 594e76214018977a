"""Every walk over pages ends, and says so when it ended without the service's word."""

import dataclasses

import pytest

import timeline as tl
from support_events import WINDOW
from timeline.demo.server import Response, StandIn
from timeline.sources import http
from timeline.sources.http.client import Response as Answer
from timeline.sources.http.paging import next_link


class Pages:
    """Answers by a function of the cursor."""

    base = "/v1"

    def __init__(self, page):
        self.page = page

    def answer(self, request):
        return self.page(int(request.query.get("cursor", 0)))


class Walk:
    """A stranger's source over those pages; `after` as they would write it."""

    name = "web"

    def __init__(self, server, after=http.link):
        self.url, self.after = server.url("web"), after

    def fetch(self, window, run):
        client = http.connect(run, self.url)
        for page in http.follow(client, http.Request("GET rows", "rows"), self.after):
            for row in page.rows(*(["rows"] if isinstance(page.data, dict) else [])):
                yield from run.emit(http.Draft(row["id"], http.utc_text(window.start), "event.posted", "x"))


def pulled(page, after=http.link):
    """The record, its only row, and how many requests it took."""
    with StandIn({"web": Pages(page)}) as server:
        record = tl.reconstruct(WINDOW, [Walk(server, after)], deadline="20s")
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
    record, row, asked = pulled(page, http.cursor("next", into="cursor"))
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
        return dataclasses.replace(page.request, params={"cursor": following}) if following else None

    record, row, asked = pulled(page, after)
    assert (len(record), row.status, asked) == (4, "complete", 4)
