"""Opening the way to a service for one run; it is closed with the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from timeline.porting.run import Run
from timeline.sources.http.client import IMPORTS, Client, Dialect
from timeline.sources.http.exchange import BrokenConnection, Request, Response, Transport

if TYPE_CHECKING:
    from timeline.sources.http.transport import HttpTransport


class Offline:
    """Stands where a transport would, while only what was kept is read: no credential is needed for that."""

    def send(self, request: Request, timeout: float) -> Response:  # noqa: ARG002 - a transport's signature
        """Send nothing."""
        raise BrokenConnection("nothing is sent while kept answers are read")


def to_service(run: Run, made: Callable[[], Transport]) -> Transport:
    """The transport that is made, closed with the run if it can be; or none where nothing may be asked."""
    transport = Offline() if run.offline else made()
    if close := getattr(transport, "close", None):
        run.at_end(close)
    return transport


def opened(run: Run, base_url: str, headers: Mapping[str, str] | None = None) -> HttpTransport:
    """A transport that is closed when the run is.

    Raises:
        SourceError: no token may be given to that address, or to the proxy before it.
    """
    with IMPORTS:
        from timeline.sources.http.transport import HttpTransport  # noqa: PLC0415 - httpx takes its time to load
    transport = HttpTransport(base_url, headers or {})
    run.at_end(transport.close)
    return transport


def connect(
    run: Run,
    base_url: str,
    dialect: type[Dialect] = Dialect,
    *,
    headers: Mapping[str, str] | None = None,
    credential: str = "the token",
) -> Client:
    """A client for one service and one run, for a source that has no `Settings`.

    Args:
        run: the run that `fetch` was given.
        base_url: where every path is added; redirects and links to other hosts are refused.
        dialect: what the service's answers mean.
        headers: sent with every call, e.g. the credential.
        credential: where the credential comes from, for the reader whose credential was refused.

    Raises:
        SourceError: no token may be given to that address, or to the proxy before it.
    """
    transport = to_service(run, lambda: opened(run, base_url, headers))
    return Client(transport, dialect(credential, base_url), run)
