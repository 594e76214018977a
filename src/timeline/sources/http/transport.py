"""The one module that imports httpx: a transport for plain HTTP APIs."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from timeline.model.errors import AnswerError
from timeline.sources.http.body import PACKED, PIECE, body_of
from timeline.sources.http.client import IMPORTS, IN_FLIGHT
from timeline.sources.http.exchange import BrokenConnection, Request, Response
from timeline.sources.http.route import proxy_to

# The variables that say which certificates are trusted.
_TRUSTED = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class HttpTransport:
    """Sends calls below one base address, over kept connections, with fixed headers.

    Args:
        base_url: where every path is added.
        headers: sent with every call, the credential among them; they go to this host only.

    Raises:
        SourceError: no token may be given to that address, or to the proxy before it.
    """

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        self._base = base_url.rstrip("/")
        limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)
        proxy = proxy_to(self._base)
        with IMPORTS:  # the first client imports its transport
            trust = _trust(*map(os.environ.get, _TRUSTED))
            # A transport of its own: the client would read the proxy variables in its own way.
            self._client = httpx.Client(
                headers={"Accept-Encoding": PACKED, **headers},
                follow_redirects=False,
                transport=httpx.HTTPTransport(verify=trust, limits=limits, proxy=proxy),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def __repr__(self) -> str:
        return f"HttpTransport({self._base!r})"

    def send(self, request: Request, timeout: float) -> Response:
        """Send it once; see `Transport`."""
        address, params = self.address(request.path), _params(request.params)
        try:
            with self._client.stream(request.method, address, params=params, json=request.body, timeout=timeout) as got:
                body = body_of(got.iter_raw(PIECE), got.headers.get("content-encoding"), timeout)
        except httpx.TimeoutException:
            raise BrokenConnection("no answer in time") from None
        except httpx.HTTPError as error:
            raise BrokenConnection(f"the connection failed ({type(error).__name__})") from None
        return Response(
            got.status_code, {name.lower(): value for name, value in got.headers.items()}, body, str(got.url)
        )

    def address(self, path: str) -> str:
        """The full address of a path, or of a next-link that the service gave.

        Raises:
            AnswerError: the link leads to another host, where the credential must not go.
        """
        if "://" not in path:
            return f"{self._base}/{path.lstrip('/')}"
        if _origin(path) != _origin(self._base):
            raise AnswerError("a link in the answer leads to another host and is not followed", reason="bad_link")
        return path


@lru_cache(maxsize=1)
def _trust(*_: str | None) -> ssl.SSLContext:
    """What certificates are held against, read once: that takes as long as several calls."""
    return httpx.create_ssl_context()


def _origin(address: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return "", None, None


def _params(params: Mapping[str, Any]) -> dict[str, Any] | None:
    # httpx drops the query of the address when it gets an empty mapping; a next-link must keep its own.
    return dict(params) or None
