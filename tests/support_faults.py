"""Faults over the wire, and the verdict on what a pull made of one."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from support_beside import every_api, sources
from timeline import demo
from timeline.demo.server import Response, StandIn
from timeline.engine.reconstruct import pull
from timeline.testing import SimulatedClock

SENTINEL = demo.TOKEN

LOGIN_PAGE = Response(200, {"Content-Type": "text/html"}, b"<html><body>Please sign in</body></html>")
ELSEWHERE = {"Location": "http://localhost:9/steal"}

#: What a fault answers in a service's place: the response, and for how many requests from the chosen one on.
FAULTS = {
    "server error once": (Response.json({"message": "oops"}, 500), 1),
    "server error for ever": (Response.json({"message": "oops"}, 503), 10**9),
    "bad gateway, as HTML": (Response(502, {"Content-Type": "text/html"}, b"<html>bad gateway</html>"), 1),
    "limit in seconds": (Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}), 1),
    "limit as a date": (
        Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}),
        1,
    ),
    "limit as a float": (Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1.5"}), 1),
    "limit for ever": (Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "30"}), 10**9),
    "limit beyond the deadline": (
        Response.json({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "86400"}),
        10**9,
    ),
    "login page once": (LOGIN_PAGE, 1),
    "login page for ever": (LOGIN_PAGE, 10**9),
    "cut short once": (
        Response(200, {"Content-Type": "application/json"}, b'{"ok": true, "data": [' + b" " * 500, cut=40),
        1,
    ),
    "cut short for ever": (Response(200, {"Content-Type": "application/json"}, b'{"ok": true, "da', cut=9), 10**9),
    "hang-up once": (Response(hang_up=True), 1),
    "hang-up for ever": (Response(hang_up=True), 10**9),
    "redirect to another host": (Response(302, ELSEWHERE), 10**9),
    "token expired": (Response.json({"ok": False, "error": "token_expired", "message": "Bad credentials"}, 401), 10**9),
    "forbidden once": (Response.json({"ok": False, "error": "missing_scope", "message": "Forbidden"}, 403), 1),
    "not found once": (Response.json({"ok": False, "error": "channel_not_found", "message": "Not Found"}, 404), 1),
    "empty object once": (Response.json({}), 1),
    "a list once": (Response.json(["oops"]), 1),
    "null once": (Response.json(None), 1),
    "a number once": (Response.json(17), 1),
}


@dataclass
class Fault:
    """Answers in one service's place from its `index`th request on, for `times` requests."""

    service: str
    index: int
    response: Response
    times: int
    seen: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, service, request, number):
        if service != self.service:
            return None
        with self.lock:
            mine = self.seen
            self.seen += 1
        return self.response if self.index <= mine < self.index + self.times else None


def pulled(name, fault=None, *, page=100):
    """One source's part of its incident under that fault, on a clock that does not wait."""
    with StandIn(every_api(demo.TOKEN, page=page), fault=fault) as server:
        (source,) = sources(server, [name])
        record = pull(demo.WINDOW, [source], clock=SimulatedClock())
        return record, len(server.requests(name))


def verdict(healthy, record):
    """What is wrong with a record made under a fault; an empty list when nothing is."""
    (row,) = record.coverage
    wanted, got = {event.id: event for event in healthy}, {event.id: event for event in record}
    wrong = [f"invented {key}" for key in got if key not in wanted]
    wrong += [f"moved {key}" for key in got if key in wanted and got[key].time != wanted[key].time]
    for key, event in wanted.items():
        if key not in got and not any(gap.start <= event.time < gap.end for gap in row.gaps):
            wrong.append(f"lost {key} at {event.time:%T} without a gap")
    if row.status == "complete" and (row.gaps or len(got) < len(wanted)):
        wrong.append("complete with gaps")
    if not row.gaps and not row.closes:
        wrong.append("the arithmetic does not close")
    if SENTINEL in record.to_json(raw=True) + repr(record) + repr(record.coverage):
        wrong.append("a secret leaked")
    return wrong
