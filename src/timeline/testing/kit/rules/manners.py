"""How a source behaves towards its service, and with its credential."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from timeline.demo.server import Request, Response
from timeline.testing.kit.bench import Bench
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import Damage, always, brief


@rule("manners.reads", "only read; a search that is a POST is named in the kit's `posts`")
def reads(bench: Bench) -> Iterator[str]:
    """A source reads, and changes nothing at its service."""
    for request, _ in bench.right.wire.asked:
        if request.method not in ("GET", "HEAD") and (request.method, request.path) not in {
            ("POST", path) for path in bench.kit.posts
        }:
            yield f"{request.method} {request.path}"


@rule(
    "manners.closes",
    "close what you opened: self.client(run) is closed with the run, run.at_end(close) closes the rest",
)
def closes(bench: Bench) -> Iterator[str]:
    """When a pull has ended, no connection is open."""
    if left := bench.pull(settle=True).open:
        yield f"{left} connections stay open"


@rule(
    "manners.home", "follow no redirect and no link to another host: the client of timeline.sources.http refuses them"
)
def home(bench: Bench) -> Iterator[str]:
    """The token goes to the service's own host, whatever an answer says."""
    redirect = Response(302, {"Location": f"{bench.elsewhere}/x"})
    for name, damage in (("a redirect", always(redirect)), ("a link", _links(bench))):
        for call in bench.calls:
            bench.away.asked.clear()
            bench.pull(call=call, damage=damage)
            if bench.away.asked:
                carried = "Authorization" if "authorization" in bench.away.asked[0].headers else "no Authorization"
                yield f"{name} at {brief(call)} led it to another host, with {carried}"


def _links(bench: Bench) -> Damage:
    """Have all links of an answer lead to the other host."""
    own, other = bench.server.url("kit"), f"{bench.elsewhere}/"

    def damage(_: Request, told: Response) -> Response:
        headers = {
            name: f'<{other}x>; rel="next"' if name.lower() == "link" else value for name, value in told.headers.items()
        }
        return replace(told, headers=headers, body=told.body.replace(own.encode(), other.encode()))

    return damage
