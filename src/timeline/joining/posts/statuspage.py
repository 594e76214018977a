"""Status pages: links to the incidents that they publish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timeline.joining.keys import SHORT, STATUS
from timeline.joining.product import Product

_INCIDENT = re.compile(r"//([^/]{1,255})/incidents/(\w+)")

_SHORT = re.compile(r"//stspg\.io/(\w{1,40})(?![\w/])")


def _addresses(address: str) -> Iterator[str]:
    """On the vendor's host or one of the page's own, which is called after what it tells."""
    if (found := _INCIDENT.search(address)) and "status" in found[1]:
        yield STATUS(found[2])
    elif found := _SHORT.search(address):
        yield SHORT(found[1])


PRODUCT = Product("statuspage", _addresses, marks=("/incidents/", "//stspg.io/"))
