"""Which Jira it is, and the calls in which Jira Cloud and a Data Center differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from timeline.model.errors import AnswerError, AuthError, SourceError, StoppedError
from timeline.porting.payload import at, records, text
from timeline.porting.run import Run
from timeline.sources.http.client import Client
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Count, Page, follow, ids, offset
from timeline.sources.jira.dialect import JiraDialect

if TYPE_CHECKING:
    from timeline.sources.jira import Jira

#: The most rows that a page is asked for.
PAGE = 100
_API = "/rest/api/"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(?:/[\w./~-]*)?")


@dataclass(frozen=True)
class Site:
    """One Jira.

    Attributes:
        client: sends its calls.
        cloud: whether it is Jira Cloud, else a Data Center.
        web: where people open tickets.
    """

    client: Client
    cloud: bool
    web: str

    def whoami(self) -> str:
        """The name of the token's owner.

        Raises:
            SourceError: the credential is refused: a search would be answered as anybody's.
        """
        who = self.client.json(Request("GET /myself", "myself"))
        if not any(text(at(who, key)) for key in ("accountId", "key", "name", "displayName")):
            raise AnswerError("the answer names nobody", call="GET /myself")
        return text(at(who, "displayName")) or "an unnamed user"

    def search(self, jql: str, fields: tuple[str, ...], *, size: int = PAGE, where: str = "") -> Iterator[Page]:
        """Every page of the tickets that a query finds; raises as `follow`."""
        if self.cloud:
            body = {"jql": jql, "fields": list(fields), "maxResults": size}
            first = Request("POST /search/jql", "search/jql", "POST", body=body, where=where, expect="issues")
            return follow(self.client, first, _by_token, keys=ids("issues"))
        params = {"jql": jql, "fields": ",".join(fields), "maxResults": size, "startAt": 0}
        first = Request("GET /search", "search", params=params, where=where, expect="issues")
        return _proved(self.client, first, "issues", "tickets")

    def history(self, key: str) -> Iterator[Any]:
        """Every entry of a ticket's history.

        Raises:
            SourceError: it could not be had, or not whole.
        """
        path = f"issue/{quote(key, safe='')}"
        if self.cloud:
            first = _listing("GET /issue/:key/changelog", f"{path}/changelog", key, "values")
            for page in _proved(self.client, first, "values", "changes"):
                yield from page.rows("values")
            return
        params = {"expand": "changelog", "fields": "summary"}
        request = Request("GET /issue/:key", path, params=params, where=key, expect="changelog")
        data, response = self.client.send(request)
        page = Page(data, request, response)
        rows = page.rows("changelog", "histories")
        yield from rows
        count = Count()
        count.add(at(page.data, "changelog", "total"), ids("changelog", "histories")(page))
        count.prove("changes")

    def comments(self, key: str) -> Iterator[Any]:
        """Every comment on a ticket.

        Raises:
            SourceError: they could not be had, or not all.
        """
        path = f"issue/{quote(key, safe='')}/comment"
        first = _listing("GET /issue/:key/comment", path, key, "comments")
        for page in _proved(self.client, first, "comments", "comments"):
            yield from page.rows("comments")

    def other(self) -> Site:
        """The same, asked as the other sort of Jira."""
        return replace(self, cloud=not self.cloud)


def connect(config: Jira, run: Run) -> Site:
    """The site of that configuration; one that does not say which sort of Jira it is is known by its address.

    Raises:
        AuthError: there is no credential, or it is refused.
    """
    client, base = config.client(run, JiraDialect), config.base_url or ""
    info = _server(client)
    told = text(at(info, "deploymentType"))
    cloud = told.casefold() == "cloud" if told else not base.endswith(f"{_API}2")
    return Site(client, cloud, config.app_url or _address(at(info, "baseUrl")) or base.partition(_API)[0])


def projects(site: Site) -> list[str]:
    """The keys of the projects that the token sees, as far as the first page tells them."""
    if site.cloud:
        request = Request("GET /project/search", "project/search", params={"maxResults": PAGE}, expect="values")
        found = records(site.client.json(request), "values")
    else:
        found = records(site.client.json(Request("GET /project", "project")))
    return [key for each in found if (key := text(at(each, "key")))]


def _server(client: Client) -> Any:
    """What the server says of itself, which anybody may read; nothing where it says nothing."""
    try:
        return client.json(Request("GET /serverInfo", "serverInfo"))
    except (AuthError, StoppedError):
        raise
    except SourceError:
        return None


def _address(value: Any) -> str | None:
    told = text(value) or ""
    return told.rstrip("/") if _ADDRESS.fullmatch(told) else None


def _listing(name: str, path: str, key: str, expect: str) -> Request:
    return Request(name, path, params={"startAt": 0, "maxResults": PAGE}, where=key, expect=expect)


def _proved(client: Client, first: Request, rows: str, what: str) -> Iterator[Page]:
    """Every page of a list by offsets, held against the number that it tells."""
    count, keys, after = Count(), ids(rows), offset(rows, into="startAt", total=("total",))
    for page in follow(client, first, lambda page: None if _is_last(page) else after(page), keys=keys):
        count.add(at(page.data, "total"), keys(page))
        yield page
    count.prove(what)


def _is_last(page: Page) -> bool:
    """Whether it says so, and gives no number that it can be held against."""
    return at(page.data, "isLast") is True and at(page.data, "total") is None


def _by_token(page: Page) -> Request | None:
    """The next page by the token, as long as there is one: what else the page says of its being the last is not true.

    Raises:
        AnswerError: it says that more follow, and does not tell where.
    """
    body: Mapping[str, Any] = page.request.body
    if token := text(at(page.data, "nextPageToken")):
        return replace(page.request, body={**body, "nextPageToken": token})
    if at(page.data, "isLast") is False:
        raise AnswerError("more tickets follow, and the page has no token for them", reason="paging")
    return None
