"""What GitHub's answers mean: limits in headers, in words, and in the errors of a good answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from timeline.model.errors import AnswerError, AuthError, DeniedError, SourceError, TransientError
from timeline.porting.payload import at, objects, text
from timeline.sources.http.client import Dialect
from timeline.sources.http.exchange import Limited, Request, Response, Verdict
from timeline.sources.http.limits import Pace, seconds_of

#: The reason of the error that an empty repository answers with.
EMPTY = "empty"
_SECONDARY_WAIT_S = 60.0
_SECONDARY = ("secondary rate", "abuse detection")  # the latter is what older servers call it
_SMALLEST = 4
_UNKNOWN = frozenset({"undefinedField", "undefinedType", "argumentLiteralsIncompatible", "argumentNotAccepted"})


class TooMuchError(TransientError):
    """A query that may be answered when it asks for less.

    Attributes:
        smaller: the query that does.
    """

    def __init__(self, detail: str, smaller: Request) -> None:
        super().__init__(detail)
        self.smaller = smaller


def smaller(error: SourceError) -> Request | None:
    """The query in pages of half the size, where one took the service too long."""
    return error.smaller if isinstance(error, TooMuchError) else None


class GitHubDialect(Dialect):
    """Limits come as 403 or 429, with `retry-after` or a reset time, and from GraphQL as errors in a 200."""

    remedy = "check {credential} and that it may read this repository (see docs/tokens.md)"
    # The secondary limits: 900 points a minute for REST, 2,000 for GraphQL.
    home = "api.github.com"
    limits: Mapping[str, Pace] = {"rest": Pace(900, 60.0), "graphql": Pace(2000, 60.0)}

    def judge(self, request: Request, response: Response, data: Any, now: datetime) -> Verdict:
        """A 403 is a limit when its headers or its words say so; only then it is waited for."""
        if response.status in (403, 429) and self._limits(response, data):
            return Limited(self.wait(response, data, now))
        if response.status == 200 and _limited_query(data):  # noqa: PLR2004
            return Limited(self.wait(response, data, now))
        if response.status in (502, 504) and (less := _halved(request)):
            return TooMuchError(f"HTTP {response.status}, the query takes too long", less)
        if unknown := _unknown_to_schema(data):
            told = f"GraphQL answered {unknown}: this server's schema is older than what is asked for"
            return AnswerError(told, remedy="this needs a newer Enterprise Server")
        return super().judge(request, response, data, now)

    def wait(self, response: Response, data: Any, now: datetime) -> float | None:
        """`retry-after`, else the reset time of a used-up limit, else a minute."""
        asked = seconds_of(response.headers.get("retry-after"), now)
        if asked is not None:
            return asked
        if response.headers.get("x-ratelimit-remaining") == "0":
            return _until_reset(response, now)
        return _SECONDARY_WAIT_S if any(word in _words(data) for word in _SECONDARY) else None

    def refusal(self, request: Request, response: Response, data: Any) -> SourceError:
        """Single sign-on has a remedy of its own; a 404 also hides what the token may not see."""
        if response.status == 401:  # noqa: PLR2004
            return AuthError("HTTP 401, the token is refused", remedy=self.auth_remedy)
        if response.status == 403 and "x-github-sso" in response.headers:  # noqa: PLR2004
            return DeniedError(
                "HTTP 403, the organization asks for single sign-on", remedy="authorise the token for it"
            )
        if response.status == 409 and "empty" in _words(data):  # noqa: PLR2004
            return DeniedError("HTTP 409, the repository is empty", reason=EMPTY)
        if response.status in (403, 404, 409, 451):
            return DeniedError(
                f"HTTP {response.status}, not visible to this token or not existing", remedy=self.auth_remedy
            )
        return super().refusal(request, response, data)

    def hold(self, request: Request, response: Response, now: datetime) -> float | None:  # noqa: ARG002
        """Nothing left until the reset time."""
        return _until_reset(response, now) if response.headers.get("x-ratelimit-remaining") == "0" else None

    def _limits(self, response: Response, data: Any) -> bool:
        headers = response.headers
        told = "retry-after" in headers or headers.get("x-ratelimit-remaining") == "0"
        words = _words(data)
        return response.status == 429 or told or any(word in words for word in ("rate limit", *_SECONDARY))  # noqa: PLR2004


def _halved(request: Request) -> Request | None:
    """The query in pages of half the size, unless they are small already; None for what is no query."""
    variables = at(request.body, "variables")
    size = at(variables, "size")
    if not isinstance(size, int) or size < _SMALLEST:
        return None
    return replace(request, body={**request.body, "variables": {**variables, "size": size // 2}})


def _until_reset(response: Response, now: datetime) -> float | None:
    try:
        return max(float(response.headers.get("x-ratelimit-reset", "")) - now.timestamp(), 0.0) + 1.0
    except ValueError:
        return None


def _words(data: Any) -> str:
    """What an answer says is wrong: REST in one message, GraphQL in one for each error."""
    told = [at(data, "message"), *(at(error, "message") for error in objects(at(data, "errors")))]
    return " ".join(str(each) for each in told if each).lower()


def _unknown_to_schema(data: Any) -> str | None:
    """What the check of a query found that was not run at all: asked again, it would be the same."""
    errors = objects(at(data, "errors")) if at(data, "data") is None else []
    codes = (text(at(error, "extensions", "code")) for error in errors)
    return next((code for code in codes if code in _UNKNOWN), None)


def _limited_query(data: Any) -> bool:
    found = at(data, "data")
    if any(found.values()) if isinstance(found, dict) else found:
        return False
    return "rate limit" in _words(data) or any(
        at(error, "type") == "RATE_LIMITED" for error in objects(at(data, "errors"))
    )
