"""Each way on that services have, as a stranger's source asks: the toolkit's public names over a socket."""

import pytest

import timeline as tl
from support_events import WINDOW
from timeline.demo.server import Response, StandIn
from timeline.sources import http
from timeline.sources.http import address, connect, cursor, follow, link, number, offset


def rows(*keys):
    return [{"id": key} for key in keys]


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
        run = tl.Run("web", WINDOW)
        pages = follow(connect(run, server.url("web")), http.Request("GET rows", "rows", params={"kind": "x"}), after)
        assert [row["id"] for page in pages for row in page.records("rows")] == list("abcd")
        run.close()
        assert len(server.requests("web")) == asked


class Elsewhere:
    """Says that the rest is at another address."""

    base = "/v1"

    def __init__(self, target, place):
        self.target, self.place = target, place

    def answer(self, request):
        headers = {"Link": f'<{self.target}>; rel="next"'} if self.place == "header" else {}
        return Response.json({"rows": rows("a"), "next": self.target}, headers=headers)


@pytest.mark.parametrize("target", ["https://elsewhere.test/v1/rows", "//elsewhere.test/v1/rows", "ftp://127.0.0.1/x"])
@pytest.mark.parametrize("place", ["header", "body"])
def test_an_address_of_another_host_is_not_followed(target, place):
    """The credential goes nowhere else, whatever the answer says; what was read before stays, and the error says so."""
    after = link if place == "header" else address("next")
    with StandIn({"web": Elsewhere(target, place)}) as server:
        run = tl.Run("web", WINDOW)
        pages = follow(connect(run, server.url("web")), http.Request("GET rows", "rows"), after)
        assert next(pages).rows("rows") == rows("a")
        with pytest.raises(tl.AnswerError, match="another host") as caught:
            next(pages)
        run.close()
        assert (caught.value.reason, len(server.requests("web"))) == ("bad_link", 1)
