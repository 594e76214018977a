"""A stand-in for Buildkite's builds, as its documentation says that they are listed."""

from __future__ import annotations

from urllib.parse import urlencode

import timeline as tl
from timeline.demo.server import Response

TOKEN = "bkua-stand-in"
_DEFAULT, _MOST = 30, 100


def build(number, minute, *, source="ui", **fields):
    """A build, as the service stores it."""
    made = {
        "id": f"0191-{number:04d}",
        "number": number,
        "state": "passed",
        "web_url": f"https://buildkite.com/acme/api/builds/{number}",
        "source": source,
        "creator": {"id": "b7e1", "name": "Edsger Dijkstra", "email": "edsger@example.com"},
        "pipeline": {"id": "p1", "slug": "api", "name": "API"},
        "created_at": f"2019-06-20T18:{minute:02d}:00.{number:03d}Z",
    }
    return made | fields


class Buildkite:
    """Newest first, 30 a page unless asked for more, 100 at most, links in a header; a bearer, two limits.

    Args:
        builds: what the organization `acme` has built.
        most: fewer rows a page than were asked for, so that a small world has pages.
        relative: whether links are relative to the address that was asked.
        limited: how many requests are refused first.
        reset: how many seconds those refusals ask to wait: for the organization, for the user.
    """

    base = "/v2"
    url = ""

    def __init__(self, builds, *, most=_MOST, relative=False, limited=0, reset=(1, 0)):
        self.builds, self.most, self.relative, self.limited, self.reset = builds, most, relative, limited, reset

    def answer(self, request):
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response.json({"message": "Authentication required. Please supply a valid API Access Token"}, 401)
        if self.limited:
            self.limited -= 1
            return self._refused()
        if request.path != "/organizations/acme/builds":
            return Response.json({"message": "No organization found"}, 404)
        return self._page(request.query)

    def _refused(self):
        organization, user = self.reset
        headers = {"RateLimit-Remaining": "0", "RateLimit-Limit": "200", "RateLimit-Reset": str(organization),
                   "RateLimit-User-Remaining": "0", "RateLimit-User-Limit": "50", "RateLimit-User-Reset": str(user)}  # fmt: skip
        return Response.json({"message": "You have exceeded your API rate limit."}, 429, headers)

    def _page(self, query):
        first, end = (tl.read_iso(query[name]).time for name in ("created_from", "created_to"))
        listed = [each for each in reversed(self.builds) if _within(each, first, end)]
        page, size = int(query.get("page", 1)), min(int(query.get("per_page", _DEFAULT)), self.most)
        rows, rest = listed[(page - 1) * size : page * size], listed[page * size :]
        links = (
            [self._link(query, page + 1, "next"), self._link(query, -(-len(listed) // size), "last")] if rest else []
        )
        return Response.json(rows, headers={"Link": ", ".join(links)} if links else {})

    def _link(self, query, page, relation):
        place = "builds" if self.relative else f"{self.url}/organizations/acme/builds"
        return f'<{place}?{urlencode({**query, "page": page})}>; rel="{relation}"'


def _within(each, first, end):
    """Whether it was created in that span; the service leaves nothing out whose time we cannot read."""
    try:
        return first <= tl.read_iso(each["created_at"]).time < end
    except (ValueError, KeyError, TypeError):
        return True
