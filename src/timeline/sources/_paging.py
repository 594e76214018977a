"""Walking from page to page without going round in circles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from timeline._errors import AnswerError
from timeline.sources._calls import Answer, Call, Calls

# A comma separates links, and may stand in an address, too.
_LINK = re.compile(r"<([^<>]*)>([^,]*)")

#: The call for the page after this one, or None at the end.
Follow = Callable[[Any, Answer], Call | None]


def pages(calls: Calls, first: Call, follow: Follow) -> Iterator[Any]:
    """Every page from the first, as parsed JSON, each asked for once.

    Raises:
        AnswerError: a page leads back to one that was read (reason `paging`).
        SourceError: a page could not be had.
    """
    seen: set[str] = set()
    call: Call | None = first
    while call:
        key = json.dumps([call.path, dict(call.params), call.body], sort_keys=True, default=str)
        if key in seen:
            raise AnswerError("a page leads back to one already read", call=call.label, reason="paging")
        seen.add(key)
        data, answer = calls.send(call)
        yield data
        call = follow(data, answer)


def next_link(answer: Answer) -> str | None:
    """The address of the next page in a `Link` header (RFC 8288), if there is one."""
    for address, attributes in _LINK.findall(answer.headers.get("link", "")):
        if any(each.strip().replace('"', "").lower() == "rel=next" for each in attributes.split(";")):
            return str(address)
    return None
