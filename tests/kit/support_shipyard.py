"""A service that nobody has, its stand-in, and one good source for it."""

from __future__ import annotations

import timeline as tl
from timeline.sources import http
from timeline.testing import TOKEN, Happened, Kit, Response

WINDOW = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
GRACE = {"id": "u-1906", "name": "Grace Hopper", "email": "grace@acme.example"}
ALAN = {"id": "u-1912", "name": "Alan Turing", "email": "alan@acme.example"}
KINDS = {"started": "deploy.started", "succeeded": "deploy.succeeded", "failed": "deploy.failed"}


def row(number, at, state, *, by=None, owner=GRACE, **fields):
    """One deployment, as the service stores it."""
    return {
        "id": f"d-{9007199254740990 + number}",
        "number": 9007199254740990 + number,
        "service": {"id": "s-1", "name": "hooks"},
        "state": state,
        "at": at,
        "seen_at": f"{at[:17]}45{at[19:]}",
        "actor": by,
        "owner": owner,
        "labels": ["blue", "canary", "eu", "fast", "green"],
        "page": f"https://shipyard.example/deployments/{number}",
    } | fields


ROWS = [
    row(1, "2019-06-20T18:30:00.000Z", "started", by=GRACE),
    row(2, "2019-06-20T18:41:02.120Z", "failed"),
    row(3, "2019-06-20T18:41:02.121Z", "started", by=ALAN, owner=ALAN),
    row(4, "2019-06-20T18:58:31.007Z", "succeeded", by=ALAN),
    row(5, "2019-06-20T19:29:59.999Z", "started", by=ALAN),
]
OUTSIDE = [row(0, "2019-06-20T18:29:59.999Z", "started"), row(6, "2019-06-20T19:30:00.000Z", "started")]
HAPPENED = [
    Happened("d-9007199254740991", ROWS[0]["at"], "deploy.started", actor="Grace Hopper"),
    Happened("d-9007199254740992", ROWS[1]["at"], "deploy.failed", severity="error"),
    Happened("d-9007199254740993", ROWS[2]["at"], "deploy.started", actor="Alan Turing"),
    Happened("d-9007199254740994", ROWS[3]["at"], "deploy.succeeded", actor="Alan Turing", severity="ok"),
    Happened("d-9007199254740995", ROWS[4]["at"], "deploy.started", actor="Alan Turing"),
]


class ShipyardApi:
    """Newest first, in pages with a cursor; a bearer."""

    base = "/shipyard/v1"

    def __init__(self, size, rows=(*ROWS, *OUTSIDE)):
        self.size, self.rows = size, rows

    def answer(self, request):
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Response.json({"message": "who are you?"}, 401)
        if request.path == "/seen" and request.method == "POST":
            return Response.json({"ok": True})
        if request.path != "/deployments":
            return Response.json({"message": "no such thing"}, 404)
        since, until = (tl.read_iso(request.query[name]).time for name in ("since", "until"))
        listed = [each for each in self.rows if since <= tl.read_iso(each["at"]).time < until]
        listed.sort(key=lambda each: each["at"], reverse=True)
        first = int(request.query.get("cursor", "c0")[1:])
        after = first + self.size
        items = [each | {"self": f"http://{request.headers['host']}{self.base}/{each['id']}"} for each in listed]
        following = f"c{after}" if after < len(listed) else None
        return Response.json({"items": items[first:after], "meta": {"next": following}})


class Shipyard(http.Settings):
    """Tells deployments."""

    label, default_token_env = "Shipyard", "SHIPYARD_TOKEN"
    name: str = http.Settings.named("shipyard")
    base_url: http.Address

    def fetch(self, window, run):
        for page in self.pages(run, self.asked(window, run)):
            for each in page.rows("items"):
                yield from run.emit(self.draft(each))

    def asked(self, window, run):
        """What is asked for: the service's `until` is not counted in."""
        return {"since": http.utc_text(window.start), "until": http.utc_text(window.end)}

    def pages(self, run, asked):
        first = http.Request("GET deployments", "deployments", params=asked)
        return http.follow(self.client(run), first, http.cursor("meta", "next", into="cursor"))

    def draft(self, each):
        return careful(self, each)

    def made(self, each):
        who = self.who(each)
        return http.Draft(
            self.key(each), self.stamp(each), self.kind(each), self.sentence(each, who), who, self.severity(each),
            url=self.link(each), tags={"labels": " ".join(each["labels"])}, raw=each,
        )  # fmt: skip

    def key(self, each):
        return http.needed(each, "id")

    def stamp(self, each):
        return each.get("at")

    def kind(self, each):
        return KINDS.get(str(each.get("state")), "deploy.updated")

    def who(self, each):
        told = http.block(each.get("actor"))
        key, name = http.text(told.get("id")), http.text(told.get("name"))
        return http.actor(key, name, "person") if key or name else None

    def severity(self, each):
        return {"deploy.failed": "error", "deploy.succeeded": "ok"}.get(self.kind(each))

    def sentence(self, each, who):
        """In the past tense."""
        name = http.text(http.at(each, "service", "name"))
        verb = {"deploy.started": "was started", "deploy.failed": "failed", "deploy.succeeded": "succeeded"}
        said = verb.get(self.kind(each), "changed")
        return (
            f"Deployment of {http.first_line(name)} {said}{http.by(who)}"
            if name
            else f"A deployment {said}{http.by(who)}"
        )

    def link(self, each):
        return http.text(each.get("page"))


careful = http.readable(lambda source, each: source.made(each))


def kit_of(made=Shipyard, **more):
    """That source on trial."""
    given = {
        "make": lambda url: made(base_url=url),
        "serve": ShipyardApi,
        "window": WINDOW,
        "happened": HAPPENED,
    }
    return Kit(**given | more)
