"""The vendor's client as a transport: its authentication and connections, none of its retries or models."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from timeline.model.errors import AnswerError, DeniedError, MissingExtra, SourceError
from timeline.porting.payload import at
from timeline.porting.run import Run
from timeline.sources.http.body import PACKED, PIECE, body_of
from timeline.sources.http.client import IMPORTS, IN_FLIGHT, Client, Dialect
from timeline.sources.http.exchange import BrokenConnection, Request, Response
from timeline.sources.http.limits import seconds_of
from timeline.sources.http.opening import to_service
from timeline.sources.http.route import proxy_to

if TYPE_CHECKING:
    from timeline.sources.datadog import Datadog


_MARGIN_S = 0.2  # the reset is given in whole seconds


class DatadogDialect(Dialect):
    """A 429 says in how many seconds the bucket is refilled; wrong keys, scopes and sites are all 403."""

    remedy = "check {credential}, and the scopes events_read and monitors_downtime"

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:  # noqa: ARG002
        """`X-RateLimit-Reset` holds seconds."""
        seconds = seconds_of(response.headers.get("x-ratelimit-reset") or response.headers.get("retry-after"), now)
        return None if seconds is None else seconds + _MARGIN_S

    def hold(self, request: Request, response: Response, now: datetime) -> float | None:  # noqa: ARG002
        """Nothing left in the bucket until it is refilled."""
        if response.headers.get("x-ratelimit-remaining") != "0":
            return None
        seconds = seconds_of(response.headers.get("x-ratelimit-reset"), now)
        return None if seconds is None else seconds + _MARGIN_S

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """A cursor that is refused is told apart: the reading starts anew where it was."""
        if response.status == 400 and "cursor" in json.dumps(at(data, "errors")).lower():  # noqa: PLR2004
            return AnswerError("HTTP 400, the page's cursor is refused", reason="bad_cursor")
        if response.status == 403:  # noqa: PLR2004
            return DeniedError("HTTP 403, the keys are refused", reason="auth", remedy=self.auth_remedy)
        return super().refusal(request, response, data)


def connect(config: Datadog, run: Run) -> Client:
    """The calls of one run."""
    transport = to_service(run, lambda: ClientTransport(config.api, *config.credentials()))
    return Client(transport, DatadogDialect(config.credential), run)


class ClientTransport:
    """Sends calls through `datadog_api_client`, as raw JSON.

    Its typed models drop the fields that transitions are told in, and whole events whose fields have an
    unexpected type.
    """

    def __init__(self, base_url: str, api_key: str, app_key: str) -> None:
        proxy = proxy_to(base_url)
        with IMPORTS:
            try:
                from datadog_api_client import ApiClient, Configuration, rest  # noqa: PLC0415
                from urllib3.util import make_headers, parse_url  # noqa: PLC0415
            except ImportError:
                raise MissingExtra("datadog-api-client", "datadog") from None
        self._base = base_url
        # host= wins over DD_SITE, which would otherwise replace an explicit site.
        configuration: Any = Configuration(  # type: ignore[no-untyped-call]
            host=base_url, api_key={"apiKeyAuth": api_key, "appKeyAuth": app_key}
        )
        configuration.proxy = proxy
        if proxy and (login := parse_url(proxy).auth):
            configuration.proxy_headers = make_headers(proxy_basic_auth=unquote(login))
        self._client = ApiClient(configuration)
        self._client.rest_client = rest.RESTClientObject(  # type: ignore[no-untyped-call]
            configuration, maxsize=IN_FLIGHT
        )
        self._headers = {
            "DD-API-KEY": api_key,
            "DD-APPLICATION-KEY": app_key,
            "Accept": "application/json",
            "Accept-Encoding": PACKED,
            "Content-Type": "application/json",
            "User-Agent": self._client.user_agent,
        }

    def __repr__(self) -> str:
        return f"ClientTransport({self._base!r})"

    def close(self) -> None:
        """Close the kept connections."""
        self._client.rest_client.pool_manager.clear()

    def send(self, request: Request, timeout: float) -> Response:
        """Send it once; see `Transport`."""
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        query = f"?{urlencode(request.params)}" if request.params else ""
        try:
            # The client's own pool; its `request` would read the body at once, however large it is. Told nothing, the
            # pool tries broken connections again by itself, and follows redirects with both keys.
            got = self._client.rest_client.pool_manager.request(
                request.method,
                f"{self._base}/{request.path}{query}",
                headers=self._headers,
                body=None if request.body is None else json.dumps(request.body),
                timeout=timeout,
                preload_content=False,
                retries=False,
                redirect=False,
            )
            return _taken(got, timeout)
        except HTTPError as error:
            raise BrokenConnection(f"the connection failed ({type(error).__name__})") from None


def _taken(got: Any, timeout: float) -> Response:
    """The answer, read to its end; a connection with a rest in it is not used again."""
    try:
        pieces = got.stream(PIECE, decode_content=False)
        body = body_of(pieces, got.headers.get("content-encoding"), timeout)
    except BaseException:
        got.close()
        raise
    got.release_conn()
    return Response(got.status, {name.lower(): value for name, value in got.headers.items()}, body)
