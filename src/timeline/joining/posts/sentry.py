"""Sentry: links to issues."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.joining.keys import ISSUE
from timeline.joining.product import Product

#: On a host of Sentry's, or below an organization, as on every installation.
_ISSUES = (
    re.compile(r"/organizations/[\w.-]{1,100}/issues/(\d+)\b"),
    re.compile(r"//[\w.-]{0,255}\bsentry[\w.:-]{0,255}/(?:[\w.-]{1,100}/){0,2}issues/(\d+)\b"),
)


def _addresses(address: str) -> Iterator[str]:
    if found := next(filter(None, (each.search(address) for each in _ISSUES)), None):
        yield ISSUE(found[1])


PRODUCT = Product("sentry", _addresses, marks=("/issues/",))
