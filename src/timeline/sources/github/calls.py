"""Talking to GitHub: REST and GraphQL over one policy, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from timeline.model.errors import AnswerError, AuthError, DeniedError, SourceError, TransientError
from timeline.porting.payload import at, objects, text
from timeline.porting.run import Run
from timeline.sources.github.errors import HOLLOW
from timeline.sources.http.client import Client, Dialect, Limited, Request, Response, Transport, Verdict
from timeline.sources.http.limits import Pace, seconds_of
from timeline.sources.http.paging import follow, link
from timeline.sources.http.transport import HttpTransport

_RENAMES = 3
RENAMED = "a repository was renamed; its old name was followed"
_SECONDARY_WAIT_S = 60.0
_SECONDARY = ("secondary rate", "abuse detection")  # the latter is what older servers call it
_UNKNOWN = frozenset({"undefinedField", "undefinedType", "argumentLiteralsIncompatible", "argumentNotAccepted"})
_EMPTY = "empty"
_SMALLEST = 4


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
        if response.status in (502, 504) and _can_shrink(request):
            return _TooMuchError(f"HTTP {response.status}, the query takes too long")
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
            return DeniedError("HTTP 409, the repository is empty", reason=_EMPTY)
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


class _TooMuchError(TransientError):
    """A query that may be answered when it asks for less."""


class Api:
    """Both faces of one GitHub."""

    def __init__(self, client: Client, graphql_url: str, run: Run) -> None:
        self._client = client
        self._run = run
        self._graphql_url = graphql_url

    def get(
        self, path: str, *, params: Mapping[str, Any] | None = None, where: str = "", name: str = ""
    ) -> tuple[Any, Response]:
        """One REST answer; `path` may be a next-link."""
        return self._client.send(Request(f"GET {name or path}", path, params=params or {}, where=where, budget="rest"))

    def pages(
        self, path: str, *, params: Mapping[str, Any] | None = None, where: str = "", name: str = ""
    ) -> Iterator[Any]:
        """Every page of a REST list, by its next-links; an empty repository has none; raises as `follow`."""
        first = Request(f"GET {name or path}", path, params=params or {}, where=where, budget="rest")

        try:
            yield from (page.data for page in follow(self._client, first, link))
        except DeniedError as error:
            if error.reason != _EMPTY:
                raise
            self._run.note("a repository is empty")

    def query(
        self, text: str, variables: Mapping[str, Any], size: int, *, where: str = ""
    ) -> tuple[Any, list[Any], int]:
        """The data of a GraphQL query in pages of at most `size`, the errors that came with it, and the size it took.

        What takes the service too long it answers with a 502 or 504: it is asked for in smaller pages.

        Raises:
            SourceError: there is no data at all.
        """
        while True:
            try:
                return *self._sized(text, {**variables, "size": size}, where), size
            except _TooMuchError:
                size //= 2

    def _sized(self, text: str, variables: dict[str, Any], where: str) -> tuple[Any, list[Any]]:
        name = text.split("(", 1)[0].removeprefix("query ")
        body = {"query": text, "variables": variables, "operationName": name}
        request = Request(f"GraphQL {name}", self._graphql_url, method="POST", body=body, where=where, budget="graphql")
        response = self._client.json(replace(request, expect="data"))
        data, errors = at(response, "data"), objects(at(response, "errors"))
        if not errors and _hollow(data):
            errors = [{"type": HOLLOW}]
        return data, errors


@contextmanager
def connect(base_url: str, graphql_url: str, token: str, run: Run, credential: str) -> Iterator[Api]:
    """The calls of one pull."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "incident-timeline",
    }
    with HttpTransport(base_url, headers) as transport:
        yield Api(Client(_Renamed(transport, run), GitHubDialect(credential, base_url), run), graphql_url, run)


class _Renamed:
    """Follows the redirect of a renamed repository, on the same host only: the token goes nowhere else."""

    def __init__(self, transport: HttpTransport, run: Run) -> None:
        self._transport = transport
        self._run = run

    def send(self, request: Request, timeout: float) -> Response:
        response = self._transport.send(request, timeout)
        for _ in range(_RENAMES):
            target = response.headers.get("location")
            if request.method != "GET" or response.status not in (301, 302, 307, 308) or not target:
                break
            self._run.note(RENAMED)
            self._run.count(requests=1)
            response = self._transport.send(replace(request, path=self._transport.address(target), params={}), timeout)
        return response


_: type[Transport] = _Renamed


def _can_shrink(request: Request) -> bool:
    size = at(request.body, "variables", "size")
    return isinstance(size, int) and size >= _SMALLEST


def _until_reset(response: Response, now: datetime) -> float | None:
    try:
        return max(float(response.headers.get("x-ratelimit-reset", "")) - now.timestamp(), 0.0) + 1.0
    except ValueError:
        return None


def _words(data: Any) -> str:
    """What an answer says is wrong: REST in one message, GraphQL in one for each error."""
    told = [at(data, "message"), *(at(error, "message") for error in objects(at(data, "errors")))]
    return " ".join(str(each) for each in told if each).lower()


def _hollow(data: Any) -> bool:
    """Whether anything in the answer's `nodes` is missing or no object."""
    if isinstance(data, list):
        return any(map(_hollow, data))
    if not isinstance(data, dict):
        return False
    nodes = data.get("nodes")
    if isinstance(nodes, list) and not all(isinstance(node, dict) for node in nodes):
        return True
    return any(map(_hollow, data.values()))


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
