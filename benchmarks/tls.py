"""What a connection for each call costs, which is how slack-sdk's blocking client calls: over TLS, against kept ones."""

from __future__ import annotations

import http.client
import ssl
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CALLS = 200


class Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        pass


def served(folder: str) -> ThreadingHTTPServer:
    key, certificate = Path(folder) / "key.pem", Path(folder) / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days", "1",
         "-subj", "/CN=localhost"], check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def milliseconds(port: int, *, kept: bool) -> float:
    context = ssl._create_unverified_context()  # noqa: SLF001 - a certificate of a minute ago
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
    began = time.perf_counter()
    for _ in range(CALLS):
        connection.request("GET", "/")
        connection.getresponse().read()
        if not kept:
            connection.close()
    return (time.perf_counter() - began) / CALLS * 1000


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        server = served(folder)
        for kept in (False, True):
            print(
                "kept" if kept else "one a call", f"{milliseconds(server.server_address[1], kept=kept):.2f} ms a call"
            )
