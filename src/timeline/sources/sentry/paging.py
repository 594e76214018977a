"""Lists in pages: a next link is always there, and says itself whether anything is behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from timeline.model.errors import AnswerError
from timeline.sources.http.exchange import Request
from timeline.sources.http.paging import Page, Sender, follow, ids, link

#: The most rows that a page holds.
PAGE = 100


def rows(client: Sender, first: Request) -> Iterator[Any]:
    """Every row of a list.

    Raises:
        SourceError: a page could not be had, or the list does not end.
    """
    for page in follow(client, first, _after, keys=ids()):
        yield from page.rows()


def _after(page: Page) -> Request | None:
    """The request for the next page; its cursor alone is taken, as the link may lead to a host of a region.

    Raises:
        AnswerError: a full page says nothing of the next one (reason `paging`).
    """
    following = link(page)
    if following is None:
        if 'rel="next"' not in page.response.headers.get("link", "") and len(page.rows()) >= PAGE:
            raise AnswerError("a full page does not say whether more follow", call=page.request.label, reason="paging")
        return None
    found = parse_qs(urlsplit(following.path).query).get("cursor")
    return replace(page.request, params={**page.request.params, "cursor": found[0]}) if found else following
