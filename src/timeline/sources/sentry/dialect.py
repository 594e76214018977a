"""What Sentry's answers mean: two limits in headers, and what a token may not see."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from timeline.model.errors import DeniedError, SourceError
from timeline.sources.http.client import Dialect
from timeline.sources.http.exchange import Request, Response
from timeline.sources.http.limits import Pace, seconds_of

#: Calls for one issue share a limit of their own.
ISSUE = "issue"
_CONCURRENT_WAIT_S = 1.0


class SentryDialect(Dialect):
    """Limits hold for a caller and an endpoint: so many calls in a window, and so many at the same time."""

    remedy = "check {credential}: it needs the scopes org:read, project:read and event:read"
    home = "sentry.io"
    limits: Mapping[str, Pace] = {ISSUE: Pace(5, 1.0)}

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:  # noqa: ARG002
        """`Retry-After`, else until the window is over; of calls at the same time, until some have ended."""
        asked = seconds_of(response.headers.get("retry-after"), now)
        if asked is not None:
            return asked
        if _left(response, "concurrentremaining") == 0 and _left(response, "remaining") != 0:
            return _CONCURRENT_WAIT_S
        return _until_reset(response, now)

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """A 404 also means that the token may not see it."""
        if response.status == 404:  # noqa: PLR2004
            return DeniedError("HTTP 404, not existing or not visible to this token", remedy=self.auth_remedy)
        return super().refusal(request, response, data)

    def hold(self, request: Request, response: Response, now: datetime) -> float | None:  # noqa: ARG002
        """Nothing left in this window."""
        return _until_reset(response, now) if _left(response, "remaining") == 0 else None


def _left(response: Response, what: str) -> int | None:
    value = response.headers.get(f"x-sentry-rate-limit-{what}", "")
    return int(value) if value.isascii() and value.isdigit() else None


def _until_reset(response: Response, now: datetime) -> float | None:
    """Seconds to the end of the window, by the service's own clock where it tells it."""
    end = _left(response, "reset")
    if end is None:
        return None
    with suppress(KeyError, ValueError):
        told = parsedate_to_datetime(response.headers["date"])
        now = told if told.tzinfo else now
    return min(max(end - now.timestamp(), 0.0) + 1.0, 1e9)
