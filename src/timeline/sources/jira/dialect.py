"""What the answers of Jira mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from timeline.model.errors import AuthError, SourceError
from timeline.model.event import width
from timeline.model.window import read_iso
from timeline.sources.http.client import Dialect
from timeline.sources.http.exchange import Limited, Request, Response, Verdict
from timeline.sources.http.limits import seconds_of

#: What the site says of a credential that it could not use; it then answers as to anybody.
_REFUSED = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")
_NONE = timedelta(0)


class JiraDialect(Dialect):
    """A 429 says how many seconds to wait, or until when. A refused credential may be answered as nobody's."""

    remedy = "check {credential} (see docs/tokens.md)"

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """An answer to nobody is none, however good it looks; a server that is overloaded may say for how long."""
        if _to_nobody(response.headers):
            return AuthError(
                "the credential is refused, and the answer is what anybody may see", remedy=self.auth_remedy
            )
        if response.status == 503 and "retry-after" in response.headers:  # noqa: PLR2004
            return Limited(self.wait(response, data, now))
        return super().judge(request, response, data, now)

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:
        """`Retry-After` holds seconds; `X-RateLimit-Reset` a time, often to the minute."""
        told = super().wait(response, data, now)
        return told if told is not None else _until(response.headers.get("x-ratelimit-reset"), now)

    def hold(self, request: Request, response: Response, now: datetime) -> float | None:  # noqa: ARG002
        """Nothing left of what may be asked, and the time when there is."""
        if response.headers.get("x-ratelimit-remaining") != "0":
            return None
        return _until(response.headers.get("x-ratelimit-reset"), now) or seconds_of(
            response.headers.get("x-ratelimit-interval-seconds"), now
        )

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """A query that is refused names something that the token may not see, or is none."""
        error = super().refusal(request, response, data)
        if response.status == 400 and "search" in request.path:  # noqa: PLR2004
            error.remedy = "check projects and jql: what the token may not see is refused like what does not exist"
        return error


def _to_nobody(headers: Mapping[str, str]) -> bool:
    told = headers.get("x-seraph-loginreason", "").upper()
    return any(word in told for word in _REFUSED) or headers.get("x-ausername", "").lower() == "anonymous"


def _until(stamp: str | None, now: datetime) -> float | None:
    """Seconds until that time is over, which is told as finely as it is."""
    try:
        when = read_iso(stamp)
    except ValueError:
        return None
    return max(when.time - now + width(when.precision), _NONE).total_seconds()
