"""Talking to GitHub: REST and GraphQL over one policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from timeline.model.errors import DeniedError
from timeline.porting.run import Run
from timeline.sources.github import graphql
from timeline.sources.github.dialect import EMPTY, GitHubDialect, smaller
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request, Response, Transport
from timeline.sources.http.opening import to_service
from timeline.sources.http.paging import Page, follow, ids, link

if TYPE_CHECKING:
    from timeline.sources.github import GitHub
    from timeline.sources.http.transport import HttpTransport

_RENAMES = 3
RENAMED = "a repository was renamed; its old name was followed"


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
    ) -> Iterator[Page]:
        """Every page of a REST list, by its next-links; an empty repository has none; raises as `follow`."""
        first = Request(f"GET {name or path}", path, params=params or {}, where=where, budget="rest")
        try:
            yield from follow(self._client, first, link)
        except DeniedError as error:
            if error.reason != EMPTY:
                raise
            self._run.note("a repository is empty")

    def query(self, words: str, variables: Mapping[str, Any], size: int, *, where: str = "") -> graphql.Answer:
        """What comes of a GraphQL query; raises as `queries`."""
        return next(self.queries(words, variables, size, (), where=where))

    def queries(
        self, words: str, variables: Mapping[str, Any], size: int, path: tuple[str, ...], *, where: str = ""
    ) -> Iterator[graphql.Answer]:
        """What comes of a GraphQL query, page by page of the connection at that path, of at most `size` rows each.

        What takes the service too long it answers with a 502 or 504: it is asked for in smaller pages.

        Raises:
            SourceError: there is no data at all, or no end.
        """
        first = graphql.request(self._graphql_url, words, {**variables, "size": size}, where)
        after, keys = graphql.following(*path), ids("data", *path, "nodes")
        return map(graphql.answer, follow(self._client, first, after, keys=keys, recover=smaller))


def connect(config: GitHub, run: Run) -> Api:
    """The calls of one run."""
    headers = {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
        "User-Agent": "incident-timeline",
    }
    transport = to_service(run, lambda: _Renamed(config.transport(run, headers=headers), run))
    return Api(Client(transport, GitHubDialect(config.credential, config.base_url), run), config.graphql_url, run)


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
