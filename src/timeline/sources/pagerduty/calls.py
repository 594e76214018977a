"""The vendor's session as a transport: its authentication and connections, none of its waits or paging."""

from __future__ import annotations

import os
import queue
import re
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from timeline.model.errors import DeniedError, MissingExtra, SourceError
from timeline.porting.run import Run
from timeline.sources.http.body import PACKED, PIECE, body_of
from timeline.sources.http.client import IMPORTS, Client, Dialect
from timeline.sources.http.exchange import BrokenConnection, Request, Response
from timeline.sources.http.limits import Pace, seconds_of
from timeline.sources.http.opening import to_service
from timeline.sources.http.route import proxy_to

if TYPE_CHECKING:
    from timeline.sources.pagerduty import PagerDuty


#: The service region stands in front of what is granted to an app: `pdus+_…`, `pdeu+_…`.
_GRANTED = re.compile(r"pd[a-z]{2}\+")


class PagerDutyDialect(Dialect):
    """960 requests a minute; a 429 says in `ratelimit-reset` how many seconds are left of the minute."""

    remedy = "check {credential}, a read-only REST API key (see docs/tokens.md)"
    home = "pagerduty.com"
    limits: Mapping[str, Pace] = {"": Pace(960, 60.0)}

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:  # noqa: ARG002
        """`ratelimit-reset` holds seconds; `Retry-After` is not documented but understood."""
        return seconds_of(response.headers.get("ratelimit-reset") or response.headers.get("retry-after"), now)

    def hold(self, request: Request, response: Response, now: datetime) -> float | None:  # noqa: ARG002
        """Nothing left of the minute's requests."""
        if response.headers.get("ratelimit-remaining") != "0":
            return None
        return seconds_of(response.headers.get("ratelimit-reset"), now)

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """A plan that lacks a feature answers 402."""
        if response.status == 402:  # noqa: PLR2004
            return DeniedError("HTTP 402, the account's plan does not include this")
        return super().refusal(request, response, data)


def connect(config: PagerDuty, run: Run) -> Client:
    """The calls of one run."""
    transport = to_service(run, lambda: SessionTransport(config.base_url, config.token()))
    return Client(transport, PagerDutyDialect(config.credential, config.base_url), run)


class SessionTransport:
    """Sends calls through `pdpyras`, over one session for each call that is under way.

    Its own request loop would wait without end for a limit and name part of the key in its errors, so the
    answer is taken from it as soon as it is there.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self._base = base_url
        self._make = _session_maker(base_url, token)
        self._idle: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def __repr__(self) -> str:
        return f"SessionTransport({self._base!r})"

    def close(self) -> None:
        """Close the kept connections."""
        while not self._idle.empty():
            self._idle.get_nowait().close()

    def send(self, request: Request, timeout: float) -> Response:
        """Send it once; see `Transport`."""
        from pdpyras import PDClientError  # noqa: PLC0415

        try:
            session = self._idle.get_nowait()
        except queue.Empty:
            session = self._make()
        session.timeout = timeout
        try:
            session.request(request.method, f"/{request.path}", params=dict(request.params), allow_redirects=False)
        except _Answered as answered:
            self._idle.put(session)
            return answered.answer
        except PDClientError as error:
            cause = type(error.__cause__).__name__ if error.__cause__ else "unknown"
            raise BrokenConnection(f"the connection failed ({cause})") from None
        raise BrokenConnection("the session gave no answer")


class _Answered(Exception):  # noqa: N818 - it is what happened
    """Carries an answer out of the session's request loop."""

    def __init__(self, response: Response) -> None:
        self.answer = response
        super().__init__()


def _session_maker(base_url: str, token: str) -> Callable[[], Any]:
    proxy = proxy_to(base_url)
    with IMPORTS, warnings.catch_warnings():
        # It says on import that it is deprecated. It is the package this source is built over; its
        # successor takes the same place here.
        warnings.filterwarnings("ignore", message=".*deprecated", category=UserWarning)
        try:
            from pdpyras import APISession  # noqa: PLC0415
        except ImportError:
            raise MissingExtra("pdpyras", "pagerduty") from None

    class Session(APISession):  # type: ignore[misc] # the package has no types
        """Hands every answer over at once."""

        url = base_url
        max_network_attempts = 0

        def send(self, request: Any, **settings: Any) -> Any:
            # The body is read below, within bounds.
            return super().send(request, **settings | {"stream": True})

        def postprocess(self, response: Any, suffix: Any = None) -> None:  # noqa: ARG002
            headers = {name.lower(): value for name, value in response.headers.items()}
            with response:
                pieces = response.raw.stream(PIECE, decode_content=False)
                body = body_of(pieces, headers.get("content-encoding"), self.timeout)
            raise _Answered(Response(response.status_code, headers, body))

    def made() -> Any:
        # A key of the account or of a person, or what an app was granted: these have a scheme of their own.
        session = Session(token, auth_type="oauth2" if _GRANTED.match(token) else "token")
        # Its environment is a .netrc entry in the token's place, and proxies read in its own way.
        session.trust_env = False
        session.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
        session.proxies = {"https": proxy} if proxy else {}
        session.headers["Accept-Encoding"] = PACKED
        return session

    return made
