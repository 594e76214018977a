"""Services that refuse, fail and limit: what cannot be read is a gap, and what passes is waited for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

from timeline.demo.server import Request, Response
from timeline.testing.kit.bench import TOKEN, Bench
from timeline.testing.kit.judging import differing, swallowed, wrong
from timeline.testing.kit.lists import paged
from timeline.testing.kit.pulling import Seen
from timeline.testing.kit.rule import rule
from timeline.testing.kit.wire import Damage, always, brief, data_of

_WAIT_S = 7
_HTML = {"Content-Type": "text/html"}
_PAGE = b"<html><body>Please sign in</body></html>"
#: A service may quote what it was given.
_QUOTED = {"ok": False, "error": "refused", "message": f"no such token: {TOKEN}"}
REFUSALS = {f"HTTP {status}": Response.json(_QUOTED, status) for status in (401, 403, 404)}
OUTAGES = {
    "HTTP 500": Response.json({"message": "oops"}, 500),
    "HTTP 503, as HTML": Response(503, _HTML, b"<html>maintenance</html>"),
    "no answer": Response(hang_up=True),
    "a sign-in page": Response(200, _HTML, _PAGE),
    "no JSON": Response(200, {"Content-Type": "application/json"}, b'{"ok": true, "da'),
    "limited for ever": Response.json({}, 429, {"Retry-After": "30"}),
}


def _cut(_: Request, told: Response) -> Response:
    return replace(told, cut=max(len(told.body) // 2, 1))


@rule(
    "refused.told",
    "let the error of a call through, or yield tl.Gap.after(error, window): never take a refusal for no rows",
)
def refused(bench: Bench) -> Iterator[str]:
    """A call that is refused leaves a gap."""
    for name, answer in REFUSALS.items():
        for call in bench.calls:
            yield from _missed(bench, call, always(answer), name)


@rule(
    "outage.told",
    "let the error of a call through, or yield tl.Gap.after(error, window): a broken answer is not an empty one",
)
def out(bench: Bench) -> Iterator[str]:
    """A call that fails for good leaves a gap."""
    faults = {name: always(answer) for name, answer in OUTAGES.items()} | {"a body cut short": _cut}
    for name, damage in faults.items():
        for call in bench.calls:
            yield from _missed(bench, call, damage, name)


@rule("outage.passes", "try again what may pass, a few times: the client of timeline.sources.http does")
def passes(bench: Bench) -> Iterator[str]:
    """A fault that passes is tried again, and changes nothing."""
    faults: dict[str, Damage] = {"HTTP 503": always(OUTAGES["HTTP 500"]), "a body cut short": _cut}
    for name, damage in faults.items():
        for call in bench.calls:
            for found in differing(bench.right, bench.pull(call=call, damage=damage, times=1)):
                yield f"{name} once at {brief(call)}: {found}"


@rule("outage.hangs", "give each request a time-out, and try again: the client of timeline.sources.http does")
def hangs(bench: Bench) -> Iterator[str]:
    """A call that hangs is given up, and leaves a gap or is tried again."""
    call, hanging = bench.calls[-1], always(Response(delay=1.6))
    seen = bench.pull(call=call, damage=hanging, times=1, deadline=timedelta(seconds=0.8))
    yield from wrong(bench.right, seen, f"no answer at {brief(call)}")


@rule(
    "limit.waited",
    "wait as long as Retry-After says, in seconds or until a date, and ask again (timeline.sources.http does)",
)
def limited(bench: Bench) -> Iterator[str]:
    """A limit is waited for as long as the service asks, and changes nothing."""
    for told, answer in _limits(bench).items():
        for call in dict.fromkeys((bench.calls[0], bench.calls[-1])):
            seen = bench.pull(call=call, damage=always(answer), times=1)
            yield from (f"{told} at {brief(call)}: {found}" for found in differing(bench.right, seen))
            if seen.waited - bench.right.waited < _WAIT_S - 1:
                yield f"{told} at {brief(call)}: it waited {seen.waited:.1f} s"


def _limits(bench: Bench) -> dict[str, Response]:
    """The ways to ask for seven seconds."""
    if bench.kit.limited:
        return {"the service's limit": bench.kit.limited}
    until = (bench.kit.now or bench.kit.window.end) + timedelta(seconds=_WAIT_S)
    words = (str(_WAIT_S), f"{_WAIT_S}.5", format_datetime(until, usegmt=True))
    return {f"Retry-After: {each}": Response.json({}, 429, {"Retry-After": each}) for each in words}


@rule(
    "secret.kept",
    "send the token in a header, and write it, headers and bodies into nothing: no id, url, error, note or log",
)
def secret(bench: Bench) -> Iterator[str]:
    """The token stands in no event, no gap, no note, no log line, no address and no repr, whatever happens."""
    source = bench.source()
    if TOKEN in f"{source!r} {vars(source) if hasattr(source, '__dict__') else ''}":
        yield "the source's own repr or fields hold it"
    tried: dict[str, Damage | None] = {
        "all well": None,
        "no answer": always(Response(hang_up=True)),
        "no JSON": always(OUTAGES["no JSON"]),
    }
    tried |= {name: always(answer) for name, answer in REFUSALS.items()}
    for name, damage in tried.items():
        seen = bench.pull(damage=damage, call=bench.calls[-1] if damage else None, listen=True)
        yield from (f"{name}: {place} holds it" for place in _places(seen))


def _places(seen: Seen) -> Iterator[str]:
    for key, event in seen.events.items():
        if TOKEN in json.dumps(event.model_dump(mode="json", exclude={"raw"})):
            yield f"the event {key.replace(TOKEN, '…')}"
    if any(TOKEN in f"{gap.detail} {gap.where} {gap.reason}" for gap in seen.row.gaps):
        yield "a gap"
    if any(TOKEN in note for note in seen.row.notes):
        yield "a note"
    if TOKEN in seen.log:
        yield "a log line"
    if any(TOKEN in f"{request.path} {request.query}" for request, _ in seen.wire.asked):
        yield "the address that is asked"


def _missed(bench: Bench, call: str, damage: Damage, name: str) -> Iterator[str]:
    seen, where = bench.pull(call=call, damage=damage), f"{name} at {brief(call)}"
    found = list(wrong(bench.right, seen, where))
    yield from found
    if not found and paged(data_of(bench.answer(call))) and swallowed(bench.right, seen):
        yield f"{where}: the pull claims to be complete"
