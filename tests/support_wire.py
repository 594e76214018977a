"""Servers that answer badly, byte by byte, and the transport of each source."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress

from timeline.sources.datadog.calls import ClientTransport as DatadogTransport
from timeline.sources.http.transport import HttpTransport
from timeline.sources.pagerduty.calls import SessionTransport
from timeline.sources.slack.calls import ClientTransport as SlackTransport

#: What carries the calls of each source, made for an address.
TRANSPORTS = {
    "slack": lambda url: SlackTransport(url, "token"),
    "datadog": lambda url: DatadogTransport(url, "key", "key"),
    "pagerduty": lambda url: SessionTransport(url, "token"),
    "github": lambda url: HttpTransport(url, {"Authorization": "Bearer token"}),
    "jira": lambda url: HttpTransport(url, {"Authorization": "Bearer token"}),
    "terraform": lambda url: HttpTransport(url, {"Authorization": "Bearer token"}),
}


@contextmanager
def listening(serve):
    """A server that hands every connection to `serve(connection)`, in a thread of its own; its address."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_served, args=(serve, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _served(serve, connection):
    with connection, suppress(OSError):  # the client has left
        serve(connection)


def head_of(connection):
    """The request's first line and headers."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            break
        data += piece
    return data.decode("latin-1")


def answering(body, headers=b"", status=b"200 OK"):
    """What serves that one answer to every connection."""

    def serve(connection):
        head_of(connection)
        size = str(len(body)).encode()
        connection.sendall(
            b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Content-Length: " + size + b"\r\n" + headers + b"\r\n" + body
        )

    return serve
