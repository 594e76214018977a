"""A local stand-in for the services: one HTTP server, spoken to by the real SDKs.

It pages, limits and refuses as the services do. `timeline demo` and the tests use the same one. Each
service is an `Api` under its own path; what it knows are native payloads, as the service stores them.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came over the socket; `path` is below the service's own prefix."""

    method: str
    path: str
    query: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str]
    body: bytes

    def form(self) -> dict[str, str]:
        """The fields of a form body, with those of the query."""
        return dict(self.query) | dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> Any:
        """The JSON body."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; the last three fields are for faults.

    Attributes:
        cut: how many bytes of the body to send before the connection is closed.
        delay: seconds to wait before answering.
        hang_up: close the connection without a word.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: int | None = None
    delay: float = 0.0
    hang_up: bool = False

    @classmethod
    def json(cls, data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """An answer with a JSON body."""
        kept = {"Content-Type": "application/json; charset=utf-8"} | dict(headers or {})
        return cls(status, kept, json.dumps(data).encode())


class Api(Protocol):
    """One service: answers what comes below its prefix."""

    #: Where its base address points below the server's root, e.g. `/slack/api/`.
    base: str

    def answer(self, request: Request) -> Response:
        """The answer, without faults. Called from several threads."""


#: Asked before a service answers, with the service's name, the request and its number among all
#: requests since the start; an answer of its own takes the place of the service's.
Fault = Callable[[str, Request, int], Response | None]


class StandIn:
    """The running server; use it in a `with` block.

    Args:
        apis: the services by name.
        latency: seconds that every answer takes.
        fault: answers in a service's place; see `Fault`.
    """

    def __init__(self, apis: Mapping[str, Api], *, latency: float = 0.0, fault: Fault | None = None) -> None:
        self.apis = dict(apis)
        self.latency = latency
        self.fault = fault
        self.log: list[tuple[str, Request]] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.stand_in = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, name: str) -> str:
        """The `base_url` of that service."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}{self.apis[name].base}"

    def requests(self, name: str) -> list[Request]:
        """What that service was asked so far."""
        with self._lock:
            return [request for asked, request in self.log if asked == name]

    @property
    def open(self) -> int:
        """How many connections clients hold open."""
        return self._server.connections

    def answer(self, name: str, request: Request) -> Response:
        """The answer to one request, faults included."""
        with self._lock:
            number = len(self.log)
            self.log.append((name, request))
        if self.latency:
            time.sleep(self.latency)
        made = self.fault and self.fault(name, request, number)
        return made or self.apis[name].answer(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    stand_in: StandIn
    connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection, counted while it is open."""
        self._count(1)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that was served to its end."""
        super().shutdown_request(request)
        self._count(-1)

    def _count(self, more: int) -> None:
        with self.stand_in._lock:  # noqa: SLF001 - the two are one thing
            self.connections += more

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # with it on, every answer waits 40 ms
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        name, request = self._routed(body)
        if not name:
            self._send(Response.json({"message": "no such service"}, 404))
        else:
            self._send(self.server.stand_in.answer(name, request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve  # noqa: N815 - named by http.server

    def _routed(self, body: bytes) -> tuple[str, Request]:
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        lists: dict[str, tuple[str, ...]] = {}
        for key, value in pairs:
            lists[key] = (*lists.get(key, ()), value)
        headers = {key.lower(): value for key, value in self.headers.items()}
        name, below = self._owner(path)
        return name, Request(self.command, below, dict(pairs), lists, headers, body)

    def _owner(self, path: str) -> tuple[str, str]:
        for name, api in self.server.stand_in.apis.items():
            base = api.base.rstrip("/")
            if path == base or path.startswith(base + "/"):
                return name, path[len(base) :] or "/"
        return "", path

    def _send(self, response: Response) -> None:
        if response.delay:
            time.sleep(response.delay)
        if response.hang_up:
            self.close_connection = True
            return
        self.send_response(response.status)
        for key, value in response.headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body if response.cut is None else response.body[: response.cut])
        if response.cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by http.server
        """The server says nothing on stderr."""
