"""Jira: links to tickets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.joining.keys import TICKET
from timeline.joining.product import Product

#: At the root of the host, or below the one folder that a Data Center may stand in.
_TICKET = re.compile(r"//[^/]{1,255}/(?:[\w-]{1,40}/)?browse/([A-Z][A-Z0-9_]{1,80}-\d+)(?![\w./-])")


def _addresses(address: str) -> Iterator[str]:
    if found := _TICKET.search(address):
        yield TICKET(found[1])


PRODUCT = Product("jira", _addresses, marks=("/browse/",))
